"""Small models for tests: random weights, or words chosen by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jazz import vocabulary
from jazz.grammar import read_sentence
from jazz.model import Config, Model, shapes
from jazz.scene import Scene


def random_model(cell: str = "lstm", layers: int = 1, units: int = 24, seed: int = 1, *, members: int = 1) -> Model:
    """Return a model with weights wide enough to have opinions."""
    config = Config("random", cell, layers, units, members)
    rng = np.random.default_rng(seed)
    weights = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes(config).items()}
    return Model(config, weights)


class Reciter:
    """An engine that says a sentence, each word with certainty where it is allowed; else what is allowed, evenly."""

    def __init__(self, text: str) -> None:
        self.ids: Sequence[int] = vocabulary.encode(read_sentence(text))

    def start(self, batch: int) -> Any:
        """Begin at the first word."""
        del batch
        return 0

    def step(self, previous: np.ndarray, now: Scene, memory: int) -> tuple[np.ndarray, int]:
        """Say the next word, over and over again at the end."""
        del previous
        logits = np.where(now.allowed, 0.0, -1e9).astype(np.float32)
        logits[:, self.ids[memory % len(self.ids)]] += 1e6
        return logits, memory + 1

"""A trained model as a value and as a folder: config, vocabulary, weights, card, sample.

    config.json  vocabulary.txt  weights.safetensors  CARD.md  sample.mid

Nothing is pickled and nothing in a folder is believed: `read_model` checks every field, name, shape and type before an
array is used. This room knows the parts of a network by name and shape, and no framework: `network` trains these
weights and `engine` plays them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from jazz import grammar
from jazz.context import N_CONTEXT
from jazz.errors import ModelError
from jazz.files import write_whole
from jazz.vocabulary import N_VALUES, check_vocabulary, vocabulary_text

FORMAT = 1
GATES = {"lstm": 4, "gru": 3, "simple_rnn": 1}
"""Cells that a network can be made of, with the number of blocks of `units` columns in their kernels."""

MAX_LAYERS = 3
MAX_UNITS = 2048


@dataclass(frozen=True)
class Config:
    """What defines a model. `validation_bits` is the loss, in bits a value, at which the weights were kept."""

    name: str
    cell: str = "lstm"
    layers: int = 1
    units: int = 256
    n_values: int = N_VALUES
    n_context: int = N_CONTEXT
    grammar: str = grammar.NAME
    format: int = FORMAT
    version: str = ""
    seed: int = 0
    songs: int = 0
    notes: int = 0
    epochs: float = 0.0
    validation_bits: float = 0.0

    def __post_init__(self) -> None:
        if self.cell not in GATES:
            raise ModelError(f'cell "{self.cell}" is not one of {", ".join(GATES)}')
        if not (1 <= self.layers <= MAX_LAYERS and 1 <= self.units <= MAX_UNITS):
            raise ModelError(f"a model has 1-{MAX_LAYERS} layers of 1-{MAX_UNITS} units")
        if self.format != FORMAT or self.grammar != grammar.NAME:
            raise ModelError(
                f'model "{self.name}" is of format {self.format}, grammar {self.grammar}; '
                f"this version reads format {FORMAT}, grammar {grammar.NAME}: train it again"
            )
        if (self.n_values, self.n_context) != (N_VALUES, N_CONTEXT):
            raise ModelError(f'model "{self.name}" counts values or context otherwise; train it again')


Weights = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Model:
    """A config and its weights by name, float32."""

    config: Config
    weights: Weights


def shapes(config: Config) -> dict[str, tuple[int, ...]]:
    """Return the name and shape of every weight, in the order of the network."""
    wanted: dict[str, tuple[int, ...]] = {}
    width = config.n_values + config.n_context
    columns = GATES[config.cell] * config.units
    for layer in range(config.layers):
        wanted[f"cell_{layer}.kernel"] = (width, columns)
        wanted[f"cell_{layer}.recurrent_kernel"] = (config.units, columns)
        wanted[f"cell_{layer}.bias"] = (2, columns) if config.cell == "gru" else (columns,)
        width = config.units
    return wanted | {"output.kernel": (width, config.n_values), "output.bias": (config.n_values,)}


def write_model(model: Model, folder: Path, *, card: str, sample: bytes) -> None:
    """Write a model folder; inverse of `read_model`. Each file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "vocabulary.txt": vocabulary_text().encode(),
        "CARD.md": card.encode(),
        "sample.mid": sample,
        "weights.safetensors": save({name: np.ascontiguousarray(array) for name, array in model.weights.items()}),
        "config.json": (json.dumps(asdict(model.config), indent=2) + "\n").encode(),
    }
    for name, data in files.items():
        write_whole(folder / name, data, force=True)


def read_model(folder: Path) -> Model:
    """Read a model folder; inverse of `write_model`. Raises ModelError on anything missing, foreign or damaged."""
    config = read_config(folder)
    check_vocabulary(_bytes(folder / "vocabulary.txt").decode("utf-8", "replace").splitlines(), str(folder))
    try:
        weights = load(_bytes(folder / "weights.safetensors"))
    except (SafetensorError, ValueError, KeyError) as error:
        raise ModelError(
            f"{folder / 'weights.safetensors'}: damaged ({error}); copy or train the model again"
        ) from None
    check_weights(config, weights, str(folder))
    return Model(config, weights)


def read_config(folder: Path) -> Config:
    """Read and check `config.json` alone."""
    path = folder / "config.json"
    try:
        found: Any = json.loads(_bytes(path))
    except ValueError:
        raise ModelError(f"{path}: not JSON; copy or train the model again") from None
    kinds = {field.name: type(field.default) if field.name != "name" else str for field in fields(Config)}
    if not isinstance(found, dict) or set(found) != set(kinds):
        raise ModelError(f"{path}: not the config of a jazz model; fields are {', '.join(kinds)}")
    for name, kind in kinds.items():
        if not isinstance(found[name], (int, float) if kind is float else kind) or isinstance(found[name], bool):
            raise ModelError(f"{path}: {name} must be {kind.__name__}, not {found[name]!r}")
    return Config(**found)


def check_weights(config: Config, weights: Weights, where: str) -> None:
    """Raise ModelError unless names, shapes and types are exactly those of the config, and all numbers finite."""
    wanted = shapes(config)
    if set(weights) != set(wanted):
        odd = sorted(set(weights) ^ set(wanted))[0]
        raise ModelError(f"{where}: weights do not fit the config (see {odd}); copy or train the model again")
    for name, shape in wanted.items():
        array = weights[name]
        if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
            raise ModelError(f"{where}: {name} should be finite float32 {shape}, is {array.dtype} {array.shape}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); is this a model folder?") from None

"""The light engine: the network's step in NumPy, for playing without a framework.

Why NumPy: with the shipped model a process has a solo of 132 values after 0.36 s, with Keras after 5.6 s
(`benchmarks/engines.py`); LiteRT and ONNX Runtime were no sooner with a plain LSTM and add 67 and 73 MB to install, and
NumPy is there anyway.
This room knows weights by name and the Keras conventions for gates; the network with the same weights in Keras is
`network`, and a test holds the two to the same probabilities.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from jazz.model import Config, Model, Weights
from jazz.sampling import mix
from jazz.scene import Scene
from jazz.views import N_CLASSES, WIDTHS, Views, chosen, spread

FORBIDDEN = np.float32(-1e9)
FIRST_CAPACITY = 256  # values that can be remembered before memory doubles

Cell = tuple[np.ndarray, ...]  # the state of a layer: (hidden,) or (hidden, carry), each (batch, units)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    half = np.float32(0.5)
    result: np.ndarray = half * np.tanh(half * x) + half
    return result


def _lstm(x: np.ndarray, state: Cell, kernel: np.ndarray, bias: np.ndarray) -> Cell:
    """Gates in the order input, forget, candidate, output; `x` holds the products of the inputs with the kernel."""
    hidden, carry = state
    i, f, c, o = np.split(x + hidden @ kernel + bias, 4, axis=1)
    carry = _sigmoid(f) * carry + _sigmoid(i) * np.tanh(c)
    return _sigmoid(o) * np.tanh(carry), carry


def _gru(x: np.ndarray, state: Cell, kernel: np.ndarray, bias: np.ndarray) -> Cell:
    """Gates in the order update, reset, candidate, the reset gate after the product (as in cuDNN)."""
    (hidden,) = state
    xz, xr, xh = np.split(x + bias[0], 3, axis=1)
    hz, hr, hh = np.split(hidden @ kernel + bias[1], 3, axis=1)
    update = _sigmoid(xz + hz)
    return (update * hidden + (1 - update) * np.tanh(xh + _sigmoid(xr + hr) * hh),)


def _simple(x: np.ndarray, state: Cell, kernel: np.ndarray, bias: np.ndarray) -> Cell:
    """Play a plain recurrent cell: the hyperbolic tangent of the sum."""
    (hidden,) = state
    return (np.tanh(x + hidden @ kernel + bias),)


_CELLS: dict[str, tuple[Callable[[np.ndarray, Cell, np.ndarray, np.ndarray], Cell], int]] = {
    "lstm": (_lstm, 2),
    "gru": (_gru, 1),
    "simple_rnn": (_simple, 1),
}


class Recall:
    """What a batch of solos remembers: for each value so far a key, and the columns of its classes; it only grows."""

    def __init__(self, batch: int, heads: int, size: int) -> None:
        self._keys = np.zeros((batch, heads, FIRST_CAPACITY, size), np.float32)
        self._columns = np.full((batch, FIRST_CAPACITY, len(WIDTHS)), N_CLASSES)
        self._open = np.zeros((batch, 1, FIRST_CAPACITY), bool)
        self._length = 0

    def remember(self, keys: np.ndarray, columns: np.ndarray) -> None:
        """Add a key (batch, heads, size) and columns (batch, views), -1 where there is no class."""
        if self._length == self._open.shape[-1]:
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)], axis=2)
            self._columns = np.concatenate([self._columns, np.full_like(self._columns, N_CLASSES)], axis=1)
            self._open = np.concatenate([self._open, np.zeros_like(self._open)], axis=2)
        self._keys[:, :, self._length] = keys
        self._columns[:, self._length] = np.where(columns < 0, N_CLASSES, columns)
        self._open[:, 0, self._length] = (columns >= 0).any(axis=1)
        self._length += 1

    def votes(self, queries: np.ndarray) -> np.ndarray:
        """Return the attention on each class, (batch, heads, N_CLASSES), of queries (batch, heads, size)."""
        keys, columns = self._keys[:, :, : self._length], self._columns[:, : self._length]
        scores = (keys @ queries[..., None])[..., 0] / np.float32(queries.shape[-1] ** 0.5)
        scores = np.where(self._open[..., : self._length], scores, FORBIDDEN)
        highest = np.maximum(scores.max(axis=-1, keepdims=True, initial=0.0), 0)
        weights = np.exp(scores - highest)
        weights /= weights.sum(axis=-1, keepdims=True) + np.exp(-highest)
        batch, heads, _ = weights.shape
        places = np.arange(batch)[:, None, None] * (N_CLASSES + 1) + columns
        found = [
            np.bincount(places.ravel(), np.repeat(head.ravel(), len(WIDTHS)), batch * (N_CLASSES + 1))
            for head in weights.transpose(1, 0, 2)
        ]
        return np.stack(found).reshape(heads, batch, -1)[:, :, :N_CLASSES].transpose(1, 0, 2).astype(np.float32)


class Recollection(NamedTuple):
    """What a member carries on: the states of its cells, and what it remembers of the solos so far."""

    cells: list[Cell]
    past: Recall


class Memory(NamedTuple):
    """What an engine carries on: the views of the step before, and what each member does."""

    seen: Views | None
    members: list[Recollection]


class NumpyEngine:
    """A model made ready to play, one value at a time for a batch of solos."""

    def __init__(self, model: Model) -> None:
        self._members = [_Member(model.config, _weights_of(model, number)) for number in range(model.config.members)]

    def start(self, batch: int) -> Memory:
        """Return the memory before the first value: nothing."""
        return Memory(None, [member.start(batch) for member in self._members])

    def step(self, previous: np.ndarray, now: Scene, memory: Memory) -> tuple[np.ndarray, Memory]:
        """Return logits (batch, n_values) and the memory afterwards; the one before must not be used again.

        `previous` are ids (batch,), -1 for none. The logits are logarithms of the members' mean distribution.
        """
        if memory.seen is not None:
            columns = chosen(np, memory.seen, previous)
            for member, own in zip(self._members, memory.members, strict=True):
                member.remember(own, columns)
        played = [member.step(previous, now, own) for member, own in zip(self._members, memory.members, strict=True)]
        logits = np.stack([np.where(now.allowed, scores, FORBIDDEN) for scores, _ in played], axis=1)
        mixed = np.where(now.allowed, mix(np, logits), FORBIDDEN)
        return mixed, Memory(now.views, [own for _, own in played])


def _weights_of(model: Model, member: int) -> Weights:
    start = f"{member}."
    return {name[len(start) :]: array for name, array in model.weights.items() if name.startswith(start)}


class _Member:
    """One network of an ensemble; see `network.member`."""

    def __init__(self, config: Config, weights: Weights) -> None:
        self._config, self._weights = config, weights
        self._cell, self._states = _CELLS[config.cell]

    def start(self, batch: int) -> Recollection:
        zero = np.zeros((batch, self._config.units), np.float32)
        cells = [(zero,) * self._states for _ in range(self._config.layers)]
        return Recollection(cells, Recall(batch, self._config.heads, self._config.key_size))

    def remember(self, own: Recollection, columns: np.ndarray) -> None:
        """Keep what was chosen last, under the key of the moment before."""
        own.past.remember(self._by_head(self._dense("key", own.cells[-1][0])), columns)

    def step(self, previous: np.ndarray, now: Scene, own: Recollection) -> tuple[np.ndarray, Recollection]:
        """Return scores (batch, n_values) and what is carried on."""
        weights = self._weights
        x = _first_product(weights, previous, now.features.astype(np.float32), self._config.n_values)
        cells: list[Cell] = []
        for layer, cell in enumerate(own.cells):
            if layer:
                x = cells[-1][0] @ weights[f"cell_{layer}.kernel"]
            name = f"cell_{layer}"
            cells.append(self._cell(x, cell, weights[f"{name}.recurrent_kernel"], weights[f"{name}.bias"]))
        return self._scores(cells[-1][0], own.past, now.views), Recollection(cells, own.past)

    def _scores(self, hidden: np.ndarray, past: Recall, seen: Views) -> np.ndarray:
        """The head; see `network.member`."""
        votes = past.votes(self._by_head(self._dense("query", hidden)))
        gain = self._dense("gain", hidden).reshape(len(hidden), self._config.heads, len(WIDTHS))
        classes = self._dense("expert", hidden) + (np.repeat(gain, WIDTHS, axis=-1) * votes).sum(axis=1)
        result: np.ndarray = self._dense("output", hidden) + spread(np, classes, seen)
        return result

    def _dense(self, name: str, x: np.ndarray) -> np.ndarray:
        result: np.ndarray = x @ self._weights[f"{name}.kernel"] + self._weights[f"{name}.bias"]
        return result

    def _by_head(self, x: np.ndarray) -> np.ndarray:
        return x.reshape(len(x), self._config.heads, self._config.key_size)


def _first_product(weights: Weights, previous: np.ndarray, features: np.ndarray, n_values: int) -> np.ndarray:
    """Return [one-hot of previous, features] @ kernel: the product with a one-hot is a row of the kernel."""
    kernel = weights["cell_0.kernel"]
    known = np.where(previous[:, None] >= 0, kernel[previous], np.float32(0))
    result: np.ndarray = known + features @ kernel[n_values:]
    return result

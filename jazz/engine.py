"""The light engine: the network's step in NumPy, for playing without a framework.

Why NumPy: measured with the same weights (`benchmarks/engines.py`, LSTM of 384 units), a process has a solo of 257
values after 0.28 s, with LiteRT 0.28 s, ONNX Runtime 0.33 s, Keras 3.4 s. LiteRT and ONNX Runtime have faster steps
(0.07 and 0.10 against 0.11 ms), but imports weigh more, and they add 67 and 73 MB to install; NumPy is there anyway.
This room knows weights by name and the Keras conventions for gates; the network with the same weights in Keras is
`network`, and a test holds the two to the same probabilities.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jazz.model import Model, Weights

FORBIDDEN = np.float32(-1e9)

Cell = tuple[np.ndarray, ...]  # the state of a layer: (hidden,) or (hidden, carry), each (batch, units)
Memory = list[Cell]


def _sigmoid(x: np.ndarray) -> np.ndarray:
    half = np.float32(0.5)
    result: np.ndarray = half * np.tanh(half * x) + half
    return result


def _lstm(x: np.ndarray, memory: Cell, kernel: np.ndarray, bias: np.ndarray) -> Cell:
    """Gates in the order input, forget, candidate, output; `x` holds the products of the inputs with the kernel."""
    hidden, carry = memory
    i, f, c, o = np.split(x + hidden @ kernel + bias, 4, axis=1)
    carry = _sigmoid(f) * carry + _sigmoid(i) * np.tanh(c)
    return _sigmoid(o) * np.tanh(carry), carry


def _gru(x: np.ndarray, memory: Cell, kernel: np.ndarray, bias: np.ndarray) -> Cell:
    """Gates in the order update, reset, candidate, the reset gate after the product (as in cuDNN)."""
    (hidden,) = memory
    xz, xr, xh = np.split(x + bias[0], 3, axis=1)
    hz, hr, hh = np.split(hidden @ kernel + bias[1], 3, axis=1)
    update = _sigmoid(xz + hz)
    return (update * hidden + (1 - update) * np.tanh(xh + _sigmoid(xr + hr) * hh),)


def _simple(x: np.ndarray, memory: Cell, kernel: np.ndarray, bias: np.ndarray) -> Cell:
    """Play a plain recurrent cell: the hyperbolic tangent of the sum."""
    (hidden,) = memory
    return (np.tanh(x + hidden @ kernel + bias),)


_CELLS: dict[str, tuple[Callable[[np.ndarray, Cell, np.ndarray, np.ndarray], Cell], int]] = {
    "lstm": (_lstm, 2),
    "gru": (_gru, 1),
    "simple_rnn": (_simple, 1),
}


class NumpyEngine:
    """A model made ready to play, one value at a time for a batch of solos."""

    def __init__(self, model: Model) -> None:
        self._config, self._weights = model.config, model.weights
        self._cell, self._states = _CELLS[model.config.cell]

    def start(self, batch: int) -> Memory:
        """Return the recurrent state before the first value: zeros."""
        zero = np.zeros((batch, self._config.units), np.float32)
        return [(zero,) * self._states for _ in range(self._config.layers)]

    def step(
        self, previous: np.ndarray, features: np.ndarray, allowed: np.ndarray, state: Memory
    ) -> tuple[np.ndarray, Memory]:
        """Return logits (batch, n_values) and the next state.

        `previous` are ids (batch,), -1 for none; `features` (batch, n_context) float32; `allowed` (batch, n_values).
        """
        weights = self._weights
        x = _first_product(weights, previous, features, self._config.n_values)
        following: Memory = []
        for layer, memory in enumerate(state):
            if layer:
                x = following[-1][0] @ weights[f"cell_{layer}.kernel"]
            name = f"cell_{layer}"
            following.append(self._cell(x, memory, weights[f"{name}.recurrent_kernel"], weights[f"{name}.bias"]))
        logits = following[-1][0] @ weights["output.kernel"] + weights["output.bias"]
        return np.where(allowed, logits, FORBIDDEN), following


def _first_product(weights: Weights, previous: np.ndarray, features: np.ndarray, n_values: int) -> np.ndarray:
    """Return [one-hot of previous, features] @ kernel: the product with a one-hot is a row of the kernel."""
    kernel = weights["cell_0.kernel"]
    chosen = np.where(previous[:, None] >= 0, kernel[previous], np.float32(0))
    result: np.ndarray = chosen + features @ kernel[n_values:]
    return result

"""One network of an ensemble, as layers: recurrent cells, and a head that remembers what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from jazz.engine import FORBIDDEN
from jazz.model import Config
from jazz.network.backend import layers, ops
from jazz.views import N_CLASSES, WIDTHS, Views, spread
from jazz.vocabulary import N_VALUES

CELLS: dict[str, Callable[..., Any]] = {"lstm": layers.LSTM, "gru": layers.GRU, "simple_rnn": layers.SimpleRNN}


class Head(layers.Layer):  # type: ignore[misc]
    """From what the cells know to a score for every value: from itself, from its classes, and from memory.

    `output` scores values; `expert` scores the classes of all views, and `gain` says how much each class gains by the
    share of attention that falls on places of this solo where it was chosen before. Attention is scaled dot product,
    over the places that have a class, and may fall on none of them (Merity et al. 2017 call that the sentinel).
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        heads, size = config.heads, config.heads * config.key_size
        self._shape = (heads, config.key_size)
        self.parts = {
            "output": layers.Dense(config.n_values, name="output"),
            "expert": layers.Dense(N_CLASSES, name="expert"),
            "query": layers.Dense(size, name="query"),
            "key": layers.Dense(size, name="key"),
            "gain": layers.Dense(heads * len(WIDTHS), bias_initializer="ones", name="gain"),
        }

    def build(self, hidden: Any, *_: Any) -> None:
        """Make the weights."""
        for part in self.parts.values():
            part.build(hidden)

    def keys(self, hidden: Any) -> Any:
        """Return the keys (m, heads, Tk, size) under which what follows `hidden` (m, Tk, units) is remembered."""
        return self._by_head(self.parts["key"](hidden))

    def call(self, hidden: Any, recalled: Any, tones: Any, lengths: Any) -> Any:
        """Return the logits of whole windows, (m, Tx, n_values): memory holds what came before in each."""
        before = ops.concatenate([ops.zeros_like(hidden[:, :1]), hidden[:, :-1]], axis=1)
        steps = ops.arange(ops.shape(hidden)[1])
        visible = (steps[:, None] >= steps[None])[None]
        return self.score(hidden, self.keys(before), recalled, visible, Views(tones, lengths))

    def score(self, hidden: Any, keys: Any, recalled: Any, visible: Any, seen: Views) -> Any:
        """Return logits (m, T, n_values).

        `hidden` (m, T, units); memory is `keys` (m, heads, Tk, size) and the columns chosen there `recalled` (m, Tk,
        views); `visible` (m or 1, T, Tk) where it was earlier; `seen` the views of the candidates, (m, T, ...).
        """
        heads, size = self._shape
        scores = ops.matmul(self._by_head(self.parts["query"](hidden)), ops.transpose(keys, (0, 1, 3, 2))) / size**0.5
        there = visible & ops.any(recalled >= 0, axis=-1)[:, None]
        scores = ops.where(there[:, None], scores, float(FORBIDDEN))
        highest = ops.maximum(ops.max(scores, axis=-1, keepdims=True), 0.0)
        weights = ops.exp(scores - highest)
        weights = weights / (ops.sum(weights, axis=-1, keepdims=True) + ops.exp(-highest))
        votes = ops.matmul(weights, _one_hot_columns(recalled)[:, None])  # (m, heads, T, N_CLASSES)
        steps = ops.shape(hidden)[1]
        gain = ops.reshape(self.parts["gain"](hidden), (-1, steps, heads, len(WIDTHS)))
        gain = ops.transpose(ops.repeat(gain, np.array(WIDTHS), axis=-1), (0, 2, 1, 3))
        classes = ops.reshape(self.parts["expert"](hidden) + ops.sum(gain * votes, axis=1), (-1, N_CLASSES))
        flat = Views(*(ops.reshape(each, (-1, *each.shape[2:])) for each in seen))
        return self.parts["output"](hidden) + ops.reshape(spread(ops, classes, flat), (-1, steps, N_VALUES))

    def _by_head(self, x: Any) -> Any:
        return ops.transpose(ops.reshape(x, (-1, ops.shape(x)[1], *self._shape)), (0, 2, 1, 3))


class Member(layers.Layer):  # type: ignore[misc]
    """One network of an ensemble: recurrent cells, dropout with one mask a window, and a head."""

    def __init__(self, config: Config, dropout: float, name: str) -> None:
        super().__init__(name=name)
        self.recurrent = [CELLS[config.cell](config.units, return_sequences=True) for _ in range(config.layers)]
        self.dropout = [layers.Dropout(dropout, noise_shape=(None, 1, None)) for _ in self.recurrent]
        self.head = Head(config)

    def call(self, x: Any, recalled: Any, tones: Any, lengths: Any) -> Any:
        """Return the logits of whole windows, (m, Tx, n_values)."""
        for recurrent, dropout in zip(self.recurrent, self.dropout, strict=True):
            x = dropout(recurrent(x))
        return self.head(x, recalled, tones, lengths)

    def step(self, x: Any, states: list[list[Any]]) -> tuple[Any, list[list[Any]]]:
        """Return the hidden state (m, units) and the cells' states after one value."""
        following = []
        for recurrent, state in zip(self.recurrent, states, strict=True):
            x, state = recurrent.cell(x, state)  # noqa: PLW2901 - the output of one cell is the input of the next
            following.append(list(state))
        return x, following

    def start(self, count: Any) -> list[list[Any]]:
        """Return the cells' states before the first value: zeros."""
        return [[ops.zeros((count, size)) for size in _state_sizes(each.cell)] for each in self.recurrent]

    def owners(self) -> list[tuple[str, Any]]:
        """Return the parts that own weights, by the names of `model.shapes`."""
        return [(f"cell_{layer}", each.cell) for layer, each in enumerate(self.recurrent)] + [*self.head.parts.items()]


def _one_hot_columns(recalled: Any) -> Any:
    """Mark the columns of each view (m, T, views): (m, T, N_CLASSES)."""
    starts = np.cumsum([0, *WIDTHS])
    return ops.concatenate(
        [ops.one_hot(recalled[..., view] - int(starts[view]), width) for view, width in enumerate(WIDTHS)], axis=-1
    )


def _state_sizes(cell: Any) -> list[int]:
    return list(cell.state_size) if isinstance(cell.state_size, (list, tuple)) else [cell.state_size]

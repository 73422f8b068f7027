"""Songs as training examples: ids, states, windows, batches.

A song becomes its sentence's ids and the grammar's state before each of them; context and masks are computed from the
states batch by batch, so memory holds a dozen small integers a value. Shapes: X `(m, Tx, n_values)` is the one-hot of
the previous value, which the network makes itself from ids `(m, Tx)`; context `(m, Tx, n_context)`; allowed
`(m, Tx, n_values)`; targets `(m, Tx)`. This room knows no framework.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jazz import grammar, vocabulary
from jazz.context import context
from jazz.music import Song
from jazz.sampling import NO_VALUE
from jazz.timeline import Timeline, timeline


@dataclass(frozen=True)
class Examples:
    """The values of some songs, one song behind the other, each value with the state before it.

    `targets` and `previous` are ids (n,), `states` has fields (n,), song `k` holds rows `starts[k]` to `starts[k + 1]`.
    """

    timeline: Timeline
    targets: np.ndarray
    previous: np.ndarray
    states: grammar.State
    starts: np.ndarray

    @property
    def notes(self) -> int:
        """How many notes the songs hold."""
        return int(sum(grammar.VALUES[target].kind is grammar.Kind.TONE for target in self.targets))


@dataclass(frozen=True)
class Batch:
    """What a network is shown and asked for; `weights` is 0 where a window is padded."""

    previous: np.ndarray
    context: np.ndarray
    allowed: np.ndarray
    targets: np.ndarray
    weights: np.ndarray


def examples(songs: Sequence[Song]) -> Examples:
    """Parse songs and follow the grammar's state through each of them."""
    sentences = [np.array(vocabulary.encode(grammar.parse(song)), np.int32) for song in songs]
    lengths = np.array([len(sentence) for sentence in sentences])
    tables = timeline([song.chart for song in songs], [song.tempo for song in songs])
    padded = np.full((len(songs), lengths.max()), NO_VALUE, np.int32)
    for row, sentence in zip(padded, sentences, strict=True):
        row[: len(sentence)] = sentence
    rows = np.arange(len(songs), dtype=np.int32)
    state = grammar.start(rows, np.array([grammar.anchor(song.chart) for song in songs], np.int32))
    steps = []
    for values in padded.T:
        steps.append(state)
        state = grammar.advance(np, state, np.maximum(values, 0))
    inside = padded != NO_VALUE
    states = grammar.State(*(np.stack(field, axis=1)[inside] for field in zip(*steps, strict=True)))
    before = np.concatenate([np.full((len(songs), 1), NO_VALUE, np.int32), padded[:, :-1]], axis=1)
    return Examples(tables, padded[inside], before[inside], states, np.concatenate([[0], np.cumsum(lengths)]))


def windows(data: Examples, steps: int, rng: np.random.Generator | None) -> np.ndarray:
    """Cut every song into windows of `steps` values: first and last row of each, (m, 2).

    With `rng` the cuts fall elsewhere each time and the order is shuffled; without, they begin at the first value.
    """
    cuts = []
    for begin, end in zip(data.starts, data.starts[1:], strict=False):
        first = begin if rng is None else begin - rng.integers(0, steps)
        edges = np.arange(first, end, steps)
        cuts.append(np.stack([np.maximum(edges, begin), np.minimum(edges + steps, end)], axis=1))
    found = np.concatenate(cuts)
    found = found[found[:, 1] > found[:, 0]]
    if rng is not None:
        rng.shuffle(found)
    return found


def batch(data: Examples, spans: np.ndarray, steps: int) -> Batch:
    """Return the batch of some windows, padded to `steps` values."""
    offsets = np.arange(steps)[None]
    weights = (spans[:, :1] + offsets < spans[:, 1:]).astype(np.float32)
    rows = np.minimum(spans[:, :1] + offsets, spans[:, 1:] - 1)
    state = grammar.State(*(field[rows].ravel() for field in data.states))
    shape = (*rows.shape, -1)
    return Batch(
        data.previous[rows],
        context(np, data.timeline, state).astype(np.float32).reshape(shape),
        grammar.allowed(np, data.timeline, state).reshape(shape),
        data.targets[rows],
        weights,
    )

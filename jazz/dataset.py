"""Songs as training examples: ids, states, windows, batches.

A song becomes its sentence's ids and the grammar's state before each of them; context and masks are computed from the
states batch by batch, so memory holds some two dozen small integers a value. Shapes: X `(m, Tx, n_values)` is the
one-hot of the previous value, which the network makes itself from ids `(m, Tx)`; context `(m, Tx, n_context)`;
allowed `(m, Tx, n_values)`; targets `(m, Tx)`. This room knows no framework.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from jazz import grammar, vocabulary
from jazz.context import N_CONTEXT
from jazz.manner import Manners
from jazz.music import Song
from jazz.scene import scene
from jazz.timeline import Timeline, timeline
from jazz.views import chosen
from jazz.vocabulary import NO_VALUE


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


class Inputs(NamedTuple):
    """What a network is shown, each (m, Tx, ...)."""

    previous: np.ndarray  # ids, -1 for none
    context: np.ndarray  # float, n_context
    allowed: np.ndarray  # bool, n_values
    tones: np.ndarray  # columns in each view, (tone views, 25)
    lengths: np.ndarray  # (length views, 96)
    recalled: np.ndarray  # columns of the previous value where it was chosen, (views,); -1 for none


class Batch(NamedTuple):
    """Inputs and what is asked for, (m, Tx); `weights` is 0 where a window is padded."""

    inputs: Inputs
    targets: np.ndarray
    weights: np.ndarray


def examples(songs: Sequence[Song], known: Manners | None = None) -> Examples:
    """Parse songs and follow the grammar's state through each of them; `known` are the manners that are told apart."""
    sentences = [np.array(vocabulary.encode(grammar.parse(song)), np.int32) for song in songs]
    lengths = np.array([len(sentence) for sentence in sentences])
    flags = (known or Manners()).of(songs)
    tables = timeline([song.chart for song in songs], [song.tempo for song in songs], manners=flags)
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

    With `rng` the cuts fall elsewhere each time, no more of them than needed, and the order is shuffled; without, they
    begin at the first value.
    """
    cuts = []
    for begin, end in zip(data.starts, data.starts[1:], strict=False):
        count = max(1, -(-(end - begin) // steps))
        shortest = end - begin - (count - 1) * steps
        first = steps if rng is None else rng.integers(shortest, steps + 1)
        edges = np.concatenate([[begin], begin + first + steps * np.arange(count - 1), [end]])
        cuts.append(np.stack([edges[:-1], edges[1:]], axis=1))
    found = np.concatenate(cuts)
    found = found[found[:, 1] > found[:, 0]]
    if rng is not None:
        rng.shuffle(found)
    return found


def batch(data: Examples, spans: np.ndarray, steps: int, manners: np.ndarray | None = None) -> Batch:
    """Return the batch of some windows, padded to `steps` values; `manners` (m, K) stand in for those of the songs."""
    offsets = np.arange(steps)[None]
    weights = (spans[:, :1] + offsets < spans[:, 1:]).astype(np.float32)
    rows = np.minimum(spans[:, :1] + offsets, spans[:, 1:] - 1)
    state = grammar.State(*(field[rows].reshape(-1, *field.shape[1:]) for field in data.states))
    seen = scene(np, data.timeline, state)

    def shaped(array: np.ndarray) -> np.ndarray:
        return array.reshape(*rows.shape, *array.shape[1:])

    features = shaped(seen.features.astype(np.float32))
    if manners is not None:
        features[:, :, N_CONTEXT:] = manners[:, None]
    columns = shaped(chosen(np, seen.views, data.targets[rows].ravel()))
    recalled = np.concatenate([np.full_like(columns[:, :1], NO_VALUE), columns[:, :-1]], axis=1)
    inputs = Inputs(
        data.previous[rows],
        features,
        shaped(seen.allowed),
        shaped(seen.views.tones),
        shaped(seen.views.lengths),
        recalled,
    )
    return Batch(inputs, data.targets[rows], weights)

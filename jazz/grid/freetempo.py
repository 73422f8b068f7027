"""The tempo of a performance that was recorded freely, without a map or a click.

Each tempo of a ladder is tried on short pieces of the performance, which are nearly steady, and told by how well onsets
then fit into beats (`pulse`). What cannot be told is which of two tempos, one twice as fast as the other, a player
would count: a usual tempo is preferred, and beats in which a band plays nothing count against it. This room knows
neither files nor bars. Times are in seconds, tempos in quarter notes a minute.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from jazz.grid import pulse

LADDER = 50 * 1.07 ** np.arange(28)
"""The tempos that are tried, up to 311; each finds those within 4 % of it."""
USUAL, SPREAD, INSISTENCE = 140.0, 0.6, 0.05
"""The usual tempo, how far others are from it (octaves, standard deviation), and how much that counts, for a note."""
SILENT_BEAT = 1.2
"""Nats that a beat of a band costs, which must be earned by onsets on it."""
PIECE, FEWEST, MOST = 20.0, 8, 16
"""Seconds in a piece, the onsets that it must have to tell anything, and how many pieces are looked at."""


class FreeTempo(NamedTuple):
    """The likeliest tempo, and by how many nats it is likelier than one that was asked about."""

    tempo: float
    gain: float


def find(melody: Any, struck: Any, asked: float = 0.0) -> FreeTempo:
    """The tempo at which a melody and what is struck beside it (onsets, ascending) fit best into beats."""
    end = max(times[-1] for times in (melody, struck) if len(times))
    count = max(1, int(end / PIECE))
    edges = np.linspace(0, end + 1e-6, count + 1)
    pieces = [(_between(melody, low, high), _between(struck, low, high)) for low, high in pairwise(edges)]
    told = [(line, band) for line, band in pieces if len(line) + len(band) >= FEWEST]
    told = told[:: 1 + len(told) // MOST]
    scores = np.array([sum((_score(line, band, tempo) for line, band in told), 0.0) for tempo in LADDER])
    if len(struck):
        scores -= SILENT_BEAT * LADDER / 60 * len(told) * end / count
    scores -= (np.log2(LADDER / USUAL) / SPREAD) ** 2 / 2 * INSISTENCE * (len(melody) + len(struck))
    best = int(scores.argmax())
    near = abs(np.log2(LADDER / asked)) < 0.08 if asked else np.zeros(len(LADDER), bool)
    return FreeTempo(float(LADDER[best]), float(scores[best] - scores[near].max()) if near.any() else np.inf)


def _between(times: Any, low: float, high: float) -> Any:
    """The times from one to before another, counted from the first."""
    return times[(times >= low) & (times < high)] - low


def _score(melody: Any, struck: Any, tempo: float) -> float:
    """How well a piece fits into beats of nearly this tempo."""
    beat = tempo / 60
    return pulse.steady(pulse.together([pulse.melody(melody * beat), pulse.accompaniment(struck * beat)])).score

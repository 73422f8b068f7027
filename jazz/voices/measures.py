"""How much each track of a score plays like a melody: what is measured in its notes, and what each measure weighs.

A conditional logit (McFadden 1974): a track has so many points, the weighted sum of its measures, and the points of the
tracks that play together are log odds of which of them is the melody. The measures are those of the literature on
melody tracks (Rizo et al. 2006; Friberg & Ahlbäck 2009), with two against what arrangements are full of: a rhythm
that comes again in every bar, and notes held into the next. The weights are learned by `benchmarks/melody.py` and stand
here, to be read. This room knows no names, no instruments and no metre: a bar is four quarter notes. Pitch is MIDI,
time is in quarter notes, shares are in percent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jazz.midi import Track
from jazz.theory import note_name

BAR = 4.0
TOGETHER = 1 / 12
"""Notes that begin so close to one another are one attack."""
FRAME = 1 / 4
MOST_FRAMES = 4096
"""The time grid on which it is seen who is on top, and how long a table of it may grow."""
SINGING = 69
"""A4: how far a line lies from it counts."""
SHORTEST, LONGEST = 1 / 8, 16.0
"""Distances between notes beyond these count as these."""
REST, LONG_REST = 1 / 2, 4.0
NARROW = 9
"""Semitones: a line of less moves little."""

Facts = dict[str, Any]
Array = NDArray[np.float64]


class Measure(NamedTuple):
    """The mean and spread of a measure over tracks, what one spread more of it weighs in log odds, and its words.

    The words stand for values under the mean and over it, and may quote any fact.
    """

    mean: float
    spread: float
    weight: float
    under: str
    over: str


MEASURES = {
    "overlap": Measure(23, 31.3, -0.82, "{voices}", "{voices}"),
    "far": Measure(11.9, 9.65, -0.64, "sings at {lowest}-{highest}", "lies at {lowest}-{highest}"),
    "narrow": Measure(0.503, 1.4, -0.7, "ranges from {lowest} to {highest}", "keeps between {lowest} and {highest}"),
    "presence": Measure(-0.307, 0.678, 0.55, "plays in {bars:.0f} % of the bars", "plays in {bars:.0f} % of the bars"),
    "density": Measure(0.171, 0.844, 0.9, "{pace:.1f} attacks a quarter note", "{pace:.1f} attacks a quarter note"),
    "rests": Measure(10.5, 17.6, -0.47, "flows", "rests after {rests:.0f} % of its notes"),
    "silences": Measure(
        3.51, 9.02, -0.94, "{silences:.0f} long rests in 100 bars", "{silences:.0f} long rests in 100 bars"
    ),
    "steps": Measure(30.3, 23.6, 0.7, "{steps:.0f} % of its moves are steps", "{steps:.0f} % of its moves are steps"),
    "leaps": Measure(10.8, 14.5, -0.3, "hardly leaps", "{leaps:.0f} % of its moves are leaps"),
    "top": Measure(26.8, 30.1, 0.88, "on top {top:.0f} % of the time", "on top {top:.0f} % of the time"),
    "variety": Measure(1.43, 0.868, 0.56, "plain rhythm", "varied rhythm"),
    "again": Measure(
        33.2, 39.7, -0.99, "rhythm changes from bar to bar", "the same rhythm in {again:.0f} % of its bars"
    ),
    "loud": Measure(0, 12.3, 0.47, "softer than the others", "louder than the others"),
    "held": Measure(89.1, 23.9, -0.99, "notes apart", "notes held into the next"),
}


def weighed(facts: Facts, measures: Mapping[str, Measure] = MEASURES) -> dict[str, tuple[float, str]]:
    """What each measure of a track weighs, in log odds, and what it says in words."""
    return {
        name: (
            measure.weight * (facts[name] - measure.mean) / measure.spread,
            (measure.over if facts[name] > measure.mean else measure.under).format(**facts),
        )
        for name, measure in measures.items()
    }


def measured(tracks: Sequence[Track], ppq: int) -> list[Facts]:
    """The measures of tracks that sound together, and the facts for their words."""
    lines = [_Line(track, ppq) for track in tracks]
    first = min((line.starts[0] for line in lines), default=0.0)
    length = max((line.ends.max() for line in lines), default=0.0) - first
    on_top = _on_top(lines, first, length)
    loudness = [line.velocities.mean() for line in lines]
    return [
        _chords(line)
        | _register(line)
        | _bars(line, first, length)
        | _moves(line)
        | {"top": top, "loud": loud - np.mean(loudness)}
        for line, top, loud in zip(lines, on_top, loudness, strict=True)
    ]


class _Line:
    """The notes of a track as columns in order of onset, doubled ones once; and the top notes of its attacks."""

    def __init__(self, track: Track, ppq: int) -> None:
        rows = {(n.start, n.pitch): (n.start / ppq, n.end / ppq, n.pitch, n.velocity) for n in track.notes}
        columns = np.array([rows[place] for place in sorted(rows)], dtype=np.float64)
        self.starts, self.ends, self.pitches, self.velocities = columns.T
        begins = np.flatnonzero(np.diff(self.starts, prepend=-np.inf) > TOGETHER)
        self.onsets: Array = self.starts[begins]
        self.offsets: Array = np.maximum.reduceat(self.ends, begins)
        self.tops: Array = np.maximum.reduceat(self.pitches, begins)
        self.distances: Array = np.diff(self.onsets)
        self.gaps: Array = self.onsets[1:] - self.offsets[:-1]


def _chords(line: _Line) -> Facts:
    """How many notes sound with the one before for more than half of the shorter of the two."""
    sounding = line.ends - line.starts
    together = np.minimum(line.ends[:-1], line.ends[1:]) - line.starts[1:]
    overlap = _percent(2 * together > np.minimum(sounding[:-1], sounding[1:]))
    return {
        "overlap": overlap,
        "voices": f"{overlap:.0f} % of its notes overlap" if overlap >= 1 else "one note at a time",
    }


def _register(line: _Line) -> Facts:
    low, high = np.percentile(line.tops, (5, 95))
    return {
        "far": abs(np.median(line.pitches) - SINGING),
        "narrow": max(0.0, NARROW - (high - low)),
        "lowest": note_name(round(low)),
        "highest": note_name(round(high)),
    }


def _bars(line: _Line, first: float, length: float) -> Facts:
    """In how many bars of the file it begins a note, how many notes, and whether with the rhythm of its last bar."""
    sixteenths = np.rint((line.onsets - first) * 4).astype(np.int64)
    bars, begins = np.unique(sixteenths // 16, return_index=True)
    rhythms = np.bitwise_or.reduceat(1 << sixteenths % 16, begins)
    share = len(bars) / (length // BAR + 1)
    pace = len(sixteenths) / (BAR * len(bars))
    return {
        "presence": np.log2(share),
        "bars": 100 * share,
        "density": np.log2(pace),
        "pace": pace,
        "again": _percent(rhythms[1:] == rhythms[:-1]),
        "silences": 100 * np.count_nonzero(line.gaps >= LONG_REST) / len(bars),
    }


def _moves(line: _Line) -> Facts:
    """Steps, leaps, rests and rhythm of the top line."""
    intervals = np.abs(np.diff(line.tops))
    held = np.clip((line.offsets[:-1] - line.onsets[:-1]) / line.distances, 0, 1.5)
    lengths = np.rint(2 * np.log2(np.clip(line.distances, SHORTEST, LONGEST)))
    return {
        "steps": _percent((intervals > 0) & (intervals <= 2)),
        "leaps": _percent(intervals > 7),
        "rests": _percent(line.gaps >= REST),
        "held": 100 * float(np.median(held)) if len(held) else 100.0,
        "variety": _entropy(lengths),
    }


def _on_top(lines: Sequence[_Line], first: float, length: float) -> list[float]:
    """For each line, at how much of the time in which anything sounds it has the highest note."""
    frame = max(FRAME, length / MOST_FRAMES)
    pitches = np.zeros((len(lines), int(length / frame) + 2), dtype=np.int16)
    for line, row in zip(lines, pitches, strict=True):
        order = np.argsort(line.pitches, kind="stable")
        begins = np.rint((line.starts[order] - first) / frame).astype(np.int64)
        ends = np.maximum(begins + 1, np.rint((line.ends[order] - first) / frame).astype(np.int64))
        for begin, end, pitch in zip(begins.tolist(), ends.tolist(), line.pitches[order].tolist(), strict=True):
            row[begin:end] = pitch
    highest = pitches.max(axis=0, initial=0)
    sounding = max(1, int(np.count_nonzero(highest)))
    return [100 * np.count_nonzero((row == highest) & (row > 0)) / sounding for row in pitches]


def _percent(flags: NDArray[np.bool_]) -> float:
    return 100 * float(flags.mean()) if flags.size else 0.0


def _entropy(values: Array) -> float:
    """The entropy of a column in bits."""
    shares = np.unique(values, return_counts=True)[1] / max(1, len(values))
    return float(-(shares * np.log2(shares)).sum())

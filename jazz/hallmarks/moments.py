"""When notes sound: the hallmarks of rhythm, rests and articulation."""

from __future__ import annotations

import numpy as np

from jazz.hallmarks.shares import Measure, entropy, longest, mean, share
from jazz.phrases import REST, Phrase

COMMON = (4, 6, 8, 12, 16, 18, 24, 36, 48)  # ticks of the lengths that a page is mostly made of
COMMON_PLACES = (0, 6, 8, 12, 16, 18)  # ticks in the beat
TRIPLET_PLACES, TRIPLET = {4, 8, 16, 20}, (0, 8, 16)
DUPLE_PLACES = {3, 6, 9, 12, 15, 18, 21}


def _step(ticks: int) -> Measure:
    return lambda phrase: share(phrase.steps == ticks)


def _places(phrase: Phrase, unit: int) -> list[tuple[int, ...]]:
    """The places of the onsets in each unit (beat or bar) of the phrase."""
    cells: list[list[int]] = [[] for _ in range(phrase.length // unit)]
    for onset in phrase.onsets.tolist():
        cells[onset // unit].append(onset % unit)
    return [tuple(cell) for cell in cells]


def by_beat(phrase: Phrase) -> list[tuple[int, ...]]:
    """The places of the onsets in each beat, in ticks."""
    return _places(phrase, phrase.beat)


def by_bar(phrase: Phrase) -> list[tuple[int, ...]]:
    """The places of the onsets in each bar, in ticks."""
    return _places(phrase, phrase.bar)


def _syncopation(phrase: Phrase) -> float:
    """The share of notes off the beat that sound on over the next beat."""
    next_beat = (phrase.onsets // phrase.beat + 1) * phrase.beat
    return share((phrase.in_beat > 0) & (phrase.ends > next_beat))


def _broken_triplets(phrase: Phrase) -> float:
    """The share of beats with a note on a triplet place that are not a whole triplet."""
    return mean(np.array([cell != TRIPLET for cell in by_beat(phrase) if TRIPLET_PLACES & set(cell)]))


def _mixed_beats(phrase: Phrase) -> float:
    """The share of sounding beats that are divided both in three and in two or four."""
    sounding = [set(cell) for cell in by_beat(phrase) if cell]
    return mean(np.array([bool(cell & TRIPLET_PLACES) and bool(cell & DUPLE_PLACES) for cell in sounding]))


def strong(phrase: Phrase) -> np.ndarray:
    """Whether each note is on the first, third, ... beat of its bar (n,)."""
    return np.asarray((phrase.in_beat == 0) & (phrase.beats % 2 == 0))


def weak(phrase: Phrase) -> np.ndarray:
    """Whether each note is on the second, fourth, ... beat of its bar (n,)."""
    return np.asarray((phrase.in_beat == 0) & (phrase.beats % 2 == 1))


RHYTHM: dict[str, Measure] = {
    "notes a beat": lambda p: len(p) * p.beat / p.length,
    "eighths": _step(12),
    "eighths of triplets": _step(8),
    "sixteenths": _step(6),
    "quarters": _step(24),
    "shorter than a sixteenth": lambda p: share(p.steps < 6),
    "longer than a quarter": lambda p: share(p.steps > 24),
    "uncommon lengths": lambda p: share(~np.isin(p.steps, COMMON)),
    "entropy of lengths": lambda p: entropy(p.steps.tolist()),
    "changes of length": lambda p: share(p.steps[1:] != p.steps[:-1]),
    "longest run of one length": lambda p: 1 + longest(p.steps[1:] == p.steps[:-1]),
    "on the beat": lambda p: share(p.in_beat == 0),
    "on the off-beat": lambda p: share(p.in_beat == 12),
    "on a triplet's place": lambda p: share(np.isin(p.in_beat, (8, 16))),
    "on a sixteenth's place": lambda p: share(np.isin(p.in_beat, (6, 18))),
    "off the common places": lambda p: share(~np.isin(p.in_beat, COMMON_PLACES)),
    "entropy of places in the beat": lambda p: entropy(p.in_beat.tolist()),
    "bars with a note on one": lambda p: mean(np.array([0 in bar for bar in by_bar(p)])),
    "beats without an onset": lambda p: mean(np.array([not cell for cell in by_beat(p)])),
    "broken triplets": _broken_triplets,
    "beats of mixed division": _mixed_beats,
    "syncopation": _syncopation,
    "unevenness of the bars": lambda p: float(np.std([len(bar) for bar in by_bar(p)])),
}

RESTS: dict[str, Measure] = {
    "rests a bar": lambda p: float((p.gaps >= REST).sum() * p.bar / p.length),
    "silence": lambda p: 1 - float((p.ends - p.onsets).sum() / p.length),
    "mean rest": lambda p: mean(p.gaps[p.gaps >= REST]) / p.beat,
    "longest rest": lambda p: float(p.gaps.max()) / p.beat,
    "rests shorter than a beat": lambda p: share(p.gaps < p.beat, p.gaps >= REST),
    "rests that begin on the beat": lambda p: share(p.ends % p.beat == 0, p.leaves),
    "entries on the beat": lambda p: share(p.in_beat == 0, p.enters),
    "entries on one": lambda p: share(p.onsets % p.bar == 0, p.enters),
    "entries in the bar's first half": lambda p: share(p.beats < 2, p.enters),
    "last notes on the beat": lambda p: share(p.in_beat == 0, p.leaves),
    "last notes on one or three": lambda p: share(strong(p), p.leaves),
    "length of last notes": lambda p: mean((p.ends - p.onsets)[p.leaves]) / p.beat,
    "longest run without a rest": lambda p: 1 + longest(p.gaps < REST),
    "interval over a rest": lambda p: mean(np.abs(p.intervals)[p.gaps >= REST]),
}

ARTICULATION: dict[str, Measure] = {
    "held shorter": lambda p: share((p.gaps > 0) & (p.gaps < REST)),
    "notes that do not touch": lambda p: share(p.gaps > 0),
    "uncommon sounding lengths": lambda p: share(~np.isin(p.ends - p.onsets, COMMON)),
    "last notes end off the common places": lambda p: share(~np.isin(p.ends % p.beat, COMMON_PLACES), p.leaves),
}

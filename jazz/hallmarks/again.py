"""What comes again: the hallmarks of repetition."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from jazz.hallmarks.moments import by_bar, by_beat
from jazz.hallmarks.shares import Measure, mean, share
from jazz.phrases import Phrase
from jazz.repetition import heard_before


def _intervals_again(length: int) -> Measure:
    return lambda phrase: heard_before(phrase.intervals.tolist(), length)


def _sequences(phrase: Phrase) -> float:
    """The share of patterns of three intervals that were heard before from another pitch."""
    heard: dict[tuple[int, ...], set[int]] = {}
    again = []
    for at in range(len(phrase) - 3):
        pitches = heard.setdefault(tuple(phrase.intervals[at : at + 3].tolist()), set())
        again.append(bool(pitches - {int(phrase.pitches[at])}))
        pitches.add(int(phrase.pitches[at]))
    return mean(np.array(again))


def _bars_again(phrase: Phrase) -> float:
    """The share of bars with notes whose rhythm an earlier bar had."""
    return heard_before([bar for bar in by_bar(phrase) if bar], 1)


def _beats_again(phrase: Phrase) -> float:
    """The share of sounding beats that have the rhythm of the beat before."""
    beats = by_beat(phrase)
    return mean(np.array([now == before for before, now in pairwise(beats) if now]))


def _near_again(phrase: Phrase) -> float:
    """The share of notes whose pitch is one of the four before."""
    pitches = phrase.pitches.tolist()
    return mean(np.array([pitches[at] in pitches[max(0, at - 4) : at] for at in range(1, len(pitches))]))


def _groove(phrase: Phrase) -> float:
    """How alike the onsets of neighbouring bars are; 1 where they are the same."""
    bars = [set(bar) for bar in by_bar(phrase)]
    return 1 - mean(np.array([len(one ^ other) for one, other in pairwise(bars)])) / phrase.bar


REPETITION: dict[str, Measure] = {
    "3 intervals heard before": _intervals_again(3),
    "4 intervals heard before": _intervals_again(4),
    "5 intervals heard before": _intervals_again(5),
    "4 pitches heard before": lambda p: heard_before(p.pitches.tolist(), 4),
    "sequences": _sequences,
    "back and forth": lambda p: share((p.pitches[2:] == p.pitches[:-2]) & (p.intervals[1:] != 0)),
    "pitch among the four before": _near_again,
    "4 lengths heard before": lambda p: heard_before(p.steps.tolist(), 4),
    "bars with an earlier rhythm": _bars_again,
    "beats like the one before": _beats_again,
    "groove of neighbouring bars": _groove,
}

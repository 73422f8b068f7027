"""Hallmarks: what a musician would name in a few bars, one number each.

Shares go from 0 to 1, lengths are in beats, intervals in semitones, entropies in bits. What an excerpt cannot show (the
length of its rests, where there are none) is nan. All is relative: transposed with its chords, an excerpt keeps its
hallmarks, and neither tempo nor instrument is one. H1 and H4 are the pitch-class entropies of one and four bars, after
Wu & Yang (2020). `traits` measures whole solos; a hallmark is for what can be heard in a phrase. This room judges
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jazz.hallmarks.again import REPETITION
from jazz.hallmarks.moments import ARTICULATION, RESTS, RHYTHM
from jazz.hallmarks.shares import Measure
from jazz.hallmarks.tones import HARMONY, PITCH
from jazz.phrases import Phrase

__all__ = ["FAMILIES", "HALLMARKS", "Hallmark", "measured"]


@dataclass(frozen=True, slots=True)
class Hallmark:
    """A hallmark: its family, its name, and how it is measured."""

    family: str
    name: str
    measure: Measure


_TABLES = {
    "rhythm": RHYTHM,
    "rests": RESTS,
    "pitch": PITCH,
    "harmony": HARMONY,
    "repetition": REPETITION,
    "articulation": ARTICULATION,
}
FAMILIES = tuple(_TABLES)
HALLMARKS = tuple(Hallmark(family, name, measure) for family in FAMILIES for name, measure in _TABLES[family].items())


def measured(phrases: Sequence[Phrase]) -> np.ndarray:
    """Measure every hallmark of every phrase: (phrases, hallmarks), in the order of `HALLMARKS`."""
    rows = [[hallmark.measure(phrase) for hallmark in HALLMARKS] for phrase in phrases]
    return np.array(rows, float).reshape(len(rows), len(HALLMARKS))

"""Where on the page a note belongs that was played near it: each beat is divided by itself.

A beat is divided into the number of equal parts (tatums) that costs least, where a part left empty, an odd division, a
distance between playing and page, and unequal distances all cost something. This is the flexible quantisation by which
the Weimar Jazz Database was annotated (K. Frieler and M. Pfleiderer, "FlexQ", in: Inside the Jazzomat, Schott 2017),
with its weights. We differ in two points. FlexQ writes hard-swung eighths (2 : 1) as triplets, a musician as eighths:
where a solo swings harder than `HARD_SWING`, the second of two notes in a beat is looked for where this player puts it.
And a line that was typed, not played, stands on the page already.

This room knows neither pitches nor metre: the beat is given, and it is a quarter note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from math import floor, inf, sqrt
from statistics import median
from typing import NamedTuple

from jazz.music import TICKS_PER_QUARTER

STRAIGHT = 0.5
HARD_SWING = 0.6
"""The swing ratio above which the second of two eighths is looked for off the middle of the beat."""

EARLY = 0.030
"""Seconds by which a note may come before a beat and still belong to it."""
SHORTEST = 0.020
"""Seconds: no division of a beat is finer than this."""

ENOUGH_PAIRS = 4
NEAR_BEAT = 0.2
OFFBEAT = (0.4, 0.72)
"""What counts as a pair of eighths when the swing is measured: first near the beat, second this far after it."""

TYPED_SHARE = 0.95
TYPED_SWING = 0.51
TYPED_ERROR = 0.06
"""Times are typed when so many lie so near to a tick (in ticks; 1/480 quarter is 0.05), and do not swing."""

EMPTY_COST = 1.0
DISTANCE_COST = 8.0
SPREAD_COST = 10.0
ODD_COST = {1: 0.5, 3: 0.5}
"""What an odd division costs: 1, but half of that for a whole beat and for a triplet."""
LATE = 0.45
"""How a note between two tatums is rounded: up from 0.55 of the way on, because players lag rather than rush."""


class Tatum(NamedTuple):
    """A place on the page: step 0, 1, ... of a beat divided into `division` equal parts."""

    beat: int
    division: int
    step: int

    @property
    def tick(self) -> int:
        """The nearest tick of 1/24 quarter note from the first bar line."""
        return self.beat * TICKS_PER_QUARTER + round(TICKS_PER_QUARTER * self.step / self.division)

    def played(self, eighth: float) -> float:
        """Where a player who puts the second eighth at `eighth` plays it, in beats from the first bar line."""
        return self.beat + (eighth if self.division == 2 and self.step else self.step / self.division)


def tatums(onsets: Sequence[float], *, beat_seconds: float, swing: float = STRAIGHT) -> list[Tatum]:
    """The place on the page of each onset (in beats, ascending), beat by beat.

    >>> [place.tick for place in tatums([0.02, 0.58, 1.0, 1.35, 1.66, 2.01], beat_seconds=0.4)]
    [0, 12, 24, 32, 40, 48]
    """
    if typed(onsets, swing=swing):
        ticks = (divmod(round(onset * TICKS_PER_QUARTER), TICKS_PER_QUARTER) for onset in onsets)
        return [Tatum(beat, TICKS_PER_QUARTER, step) for beat, step in ticks]
    pair = swing if swing > HARD_SWING else STRAIGHT
    places: list[Tatum] = []
    for beat, fractions in _by_beat(onsets, EARLY / beat_seconds):
        division, steps = _divide(fractions, SHORTEST / beat_seconds, pair if len(fractions) == 2 else STRAIGHT)
        places += [Tatum(beat, division, step) for step in steps]
    return places


def swing_ratio(onsets: Sequence[float], *, beat_seconds: float) -> float:
    """The share of the beat that the first of two eighths takes: the median over beats of two notes, 0.5 to 0.75.

    Such a beat has its first note near the beat and the second neither a triplet nor a sixteenth away from it. With
    fewer than `ENOUGH_PAIRS` of them nothing is known, and the ratio is 0.5.
    """
    pairs = [
        fractions[1] - fractions[0]
        for _, fractions in _by_beat(onsets, EARLY / beat_seconds)
        if len(fractions) == 2 and abs(fractions[0]) < NEAR_BEAT
    ]
    eighths = [first for first in pairs if OFFBEAT[0] < first < OFFBEAT[1]]
    return min(max(median(eighths), 0.5), 0.75) if len(eighths) >= ENOUGH_PAIRS else STRAIGHT


def typed(times: Sequence[float], *, swing: float = STRAIGHT) -> bool:
    """Whether times (in beats) lie on the ticks of the page more exactly than anybody plays, and do not swing."""
    errors = (abs(time * TICKS_PER_QUARTER - round(time * TICKS_PER_QUARTER)) for time in times)
    return swing < TYPED_SWING and sum(error < TYPED_ERROR for error in errors) >= TYPED_SHARE * len(times)


def _by_beat(onsets: Sequence[float], early: float) -> Iterator[tuple[int, list[float]]]:
    """Each beat that has notes: its number, and their onsets as fractions of it (from `-early` to below 1)."""
    for beat, group in groupby(onsets, lambda onset: floor(onset + early)):
        yield beat, [onset - beat for onset in group]


def _divide(fractions: Sequence[float], shortest: float, eighth: float) -> tuple[int, list[int]]:
    """The cheapest division of one beat, and the step of each note in it."""
    count = len(fractions)
    least = (inf, inf)
    chosen: tuple[int, list[int]] | None = None
    for division in range(count, _finest(fractions, shortest) + 1):
        if EMPTY_COST * (division - count) > least[0]:
            break
        steps = _steps(fractions, division)
        if steps[-1] < division:
            grid = (0.0, eighth) if division == 2 else [step / division for step in range(division)]
            cost = _cost(division, [grid[step] - fraction for step, fraction in zip(steps, fractions, strict=True)])
            if cost < least:
                least, chosen = cost, (division, steps)
    return chosen or _crowd(fractions)


def _finest(fractions: Sequence[float], shortest: float) -> int:
    """The largest division worth trying: parts as short as the shortest time between notes (or note and beat)."""
    gaps = [after - before for before, after in pairwise(fractions)]
    gaps.append(1 - fractions[-1])
    if abs(fractions[0]) > 1e-9:
        gaps.append(fractions[0])
    finest = floor(1 / max(min(gaps), shortest) + 0.5)
    return finest if finest > len(fractions) else len(fractions) + 3


def _steps(fractions: Sequence[float], division: int) -> list[int]:
    """The nearest step of each note; notes that share one move on to the next free step, perhaps past the beat."""
    steps: list[int] = []
    free = 0
    for fraction in fractions:
        step = max(floor(fraction * division + LATE), free)
        steps.append(step)
        free = step + 1
    return steps


def _cost(division: int, errors: Sequence[float]) -> tuple[float, float]:
    """The cost of a division, and the distance between playing and page, which decides between equals."""
    count = len(errors)
    squares = sum(error * error for error in errors)
    variance = max(0.0, squares - sum(errors) ** 2 / count) / max(1, count - 1)
    cost = ODD_COST.get(division, division % 2) + EMPTY_COST * (division - count)
    return round(cost + DISTANCE_COST * sqrt(squares) + SPREAD_COST * sqrt(variance), 6), sqrt(squares)


def _crowd(fractions: Sequence[float]) -> tuple[int, list[int]]:
    """A place for every note of a beat that no division fits, because the notes crowd at its end."""
    division = max(len(fractions), TICKS_PER_QUARTER)
    last_free = range(division - len(fractions), division)
    return division, [min(pair) for pair in zip(_steps(fractions, division), last_free, strict=True)]

"""Swing: how late the off-beat eighth comes, and the map from page time to played time.

A swing share is the part of a quarter note that the first of two swung eighths takes: 0.5 straight, 0.667 triplets.
It falls as the tempo rises (Friberg & Sundström 2002, "Swing ratios and ensemble timing in jazz performance"; Corcoran
& Frieler 2021, "Playing it straight"). The table is drawn through the medians over beats of two eighths in the swing
solos of the Weimar Jazz Database, training split (`benchmarks/rendition_training.py` prints them): where in the band's
beat soloists place their off-beats. That is where they meet the cymbal; how late they come on the beat, which is the
other half of the same thing, is a player's habit and belongs to `rendition`.

Page time is in ticks of 1/24 quarter note, played time in ticks of 1/480; tempo in quarter notes a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from jazz.music import PLAYED_PER_TICK, TICKS_PER_QUARTER, Metre

STRAIGHT = 0.5
SHARE_BY_TEMPO = (
    (60, 0.53), (90, 0.57), (112, 0.655), (165, 0.655), (190, 0.63), (210, 0.61), (238, 0.59), (266, 0.57),
    (298, 0.545), (330, 0.52), (360, 0.5),
)  # fmt: skip
STRAIGHT_STYLES = (
    "straight", "even", "bossa", "latin", "samba", "funk", "fusion", "rock", "pop", "soul",
    "calypso", "mambo", "afro", "songo", "cha cha", "tango", "reggae",
)  # fmt: skip

EIGHTH = TICKS_PER_QUARTER // 2


def interpolate(table: Sequence[tuple[float, float]], at: float) -> float:
    """The value at `at` on straight lines between the rows (where, value) of a table; flat beyond its ends.

    >>> interpolate(((100, 1.0), (200, 2.0)), 150)
    1.5
    """
    if at <= table[0][0]:
        return table[0][1]
    for (left, low), (right, high) in pairwise(table):
        if at <= right:
            return low + (high - low) * (at - left) / (right - left)
    return table[-1][1]


def swing_share(tempo: float, style: str | None, metre: Metre) -> float:
    """The share of a beat before its off-beat eighth; straight in even-eighth styles and in metres over 8 or 16."""
    return STRAIGHT if metre.unit > 4 or is_straight(style) else interpolate(SHARE_BY_TEMPO, tempo)


def is_straight(style: str | None) -> bool:
    """Whether a style word, as it stands on a chart, asks for even eighths."""
    words = (style or "").lower()
    return any(straight in words for straight in STRAIGHT_STYLES)


def played_milliseconds(milliseconds: float, tempo: float) -> float:
    """Milliseconds as played ticks."""
    return milliseconds / 60_000 * tempo * TICKS_PER_QUARTER * PLAYED_PER_TICK


class Swing:
    """How one player's page time becomes played time: a share, and the beats in which only eighths are played.

    Triplets and sixteenths are played as written, so a beat that holds an onset on neither beat nor off-beat stays
    straight as a whole. The map rises everywhere and leaves every beat where it is.
    """

    def __init__(self, share: float, onsets: Iterable[int]) -> None:
        self.share = share
        self.straight_beats = {onset // TICKS_PER_QUARTER for onset in onsets if onset % EIGHTH}

    def time(self, tick: int) -> int:
        """The played tick of a page tick: in a swung beat 12 goes to the share, the rest bends with it.

        >>> [Swing(2 / 3, []).time(tick) for tick in (0, 6, 12, 18, 24)]
        [0, 160, 320, 400, 480]
        """
        beat, within = divmod(tick, TICKS_PER_QUARTER)
        share = STRAIGHT if beat in self.straight_beats else self.share
        first, second = min(within, EIGHTH), max(within - EIGHTH, 0)
        fraction = (share * first + (1 - share) * second) / EIGHTH
        return round((beat + fraction) * TICKS_PER_QUARTER * PLAYED_PER_TICK)

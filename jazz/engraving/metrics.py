"""The metric tree of a bar: halves, beats, halves of beats, and how strong the boundary between any two of them is.

A bar parts into groups of pulses, pulses, halves (thirds in compound metres) and so on down to 32nds. Level 0 is a bar
line, 1 the strongest boundary inside a bar; what a reader must see of the metre follows from the levels, as in Gould,
*Behind Bars* (2011), pp. 151-171. Knows no notes. Ticks are those of the page, 24 a quarter note, from the bar line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise

from jazz.music import TICKS_PER_QUARTER, Metre

SHORTEST = TICKS_PER_QUARTER // 8
"""A 32nd: what is not a tuplet has no shorter parts."""
WIDEST_BEAM = TICKS_PER_QUARTER * 3 // 2
"""No beat that is beamed together is longer."""
GROUPS = {4: (2, 2), 5: (3, 2), 6: (3, 3), 7: (4, 3), 8: (4, 4), 9: (3, 3, 3), 10: (5, 5), 11: (4, 4, 3), 12: (6, 6)}
"""How so many pulses are counted together."""
ADDITIVE = {5: (3, 2), 7: (2, 2, 3)}
"""How so many eighths (or 16ths) make pulses where they make no threes."""


@dataclass(frozen=True)
class Span:
    """A part of a bar, and its own parts; `level` is that of the boundaries between these."""

    start: int
    length: int
    level: int
    parts: tuple[Span, ...] = ()

    @property
    def end(self) -> int:
        """The tick at which it has ended."""
        return self.start + self.length

    @cached_property
    def levels(self) -> dict[int, int]:
        """Each boundary inside the span, with its level."""
        found = {part.start: self.level for part in self.parts[1:]}
        for part in self.parts:
            found |= part.levels
        return found

    def beats(self) -> Iterator[Span]:
        """The spans whose notes share a beam."""
        if self.length <= WIDEST_BEAM or not self.parts:
            yield self
        else:
            for part in self.parts:
                yield from part.beats()


@lru_cache(maxsize=64)
def bar_of(metre: Metre) -> Span:
    """The metric tree of a bar.

    >>> bar_of(Metre(4, 4)).levels[48], bar_of(Metre(4, 4)).levels[24], bar_of(Metre(4, 4)).levels[12]
    (1, 2, 3)
    """
    return _group(0, _pulses(metre), metre.beat, 1)


def _pulses(metre: Metre) -> tuple[int, ...]:
    """The pulses of a bar, each in beats as they are notated."""
    if metre.unit < 8:
        return (1,) * metre.beats
    if metre.beats % 3 == 0:
        return (3,) * (metre.beats // 3)
    return ADDITIVE.get(metre.beats) or (2,) * (metre.beats // 2) + (1,) * (metre.beats % 2)


def _group(start: int, pulses: Sequence[int], beat: int, level: int) -> Span:
    """The span of some pulses."""
    if len(pulses) == 1:
        return _pulse(start, pulses[0], beat, level)
    counts = GROUPS.get(len(pulses), (1,) * len(pulses))
    places = list(accumulate(counts, initial=0))
    groups = [pulses[first:last] for first, last in pairwise(places)]
    starts = accumulate((sum(group) * beat for group in groups), initial=start)
    parts = tuple(_group(at, group, beat, level + 1) for at, group in zip(starts, groups, strict=False))
    return Span(start, sum(pulses) * beat, level, parts)


def _pulse(start: int, beats: int, beat: int, level: int) -> Span:
    """The span of one pulse; the thirds of a compound one stand two levels lower, so that nothing is tied over it."""
    if beats == 1:
        return halves(start, beat, level)
    lower = level + beats - 2
    parts = tuple(halves(start + place * beat, beat, lower + 1) for place in range(beats))
    return Span(start, beats * beat, lower, parts)


def halves(start: int, length: int, level: int, shortest: int = SHORTEST) -> Span:
    """A span that parts into halves as long as they are whole ticks, and none is shorter than `shortest`."""
    if length % 2 or length // 2 < shortest:
        return Span(start, length, level)
    middle = length // 2
    parts = tuple(halves(place, middle, level + 1, shortest) for place in (start, start + middle))
    return Span(start, length, level, parts)

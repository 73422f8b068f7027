"""Notes and rests of a bar as symbols: note values with dots, ties and tuplets, so that the beats can be seen.

Every solo on the page can be written, exactly. A bar is cut where a reader needs to see a boundary: a note may hide
one boundary that is one level stronger than its own ends (the quarter in eighth-quarter-eighth), a rest none (Gould,
*Behind Bars* (2011), pp. 161-171). Where onsets and ends stand on no binary division, the span that makes the fewest
symbols becomes a tuplet. The page rounds fifths and sevenths of a beat to whole ticks; here they are found again.
Knows no pitches. Ticks are those of the page, 24 a quarter note, from the bar line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from jazz.engraving.metrics import SHORTEST, Span, halves
from jazz.music import TICKS_PER_QUARTER

VALUES = {192: "whole", 96: "half", 48: "quarter", 24: "eighth", 12: "16th", 6: "32nd", 3: "64th"}
"""Note values by their length in half ticks, before a tuplet shrinks them."""
SYMBOLS = {length: (name, 0) for length, name in VALUES.items()} | {
    length * 3 // 2: (name, 1) for length, name in VALUES.items() if length % 2 == 0
}
"""Every value with its dots, by the same length."""
TRIPLET = (3, 2)
TUPLETS = (TRIPLET, (5, 4), (7, 4))
"""Tuplets: so many in the time of so many."""
COST = {3: 2.5, 6: 2.0, 12: 1.25, 24: 1.0, 48: 1.5, 96: 2.5}
"""What a tuplet over so many ticks costs a reader, in symbols."""
UNCOMMON = {3: 0.0, 5: 1.0, 7: 2.0}
"""What other tuplets than triplets cost more."""
SHORT_COST = 0.5
"""What a value costs more that is shorter than a 16th."""
DOT_COST = 1.0
"""What a dot costs in a tuplet, where a reader does not expect it."""


class Segment(NamedTuple):
    """What sounds from one tick of a bar to another: a note by its number, or a rest (None)."""

    start: int
    end: int
    note: int | None


@dataclass(frozen=True)
class Tuplet:
    """A span whose parts are `actual` in the time of `normal`."""

    span: Span
    actual: int
    normal: int

    @cached_property
    def inside(self) -> Span:
        """The span as the tuplet parts it."""
        start, length = self.span.start, self.span.length
        if (self.actual, self.normal) == TRIPLET:
            third = length // 3
            return Span(start, length, 1, tuple(halves(start + third * part, third, 2, 1) for part in range(3)))
        places = [start + round(Fraction(length * part, self.actual)) for part in range(self.actual + 1)]
        return Span(start, length, 1, tuple(Span(left, right - left, 2) for left, right in pairwise(places)))

    def place(self, tick: int) -> Fraction:
        """Where a tick of the page really is: the fifths and sevenths of a beat were rounded."""
        if (self.actual, self.normal) == TRIPLET:
            return Fraction(tick)
        part = round(Fraction((tick - self.span.start) * self.actual, self.span.length))
        return self.span.start + Fraction(part * self.span.length, self.actual)


@dataclass(frozen=True)
class Piece:
    """One symbol: where it stands and how long it is in a bar, what it is, its value and dots, its tuplet."""

    start: int
    end: int
    note: int | None
    place: Fraction
    length: Fraction
    value: str
    dots: int
    tuplet: Tuplet | None


def symbols(bar: Span, segments: Sequence[Segment]) -> list[Piece]:
    """The symbols for all that sounds, and is silent, in a bar from its first tick to its last."""
    return list(_pieces(bar, segments, _tuplets(bar, segments)))


def _tuplets(span: Span, segments: Sequence[Segment]) -> tuple[Tuplet, ...]:
    """The tuplets that a span needs, chosen so that it takes the fewest symbols."""
    inside = [segment.start for segment in segments if span.start < segment.start < span.end]
    if all(tick % SHORTEST == 0 for tick in inside):
        return ()
    clipped = [
        Segment(max(start, span.start), min(end, span.end), note)
        for start, end, note in segments
        if start < span.end and end > span.start
    ]
    ways: list[tuple[Tuplet, ...]] = [(tuplet,) for tuplet in _possible(span, inside)]
    if span.parts:
        ways.append(tuple(tuplet for part in span.parts for tuplet in _tuplets(part, clipped)))
    return min(ways, key=lambda tuplets: _cost(span, clipped, tuplets))


def _possible(span: Span, inside: Sequence[int]) -> Iterator[Tuplet]:
    """The tuplets that a whole span could be: all ticks inside must be boundaries of its parts."""
    if span.length not in COST:
        return
    if span.length <= TICKS_PER_QUARTER or _is_long(span, inside):
        yield Tuplet(span, *TRIPLET)
    for actual, normal in TUPLETS[1:]:
        tuplet = Tuplet(span, actual, normal)
        if span.length >= 2 * actual and all(tick in tuplet.inside.levels for tick in inside):
            yield tuplet


def _is_long(span: Span, inside: Sequence[int]) -> bool:
    """Whether a triplet over several beats reads well: none but its thirds and their halves, and no beat is hidden."""
    places = [6 * (tick - span.start) for tick in inside]
    return 3 * span.length not in places and not any(place % span.length for place in places)


def _cost(span: Span, segments: Sequence[Segment], tuplets: Sequence[Tuplet]) -> float:
    pieces = list(_pieces(span, segments, tuplets))
    brackets = sum(COST[tuplet.span.length] + UNCOMMON[tuplet.actual] for tuplet in tuplets)
    short = sum(piece.value in {"32nd", "64th"} for piece in pieces)
    dotted = sum(piece.dots for piece in pieces if piece.tuplet)
    return len(pieces) + brackets + SHORT_COST * short + DOT_COST * dotted


def _pieces(span: Span, segments: Sequence[Segment], tuplets: Sequence[Tuplet]) -> Iterator[Piece]:
    """The symbols of a span with these tuplets."""
    edges = {edge for tuplet in tuplets for edge in (tuplet.span.start, tuplet.span.end)}
    for segment in segments:
        cuts = sorted({segment.start, segment.end, *(edge for edge in edges if segment.start < edge < segment.end)})
        for start, end in pairwise(cuts):
            tuplet = next((each for each in tuplets if each.span.start <= start < each.span.end), None)
            levels = tuplet.inside.levels if tuplet else span.levels
            value = _values(tuplet)
            for left, right in _cut(start, end, levels, value, resting=segment.note is None):
                yield _piece(left, right, segment.note, tuplet)


def _values(tuplet: Tuplet | None) -> Callable[[int, int], int]:
    """The function from two ticks to the half ticks of the value between them, before the tuplet shrinks it."""

    def half_ticks(start: int, end: int) -> int:
        if tuplet is None:
            return 2 * (end - start)
        length = (tuplet.place(end) - tuplet.place(start)) * Fraction(2 * tuplet.actual, tuplet.normal)
        return int(length) if length.denominator == 1 else 0

    return half_ticks


def _piece(start: int, end: int, note: int | None, tuplet: Tuplet | None) -> Piece:
    value, dots = SYMBOLS[_values(tuplet)(start, end)]
    place = tuplet.place if tuplet else Fraction
    return Piece(start, end, note, place(start), place(end) - place(start), value, dots, tuplet)


def _cut(
    start: int, end: int, levels: dict[int, int], value: Callable[[int, int], int], *, resting: bool
) -> Iterator[tuple[int, int]]:
    """A span of ticks cut into values, at the strongest boundary as long as the metre would be hidden."""
    inside = sorted((level, tick) for tick, level in levels.items() if start < tick < end)
    ends = max(levels.get(start, 0), levels.get(end, 0))
    if value(start, end) in SYMBOLS and _shows(ends, [level for level, _ in inside], resting=resting):
        yield start, end
        return
    middle = inside[0][1]
    yield from _cut(start, middle, levels, value, resting=resting)
    yield from _cut(middle, end, levels, value, resting=resting)


def _shows(ends: int, inside: Sequence[int], *, resting: bool) -> bool:
    """Whether a reader still sees the metre when one symbol covers boundaries of these levels."""
    stronger = [level for level in inside if level < ends]
    if resting:
        return all(level > ends for level in inside)
    return not stronger or (len(stronger) == 1 and stronger[0] >= ends - 1)

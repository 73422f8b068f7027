"""What stands on the page: bars of symbols, spelled and with the accidentals that are printed, in lines.

A line has four bars and begins with a section or a chorus, as players expect of a lead sheet; where the bars are full
of notes it has two. An accidental is printed where a note differs from the signature or from what stood in its bar
before, and once more as a reminder where the bar before had another. Knows nothing of files. Ticks are those of the
page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from jazz.engraving.beams import Brace, beams, braces
from jazz.engraving.metrics import bar_of
from jazz.engraving.rhythm import Piece, Segment, symbols
from jazz.music import Change, Chart, Key, Solo
from jazz.spelling import LINE, Name, spelled
from jazz.theory import key_signature

BARS_A_LINE = 4
FULL_LINE = 46.0
"""The room of a line, in symbols; an accidental takes half as much as a symbol, and a bar line as much as one."""
ACCIDENTAL_ROOM = 0.5


class Printed(NamedTuple):
    """One symbol: its note (None: a rest) with the accidental that is printed, beams, ties to the left and right.

    The accidental is "sharp", "natural" ..., empty where none is printed; a `reminder` is one that is not needed.
    """

    piece: Piece
    name: Name | None
    accidental: str
    reminder: bool
    beams: tuple[str, ...]
    tied_from: bool
    tied_on: bool


@dataclass(frozen=True)
class Bar:
    """A bar: its symbols (none: the whole bar rests), tuplets, chord changes by tick, section, and how it begins."""

    symbols: tuple[Printed, ...]
    braces: tuple[Brace, ...]
    changes: tuple[Change, ...]
    section: str
    new_line: bool
    ends_section: bool


ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}


def bars_of(solo: Solo, chart: Chart, key: Key) -> list[Bar]:
    """The bars of a solo over its chart; there are more than the chart has where the solo goes on."""
    tree, names = bar_of(chart.metre), spelled(solo, chart, key)
    count = max(chart.bars, -(-solo.end // chart.metre.bar))
    segments = _segments(solo, count, chart.metre.bar)
    pieces = [symbols(tree, bar) if len(bar) > 1 or bar[0].note is not None else [] for bar in segments]
    printer = _Accidentals(key)
    printed = [
        tuple(_printed(bar, solo, names, number * chart.metre.bar, printer=printer, beamed=beams(tree, bar)))
        for number, bar in enumerate(pieces)
    ]
    sections = {part.onset // chart.metre.bar: part.name for part in chart.sections}
    starts = sorted({0, *sections, *range(0, count, chart.chorus // chart.metre.bar)})
    lines = set(_lines([_room(bar) for bar in printed], [*starts, count]))
    return [
        Bar(
            bar,
            tuple(braces(tree, pieces[number])),
            tuple(_changes(chart, number)),
            sections.get(number, ""),
            number in lines,
            number + 1 in starts,
        )
        for number, bar in enumerate(printed)
    ]


def _changes(chart: Chart, bar: int) -> Iterator[Change]:
    """The chord changes of a bar, by tick from its bar line."""
    for change in chart.changes:
        number, tick = divmod(change.onset, chart.metre.bar)
        if number == bar:
            yield Change(tick, change.chord)


def _room(bar: Sequence[Printed]) -> float:
    """How much room a bar takes in a line."""
    return 1 + len(bar) + sum(ACCIDENTAL_ROOM * (1 + printed.reminder) for printed in bar if printed.accidental)


def _segments(solo: Solo, bars: int, length: int) -> list[list[Segment]]:
    """The notes and rests of each bar, cut at the bar lines."""
    found: list[list[Segment]] = [[] for _ in range(bars)]
    tick = 0
    for number, note in enumerate(solo):
        _fill(found, tick, note.onset, None, length)
        _fill(found, note.onset, note.end, number, length)
        tick = note.end
    _fill(found, tick, bars * length, None, length)
    return found


def _fill(bars: Sequence[list[Segment]], start: int, end: int, note: int | None, length: int) -> None:
    while start < end:
        number, within = divmod(start, length)
        taken = min(end - start, length - within)
        bars[number].append(Segment(within, within + taken, note))
        start += taken


def _lines(sizes: Sequence[float], starts: Sequence[int]) -> Iterator[int]:
    """The bars that begin a line, given how much room each bar takes and which begin a section; the last ends all."""
    for first, last in pairwise(starts):
        for bar in range(first, last, BARS_A_LINE):
            yield bar
            line = sizes[bar : min(bar + BARS_A_LINE, last)]
            if sum(line) > FULL_LINE and len(line) > BARS_A_LINE // 2:
                yield bar + BARS_A_LINE // 2


def _printed(
    pieces: Sequence[Piece],
    solo: Solo,
    names: Sequence[Name],
    start: int,
    *,
    printer: _Accidentals,
    beamed: Sequence[tuple[str, ...]],
) -> Iterator[Printed]:
    """The symbols of a bar that begins at a tick."""
    printer.next_bar()
    for piece, hung in zip(pieces, beamed, strict=True):
        if piece.note is None:
            yield Printed(piece, None, "", False, (), False, False)
            continue
        note, name = solo.notes[piece.note], names[piece.note]
        tied_from = note.onset < start + piece.start
        accidental, reminder = ("", False) if tied_from else printer.print(name)
        yield Printed(piece, name, accidental, reminder, hung, tied_from, note.end > start + piece.end)


class _Accidentals:
    """Which accidentals are printed, for one note after another."""

    def __init__(self, key: Key) -> None:
        signature = key_signature(key)
        self.signature = {letter: (signature + 6 - place) // 7 for place, letter in enumerate(LINE)}
        self.bar: dict[tuple[str, int], int] = {}
        self.before: dict[tuple[str, int], int] = {}

    def next_bar(self) -> None:
        """A bar line takes all accidentals back."""
        self.before, self.bar = self.bar, {}

    def print(self, name: Name) -> tuple[str, bool]:
        """The accidental for a note, and whether it is only a reminder."""
        line = (name.letter, name.octave)
        usual = self.signature[name.letter]
        needed = self.bar.get(line, usual) != name.alter
        reminder = not needed and line not in self.bar and self.before.get(line, name.alter) != name.alter
        self.bar[line] = name.alter
        return ACCIDENTALS[name.alter] if needed or reminder else "", reminder

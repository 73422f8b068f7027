"""Which notes share beams, and which tuplets need a bracket.

Notes are beamed by the beat; four plain eighths of a half bar in 4/4 share one beam, as is usual (Gould, *Behind Bars*
(2011), pp. 151-160). Rests and longer notes end a beam, and so does a tuplet that is not beamed as a whole; a tuplet
that is one beam needs no bracket. Knows no pitches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from jazz.engraving.metrics import Span
from jazz.engraving.rhythm import VALUES, Piece, Tuplet
from jazz.music import TICKS_PER_QUARTER

BEAMS = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4}
"""How many beams a value has."""
HALF_BAR = 2 * TICKS_PER_QUARTER


class Brace(NamedTuple):
    """A tuplet as it is drawn: its first and last symbol by number, whether with a bracket, and its unit's value.

    `actual` in the time of `normal` is what is printed: six 16ths are a sextuplet, though a triplet too.
    """

    first: int
    last: int
    bracket: bool
    actual: int
    normal: int
    unit: str


def beams(bar: Span, pieces: Sequence[Piece]) -> list[tuple[str, ...]]:
    """The beams of each symbol, the outermost first: "begin", "continue", "end", "forward hook", "backward hook"."""
    found: list[tuple[str, ...]] = [()] * len(pieces)
    for run in _runs(bar, pieces):
        for number, words in zip(run, _run_beams(bar, [pieces[number] for number in run]), strict=True):
            found[number] = words
    return found


def braces(bar: Span, pieces: Sequence[Piece]) -> list[Brace]:
    """The tuplets among the symbols of a bar."""
    runs = list(_runs(bar, pieces))
    found = []
    for tuplet, group in groupby(range(len(pieces)), key=lambda number: pieces[number].tuplet):
        if tuplet is not None:
            numbers = list(group)
            found.append(
                Brace(
                    numbers[0],
                    numbers[-1],
                    numbers not in runs,
                    *_printed(tuplet, [pieces[number] for number in numbers]),
                )
            )
    return found


def _printed(tuplet: Tuplet, pieces: Sequence[Piece]) -> tuple[int, int, str]:
    """The ratio of a tuplet as it is printed, and the value that is counted."""
    doubled = tuplet.actual == 3 and len(pieces) > 3 and all(piece.length * 6 <= tuplet.span.length for piece in pieces)
    factor = 2 if doubled else 1
    unit = VALUES[2 * tuplet.span.length // (tuplet.normal * factor)]
    return tuplet.actual * factor, tuplet.normal * factor, unit


def _runs(bar: Span, pieces: Sequence[Piece]) -> Iterator[list[int]]:
    """The numbers of the symbols that are beamed together, two at least."""
    places = _beam_spans(bar, pieces)

    def key(number: int) -> tuple[int, int]:
        piece = pieces[number]
        if piece.note is None or piece.value not in BEAMS:
            return (-1 - number, 0)
        return _group(piece, places)

    for _, group in groupby(range(len(pieces)), key=key):
        yield from (run for run in _nested(list(group), pieces) if len(run) > 1)


def _nested(numbers: Sequence[int], pieces: Sequence[Piece]) -> Iterator[list[int]]:
    """Symbols in beams that hold a tuplet as a whole, or lie in it: engravers nest one in the other."""
    whole = Counter(piece.tuplet for piece in pieces)
    held = Counter(pieces[number].tuplet for number in numbers)
    torn = {tuplet for tuplet in held if tuplet is not None and held[tuplet] < whole[tuplet]}
    run = list(numbers[:1])
    for before, number in pairwise(numbers):
        left, right = pieces[before].tuplet, pieces[number].tuplet
        if left != right and {left, right} & torn:
            yield run
            run = []
        run.append(number)
    yield run


def _group(piece: Piece, places: Sequence[Span]) -> tuple[int, int]:
    """What a symbol shares with those that it may be beamed with: its beat, or its part of a long tuplet."""
    if piece.tuplet is not None and piece.tuplet.span.length >= HALF_BAR:
        span = piece.tuplet.span
        return span.start, 1 + int((piece.place - span.start) * piece.tuplet.actual / span.length)
    return next(span.start for span in places if span.start <= piece.start < span.end), 0


def _beam_spans(bar: Span, pieces: Sequence[Piece]) -> list[Span]:
    """The spans that are beamed together: the beats, and half bars of four plain eighths."""
    if bar.length == HALF_BAR and _is_eighths(bar, pieces):
        return [bar]
    if bar.length <= HALF_BAR or not bar.parts:
        return list(bar.beats())
    return [span for part in bar.parts for span in _beam_spans(part, pieces)]


def _is_eighths(span: Span, pieces: Sequence[Piece]) -> bool:
    """Whether a half bar has four eighths and nothing else."""
    inside = [piece for piece in pieces if piece.start < span.end and piece.end > span.start]
    return [(piece.value, piece.dots, piece.tuplet, piece.note is None) for piece in inside] == [
        ("eighth", 0, None, False)
    ] * 4


def _run_beams(bar: Span, run: Sequence[Piece]) -> list[tuple[str, ...]]:
    """The beams of symbols that are beamed together."""
    deepest = max(BEAMS[piece.value] for piece in run)
    rows = [_row(bar, run, depth) for depth in range(1, deepest + 1)]
    return [tuple(row[number] for row in rows if row[number]) for number in range(len(run))]


def _row(bar: Span, run: Sequence[Piece], depth: int) -> list[str]:
    """One beam (1 the outermost) over the symbols of a run; an empty word where a symbol has no such beam."""
    words = [""] * len(run)
    for joined in _joined(run, depth):
        for number in joined:
            words[number] = "continue"
        words[joined[0]], words[joined[-1]] = "begin", "end"
        if len(joined) == 1:
            words[joined[0]] = _hook(bar, run, joined[0])
    return words


def _joined(run: Sequence[Piece], depth: int) -> Iterator[list[int]]:
    """The symbols that one beam joins: inner beams stop where a tuplet does, the innermost at half beats as well."""
    numbers = [number for number, piece in enumerate(run) if BEAMS[piece.value] >= depth]
    group: list[int] = numbers[:1]
    for before, number in pairwise(numbers):
        left, right = run[before], run[number]
        torn = depth > 1 and left.tuplet != right.tuplet
        torn |= depth > 2 and right.tuplet is None and right.start % (TICKS_PER_QUARTER // 2) == 0
        if number > before + 1 or torn:
            yield group
            group = []
        group.append(number)
    yield group


def _hook(bar: Span, run: Sequence[Piece], number: int) -> str:
    """Which way a beam points that joins nothing: towards what makes a whole with its symbol."""
    if number in {0, len(run) - 1}:
        return "backward hook" if number else "forward hook"
    piece = run[number]
    levels = piece.tuplet.inside.levels if piece.tuplet else bar.levels
    return "backward hook" if levels.get(piece.end, 0) < levels.get(piece.start, 0) else "forward hook"

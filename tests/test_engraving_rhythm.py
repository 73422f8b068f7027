"""Bars are written so that their beats can be seen: values, ties, tuplets, beams."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from jazz.engraving.beams import beams, braces
from jazz.engraving.metrics import bar_of
from jazz.engraving.rhythm import Piece, Segment, symbols
from jazz.lengths import length_ticks
from jazz.music import Metre, Song
from tests.strategies import songs

COMMON = Metre(4, 4)
NAMES = {"whole": "1", "half": "2", "quarter": "4", "eighth": "8", "16th": "16", "32nd": "32", "64th": "64"}


def pieces(text: str, metre: Metre = COMMON) -> list[Piece]:
    """The symbols for lengths such as "4 r8 8/3", rests with an r."""
    segments, tick = [], 0
    for number, word in enumerate(text.split()):
        end = tick + length_ticks(word.removeprefix("r"))
        segments.append(Segment(tick, end, None if word.startswith("r") else number))
        tick = end
    assert tick == metre.bar
    return symbols(bar_of(metre), segments)


def written(text: str, metre: Metre = COMMON) -> str:
    """Symbols as text: rests with an r, tied notes with ~, tuplets as 3:2[...]."""
    found = pieces(text, metre)
    words = []
    for number, piece in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        before = found[number - 1] if number else None
        tie = "~" if piece.note is not None and after and after.note == piece.note else ""
        word = ("r" if piece.note is None else "") + NAMES[piece.value] + "." * piece.dots + tie
        if piece.tuplet and (before is None or before.tuplet != piece.tuplet):
            word = f"{piece.tuplet.actual}:{piece.tuplet.normal}[{word}"
        if piece.tuplet and (after is None or after.tuplet != piece.tuplet):
            word += "]"
        words.append(word)
    return " ".join(words)


@pytest.mark.parametrize(
    ("lengths", "symbols"),
    [
        ("1", "1"),
        ("8 4 4 4 8", "8 4 8~ 8 4 8"),  # the middle of the bar can be seen
        ("4 2 4", "4 2 4"),
        ("4. 8 2", "4. 8 2"),
        ("8 4. 2", "8 4. 2"),
        ("2+8 4.", "2~ 8 4."),
        ("4 2+8 8", "4 4~ 4. 8"),
        ("16 8 16 8. 16 2", "16 8 16 8. 16 2"),
        ("8. 8. 8 2", "8. 16~ 8 8 2"),
        ("2.+16 16 8", "2~ 4~ 16 16 8"),
    ],
)
def test_notes_are_cut_where_the_metre_would_be_hidden(lengths: str, symbols: str) -> None:
    assert written(lengths) == symbols


@pytest.mark.parametrize(
    ("lengths", "symbols"),
    [
        ("4 r2 4", "4 r4 r4 4"),
        ("r4. 8 2", "r4 r8 8 2"),
        ("8 r2.+8", "8 r8 r4 r2"),
        ("16 r8. 2.", "16 r16 r8 2."),
    ],
)
def test_rests_hide_no_beat(lengths: str, symbols: str) -> None:
    assert written(lengths) == symbols


@pytest.mark.parametrize(
    ("metre", "lengths", "symbols"),
    [
        (Metre(3, 4), "4. 4.", "4. 4."),
        (Metre(3, 4), "2 r4", "2 r4"),
        (Metre(5, 4), "2. 2", "2. 2"),
        (Metre(5, 4), "2 2 4", "2 2 4"),
        (Metre(6, 8), "4 4 4", "4 8~ 8 4"),
        (Metre(6, 8), "4. r4.", "4. r4."),
        (Metre(12, 8), "2. 2.", "2. 2."),
        (Metre(7, 8), "4 4 4.", "4 4 4."),
    ],
)
def test_each_metre_has_its_own_beats(metre: Metre, lengths: str, symbols: str) -> None:
    assert written(lengths, metre) == symbols


@pytest.mark.parametrize(
    ("lengths", "symbols"),
    [
        ("8/3 8/3 8/3 2.", "3:2[8 8 8] 2."),
        ("4/3 8/3 2.", "3:2[4 8] 2."),
        ("4/3 4/3 4/3 2", "3:2[4 4 4] 2"),
        ("8 16/3 16/3 16/3 2.", "8 3:2[16 16 16] 2."),
        ("4 4/3 4/3 4/3 4", "4 3:2[4 8~] 3:2[8 4] 4"),
        ("4/3 8/3+8 8 2", "3:2[4 8~] 8 8 2"),
        ("r8/3 8/3 8/3 2.", "3:2[r8 8 8] 2."),
        ("16 32/3 16/3 8 2.", "16 3:2[32 16] 8 2."),
    ],
)
def test_what_divides_a_beat_otherwise_is_a_whole_tuplet(lengths: str, symbols: str) -> None:
    assert written(lengths) == symbols


def test_fifths_and_sevenths_that_the_page_rounds_are_found_again() -> None:
    """Five in a beat stand at 0, 5, 10, 14 and 19 ticks on the page."""
    fifth, less = "16/3+64/3", "16/3"
    assert written(f"{fifth} {fifth} {less} {fifth} {fifth} 2.") == "5:4[16 16 16 16 16] 2."
    found = pieces(f"{fifth} {fifth} {less} {fifth} {fifth} 2.")
    assert [str(piece.place) for piece in found] == ["0", "24/5", "48/5", "72/5", "96/5", "24"]
    assert written("32 16/3 32 16/3 32 16/3 32 2.") == "7:4[16 16 16 16 16 16 16] 2."


@given(songs())
def test_every_solo_is_written_exactly(song: Song) -> None:
    """Symbols follow each other without gaps, and end on the ticks of the page."""
    bar = bar_of(song.chart.metre)
    notes = [note for note in song.solo if note.onset // bar.length == (note.end - 1) // bar.length == 0]
    segments, tick = [], 0
    for number, note in enumerate(notes):
        segments += [Segment(tick, note.onset, None)] if tick < note.onset else []
        segments.append(Segment(note.onset, note.end, number))
        tick = note.end
    segments += [Segment(tick, bar.length, None)] if tick < bar.length else []
    found = symbols(bar, segments)
    assert all(left.place + left.length == right.place for left, right in pairwise(found))
    assert all(round(piece.place) == piece.start for piece in found)
    assert [(found[0].start, found[-1].end)] == [(0, bar.length)]
    sounding = {piece.note for piece in found}
    assert sounding - {None} == set(range(len(notes)))


def beamed(text: str, metre: Metre = COMMON) -> str:
    """The beams of each symbol by their first letters, the outermost first; "-" for none."""
    return " ".join("".join(word[0] for word in words) or "-" for words in beams(bar_of(metre), pieces(text, metre)))


@pytest.mark.parametrize(
    ("metre", "lengths", "letters"),
    [
        (Metre(4, 4), "8 8 8 8 8 8 4", "b c c e b e -"),  # four eighths of a half bar share a beam
        (Metre(4, 4), "8 8 16 16 8 2", "b e bb ce e -"),
        (Metre(4, 4), "4 8 8 8 8 4", "- b e b e -"),
        (Metre(4, 4), "8 r8 8. 16 2", "- - b eb -"),
        (Metre(4, 4), "16 8 16 16 8. 2", "bf c eb bf e -"),
        (Metre(4, 4), "8 16/3 16/3 16/3 2.", "b cb cc ee -"),
        (Metre(4, 4), "8 r16/3 16/3 16/3 2.", "- - bb ee -"),
        (Metre(4, 4), "r16/3 16/3 16/3 8 2.", "- bb ee - -"),  # a beam does not leave a tuplet that it does not hold
        (Metre(4, 4), "4/3 8/3 8/3 8/3 8/3 2", "- - b c e -"),
        (Metre(3, 4), "8 8 8 8 8 8", "b e b e b e"),
        (Metre(6, 8), "8 8 8 8 16 16 8", "b c e b cb ce e"),
        (Metre(12, 8), "8 8 8 4. 4 8 4.", "b c e - - - -"),
        (Metre(7, 8), "8 8 8 8 8 8 8", "b e b e b c e"),
    ],
)
def test_notes_are_beamed_by_the_beat(metre: Metre, lengths: str, letters: str) -> None:
    assert beamed(lengths, metre) == letters


def brackets(text: str) -> list[tuple[int, int, str, bool]]:
    found = braces(bar_of(Metre()), pieces(text))
    return [(brace.actual, brace.normal, brace.unit, brace.bracket) for brace in found]


def test_a_tuplet_has_a_bracket_unless_it_is_one_beam() -> None:
    assert brackets("8/3 8/3 8/3 2.") == [(3, 2, "eighth", False)]
    assert brackets("4/3 8/3 2.") == [(3, 2, "eighth", True)]
    assert brackets("8/3 r8/3 8/3 2.") == [(3, 2, "eighth", True)]
    assert brackets("8 16/3 16/3 16/3 2.") == [(3, 2, "16th", True)]
    assert brackets("4/3 4/3 4/3 2") == [(3, 2, "quarter", True)]


def test_six_sixteenths_are_a_sextuplet() -> None:
    assert brackets("16/3 16/3 16/3 16/3 16/3 16/3 2.") == [(6, 4, "16th", False)]
    assert brackets("8/3 16/3 16/3 8/3 2.") == [(3, 2, "eighth", False)]

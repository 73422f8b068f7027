"""Where bars begin, by the chords and by their symbols."""

from __future__ import annotations

import numpy as np
import pytest

from jazz.grid import barlines
from jazz.grid.barlines import Struck, bars, tells
from jazz.theory import parse_pitch

NOTHING = Struck(np.zeros(0), np.zeros(0), np.zeros(0, int))


def chords(text: str, *, length: float) -> Struck:
    """Chords of one length, "C3+E3 D3+F3"; `-` is a rest."""
    notes = [
        (place * length, place * length + 0.9 * length, parse_pitch(name))
        for place, chord in enumerate(text.split())
        if chord != "-"
        for name in chord.split("+")
    ]
    table = np.array(notes, float)
    return Struck(table[:, 0], table[:, 1], table[:, 2].astype(int))


CHANGES = "D2+F3+A3+C4 G2+F3+B3+D4 C2+E3+G3+B3 A2+E3+G3+C#4 "


def test_bars_begin_where_the_harmony_changes() -> None:
    for size in (3, 4):
        told = tells(chords(CHANGES * 4, length=size), ())
        rows, speaks = bars(told.tolist(), size)
        assert rows == [(0, 0)]
        assert speaks > 10


def test_chords_that_are_repeated_begin_no_bar() -> None:
    told = tells(chords("D2+F3+A3 F3+A3+C4 F3+A3 F3+A3+C4 G2+F3+B3 F3+B3 F3+B3 F3+B3 " * 6, length=1), ())
    assert bars(told.tolist(), 4)[0] == [(0, 0)]


def test_silence_is_no_new_harmony() -> None:
    told = tells(chords("C2+E3+G3 - - - C2+E3+G3 - - - F2+A3+C4 - - -", length=1), ())
    assert told[1:4].max() == told[5:8].max() == pytest.approx(barlines.BIAS)


def test_many_chord_symbols_tell_alone() -> None:
    told = tells(chords(CHANGES * 4, length=4), np.arange(1.0, 40, 4))
    assert bars(told.tolist(), 4)[0] == [(0, 3)]


def test_bars_begin_anew_where_much_speaks_for_it() -> None:
    told = [9, -2, -2, -2] * 4 + [-2, -2] + [9, -2, -2, -2] * 4
    assert bars(told, 4)[0] == [(0, 0), (18, 0)]
    assert len(bars([each / 9 for each in told], 4)[0]) == 1


def test_nothing_tells_nothing() -> None:
    assert len(tells(NOTHING, ())) == 0
    assert bars([], 4)[1] == 0

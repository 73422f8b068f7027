"""Listening: what sounds, where the soloist is busy, where there is a hole, how long a pitch is free."""

from __future__ import annotations

from jazz.band.listening import Listener, clashes
from jazz.music import Note, Solo

# A bar of eighths, a bar of rest, a whole note; and a rest until the end.
SOLO = Listener(Solo((*(Note(12 * at, 12, 70 + at % 2) for at in range(8)), Note(192, 96, 65))))


def test_busy_and_hole() -> None:
    """Eighths are busy, between phrases is a hole, a long note and the end are neither."""
    places = {tick: SOLO.openness(tick) for tick in (24, 60, 108, 144, 180, 216, 300)}
    assert places == {24: -1, 60: -1, 108: 1, 144: 1, 180: 1, 216: 0, 300: 0}


def test_a_long_silence_is_no_hole() -> None:
    """Nobody answers for longer than two bars, or before the first note."""
    late = Listener(Solo((Note(96, 24, 60), Note(500, 24, 60))))
    assert not any(late.is_hole(tick) for tick in range(0, 600, 12))


def test_what_sounds_between_two_ticks() -> None:
    assert [note.onset for note in SOLO.sounding(20, 36)] == [12, 24]
    assert [note.onset for note in SOLO.sounding(96, 192)] == []


def test_a_solo_begins_where_the_form_says() -> None:
    assert Listener(Solo((Note(0, 12, 60),)), 384).onsets == [384]


def test_clashes_are_unison_minor_second_and_minor_ninth() -> None:
    assert [steps for steps in range(-14, 15) if clashes(60, 60 + steps)] == [-13, -1, 0, 1, 13]


def test_a_pitch_is_free_until_the_soloist_meets_it() -> None:
    """By a minor second, or by going to its other side."""
    assert SOLO.free_until(60, 192, 288, below=True) == 288
    assert SOLO.free_until(64, 192, 288, below=True) == 192
    assert SOLO.free_until(69, 0, 12, below=True) == 0
    assert SOLO.free_until(66, 96, 288, below=True) == 192
    assert SOLO.free_until(68, 96, 288, below=False) == 288

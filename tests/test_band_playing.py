"""From strokes to notes: together what is together, nothing overlaps, a thirtieth of a beat at most."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from jazz.band.playing import HANDS, Clock, Stroke, played
from jazz.music import PlayedNote, separated

CLOCK = Clock(tempo=140, share=0.6, humanise=1.0, end=96)


def test_a_chord_is_struck_together_late_or_not() -> None:
    strokes = [Stroke(12, 36, pitch, 60) for pitch in (53, 57, 60, 64)]
    notes = played(strokes, HANDS["piano"], CLOCK, Random(1))
    assert len({note.start for note in notes}) == 1
    assert 0 < abs(notes[0].start - 288) <= 16


def test_at_zero_the_page_is_swung_and_nothing_else() -> None:
    clock = Clock(140, 0.6, 0.0, 96)
    assert played([Stroke(12, 24, 60, 60, 1.0)], HANDS["piano"], clock, Random(1)) == (PlayedNote(288, 480, 60, 60),)


@given(st.lists(st.builds(PlayedNote, st.integers(0, 90), st.integers(1, 120), st.integers(60, 62), st.just(70))))
def test_separated_notes_do_not_overlap(notes: list[PlayedNote]) -> None:
    """In order, each pitch ends before it begins again, nothing is empty or outlasts the end; no beginning is lost."""
    valid = [note for note in notes if note.start < note.end]
    kept = separated(valid, 100)
    assert [note.start for note in kept] == sorted(note.start for note in kept)
    sounding: dict[int, int] = {}
    for note in kept:
        assert sounding.get(note.pitch, 0) <= note.start < note.end <= 100
        sounding[note.pitch] = note.end
    assert {(note.start, note.pitch) for note in kept} == {(note.start, note.pitch) for note in valid}

"""One player's notes: what is the melody, and what only accompanies it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jazz.music import PlayedNote
from jazz.theory import note_name
from jazz.voices.skyline import hands, is_stacked, overlap, skyline, thinned
from tests.test_voices import BAR, CHORDS, PPQ, SUNG, line

PLAYED = st.lists(
    st.builds(
        lambda start, length, pitch: PlayedNote(start, start + length, pitch, 80),
        st.integers(0, 4 * BAR),
        st.integers(0, BAR),
        st.integers(30, 90),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda note: (note.start, note.pitch),
).map(lambda notes: sorted(notes, key=lambda note: (note.start, note.pitch)))


def melody(*players: tuple[PlayedNote, ...]) -> str:
    """The melody that is found in the notes of one player."""
    notes = sorted((note for played in players for note in played), key=lambda note: (note.start, note.pitch))
    return " ".join(note_name(note.pitch) for note in hands(notes, PPQ)[0])


def test_chords_are_stacked_and_legato_is_not() -> None:
    assert is_stacked(CHORDS)
    assert not is_stacked(SUNG)
    assert not is_stacked(line("C4 D4 E4 F4", held=1.4))


def test_blocks_of_chords_are_no_melody() -> None:
    assert melody(line("- - C5 D5 - -"), line("C4+E4+G4 - - - C4+E4+G4 -")) == "C5 D5"


def test_a_left_hand_alone_is_no_melody() -> None:
    assert melody(line("C5 D5 E5 - - G5"), line("C2 - - G2 C2 -")) == "C5 D5 E5 G5"


def test_a_note_far_above_a_chord_is_melody_even_when_both_end_together() -> None:
    assert melody(line("C5 A5 E5 G5"), line("C3+E3+G3+D4 C3+F3+A3 B2+D3+G3", held=0.9)) == "C5 A5 E5 G5"


def test_a_broken_chord_on_its_way_up_is_no_melody() -> None:
    broken = line("C4 E4 G4 - C4 E4 G4 -", held=3)
    assert melody(line("- - - C5 - - - D5"), broken) == "C5 D5"


def test_a_top_line_may_be_legato() -> None:
    assert melody(line("G5 E5 C5 D5", held=1.1), line("C3 C3 C3 C3")) == "G5 E5 C5 D5"


def test_only_chords_have_a_top_line_too() -> None:
    assert melody(CHORDS[:8]) == "C4 F4"


def test_of_two_notes_that_overlap_the_lower_goes() -> None:
    line_of, under = thinned(line("C4+E4 D4 E4+C5"))
    assert " ".join(note_name(note.pitch) for note in line_of) == "E4 D4 C5"
    assert " ".join(note_name(note.pitch) for note in under) == "C4 E4"


@given(PLAYED)
def test_every_note_is_melody_or_the_rest(notes: list[PlayedNote]) -> None:
    for parted in (thinned(notes), hands(notes, PPQ)):
        assert parted[0]
        assert sorted(map(repr, (*parted[0], *parted[1]))) == sorted(map(repr, notes))


@given(PLAYED)
def test_a_thinned_line_and_a_skyline_are_no_chords(notes: list[PlayedNote]) -> None:
    assert not any(overlap(before, after) for before, after in pairwise(thinned(notes)[0]))
    onsets = [(note.start, note.pitch) for note in skyline(notes, PPQ)]
    assert onsets == sorted(onsets)

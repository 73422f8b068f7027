"""Notes are spelled as a musician would write them, in every key alike."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import leadsheet
from jazz.music import Key, Note, Solo
from jazz.spelling import PLAIN, name_at, place_of, plain, spelled
from jazz.theory import parse_key, parse_pitch


def names(chords: str, key: str, line: str) -> str:
    """The spelling of eighths, written with whatever names, over bars of chords."""
    notes = tuple(Note(12 * place, 12, parse_pitch(name)) for place, name in enumerate(line.split()))
    return " ".join(name.text for name in spelled(Solo(notes), leadsheet.parse(chords), parse_key(key)))


@pytest.mark.parametrize(
    ("chords", "key", "line"),
    [
        ("| Gm7b5 |", "F", "G4 Bb4 Db5 F5"),
        ("| C7alt |", "F", "C5 Db5 Eb5 C5 E5 Ab4 Bb4"),
        ("| E7 |", "A", "E4 G#4 B4 D5"),
        ("| E7b9 |", "Am", "G#4 B4 D5 F5"),
        ("| F#dim7 |", "G", "F#4 A4 C5 Eb5"),
        ("| Abm7 |", "Gb", "Ab4 Cb5 Eb5 Gb5"),
        ("| G7#5 |", "Cm", "B4 Eb5 F5"),
        ("| C7#9 |", "F", "E4 Bb4 Eb5 C5"),
        ("| Bb7#11 |", "F", "Bb4 D5 E5"),
    ],
)
def test_chord_tones_are_spelled_as_the_chord_spells_them(chords: str, key: str, line: str) -> None:
    assert names(chords, key, line) == line


@pytest.mark.parametrize(
    ("chords", "key", "line"),
    [
        ("| C6 |", "C", "D#4 E4 F#4 G4 G#4 A4 C#5 D5"),
        ("| C6 |", "C", "D5 Db5 C5 A4 Ab4 G4 Eb4 D4"),
        ("| F7 |", "F", "C4 C#4 D4 Eb4 F4 G#4 A4 C5"),
        ("| Bbmaj7 |", "Bb", "Gb4 F4 E4 F4 C#5 D5 Db5 C5"),
    ],
)
def test_approaches_are_raised_upward_and_flat_downward(chords: str, key: str, line: str) -> None:
    assert names(chords, key, line) == line


def test_a_note_that_comes_again_is_spelled_by_where_the_line_goes_then() -> None:
    assert names("| C6 |", "C", "G#4 G#4 A4") == "G#4 G#4 A4"
    assert names("| C6 |", "C", "G#4 G#4 G4") == "Ab4 Ab4 G4"


def test_other_notes_are_called_by_their_degree() -> None:
    """A flat ninth and thirteenth over a dominant, the raised eleventh of a major seventh."""
    assert names("| G7 |", "C", "Ab4 D5 Eb5 B4") == "Ab4 D5 Eb5 B4"
    assert names("| Ebmaj7 |", "Bb", "D#4 A4 C5") == "Eb4 A4 C5"


def test_a_degree_far_from_chord_and_key_has_its_other_name() -> None:
    """The fourth semitone over F# would be A#; in C it is a Bb."""
    assert names("| F#m7b5 |", "C", "E4 A#4 D5") == "E4 Bb4 D5"


def test_names_that_readers_dislike_need_a_reason() -> None:
    """B over a Db7 in C, where the chord would have Cb; F before F# in D; but E# over C#7 in F# minor."""
    assert names("| Db7 |", "C", "Db4 F4 Ab4 B4") == "Db4 F4 Ab4 B4"
    assert names("| F#maj7 |", "C", "A#4 C#5 F5") == "A#4 C#5 E#5"
    assert names("| D6 |", "D", "F4 F#4 A4") == "F4 F#4 A4"
    assert names("| C#7 |", "F#m", "C#4 F4 G#4") == "C#4 E#4 G#4"
    assert names("| Cdim7 |", "Bb", "C4 Eb4 Gb4 A4") == "C4 Eb4 Gb4 A4"


def test_without_a_chord_the_key_decides() -> None:
    assert names("| N.C. |", "Eb", "C4 D#4 G#4 A#4") == "C4 Eb4 Ab4 Bb4"


def test_octaves_are_those_of_the_letters() -> None:
    """Cb4 sounds below C4."""
    assert names("| Abm7 |", "Gb", "B3 Ab3") == "Cb4 Ab3"


@given(st.lists(st.integers(60, 72), min_size=2, max_size=8), st.sampled_from(["maj7", "7", "m7", "m7b5"]))
def test_a_key_a_fifth_higher_moves_every_name_a_fifth(pitches: list[int], quality: str) -> None:
    """From Bb to F to C to G the same line keeps its shape on the line of fifths, where names stay plain."""
    found = []
    for fifths, tonic in enumerate(("Bb", "F", "C", "G")):
        notes = tuple(Note(12 * place, 12, pitch + 7 * fifths) for place, pitch in enumerate(pitches))
        line = spelled(Solo(notes), leadsheet.parse(f"| {tonic}{quality} | % |"), parse_key(tonic))
        found.append([place_of(name.text[:-1]) - fifths for name in line])
    for left, right in pairwise(found):
        for before, after in zip(left, right, strict=True):
            assert before == after or not {before, after} <= set(PLAIN[4:-4])


@given(st.integers(-15, 19))
def test_places_and_names_are_inverse(place: int) -> None:
    assert place_of(name_at(place)) == place


def test_a_name_out_of_reach_becomes_the_plain_one() -> None:
    assert [name_at(plain(place_of(name))) for name in ("Fb", "B#", "Cb", "D")] == ["E", "C", "B", "D"]


def test_an_empty_solo_has_no_names() -> None:
    assert spelled(Solo(), leadsheet.parse("| C |"), Key(0)) == []

"""Roles of tones, keys and their spelling, names of pitches, chords in another key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import leadsheet
from jazz.errors import ChartError, JazzError
from jazz.music import Key
from jazz.theory import (
    guess_key,
    key_name,
    key_signature,
    note_name,
    parse_chord,
    parse_key,
    parse_pitch,
    parse_range,
    role,
    spelling,
    transpose_chord,
)

KEYS = [Key(tonic, mode) for mode in ("major", "minor") for tonic in range(12)]
SYMBOLS = [
    "Dm7",
    "G7b9",
    "Cmaj7",
    "F#m7b5",
    "Bb13",
    "Eb7alt",
    "D7/F#",
    "C/Bb",
    r"G\Bb7",
    "Absus4",
    "B7",
    "E/G#",
    "N.C.",
]


@pytest.mark.parametrize(
    ("symbol", "roles"),
    [
        # C Db D Eb E F Gb G Ab A Bb B
        ("Cmaj7", "C X L X C S L C X L X C"),
        ("C7", "C X L X C S L C X L C X"),
        ("Cm7", "C X L C X L X C X L C X"),
        ("Cm7b5", "C S X C X L C X L X C X"),
        ("Cdim7", "C X L C X L C X L C X L"),
        ("C7alt", "C L X L C X L X L X C X"),
        ("C7b9", "C C X L C S X C L X C X"),
        ("C13b9", "C C X L C X L C X C C X"),
        ("C7#11", "C X L X C X C C X L C X"),
        ("C7sus4", "C X L X S C X C X L C X"),
        ("C7#5", "C X L X C X L X C X C X"),
        ("C7#5#9", "C L X C C X L X C X C X"),
        ("CmM7", "C X L C X L X C X L X C"),
        ("Cm6", "C X L C X L X C X C X L"),
        ("Dm7/G", "C X C X L C X L X C X L"),
        ("N.C.", "X X X X X X X X X X X X"),
    ],
)
def test_each_tone_has_its_role_over_a_chord(symbol: str, roles: str) -> None:
    chord = parse_chord(symbol)
    assert [role(60 + tone, chord) for tone in range(12)] == roles.split()


def test_a_role_is_the_same_in_every_octave() -> None:
    assert {role(pitch, parse_chord("G7b9")) for pitch in range(8, 128, 12)} == {"C"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bb", Key(10)),
        ("B♭ major", Key(10)),
        ("Bb-maj", Key(10)),
        ("Eb minor", Key(3, "minor")),
        ("F#m", Key(6, "minor")),
        ("C-min", Key(0, "minor")),
        ("C-", Key(0, "minor")),
        ("CM", Key(0)),
        ("D-dor", Key(2, "minor")),
        ("Ab-mix", Key(8)),
        ("a minor", Key(9, "minor")),
        ("Bb-blues", Key(10)),
    ],
)
def test_a_key_is_read_in_the_ways_it_is_written(text: str, key: Key) -> None:
    assert parse_key(text) == key


@pytest.mark.parametrize("text", ["", "H", "C foo", "Cb#", "12", "C major\nminor"])
def test_what_is_no_key_is_an_error_of_one_line(text: str) -> None:
    with pytest.raises(ChartError, match=r"is not a key I know; write it like"):
        parse_key(text)


@pytest.mark.parametrize("key", KEYS, ids=key_name)
def test_the_name_of_a_key_is_read_back(key: Key) -> None:
    assert parse_key(key_name(key)) == key


def test_minor_keys_have_their_usual_names() -> None:
    assert [key_name(Key(tonic, "minor")) for tonic in (1, 3, 6, 8, 10)] == ["C#m", "Ebm", "F#m", "G#m", "Bbm"]


@pytest.mark.parametrize(
    ("name", "signature"),
    [("C", 0), ("Am", 0), ("G", 1), ("Em", 1), ("F", -1), ("Db", -5), ("Bbm", -5), ("C#m", 4), ("Gb", -6), ("G#m", 5)],
)
def test_a_signature_counts_sharps_up_and_flats_down(name: str, signature: int) -> None:
    assert key_signature(parse_key(name)) == signature


@pytest.mark.parametrize("key", KEYS, ids=key_name)
def test_a_key_spells_its_own_scale_on_seven_letters(key: Key) -> None:
    steps = (0, 2, 4, 5, 7, 9, 11) if key.mode == "major" else (0, 2, 3, 5, 7, 8, 10)
    names = {spelling(key)[(key.tonic + step) % 12] for step in steps}
    plain = {"Gb", "Ebm"}  # their C flat is written B, as players do
    assert len({name[0] for name in names}) == (6 if key_name(key) in plain else 7)


@pytest.mark.parametrize(("pitch", "flats", "sharps"), [(60, "C4", "C4"), (70, "Bb4", "A#4"), (0, "C-1", "C-1")])
def test_a_pitch_is_named_with_its_octave(pitch: int, flats: str, sharps: str) -> None:
    assert (note_name(pitch), note_name(pitch, flats=False)) == (flats, sharps)


def test_a_pitch_is_named_as_its_key_spells() -> None:
    assert note_name(66, key=Key(2)) == "F#4"
    assert note_name(63, key=Key(2)) == "Eb4"


@given(st.integers(0, 127), st.booleans())
def test_the_name_of_a_pitch_is_read_back(pitch: int, flats: bool) -> None:
    assert parse_pitch(note_name(pitch, flats)) == pitch


def test_a_range_is_two_pitches() -> None:
    assert parse_range("C4:C6") == (60, 84)


@pytest.mark.parametrize("text", ["C4", "C4:", "C6:C4", "C4:C4", "X4:C6", "C4:G10", "C4:A9", "60:72"])
def test_what_is_no_range_is_an_error_of_one_line(text: str) -> None:
    with pytest.raises(JazzError, match=r"write|they go"):
        parse_range(text)


@pytest.mark.parametrize("semitones", range(-12, 13))
@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_chord_moved_has_its_tones_and_roles_moved(symbol: str, semitones: int) -> None:
    chord = parse_chord(symbol)
    moved = transpose_chord(chord, semitones)
    for tone in range(12):
        assert role(tone + semitones, moved) == role(tone, chord)
    assert moved.quality == chord.quality
    assert moved.bass == (None if chord.bass is None else (chord.bass + semitones) % 12)


@pytest.mark.parametrize(
    ("symbol", "semitones", "flats", "expected"),
    [
        ("Dm7", 1, None, "Ebm7"),
        ("Dm7", 1, False, "D#m7"),
        ("F#m7", 2, None, "G#m7"),
        ("D7/F#", -3, None, "B7/D#"),
        ("C/E", 1, True, "Db/F"),
        ("C/Bb", 6, True, "Gb/E"),
        (r"G\Bb7", 2, True, r"A\C7"),
        ("Db7", 0, False, "C#7"),
        ("N.C.", 5, True, "N.C."),
    ],
)
def test_a_chord_moved_is_spelled_as_asked(symbol: str, semitones: int, flats: bool | None, expected: str) -> None:
    assert transpose_chord(parse_chord(symbol), semitones, flats).symbol == expected


@pytest.mark.parametrize(
    ("bars", "key"),
    [
        ("| Dm7 | G7 | Cmaj7 | % |", "C"),
        ("| F7 | Bb7 | F7 | % | Bb7 | % | F7 | D7 | Gm7 | C7 | F7 | C7 |", "F"),
        ("| Cm7 | Fm7 | Cm7 | % | Dm7b5 | G7alt | Cm6 | % |", "Cm"),
        ("| N.C. | % |", "C"),
    ],
)
def test_the_key_of_changes_is_guessed(bars: str, key: str) -> None:
    assert key_name(guess_key(leadsheet.parse(bars))) == key

"""Chords become chord symbols of MusicXML, with their degrees, and move with a transposing instrument."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.engraving.symbols import TONES, Degree, Symbol, moved, symbol_of
from jazz.music import NO_CHORD
from jazz.qualities import QUALITIES
from jazz.theory import parse_chord
from tests.strategies import chords


def said(symbol: str) -> str:
    """A chord symbol as "root kind degrees /bass"."""
    found = symbol_of(parse_chord(symbol))
    degrees = [f"{each.kind} {'#' * each.alter}{'b' * -each.alter}{each.value}" for each in found.degrees]
    return " ".join([found.root, found.kind, *degrees, *([f"/{found.bass}"] if found.bass else [])])


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("C", "C major"),
        ("Bbmaj7", "Bb major-seventh"),
        ("F#m7b5", "F# half-diminished"),
        ("G7b9", "G dominant add b9"),
        ("G7#5", "G dominant alter #5"),
        ("C13b9", "C dominant-13th alter b9"),
        ("Db9#11", "Db dominant-ninth add #11"),
        ("Ebmaj7#5", "Eb major-seventh alter #5"),
        ("A7sus4", "A suspended-fourth add 7"),
        ("CdimM7", "C diminished add #7"),
        ("C69", "C major-sixth add 9"),
        ("Dm7/G", "D minor-seventh /G"),
        ("G7alt", "G other"),
        ("F5", "F power"),
    ],
)
def test_a_chord_is_its_nearest_kind_and_some_degrees(symbol: str, expected: str) -> None:
    assert said(symbol) == expected


def test_the_text_is_what_stands_on_the_page() -> None:
    assert [symbol_of(parse_chord(each)).text for each in ("C-7", "G7b9", "G7alt", "F")] == ["m7", "7b9", "7alt", ""]


def test_silence_is_a_symbol_without_root() -> None:
    assert symbol_of(NO_CHORD) == Symbol("", "none", "N.C.", (), "")


def test_a_polychord_is_the_lower_chord_with_the_upper_ones_tones() -> None:
    found = symbol_of(parse_chord("G\\Bb7"))
    assert (found.root, found.kind, found.text) == ("Bb", "dominant", "7(G)")
    assert found.degrees == (Degree("add", 9, -1), Degree("add", 13, 0))


@pytest.mark.parametrize("quality", [quality.name for quality in QUALITIES if quality.name != "7alt"])
def test_kind_and_degrees_say_every_tone(quality: str) -> None:
    """What a reader of the standard would hear is the chord."""
    chord = parse_chord(f"C{quality}")
    symbol = symbol_of(chord)
    naturals = {2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 10, 9: 14, 11: 17, 13: 21}
    tones = {tone % 12 for tone in TONES[symbol.kind]}
    for kind, value, alter in symbol.degrees:
        near = {naturals[value] + shift for shift in (-1, 0, 1)} if kind != "add" else set()
        tones -= {tone % 12 for tone in near}
        tones |= {(naturals[value] + alter) % 12} if kind != "subtract" else set()
    assert tones == chord.tones


def test_a_whole_tone_is_two_fifths() -> None:
    assert [moved(parse_chord(each), 2).symbol for each in ("Gb7", "Dm7/G", "C#dim7", "G\\Bb7")] == [
        "Ab7",
        "Em7/A",
        "D#dim7",
        "A\\C7",
    ]
    assert moved(NO_CHORD, 2) is NO_CHORD


@given(chords(), st.integers(-6, 6))
def test_moving_moves_every_tone(chord: object, fifths: int) -> None:
    before = parse_chord(getattr(chord, "symbol", ""))
    after = moved(before, fifths)
    assert after.intervals == before.intervals
    assert after.tones == {(tone + 7 * fifths) % 12 for tone in before.tones}

"""Chord events of Yamaha's XF format are chord symbols, and chord symbols such events."""

from __future__ import annotations

import pytest

from jazz.midi.xf import chord_symbol, encode
from jazz.music import NO_CHORD
from jazz.theory import parse_chord


@pytest.mark.parametrize(
    ("code", "symbol"),
    [
        ("31027f7f", "Cmaj7"),
        ("27133500", "Bb7/G"),
        ("4414", "F#7sus4"),
        ("31227f7f", "N.C."),
        ("0000", None),
        ("31", None),
    ],
)
def test_xf_chords_are_spelled(code: str, symbol: str | None) -> None:
    assert chord_symbol(bytes.fromhex("437b01" + code)) == symbol


SAID = "C6 Dbmaj7 F#m7b5 Eb9 A7b13 Bbm6 GmM7 Absus4 B5 D69 E7#9 C+ Fmaj7#5 Bbadd9 Am11 G13 Cdim7 Dm7/G N.C."


@pytest.mark.parametrize("symbol", SAID.split())
def test_what_xf_can_say_comes_back(symbol: str) -> None:
    chord = parse_chord(symbol)
    assert parse_chord(chord_symbol(encode(chord)) or "") == chord


@pytest.mark.parametrize(
    ("symbol", "nearest"),
    [
        ("Am13", "Am11"),
        ("F13#11", "F13"),
        ("F13b9", "F7b9"),
        ("D7b9b13", "D7b9"),
        ("D7b9#11", "D7b9"),
        ("G9sus4", "G7sus4"),
        ("C7#5#9", "C7#5"),
        ("Cm69", "Cm6"),
        ("C7alt", "C7#5"),
        ("Ebmaj7b5/G", "Ebmaj7#11/G"),
        ("C7no5", "C7"),
        (r"G\Bb7", "Bb7b9"),
    ],
)
def test_what_xf_cannot_say_gets_the_richest_type_that_is_true_of_it(symbol: str, nearest: str) -> None:
    assert chord_symbol(encode(parse_chord(symbol))) == nearest


def test_the_event_names_root_type_and_bass() -> None:
    assert encode(parse_chord("Bb7/F")).hex() == "437b012713347f"
    assert encode(parse_chord("F#m7")).hex() == "437b01440a7f7f"
    assert encode(NO_CHORD).hex() == "437b0131227f7f"

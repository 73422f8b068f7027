"""Chord events of Yamaha's XF format are chord symbols."""

from __future__ import annotations

import pytest

from jazz.midi.xf import chord_symbol


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

"""Chord symbols in Yamaha's XF format, as arranger keyboards and some sequencers write them into MIDI files.

An XF chord is a sequencer-specific event, `43 7B 01 root type bass-root bass-type`: the low half of a root byte names
the letter (1 = C ... 7 = B), the high half the accidental (3 = natural, 2 = flat, 4 = sharp); 7F means no bass.
This room knows the code, not the file it stands in. Source: Yamaha, XF Format Specifications, version 2.01.
"""

from __future__ import annotations

PREFIX = b"\x43\x7b\x01"

_LETTERS = " CDEFGAB"
_ACCIDENTALS = ("bbb", "bb", "b", "", "#", "##", "###")
_TYPES = (
    *("", "6", "maj7", "maj7#11", "add9", "maj9", "69", "+"),
    *("m", "m6", "m7", "m7b5", "madd9", "m9", "m11", "mM7", "mM9", "dim", "dim7"),
    *("7", "7sus4", "7b5", "9", "7#11", "13", "7b9", "7b13", "7#9", "maj7#5", "7#5"),
    *("5", "5", "sus4", "sus2"),
)
"""Suffixes in the order of the type numbers 0 to 33 (30, the bare octave, is written as a fifth)."""


def chord_symbol(data: bytes) -> str | None:
    """The chord symbol of an XF chord event's bytes; None where they are another XF event or make no sense.

    >>> chord_symbol(bytes.fromhex("437b01320a7f7f")), chord_symbol(bytes.fromhex("437b0127133400"))
    ('Dm7', 'Bb7/F')
    """
    if not data.startswith(PREFIX) or len(data) < len(PREFIX) + 2:
        return None
    root, kind, *rest = data[len(PREFIX) :]
    if kind == len(_TYPES):
        return "N.C."
    name = _note(root)
    if name is None or kind > len(_TYPES):
        return None
    bass = _note(rest[0]) if rest else None
    return name + _TYPES[kind] + (f"/{bass}" if bass and bass != name else "")


def _note(code: int) -> str | None:
    """The note name of a root byte, or None where it names none."""
    accidental, letter = divmod(code, 16)
    if not (1 <= letter < len(_LETTERS) and accidental < len(_ACCIDENTALS)):
        return None
    return _LETTERS[letter] + _ACCIDENTALS[accidental]

"""Chord symbols in Yamaha's XF format, as arranger keyboards and some sequencers write them into MIDI files.

An XF chord is a sequencer-specific event, `43 7B 01 root type bass-root bass-type`: the low half of a root byte names
the letter (1 = C ... 7 = B), the high half the accidental (3 = natural, 2 = flat, 4 = sharp); 7F means no bass, or a
bass note without a chord of its own. The format knows 34 types of chords; `encode` writes for every other the richest
of them that has no tone but the chord's own:

    m13 -> m11, 13#11 -> 13, 13b9 and 7b9b13 -> 7b9, 9sus4 -> 7sus4, 7#5#9 -> 7#5, m69 -> m6, maj13 -> maj9

Of two that say as much the one that leads further counts (`LEADING`). A fifth that a symbol merely leaves out counts as
there; but no type with a perfect fifth is true of an altered chord, which is written 7#5. What has neither third nor
fifth in common with any type (m#5) is written as its root alone. This room knows the code,
not the file it stands in. Source: Yamaha, XF Format Specifications, version 2.01.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jazz.chords import parse_chord
from jazz.music import Chord

PREFIX = b"\x43\x7b\x01"
VERSION = b"\x43\x7b\x00XF02\x00\x02"
"""The event that stands first in a file with XF chords: version 2, and of its kinds of data the style messages."""

_LETTERS = " CDEFGAB"
_ACCIDENTALS = ("bbb", "bb", "b", "", "#", "##", "###")
_TYPES = (
    *("", "6", "maj7", "maj7#11", "add9", "maj9", "69", "+"),
    *("m", "m6", "m7", "m7b5", "madd9", "m9", "m11", "mM7", "mM9", "dim", "dim7"),
    *("7", "7sus4", "7b5", "9", "7#11", "13", "7b9", "7b13", "7#9", "maj7#5", "7#5"),
    *("5", "5", "sus4", "sus2"),
)
"""Suffixes in the order of the type numbers 0 to 33 (30, the bare octave, is read as a fifth)."""
OCTAVE, CANCEL, NO_BASS = 30, 34, 0x7F
LEADING = ("7b9", "7#9", "7b13", "7#11")
NEAREST = {"7alt": "7#5", "maj7b5": "maj7#11"}
FIFTHS = frozenset({6, 7, 8})


def chord_symbol(data: bytes) -> str | None:
    """The chord symbol of an XF chord event's bytes; None where they are another XF event or make no sense.

    >>> chord_symbol(bytes.fromhex("437b01320a7f7f")), chord_symbol(bytes.fromhex("437b0127133400"))
    ('Dm7', 'Bb7/F')
    """
    if not data.startswith(PREFIX) or len(data) < len(PREFIX) + 2:
        return None
    root, kind, *rest = data[len(PREFIX) :]
    if kind == CANCEL:
        return "N.C."
    name = _note(root)
    if name is None or kind > CANCEL:
        return None
    bass = _note(rest[0]) if rest else None
    return name + _TYPES[kind] + (f"/{bass}" if bass and bass != name else "")


def encode(chord: Chord) -> bytes:
    """The XF chord event of a chord, or of the nearest simpler one that is true of it.

    The inverse of `chord_symbol` for chords that XF can say. N.C. needs a root byte too, and gets C.

    >>> chord_symbol(encode(parse_chord("Eb7#5#9"))), chord_symbol(encode(parse_chord("F#m9/B")))
    ('Eb7#5', 'F#m9/B')
    """
    if chord.root is None:
        return PREFIX + bytes([_code("C"), CANCEL, NO_BASS, NO_BASS])
    lower = chord.symbol.rpartition("\\")[2]
    root, bass = re.fullmatch(r"([A-G][#b]?).*?(?:/([A-G][#b]?))?", lower).groups()  # type: ignore[union-attr]
    return PREFIX + bytes([_code(root), _kind(chord), _code(bass) if bass else NO_BASS, NO_BASS])


def _kind(chord: Chord) -> int:
    """The number of the type with the most tones of a chord and no other."""
    if chord.quality in NEAREST:
        return _TYPES.index(NEAREST[chord.quality])
    tones = frozenset(chord.intervals)
    tones |= {7} if len(tones) > 1 and not tones & FIFTHS else set()
    true = [number for number, own in _tones().items() if own <= tones]
    return max(true, key=lambda number: (len(_tones()[number]), _leads(number)), default=OCTAVE)


def _leads(number: int) -> int:
    """How far a type leads among those that say as much: the first of `LEADING` furthest, the others not at all."""
    return len(LEADING) - LEADING.index(_TYPES[number]) if _TYPES[number] in LEADING else 0


@lru_cache(maxsize=1)
def _tones() -> dict[int, frozenset[int]]:
    """The chord tones of each type, in semitones over the root."""
    kinds = {number: suffix for number, suffix in enumerate(_TYPES) if number != OCTAVE}
    return {number: frozenset(parse_chord("C" + suffix).intervals) for number, suffix in kinds.items()}


def _code(name: str) -> int:
    """The root byte of a note name; the inverse of `_note`."""
    return _ACCIDENTALS.index(name[1:]) << 4 | _LETTERS.index(name[0])


def _note(code: int) -> str | None:
    """The note name of a root byte, or None where it names none."""
    accidental, letter = divmod(code, 16)
    if not (1 <= letter < len(_LETTERS) and accidental < len(_ACCIDENTALS)):
        return None
    return _LETTERS[letter] + _ACCIDENTALS[accidental]

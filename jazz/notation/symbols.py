"""Chord symbols as music21 holds them to chords of ours.

Its spelling of a flat ("B-") and its kinds of chords, which are those of MusicXML, stay in this room.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jazz.errors import ChartError
from jazz.music import NO_CHORD, Chord
from jazz.theory import note_name, parse_chord

SUFFIXES = {
    "major": "",
    "minor": "m",
    "augmented": "+",
    "diminished": "dim",
    "dominant-seventh": "7",
    "dominant": "7",
    "major-seventh": "maj7",
    "minor-seventh": "m7",
    "minor-major-seventh": "mM7",
    "major-minor": "mM7",
    "augmented-seventh": "7#5",
    "augmented-major-seventh": "maj7#5",
    "half-diminished-seventh": "m7b5",
    "half-diminished": "m7b5",
    "diminished-seventh": "dim7",
    "seventh-flat-five": "7b5",
    "major-sixth": "6",
    "minor-sixth": "m6",
    "dominant-ninth": "9",
    "major-ninth": "maj9",
    "minor-ninth": "m9",
    "dominant-11th": "11",
    "major-11th": "maj11",
    "minor-11th": "m11",
    "dominant-13th": "13",
    "major-13th": "maj13",
    "minor-13th": "m13",
    "suspended-second": "sus2",
    "suspended-fourth": "sus4",
    "suspended-fourth-seventh": "7sus4",
    "power": "5",
    "pedal": "Bass",
}
"""Our suffixes for its kinds of chords."""


FOURTHS = ("add4", "add11")
"""Degrees that with no third suspend a chord."""


def chord_of(symbol: Any, symbols: Mapping[str, str]) -> Chord | None:
    """Our chord for a chord symbol of music21, or for what it stands in for in `symbols`; None where it is no chord."""
    try:
        spelled = symbols.get(symbol.figure) or _spelled(symbol)
        return parse_chord(spelled) if spelled else None
    except ChartError:
        return None


def _spelled(symbol: Any) -> str | None:
    """A chord symbol as we write it: by its kind and degrees, or by its text; None where neither says anything.

    Its text is what a reader sees ("7alt" over a dominant seventh), and is believed where it says as much or more.
    """
    if symbol.chordKind == "none":
        return NO_CHORD.symbol
    root, bass = _name(symbol.root()), _name(symbol.bass())
    changes = [_change(step.modType, step.degree, step.interval) for step in symbol.chordStepModifications]
    if "no3" in changes and (fourth := next((change for change in FOURTHS if change in changes), None)):
        changes = ["sus4", *(change for change in changes if change not in {"no3", fourth})]
    suffix, text = SUFFIXES.get(symbol.chordKind), symbol.chordKindStr or ""
    if suffix is not None and changes:
        suffix = f"{suffix}({','.join(changes)})"
    if suffix is None or _says_more(text, suffix):
        suffix = text
    return f"{root}{suffix}" + (f"/{bass}" if bass != root else "") if suffix or symbol.chordKind in SUFFIXES else None


def _says_more(text: str, suffix: str) -> bool:
    """Whether the text over a chord names all tones of a suffix and others, or says that they are altered."""
    try:
        seen, meant = parse_chord(f"C{text}"), parse_chord(f"C{suffix}")
    except ChartError:
        return False
    return seen.quality == "7alt" or (bool(text) and seen.tones > meant.tones)


def _change(kind: str, degree: int, interval: Any) -> str:
    """A degree that is added, altered or left out, as a tail of a suffix: "b9", "add9", "no3".

    A seventh is added as it is in a dominant chord: flat, where nothing else is said.
    """
    semitones = interval.semitones if interval else 0
    if degree == 7 and kind == "add":
        return "add7" if semitones == 1 else "b7"
    sign = "#" * max(0, semitones) + "b" * max(0, -semitones)
    return f"no{degree}" if kind == "subtract" else f"{sign}{degree}" if sign else f"add{degree}"


def _name(pitch: Any) -> str:
    """A note name of music21 in our spelling; double accidentals become plain notes."""
    name = str(pitch.name).replace("-", "b")
    return name if len(name) <= 2 else note_name(pitch.midi)[:-1]

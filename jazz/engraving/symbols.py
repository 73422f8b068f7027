"""Chords as MusicXML says them: a root, a kind, degrees that are added, altered or left out, and a bass.

The kind is the one that needs the fewest degrees; its text is the suffix as it is written on the page, so that what a
reader of the file does not understand can still be read by a person. The upper chord of a polychord becomes degrees and
words in the text. Knows no notes. Standard: MusicXML 4.0, <https://www.w3.org/2021/06/musicxml40/>.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jazz.chords import parse_chord
from jazz.music import Chord
from jazz.qualities import semitones
from jazz.spelling import name_at, place_of, plain, root_name

KINDS = {
    "major": "1 3 5",
    "dominant": "1 3 5 b7",
    "minor-seventh": "1 b3 5 b7",
    "major-seventh": "1 3 5 7",
    "minor": "1 b3 5",
    "diminished": "1 b3 b5",
    "suspended-fourth": "1 4 5",
    "suspended-second": "1 2 5",
    "half-diminished": "1 b3 b5 b7",
    "diminished-seventh": "1 b3 b5 bb7",
    "major-sixth": "1 3 5 6",
    "minor-sixth": "1 b3 5 6",
    "major-minor": "1 b3 5 7",
    "dominant-ninth": "1 3 5 b7 9",
    "minor-ninth": "1 b3 5 b7 9",
    "major-ninth": "1 3 5 7 9",
    "minor-11th": "1 b3 5 b7 9 11",
    "dominant-11th": "1 3 5 b7 9 11",
    "major-11th": "1 3 5 7 9 11",
    "dominant-13th": "1 3 5 b7 9 13",
    "major-13th": "1 3 5 7 9 13",
    "minor-13th": "1 b3 5 b7 9 11 13",
    "augmented": "1 3 #5",
    "power": "1 5",
    "pedal": "1",
}
"""Kinds of MusicXML and their chord tones; as everywhere here, a thirteenth leaves the eleventh out.

Its augmented seventh is not among them: a dominant with a raised fifth is drawn as the "7#5" that we write.
"""
DEGREES = {
    2: (2, 0), 3: (3, -1), 4: (3, 0), 5: (4, 0), 6: (5, -1), 7: (5, 0), 8: (5, 1), 9: (6, 0), 10: (7, 0), 11: (7, 1),
    13: (9, -1), 14: (9, 0), 15: (9, 1), 17: (11, 0), 18: (11, 1), 20: (13, -1), 21: (13, 0),
}  # fmt: skip
"""Semitones over a root -> degree and its alteration; an added seventh is that of a dominant chord."""
TONES = {kind: frozenset(semitones(degrees)) for kind, degrees in KINDS.items()}
FIFTHS = {6, 7, 8}
ALTERED = "7alt"
"""The one chord that MusicXML has no kind for, so that its text says all: what is altered, the player chooses."""


class Degree(NamedTuple):
    """A degree that is changed: "add", "alter" or "subtract", and by how many semitones it is altered."""

    kind: str
    value: int
    alter: int


class Symbol(NamedTuple):
    """A chord symbol: the root, the kind and its text, degrees, the bass where it is foreign. Names are like "Bb"."""

    root: str
    kind: str
    text: str
    degrees: tuple[Degree, ...]
    bass: str


def symbol_of(chord: Chord) -> Symbol:
    """What a chord is in MusicXML; its root is empty for N.C.

    >>> symbol_of(parse_chord("G7b9/F"))
    Symbol(root='G', kind='dominant', text='7b9', degrees=(Degree(kind='add', value=9, alter=-1),), bass='F')
    """
    if chord.root is None:
        return Symbol("", "none", chord.symbol, (), "")
    upper, _, own = chord.symbol.rpartition("\\")
    name, _, bass = own.partition("/")
    root = root_name(name)
    text = name.removeprefix(root) + (f"({upper})" if upper else "")
    if chord.quality == ALTERED:
        return Symbol(root, "other", text, (), bass)
    kind = _kind(frozenset(parse_chord(own).intervals))
    return Symbol(root, kind, text, tuple(_degrees(TONES[kind], frozenset(chord.intervals))), bass)


def _kind(tones: frozenset[int]) -> str:
    """The kind that needs the fewest degrees, none left out if that can be; of equals the first."""

    def cost(kind: str) -> int:
        degrees = _degrees(TONES[kind], tones)
        return len(degrees) + sum(degree.kind == "subtract" for degree in degrees)

    return min(KINDS, key=cost)


def _degrees(kind: frozenset[int], tones: frozenset[int]) -> Sequence[Degree]:
    """The degrees that make a chord of a kind."""
    gone, new = kind - tones, tones - kind
    altered = [tone for tone in new & FIFTHS if gone & FIFTHS]
    altered += [tone for tone in new & {13, 15} if 14 in gone]
    kept = {DEGREES[tone][0] for tone in altered}
    return [
        *(Degree("alter", *DEGREES[tone]) for tone in sorted(altered)),
        *(Degree("add", *DEGREES[tone]) for tone in sorted(new) if tone not in altered),
        *(Degree("subtract", DEGREES[tone][0], 0) for tone in sorted(gone) if DEGREES[tone][0] not in kept),
    ]


def moved(chord: Chord, fifths: int) -> Chord:
    """The chord so many places further on the line of fifths: two make it a whole tone higher."""
    if chord.root is None or not fifths:
        return chord
    return parse_chord("\\".join(_moved(part, fifths) for part in chord.symbol.split("\\")))


def _moved(symbol: str, fifths: int) -> str:
    name, slash, bass = symbol.partition("/")
    root = root_name(name)
    places = [plain(place_of(each) + fifths) for each in (root, bass) if each]
    names = [name_at(place) for place in places]
    return names[0] + name.removeprefix(root) + slash + "".join(names[1:])

"""How the notes of a line are spelled, as a musician would write them: by the chord, the key and where they go.

For each note the first of four rules that gives a name a reader likes: a chord tone is spelled as its chord spells it,
a note of the key as the key does; a chromatic approach is raised when it goes up a semitone and flat when it goes
down; any other note is the degree over its root that players think of (b9, #9 as b3, #11, b13), unless that is far
from chord and key. Cb, Fb, E# and B# stand only where the chord or the key asks for them, and nothing is doubly
altered. The rules are common practice; that spelling lives on the line of fifths is Temperley, *The Cognition of Basic
Musical Structures* (2001), ch. 5, whose weighing of all notes at once we do not need, because the chords are known.

A name is a place on the line of fifths, C = 0, G = 1, F = -1, so that a key a fifth higher moves every name by one.
Knows no notation.
"""

from __future__ import annotations

from typing import NamedTuple

from jazz.chords import LETTERS
from jazz.music import TICKS_PER_QUARTER, Chart, Chord, Key, Solo
from jazz.theory import key_signature

LINE = "FCGDAEB"
"""The letters from F (-1) to B (5) on the line of fifths; each sharp is seven places more."""
PLAIN = range(-6, 11)
"""From Gb to A#: what any reader likes."""
SINGLE = range(-8, 13)
"""From Fb to B#: what has no double accidental."""
CHORD_TONES = {
    0: 0, 2: 2, 3: -3, 4: 4, 5: -1, 6: -6, 7: 1, 8: 8, 9: 3, 10: -2, 11: 5,
    13: -5, 14: 2, 15: -3, 17: -1, 18: 6, 20: -4, 21: 3,
}  # fmt: skip
"""Intervals of a chord in semitones -> fifths over the root; the raised ninth is read as a minor third."""
DIMINISHED_SEVENTH = -9
SOFT = {8, 15, 18}
"""Intervals that the key may spell otherwise, and a line on its way up or down."""
GIVING = SOFT | {6, 10}
"""Intervals that give way to the key where they would be Cb, Fb, E# or B#: a Db7 in C has a B."""
DEGREES = (0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)
"""Semitones over a root -> fifths, for notes that are not in the chord."""
FLAT_FIFTH = -6
FAR = 2
"""A degree so much further from the middle of chord and key than the other name for it is not called by its degree."""
UP, DOWN = 5, -5
"""What is a semitone below a note stands five fifths above it: B under C."""
NEAR = TICKS_PER_QUARTER
"""After a longer rest a line goes on from nothing."""


class Name(NamedTuple):
    """A spelled pitch: letter, alteration in semitones, octave (C4 is the middle C)."""

    letter: str
    alter: int
    octave: int

    @property
    def text(self) -> str:
        """The name as it is said: "Bb4"."""
        return f"{self.letter}{'#' * self.alter}{'b' * -self.alter}{self.octave}"


def spelled(solo: Solo, chart: Chart, key: Key) -> list[Name]:
    """The names of the notes of a solo over its chart.

    >>> from jazz import leadsheet
    >>> from jazz.music import Note
    >>> line = Solo(tuple(Note(12 * place, 12, pitch) for place, pitch in enumerate((66, 67, 61, 60))))
    >>> [name.text for name in spelled(line, leadsheet.parse("| C7 |"), Key(0))]
    ['F#4', 'G4', 'Db4', 'C4']
    """
    names: list[Name] = []
    after: tuple[int, int, int] | None = None  # onset, pitch and place of the note that follows, nearest first
    target = None
    for note in reversed(solo.notes):
        if after is not None and after[1] != note.pitch:
            target = after
        step = target[1] - note.pitch if target and target[0] - note.end <= NEAR else 0
        place = _place(note.pitch % 12, chart.chord_at(note.onset), key, step, target[2] if target else 0)
        names.append(_name(note.pitch, place))
        after = (note.onset, note.pitch, place)
    return names[::-1]


def place_of(name: str) -> int:
    """The place of a note name on the line of fifths.

    >>> place_of("C"), place_of("Bb"), place_of("F#")
    (0, -2, 6)
    """
    return LINE.index(name[0]) - 1 + 7 * (name.count("#") - name[1:].count("b"))


def name_at(place: int) -> str:
    """The note name at a place on the line of fifths; the inverse of `place_of`."""
    alter, letter = divmod(place + 1, 7)
    return LINE[letter] + ("#" * alter if alter > 0 else "b" * -alter)


def plain(place: int) -> int:
    """The place between Gb and A# that sounds the same, for a place outside."""
    if place in PLAIN:
        return place
    return place + 12 if place < PLAIN.start else place - 12


def _place(tone: int, chord: Chord, key: Key, step: int, target: int) -> int:
    """The place of a pitch class that goes `step` semitones to a note spelled at `target`."""
    interval = _interval(tone, chord)
    own = None if interval is None else _chord_place(interval, chord)
    diatonic = _key_place(tone, key)
    if own is not None and _insists(own, interval, in_key=diatonic is not None):
        return own
    if diatonic is not None:
        return diatonic
    if abs(step) == 1 and (approach := target + (UP if step == 1 else DOWN)) in PLAIN:
        return approach
    return plain(own if own is not None else _degree_place(tone, chord, key))


def _insists(own: int, interval: int | None, *, in_key: bool) -> bool:
    """Whether a chord tone is spelled as its chord spells it, whatever the key and the line would say."""
    if own in PLAIN:
        return interval not in SOFT
    return own in SINGLE and not (in_key and interval in GIVING) and interval not in SOFT


def _interval(tone: int, chord: Chord) -> int | None:
    """The interval over the root that a pitch class has in a chord; None where it is not in the chord."""
    if chord.root is None:
        return None
    return next((step for step in chord.intervals if (chord.root + step) % 12 == tone), None)


def _chord_place(interval: int, chord: Chord) -> int:
    """Where a chord spells one of its intervals."""
    diminished = interval == 9 and chord.quality.startswith("dim7")
    return root_place(chord) + (DIMINISHED_SEVENTH if diminished else CHORD_TONES[interval])


def root_name(symbol: str) -> str:
    """The note name with which a chord symbol begins.

    >>> root_name("Bbmaj7"), root_name("B7")
    ('Bb', 'B')
    """
    return symbol[:2] if symbol[1:2] in {"#", "b"} else symbol[:1]


def root_place(chord: Chord) -> int:
    """The place of the root of a chord as its symbol spells it; of a polychord, of the lower one."""
    return place_of(root_name(chord.symbol.rsplit("\\", maxsplit=1)[-1]))


def _key_place(tone: int, key: Key) -> int | None:
    """Where a key spells one of its notes; a minor key has both sixths and both sevenths."""
    signature = key_signature(key)
    raised = [signature + 6, signature + 8] if key.mode == "minor" else []
    places = [*range(signature - 1, signature + 6), *raised]
    return next((place for place in places if place * 7 % 12 == tone), None)


def _degree_place(tone: int, chord: Chord, key: Key) -> int:
    """Where players think a tone that is in neither chord nor key; without a chord, over the tonic."""
    middle = key_signature(key) + 2
    if chord.root is None:
        tonic = key_signature(key) + (3 if key.mode == "minor" else 0)
        return tonic + DEGREES[(tone - key.tonic) % 12]
    degree, root = (tone - chord.root) % 12, root_place(chord)
    flat = degree == 6 and (3 in chord.intervals or not {7, 8} & set(chord.intervals))
    place = root + (FLAT_FIFTH if flat else DEGREES[degree])
    centre = (middle + root + sum(CHORD_TONES[step] for step in chord.intervals) / len(chord.intervals)) / 2
    other = place - 12 if place > centre else place + 12
    return other if other in PLAIN and abs(other - centre) + FAR < abs(place - centre) else place


def _name(pitch: int, place: int) -> Name:
    alter, letter = divmod(place + 1, 7)
    octave = (pitch - alter - LETTERS[LINE[letter]]) // 12 - 1
    return Name(LINE[letter], alter, octave)

"""The nouns of a MIDI file that was read: `Score`, its tracks and its words. Time is in the file's own ticks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jazz.music import Key, Metre, PlayedNote

DRUM_CHANNEL = 9

MAJOR_SIGNATURES = ("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#")
MINOR_SIGNATURES = ("Abm", "Ebm", "Bbm", "Fm", "Cm", "Gm", "Dm", "Am", "Em", "Bm", "F#m", "C#m", "G#m", "D#m", "A#m")
FIFTHS = range(-7, 8)
"""Key signatures by the names that MIDI files (and mido) use, and how many sharps (or -flats) each has."""


class Text(NamedTuple):
    """Words in a file: the tick, the kind of event ("marker", "text", "lyrics", "cue_marker", "xf" ...), the text."""

    tick: int
    kind: str
    text: str


@dataclass(frozen=True)
class Track:
    """The notes of one channel of one track, in file ticks and order of onset; `program` is General MIDI 0-127.

    `channel` is 0-15, or None where the fast reader did not say.
    """

    name: str
    notes: tuple[PlayedNote, ...]
    program: int = 0
    channel: int | None = None
    is_drum: bool = False


@dataclass(frozen=True)
class Score:
    """What a MIDI file says, in file ticks: tracks that sound, tempos (in quarter notes a minute), words."""

    ppq: int
    tracks: tuple[Track, ...] = ()
    tempos: tuple[tuple[int, float], ...] = ()
    metres: tuple[tuple[int, Metre], ...] = ()
    keys: tuple[tuple[int, Key], ...] = ()
    texts: tuple[Text, ...] = ()
    title: str = ""

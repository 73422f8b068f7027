"""The nouns of a MIDI file that was read: `Score`, its tracks and its words. Time is in the file's own ticks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jazz.music import Key, Metre, PlayedNote

MAJOR_SIGNATURES = ("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#")
MINOR_SIGNATURES = ("Abm", "Ebm", "Bbm", "Fm", "Cm", "Gm", "Dm", "Am", "Em", "Bm", "F#m", "C#m", "G#m", "D#m", "A#m")
FIFTHS = range(-7, 8)
"""Key signatures by the names that MIDI files (and mido) use, and how many sharps (or -flats) each has."""


class Text(NamedTuple):
    """Words in a file: the tick, the kind of event and the text.

    Kinds are "text", "copyright", "instrument_name", "lyrics", "marker", "cue_marker", "track_name" for what names a
    track once more, and "xf" for the chord symbol of an XF chord event.
    """

    tick: int
    kind: str
    text: str


@dataclass(frozen=True)
class Track:
    """The notes of one channel of one track, in file ticks and order of onset; `program` is General MIDI 0-127.

    `is_drum` where it plays a drum kit: on channel 10, or where a synthesiser is told so. `channel` is None where
    nothing says it (notation).
    """

    name: str
    notes: tuple[PlayedNote, ...]
    program: int = 0
    channel: int | None = None
    is_drum: bool = False


@dataclass(frozen=True)
class Score:
    """What a MIDI file or a page says, in its own ticks: tracks that sound, tempos (in quarter notes a minute), words.

    `beats` is False where ticks count time and not beats (SMPTE): `ppq` and the one tempo only say how long a tick
    lasts, and the beat must be found. `written` is True for a page, whose notes, beats and bars are what they say.
    `damage` says in sentences what was broken in the file and what was left out.
    """

    ppq: int
    tracks: tuple[Track, ...] = ()
    tempos: tuple[tuple[int, float], ...] = ()
    metres: tuple[tuple[int, Metre], ...] = ()
    keys: tuple[tuple[int, Key], ...] = ()
    texts: tuple[Text, ...] = ()
    title: str = ""
    beats: bool = True
    written: bool = False
    damage: tuple[str, ...] = ()

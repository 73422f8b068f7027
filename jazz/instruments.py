"""The players: instrument name -> General MIDI program, sounding range, short names, and how their parts are written.

One table; every look-up derives from it. Ranges are sounding pitches (not written ones) that a master reaches in a
solo, altissimo included. Programs count from 0. This room knows no music beyond that.
"""

from __future__ import annotations

from dataclasses import dataclass

from jazz.errors import JazzError


@dataclass(frozen=True, slots=True)
class Instrument:
    """A solo instrument: its name, General MIDI program 0-127, lowest and highest sounding pitch, other names.

    `transposition` is by how many semitones its part is written above what sounds: 14 for a tenor sax.
    """

    name: str
    program: int
    low: int
    high: int
    aliases: tuple[str, ...] = ()
    transposition: int = 0

    @property
    def centre(self) -> int:
        """The pitch in the middle of the range, where a line may start."""
        return (self.low + self.high) // 2

    @property
    def track(self) -> str:
        """The name of its track, plain ASCII that is also a file name: "Tenor Sax"."""
        return self.name.title()


INSTRUMENTS = (
    Instrument("tenor sax", 66, 44, 82, ("ts", "tenor", "tenor saxophone"), 14),
    Instrument("soprano sax", 64, 56, 89, ("ss", "soprano", "soprano saxophone"), 2),
    Instrument("alto sax", 65, 49, 83, ("as", "alto", "alto saxophone"), 9),
    Instrument("baritone sax", 67, 36, 70, ("bs", "bari", "baritone", "baritone saxophone"), 21),
    Instrument("trumpet", 56, 52, 88, ("tp", "tpt"), 2),
    Instrument("muted trumpet", 59, 52, 88, ("mtp",), 2),
    Instrument("trombone", 57, 40, 76, ("tb", "tbn")),
    Instrument("clarinet", 71, 50, 91, ("cl",), 2),
    Instrument("flute", 73, 60, 93, ("fl",)),
    Instrument("vibraphone", 11, 53, 89, ("vib", "vibes")),
    Instrument("piano", 0, 48, 96, ("p", "pno")),
    Instrument("guitar", 26, 40, 84, ("g", "gtr"), 12),
    Instrument("bass", 32, 28, 62, ("b", "double bass", "upright bass"), 12),
    Instrument("violin", 40, 55, 93, ("vn", "vln")),
)

KEYS = {"C": 0, "Bb": 2, "Eb": 9, "F": 7}
"""The keys of transposing instruments, and how many semitones above what sounds they are written at the least."""

_BY_NAME = {name: player for player in INSTRUMENTS for name in (player.name, *player.aliases)}


def find_instrument(name: str) -> Instrument:
    """The instrument called `name` ("tenor sax", "Tenor-Sax", "ts"); raises `JazzError` with what there is."""
    wanted = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    if wanted not in _BY_NAME:
        known = ", ".join(player.name for player in INSTRUMENTS)
        raise JazzError(f'"{name}" is not an instrument I have; I have {known}')
    return _BY_NAME[wanted]


def is_key(words: str) -> bool:
    """Whether words name the key of transposing instruments ("Bb") and no instrument."""
    return _key(words) in KEYS


def transposition(words: str) -> int:
    """By how many semitones a part is written above what sounds, for an instrument or for its key: "Bb" is 2.

    Raises `JazzError` for words that name neither.
    """
    return KEYS[_key(words)] if is_key(words) else find_instrument(words).transposition


def _key(words: str) -> str:
    return words.strip().replace("♭", "b").capitalize()

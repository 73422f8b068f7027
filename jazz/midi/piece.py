"""What one track chunk says: `Piece`, whichever reader read it, and the reader for all that the quick one refuses.

Words are still bytes here, because their encoding is that of the whole file. A note-off ends the oldest sounding note
of its pitch and channel; a note that never ends is held to the end of its track.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from jazz.midi import xf
from jazz.midi.events import META, SYSEX, Event, Fault, walk
from jazz.midi.score import FIFTHS
from jazz.midi.words import Word
from jazz.music import Key, Metre, PlayedNote

WORD_KINDS = {
    1: "text",
    2: "copyright",
    3: "track_name",
    4: "instrument_name",
    5: "lyrics",
    6: "marker",
    7: "cue_marker",
}
"""What the words of a meta event are, by its type."""
TEMPO, METRE, KEY, SEQUENCER = 0x51, 0x58, 0x59, 0x7F
NOTE_OFF, NOTE_ON, PROGRAM = 0x80, 0x90, 0xC0
UNITS = (1, 2, 4, 8, 16, 32, 64)

Row = tuple[int, int, int, int]
"""Start, pitch, end and velocity of a note."""


class Line(NamedTuple):
    """The notes of one channel, and its program."""

    channel: int
    program: int
    notes: tuple[PlayedNote, ...]


@dataclass(frozen=True)
class Piece:
    """What one track chunk says; `name` is the first of the track, else of its instrument."""

    lines: tuple[Line, ...] = ()
    tempos: tuple[tuple[int, float], ...] = ()
    metres: tuple[tuple[int, Metre], ...] = ()
    keys: tuple[tuple[int, Key], ...] = ()
    name: bytes = b""
    words: tuple[Word, ...] = ()
    sysex: tuple[bytes, ...] = ()
    faults: tuple[Fault, ...] = ()


def read(body: bytes) -> Piece:
    """Whatever a track chunk says, as far as it can be followed; whatever is wrong is among the faults."""
    events, faults = walk(body)
    metas = [(tick, status & 0xFF, data) for tick, status, data in events if status >> 8 == META]
    words = list(_words(metas))
    name = next((word for word in words if word[1] == "track_name"), None)
    return Piece(
        tuple(_lines(events)),
        tuple((tick, tempo) for tick, kind, data in metas if kind == TEMPO and (tempo := _tempo(data))),
        tuple((tick, metre) for tick, kind, data in metas if kind == METRE and (metre := _metre(data))),
        tuple((tick, key) for tick, kind, data in metas if kind == KEY and (key := _key(data))),
        name[2] if name else next((text for _, kind, text in words if kind == "instrument_name"), b""),
        tuple(word for word in words if word is not name),
        tuple(data for _, status, data in events if status == SYSEX),
        tuple(faults),
    )


def _tempo(data: bytes) -> float | None:
    """Quarter notes a minute, from the microseconds that one lasts; None where that makes no sense."""
    microseconds = int.from_bytes(data[:3], "big")
    return 6e7 / microseconds if microseconds and len(data) > 2 else None


def key_of(fifths: int, minor: int) -> Key:
    """The key of a key signature: fifths up from C major, or from A minor."""
    return Key((fifths * 7 + (9 if minor else 0)) % 12, "minor" if minor else "major")


def _metre(data: bytes) -> Metre | None:
    return Metre(data[0], UNITS[data[1]]) if len(data) > 1 and data[0] and data[1] < len(UNITS) else None


def _key(data: bytes) -> Key | None:
    fifths = int.from_bytes(data[:1], "big", signed=True)
    return key_of(fifths, data[1]) if len(data) > 1 and fifths in FIFTHS else None


def _words(metas: Iterable[tuple[int, int, bytes]]) -> Iterator[Word]:
    """The words of a chunk; an XF chord event counts as the chord symbol that it stands for."""
    for tick, kind, data in metas:
        if kind in WORD_KINDS:
            yield tick, WORD_KINDS[kind], data
        elif kind == SEQUENCER and (symbol := xf.chord_symbol(data)):
            yield tick, "xf", symbol.encode()


def _lines(events: list[Event]) -> Iterator[Line]:
    """A line for each channel that sounds, with its last program before the first note."""
    rows: dict[int, list[Row]] = defaultdict(list)
    programs: dict[int, int] = {}
    begun: set[int] = set()
    sounding: dict[tuple[int, int], deque[tuple[int, int]]] = defaultdict(deque)
    for tick, status, data in events:
        what, channel = status & 0xF0, status & 0x0F
        if status >= SYSEX:
            continue
        if what == NOTE_ON and data[1]:
            sounding[channel, data[0]].append((tick, data[1]))
            begun.add(channel)
        elif what in (NOTE_ON, NOTE_OFF):
            if held := sounding[channel, data[0]]:
                start, velocity = held.popleft()
                rows[channel].append((start, data[0], tick, velocity))
        elif what == PROGRAM and channel not in begun:
            programs[channel] = data[0]
    for (channel, pitch), held in sounding.items():
        rows[channel] += [(start, pitch, events[-1][0], velocity) for start, velocity in held]
    for channel in sorted(begun):
        yield Line(channel, programs.get(channel, 0), notes(rows[channel]))


def notes(rows: Iterable[Row]) -> tuple[PlayedNote, ...]:
    """The notes of rows, by onset, then pitch, then end."""
    return tuple(PlayedNote(start, end, pitch, velocity) for start, pitch, end, velocity in sorted(rows))

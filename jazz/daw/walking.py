"""The bytes of a Standard MIDI File followed to the letter: events, and whatever the standard does not allow.

Reading for music (`jazz.midi`) saves what can be saved and passes over the rest; here the faults are what is looked
for, also those that only strict programs mind. Whatever the bytes are, there is a result. This room knows how the
standard counts and delimits (Standard MIDI Files 1.0, RP-001), not what the events mean, and counts tracks from 1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from jazz.midi.chunks import HEADER, SHORTEST, TRACK
from jazz.midi.events import DATA_BYTES, END_OF_TRACK, LONGEST_NUMBER, META, SYSEX, Event, number

LARGEST = 16 << 20
"""Bytes; a larger file is not followed."""
MOST_EVENTS = 500_000
INSIDE = ("events", "the track ends inside an event")
CONTINUED = 0xF7
"""The other status of a system exclusive message."""


class Fault(NamedTuple):
    """The code of the rule that is broken, and what breaks it."""

    code: str
    what: str


@dataclass(frozen=True)
class Walked:
    """What the header claims, the events of each track as far as they can be followed, and what is wrong."""

    kind: int
    division: int
    tracks: tuple[tuple[Event, ...], ...]
    faults: tuple[Fault, ...]


class _BrokenError(Exception):
    """A track that cannot be followed further; its arguments are those of a `Fault`."""


def walk(data: bytes) -> Walked:
    """Follow the bytes of a file. A data byte above 127 loses its top bit, as in most programs."""
    if len(data) > LARGEST:
        return Walked(0, 0, (), (Fault("size", f"it has {len(data):,} bytes"),))
    faults: list[Fault] = []
    start = data.find(HEADER) if data.startswith(b"RIFF") else 0
    if start:
        faults.append(Fault("header", "a RIFF wrapper stands around the MIDI file"))
    data = data[max(0, start) :]
    if len(data) < SHORTEST or not data.startswith(HEADER):
        return Walked(0, 0, (), (*faults, Fault("header", "it does not begin with the header of a MIDI file")))
    size, kind, promised, division = struct.unpack(">IHHH", data[4:SHORTEST])
    if size != SHORTEST - 8:
        faults.append(Fault("header", f"its header has {size:,} bytes"))
    tracks: list[tuple[Event, ...]] = []
    left = MOST_EVENTS
    for body in _bodies(data, 8 + size, faults):
        tracks.append(tuple(_track(body, len(tracks) + 1, left, faults)))
        left -= len(tracks[-1])
    if promised != len(tracks):
        faults.append(Fault("chunks", f"its header says {promised:,} tracks, and there are {len(tracks):,}"))
    return Walked(kind, division, tuple(tracks), tuple(faults))


def _bodies(data: bytes, at: int, faults: list[Fault]) -> Iterator[bytes]:
    """The bodies of the track chunks, one after the other."""
    number = 0
    while at < len(data):
        body = data[at + 8 : at + 8 + (size := int.from_bytes(data[at + 4 : at + 8], "big"))]
        if len(data) - at < 8:
            faults.append(Fault("chunks", f"{len(data) - at} bytes follow the last chunk"))
        elif data[at : at + 4] != TRACK:
            faults.append(Fault("chunks", f"at byte {at:,} stands a chunk that is no track"))
        else:
            number += 1
            if len(body) < size:
                faults.append(
                    Fault("events", f"track {number} claims {size:,} bytes, of which {len(body):,} are there")
                )
            yield body
        at += 8 + size


def _track(body: bytes, track: int, most: int, faults: list[Fault]) -> list[Event]:
    """The events of a track chunk up to its end, or up to where it breaks off."""
    events: list[Event] = []
    at = tick = status = running = 0
    try:
        while at < len(body) and status != END_OF_TRACK and len(events) < most:
            wait, at = _number(body, at)
            status, running, at = _status(body, at, running)
            size, at = (DATA_BYTES[status & 0xF0], at) if status < SYSEX else _number(body, at)
            said, at, tick = _data(body, at, size), at + size, tick + wait
            if status < SYSEX and not said.isascii():
                faults.append(Fault("data-bytes", f"track {track}, tick {tick:,}: a data byte above 127"))
                said = bytes(byte & 127 for byte in said)
            events.append((tick, status, said))
    except _BrokenError as broken:
        code, what = broken.args
        status = 0
        faults.append(Fault(code, f"track {track}, tick {tick:,}: {what}"))
    if status != END_OF_TRACK and len(events) >= most:
        faults.append(Fault("size", f"there are more than {MOST_EVENTS:,} events"))
    elif status != END_OF_TRACK:
        faults.append(Fault("end-of-track", f"track {track} has no end-of-track event"))
    elif at < len(body):
        faults.append(Fault("end-of-track", f"{len(body) - at:,} bytes follow the end of track {track}"))
    return events


def _status(body: bytes, at: int, running: int) -> tuple[int, int, int]:
    """The status of an event (of a meta event with its type), the running status after it, and where its data begin."""
    first = _data(body, at, 1)[0]
    if first == META:
        return META << 8 | _data(body, at + 1, 1)[0], 0, at + 2
    if first in (SYSEX, CONTINUED):
        return first, 0, at + 1
    if first > SYSEX:
        raise _BrokenError("status-bytes", f"the message {first:02X} belongs on a cable and into no file")
    if first < 0x80:
        if not running:
            raise _BrokenError("status-bytes", "data stand where a message should begin")
        return running, running, at
    return first, first, at + 1


def _data(body: bytes, at: int, size: int) -> bytes:
    """So many bytes."""
    if at + size > len(body):
        raise _BrokenError(*INSIDE)
    return body[at : at + size]


def _number(body: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, and where it ends."""
    try:
        return number(body, at)
    except IndexError:
        raise _BrokenError(*INSIDE) from None
    except ValueError:
        raise _BrokenError("events", f"a number has more than {LONGEST_NUMBER} bytes") from None

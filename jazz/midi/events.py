"""The bytes of one track chunk to its events, as far as they can be followed.

It stops at the first byte that cannot stand where it stands, says so, and keeps what came before. Running status
outlives sysex and meta events, because files in the wild rely on that. This room knows how the standard counts and
delimits (Standard MIDI Files 1.0, RP-001), not what the events mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

META, SYSEX = 0xFF, 0xF0
END_OF_TRACK = META << 8 | 0x2F
DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
"""Data bytes of each channel message, by its status without the channel."""
STRAY = {0xF1: 1, 0xF2: 2, 0xF3: 1, **dict.fromkeys((0xF4, 0xF5, 0xF6, *range(0xF8, 0xFF)), 0)}
"""Data bytes of messages that belong on a cable and into no file."""
LONGEST_NUMBER = 4
FARTHEST = 1 << 31
"""Ticks: no piece lasts so long, and no library counts further."""

Event = tuple[int, int, bytes]
"""The tick, the status byte (of a meta event FF and its type, as in 0xFF2F) and the data of an event."""


class Fault(NamedTuple):
    """What is wrong in a track, and the tick at which it is noticed."""

    tick: int
    what: str


def walk(body: bytes) -> tuple[list[Event], list[Fault]]:
    r"""The events of a track chunk up to its end, or up to where it breaks off, and what is wrong with them.

    >>> walk(bytes.fromhex("00903c40603c00"))
    ([(0, 144, b'<@'), (96, 144, b'<\x00')], [])
    """
    events: list[Event] = []
    faults: list[Fault] = []
    try:
        events.extend(follow(body))
    except (IndexError, KeyError, ValueError):
        faults.append(Fault(events[-1][0] if events else 0, "breaks off; what follows cannot be read and is left out"))
    strays = [tick for tick, status, _ in events if status in STRAY]
    if strays:
        faults.insert(0, Fault(strays[0], f"has messages that belong into no file ({len(strays):,}, passed over)"))
    return events, faults


def follow(body: bytes) -> Iterator[Event]:
    """The events of a track chunk, one by one.

    Raises IndexError past the last byte, KeyError for data without a status, ValueError for what no event can hold.
    """
    at = tick = running = status = 0
    while at < len(body) and status != END_OF_TRACK:
        wait, at = number(body, at)
        status, at = (body[at], at + 1) if body[at] > 127 else (running, at)
        if status < SYSEX:
            running, size = status, DATA_BYTES[status & 0xF0]
        elif status in STRAY:
            size = STRAY[status]
        else:
            status, at = (status << 8 | body[at], at + 1) if status == META else (status, at)
            size, at = number(body, at)
        data = body[at : at + size]
        if len(data) < size or tick + wait >= FARTHEST or (status < SYSEX and not data.isascii()):
            raise ValueError("no event")
        tick, at = tick + wait, at + size
        yield tick, status, data


def number(body: bytes, at: int) -> tuple[int, int]:
    """The number of seven bits a byte, most significant first, and where it ends; raises IndexError or ValueError."""
    value = 0
    for end in range(at, at + LONGEST_NUMBER):
        byte = body[end]
        if byte < 128:
            return value << 7 | byte, end + 1
        value = value << 7 | byte & 127
    raise ValueError("a number that does not end")

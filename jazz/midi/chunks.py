"""The chunks of a Standard MIDI File, wherever in the bytes they stand and whatever lengths they claim.

A file may be wrapped (RMI, MacBinary) or have other bytes before and after it. A track whose claimed length leads
nowhere reaches to the next track. What was wrong is said in sentences that do not name the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from jazz.errors import SourceError

HEADER, TRACK = b"MThd", b"MTrk"
SHORTEST = 14
"""Bytes of a header."""
FURTHEST = 1 << 16
"""Bytes in front of a header, except in a file that says that it is wrapped (RIFF)."""
END_OF_TRACK = b"\xff\x2f\x00"
MOST_TRACKS = 1000


@dataclass(frozen=True)
class Chunks:
    """The type and the division that a header claims, the bodies of the track chunks, and what was wrong with them."""

    kind: int
    division: int
    tracks: tuple[bytes, ...]
    damage: tuple[str, ...]


def split(data: bytes) -> Chunks:
    """The chunks of a file. Raises SourceError: "empty", "not-midi", "damaged" (half a header), "too-large"."""
    if not data:
        raise SourceError("empty", "it is an empty file")
    data = _unwrapped(data)
    if len(data) < SHORTEST:
        raise SourceError("damaged", "it ends inside its header")
    size, kind, promised, division = struct.unpack(">IHHH", data[4:SHORTEST])
    tracks: list[bytes] = []
    damage: list[str] = []
    at = _next(data, 8 + size if _is_chunk(data, 8 + size) else SHORTEST)
    while at >= 0:
        if len(tracks) == MOST_TRACKS:
            raise SourceError("too-large", f"it has more than {MOST_TRACKS:,} tracks; no more are read")
        end, fault = _end(data, at)
        tracks.append(data[at + 8 : end])
        damage += [fault.format(len(tracks))] if fault else []
        at = _next(data, end)
    if len(tracks) < promised:
        damage.append(f"its header promises {promised:,} tracks, of which {len(tracks):,} are there")
    return Chunks(kind, division, tuple(tracks), tuple(damage))


def _unwrapped(data: bytes) -> bytes:
    """The bytes from the header on."""
    if data.startswith(HEADER):
        return data
    wrapped = data.startswith(b"RIFF")
    at = data.find(HEADER + b"\0\0\0\6", 0, len(data) if wrapped else FURTHEST)
    if at < 0:
        raise SourceError("not-midi", "it is not a MIDI file: nothing in it begins with MThd")
    size = int.from_bytes(data[at - 4 : at], "little") if wrapped else 0
    return data[at : at + size] if size >= SHORTEST else data[at:]


def _next(data: bytes, at: int) -> int:
    """Where the next track begins, from the end of a chunk on; -1 where none does."""
    while _is_chunk(data, at) and not data.startswith(TRACK, at):
        at += 8 + _size(data, at)
    return data.find(TRACK, at, max(len(data) - 4, 0))


def _is_chunk(data: bytes, at: int) -> bool:
    """Whether a track begins here, or a chunk of another kind that ends inside the file."""
    kind = data[at : at + 4]
    printable = len(kind) == 4 and all(0x20 < byte < 0x7F for byte in kind)
    return kind == TRACK or (printable and at + 8 + _size(data, at) <= len(data))


def _size(data: bytes, at: int) -> int:
    return int.from_bytes(data[at + 4 : at + 8], "big")


def _end(data: bytes, at: int) -> tuple[int, str]:
    """Where a track ends, and what is wrong with the length that it claims."""
    start, end = at + 8, at + 8 + _size(data, at)
    if end == len(data) or _is_chunk(data, end) or (end < len(data) and data.endswith(END_OF_TRACK, start, end)):
        return end, ""
    following = data.find(TRACK, start)
    if following < 0 and end > len(data) and not data.endswith(END_OF_TRACK, start):
        return len(data), f"the file ends inside track {{}} (bytes missing: {end - len(data):,})"
    return following if following >= 0 else len(data), "the length of track {} is wrong"

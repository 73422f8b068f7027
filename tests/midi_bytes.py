"""Standard MIDI Files byte by byte, so that reading can be tested on what no library would write."""

from __future__ import annotations

import random
import struct

DONE = b"\x00\xff\x2f\x00"
"""The end of a track, at once."""


def number(value: int) -> bytes:
    """A number as files hold it: seven bits a byte, the most significant first."""
    digits = [value & 127]
    while value := value >> 7:
        digits.insert(0, value & 127 | 128)
    return bytes(digits)


def note(pitch: int = 60, length: int = 480, channel: int = 0, wait: int = 0) -> bytes:
    """A note that begins after a wait and lasts so many ticks."""
    return number(wait) + bytes([0x90 | channel, pitch, 64]) + number(length) + bytes([0x80 | channel, pitch, 64])


def meta(kind: int, data: bytes | str, wait: int = 0) -> bytes:
    """A meta event; text is encoded as UTF-8."""
    said = data.encode() if isinstance(data, str) else data
    return number(wait) + bytes([0xFF, kind]) + number(len(said)) + said


def sysex(code: str) -> bytes:
    """A system exclusive message from its bytes in hexadecimal, without F0 and F7."""
    said = bytes.fromhex(code) + b"\xf7"
    return b"\x00\xf0" + number(len(said)) + said


def track(body: bytes, length: int | None = None) -> bytes:
    """A track chunk, which may claim another length than it has."""
    return b"MTrk" + struct.pack(">I", len(body) if length is None else length) + body


def header(tracks: int = 1, kind: int = 1, division: int = 480) -> bytes:
    """The header of a file that promises so many tracks."""
    return b"MThd" + struct.pack(">IHHH", 6, kind, tracks, division)


def smf(*bodies: bytes, kind: int = 1, division: int = 480) -> bytes:
    """A whole file."""
    return header(len(bodies), kind, division) + b"".join(map(track, bodies))


def mutated(data: bytes, seed: int) -> bytes:
    """The bytes after a few accidents: bits flipped, the end cut off, pieces lost, doubled, moved or put in."""
    dice = random.Random(seed)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at = dice.randrange(len(data) + 1)
        size = dice.choice((1, 1, 2, 4, 30))
        piece, rest = data[at : at + size], data[at + size :]
        other = dice.randrange(len(data) + 1)
        data = data[:at] + dice.choice(
            (
                bytes(byte ^ 1 << dice.randrange(8) for byte in piece) + rest,
                piece + piece + rest,
                dice.randbytes(len(piece)) + rest,
                dice.randbytes(size) + piece + rest,
                data[other : other + size] + piece + rest,
                bytes([dice.choice((0x00, 0x7F, 0x80, 0xFF))] * size) + rest,
                rest,
                b"" if dice.random() < 0.3 else rest,
            )
        )
    return data

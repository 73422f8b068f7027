"""The quick reader of track chunks: symusic, for the chunks of which it keeps all.

symusic (0.5 and 0.6) is fast, but it drops texts, lyrics, cues, all names but the last, notes that never end and
running status after sysex, parts a channel by its programs, and names no channel. So it is given only chunks with none
of that, which are most; notes that never end are ended for it where the track ends.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from jazz.midi.events import follow
from jazz.midi.piece import NOTE_ON, PROGRAM, UNITS, Line, Piece, Row, key_of, notes
from jazz.midi.score import FIFTHS
from jazz.music import Metre

LARGEST, MOST_LONG_WAITS = 1 << 18, 500
"""Bytes of a chunk, and waits of three bytes in it, with which 32 bits of time surely suffice."""

_WAIT = rb"[\x80-\xff]{0,2}[\x00-\x7f]"
_RUN = re.compile(
    rb"(?:%b(?:[\x80-\xbf\xe0-\xef]DD(?:%bDD)*+|[\xc0-\xdf]D(?:%bD)*+))*+".replace(b"D", rb"[\x00-\x7f]")
    % (_WAIT, _WAIT, _WAIT)
)
"""Channel messages, also with running status, up to the first event that is none."""
_META = re.compile(
    rb"%b\xff([\x03\x06\x20\x21\x54]|\x2f(?=\x00)|\x51(?=\x03)|\x58(?=\x04)|\x59(?=\x02))([\x00-\x7f])" % _WAIT
)
"""The beginning of a meta event that symusic keeps, or that says nothing of music: its type and its length."""
_LONG_WAIT = re.compile(rb"[\x80-\xff]{2}[\x00-\x7f]")
NAME, END = b"\x03", b"\x2f"


def read(body: bytes, ppq: int) -> Piece | None:
    """Whatever a track chunk says; None where the quick reader might not keep all of it."""
    if not _is_plain(body):
        return None
    opening = _opening(body)
    if opening is None:
        return None
    import symusic  # noqa: PLC0415

    try:
        score = symusic.Score.from_midi(_file(_ended(body), ppq))
    except (RuntimeError, ValueError):
        return None
    return _piece(score, *opening)


def _is_plain(body: bytes) -> bool:
    """Whether a chunk is whole, and holds nothing but channel messages and a few meta events with at most one name."""
    if len(body) > LARGEST or len(_LONG_WAIT.findall(body)) > MOST_LONG_WAITS:
        return False
    names = at = 0
    while (run := _RUN.match(body, at)) and (meta := _META.match(body, run.end())):
        at = meta.end() + meta[2][0]
        names += meta[1] == NAME
        if meta[1] == END:
            return at == len(body) and names < 2
    return False


def _opening(body: bytes) -> tuple[int, int] | None:
    """The channel of the first note and its program there; None where there is no note."""
    programs: dict[int, int] = {}
    for _, status, data in follow(body):
        what, channel = status & 0xF0, status & 0x0F
        if what == PROGRAM:
            programs[channel] = data[0]
        elif what == NOTE_ON and data[1]:
            return channel, programs.get(channel, 0)
    return None


def _file(body: bytes, ppq: int) -> bytes:
    """A file of type 0 with this one track."""
    return struct.pack(">4sIHHH4sI", b"MThd", 6, 0, 1, ppq, b"MTrk", len(body)) + body


def _ended(body: bytes) -> bytes:
    """The chunk with two note-offs at its end for every pitch of every channel that may sound in it."""
    channels = (byte & 0x0F for byte in set(body) if 0x90 <= byte <= 0x9F)
    return body[:-3] + b"".join(map(_endings, channels)) + body[-3:]


@cache
def _endings(channel: int) -> bytes:
    """Two note-offs for every pitch, after whatever wait stands before them, and no wait after them."""
    return bytes([0x80 | channel]) + bytes(byte for pitch in (*range(128), *range(128)) for byte in (pitch, 0, 0))


def _piece(score: Any, channel: int, program: int) -> Piece | None:
    """What symusic has read; None where that makes no sense, or where notes without end may still be missing."""
    tracks = [track for track in score.tracks if len(track.notes)]
    if len(tracks) != 1 or not _is_sound(score, tracks[0].name):
        return None
    rows = list(_rows(tracks[0]))
    last = max(end for _, _, end, _ in rows)
    if max(Counter(pitch for _, pitch, end, _ in rows if end == last).values()) > 1:
        return None
    return Piece(
        (Line(channel, program, notes(rows)),),
        tuple((tempo.time, 6e7 / tempo.mspq) for tempo in score.tempos),
        tuple((metre.time, Metre(metre.numerator, metre.denominator)) for metre in score.time_signatures),
        tuple((key.time, key_of(key.key, key.tonality)) for key in score.key_signatures),
        tracks[0].name.encode(),
        tuple((marker.time, "marker", marker.text.encode()) for marker in score.markers),
    )


def _is_sound(score: Any, name: str) -> bool:
    """Whether tempos, metres and keys are such as can be, and words are as they were written."""
    return (
        all(tempo.mspq > 0 for tempo in score.tempos)
        and all(metre.numerator > 0 and metre.denominator in UNITS for metre in score.time_signatures)
        and all(key.key in FIFTHS for key in score.key_signatures)
        and all(text.isascii() for text in (name, *(marker.text for marker in score.markers)))
    )


def _rows(track: Any) -> Iterator[Row]:
    columns = track.notes.numpy()
    starts, pitches, velocities = (columns[name].tolist() for name in ("time", "pitch", "velocity"))
    ends = (columns["time"] + columns["duration"]).tolist()
    return zip(starts, pitches, ends, velocities, strict=True)

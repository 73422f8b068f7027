"""Any Standard MIDI File of type 0 or 1 to a `Score`.

A file is read chunk by chunk: symusic takes the plain ones (one channel, no words but markers; it is two orders of
magnitude faster), mido takes the others, of which symusic keeps too little. Both pair a note-off with the oldest
sounding note of its pitch; a note that never ends is held to the end of its track. Both are imported only to read.
"""

from __future__ import annotations

import io
import re
import struct
from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import accumulate, chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from jazz.errors import SourceError
from jazz.midi import xf
from jazz.midi.score import DRUM_CHANNEL, FIFTHS, MAJOR_SIGNATURES, MINOR_SIGNATURES, Score, Text, Track
from jazz.music import Key, Metre, PlayedNote

LARGEST_FILE = 4 << 20
MOST_TRACKS = 1000
LARGEST_PATIENT_CHUNK = 1 << 20
_FAR = 1 << 31


def read(path: Path | str) -> Score:
    """Read a Standard MIDI File of type 0 or 1 (also inside a RIFF wrapper).

    Raises SourceError and nothing else, with one of the codes "unreadable", "too-large", "not-midi", "type-2",
    "smpte", "damaged" and "empty" (no note in it).
    """
    path = Path(path)
    try:
        return _score(_bytes(path))
    except SourceError as error:
        raise SourceError(error.code, f"{path.name}: {error}") from error.__cause__


def _score(data: bytes) -> Score:
    """The score of the bytes of a file; its SourceErrors do not name the file."""
    ppq, chunks = _chunks(data)
    score = _joined(ppq, [_read_chunk(chunk, ppq, number) for number, chunk in enumerate(chunks, 1)])
    if not score.tracks:
        raise SourceError("empty", "it holds no note")
    return score


def _bytes(path: Path) -> bytes:
    try:
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise SourceError("too-large", f"it has {size:,} bytes; at most {LARGEST_FILE:,} are read")
        return path.read_bytes()
    except OSError as error:
        raise SourceError("unreadable", f"it cannot be read: {error.strerror}") from error


def _chunks(data: bytes) -> tuple[int, list[bytes]]:
    """Ticks a quarter note and the track chunks of a file."""
    if data[:4] == b"RIFF" and data[8:12] == b"RMID":
        data = data[max(0, data.find(b"MThd")) :]
    if not data:
        raise SourceError("empty", "it is an empty file")
    if data[:4] != b"MThd":
        raise SourceError("not-midi", "it is not a MIDI file: it does not begin with MThd")
    if len(data) < 14:
        raise SourceError("damaged", "it ends inside its header")
    size, kind, _, division = struct.unpack(">IHHH", data[4:14])
    _check_header(kind, division)
    chunks = list(islice(_tracks(data, 8 + size), MOST_TRACKS + 1))
    if len(chunks) > MOST_TRACKS:
        raise SourceError("too-large", f"it has more than {MOST_TRACKS:,} tracks; no more are read")
    return division, chunks


def _check_header(kind: int, division: int) -> None:
    if kind == 2:
        raise SourceError("type-2", "it is a MIDI file of type 2 (loose patterns); save it as type 0 or 1")
    if division & 0x8000:
        raise SourceError("smpte", "it counts film frames, not beats (SMPTE); save it with ticks a quarter note")
    if kind > 2 or not division:
        raise SourceError("damaged", f"its header is damaged: type {kind}, {division} ticks a quarter note")


def _tracks(data: bytes, position: int) -> Iterator[bytes]:
    """The bodies of the track chunks; chunks of other kinds are passed over, as the standard wants."""
    while position + 8 <= len(data):
        kind, size = struct.unpack(">4sI", data[position : position + 8])
        position += 8
        if position + size > len(data):
            raise SourceError("damaged", f"it ends inside a track; {position + size - len(data):,} bytes are missing")
        if kind == b"MTrk":
            yield data[position : position + size]
        position += size


def _read_chunk(chunk: bytes, ppq: int, number: int) -> Score:
    """Whatever one track chunk says, by the quick reader if the chunk is plain, else by the patient one."""
    quick = _quick(chunk, ppq)
    if quick and _is_plain(quick, chunk):
        return quick
    score = _patient(chunk, ppq) or quick
    if score is None:
        raise SourceError("damaged", f"track {number} is damaged; export the file again from where it was made")
    return score


def _is_plain(quick: Score, chunk: bytes) -> bool:
    """Whether symusic has kept all that the chunk says: it drops most words, and notes that never end."""
    if len(quick.tracks) != 1 or _WORDS.search(chunk):
        return False
    words = (quick.title, *(text.text for text in quick.texts))
    return all(map(str.isascii, words)) and len(_BEGINNINGS.findall(chunk)) <= len(quick.tracks[0].notes)


_BEGINNINGS = re.compile(rb"[\x90-\x9f][\x00-\x7f][\x01-\x7f]")
"""A note-on with its own status byte. (A long wait before a running status looks the same, and costs only time.)"""

_WORDS = re.compile(rb"\xff[\x01\x02\x04\x05\x07\x7f]|\xff\x03.*\xff\x03|[\x80-\xff]{3}", re.DOTALL)
"""Bytes of which symusic keeps too little: words other than markers, several names, text beyond ASCII, long waits."""

_ENDLESS = re.compile(rb"[\x80-\xff]{1000}")
"""No number and no text in a track is like this; mido would add it up to a number of a thousand digits."""


def _quick(chunk: bytes, ppq: int) -> Score | None:
    """A chunk by symusic; None if it refuses. It counts time in 32 bits, and knows no channels but the drums'."""
    import symusic  # noqa: PLC0415

    try:
        score = symusic.Score.from_midi(_single(chunk, ppq))
    except (RuntimeError, ValueError):
        return None
    tracks = tuple(_quick_track(track) for track in score.tracks if len(track.notes))
    if any(track.notes[0].start < 0 for track in tracks):
        return None
    return Score(
        ppq,
        tracks,
        tuple((tempo.time, 6e7 / tempo.mspq) for tempo in score.tempos if tempo.mspq > 0),
        tuple((m.time, Metre(m.numerator, m.denominator)) for m in score.time_signatures if m.numerator > 0),
        tuple((k.time, _key(k.key, k.tonality)) for k in score.key_signatures if k.key in FIFTHS),
        tuple(Text(marker.time, "marker", marker.text.strip()) for marker in score.markers),
        tracks[0].name if tracks else "",
    )


def _quick_track(track: Any) -> Track:
    columns = track.notes.numpy()
    starts, lengths = columns["time"].tolist(), columns["duration"].tolist()
    notes = zip(starts, lengths, columns["pitch"].tolist(), columns["velocity"].tolist(), strict=True)
    played = sorted(
        (PlayedNote(start, start + length, pitch, loud) for start, length, pitch, loud in notes), key=_place
    )
    return Track(
        track.name.strip(), tuple(played), track.program, DRUM_CHANNEL if track.is_drum else None, track.is_drum
    )


def _place(note: PlayedNote) -> tuple[int, int, int]:
    return note.start, note.pitch, note.end


def _single(chunk: bytes, ppq: int) -> bytes:
    """A file of type 0 with this one track."""
    return struct.pack(">4sIHHH4sI", b"MThd", 6, 0, 1, ppq, b"MTrk", len(chunk)) + chunk


def _key(fifths: int, minor: int) -> Key:
    """The key of a key signature: fifths up from C major, or from A minor."""
    return Key((fifths * 7 + (9 if minor else 0)) % 12, "minor" if minor else "major")


def _patient(chunk: bytes, ppq: int) -> Score | None:
    """A chunk by mido, each channel a track; None if it refuses, or if time runs past 31 bits."""
    import mido  # noqa: PLC0415

    if len(chunk) > LARGEST_PATIENT_CHUNK or _ENDLESS.search(chunk):
        return None
    try:
        (messages,) = mido.MidiFile(file=io.BytesIO(_single(chunk, ppq))).tracks
    except (OSError, EOFError, ValueError, TypeError, LookupError, mido.midifiles.meta.KeySignatureError):
        return None
    timed = list(zip(accumulate(message.time for message in messages), messages, strict=True))
    return None if timed and timed[-1][0] >= _FAR else _heard(timed, ppq)


def _heard(timed: list[tuple[int, Any]], ppq: int) -> Score:
    """The score of one chunk from mido's (tick, message) pairs."""
    kinds: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for tick, message in timed:
        kinds[message.type].append((tick, message))
    names = [_text(message.name) for _, message in kinds["track_name"] + kinds["instrument_name"]]
    return Score(
        ppq,
        tuple(_channels(timed, names[0] if names else "")),
        tuple((tick, 6e7 / message.tempo) for tick, message in kinds["set_tempo"] if message.tempo),
        tuple((t, Metre(m.numerator, m.denominator)) for t, m in kinds["time_signature"] if m.numerator),
        tuple((tick, _named_key(message.key)) for tick, message in kinds["key_signature"]),
        tuple(_texts(timed)),
        names[0] if names else "",
    )


def _channels(timed: list[tuple[int, Any]], name: str) -> Iterator[Track]:
    """A track for each channel that sounds; a note that never ends is held to the end."""
    notes: dict[int, list[PlayedNote]] = defaultdict(list)
    programs: dict[int, int] = {}
    sounding: dict[tuple[int, int], deque[tuple[int, int]]] = defaultdict(deque)
    for tick, message in timed:
        if message.type == "program_change" and not notes[message.channel]:
            programs[message.channel] = message.program
        elif message.type == "note_on" and message.velocity:
            sounding[message.channel, message.note].append((tick, message.velocity))
        elif message.type in ("note_on", "note_off") and (begun := sounding[message.channel, message.note]):
            start, velocity = begun.popleft()
            notes[message.channel].append(PlayedNote(start, tick, message.note, velocity))
    for (channel, pitch), left in sounding.items():
        notes[channel] += [PlayedNote(start, timed[-1][0], pitch, velocity) for start, velocity in left]
    heard = {channel: sorted(played, key=_place) for channel, played in sorted(notes.items()) if played}
    for channel, played in heard.items():
        part = name if len(heard) == 1 else f"channel {channel + 1}"
        yield Track(part, tuple(played), programs.get(channel, 0), channel, channel == DRUM_CHANNEL)


def _texts(timed: list[tuple[int, Any]]) -> Iterator[Text]:
    """The words of a chunk; an XF chord event counts as the chord symbol it stands for."""
    for tick, message in timed:
        if message.type in ("text", "lyrics", "marker", "cue_marker"):
            yield Text(tick, message.type, _text(message.text))
        elif message.type == "sequencer_specific" and (symbol := xf.chord_symbol(bytes(message.data))):
            yield Text(tick, "xf", symbol)


def _text(text: str) -> str:
    """Text that mido took for Latin-1, as UTF-8 if it is that."""
    try:
        return text.encode("latin-1").decode().strip("\0 \r\n\t")
    except UnicodeError:
        return text.strip("\0 \r\n\t")


def _named_key(name: str) -> Key:
    """The key of mido's name for it."""
    return (
        _key(FIFTHS[MINOR_SIGNATURES.index(name)], 1)
        if name in MINOR_SIGNATURES
        else _key(FIFTHS[MAJOR_SIGNATURES.index(name)], 0)
    )


def _joined(ppq: int, pieces: list[Score]) -> Score:
    """The score of a file from those of its chunks; its title is the name of a chunk that speaks for the whole."""
    sounding = [piece for piece in pieces if piece.tracks]
    speaks = pieces and (not pieces[0].tracks or len(sounding) == 1)
    return Score(
        ppq,
        tuple(track for piece in pieces for track in piece.tracks),
        tuple(sorted(tempo for piece in pieces for tempo in piece.tempos)),
        tuple(sorted(chain.from_iterable(piece.metres for piece in pieces), key=itemgetter(0))),
        tuple(sorted(chain.from_iterable(piece.keys for piece in pieces), key=itemgetter(0))),
        tuple(sorted(chain.from_iterable(piece.texts for piece in pieces), key=itemgetter(0))),
        pieces[0].title if speaks else "",
    )

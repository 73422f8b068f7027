"""A performance as the bytes of a Standard MIDI File, laid out so that every sequencer and notation program takes it.

Written through mido, which is imported only when a file is made. This room knows nothing of how a solo came to be.
Conventions: type 1, 480 ticks a quarter note, plain ASCII words, bar 1 at tick 0.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from jazz.files import write_whole
from jazz.midi.score import FIFTHS, MAJOR_SIGNATURES, MINOR_SIGNATURES
from jazz.music import PLAYED_PER_TICK, PPQ, Chart, Key, Part, Performance, PlayedNote
from jazz.theory import key_signature


def write(performance: Performance, path: Path | str, *, force: bool = False) -> None:
    """Write a performance as a MIDI file, whole or not at all; raises OutputError."""
    write_whole(path, encode(performance), force=force)


def encode(performance: Performance) -> bytes:
    """A performance as a type 1 MIDI file at 480 ticks a quarter; the same value gives the same bytes.

    First a conductor track (tempo, metre, key, chord symbols as markers, sections as cues, provenance as texts), then
    one named track a player; all end on the final bar line, where sounding notes are cut.
    """
    import mido  # noqa: PLC0415  (50 ms that only a file costs)

    end = performance.chart.length * PLAYED_PER_TICK
    parts = [part for part in performance.parts if part.notes]
    tracks = [_conductor(performance, {part.name.lower() for part in parts}), *map(_player, parts, [end] * len(parts))]
    file = mido.MidiFile(type=1, ticks_per_beat=PPQ, charset="utf-8")
    file.tracks = [mido.MidiTrack(_spaced(messages, end)) for messages in tracks]
    stream = io.BytesIO()
    file.save(file=stream)
    return stream.getvalue()


def _ascii(text: str) -> str:
    """The text on one line and in ASCII: accents go, other signs become a question mark."""
    import unicodedata  # noqa: PLC0415

    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"\s+", " ", bare).strip().encode("ascii", "replace").decode()


def _name(text: str, taken: Iterable[str] = ()) -> str:
    """A track name that is also a file name, since some programs make files of it."""
    name = re.sub(r'[\s\\/:*?"<>|\x00-\x1f]+', " ", _ascii(text)).strip() or "Chart"
    return f"{name} (chart)" if name.lower() in taken else name


def _conductor(performance: Performance, taken: set[str]) -> list[tuple[int, Any]]:
    """The (tick, message) pairs of everything that is not a note."""
    from mido import MetaMessage, bpm2tempo  # noqa: PLC0415

    chart, tick = performance.chart, PLAYED_PER_TICK
    head = [
        MetaMessage("track_name", name=_name(chart.title, taken)),
        MetaMessage("set_tempo", tempo=bpm2tempo(performance.tempo)),
        MetaMessage("time_signature", numerator=chart.metre.beats, denominator=chart.metre.unit),
        MetaMessage("key_signature", key=_signature(chart)),
        *(MetaMessage("text", text=_ascii(text)) for text in performance.texts),
    ]
    chords = [(c.onset * tick, MetaMessage("marker", text=_ascii(c.chord.symbol))) for c in chart.changes]
    sections = [(s.onset * tick, MetaMessage("cue_marker", text=_ascii(s.name))) for s in chart.sections]
    return [(0, message) for message in head] + chords + sections


def _signature(chart: Chart) -> str:
    """The name that mido gives the key signature."""
    key = chart.key or Key(0)
    return (MINOR_SIGNATURES if key.mode == "minor" else MAJOR_SIGNATURES)[FIFTHS.index(key_signature(key))]


def _player(part: Part, end: int) -> list[tuple[int, Any]]:
    """The (tick, message) pairs of one player."""
    from mido import Message, MetaMessage  # noqa: PLC0415

    channel = part.channel
    head = [
        MetaMessage("track_name", name=_name(part.name)),
        Message("program_change", channel=channel, program=part.program),
    ]
    played: list[tuple[int, Any]] = []
    for note in _separate(part.notes, end):
        played.append((note.start, Message("note_on", channel=channel, note=note.pitch, velocity=note.velocity)))
        played.append((note.end, Message("note_off", channel=channel, note=note.pitch, velocity=64)))
    return [(0, message) for message in head] + played


def _separate(notes: Iterable[PlayedNote], end: int) -> list[PlayedNote]:
    """The notes, none sounding past `end` or into the next of its own pitch; of two that begin together the longer."""
    following: dict[int, int] = defaultdict(lambda: end)
    kept = []
    for note in sorted(notes, key=lambda note: (-note.start, note.end, note.pitch)):
        cut = replace(note, end=min(note.end, following[note.pitch]))
        if cut.start < cut.end:
            kept.append(cut)
            following[note.pitch] = note.start
    return kept


def _spaced(timed: list[tuple[int, Any]], end: int) -> Iterator[Any]:
    """The messages in order (words, then note-offs, then note-ons), each with the time since the last; then the end."""
    from mido import MetaMessage  # noqa: PLC0415

    def order(pair: tuple[int, Any]) -> tuple[int, int, int]:
        tick, message = pair
        rank = {"note_off": 1, "note_on": 2}.get(message.type, 0)
        return tick, rank, message.note if rank else 0

    now = 0
    for tick, message in chain(sorted(timed, key=order), [(end, MetaMessage("end_of_track"))]):
        yield message.copy(time=tick - now)
        now = tick

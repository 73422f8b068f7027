"""A performance as the bytes of a Standard MIDI File, laid out so that every sequencer and notation program takes it.

Chords are markers, which Logic, Cubase, Reaper and Rosegarden show on the time line, and XF events, from which
MuseScore and arranger keyboards take chord symbols. MuseScore drops an XF chord where no note begins, so each stands on
the onset that is nearest to its change: played time, as the notes are. Sections are cue points and not markers, because
among the markers a section called "A" would be read as a chord. A kit's program is written like any other.

Written through mido, which is imported only when a file is made. This room knows nothing of how a solo came to be.
Conventions: type 1, 480 ticks a quarter note, plain ASCII words, bar 1 at tick 0.
"""

from __future__ import annotations

import io
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from jazz.files import slug, write_whole
from jazz.midi import xf
from jazz.midi.score import FIFTHS, MAJOR_SIGNATURES, MINOR_SIGNATURES
from jazz.music import PLAYED_PER_TICK, PPQ, Chart, Key, Metre, Part, Performance, PlayedNote, separated
from jazz.theory import key_signature

OTHERWISE = "part"
"""How a track is called whose name has no letter."""
LONGEST_BARS = 8
"""Bars that a note sounds at most; programs take longer ones for notes that hang."""
EARLIEST = PPQ // 2
"""How long before its change an XF chord may stand: the band anticipates by an eighth."""
CLOCKS = 24
"""MIDI clocks a quarter note, in which a time signature says how often the metronome clicks."""
ASCII = str.maketrans(
    {"♭": "b", "♯": "#", "Δ": "^", "△": "^", "∆": "^", "°": "o", "º": "o", "–": "-", "—": "-", "−": "-"}
    | {"’": "'", "‘": "'", "“": '"', "”": '"', "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "Ae", "ł": "l", "đ": "d"}
)
"""Signs that have no accent to lose, and how they are written in ASCII."""


def write(performance: Performance, path: Path | str, *, force: bool = False) -> None:
    """Write a performance as a MIDI file, whole or not at all; raises OutputError."""
    write_whole(path, encode(performance), force=force)


def stems(performance: Performance) -> list[tuple[str, bytes]]:
    """A file for each player, with the conductor track of the whole, and a name for it made of the player's.

    The names are ASCII, without blanks and unlike each other: "tenor-sax", "piano".
    """
    parts = _named(performance)
    return [(slug(part.name, OTHERWISE), encode(replace(performance, parts=(part,)))) for part in parts]


def encode(performance: Performance) -> bytes:
    """A performance as a type 1 MIDI file at 480 ticks a quarter; the same value gives the same bytes.

    First a conductor track (tempo, metre, key, chord symbols as markers and XF events, sections as cues, provenance as
    texts), then one named track a player; all end on the final bar line, where sounding notes are cut.
    """
    import mido  # noqa: PLC0415  (50 ms that only a file costs)

    end = performance.chart.length * PLAYED_PER_TICK
    parts = _named(performance)
    tracks = [_conductor(performance, parts), *map(_player, parts)]
    file = mido.MidiFile(type=1, ticks_per_beat=PPQ, charset="utf-8")
    file.tracks = [mido.MidiTrack(_spaced(messages, end)) for messages in tracks]
    stream = io.BytesIO()
    file.save(file=stream)
    return stream.getvalue()


# ---- words


def _ascii(text: str) -> str:
    """The text on one line and in ASCII: accents go, signs become letters, what has none becomes a question mark."""
    half_diminished = re.sub(r"(?<=[A-G])([b#♭♯]?)[øØ]", r"\1h", text)
    bare = unicodedata.normalize("NFKD", half_diminished.translate(ASCII))
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", plain).strip().encode("ascii", "replace").decode()


def _name(text: str, otherwise: str) -> str:
    """A track name that is also a file name, since some programs make files of it."""
    return re.sub(r'[\s\\/:*?"<>|]+', " ", _ascii(text)).strip() or otherwise


def _unlike(names: Iterable[str]) -> Iterator[str]:
    """The names, with a number behind those that would give a file name that was there before."""
    taken: set[str] = set()
    for name in names:
        numbered = chain([name], (f"{name} {number}" for number in range(2, 99)))
        free = next(each for each in numbered if slug(each, OTHERWISE) not in taken)
        taken.add(slug(free, OTHERWISE))
        yield free


# ---- players


def _named(performance: Performance) -> list[Part]:
    """The players who are heard, by the names of their tracks, with the notes that a file holds."""
    whole = performance.chart.length * PLAYED_PER_TICK
    longest = LONGEST_BARS * performance.chart.metre.bar * PLAYED_PER_TICK
    parts = [replace(part, notes=_inside(part.notes, whole, longest)) for part in performance.parts]
    heard = [part for part in parts if part.notes]
    names = _unlike(_name(part.name, "Part") for part in heard)
    return [replace(part, name=name) for part, name in zip(heard, names, strict=True)]


def _inside(notes: Iterable[PlayedNote], end: int, longest: int) -> tuple[PlayedNote, ...]:
    """The notes, none sounding before 0, past `end`, for longer than `longest` or into the next of its own pitch."""
    clipped = (replace(note, start=max(0, note.start)) for note in notes)
    return separated((replace(note, end=min(note.end, note.start + longest)) for note in clipped), end)


def _player(part: Part) -> list[tuple[int, Any]]:
    """The (tick, message) pairs of one player."""
    from mido import Message, MetaMessage  # noqa: PLC0415

    channel = part.channel
    head = [
        MetaMessage("track_name", name=part.name),
        Message("program_change", channel=channel, program=part.program),
    ]
    played: list[tuple[int, Any]] = []
    for note in part.notes:
        played.append((note.start, Message("note_on", channel=channel, note=note.pitch, velocity=note.velocity)))
        played.append((note.end, Message("note_off", channel=channel, note=note.pitch, velocity=64)))
    return [(0, message) for message in head] + played


# ---- the conductor track


def _conductor(performance: Performance, parts: Sequence[Part]) -> list[tuple[int, Any]]:
    """The (tick, message) pairs of everything that is not a note."""
    from mido import MetaMessage, bpm2tempo  # noqa: PLC0415

    chart, tick = performance.chart, PLAYED_PER_TICK
    title = _name(chart.title, "Chart")
    taken = {part.name.lower() for part in parts}
    lines = chain.from_iterable(text.splitlines() for text in performance.texts)
    head = [
        MetaMessage("track_name", name=f"{title} (chart)" if title.lower() in taken else title),
        MetaMessage("sequencer_specific", data=tuple(xf.VERSION)),
        MetaMessage("set_tempo", tempo=bpm2tempo(performance.tempo)),
        _time_signature(chart.metre),
        MetaMessage("key_signature", key=_signature(chart)),
        *(MetaMessage("text", text=_ascii(line)) for line in lines if line.strip()),
    ]
    chords = [(c.onset * tick, MetaMessage("marker", text=_ascii(c.chord.symbol))) for c in chart.changes]
    sections = [(s.onset * tick, MetaMessage("cue_marker", text=_ascii(s.name))) for s in chart.sections]
    return [(0, message) for message in head] + chords + list(_xf_chords(chart, parts)) + sections


def _time_signature(metre: Metre) -> Any:
    """The time signature; the metronome clicks in beats, which are of three eighths in 6/8, 9/8 and 12/8."""
    from mido import MetaMessage  # noqa: PLC0415

    compound = metre.unit == 8 and metre.beats % 3 == 0
    clocks = 4 * CLOCKS // metre.unit * (3 if compound else 1)
    return MetaMessage("time_signature", numerator=metre.beats, denominator=metre.unit, clocks_per_click=clocks)


def _signature(chart: Chart) -> str:
    """The name that mido gives the key signature."""
    key = chart.key or Key(0)
    return (MINOR_SIGNATURES if key.mode == "minor" else MAJOR_SIGNATURES)[FIFTHS.index(key_signature(key))]


def _xf_chords(chart: Chart, parts: Sequence[Part]) -> Iterator[tuple[int, Any]]:
    """The (tick, XF event) pairs of the chords, each on the onset nearest to its change.

    That may be up to an eighth before it, and lies an eighth before the next change at the latest; drums count only
    where nobody else begins. A chord over which nobody begins a note has a marker alone.
    """
    from mido import MetaMessage  # noqa: PLC0415

    pitched, drums = (
        sorted({note.start for part in parts if part.is_drums is kit for note in part.notes}) for kit in (False, True)
    )
    places = [change.onset * PLAYED_PER_TICK for change in chart.changes]
    bounds = [0, *(max(0, place - EARLIEST) for place in places[1:]), chart.length * PLAYED_PER_TICK]
    for change, place, (first, after) in zip(chart.changes, places, pairwise(bounds), strict=True):
        near = _between(pitched, first, after) or _between(drums, first, after)
        if near:
            tick = min(near, key=lambda onset: abs(onset - place))
            yield tick, MetaMessage("sequencer_specific", data=tuple(xf.encode(change.chord)))


def _between(onsets: Sequence[int], first: int, after: int) -> Sequence[int]:
    """The onsets from a tick on until before another."""
    return onsets[bisect_left(onsets, first) : bisect_left(onsets, after)]


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

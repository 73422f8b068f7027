"""Songs written as MIDI files in the layouts that programs and people really use, so that reading can be tested.

These are not the files that the program writes. A table says how each layout names its tracks and its chords; the
timing may be swung and loosened like a player's, the same for the same seed.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import mido

from jazz.music import PLAYED_PER_TICK, PPQ, TICKS_PER_QUARTER, Change, Chart, Chord, Song
from jazz.theory import key_name

SAX, PIANO = 65, 0
PLAYED_VELOCITY = 64
CHORDS_BOTTOM, LEFT_HAND_BOTTOM = 36, 29
SHELL = {3, 4, 5, 9, 10, 11}  # thirds, the fourth of a sus chord, sixths and sevenths


class Layout(NamedTuple):
    """How a file is laid out.

    `words` is the kind of event that names the chords (None: nothing does), `melody` the name of the melody's track,
    `chords` that of the track of block chords (None: there are none; the melody's: one player has both hands).
    """

    file_type: int
    words: str | None
    melody: str
    chords: str | None


LAYOUTS = {
    "markers": Layout(1, "marker", "Tenor Sax", None),
    "type0": Layout(0, "marker", "Tenor Sax", "Comping"),
    "chord-track": Layout(1, None, "Melody", "Chords"),
    "lyrics": Layout(1, "lyrics", "Lead", None),
    "texts": Layout(1, "text", "Solo", "Piano"),
    "piano": Layout(1, None, "Piano", "Piano"),
}

Timed = tuple[int, mido.Message | mido.MetaMessage]


def render(song: Song, layout: str, *, swing: float = 0.5, jitter: float = 0.0, seed: int = 0) -> bytes:
    """The song as a MIDI file of a layout of `LAYOUTS`, 480 ticks a quarter note.

    `swing` is the share of a beat before its off-beat eighth; `jitter` the standard deviation, in quarter notes, of
    the time at which a note begins.
    """
    plan = LAYOUTS[layout]
    chords = [] if plan.chords is None else list(_chords(song.chart, hands=plan.chords == plan.melody))
    melody = list(_melody(song, swing, jitter, random.Random(seed)))
    if plan.chords == plan.melody:
        tracks = [_named(plan.melody, 0, PIANO, melody + chords)]
    else:
        tracks = [_named(plan.melody, 0, SAX, melody)]
        tracks += [_named(plan.chords, 1, PIANO, chords)] if plan.chords is not None else []
    conductor = list(_conductor(song, plan.words))
    file = mido.MidiFile(type=plan.file_type, ticks_per_beat=PPQ)
    if plan.file_type == 0:
        nameless = (pair for track in tracks for pair in track[1:])
        file.tracks = [_track([*conductor, *nameless])]
    else:
        file.tracks = [_track(conductor), *map(_track, tracks)]
    stream = io.BytesIO()
    file.save(file=stream)
    return stream.getvalue()


def _named(name: str, channel: int, program: int, notes: Iterable[tuple[int, int, int]]) -> list[Timed]:
    """The events of one player: the name of the track first, then its instrument and (start, end, pitch) notes."""
    events: list[Timed] = [(0, mido.MetaMessage("track_name", name=name))]
    events.append((0, mido.Message("program_change", channel=channel, program=program)))
    for start, end, pitch in notes:
        events.append((start, mido.Message("note_on", channel=channel, note=pitch, velocity=PLAYED_VELOCITY)))
        events.append((end, mido.Message("note_off", channel=channel, note=pitch)))
    return events


def _melody(song: Song, swing: float, jitter: float, rng: random.Random) -> Iterator[tuple[int, int, int]]:
    """The (start, end, pitch) of each note of the solo as played, none into the next."""
    straight = {beat for beat, within in (divmod(note.onset, TICKS_PER_QUARTER) for note in song.solo) if within % 12}

    def played(tick: int) -> int:
        """The played tick: an off-beat eighth comes late, unless its beat holds sixteenths or triplets."""
        beat, within = divmod(tick, TICKS_PER_QUARTER)
        late = (2 * swing - 1) * min(within, TICKS_PER_QUARTER - within) if beat not in straight else 0
        return round((tick + late) * PLAYED_PER_TICK)

    starts = [max(0, round(played(note.onset) + rng.gauss(0, jitter) * PPQ)) for note in song.solo]
    following = [*starts[1:], played(song.solo.end)]
    for note, start, limit in zip(song.solo, starts, following, strict=True):
        yield start, max(start + 1, min(limit, played(note.end))), note.pitch


def _chords(chart: Chart, *, hands: bool) -> Iterator[tuple[int, int, int]]:
    """The (start, end, pitch) of block chords struck at each change and bar line; shells in a left hand."""
    bars = {bar * chart.metre.bar for bar in range(chart.bars)}
    onsets = sorted(bars | {change.onset for change in chart.changes})
    for start, end in zip(onsets, [*onsets[1:], chart.length], strict=True):
        chord = chart.chord_at(start)
        for pitch in _voicing(chord, shell=hands):
            yield start * PLAYED_PER_TICK, (end - 1) * PLAYED_PER_TICK, pitch


def _voicing(chord: Chord, *, shell: bool) -> list[int]:
    """The root in an octave of the bass and the chord over it; a shell lies lower, under every melody."""
    if chord.root is None:
        return []
    bottom = LEFT_HAND_BOTTOM if shell else CHORDS_BOTTOM
    upper = [step for step in chord.intervals if step in SHELL] if shell else chord.intervals
    over = {bottom + 12 + (chord.root + step - bottom) % 12 for step in upper}
    return [bottom + (chord.root - bottom) % 12, *sorted(over)]


def _conductor(song: Song, words: str | None) -> Iterator[Timed]:
    """Title, tempo, metre, key, and the chord symbols as `words`."""
    chart = song.chart
    yield 0, mido.MetaMessage("track_name", name=song.title)
    yield 0, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(song.tempo))
    yield 0, mido.MetaMessage("time_signature", numerator=chart.metre.beats, denominator=chart.metre.unit)
    if chart.key:
        yield 0, mido.MetaMessage("key_signature", key=key_name(chart.key))
    if words:
        yield from (_word(words, change) for change in chart.changes)


def _word(kind: str, change: Change) -> Timed:
    return change.onset * PLAYED_PER_TICK, mido.MetaMessage(kind, text=change.chord.symbol)


def _track(events: list[Timed]) -> mido.MidiTrack:
    """Events in order of time, note-offs first, each with the time since the last."""

    def order(event: Timed) -> tuple[int, int]:
        ranks = {"note_off": 1, "note_on": 2}
        return event[0], ranks.get(event[1].type, 0)

    track: Any = mido.MidiTrack()
    now = 0
    for tick, message in sorted(events, key=order):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=0))
    return track

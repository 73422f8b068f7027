"""Perform: notes on the page become notes as played, with swing, lay-back, articulation and accents.

What players do is in tables. Timing (in `swing`) is measured on the swing solos of the Weimar Jazz Database, beside
Friberg & Sundström (2002) and Corcoran & Frieler (2021); accents and articulation are taste guided by it. Eighths are
slurred from the off-beat into the beat, the last short note of a phrase is clipped ("doo-dat"), quarters are detached
in swing and long notes are held; peaks stand out, valleys on the off-beat are ghosted. The soloist lies back on the
beat, less than real players do, so that a grid still finds each note. Knows no files; all chance is in `rng`.

Played time is in ticks of 1/480 quarter note; velocities stay in 50..115.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from jazz.band import comping
from jazz.instruments import Instrument, find_instrument
from jazz.music import (
    PLAYED_PER_TICK,
    TICKS_PER_QUARTER,
    Chart,
    Note,
    Part,
    Performance,
    PlayedNote,
    Solo,
)
from jazz.swing import LATENESS_BY_TEMPO, STRAIGHT, Swing, interpolate, played_milliseconds, swing_share

SOFTEST, LOUDEST = 50, 115
BACKINGS = ("chords", "none")
EIGHTH = TICKS_PER_QUARTER // 2
QUARTER = TICKS_PER_QUARTER

MOST_LATE = 11  # played ticks: a real soloist is up to 30 ms late, but past 1/30 of a beat no grid finds the note
LATENESS_SPREAD = 3  # played ticks, by chance, either way
REATTACK = 24  # played ticks of silence before the same pitch again
SHORTEST = 20  # played ticks

# How much of its length a note sounds, by its place; the first row that fits counts.
SOUNDING = {
    "last": 1.0,
    "phrase end, short": 0.55,
    "phrase end, long": 0.92,
    "quarter in swing": 0.70,
    "long": 0.96,
    "off the beat": 0.98,
    "elsewhere": 0.88,
}

# Velocity over the page's own, by place; all rows that fit add up.
ACCENTS = {
    "peak": 9,
    "valley": -7,
    "ghost": -12,
    "off-beat eighth": 5,
    "first of a phrase": 3,
    "clipped last of a phrase": 8,
    "long last of a phrase": -4,
}
VELOCITY_PER_SEMITONE = 0.6  # over or under the middle of the line
MOST_FOR_HEIGHT = 8
VELOCITY_SPREAD = 3


def perform(
    solo: Solo,
    chart: Chart,
    *,
    tempo: float,
    rng: Random,
    swing: float | None = None,
    instrument: str = "tenor sax",
    backing: str = "chords",
    texts: tuple[str, ...] = (),
) -> Performance:
    """The solo as a player would play it, with a comping piano if `backing` is "chords" and not "none".

    `tempo` is in quarter notes a minute; `swing` the share of a beat before its off-beat (0.5 straight, 0.667 triplets;
    None: as the tempo and the style of the chart ask). The same `rng` state gives the same performance. Raises
    `JazzError` for an unknown instrument, ValueError for an unknown backing.
    """
    if backing not in BACKINGS:
        raise ValueError(f'"{backing}" is no backing; there is {" and ".join(BACKINGS)}')
    player = find_instrument(instrument)
    share = swing_share(tempo, chart.style, chart.metre) if swing is None else swing
    parts = [play(solo, chart, player, tempo=tempo, share=share, rng=rng)]
    if backing == "chords":
        parts.append(comping(chart, tempo=tempo, swing=share, style=chart.style, rng=rng))
    return Performance(chart, tempo, tuple(part for part in parts if part.notes), texts)


def play(solo: Solo, chart: Chart, player: Instrument, *, tempo: float, share: float, rng: Random) -> Part:
    """The soloist's part on channel 0: no two notes overlap, none is empty, all end inside the chart."""
    notes = [note for note in solo if note.onset < chart.length]
    swing = Swing(share, (note.onset for note in notes))
    late = _lateness(tempo, chart)
    end = chart.length * PLAYED_PER_TICK
    starts = _starts([swing.time(note.onset) + _delay(note, late, rng) for note in notes], end)
    middle = sum(note.pitch for note in notes) / max(1, len(notes))
    played = []
    for index, (start, following) in enumerate(zip(starts, [*starts[1:], end], strict=False)):
        note, place = notes[index], _place(notes, index)
        full = following - start if place.joined else swing.time(note.end) - swing.time(note.onset)
        sounding = SOUNDING[_articulation(place, note, swung=share > STRAIGHT)]
        limit = following - REATTACK if place.repeated else following
        stop = min(start + max(SHORTEST, round(sounding * full)), limit)
        played.append(PlayedNote(start, max(start + 1, stop), note.pitch, _velocity(place, note, middle, rng)))
    return Part(player.track, player.program, 0, tuple(played))


def _lateness(tempo: float, chart: Chart) -> float:
    """Played ticks by which the soloist is behind the beat; none where the beat is not a quarter."""
    if chart.metre.unit != 4:
        return 0
    return min(MOST_LATE, played_milliseconds(interpolate(LATENESS_BY_TEMPO, tempo), tempo))


def _starts(wanted: Sequence[int], end: int) -> list[int]:
    """Starts in strictly rising order from 0 on, as near to the wanted ones as that allows, all before `end`."""
    starts: list[int] = []
    for index, start in enumerate(wanted):
        earliest = starts[-1] + 1 if starts else 0
        starts.append(min(max(start, earliest), end - len(wanted) + index))
    return starts


def _delay(note: Note, late: float, rng: Random) -> int:
    """How long after its place a note comes: late on the beat, with the band on the off-beat, between in between."""
    within = note.onset % TICKS_PER_QUARTER
    share = 1.0 if within == 0 else 0.0 if within == EIGHTH else 0.5
    return round(share * late) + rng.randint(-LATENESS_SPREAD, LATENESS_SPREAD)


class _Place(NamedTuple):
    """Where a note stands in its line; a phrase ends where a rest of an eighth or more follows."""

    first: bool
    last_of_phrase: bool
    last: bool
    joined: bool  # the next note begins where this one ends
    repeated: bool  # the next note is the same pitch
    peak: bool
    valley: bool
    before_peak: bool
    off_beat: bool


def _place(notes: Sequence[Note], index: int) -> _Place:
    note = notes[index]
    before = notes[index - 1] if index else None
    after = notes[index + 1] if index + 1 < len(notes) else None
    beyond = notes[index + 2] if index + 2 < len(notes) else None
    first = before is None or note.onset - before.end >= EIGHTH
    ends = after is None or after.onset - note.end >= EIGHTH
    over_before = before is None or note.pitch > before.pitch
    over_after = after is None or note.pitch > after.pitch
    return _Place(
        first=first,
        last_of_phrase=ends,
        last=after is None,
        joined=after is not None and after.onset == note.end,
        repeated=after is not None and after.pitch == note.pitch,
        peak=over_before and over_after,
        valley=before is not None and after is not None and note.pitch < min(before.pitch, after.pitch),
        before_peak=after is not None and after.pitch > note.pitch and (beyond is None or after.pitch > beyond.pitch),
        off_beat=note.onset % TICKS_PER_QUARTER == EIGHTH,
    )


def _articulation(place: _Place, note: Note, *, swung: bool) -> str:
    """The row of `SOUNDING` that a note belongs to."""
    short = note.duration <= EIGHTH
    rows = {
        "last": place.last,
        "phrase end, short": place.last_of_phrase and short,
        "phrase end, long": place.last_of_phrase and note.duration != QUARTER,
        "quarter in swing": swung and note.duration == QUARTER,
        "long": note.duration > EIGHTH,
        "off the beat": place.off_beat,
        "elsewhere": True,
    }
    return next(row for row, fits in rows.items() if fits)


def _velocity(place: _Place, note: Note, middle: float, rng: Random) -> int:
    """The velocity of a note: that of the page, its height in the line, its accents and a little chance."""
    short = note.duration <= EIGHTH
    rows = {
        "peak": place.peak,
        "valley": place.valley,
        "ghost": place.valley and place.off_beat and short and place.before_peak,
        "off-beat eighth": place.off_beat and short,
        "first of a phrase": place.first,
        "clipped last of a phrase": place.last_of_phrase and short and place.off_beat,
        "long last of a phrase": place.last_of_phrase and not short,
    }
    height = min(MOST_FOR_HEIGHT, max(-MOST_FOR_HEIGHT, VELOCITY_PER_SEMITONE * (note.pitch - middle)))
    accents = sum(ACCENTS[row] for row, fits in rows.items() if fits)
    chance = rng.randint(-VELOCITY_SPREAD, VELOCITY_SPREAD)
    return min(LOUDEST, max(SOFTEST, note.velocity + round(height) + accents + chance))

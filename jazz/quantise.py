"""From a performance to the page: notes one at a time, on the grid of 1/24 quarter note, with written lengths.

Where a note belongs is decided in `tatums`; here it becomes a `Note`. A written length is not the sounding one: a note
lasts to the next, unless the silence between them is heard as a rest; only a line that was typed, not played, keeps its
lengths. What the page does not show is handed on beside it: the swing, how far the playing was from the page, and how
many notes found no place.

This room knows neither files, nor chords, nor metre: the beat is given, and it is a quarter note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil, inf, sqrt

from jazz.music import TICKS_PER_QUARTER, Note
from jazz.swing import STRAIGHT
from jazz.tatums import Tatum, swing_ratio, tatums, typed

SIMULTANEOUS = 0.005
"""Seconds: notes that begin closer than this are one attack, of which the highest note is kept."""
GRACE = 3
"""Ticks by which a note may be moved forward when the next one stands on its place."""
REST_BEATS, REST_SECONDS = 0.5, 0.2
"""Silence after a note is a rest from an eighth on, and in slow music from so many seconds on; less is articulation.
(In the Weimar solos 98 % of the phrases end in such a silence, and 4 % of the notes inside them.)"""
REST_LINES = (12, 8, 6, 24)
"""Rests begin on an eighth, else on a triplet, a sixteenth, a beat: the first that can be read beside the notes."""
READABLE = {12: set(range(0, 24, 3)), 8: {0, 4, 8, 16, 20}, 6: set(range(0, 24, 3)), 24: {0}}
"""Where in its beat a note may stand when a rest begins on such a line in the same beat: no mixed divisions."""
OVERHANG = 4
"""Ticks by which a note may sound into its rest."""


@dataclass(frozen=True, slots=True)
class PerformedNote:
    """A note as played: onset and end in quarter-note beats from the first bar line, MIDI pitch and velocity."""

    onset: float
    end: float
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Quantised:
    """Notes on the page, one at a time, with what the page does not show.

    `swing` is the share of a beat that the first of two eighths takes (0.5 to 0.75); `residual` the root mean square
    distance between playing and page in beats, where eighths on the page swing; `dropped` counts the notes without a
    place. `timing` is micro-timing: for each note, how many beats later it was played than the page and this swing say.
    """

    notes: tuple[Note, ...]
    swing: float
    residual: float
    dropped: int
    timing: tuple[float, ...] = ()


def quantise(notes: Iterable[PerformedNote], *, beat_seconds: float) -> Quantised:
    """The notes as a copyist would write them: one at a time, on the grid of 1/24 quarter note.

    `beat_seconds` is the length of a beat, because what is early, simultaneous or a rest is heard in seconds. Notes
    before the first bar line are written on it.
    """
    attacks, doubled = _attacks(notes, SIMULTANEOUS / beat_seconds)
    onsets = [note.onset for note in attacks]
    swing = swing_ratio(onsets, beat_seconds=beat_seconds)
    places = tatums(onsets, beat_seconds=beat_seconds, swing=swing)
    placed, crowded = _one_per_tick(zip((max(0, place.tick) for place in places), attacks, strict=True))
    exact = typed(onsets, swing=swing) and typed([note.end for note in attacks])
    written = _typed_lengths(placed) if exact else _written(placed, beat_seconds)
    errors = [(onset - place.played(swing)) ** 2 for onset, place in zip(onsets, places, strict=True)]
    residual = sqrt(sum(errors) / len(errors)) if errors else 0.0
    home = dict(zip(attacks, places, strict=True))
    timing = (note.onset - _played(tick, home[note], swing) for tick, note in placed)
    return Quantised(tuple(written), swing, residual, doubled + crowded, tuple(timing))


def copy(notes: Iterable[PerformedNote]) -> Quantised:
    """The notes of a page as they stand there: of those that begin together the highest, each to the next at most."""
    attacks, doubled = _attacks(notes, 0.5 / TICKS_PER_QUARTER)
    ticks = [(round(TICKS_PER_QUARTER * note.onset), round(TICKS_PER_QUARTER * note.end)) for note in attacks]
    following = [*(onset for onset, _ in ticks[1:]), inf]
    written = (
        Note(onset, int(max(1, min(end, after) - onset)), note.pitch, note.velocity)
        for (onset, end), after, note in zip(ticks, following, attacks, strict=True)
    )
    return Quantised(tuple(written), STRAIGHT, 0.0, doubled)


def _played(tick: int, place: Tatum, swing: float) -> float:
    """Where a player with this swing plays a note that is written at a tick; not at its place if that was taken."""
    return place.played(swing) if place.tick == tick else tick / TICKS_PER_QUARTER


def _attacks(notes: Iterable[PerformedNote], together: float) -> tuple[list[PerformedNote], int]:
    """The notes in onset order, of each attack the highest; and how many were dropped for it."""
    kept: list[PerformedNote] = []
    dropped = 0
    for note in sorted(notes, key=lambda note: (note.onset, note.pitch)):
        if kept and note.onset - kept[-1].onset < together:
            dropped += 1
            kept[-1] = max(kept[-1], note, key=lambda note: note.pitch)
        else:
            kept.append(note)
    return kept, dropped


def _one_per_tick(placed: Iterable[tuple[int, PerformedNote]]) -> tuple[list[tuple[int, PerformedNote]], int]:
    """One note a tick: the first of two becomes a grace note before it where there is room, else the longer stays."""
    kept: list[tuple[int, PerformedNote]] = []
    dropped = 0
    for tick, note in placed:
        if not kept or kept[-1][0] < tick:
            kept.append((tick, note))
            continue
        taken, other = kept.pop()
        free = kept[-1][0] + 1 if kept else 0
        if free < taken:
            kept += [(max(free, taken - GRACE), other), (taken, note)]
        else:
            kept.append((taken, max(other, note, key=lambda each: each.end - each.onset)))
            dropped += 1
    return kept, dropped


def _written(placed: Sequence[tuple[int, PerformedNote]], beat_seconds: float) -> Iterator[Note]:
    """The notes with the lengths that a copyist gives them: up to the next note, or to a rest that one can read."""
    for (tick, note), after in zip_longest(placed, placed[1:]):
        following, silence = (after[0], after[1].onset - note.end) if after else (None, inf)
        legato = silence < REST_BEATS and silence * beat_seconds < REST_SECONDS
        end = following if legato and following else _rest(tick, note.end * TICKS_PER_QUARTER, following)
        yield Note(tick, end - tick, note.pitch, note.velocity)


def _typed_lengths(placed: Sequence[tuple[int, PerformedNote]]) -> Iterator[Note]:
    """The notes with the lengths that they have already, where the next note leaves room."""
    for (tick, note), after in zip_longest(placed, placed[1:]):
        end = max(round(note.end * TICKS_PER_QUARTER), tick + 1)
        yield Note(tick, (min(end, after[0]) if after else end) - tick, note.pitch, note.velocity)


def _rest(tick: int, sounded: float, following: int | None) -> int:
    """The tick at which the rest after a note begins, or the next note where no rest fits before it."""
    for line in REST_LINES:
        begin = max(ceil((sounded - min(OVERHANG, line / 3)) / line), tick // line + 1) * line
        if following is not None and begin >= following:
            continue
        beat, place = divmod(begin, TICKS_PER_QUARTER)
        beside = {each % TICKS_PER_QUARTER for each in (tick, following or 0) if each // TICKS_PER_QUARTER == beat}
        if place == 0 or beside <= READABLE[line]:
            return begin
    return following if following is not None else begin

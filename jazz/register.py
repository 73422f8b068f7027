"""Register: a line placed inside a range and without leaps larger than a limit.

Whole stretches of a line move by octaves, so that its contour is kept: among all ways to put each note into an octave
the cheapest is found by dynamic programming, where changing octave inside a phrase costs more than at a rest. Where
octaves alone cannot do it (a range under an octave, a limit under six semitones), notes move to the nearest pitch that
can be reached. Range and leap then hold for every line, every range and every limit of at least one semitone.
A line that needs nothing is returned unchanged. Knows chords only through roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jazz.music import Chart, Chord, Note
from jazz.theory import role

OCTAVES_KEPT = 4  # candidates a note, nearest octaves first
OCTAVE_COST = 10  # a note, an octave away from where it was
CHANGE_COST = 80  # another shift than the note before has, inside a phrase
CHANGE_AT_REST_COST = 10  # the same after a rest of an eighth, or where the leap was too large anyway
TOO_FAR_COST = 10_000  # a leap over the limit
REST = 12
ROLE_COST = {"C": 0, "L": 0, "S": 1, "X": 3}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a line must keep: lowest and highest pitch (inclusive), largest leap in semitones, tempo for breathing."""

    low: int
    high: int
    max_leap: int
    tempo: float = 120.0

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 127:
            raise ValueError(f"a range goes from a low to a high MIDI pitch, got {self.low}..{self.high}")
        if self.max_leap < 1 or self.tempo <= 0:
            raise ValueError(f"a leap limit is at least 1 semitone, a tempo positive: {self.max_leap}, {self.tempo}")


def keeps(pitches: Sequence[int], limits: Limits) -> bool:
    """Whether these pitches, in a row, stay inside the range and leap no further than the limit."""
    inside = all(limits.low <= pitch <= limits.high for pitch in pitches)
    return inside and all(abs(after - before) <= limits.max_leap for before, after in pairwise(pitches))


def place(notes: Sequence[Note], chart: Chart, limits: Limits) -> list[Note]:
    """The notes inside the range and the leap limit, rhythm unchanged; as they are if they keep both."""
    if keeps([note.pitch for note in notes], limits):
        return list(notes)
    placed: list[Note] = []
    for note, wanted in zip(notes, _best_octaves(notes, chart, limits), strict=True):
        pitch = wanted
        if placed and abs(wanted - placed[-1].pitch) > limits.max_leap:
            low = max(limits.low, placed[-1].pitch - limits.max_leap)
            high = min(limits.high, placed[-1].pitch + limits.max_leap)
            pitch = nearest(wanted, low, high, chart.chord_at(note.onset))
        placed.append(replace(note, pitch=pitch))
    return placed


def nearest(pitch: int, low: int, high: int, chord: Chord) -> int:
    """The pitch from `low` to `high` nearest to a pitch; tones of the chord and its scale count as nearer."""
    return min(range(low, high + 1), key=lambda other: (abs(other - pitch) + ROLE_COST[role(other, chord)], other))


def _octaves(note: Note, chart: Chart, limits: Limits) -> list[int]:
    """The pitches that a note may take: itself in the octaves of the range, or one stand-in if there is none."""
    lowest = limits.low + (note.pitch - limits.low) % 12
    inside = range(lowest, limits.high + 1, 12)
    if inside:
        return sorted(inside, key=lambda pitch: (abs(pitch - note.pitch), pitch))[:OCTAVES_KEPT]
    # `lowest` lies over a range of less than an octave, lowest - 12 under it: the nearer of both leads back into it
    above, below = lowest - limits.high, limits.low - (lowest - 12)
    return [nearest(lowest if above < below else lowest - 12, limits.low, limits.high, chart.chord_at(note.onset))]


def _best_octaves(notes: Sequence[Note], chart: Chart, limits: Limits) -> list[int]:
    """The cheapest octave for every note (Viterbi); `notes` is not empty."""
    options = [_octaves(note, chart, limits) for note in notes]
    costs = [OCTAVE_COST * abs(pitch - notes[0].pitch) // 12 for pitch in options[0]]
    back: list[list[int]] = []
    for index in range(1, len(notes)):
        before, after = notes[index - 1], notes[index]
        at_rest = after.onset - before.end >= REST or abs(after.pitch - before.pitch) > limits.max_leap
        change = CHANGE_AT_REST_COST if at_rest else CHANGE_COST
        came_from, reached = [], []
        for pitch in options[index]:
            shift = pitch - after.pitch
            ways = [
                cost
                + (change if previous - before.pitch != shift else 0)
                + (TOO_FAR_COST if abs(pitch - previous) > limits.max_leap else 0)
                for previous, cost in zip(options[index - 1], costs, strict=True)
            ]
            came_from.append(ways.index(min(ways)))
            reached.append(min(ways) + OCTAVE_COST * abs(shift) // 12)
        back.append(came_from)
        costs = reached
    best = [costs.index(min(costs))]
    for came_from in reversed(back):
        best.append(came_from[best[-1]])
    return [option[choice] for option, choice in zip(options, reversed(best), strict=True)]

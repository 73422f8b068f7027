"""The rule of thumb that `jazz.rendition` is measured against: timing, accents and articulation from tables of taste.

Eighths are slurred from the off-beat into the beat, the last short note of a phrase is clipped ("doo-dat"), quarters
are detached in swing and long notes are held; peaks stand out, valleys on the off-beat are ghosted; the soloist lies
back on the beat, and every note has a little chance. The program played so before it learned from players.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from jazz.music import TICKS_PER_QUARTER, Note
from jazz.swing import EIGHTH, STRAIGHT, interpolate

LATENESS_BY_TEMPO = ((60, 40), (120, 33), (150, 32), (190, 20), (235, 10), (300, 3))  # milliseconds, on the beat
LATENESS_SPREAD, VELOCITY_SPREAD = 3, 3  # played ticks and velocities, by chance, either way
SOUNDING = {
    "last": 1.0,
    "phrase end, short": 0.55,
    "phrase end, long": 0.92,
    "quarter in swing": 0.70,
    "long": 0.96,
    "off the beat": 0.98,
    "elsewhere": 0.88,
}
"""How much of its length a note sounds, by its place; the first row that fits counts."""
ACCENTS = {
    "peak": 9,
    "valley": -7,
    "ghost": -12,
    "off-beat eighth": 5,
    "first of a phrase": 3,
    "clipped last of a phrase": 8,
    "long last of a phrase": -4,
}
"""Velocity over the page's own, by place; all rows that fit add up."""
VELOCITY_PER_SEMITONE, MOST_FOR_HEIGHT = 0.6, 8


def rule(notes: Sequence[Note], *, tempo: float, share: float) -> np.ndarray:
    """How late (ms), how loud (in velocities) and how long (share) each note is: (notes, 3)."""
    middle = sum(note.pitch for note in notes) / len(notes)
    late = interpolate(LATENESS_BY_TEMPO, tempo)
    around = zip([None, *notes[:-1]], notes, [*notes[1:], None], [*notes[2:], None, None], strict=False)
    return np.array([_one(*four, middle=middle, late=late, swung=share > STRAIGHT) for four in around])


def by_chance(count: int, tempo: float, rng: Random) -> np.ndarray:
    """What the rule leaves to chance: (notes, 3), in the same units."""
    tick = 125 / tempo  # milliseconds
    pairs = [
        (tick * rng.randint(-LATENESS_SPREAD, LATENESS_SPREAD), rng.randint(-VELOCITY_SPREAD, VELOCITY_SPREAD), 0)
        for _ in range(count)
    ]
    return np.array(pairs)


def _one(
    before: Note | None, note: Note, after: Note | None, beyond: Note | None, *, middle: float, late: float, swung: bool
) -> tuple[float, float, float]:
    within = note.onset % TICKS_PER_QUARTER
    off_beat, short = within == EIGHTH, note.duration <= EIGHTH
    first = before is None or note.onset - before.end >= EIGHTH
    ends = after is None or after.onset - note.end >= EIGHTH
    peak = all(other is None or note.pitch > other.pitch for other in (before, after))
    valley = all(other is not None and note.pitch < other.pitch for other in (before, after))
    before_peak = after is not None and after.pitch > note.pitch and (beyond is None or after.pitch > beyond.pitch)
    accents = {
        "peak": peak,
        "valley": valley,
        "ghost": valley and off_beat and short and before_peak,
        "off-beat eighth": off_beat and short,
        "first of a phrase": first,
        "clipped last of a phrase": ends and short and off_beat,
        "long last of a phrase": ends and not short,
    }
    articulations = {
        "last": after is None,
        "phrase end, short": ends and short,
        "phrase end, long": ends and note.duration != TICKS_PER_QUARTER,
        "quarter in swing": swung and note.duration == TICKS_PER_QUARTER,
        "long": not short,
        "off the beat": off_beat,
        "elsewhere": True,
    }
    height = min(MOST_FOR_HEIGHT, max(-MOST_FOR_HEIGHT, VELOCITY_PER_SEMITONE * (note.pitch - middle)))
    loud = height + sum(ACCENTS[row] for row, fits in accents.items() if fits)
    held = next(SOUNDING[row] for row, fits in articulations.items() if fits)
    return late * {0: 1.0, EIGHTH: 0.0}.get(within, 0.5), loud, held

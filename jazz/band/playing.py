"""From strokes on the page to notes as played: swing, the small unevenness of hands, and nothing that a file forbids.

How early or late and how evenly each player plays is a table. A rhythm section agrees to some 10 or 20 ms, more than
which a listener would hear (Butterfield 2010, "Participatory discrepancies and the perception of beats in jazz"); who
leads within that is taste. Off-beats of all players are together (Friberg & Sundström 2002). We stay within a thirtieth
of a beat, so that a sequencer's grid finds every note. All is scaled by `humanise`; at 0 each onset stands on the swung
grid.

Page time is in ticks of 1/24 quarter note, played time in ticks of 1/480.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from jazz.music import PLAYED_PER_TICK, PlayedNote, separated
from jazz.swing import Swing, played_milliseconds

MOST = 15  # played ticks early or late: a thirtieth of a beat
SOFTEST, LOUDEST = 18, 112


class Stroke(NamedTuple):
    """A note of the band on the page: from tick to tick, MIDI pitch, velocity, the share of its length that sounds."""

    onset: int
    end: int
    pitch: int
    velocity: int
    sounding: float = 0.92


@dataclass(frozen=True, slots=True)
class Hands:
    """How evenly a player plays: milliseconds late on average, their spread, and the spread of the velocity."""

    late: float
    spread: float
    velocity: float


HANDS = {"piano": Hands(3.0, 5.0, 3.5), "bass": Hands(-1.5, 4.5, 3.0), "drums": Hands(0.0, 3.0, 3.0)}


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that all players share: quarters a minute, swing share, how human, and the last tick on the page."""

    tempo: float
    share: float
    humanise: float
    end: int


def played(strokes: Sequence[Stroke], hands: Hands, clock: Clock, rng: Random) -> tuple[PlayedNote, ...]:
    """Strokes as notes: what begins together on the page does so, no pitch overlaps itself, all end with the page."""
    swing = Swing(clock.share, ())
    time: dict[int, int] = {}
    delays: dict[int, int] = {}
    notes = []
    for stroke in strokes:
        for tick in (stroke.onset, stroke.end):
            if tick not in time:
                time[tick] = swing.time(tick)
        if stroke.onset not in delays:
            delays[stroke.onset] = _delay(hands, clock, rng)
        begin = time[stroke.onset]
        start = max(0, begin + delays[stroke.onset])
        end = start + max(1, round(stroke.sounding * (time[stroke.end] - begin)))
        velocity = stroke.velocity + round(clock.humanise * rng.gauss(0.0, hands.velocity))
        notes.append(PlayedNote(start, end, stroke.pitch, min(LOUDEST, max(SOFTEST, velocity))))
    return separated(notes, clock.end * PLAYED_PER_TICK)


def _delay(hands: Hands, clock: Clock, rng: Random) -> int:
    """By how many played ticks one onset is late."""
    late = played_milliseconds(clock.humanise * rng.gauss(hands.late, hands.spread), clock.tempo)
    return max(-MOST, min(MOST, round(late)))

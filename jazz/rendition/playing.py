"""From the page to the instrument: swing, and a player's habits, made notes that a MIDI file can hold.

Loudness and length are those of real players at their real size: decibels become velocities by the square law that
General MIDI asks of synthesizers (amplitude as velocity squared, so 40 dB for a factor of ten). Time is not: two of
three notes of a real soloist are farther from the swung page than 1/30 of a beat, where a sequencer's grid does not
find them. So deviations of time are played at `TIGHT` of their size, and bent to stay within `FARTHEST`.

Played time is in ticks of 1/480 quarter note. Knows no files; all chance is in `rng`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np

from jazz.instruments import Instrument
from jazz.music import PLAYED_PER_TICK, Chart, Note, Part, PlayedNote, Solo
from jazz.rendition import habits, line
from jazz.swing import Swing, played_milliseconds

TIGHT = 0.4
FARTHEST = 15  # played ticks at humanise 1: within 1/30 of a beat
SOFTEST, LOUDEST = 40, 120
DECIBELS_PER_DECADE = 40
REATTACK = 24  # played ticks of silence before the same pitch again
SHORTEST = 20  # played ticks


def play(
    solo: Solo,
    chart: Chart,
    player: Instrument,
    *,
    tempo: float,
    share: float,
    humanise: float = 1.0,
    rng: Random,
) -> Part:
    """The soloist's part on channel 0: one note for each of the solo's that begins inside the chart, in order.

    No two notes overlap, none is empty, all end inside the chart. `tempo` is in quarter notes a minute, `share` the
    part of a beat before its off-beat (0.5 straight). `humanise` scales every deviation from the page: at 0 each note
    stands on the swung grid with the length and velocity of the page. The same `rng` state gives the same part.
    """
    notes = [note for note in solo if note.onset < chart.length]
    if not notes:
        return Part(player.track, player.program, 0, ())
    late, loud, held = deviations(notes, chart, tempo=tempo, share=share, rng=rng).T
    delays = np.round(humanise * bent(TIGHT * played_milliseconds(1, tempo) * late)).astype(int).tolist()
    velocities = _velocities(notes, humanise * loud)
    shares = np.exp(humanise * np.minimum(held, 0)).tolist()
    swing = Swing(share, (note.onset for note in notes))
    end = chart.length * PLAYED_PER_TICK
    starts = _starts([swing.time(note.onset) + delay for note, delay in zip(notes, delays, strict=True)], end)
    full = _full_lengths(notes, starts, swing)
    latest = _latest_ends(notes, starts, end, silence=round(REATTACK * min(humanise, 1)))
    played = (
        PlayedNote(start, max(start + 1, min(start + _sounding(length, share), limit)), note.pitch, velocity)
        for note, velocity, start, length, share, limit in zip(
            notes, velocities, starts, full, shares, latest, strict=True
        )
    )
    return Part(player.track, player.program, 0, tuple(played))


def deviations(notes: Sequence[Note], chart: Chart, *, tempo: float, share: float, rng: Random) -> np.ndarray:
    """How late (ms), how loud (dB) and how long (logarithm of a share) each note is played: (notes, 3), life-size."""
    weights = habits.shipped()
    mean, spread = habits.expect(line.seen(notes, chart.metre, tempo=tempo, share=share), weights)
    if chart.metre.unit != 4:
        mean[:, 0] = 0  # the beat is not a quarter: nothing was learned of what is late in it
    low, high = zip(*habits.LIMITS, strict=True)
    return np.asarray(np.clip(mean + spread * habits.chance(len(notes), weights, rng), low, high))


def bent(delays: np.ndarray) -> np.ndarray:
    """Delays in played ticks, bent so that none is farther than `FARTHEST`; small ones stay as they are."""
    return np.asarray(FARTHEST * np.tanh(delays / FARTHEST))


def _starts(wanted: Sequence[int], end: int) -> list[int]:
    """Starts in strictly rising order from 0 on, as near to the wanted ones as that allows, all before `end`."""
    starts: list[int] = []
    for index, start in enumerate(wanted):
        earliest = starts[-1] + 1 if starts else 0
        starts.append(min(max(start, earliest), end - len(wanted) + index))
    return starts


def _full_lengths(notes: Sequence[Note], starts: Sequence[int], swing: Swing) -> list[int]:
    """How long each note would sound in full: to the next note where the page joins them, else for its length."""
    lengths = [swing.time(note.end) - swing.time(note.onset) for note in notes]
    joined = (index for index, (note, after) in enumerate(pairwise(notes)) if note.end == after.onset)
    for index in joined:
        lengths[index] = starts[index + 1] - starts[index]
    return lengths


def _latest_ends(notes: Sequence[Note], starts: Sequence[int], end: int, *, silence: int) -> list[int]:
    """When each note must have ended: as the next begins, and some silence before that if it has the same pitch."""
    pairs = zip(pairwise(notes), starts[1:], strict=True)
    return [*(start - silence * (note.pitch == after.pitch) for (note, after), start in pairs), end]


def _sounding(full: int, share: float) -> int:
    """How long a note sounds that is to sound for a share of its full length."""
    return max(round(share * full), min(full, SHORTEST))


def _velocities(notes: Sequence[Note], decibels: np.ndarray) -> list[int]:
    """The page's velocities so many decibels louder, no further out than `SOFTEST` and `LOUDEST` unless the page is."""
    page = np.array([note.velocity for note in notes])
    wanted = page * 10 ** (decibels / DECIBELS_PER_DECADE)
    return [round(one) for one in np.clip(wanted, np.minimum(page, SOFTEST), np.maximum(page, LOUDEST)).tolist()]

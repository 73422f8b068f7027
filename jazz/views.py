"""Views: what each value would mean if it came next, in the ways in which a musician hears it.

A tone is an interval from the last note, a degree over the chord, over the next chord and in the key, and a place in
the register; a length is a time, and a landing on some part of a beat and of the bar. In each view every candidate
belongs to a class, and what is learned of a class (this solo likes the ninth, lands on two) holds for all values in it.
After the relative experts of Johnson, Keller & Weintraut (2017), who have two: interval and degree over the root.

The class of a value is an `int`; tones are counted in the order of intervals -12 to 12, lengths from 1 to 96 ticks. One
implementation for training, the light engine and the in-graph sampler (`xp` is numpy or keras.ops). This room knows
states and timelines; what is learned of the classes is the network's business.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from jazz import grammar
from jazz.grammar import OCTAVE, Kind, State
from jazz.music import TICKS_PER_QUARTER, WHOLE
from jazz.timeline import NO_ROOT, Timeline

Array = Any  # a numpy array or a keras tensor

INTERVALS = 2 * OCTAVE + 1
REGISTER = 40  # semitones below and above the anchor that are told apart
BEATS = 8

TONE_VIEWS = {
    "interval from the last note": INTERVALS,
    "degree over the chord": NO_ROOT + 1,
    "degree over the next chord": NO_ROOT + 1,
    "degree in the key": NO_ROOT + 1,
    "register, from the anchor": 2 * REGISTER + 1,
}
LENGTH_VIEWS = {
    "time to the next onset": WHOLE,
    "landing in the quarter": TICKS_PER_QUARTER,
    "landing in the bar": BEATS,
}
"""The views of tones and of lengths, with the number of classes in each."""

WIDTHS = (*TONE_VIEWS.values(), *LENGTH_VIEWS.values())
N_CLASSES = sum(WIDTHS)
"""All views side by side: class k of view v is column `sum(WIDTHS[:v]) + k`."""

_INTERVALS = np.arange(-OCTAVE, OCTAVE + 1, dtype=np.int32)
_TICKS = np.arange(1, WHOLE + 1, dtype=np.int32)
_STARTS = np.cumsum([0, *WIDTHS[:-1]]).astype(np.int32)
_TONE_STARTS, _LENGTH_STARTS = _STARTS[: len(TONE_VIEWS), None], _STARTS[len(TONE_VIEWS) :, None]


class Views(NamedTuple):
    """The columns of all candidates of N states."""

    tones: Array  # (N, tone views, 25)
    lengths: Array  # (N, length views, 96)


def views(xp: Any, timeline: Timeline, state: State) -> Views:
    """Return the column of each tone and each length in each view."""
    now = timeline.at(xp, state.chart, state.tick)
    pitches = state.pitch[:, None] + _INTERVALS[None]
    centres = (
        xp.take(timeline.roots, xp.take(timeline.chord, now, axis=0), axis=0),
        xp.take(timeline.roots, xp.take(timeline.following, now, axis=0), axis=0),
        xp.take(timeline.tonic, state.chart, axis=0),
    )
    height = xp.clip(pitches - state.anchor[:, None] + REGISTER, 0, 2 * REGISTER)
    tones = [_INTERVALS[None] + OCTAVE + pitches * 0, *(_degrees(xp, pitches, centre) for centre in centres), height]
    landings = state.tick[:, None] + _TICKS[None]
    beats = xp.mod(landings, xp.take(timeline.bar, state.chart, axis=0)[:, None]) // TICKS_PER_QUARTER
    lengths = [
        _TICKS[None] - 1 + landings * 0,
        xp.mod(landings, TICKS_PER_QUARTER),
        xp.minimum(beats, BEATS - 1),
    ]
    return Views(xp.stack(tones, axis=1) + _TONE_STARTS, xp.stack(lengths, axis=1) + _LENGTH_STARTS)


def _degrees(xp: Any, pitches: Array, centre: Array) -> Array:
    """The degrees (0-11) of pitches (N, 25) over pitch classes (N,); 12 where there is none."""
    degrees = xp.mod(pitches - centre[:, None], OCTAVE)
    return xp.where(centre[:, None] == NO_ROOT, NO_ROOT, degrees)


def spread(xp: Any, scores: Array, seen: Views) -> Array:
    """Give each value the sum of its classes' scores: (N, n_values) from (N, N_CLASSES); 0 for values without views."""
    tones = _gathered(xp, scores, seen.tones)
    lengths = _gathered(xp, scores, seen.lengths)
    nothing = xp.zeros_like(scores[:, :1])
    shifts = [nothing] * _FIRST_TONE
    helds = xp.zeros_like(lengths)
    return xp.concatenate([*shifts, *[tones] * len(grammar.ROLES), nothing, lengths, nothing, helds], axis=1)


def _gathered(xp: Any, scores: Array, columns: Array) -> Array:
    """Add up over the views: (N, candidates) from scores (N, N_CLASSES) and columns (N, views, candidates)."""
    count = columns.shape[1] * columns.shape[2]
    found = xp.take_along_axis(scores, xp.reshape(columns, (-1, count)), axis=1)
    return xp.sum(xp.reshape(found, (-1, *columns.shape[1:])), axis=1)


_FIRST_TONE = next(index for index, value in enumerate(grammar.VALUES) if value.kind is Kind.TONE)
_CANDIDATE = np.array(
    [
        value.number + OCTAVE if value.kind is Kind.TONE else value.number - 1 if value.kind is Kind.LENGTH else -1
        for value in grammar.VALUES
    ],
    np.int32,
)
_IS_TONE = np.array([value.kind is Kind.TONE for value in grammar.VALUES])


def chosen(xp: Any, seen: Views, values: Array) -> Array:
    """Return the columns of values (N,) chosen where these views were seen: (N, views), -1 where one has no class.

    Negative values (none chosen), shifts, rests, ties and held lengths have no classes.
    """
    known = xp.maximum(values, 0)
    candidate = xp.where(values < 0, -1, xp.take(_CANDIDATE, known, axis=0))
    tone = xp.take(_IS_TONE, known, axis=0)
    return xp.concatenate(
        [
            _columns_of(xp, seen.tones, candidate, (candidate >= 0) & tone),
            _columns_of(xp, seen.lengths, candidate, (candidate >= 0) & ~tone),
        ],
        axis=1,
    )


def _columns_of(xp: Any, columns: Array, candidate: Array, there: Array) -> Array:
    index = xp.where(there, candidate, 0)[:, None, None]
    found = xp.take_along_axis(columns, xp.repeat(index, columns.shape[1], axis=1), axis=2)[:, :, 0]
    return xp.where(there[:, None], found, -1)

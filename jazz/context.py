"""What a player on the stand knows at each step, as the network's context features.

The chord now and the next one as seen from the last note and from the root, when it comes, the place in the bar and
in the form, the key, the last notes, the register of the solo so far, how long the phrase is and how much time is left,
the tempo, what the grammar waits for, and in which manner to play. Everything is relative: a solo
transposed together with its chart has the same context. One implementation for training, the light engine and the
in-graph sampler (`xp` is numpy or keras.ops). This room knows states and timelines, not the network.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from jazz.grammar import RECENT, Phase, State
from jazz.music import TICKS_PER_QUARTER
from jazz.timeline import NO_ROOT, Timeline

Array = Any  # a numpy array or a keras tensor

_PITCH_CLASSES = np.arange(12, dtype=np.int32)
_ROOTS = np.arange(NO_ROOT + 1, dtype=np.int32)
_PHASES = np.arange(Phase.COUNT, dtype=np.int32)
_DEBTS = np.arange(3, dtype=np.int32)
_UNTIL = np.array([6, 12, 24, 48, 96, 192], np.int32)  # ticks to the next chord, at least
_TICKS = np.arange(TICKS_PER_QUARTER, dtype=np.int32)
_BEATS = np.arange(8, dtype=np.int32)
_METRES = np.array([3, 4, 5, 6], np.int32)
_BARS = np.arange(8, dtype=np.int32)
_TEMPOS = np.array([80, 120, 170, 230, 300], np.float32)

_PHRASE = np.array([1, 2, 4, 6, 8, 12, 16, 24, 32], np.int32)  # notes, at least
_TO_THE_END = np.array([48, 96, 192, 384, 768, 1536], np.int32)  # ticks, at most
_INTERVALS = np.arange(-12, 13, dtype=np.int32)

BLOCKS = {
    "phase": len(_PHASES),
    "debt": len(_DEBTS),
    "now, from the last note: chord, colour, scale tones": 36,
    "now, from the last note: root": 13,
    "now, from the root: chord, colour tones": 24,
    "next, from the last note: chord tones": 12,
    "next, from the last note: root": 13,
    "next, from this root: root": 13,
    "time to the next chord": len(_UNTIL),
    "tick in the quarter": len(_TICKS),
    "quarter in the bar": len(_BEATS),
    "metre": len(_METRES),
    "bar in the form, modulo 8": len(_BARS),
    "tonic, from the last note": 13,
    "root, from the tonic": 13,
    "minor": 1,
    "last eight pitches, from the last note": RECENT * 25,
    "notes in the phrase": len(_PHRASE),
    "time to the end": len(_TO_THE_END),
    "register and size": 6,
    "tempo": len(_TEMPOS),
}
"""The features in order, with their widths; a model's manner (style, player) follows them."""

N_CONTEXT = sum(BLOCKS.values())


def context(xp: Any, timeline: Timeline, state: State) -> Array:
    """Return the context features of N states: float (N, N_CONTEXT + manner), each about 0 to 1 in size."""
    now = timeline.at(xp, state.chart, state.tick)
    chord, following = xp.take(timeline.chord, now, axis=0), xp.take(timeline.following, now, axis=0)
    root, next_root = xp.take(timeline.roots, chord, axis=0), xp.take(timeline.roots, following, axis=0)
    last = xp.mod(state.pitch, 12)
    from_last = _roles_from(xp, timeline, chord, state.pitch)
    from_root = _roles_from(xp, timeline, chord, root)
    next_from_last = _roles_from(xp, timeline, following, state.pitch)
    until = xp.take(timeline.until, now, axis=0)
    bar = xp.take(timeline.bar, state.chart, axis=0)
    place = xp.mod(state.tick, bar)
    in_chorus = xp.mod(
        state.tick - xp.take(timeline.origin, state.chart, axis=0), xp.take(timeline.chorus, state.chart, axis=0)
    )
    tonic = xp.take(timeline.tonic, state.chart, axis=0)
    before = (state.recent - state.pitch[:, None])[:, :, None] == _INTERVALS[None, None]
    flags = [
        _one_hot(state.phase, _PHASES),
        _one_hot(state.owes, _DEBTS),
        from_last == 0,
        from_last == 1,
        from_last == 2,
        _one_hot(_interval(xp, last, root), _ROOTS),
        from_root == 0,
        from_root == 1,
        next_from_last == 0,
        _one_hot(_interval(xp, last, next_root), _ROOTS),
        _one_hot(_interval(xp, root, next_root), _ROOTS),
        until[:, None] >= _UNTIL[None],
        _one_hot(xp.mod(place, TICKS_PER_QUARTER), _TICKS),
        _one_hot(place // TICKS_PER_QUARTER, _BEATS),
        _one_hot(xp.take(timeline.beats, state.chart, axis=0), _METRES),
        _one_hot(xp.mod(in_chorus // bar, 8), _BARS),
        _one_hot(_interval(xp, last, tonic), _ROOTS),
        _one_hot(_interval(xp, tonic, root), _ROOTS),
        xp.take(timeline.minor, state.chart, axis=0)[:, None],
        xp.reshape(before, (-1, RECENT * len(_INTERVALS))),
        state.phrase[:, None] >= _PHRASE[None],
        (xp.take(timeline.end, state.chart, axis=0) - state.tick)[:, None] <= _TO_THE_END[None],
    ]
    numbers = [
        _register(xp, state),
        _tempo(xp, xp.take(timeline.tempo, state.chart, axis=0)),
        xp.take(timeline.manner, state.chart, axis=0),
    ]
    whole = xp.where(xp.concatenate(flags, axis=1), 1.0, 0.0)
    return xp.concatenate([whole, *numbers], axis=1)


def _one_hot(numbers: Array, among: np.ndarray) -> Array:
    return numbers[:, None] == among[None]


def _roles_from(xp: Any, timeline: Timeline, chords: Array, pitches: Array) -> Array:
    """Return the role (0-3) of the 12 pitch classes counted upwards from a pitch: (N, 12)."""
    pitch_class = xp.mod(pitches[:, None] + _PITCH_CLASSES[None], 12)
    return xp.take(timeline.roles, chords[:, None] * 12 + pitch_class, axis=0)


def _interval(xp: Any, below: Array, above: Array) -> Array:
    """Return the interval upwards between pitch classes (N,); 12 where either is no root."""
    return xp.where((above == NO_ROOT) | (below == NO_ROOT), NO_ROOT, xp.mod(above - below, 12))


def _register(xp: Any, state: State) -> Array:
    """Return where the last pitch lies in the solo so far, and how long note and tie are: (N, 6)."""
    count = xp.maximum(state.count, 1)
    return xp.stack(
        [
            xp.true_divide(state.pitch * state.count - state.total, 12 * count),
            xp.true_divide(state.pitch - state.lowest, 24),
            xp.true_divide(state.highest - state.pitch, 24),
            xp.true_divide(8, state.count + 8),
            xp.true_divide(xp.minimum(state.length, 192), 96),
            xp.true_divide(xp.minimum(state.tied, 192), 96),
        ],
        axis=1,
    )


def _tempo(xp: Any, tempo: Array) -> Array:
    """Return how near the tempo lies to each of five landmarks, in octaves: (N, 5)."""
    return xp.maximum(0.0, 1.0 - xp.abs(xp.log2(tempo[:, None] / _TEMPOS[None])) * 2.0)

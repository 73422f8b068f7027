"""Choruses that help each other: where a form goes round, what is unclear in one chorus is heard in the others.

The form is the shortest shift by an even number of bars at which what was heard is most like itself. A solo tells
little of each chord, but every chorus tells it anew; so each frame takes the mean, in logarithms, of what was heard
there in all choruses.
"""

from __future__ import annotations

import numpy as np

FEWEST_BARS, STEP_BARS = 8, 2
LONGEST = 0.75
"""The share of a piece that a form can take, for some of it to come twice."""
CLEAR, ALIKE = 2.0, 0.1
"""How far the likeness stands out from that at other shifts, in (robust) standard deviations, and how great it is (1:
the same again)."""
NEARLY = 0.7
"""The share of the best shift's likeness that a shorter one needs, of which the best is a multiple."""
FEWEST_SHIFTS = 3
DOUBT = 1e-3
"""Added to each probability, so that no chorus forbids a chord to the others."""


def form(likely: np.ndarray, in_bar: int) -> int:
    """The frames of a chorus, or 0 where nothing goes round, from probabilities (frames, classes).

    A bar has `in_bar` frames.
    """
    shifts = np.arange(FEWEST_BARS, LONGEST * len(likely) / in_bar + 1e-9, STEP_BARS, dtype=int) * in_bar
    if len(shifts) < FEWEST_SHIFTS:
        return 0
    alike = _likeness(likely)[shifts]
    distance = alike - np.median(alike)
    spread = 1.4826 * np.median(np.abs(distance))
    best = int(distance.argmax())
    if distance[best] <= max(CLEAR * spread, ALIKE):
        return 0
    parts = [shift for shift, far in zip(shifts, distance, strict=True) if far > NEARLY * distance[best]]
    return int(next(shift for shift in parts if shifts[best] % shift == 0))


def _likeness(likely: np.ndarray) -> np.ndarray:
    """How like itself a piece is at each shift (frames,), 1 without one: an autocorrelation of square roots."""
    heard = np.sqrt(likely)
    heard = heard - heard.mean(axis=0)
    count = len(heard)
    spectrum = np.fft.rfft(heard, 2 * count, axis=0)
    summed = np.fft.irfft((np.abs(spectrum) ** 2).sum(axis=1), 2 * count)[:count]
    return np.asarray(summed / np.arange(count, 0, -1) / max(summed[0] / count, 1e-9))


def together(likely: np.ndarray, chorus: int) -> np.ndarray:
    """The probabilities of each frame after all choruses of so many frames were heard (0: as they were)."""
    if not chorus:
        return likely
    heard = np.log(likely + DOUBT)
    pooled = np.concatenate([heard[start::chorus].mean(axis=0, keepdims=True) for start in range(chorus)])
    scores = np.exp(pooled)[np.arange(len(likely)) % chorus]
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))

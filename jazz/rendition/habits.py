"""The habits of players: how late, how loud and how long they play a note, from what they see of the line.

A network of one layer, learned from the soloists of the Weimar Jazz Database, says for each note what is likeliest and
how far players scatter about it. What is left over is chance, but not without memory: a part of it drifts from note to
note, and its shape is that of the players' own (`chance` has its quantiles), so that a note is swallowed now and then.
NumPy only; trained in Keras elsewhere. Knows neither files of music nor MIDI.

- late: milliseconds after the place on the page, where off-beats are at the share of the beat that this player gives
- loud: decibels over the middle of the solo
- held: the logarithm of the share of its length that a note sounds, up to the next note where the page joins them
"""

from __future__ import annotations

from functools import cache
from math import erf, sqrt
from random import Random
from typing import NamedTuple

import numpy as np

from jazz import assets
from jazz.weights import Weights, read

HABITS = ("late", "loud", "held")
LIMITS = ((-80.0, 100.0), (-20.0, 12.0), (-2.3, 0.3))
"""How much of each habit is believed of a player, and is played at most."""
N_FEATURES, UNITS, QUANTILES = 221, 64, 65
SHAPES = {
    "hidden.kernel": (N_FEATURES, UNITS),
    "hidden.bias": (UNITS,),
    "output.kernel": (UNITS, 2 * len(HABITS)),
    "output.bias": (2 * len(HABITS),),
    "chance": (len(HABITS), QUANTILES),
    "drift": (len(HABITS), 2),
}
"""Name and shape of every weight.

`output` says for each habit its mean, then the logarithm of its spread. `chance` are quantiles of what is left over, in
spreads, from the probability 0 to 1; `drift` is how much of its variance drifts, and how much of that is kept from note
to note.
"""


class Expected(NamedTuple):
    """What players do: the mean of each habit and its spread, both (notes, habits)."""

    mean: np.ndarray
    spread: np.ndarray


@cache
def shipped() -> Weights:
    """The weights that the program brings with it, read once."""
    return read(assets.rendition(), SHAPES)


def expect(features: np.ndarray, weights: Weights) -> Expected:
    """What players do with notes that look like this (notes, N_FEATURES)."""
    hidden = np.maximum(features @ weights["hidden.kernel"] + weights["hidden.bias"], 0)
    mean, spread = np.split(hidden @ weights["output.kernel"] + weights["output.bias"], 2, axis=1)
    return Expected(mean, np.exp(spread))


def chance(count: int, weights: Weights, rng: Random) -> np.ndarray:
    """What is left to chance in `count` notes, in spreads: (notes, habits)."""
    columns = [
        np.interp(
            [(1 + erf(score / sqrt(2))) / 2 for score in _drifting(count, share, kept, rng)],
            np.linspace(0, 1, QUANTILES),
            quantiles,
        )
        for (share, kept), quantiles in zip(weights["drift"].tolist(), weights["chance"], strict=True)
    ]
    return np.stack(columns, axis=1)


def _drifting(count: int, share: float, kept: float, rng: Random) -> list[float]:
    """Standard normal numbers, a part of which remembers: lag k has the correlation `share` x `kept` to the k."""
    drift = rng.gauss(0, 1)
    scores = []
    for _ in range(count):
        scores.append(sqrt(share) * drift + sqrt(1 - share) * rng.gauss(0, 1))
        drift = kept * drift + sqrt(1 - kept * kept) * rng.gauss(0, 1)
    return scores

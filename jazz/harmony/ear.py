"""The network that hears chords: how likely each chord is in each frame, from the evidence as each root sees it.

One small bidirectional recurrent network listens from each of the twelve roots in turn, with the same weights, and says
for each quality how well it fits there; a softmax over all roots and qualities, and no chord, compares what it says.
So a piece in another key gives the same chords in that key, exactly, and every example teaches all twelve. Trained in
Keras elsewhere; here it is NumPy. The cell is the GRU of Cho et al. (2014) in the variant that Keras calls
`reset_after`, whose gates stand in the order update, reset, candidate.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from jazz import assets
from jazz.harmony.evidence import N_FEATURES
from jazz.harmony.lexicon import N_QUALITIES
from jazz.weights import Weights, read

FRONT, UNITS = 64, 40
SHAPES = {
    "front.kernel": (N_FEATURES, FRONT),
    "front.bias": (FRONT,),
    **{
        f"{direction}.{name}": shape
        for direction in ("forward", "backward")
        for name, shape in {
            "kernel": (FRONT, 3 * UNITS),
            "recurrent_kernel": (UNITS, 3 * UNITS),
            "bias": (2, 3 * UNITS),
        }.items()
    },
    "output.kernel": (FRONT + 2 * UNITS, N_QUALITIES + 1),
    "output.bias": (N_QUALITIES + 1,),
}
"""Name and shape of every weight; the last column of the output speaks for no chord."""


@cache
def shipped() -> Weights:
    """The weights that the program brings with it, read once."""
    return read(assets.ear(), SHAPES)


def listen(features: np.ndarray, weights: Weights) -> np.ndarray:
    """The probability of each class in each frame (frames, classes), from features (frames, 12 roots, N_FEATURES)."""
    front = np.maximum(features @ weights["front.kernel"] + weights["front.bias"], 0)
    told = np.concatenate([front, _both_ways(front, weights)], axis=2) @ weights["output.kernel"]
    told += weights["output.bias"]
    chords, silence = told[..., :-1], told[..., -1].mean(axis=1, keepdims=True)
    return _softmax(np.concatenate([chords.reshape(len(told), 12 * N_QUALITIES), silence], axis=1))


def _both_ways(x: np.ndarray, weights: Weights) -> np.ndarray:
    """The states of two GRUs (frames, 12, 2 x UNITS), one of which hears the piece from its end; both step at once."""
    ways = [_way(direction, weights) for direction in ("forward", "backward")]
    turned = zip((x, x[::-1]), ways, strict=True)
    heard = np.stack([way @ kernel + bias[0] for way, (kernel, _, bias) in turned], axis=1)
    recurrent = np.stack([kernel for _, kernel, _ in ways])
    bias = np.stack([bias[1:] for *_, bias in ways])
    states = np.empty((len(x), 2, 12, UNITS), np.float32)
    state = np.zeros((2, 12, UNITS), np.float32)
    for step, now in enumerate(heard):
        before = state @ recurrent + bias
        gates = 1 / (1 + np.exp(-(now[..., : 2 * UNITS] + before[..., : 2 * UNITS])))
        update, reset = gates[..., :UNITS], gates[..., UNITS:]
        candidate = np.tanh(now[..., 2 * UNITS :] + reset * before[..., 2 * UNITS :])
        state = candidate + update * (state - candidate)
        states[step] = state
    return np.concatenate([states[:, 0], states[::-1, 1]], axis=2)


def _way(direction: str, weights: Weights) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    kernel, recurrent, bias = (weights[f"{direction}.{name}"] for name in ("kernel", "recurrent_kernel", "bias"))
    return kernel, recurrent, bias


def _softmax(scores: np.ndarray) -> np.ndarray:
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))

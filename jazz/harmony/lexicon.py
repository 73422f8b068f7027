"""The chords that are listened for: some qualities on each root, and no chord at all.

A class is a number: root x qualities + quality, and the last one is N.C. Extensions and inversions are left out: what a
chord is heard as is the largest of these chords whose tones it holds.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from jazz.music import NO_CHORD, Chord, Key
from jazz.theory import FLAT_NAMES, parse_chord, spelling

HEARD = (
    "", "6", "maj7", "7", "7b9", "7#9", "7#5", "7sus4", "sus4", "sus2",
    "m", "m6", "m7", "mM7", "m7b5", "dim", "dim7", "+",
)  # fmt: skip
N_QUALITIES = len(HEARD)
N_CLASSES = 12 * N_QUALITIES + 1
SILENCE = N_CLASSES - 1
"""The class of N.C."""


@cache
def tones() -> tuple[frozenset[int], ...]:
    """The intervals of each quality in semitones over the root."""
    return tuple(frozenset(parse_chord("C" + quality).intervals) for quality in HEARD)


@lru_cache(maxsize=4096)
def class_of(chord: Chord) -> int:
    """The class that a chord belongs to: the largest with only tones of the chord, else that with the fewest others.

    >>> HEARD[class_of(parse_chord("Cmaj9#11"))], HEARD[class_of(parse_chord("C7alt"))]
    ('maj7', '7')
    """
    if chord.root is None:
        return SILENCE
    own = frozenset(chord.intervals)
    held = [quality for quality, its in enumerate(tones()) if its <= own]
    if held:
        return chord.root * N_QUALITIES + max(held, key=lambda quality: len(tones()[quality]))
    return chord.root * N_QUALITIES + min(range(N_QUALITIES), key=lambda quality: len(tones()[quality] ^ own))


@lru_cache(maxsize=4096)
def chord_of(number: int, key: Key | None = None) -> Chord:
    """The chord of a class, its root spelled as in a key; inverse of `class_of`."""
    if number == SILENCE:
        return NO_CHORD
    root, quality = divmod(number, N_QUALITIES)
    return parse_chord((spelling(key) if key else FLAT_NAMES)[root] + HEARD[quality])


@cache
def agreement() -> np.ndarray:
    """How right each class is where another is true (classes, classes): a third each for root, triad and quality."""
    triads = np.array([_triad(its) for its in tones()])
    right = np.zeros((N_CLASSES, N_CLASSES), np.float32)
    root, quality = np.divmod(np.arange(SILENCE), N_QUALITIES)
    triad = triads[quality]
    within = 1.0 + (triad[:, None] == triad) + (quality[:, None] == quality)
    right[:SILENCE, :SILENCE] = (root[:, None] == root) * within / 3
    right[SILENCE, SILENCE] = 1
    return right


def _triad(its: frozenset[int]) -> int:
    """A number for the third and the fifth of a chord; two chords with one number are major or minor together."""
    return sum(1 << step for step in its if step in {2, 3, 4, 5, 6, 7, 8})

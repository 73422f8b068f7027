"""Where bars begin when a file does not say, or says what its notes contradict.

A bar begins where the harmony changes, where the bass takes a new tone, and where long chords are struck; in words it
begins where chord symbols stand. What each of these tells was fitted to the downbeats of POP909 (Z. Wang and others,
ISMIR 2020). The best row of bars is found over the whole piece (Viterbi), and rarely it begins anew: somebody left out
half a bar. This room knows neither files nor melodies. Times are in beats.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

NOVELTY, LENGTH, BASS, BIAS = 1.5, 1.2, 1.0, -2.4
"""Nats that speak for a bar line: for each unit of new harmony (0 to 1), for each doubling of 1 + the beats of the
longest note struck, for a new bass tone, and before all of them."""
WORD, NO_WORD = 1.9, -1.1
"""Nats for a bar line where a chord symbol stands, and where none does."""
ANEW = 10.0
"""Nats that it costs to begin bars anew."""
FEWEST_WORDS = 8
EQUAL = 1e-6
"""Nats that are no difference: of two places where bars could begin anew, the later."""
LONGEST = 8.0
"""Beats that a note counts for the harmony."""
ON_BEAT = 0.15
PARTS = 4
"""Parts of a beat in which it is looked at what sounds."""


class Struck(NamedTuple):
    """Notes that accompany: arrays of onsets and ends (in beats, 0 or later) and of MIDI pitches."""

    onsets: Any
    ends: Any
    pitches: Any


def tells(struck: Struck, words: Any) -> Any:
    """What speaks for a bar line at each beat, in nats; `words` are places of chord symbols. Empty: nothing tells."""
    if len(words) >= FEWEST_WORDS:
        told = np.full(int(max(words) + 1.5), NO_WORD)
        told[np.rint(np.maximum(words, 0)).astype(int)] = WORD
        return told
    if not len(struck.onsets):
        return np.zeros(0)
    count = int(struck.onsets.max()) + 2
    begin = np.rint(struck.onsets).astype(int)
    on = np.abs(struck.onsets - begin) < ON_BEAT
    longest = np.zeros(count)
    lengths = np.minimum(struck.ends - struck.onsets, LONGEST)
    np.maximum.at(longest, begin[on], lengths[on])
    low = np.full(count, 128)
    np.minimum.at(low, begin[on], struck.pitches[on])
    return NOVELTY * _novelty(struck, count) + LENGTH * np.log2(1 + longest) + BASS * _new_bass(low, struck) + BIAS


def _novelty(struck: Struck, count: int) -> Any:
    """How different the pitch classes of each beat are from those last heard before it, 0 to 1."""
    first = np.ceil((struck.onsets - 0.5 / PARTS) * PARTS).astype(int)
    ends = np.minimum(struck.ends, struck.onsets + LONGEST)
    last = np.maximum(np.ceil((ends - 0.5 / PARTS) * PARTS).astype(int), first + 1)
    changes = np.zeros((count * PARTS + 1, 12))
    np.add.at(changes, (np.clip(first, 0, count * PARTS), struck.pitches % 12), 1)
    np.add.at(changes, (np.clip(last, 0, count * PARTS), struck.pitches % 12), -1)
    sounding = np.cumsum(changes, axis=0)[:-1].reshape(count, PARTS, 12).sum(axis=1)
    sounding /= np.maximum(np.linalg.norm(sounding, axis=1, keepdims=True), 1e-9)
    heard = np.maximum.accumulate(np.where(sounding.any(axis=1), np.arange(count), 0))
    sounding = sounding[heard]
    return np.append(0.0, 1 - (sounding[1:] * sounding[:-1]).sum(axis=1))


def _new_bass(low: Any, struck: Struck) -> Any:
    """Where the lowest note struck is another bass tone than the last: 1, else 0."""
    bass = np.flatnonzero(low < np.median(struck.pitches) - 5)
    tones = low[bass] % 12
    new = np.zeros(len(low))
    new[bass[tones != np.append(-1, tones[:-1])]] = 1
    return new


def bars(told: Sequence[float], size: int) -> tuple[list[tuple[int, int]], float]:
    """Rows of bars of `size` beats, each by its first beat and the place of that in its bar; and the nats for them.

    Only the first row may begin inside a bar.

    >>> bars([0, 9, -1, -1, -1, 9, -1], 4)
    ([(0, 3)], 18.0)
    """
    scores, back = [0.0] * size, []
    for speaks in told:
        best = max(range(size), key=scores.__getitem__)
        anew = scores[best] - ANEW > scores[-1] - EQUAL
        back.append(best if anew else size - 1)
        scores = [scores[back[-1]] - ANEW * anew + speaks, *scores[:-1]]
    total = max(scores)
    place = scores.index(total)
    rows: list[tuple[int, int]] = []
    for beat, before in reversed(list(enumerate(back))):
        if place == 0 and before != size - 1:
            rows.append((beat, 0))
        place = before if place == 0 else place - 1
    return [(0, (place + 1) % size), *rows[::-1]], float(total)

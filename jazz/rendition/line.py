"""What a player sees of a line: for each note of the page its place, its length, its neighbours and its phrase.

Each note is described by numbers of about -1 to 1 that a musician could name, and seen together with `NEIGHBOURS` notes
on either side. Pitches count only against other pitches, so a line in another key looks the same. This room knows
nothing of how players react to what they see. A phrase ends where a rest of an eighth or more follows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jazz.music import TICKS_PER_QUARTER, Metre, Note
from jazz.swing import EIGHTH, STRAIGHT

NEIGHBOURS = 3
SLOWEST, FASTEST = 50.0, 350.0
"""Tempi beyond which a line is seen as at these."""
MOST_SWING = 0.72
FAR = 4 * TICKS_PER_QUARTER
"""Ticks: the silence before the first note and after the last."""

PLACES = (0, 12, 8, 16, 6, 18)
LENGTHS = (6, 8, 12, 24)
BAR_OF_FOUR = 4 * TICKS_PER_QUARTER


def seen(notes: Sequence[Note], metre: Metre, *, tempo: float, share: float) -> np.ndarray:
    """What is seen of each note and around it, and of the whole: (notes, features)."""
    each = np.stack(list(described(notes, metre).values()), axis=1)
    padded = np.pad(each, ((NEIGHBOURS, NEIGHBOURS), (0, 0)))
    around = [padded[shift : shift + len(each)] for shift in range(2 * NEIGHBOURS + 1)]
    whole = np.tile(_whole(tempo, share), (len(each), 1))
    return np.concatenate([*around, whole], axis=1)


def described(notes: Sequence[Note], metre: Metre) -> dict[str, np.ndarray]:
    """What can be said of each note of a line, by name: each an array (notes,). There is at least one note."""
    onsets, lengths, pitches = (
        np.array([getattr(note, name) for note in notes], dtype=float) for name in ("onset", "duration", "pitch")
    )
    within, beat = onsets % TICKS_PER_QUARTER, onsets % metre.bar // TICKS_PER_QUARTER
    rest_before = np.concatenate([[FAR], onsets[1:] - (onsets + lengths)[:-1]])
    rest_after = np.concatenate([rest_before[1:], [FAR]])
    first, last = rest_before >= EIGHTH, rest_after >= EIGHTH
    steps = np.where(first, 0, np.diff(pitches, prepend=pitches[0]))
    return {
        **{f"at {place}": within == place for place in PLACES},
        **{f"beat {one}": (beat == one) & (metre.bar == BAR_OF_FOUR) for one in range(4)},
        "in a divided beat": _divided(onsets),
        "first": first,
        "last": last,
        **_phrases(first, pitches),
        "step": _limited(steps, 12),
        "size of the step": _limited(abs(steps), 12),
        "direction": np.sign(steps),
        "repeated": (steps == 0) & ~first,
        "height": _limited(pitches - pitches.mean(), 18),
        "length": np.log2(lengths / EIGHTH) / 2,
        "since the note before": np.log2(np.clip(np.diff(onsets, prepend=onsets[0] - FAR), 2, FAR) / EIGHTH) / 2,
        "rest after": _limited(rest_after, 48),
        "joined": rest_after <= 0,
        **{f"lasts {length}": lengths == length for length in LENGTHS},
    }


def _phrases(first: np.ndarray, pitches: np.ndarray) -> dict[str, np.ndarray]:
    """Where each note stands in its phrase, and how high over the middle of it."""
    phrase = np.cumsum(first) - 1
    count = np.bincount(phrase)
    since = np.arange(len(first)) - np.flatnonzero(first)[phrase]
    size = count[phrase]
    return {
        "after the beginning": 1 / (1 + since),
        "before the end": 1 / (size - since),
        "size of the phrase": np.log2(size) / 5,
        "way through the phrase": (since + 0.5) / size,
        "height in the phrase": _limited(pitches - (np.bincount(phrase, pitches) / count)[phrase], 12),
    }


def _divided(onsets: np.ndarray) -> np.ndarray:
    """Whether the beat of each note has onsets beside its eighths, and so is played straight."""
    beats = onsets // TICKS_PER_QUARTER
    return np.isin(beats, beats[onsets % EIGHTH != 0])


def _whole(tempo: float, share: float) -> list[float]:
    """What is seen of the whole: the tempo, how far it is past a fast one, the swing, and whether there is any."""
    tempo = min(max(tempo, SLOWEST), FASTEST)
    swing = (min(max(share, STRAIGHT), MOST_SWING) - STRAIGHT) * 5
    return [np.log2(tempo / 160), max(0.0, np.log2(tempo / 200)), swing, float(share == STRAIGHT)]


def _limited(values: np.ndarray, most: float) -> np.ndarray:
    return np.asarray(np.clip(values, -most, most) / most)

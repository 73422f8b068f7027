"""What can be heard of the harmony in each frame of time: the pitch classes of accompaniment, bass and melody.

A frame is a beat, at most a quarter note, in two halves. In each half counts for what share of it each pitch class
sounds in the accompaniment, is the lowest of it, and sounds in the melody; how often a class is doubled and how loud it
is does not count. Beside stands the place in the bar, where bars are known.

`from_each_root` turns all this so that each of the twelve roots is 0 in turn: one network that looks at one root at a
time then knows every key, because it cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from jazz.music import TICKS_PER_QUARTER, Metre
from jazz.quantise import PerformedNote

PARTS = 4
"""Parts of a frame in which a pitch sounds or not."""
HALVES = 2
LONGEST_NOTE = 16
"""Frames that one note counts for the harmony; a note that never ends is no pedal point."""
DOWNBEAT, MIDDLE, KNOWN = range(3)
"""The columns of the place: the first frame of a bar, that in its middle, and whether bars are known at all."""
FAINT = 0.25
N_FEATURES = 3 * HALVES * 12 + 12 + 3 * 12 + 3


@dataclass(frozen=True)
class Evidence:
    """What sounds in each frame: arrays (frames, 24), pitch class by pitch class for each half, and (frames, 3).

    Frame 0 begins `first` frames of `size` ticks after the first bar line (before it, if negative).
    """

    accompaniment: np.ndarray
    bass: np.ndarray
    melody: np.ndarray
    place: np.ndarray
    size: int
    first: int = 0

    def __len__(self) -> int:
        return len(self.place)


def frame(metre: Metre) -> int:
    """The ticks of a frame: a beat of the metre, three eighths where they are beaten so, at most a quarter.

    >>> frame(Metre(4, 4)), frame(Metre(2, 2)), frame(Metre(6, 8)), frame(Metre(7, 8))
    (24, 24, 36, 12)
    """
    grouped = metre.unit >= 8 and metre.beats % 3 == 0
    return 3 * metre.beat if grouped else min(metre.beat, TICKS_PER_QUARTER)


def gather(accompaniment: Sequence[PerformedNote], melody: Sequence[PerformedNote], metre: Metre) -> Evidence:
    """The evidence of notes, in quarter-note beats from the first bar line; a bar of one beat is no bar."""
    size = frame(metre)
    notes = [*accompaniment, *melody]
    scale = TICKS_PER_QUARTER / size
    first = min(0, floor(min((note.onset for note in notes), default=0) * scale))
    count = ceil(max((note.end for note in notes), default=0) * scale) - first
    chords, line = (_roll(played, count, scale, first) for played in (accompaniment, melody))
    place = _places(np.arange(first, first + count), metre.bar // size if metre.beats > 1 else 0)
    return Evidence(_by_half(_classes(chords)), _by_half(_lowest(chords)), _by_half(_classes(line)), place, size, first)


def _roll(notes: Sequence[PerformedNote], count: int, scale: float, first: int) -> np.ndarray:
    """Which pitches sound in each part of each frame (parts, 128)."""
    steps = np.zeros((count * PARTS + 1, 128), np.int16)
    if notes:
        played = np.array([(note.onset * scale, note.end * scale, note.pitch) for note in notes])
        onset = np.round((played[:, 0] - first) * PARTS)
        end = np.round((np.minimum(played[:, 1], played[:, 0] + LONGEST_NOTE) - first) * PARTS)
        begins, ends = (np.clip(edge, 0, count * PARTS).astype(int) for edge in (onset, np.maximum(end, onset + 1)))
        np.add.at(steps, (begins, played[:, 2].astype(int)), 1)
        np.add.at(steps, (ends, played[:, 2].astype(int)), -1)
    return np.asarray(np.cumsum(steps, axis=0, dtype=np.int16)[:-1] > 0)


def _classes(roll: np.ndarray) -> np.ndarray:
    """Which pitch classes sound (parts, 12)."""
    octaves = np.zeros((len(roll), 132), bool)
    octaves[:, :128] = roll
    return np.asarray(octaves.reshape(-1, 11, 12).any(axis=1))


def _lowest(roll: np.ndarray) -> np.ndarray:
    """The pitch class of the lowest pitch that sounds (parts, 12); nothing in silence."""
    sounding = np.flatnonzero(roll.any(axis=1))
    lowest = np.zeros((len(roll), 12), bool)
    lowest[sounding, roll[sounding].argmax(axis=1) % 12] = True
    return lowest


def _by_half(parts: np.ndarray) -> np.ndarray:
    """Means over the parts of each half frame (frames, 24)."""
    means = parts.reshape(-1, HALVES, PARTS // HALVES, 12).mean(axis=2, dtype=np.float32)
    return np.asarray(means.reshape(-1, HALVES * 12))


def _places(frames: np.ndarray, in_bar: int) -> np.ndarray:
    """The place of each frame, of which a bar has `in_bar` (0: unknown)."""
    place = np.zeros((len(frames), 3), np.float32)
    if in_bar:
        place[:, DOWNBEAT] = frames % in_bar == 0
        place[:, MIDDLE] = (frames % in_bar == in_bar // 2) & (in_bar % 2 == 0) & (in_bar > 2)
        place[:, KNOWN] = 1
    return place


TURNED = (np.arange(12)[:, None] + np.arange(12)) % 12
"""The pitch class that lies each interval over each root (roots, intervals)."""
TURNED_HALVES = np.concatenate([TURNED, TURNED + 12], axis=1)


def from_each_root(heard: Evidence, window: slice = slice(None)) -> np.ndarray:
    """The features of a window of frames as each root sees them (frames, 12 roots, N_FEATURES).

    The two halves of accompaniment, bass and melody; each class's share of the accompaniment; the same three over the
    whole piece, which tell its key; the place.
    """
    layers = (heard.accompaniment, heard.bass, heard.melody)
    both = heard.accompaniment[window].reshape(-1, HALVES, 12).mean(axis=1)
    share = both / (both.sum(axis=1, keepdims=True) + FAINT)
    near = [layer[window][:, TURNED_HALVES] for layer in layers] + [share[:, TURNED]]
    whole = np.concatenate([_profile(layer)[TURNED] for layer in layers], axis=1)
    place = heard.place[window]
    shape = (len(place), 12)
    far = [np.broadcast_to(whole, (*shape, whole.shape[1])), np.broadcast_to(place[:, None], (*shape, place.shape[1]))]
    return np.concatenate(near + far, axis=2, dtype=np.float32)


def _profile(layer: np.ndarray) -> np.ndarray:
    """The pitch classes of a whole piece, three in all if any sounds."""
    total = layer.reshape(-1, 12).mean(axis=0) if len(layer) else np.zeros(12)
    return np.asarray(3 * total / (total.sum() + 1e-6))

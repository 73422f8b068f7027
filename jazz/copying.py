"""Copying: the passages that a solo has in common with training solos, in whatever key and wherever in the bar.

A passage is copied where a training solo has the same succession of steps: intervals in semitones, and ticks from onset
to onset. A passage of n notes is n - 1 steps. How long and how loud its notes sound, and over which chords, does not
count; nothing is left out, be it a scale or one note played twelve times. Masters share such passages too, so a figure
means something only beside that of solos by people who are not among the training solos.

The measure is exact: a suffix array by prefix doubling (Manber & Myers 1993, sorting by `np.unique` where they use
buckets), and for each note the longer of its common prefixes with the two nearest training suffixes. This room needs
the training solos; `fingerprint` does without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jazz.music import Solo, Song

PATTERN = 8  # notes of the patterns whose share is told


@dataclass(frozen=True, slots=True)
class Passage:
    """Some notes in a row of a song's solo."""

    song: Song
    first: int
    notes: int

    @property
    def bars(self) -> tuple[int, int]:
        """The bars in which its first and its last note begin, counted from 1."""
        ends = (self.song.solo.notes[at] for at in (self.first, self.first + self.notes - 1))
        first, last = (note.onset // self.song.chart.metre.bar + 1 for note in ends)
        return first, last


@dataclass(frozen=True, eq=False, slots=True)
class Copied:
    """What one solo has in common with the training solos.

    `lengths` (notes,) says for each note how many from it on stand in a training solo too, 1 being the note alone.
    `passage` is the first of the longest and `source` a training passage like it; None where no two notes are common.
    """

    lengths: np.ndarray
    passage: Passage | None
    source: Passage | None

    @property
    def notes(self) -> int:
        """The notes of the longest copied passage; 0 for a solo of none."""
        return int(self.lengths.max(initial=0))


@dataclass(frozen=True, eq=False, slots=True)
class Copying:
    """How much `solos` solos copy: their longest passages, in notes, and the share (0 to 1) of all 8-note patterns.

    `longest` is the solo with the longest passage of all.
    """

    solos: int
    median: float
    percentile_95: float
    longest: Copied
    share: float


def copying(songs: Sequence[Song], training: Sequence[Song], *, rhythm: bool = True) -> Copying:
    """Measure how much the solos of at least one song copy from the training songs; see `compare`."""
    found = compare(songs, training, rhythm=rhythm)
    notes = np.array([each.notes for each in found])
    patterns = np.concatenate([each.lengths[: max(0, len(each.lengths) - PATTERN + 1)] for each in found])
    return Copying(
        solos=len(found),
        median=float(np.median(notes)),
        percentile_95=float(np.percentile(notes, 95)),
        longest=found[int(notes.argmax())],
        share=float((patterns >= PATTERN).mean()) if len(patterns) else 0.0,
    )


def compare(songs: Sequence[Song], training: Sequence[Song], *, rhythm: bool = True) -> list[Copied]:
    """Find, for the solo of each song, what it has in common with the solos of the training songs.

    Without `rhythm` the intervals alone are compared. A song that is itself a training song is a copy of itself.
    """
    lines = [steps(song.solo, rhythm=rhythm) for song in (*training, *songs)]
    starts = np.concatenate([[0], np.cumsum([len(line) + 1 for line in lines])])
    lengths, places = _nearest(lines, training_end=int(starts[len(training)]))
    found = []
    for song, start in zip(songs, starts[len(training) :], strict=False):
        mine = lengths[start : start + len(song.solo)] + 1
        passage = source = None
        if mine.max(initial=0) > 1:
            first, notes = int(mine.argmax()), int(mine.max())
            place = int(places[start + first])
            origin = int(np.searchsorted(starts, place, side="right")) - 1
            passage = Passage(song, first, notes)
            source = Passage(training[origin], place - int(starts[origin]), notes)
        found.append(Copied(mine, passage, source))
    return found


def steps(solo: Solo, *, rhythm: bool = True) -> np.ndarray:
    """Return each step from a note to the next as one positive number, (notes - 1,): interval and, above it, time."""
    pitches = np.array([note.pitch for note in solo], np.int64)
    onsets = np.array([note.onset for note in solo], np.int64)
    return np.asarray(np.diff(pitches) + 128 + rhythm * 256 * np.diff(onsets))


def _nearest(lines: Sequence[np.ndarray], training_end: int) -> tuple[np.ndarray, np.ndarray]:
    """Return for each place of all lines how many steps from it on stand in a training line, and at which place.

    Places count the steps of the lines one behind the other, each line followed by a mark; training lines end before
    `training_end`. What is returned for places in them means nothing.
    """
    # each mark is a number of its own, so no common stretch reaches over it, nor over the end
    ranks = _ranks(np.concatenate([np.append(line, -1 - mark) for mark, line in enumerate(lines)]))
    order = np.argsort(ranks[-1])
    is_training = order < training_end
    asking, trained = order[~is_training], order[is_training]
    smaller = np.cumsum(is_training)[~is_training]  # training suffixes that stand before
    lengths, places = np.zeros_like(order), np.zeros_like(order)
    for index in (np.maximum(smaller - 1, 0), np.minimum(smaller, training_end - 1)) if training_end else ():
        neighbour = trained[index]
        common = _common(ranks, asking, neighbour)
        better = common > lengths[asking]
        lengths[asking[better]], places[asking[better]] = common[better], neighbour[better]
    return lengths, places


def _ranks(numbers: np.ndarray) -> list[np.ndarray]:
    """Return the rank of each stretch of 1, 2, 4 ... numbers among those of its size, (n,) a size, until all differ."""
    ranks = [np.unique(numbers, return_inverse=True)[1]]
    while ranks[-1].max() + 1 < len(numbers):
        size = 2 ** (len(ranks) - 1)
        pairs = ranks[-1] * len(numbers)
        pairs[:-size] += ranks[-1][size:]
        ranks.append(np.unique(pairs, return_inverse=True)[1])
    return ranks


def _common(ranks: Sequence[np.ndarray], here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Return how many numbers are the same from the places `here` and from the other places `there` on, (n,) each."""
    found = np.zeros_like(here)
    for level in reversed(range(len(ranks))):
        same = ranks[level][here + found] == ranks[level][there + found]
        found += same * 2**level
    return found

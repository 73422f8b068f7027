"""Phrases: excerpts of a few bars from anywhere in a solo, as arrays that can be measured.

An excerpt begins on a bar line and holds the notes that begin in it; what sounds on from before is not in it, and its
last note ends with it. Excerpts overlap by half. Those with few notes are left out: there is nothing to judge.
Everything is relative, so that neither key, register, tempo nor instrument can be told from it: onsets count from the
excerpt's first bar line, pitches are only compared with each other and with the root of the chord under them.
This room knows songs and roles, and nothing of what is asked of a phrase.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jazz import grammar
from jazz.music import Chart, Chord, Song

BARS = 4
FEWEST_NOTES = 8
REST = 12  # ticks: a silence of an eighth or more is a rest, less is articulation
NO_DEGREE = -1


@dataclass(frozen=True)
class Phrase:
    """The notes of an excerpt, arrays (n,): onset, end and pitch; role letter, degree and number of the chord.

    `beat`, `bar` and `length` are those of the excerpt in ticks. Roles are the grammar's. A degree counts semitones
    over the root of the chord at the onset, and is `NO_DEGREE` without one; chords count up where the harmony changes.
    """

    tune: str
    beat: int
    bar: int
    length: int
    onsets: np.ndarray
    ends: np.ndarray
    pitches: np.ndarray
    roles: np.ndarray
    degrees: np.ndarray
    chords: np.ndarray

    def __len__(self) -> int:
        return len(self.onsets)

    @cached_property
    def intervals(self) -> np.ndarray:
        """Semitones from each note to the next (n - 1,)."""
        return np.diff(self.pitches)

    @cached_property
    def steps(self) -> np.ndarray:
        """Ticks from each onset to the next (n - 1,)."""
        return np.diff(self.onsets)

    @cached_property
    def gaps(self) -> np.ndarray:
        """Ticks of silence from each note to the next (n - 1,)."""
        gaps: np.ndarray = self.onsets[1:] - self.ends[:-1]
        return gaps

    @cached_property
    def in_beat(self) -> np.ndarray:
        """Ticks from the beat to each onset (n,)."""
        return self.onsets % self.beat

    @cached_property
    def beats(self) -> np.ndarray:
        """The beat of the bar, from 0, in which each note begins (n,)."""
        return self.onsets % self.bar // self.beat

    @cached_property
    def enters(self) -> np.ndarray:
        """Whether each note begins after a rest in the excerpt (n,); not known of the first."""
        return np.concatenate([[False], self.gaps >= REST])

    @cached_property
    def leaves(self) -> np.ndarray:
        """Whether a rest and another note follow each note (n,); not known of the last."""
        return np.concatenate([self.gaps >= REST, [False]])


def phrases(songs: Iterable[Song], bars: int = BARS) -> Iterator[Phrase]:
    """Yield the excerpts of so many bars of all songs, in order, overlapping by half."""
    for song in songs:
        size, hop = bars * song.chart.metre.bar, max(1, bars // 2) * song.chart.metre.bar
        onsets = [note.onset for note in song.solo]
        whole = _measured(song)
        for start in range(0, song.chart.length - size + 1, hop):
            first, last = bisect_left(onsets, start), bisect_left(onsets, start + size)
            if last - first >= FEWEST_NOTES:
                yield _excerpt(whole, slice(first, last), start, size)


def _measured(song: Song) -> Phrase:
    """A whole solo as one phrase."""
    notes, chart = song.solo.notes, song.chart
    roots = [chart.chord_at(note.onset).root for note in notes]
    starts = _changes(chart)
    return Phrase(
        tune=song.tune,
        beat=chart.metre.beat,
        bar=chart.metre.bar,
        length=chart.length,
        onsets=np.array([note.onset for note in notes], int),
        ends=np.array([note.end for note in notes], int),
        pitches=np.array([note.pitch for note in notes], int),
        roles=np.array(list(grammar.roles(song.solo, chart)), "U1"),
        degrees=np.array(
            [NO_DEGREE if root is None else (note.pitch - root) % 12 for note, root in zip(notes, roots, strict=True)],
            int,
        ),
        chords=np.searchsorted(starts, [note.onset for note in notes], side="right"),
    )


def _changes(chart: Chart) -> list[int]:
    """The ticks where the harmony changes: a chord that is written again is none."""
    before: list[Chord | None] = [None, *(change.chord for change in chart.changes)]
    return [change.onset for change, last in zip(chart.changes, before, strict=False) if change.chord != last]


def _excerpt(whole: Phrase, notes: slice, start: int, size: int) -> Phrase:
    onsets = whole.onsets[notes] - start
    return Phrase(
        tune=whole.tune,
        beat=whole.beat,
        bar=whole.bar,
        length=size,
        onsets=onsets,
        ends=np.minimum(whole.ends[notes] - start, size),
        pitches=whole.pitches[notes],
        roles=whole.roles[notes],
        degrees=whole.degrees[notes],
        chords=whole.chords[notes],
    )

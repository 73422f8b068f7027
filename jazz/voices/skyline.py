"""One player's notes as a melody and the rest: the top line, blocks of chords, the left hand.

Where a track plays several notes at once the melody is looked for on top (Uitdenbogerd & Zobel 1998 call the highest of
what sounds the skyline). Blocks of chords and what lies far under the line belong to the accompaniment. This room knows
nothing of other tracks. Time is in file ticks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from jazz.music import PlayedNote

STACKED = 0.2
"""The share of notes on top of others from which a track is no single line."""
GAP = 7
"""Semitones between the top note of a block and the next, above which the top note belongs to the melody."""
REGISTER = 13
"""Semitones under its median in which a top line is still the melody; what lies below is the left hand."""


def overlap(before: PlayedNote, after: PlayedNote) -> bool:
    """Whether two notes, in order of onset, sound together for more than half of the shorter."""
    together = min(before.end, after.end) - after.start
    return 2 * together > min(before.end - before.start, after.end - after.start)


def is_stacked(notes: Sequence[PlayedNote]) -> bool:
    """Whether a track plays chords: too many notes overlap the one before."""
    return sum(overlap(before, after) for before, after in pairwise(notes)) > STACKED * len(notes)


def thinned(notes: Iterable[PlayedNote]) -> tuple[tuple[PlayedNote, ...], tuple[PlayedNote, ...]]:
    """A line that is nearly one note at a time, and what sounds under it: of two notes that overlap, the lower."""
    line: list[PlayedNote] = []
    under: list[PlayedNote] = []
    for note in notes:
        while line and line[-1].pitch < note.pitch and overlap(line[-1], note):
            under.append(line.pop())
        (under if line and overlap(line[-1], note) else line).append(note)
    return tuple(line), tuple(under)


def hands(notes: Sequence[PlayedNote], ppq: int) -> tuple[tuple[PlayedNote, ...], tuple[PlayedNote, ...]]:
    """The melody and the rest of one player's notes: the top line, without blocks of chords and the left hand."""
    blocks = {note for block in _blocks(notes, ppq) for note in block}
    top = _top_line((note for note in notes if note not in blocks), ppq) or _top_line(notes, ppq)
    middle = median(note.pitch for note in top)
    melody = [note for note in top if note.pitch >= middle - REGISTER]
    kept = set(melody)
    return tuple(melody), tuple(note for note in notes if note not in kept)


def _top_line(notes: Iterable[PlayedNote], ppq: int) -> tuple[PlayedNote, ...]:
    """The skyline, without the notes that a higher one soon covers: a broken chord on its way up to the melody."""
    return thinned(skyline(notes, ppq))[0]


def _blocks(notes: Sequence[PlayedNote], ppq: int) -> Iterator[list[PlayedNote]]:
    """Three or more notes that begin and end together; without the top one, if that stands far above the others."""
    for attack in _near(notes, [note.start for note in notes], ppq // 12):
        by_end = sorted(attack, key=lambda note: note.end)
        for group in _near(by_end, [note.end for note in by_end], ppq // 8):
            block = sorted(group, key=lambda note: note.pitch)
            if len(block) > 2:
                yield block[:-1] if block[-1].pitch - block[-2].pitch > GAP else block


def _near(notes: Sequence[PlayedNote], times: Sequence[int], distance: int) -> Iterator[list[PlayedNote]]:
    """Runs of notes whose times (ascending) lie within a distance of the first."""
    run: list[PlayedNote] = []
    first = 0
    for note, time in zip(notes, times, strict=True):
        if run and time - first > distance:
            yield run
            run = []
        first = first if run else time
        run.append(note)
    if run:
        yield run


def skyline(notes: Iterable[PlayedNote], ppq: int) -> Iterator[PlayedNote]:
    """The notes over which no higher note still sounds for a 32nd or more, in order of onset."""
    above: list[PlayedNote] = []
    for note in sorted(notes, key=lambda note: (note.start, -note.pitch)):
        above = [higher for higher in above if higher.end - note.start > ppq // 8]
        if all(higher.pitch < note.pitch for higher in above):
            above.append(note)
            yield note

"""Where the beats and bars under a melody are: one `Grid` for each stretch of one metre.

Time comes in file ticks and goes out in quarter-note beats from a bar line, in which `quantise` and charts count.
Which beats those are is found by `beatfinder`; the file's bar lines are believed where it has any (a signature of 1/4
is none, one of 2/4 often half of one), else `barlines` finds them. What was decided beside the file is said, a sentence
each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor, inf
from typing import Any

import numpy as np

from jazz.errors import SourceError
from jazz.grid import barlines, beatfinder
from jazz.grid.beatfinder import Beats, chord_ticks
from jazz.midi import Score
from jazz.music import WHOLE, Metre, PlayedNote
from jazz.quantise import PerformedNote
from jazz.tatums import EARLY
from jazz.voices import Voices

DEFAULT_TEMPO = 120.0
SLOWEST, FASTEST = 10.0, 1000.0
LONGEST = 20_000
"""Quarter notes from the beginning of a file to the end of its melody; two hours at a walking tempo."""
FEWEST_BARS = 4
"""Bars with notes of the melody that make a stretch of one metre worth a song of its own."""
GROUPS = {1: (4, 3), 2: (4, 2)}
"""How many beats may make a bar in truth, where the signature says one or two; the usual number first."""
USUAL = 0.25
"""Nats a beat that must speak for bars of another length than the usual one."""
BETWEEN = "its beats lie in the middle of those of its tempo map"
UNTOLD = "nothing tells where its bars begin: its first beat was taken for one"
SURE_OF_BARS = 0.8
"""The share of bars of POP909 that begin where they are found to begin."""
ENOUGH_TOLD, BETWEEN_TOLD = 5.0, 20.0
"""Nats by which bar lines must be told better than in the mean of all places; and those that must speak for beats
between the file's, where they speak against the file's."""


@dataclass(frozen=True)
class Grid:
    """The beats and bars of a stretch of one metre, from file tick `first` to before file tick `last`.

    `knots` are (file tick, quarter-note beats from the first bar line) pairs, two or more, between which and beyond
    which the beat is even. `tempo` is the mean under the melody in quarter notes a minute; `said` tells what was
    unusual, a sentence each; `sure` is between 0 (a guess) and 1.
    """

    metre: Metre
    tempo: float
    first: float
    last: float
    knots: tuple[tuple[float, float], ...]
    said: tuple[str, ...] = ()
    sure: float = 1.0

    @property
    def beat_seconds(self) -> float:
        """The mean length of a quarter-note beat in seconds."""
        return 60 / self.tempo

    def beats(self, tick: float) -> float:
        """Quarter-note beats from the first bar line to a file tick."""
        after = bisect_right(self.knots, (tick, inf), 1, len(self.knots) - 1)
        (left, before), (right, beat) = self.knots[after - 1 : after + 1]
        return before + (tick - left) * (beat - before) / (right - left)

    def performed(self, notes: Iterable[PlayedNote]) -> list[PerformedNote]:
        """Those of the notes (in file ticks) that begin in this stretch, in beats from its first bar line."""
        return [
            PerformedNote(self.beats(note.start), self.beats(note.end), note.pitch, note.velocity)
            for note in notes
            if self.first <= note.start < self.last
        ]


@dataclass(frozen=True)
class _Stretch:
    """A metre from a file tick to before another; `bar` is the number of the beat on one of its bar lines."""

    metre: Metre
    first: float
    last: float
    bar: float
    said: tuple[str, ...] = ()
    sure: float = 1.0

    def holds(self, note: PlayedNote) -> bool:
        return self.first <= note.start < self.last


def find(score: Score, voices: Voices) -> list[Grid]:
    """The grids under the melody, in order of time: one for each stretch of one metre with four bars of melody.

    Raises SourceError: "too-long", "no-metre" (nothing tells where bars begin), "tempo" (nobody plays that).
    """
    end = max(note.end for note in voices.melody)
    if end > LONGEST * score.ppq:
        raise SourceError("too-long", f"its melody ends after {end // score.ppq:,} quarter notes; {LONGEST:,} are read")
    signatures = _signatures(score, voices.melody)
    beats, stretches = _written(score, voices, signatures) if score.written else _played(score, voices, signatures)
    long = [stretch for stretch in stretches if _bars(stretch, voices.melody, beats) >= FEWEST_BARS]
    kept = long or [max(stretches, key=lambda stretch: _bars(stretch, voices.melody, beats))]
    said = (*beats.said, *_left_out(stretches, kept, voices.melody))
    grids = [_grid(score, voices, beats, stretch) for stretch in kept]
    return [replace(grids[0], said=(*said, *grids[0].said)), *grids[1:]]


def _written(score: Score, voices: Voices, signatures: Sequence[tuple[int, Metre]]) -> tuple[Beats, list[_Stretch]]:
    """The beats and stretches that a page says."""
    beats = beatfinder.OWN.times(score.ppq)
    return beats, list(_stretches(signatures, voices.melody, beats, score.ppq))


def _played(score: Score, voices: Voices, signatures: Sequence[tuple[int, Metre]]) -> tuple[Beats, list[_Stretch]]:
    """The beats and stretches that are found in what was played, or that the file says where that bears them out."""
    words, rate = chord_ticks(score), _tempo(score, voices.melody, None) / 60
    beats = beatfinder.find(score, voices, words, bar=_quarters(signatures[0][1]), rate=rate)
    return _barred(voices, words, list(_stretches(signatures, voices.melody, beats, score.ppq)), beats)


def _signatures(score: Score, melody: Sequence[PlayedNote]) -> list[tuple[int, Metre]]:
    """The time signatures up to the last note of the melody, the first at tick 0."""
    last = max(note.start for note in melody)
    marks: list[tuple[int, Metre]] = [(0, Metre())]
    for tick, metre in score.metres:
        if metre != marks[-1][1] and tick <= last:
            marks = [*(mark for mark in marks if mark[0] < tick), (tick, metre)]
    for _, metre in marks:
        if metre.unit < 1 or WHOLE % metre.unit:
            raise SourceError(
                "no-metre", f"its time signature {metre.beats}/{metre.unit} gives no bars that can be read"
            )
    return marks


def _quarters(metre: Metre) -> int:
    """The quarter notes of a bar, in which chords begin; 4 where the signature is none."""
    return GROUPS.get(metre.beats, (metre.beats,))[0] * 4 // metre.unit or 1


def _stretches(
    signatures: Sequence[tuple[int, Metre]], melody: Sequence[PlayedNote], beats: Beats, ppq: int
) -> Iterator[_Stretch]:
    """The stretches of one signature. One that is shorter than a bar of the next is its pick-up."""
    early = EARLY * DEFAULT_TEMPO / 60 * ppq
    first: float = min(0, melody[0].start)
    number = 1
    for (tick, metre), (after, following) in pairwise([*signatures, (inf, Metre())]):
        if after - tick < _quarters(following) * ppq:
            continue
        unit = metre.unit / 4
        bar = float(beats.at(tick)) if beats.own else round(float(beats.at(tick)) * unit) / unit
        said = (f"its metre changes to {metre.beats}/{metre.unit} in bar {number}",) if number > 1 else ()
        yield _Stretch(metre, first, after - early, bar, said)
        first = after - early
        number += round((after - tick) / ppq * unit / metre.beats) if after < inf else 0


def _barred(
    voices: Voices, words: Sequence[float], stretches: Sequence[_Stretch], beats: Beats
) -> tuple[Beats, list[_Stretch]]:
    """The stretches in bars that the file gives, or else that notes and words tell; on the beats, or between them."""
    unbarred = [
        each
        for each in stretches
        if (each.metre.beats in GROUPS or not beats.bars) and any(map(each.holds, voices.melody))
    ]
    if not unbarred:
        return beats, list(stretches)
    found = {each: _rows(each, beats, _told(voices, words, each, beats)) for each in unbarred}
    if sum(total for _, total in found.values()) < 0:
        between = replace(beats, beats=beats.beats - 0.5, own=False, bars=False, said=(*beats.said, BETWEEN))
        moved = {each: replace(each, bar=floor(each.bar)) for each in unbarred}
        others = {each: _rows(it, between, _told(voices, words, it, between)) for each, it in moved.items()}
        if sum(total for _, total in others.values()) > BETWEEN_TOLD:
            beats, found = between, others
    if any(each.metre.beats == 1 and not found[each][0] for each in unbarred):
        raise SourceError("no-metre", "its time signature gives no bars, and nothing tells where bars begin")
    if not beats.bars and not all(rows for rows, _ in found.values()):
        beats = replace(beats, said=(*beats.said, UNTOLD))
    return beats, [row for each in stretches for row in (each in found and found[each][0]) or [each]]


def _rows(stretch: _Stretch, beats: Beats, told: Any) -> tuple[list[_Stretch], float]:
    """A stretch in rows of bars for which most speaks, none if too little does; and the nats that speak for them."""
    metre, unit = stretch.metre, stretch.metre.unit / 4
    sizes = GROUPS.get(metre.beats, (metre.beats,))
    found = {size: barlines.bars(told.tolist(), size) for size in sizes}
    size = max(sizes, key=lambda size: found[size][1] - USUAL * len(told) * (size != sizes[0]))
    rows, total = found[size]
    if total - told.sum() / size < ENOUGH_TOLD:
        return [], total
    marks = [stretch.first, *(float(beats.tick(stretch.bar + beat / unit)) for beat, _ in rows[1:]), stretch.last]
    return [
        _Stretch(
            Metre(size, metre.unit),
            tick,
            last,
            stretch.bar + (beat - place) / unit,
            (*stretch.said, *_regrouped(metre, size, beat, place)),
            SURE_OF_BARS,
        )
        for (beat, place), (tick, last) in zip(rows, pairwise(marks), strict=True)
    ], total


def _regrouped(metre: Metre, size: int, beat: int, place: int) -> tuple[str, ...]:
    """What is said of bars that are not the file's, and begin at a beat that has this place in its bar."""
    if beat:
        return ("its bars begin anew in the middle of one",)
    begins = f"beginning with beat {(size - place) % size + 1}"
    if metre.beats != size:
        return (f"beats of {metre.beats}/{metre.unit} grouped in bars of {size}, {begins}",)
    return (f"its bars do not begin where the file says: they were found, {begins}",) if place else ()


def _told(voices: Voices, words: Sequence[float], stretch: _Stretch, beats: Beats) -> Any:
    """What speaks for a bar line at each of the metre's beats from that of the stretch on."""
    struck = [note for note in voices.accompaniment if stretch.holds(note)]
    table = np.array([(note.start, note.end, note.pitch) for note in struck], float).reshape(-1, 3)

    def place(ticks: Any) -> Any:
        return (beats.at(np.asarray(ticks, float)) - stretch.bar) * stretch.metre.unit / 4

    onsets = place(table[:, 0])
    after = onsets >= 0
    symbols = place([tick for tick in words if stretch.first <= tick < stretch.last])
    return barlines.tells(
        barlines.Struck(onsets[after], place(table[after, 1]), table[after, 2].astype(int)), symbols[symbols > -0.5]
    )


def _bars(stretch: _Stretch, melody: Sequence[PlayedNote], beats: Beats) -> int:
    """How many bars of a stretch hold notes of the melody."""
    starts = np.array([note.start for note in melody if stretch.holds(note)], float)
    size = stretch.metre.beats * 4 / stretch.metre.unit
    return len(np.unique((beats.at(starts) - stretch.bar) // size))


def _left_out(stretches: Sequence[_Stretch], kept: Sequence[_Stretch], melody: Sequence[PlayedNote]) -> Iterator[str]:
    """What is said of the notes in stretches that are too short."""
    for stretch in stretches:
        count = sum(map(stretch.holds, melody))
        if stretch not in kept and count:
            yield f"{count} notes in a few bars of {stretch.metre.beats}/{stretch.metre.unit} are left out"


def _grid(score: Score, voices: Voices, beats: Beats, stretch: _Stretch) -> Grid:
    """The grid of a stretch, whose first bar is that of the first note or an earlier one."""
    melody = [note for note in voices.melody if stretch.holds(note)]
    size = stretch.metre.beats * 4 / stretch.metre.unit
    first = float(beats.at(melody[0].start))
    early = EARLY / 60 * DEFAULT_TEMPO
    origin = stretch.bar + min(0, floor((first + early - stretch.bar) / size)) * size
    return Grid(
        metre=stretch.metre,
        tempo=_tempo(score, melody, beats),
        first=stretch.first,
        last=stretch.last,
        knots=tuple(zip(beats.ticks.tolist(), (beats.beats - origin).tolist(), strict=True)),
        said=stretch.said,
        sure=beats.sure * stretch.sure,
    )


def _tempo(score: Score, melody: Sequence[PlayedNote], beats: Beats | None) -> float:
    """The mean tempo under the melody in quarter notes a minute; without beats, in those of the file."""
    first, last = melody[0].start, max(note.end for note in melody)
    marks = [(0, DEFAULT_TEMPO), *score.tempos, (max(last, first + 1), DEFAULT_TEMPO)]
    spans = [(max(0, min(last, after) - max(first, tick)), tempo) for (tick, tempo), (after, _) in pairwise(marks)]
    minutes = sum(span / tempo for span, tempo in spans) / score.ppq
    played = (last - first) / score.ppq if beats is None else float(beats.at(last) - beats.at(first))
    tempo = played / minutes if minutes else marks[0][1]
    if not SLOWEST <= tempo <= FASTEST:
        raise SourceError("tempo", f"its tempo is {tempo:.3g} quarter notes a minute, which nobody plays")
    return tempo

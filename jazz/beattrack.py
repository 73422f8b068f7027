"""An annotated beat track: when each beat of a performance sounds, and which bar, chord and part of the form it is.

From it a time in seconds becomes a number of beats, and the annotation becomes a chart. A beat is written as a quarter
note; bars count from 1 where the form begins, so pick-up bars are 0, -1, ... Whoever reads beat tracks from files
makes the `Beat`s; this room knows no file. What cannot be written as a chart raises `SourceError`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil, inf
from statistics import mode
from typing import NamedTuple

from jazz.errors import ChartError, SourceError
from jazz.music import NO_CHORD, PPQ, Change, Chart, Chord, Metre, Section
from jazz.theory import parse_chord


class Beat(NamedTuple):
    """One beat: its time in seconds, bar and beat in the bar (from 1), and what was annotated ("": nothing new).

    `form` is a label where a part begins ("A1", "B1", "I1" for an introduction), `chorus` counts from 1 (0 before).
    """

    onset: float
    bar: int
    beat: int
    chord: str = ""
    form: str = ""
    chorus: int = 0


def check(beats: Sequence[Beat]) -> None:
    """Raise SourceError ("no-beats", "damaged") unless there are two beats or more, in order of time."""
    if len(beats) < 2:
        raise SourceError("no-beats", "it has no beat track")
    if not all(beat.beat >= 1 for beat in beats):
        raise SourceError("damaged", "a beat has no number in its bar")
    if not all(-inf < before.onset < after.onset < inf for before, after in pairwise(beats)):
        raise SourceError("damaged", "its beats are not in order of time")


def mean_beat(beats: Sequence[Beat]) -> float:
    """The mean length of a beat in seconds."""
    return (beats[-1].onset - beats[0].onset) / (len(beats) - 1)


def position(seconds: float, onsets: Sequence[float]) -> float:
    """A time as beats (and fraction of the beat) from the first of `onsets`, which goes on beyond the last.

    To 1/480 beat, so that the same performance is the same song when it comes from a MIDI file.

    >>> position(2.25, [1.0, 1.5, 2.0, 2.5]), position(3.0, [1.0, 1.5, 2.0, 2.5])
    (2.5, 4.0)
    """
    index = min(max(bisect_right(onsets, seconds) - 1, 0), len(onsets) - 2)
    fraction = (seconds - onsets[index]) / (onsets[index + 1] - onsets[index])
    return round((index + fraction) * PPQ) / PPQ


def start(beats: Sequence[Beat], first: int) -> int:
    """The index of the beat with which a chart begins, for a solo whose first note belongs to beat `first`.

    That is the bar line before it; or that of bar 1, so that the form is whole, when the soloist comes in later.
    """
    bar = min(beats[min(max(first, 0), len(beats) - 1)].bar, max(1, beats[0].bar))
    return next(index for index, beat in enumerate(beats) if beat.bar == bar)


def chart(beats: Sequence[Beat], end: int, *, form_bars: int = 0) -> Chart:
    """The chart from the bar of the first beat to the bar line at or after tick `end`.

    `form_bars` is the length of a chorus where the annotation holds no two to tell it. Raises SourceError: "no-metre",
    "metre-changes" (also for a beat that is missing) or "chord".
    """
    metre = Metre(_period(beats))
    bars = ceil(end / metre.bar)
    first = beats[0]
    placed = list(zip(range(first.beat - 1, bars * metre.beats), beats, strict=False))
    for place, beat in placed:
        if place != (beat.bar - first.bar) * metre.beats + beat.beat - 1:
            bar = beat.bar if beat.beat > 1 else beat.bar - 1
            raise SourceError("metre-changes", f"its metre changes, or a beat is missing, in bar {bar}")
    return Chart(
        metre=metre,
        bars=bars,
        changes=tuple(_changes(placed, metre)),
        sections=tuple(_sections(placed, metre)),
        form_bars=_chorus(beats) or (form_bars if form_bars <= bars else 0),
    )


def _period(beats: Sequence[Beat]) -> int:
    """Beats in a bar: the most common number."""
    last = [before.beat for before, after in pairwise(beats) if after.bar != before.bar]
    period = mode(last) if last else beats[-1].beat
    if period < 2:
        raise SourceError("no-metre", "it was annotated without bars")
    return period


def _chorus(beats: Sequence[Beat]) -> int:
    """Bars from one beginning of the form to the next, most often; 0 when it begins once."""
    before_first = beats[0]._replace(chorus=0)
    begins = [after.bar for before, after in pairwise([before_first, *beats]) if before.chorus < after.chorus]
    return mode(after - before for before, after in pairwise(begins)) if len(begins) > 1 else 0


def _changes(placed: Iterable[tuple[int, Beat]], metre: Metre) -> Iterator[Change]:
    """The chord changes, the first at tick 0; a chord written again where it already sounds is none."""
    sounding: Chord | None = None
    for place, beat in placed:
        try:
            chord = parse_chord(beat.chord) if beat.chord else sounding or NO_CHORD
        except ChartError as error:
            raise SourceError("chord", f"bar {beat.bar}: {error}") from None
        if chord != sounding:
            yield Change(place * metre.beat if sounding else 0, chord)
        sounding = chord


def _sections(placed: Sequence[tuple[int, Beat]], metre: Metre) -> Iterator[Section]:
    """The parts of the form, without their numbers: "A" for "A2" and "*A2"; what lies before bar 1 is an intro."""
    if placed[0][1].bar < 1:
        yield Section(0, "intro")
    for place, beat in placed:
        name = beat.form.strip("*0123456789")
        if name and beat.bar >= 1:
            yield Section(place * metre.beat, "intro" if name == "I" else name)

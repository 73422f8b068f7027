"""The statistics that matter in a jazz line: what a listener would name, each as a pure function of a song.

A trait is either some numbers a solo (their means are compared) or a histogram of its notes (their shares are). All
of them read the page: swing, accents and tone are of no account. Whatever depends on beats works in every metre.

Sources: entropy, grooving and structure after Wu & Yang (2020, MusDr), see `repetition`; roles after Keller & Morrison
(2007), see `grammar`. A phrase ends with a rest of three 16ths or more: of all such limits it comes nearest to the
phrases that the annotators of the Weimar Jazz Database heard (F1 0.85 for phrase beginnings, mean length 18 notes).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from jazz import grammar, repetition
from jazz.lengths import length_name
from jazz.music import TICKS_PER_QUARTER, Note, Song
from jazz.repetition import bars_of, heard_before
from jazz.theory import role

PHRASE_REST = 18  # ticks of silence that part two phrases
STRONG_BEATS = {2: {0}, 4: {0, 2}, 5: {0, 3}, 6: {0, 3}, 9: {0, 3, 6}, 12: {0, 3, 6, 9}}
"""Beats of a bar on which the harmony is heard, from 0, by how many beats it has; otherwise just the first."""

LENGTH_EDGES = (3, 6, 8, 9, 12, 16, 18, 24, 30, 36, 48, 72, 96)  # ticks: a class goes up to the next
PHRASE_EDGES = (1, 3, 5, 9, 13, 17, 25, 33, 49)  # notes
REST_EDGES = (18, 24, 36, 48, 72, 96, 144, 192)  # ticks
WIDEST = 12  # semitones: wider intervals are one class
DEGREES = ("1", "b9", "9", "b3", "3", "11", "b5", "5", "b13", "13", "b7", "7")


@dataclass(frozen=True)
class Trait:
    """A statistic: what it is called and means, how it is measured, and the label of each number or class.

    `measure` returns a number for each label, or the only one: for a histogram the counts of its classes; nan where a
    solo is too short to have one.
    """

    name: str
    meaning: str
    measure: Callable[[Song], float | list[float]]
    labels: tuple[str, ...] = ("",)
    histogram: bool = False


# ---- rhythm


def notes_a_beat(song: Song) -> float:
    """Return the number of notes over the number of beats of the chart."""
    return len(song.solo) * song.chart.metre.beat / song.chart.length


def eighths(song: Song) -> float:
    """Return the share of onsets that come an eighth after the last."""
    return _mean([after.onset - before.onset == repetition.EIGHTH for before, after in pairwise(song.solo)])


def onset_times(song: Song) -> list[float]:
    """Count the times from onset to onset by length."""
    return _classes([after.onset - before.onset for before, after in pairwise(song.solo)], LENGTH_EDGES)


def note_lengths(song: Song) -> list[float]:
    """Count the notes by how long they sound."""
    return _classes([note.duration for note in song.solo], LENGTH_EDGES)


def places(song: Song) -> list[float]:
    """Count the onsets by their place in the quarter, by the tick."""
    return _bins([note.onset % TICKS_PER_QUARTER for note in song.solo], TICKS_PER_QUARTER)


def phrases(song: Song) -> list[list[Note]]:
    """Part a solo into phrases, at every rest of `PHRASE_REST` ticks or more."""
    found: list[list[Note]] = []
    for note in song.solo:
        if found and note.onset - found[-1][-1].end < PHRASE_REST:
            found[-1].append(note)
        else:
            found.append([note])
    return found


def phrasing(song: Song) -> list[float]:
    """Return the mean number of notes in a phrase, its mean length in beats and that of the rests between them."""
    found, beat = phrases(song), song.chart.metre.beat
    return [
        _mean([len(phrase) for phrase in found]),
        _mean([(phrase[-1].end - phrase[0].onset) / beat for phrase in found]),
        _mean([rest / beat for rest in _silences(song)]),
    ]


def phrase_lengths(song: Song) -> list[float]:
    """Count the phrases by their notes."""
    return _classes([len(phrase) for phrase in phrases(song)], PHRASE_EDGES)


def rests(song: Song) -> list[float]:
    """Count the rests between phrases by length."""
    return _classes(_silences(song), REST_EDGES)


def _silences(song: Song) -> list[int]:
    return [after[0].onset - before[-1].end for before, after in pairwise(phrases(song))]


# ---- pitch and harmony


def intervals(song: Song) -> list[float]:
    """Count the intervals from note to note, in semitones."""
    leaps = [after.pitch - before.pitch for before, after in pairwise(song.solo)]
    edge = WIDEST + 1
    return _bins([max(-edge, min(edge, leap)) + edge for leap in leaps], 2 * edge + 1)


def degrees(song: Song) -> list[float]:
    """Count the notes by their interval over the root of the chord; notes without one do not count."""
    over = [(note.pitch, song.chart.chord_at(note.onset).root) for note in song.solo]
    return _bins([(pitch - root) % 12 for pitch, root in over if root is not None], 12)


def chord_tones(song: Song) -> list[float]:
    """Return the share of chord tones on strong beats (1 and 3 of four), on the other beats, and off the beat."""
    chart, metre = song.chart, song.chart.metre
    strong = STRONG_BEATS.get(metre.beats, {0})
    on: list[list[float]] = [[], [], []]
    for note in song.solo:
        beat, off = divmod(note.onset % metre.bar, metre.beat)
        kind = 2 if off else 0 if beat in strong else 1
        on[kind].append(role(note.pitch, chart.chord_at(note.onset)) == "C")
    return [_mean(found) for found in on]


def resolved(song: Song) -> float:
    """Return the share of notes outside chord and colours that move by step into one of them, without a rest."""
    letters = grammar.roles(song.solo, song.chart)
    outside = [letter == "A" for letter in letters if letter in "ASX"]
    return _mean(outside)


def span(song: Song) -> float:
    """Return the range in semitones."""
    pitches = [note.pitch for note in song.solo]
    return float(max(pitches) - min(pitches)) if pitches else math.nan


def drift(song: Song) -> float:
    """Return how far the mean pitch of the last quarter of the notes is from that of the first, in semitones."""
    pitches = [note.pitch for note in song.solo]
    quarter = -(-len(pitches) // 4)
    return abs(_mean(pitches[-quarter:]) - _mean(pitches[:quarter]))


# ---- repetition


def patterns(song: Song) -> list[float]:
    """Return the share of patterns heard before in the solo: of five pitches, of four and of eight intervals."""
    pitches = [note.pitch for note in song.solo]
    steps = [after - before for before, after in pairwise(pitches)]
    return [heard_before(pitches, 5), heard_before(steps, 4), heard_before(steps, 8)]


def entropies(song: Song) -> list[float]:
    """Return the mean entropy in bits of the pitch classes in each bar (H1), and in each four bars in a row (H4).

    As MusDr: a note counts once however long it is, windows move on by a bar, and silent ones are left out.
    """
    bars = np.array([np.bincount([note.pitch % 12 for note in bar], minlength=12) for bar in bars_of(song)])
    return [_mean_entropy(bars, window) for window in (1, 4)]


def _mean_entropy(bars: np.ndarray, window: int) -> float:
    window = min(window, len(bars))
    sums = np.array([bars[first : first + window].sum(axis=0) for first in range(len(bars) - window + 1)], float)
    sums = sums[sums.sum(axis=1) > 0]
    shares = sums / sums.sum(axis=1, keepdims=True)
    bits = -np.sum(shares * np.log2(np.where(shares > 0, shares, 1.0)), axis=1)
    return float(bits.mean()) if len(bits) else math.nan


# ---- all of them


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else math.nan


def _bins(numbers: Sequence[int], size: int) -> list[float]:
    """Count how often each of 0 to `size` - 1 occurs."""
    return [float(count) for count in np.bincount(np.array(numbers, int), minlength=size)]


def _classes(numbers: Sequence[int], edges: tuple[int, ...]) -> list[float]:
    """Count numbers in classes that begin at the edges; smaller ones are in the first."""
    return _bins([max(0, bisect_right(edges, number) - 1) for number in numbers], len(edges))


def _ranges(edges: tuple[int, ...], name: Callable[[int], str] = str) -> tuple[str, ...]:
    """Name the classes by what they begin with, and mark those that hold more."""
    wide = [after - before > 1 for before, after in pairwise(edges)] + [True]
    return tuple(name(edge) + "+" * more for edge, more in zip(edges, wide, strict=True))


_TIMES = _ranges(LENGTH_EDGES, length_name)
_STEPS = tuple(f"{step:+d}" if step else "0" for step in range(-WIDEST, WIDEST + 1))
_BACK = tuple(f"{back} back" for back in repetition.BARS_BACK)
_TICKS = tuple(map(str, range(TICKS_PER_QUARTER)))

TRAITS = (
    Trait("notes a beat", "notes over beats of the chart", notes_a_beat),
    Trait("eighths", "share of onsets that come an eighth after the last", eighths),
    Trait("phrase", "means of a solo's phrases", phrasing, ("notes", "beats", "beats of rest after it")),
    Trait("range", "semitones from the lowest to the highest pitch", span),
    Trait("register drift", "semitones between the mean pitches of first and last quarter", drift),
    Trait("chord tones", "share of chord tones", chord_tones, ("on strong beats", "on other beats", "off the beat")),
    Trait("resolved", "share of notes outside chord and colours that step into one", resolved),
    Trait(
        "heard before",
        "share of patterns that stood in the solo before",
        patterns,
        ("5 pitches", "4 intervals", "8 intervals"),
    ),
    Trait("rhythm again", "share of bars with the rhythm of the bar so many before", repetition.rhythm_again, _BACK),
    Trait(
        "figures again", "share of four-note figures that the bar so many before had", repetition.figures_again, _BACK
    ),
    Trait("entropy", "bits, of the pitch classes in one bar and in four", entropies, ("H1", "H4")),
    Trait("grooving", "grooving similarity (GS), 0 to 1", repetition.grooving),
    Trait("structure", "structureness indicator (SI), 0 to 1", repetition.structureness, ("3-8 s", "8-15 s", "15+ s")),
    Trait("intervals", "semitones", intervals, (f"<-{WIDEST}", *_STEPS, f">{WIDEST}"), histogram=True),
    Trait("degrees", "over the root of the chord", degrees, DEGREES, histogram=True),
    Trait("onset to onset", "note values", onset_times, _TIMES, histogram=True),
    Trait("note lengths", "note values", note_lengths, _TIMES, histogram=True),
    Trait("places in the beat", "ticks of 1/24 quarter", places, _TICKS, histogram=True),
    Trait("phrase lengths", "notes", phrase_lengths, _ranges(PHRASE_EDGES), histogram=True),
    Trait("rests", "between phrases, note values", rests, _ranges(REST_EDGES, length_name), histogram=True),
)

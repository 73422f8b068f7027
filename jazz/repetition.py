"""How a solo repeats itself: patterns heard before, bars again, and structure on three scales of time.

Pure functions of a song. A share is 0 to 1, and nan where a solo is too short to have one. `grooving` and
`structureness` follow Wu & Yang, *The Jazz Transformer on the front line* (2020; their code is MusDr), who measure
rendered audio where we read the page:

    grooving       16 places a quarter, as theirs; over all pairs of bars instead of at most 1000 drawn ones
    structureness  the chroma of each bar (how long each pitch class sounds) instead of two windows a second. So paths
                   through the self-similarity matrix are straight, for bars do not stretch, and nothing is smoothed.
                   A quarter of the matrix is kept and the rest costs 2, as theirs; a transposition is no repeat, for
                   with a bar as the window nearly every bar is like every other in some key
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np

from jazz.music import TICKS_PER_QUARTER, Note, Song

Bar = TypeVar("Bar")

EIGHTH = TICKS_PER_QUARTER // 2
BARS_BACK = tuple(range(1, 9))
FIGURE = 4  # notes in a figure
FEWEST_IN_A_BAR = 2  # notes that make a rhythm
GROOVE_PLACES = 16  # a quarter
KEPT_SHARE, PENALTY = 0.25, -2.0  # of the self-similarity matrix: what is kept, and what the rest costs
SCALES = ((3.0, 8.0), (8.0, 15.0), (15.0, math.inf))  # seconds: short, middle and long structures


def heard_before(line: Sequence[Hashable], length: int) -> float:
    """Return the share of a line's patterns of some length that stood in it before, overlapping or not.

    >>> heard_before("abcxabc", 3)
    0.2
    """
    patterns = [tuple(line[index : index + length]) for index in range(len(line) - length + 1)]
    return (len(patterns) - len(set(patterns))) / len(patterns) if patterns else math.nan


def bars_of(song: Song, early: int = 0) -> list[list[Note]]:
    """Return the notes of each bar of the chart, by their onsets; up to `early` ticks before it still count for it."""
    bars: list[list[Note]] = [[] for _ in range(song.chart.bars + 1)]
    for note in song.solo:
        bars[(note.onset + early) // song.chart.metre.bar].append(note)
    return bars[:-1]


def rhythm_again(song: Song) -> list[float]:
    """Return for one to eight bars back the share of bars with the rhythm of the bar so many before.

    A rhythm is which eighths of the bar have an onset, the nearest counting. Bars of fewer than two notes are left out.
    """
    bar, early = song.chart.metre.bar, EIGHTH // 2
    rhythms = [
        frozenset((note.onset + early) % bar // EIGHTH for note in notes) if len(notes) >= FEWEST_IN_A_BAR else None
        for notes in bars_of(song, early)
    ]
    return [_mean([now == before for before, now in _pairs(rhythms, back) if now]) for back in BARS_BACK]


def figures_again(song: Song) -> list[float]:
    """Return for one to eight bars back the share of a bar's figures that the bar so many before had, over all bars.

    A figure is the three intervals of four notes in a row.
    """
    figures = [_figures([note.pitch for note in notes]) for notes in bars_of(song)]
    return [_mean([len(now & before) / len(now) for before, now in _pairs(figures, back) if now]) for back in BARS_BACK]


def _figures(pitches: Sequence[int]) -> frozenset[tuple[int, ...]]:
    starts = range(len(pitches) - FIGURE + 1)
    return frozenset(tuple(pitch - pitches[start] for pitch in pitches[start + 1 : start + FIGURE]) for start in starts)


def _pairs(bars: Sequence[Bar], back: int) -> list[tuple[Bar, Bar]]:
    return list(zip(bars, bars[back:], strict=False))


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else math.nan


def grooving(song: Song) -> float:
    """Return the grooving similarity: on how much of the bar two bars agree, onset or none, over all pairs (GS)."""
    bar = song.chart.metre.bar
    size = bar * GROOVE_PLACES // TICKS_PER_QUARTER
    onsets = np.zeros((song.chart.bars, size))
    for note in song.solo:
        onsets[note.onset // bar, note.onset % bar * GROOVE_PLACES // TICKS_PER_QUARTER] = 1.0
    if len(onsets) < 2:
        return math.nan
    counts = onsets.sum(axis=1)
    different = counts[:, None] + counts[None] - 2.0 * onsets @ onsets.T
    return float(1.0 - different[np.triu_indices(len(onsets), 1)].mean() / size)


# ---- structure


def structureness(song: Song) -> list[float]:
    """Return the structureness indicator (SI) on three scales of time: the fitness of the fittest segment, 0 to 1.

    0 where the solo has no room for a segment so long and its repeat.
    """
    seconds = song.chart.metre.bar / TICKS_PER_QUARTER * 60.0 / song.tempo
    fittest = fitness(self_similarity(chroma(song)))
    lengths = np.arange(1, len(fittest) + 1) * seconds
    return [float(max(fittest[(lengths >= low) & (lengths <= high)], default=0.0)) for low, high in SCALES]


def chroma(song: Song) -> np.ndarray:
    """Return how long each pitch class sounds in each bar: (bars, 12), scaled to length 1, or 0 where none sounds."""
    bar = song.chart.metre.bar
    sounding = np.zeros((song.chart.bars, 12))
    for note in song.solo:
        for index in range(note.onset // bar, min(-(-note.end // bar), song.chart.bars)):
            inside = min(note.end, (index + 1) * bar) - max(note.onset, index * bar)
            sounding[index, note.pitch % 12] += inside
    size = np.linalg.norm(sounding, axis=1, keepdims=True)
    return sounding / np.where(size > 0, size, 1.0)


def self_similarity(features: np.ndarray) -> np.ndarray:
    """Return how alike bars are, (bars, bars): up to 1 for the same, 0 just kept, -2 otherwise; 1 on the diagonal."""
    alike = features @ features.T
    threshold = float(np.quantile(alike, 1.0 - KEPT_SHARE))
    scaled = (alike - threshold) / max(float(alike.max()) - threshold, 1e-9)
    result: np.ndarray = np.where((alike >= threshold) & (alike > 0.0), scaled, PENALTY)
    np.fill_diagonal(result, 1.0)
    return result


def fitness(similar: np.ndarray) -> np.ndarray:
    """Return how well the fittest segment of each number of bars explains the solo, (bars // 2,); entry 0 is one bar.

    Fitness (Müller, Jiang & Grosche 2013) is the harmonic mean of two shares: how alike the segment's repeats are, and
    how much of the solo they cover; the repeats are the best family of them that does not overlap. A segment longer
    than half the solo has none.
    """
    bars = len(similar)
    fittest = np.zeros(bars // 2)
    paths = np.zeros((bars + 1, bars + 1))
    for length in range(1, bars // 2 + 1):
        paths = paths[:-1, :-1] + similar[length - 1 :, length - 1 :]
        fittest[length - 1] = _fittest(paths, length)
    return fittest


def _fittest(paths: np.ndarray, length: int) -> float:
    """Return the fitness of the fittest segment of a length; `paths[n, s]` scores the one from s as repeated from n on.

    The score and the number of repeats are found for all segments at once, bar by bar: either the best family so far
    goes on, or another repeat ends here.
    """
    places, segments = paths.shape
    bars = places + length - 1
    score, count = np.zeros((2, bars + 1, segments))
    for end in range(1, bars + 1):
        score[end], count[end] = score[end - 1], count[end - 1]
        if end >= length:
            longer = score[end - length] + paths[end - length]
            better = longer > score[end]
            score[end] = np.where(better, longer, score[end])
            count[end] = np.where(better, count[end - length] + 1, count[end])
    alike = (score[-1] - length) / (length * count[-1])
    covered = length * (count[-1] - 1) / bars
    return float(np.max(2.0 * alike * covered / np.maximum(alike + covered, 1e-9)))

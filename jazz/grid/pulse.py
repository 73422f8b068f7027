"""Where the beats are when nothing but notes tells: the tempo and phase that explain best where they begin.

How likely a note begins in which part of a beat depends on how long ago the last one began, and how soon the next one
will; that was counted in the Weimar Jazz Database (The Jazzomat Research Project, https://jazzomat.hfm-weimar.de). Two
kinds of errors of a tempo map are looked for: a steady one (a comb over tempos, in which a player may be late
throughout) and one that wanders (a hidden Markov model over phase and tempo, as in N. Whiteley, A. T. Cemgil and
S. Godsill, "Bayesian modelling of temporal structure in musical audio", ISMIR 2006, without its bars). This room knows
neither files nor pitches. Places are in beats of the file's map; scores are log likelihoods against "anywhere".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

PHASES = 24
NEIGHBOURS = (0.21, 0.29, 0.42, 0.58, 0.8)
"""Distances of notes, in beats, that separate sixteenths, triplets, eighths, swung eighths and longer notes."""
COUNTED = (
    "mllmmlmmmmmmnmmmmmmmmmmm nnmlllllllmnnnmmmmnmmlmm onmmllkjjlmnonmnnmmmllmo",
    "oonmnmllklllmmmlmmlllmmn pooonnnmlkjlkjjkklllmmnp oononmmllllllkllmlllmmnn",
    "llkklmnnnmlmmmmllmnnnnmm nmlllmnnmllmnnmlmnnnmllm nnmlllmmlllmmmmnnnnmmmmm",
    "onnnmmmlkkllmlmmmmmmllmn qqpomlmkiiihjihijjklmnpq pponmmmmkjkkkkjklllmmnoo",
    "mmmlklmnoommllkkklmnnnmm mmmllmnnnnnmlllllmmnmmmm nnmmllmmmnmmmmmmnmmmllmm",
    "ppponmlkkkkkkkllkklllmoo rrponljiiihgggghhjklmoqq qqponmkkkkjjiijjjklmmnop",
    "lmmnnmmmlmmnonmnmmlmlkll mmllllmmlmnnnonnnmnmlkll kllkkkkkklmnopppponlkjjk",
    "nnonmllkkklmnoonmllkkklm qqponmlkkjjkkkjjjjkllmnp opoonmlkkjkllmmmllllllnn",
    "mkkklkllkkklmmlnoppponmm lkhhhhhjjijklmnppqqqpnll hhggghihijklnoqrrrqomlii",
    "jjkkjjjjkklnopqqponmljjj nmmmmllmmmlllmmnmmnmmmmn lkkjiiiihijklmopqqqpnmml",
    "nonmllmmmmmlmlmmmmmmmmlm nomllkkklllmmnmmnnnnmmlm nmllkjjjjjllmnoppoonmlmm",
    "oonnmlkjjjklnnnnnmmlllmn qqponljihhhhijjjjjllnopq qponmkjihhijkllmmlmmmoop",
)
"""In which 1/24 of a beat a note begins, for each distance to the note before (two lines) and after (a word).

A letter is a density in steps of 0.2 nats: "n" is a little more, "l" a little less than anywhere ("m").
"""
STRUCK = "ukgfgkkihfjrrllmkkkgffku"
"""The same for the chords, basses and drums that accompany."""

NAMED = "xpgaaaaaaaaaaaaaaaaaagpx"
"""The same for chord symbols in words."""

STEADY_REACH = 0.04
RESOLUTION = 0.03
"""The largest error of a steady tempo that is looked for, and the beats by which tempos differ at the end."""
MOST_TEMPOS = 3000
LAGS = np.arange(-0.5, 0.5, 0.01)
USUAL_LAG = 0.08
LAG_COSTS = 3 * np.log1p((LAGS / USUAL_LAG) ** 2)
"""Beats by which a player may be late or early throughout, and usually is; what that costs."""

MOST_HEARD = 3000
CELLS = 48
STEP_SECONDS = 2.0
LONGEST_STEP = 8
FIRST_ERROR, FIRST_PHASE = 0.02, 0.08
WANDER = 0.003
WEIGHT = 0.7
"""Of the Markov model: how many onsets are heard (of more, every second or third); phases in a beat; seconds, and at
most beats, in a step; standard deviations of the first tempo error, of the first phase (in beats) and of the change of
tempo after one second; and what a note counts, because notes are no independent witnesses."""


class Evidence(NamedTuple):
    """When notes began, in beats of the map (ascending), and their log densities over the phase (notes, PHASES)."""

    places: Any
    densities: Any


def melody(onsets: Any) -> Evidence:
    """What the onsets of a melody tell (in beats of the map, ascending)."""
    places = np.asarray(onsets, float)
    if not len(places):
        return Evidence(places, np.zeros((0, PHASES)))
    kinds = np.searchsorted(NEIGHBOURS, np.diff(places))
    longest = len(NEIGHBOURS)
    return Evidence(places, _counted()[np.append(longest, kinds), np.append(kinds, longest)])


def accompaniment(onsets: Any) -> Evidence:
    """What the onsets of chords, basses and drums tell (in beats of the map, ascending, chords counted once)."""
    places = np.asarray(onsets, float)
    return Evidence(places, np.tile(_densities(STRUCK), (len(places), 1)))


def words(places: Any) -> Evidence:
    """What chord symbols tell that stand beside the beats of the map (in beats of the map, ascending)."""
    where = np.asarray(places, float)
    return Evidence(where, np.tile(_densities(NAMED), (len(where), 1)))


def together(pieces: Sequence[Evidence]) -> Evidence:
    """All evidence in order of time."""
    places = np.concatenate([piece.places for piece in pieces])
    order = np.argsort(places, kind="stable")
    return Evidence(places[order], np.concatenate([piece.densities for piece in pieces])[order])


@cache
def _counted() -> Any:
    """The log densities of a melody's notes: (distance before, distance after, phase)."""
    classes = len(NEIGHBOURS) + 1
    return np.array([_densities(word) for line in COUNTED for word in line.split()]).reshape(classes, classes, PHASES)


def _densities(word: str) -> Any:
    return (np.array([ord(letter) for letter in word]) - ord("m")) / 5


class Steady(NamedTuple):
    """A steady error of the map: a beat of the map is `1 + error` beats as played, of which players are `lag` ahead.

    `score` says how well it explains the evidence; `still` is the best explanation without an error.
    """

    error: float
    lag: float
    score: float
    still: tuple[float, float]


def steady(evidence: Evidence, reach: float = STEADY_REACH) -> Steady:
    """The steady error of the map that explains the evidence best."""
    places, densities = evidence
    span = max(float(places[-1]), 8.0)
    count = min(int(reach * span / RESOLUTION), MOST_TEMPOS)
    errors = np.arange(-count, count + 1) * reach / count
    spectrum = np.fft.rfft(densities, axis=1)[:, :9] / PHASES
    scores = np.zeros((len(errors), len(LAGS)))
    for harmonic in range(spectrum.shape[1]):
        turned = spectrum[:, harmonic] * np.exp(2j * np.pi * harmonic * (places - 0.5 / PHASES))
        sums = _at_errors(places, turned, harmonic * errors)
        scores += (1 if harmonic == 0 else 2) * np.outer(sums, np.exp(2j * np.pi * harmonic * LAGS)).real
    scores -= LAG_COSTS
    best, lag = np.unravel_index(scores.argmax(), scores.shape)
    still = scores[len(errors) // 2]
    return Steady(
        float(errors[best]),
        float(LAGS[lag]),
        float(scores[best, lag]),
        (float(LAGS[still.argmax()]), float(still.max())),
    )


def at_phases(evidence: Evidence, shifts: Any) -> Any:
    """How well the evidence fits the map if everything is moved by so many beats."""
    places = (evidence.places[:, None] + shifts) % 1 * PHASES - 0.5
    part, share = np.floor(places).astype(int), places % 1
    rows = np.arange(len(places))[:, None]
    before, after = evidence.densities[rows, part % PHASES], evidence.densities[rows, (part + 1) % PHASES]
    return (before * (1 - share) + after * share).sum(axis=0)


def fit(evidence: Evidence) -> float:
    """How well the evidence fits the map, whatever the lag of the players is."""
    return float((at_phases(evidence, LAGS) - LAG_COSTS).max())


def _at_errors(places: Any, weights: Any, frequencies: Any, grain: float = 0.125) -> Any:
    """The sums of weights e^(2 pi i frequency place), by one Fourier transform of the places put into bins."""
    bins = np.rint(places / grain).astype(int)
    size = 1 << (int(bins[-1]) * 8 + 64).bit_length()
    sampled = np.bincount(bins, weights.real, size) + 1j * np.bincount(bins, weights.imag, size)
    return (np.fft.ifft(sampled) * size)[np.rint(frequencies * grain * size).astype(int) % size]


def wandering(
    evidence: Evidence, rate: float, *, wander: float = WANDER, first_phase: float = FIRST_PHASE
) -> tuple[Any, Any, float]:
    """Places, beats there and score of the likeliest beat track whose tempo wanders.

    `rate` is beats a second by the map; `wander` the standard deviation of the change of tempo after one second, and
    `first_phase` of the distance from the beginning of the map to a beat.
    """
    evidence = Evidence(*(column[:: 1 + len(column) // MOST_HEARD] for column in evidence))
    step = int(np.clip(round(STEP_SECONDS * rate), 1, LONGEST_STEP))
    cell = 1 / (CELLS * step)
    reach = int(np.ceil(STEADY_REACH / cell))
    errors = np.arange(-reach, reach + 1)
    seen = _steps(evidence, step, errors) * WEIGHT
    spread = max(wander * np.sqrt(step / rate) / cell, 0.5)
    farthest = int(np.ceil(3 * spread))
    jumps = range(-farthest, farthest + 1)
    phase = np.arange(CELLS)
    moved = (phase - errors[:, None]) % CELLS
    score = -((np.minimum(phase, CELLS - phase)[None] / CELLS / first_phase) ** 2) / 2
    score = score - ((errors * cell / FIRST_ERROR) ** 2 / 2)[:, None]
    back = []
    for block in seen:
        ahead = np.take_along_axis(score + block, moved, 1)
        score, before = np.full_like(ahead, -np.inf), np.zeros(ahead.shape, np.int32)
        for jump in jumps:
            low, high = max(0, jump), min(len(errors), len(errors) + jump)
            came = ahead[low - jump : high - jump] - (jump / spread) ** 2 / 2
            better = came > score[low:high]
            np.copyto(score[low:high], came, where=better)
            np.copyto(before[low:high], np.arange(low - jump, high - jump)[:, None], where=better)
        back.append(before)
    error, last = (int(index) for index in np.unravel_index(score.argmax(), score.shape))
    best = float(score.max()) / WEIGHT
    steps: list[int] = []
    for before in reversed(back):
        error = int(before[error, last])
        last = (last - int(errors[error])) % CELLS
        steps.append(int(errors[error]))
    places = np.arange(len(back) + 1) * float(step)
    first = (last + CELLS // 2) % CELLS - CELLS // 2
    return places, places + (first + np.append(0, np.cumsum(steps[::-1]))) / CELLS, best


def _steps(evidence: Evidence, step: int, errors: Any) -> Any:
    """The evidence in each step of the map, for each tempo error in it and phase at its beginning."""
    places, densities = evidence
    fine = np.arange(CELLS) / CELLS * PHASES - 0.5
    part, share = np.floor(fine).astype(int), fine % 1
    cells = densities[:, part % PHASES] * (1 - share) + densities[:, (part + 1) % PHASES] * share
    block = np.clip(places // step, 0, None).astype(int)
    shift = np.rint((places % 1)[:, None] * CELLS + errors * (places / step - block)[:, None]).astype(int)
    rows = np.arange(len(places))[:, None, None]
    heard = cells[rows, (shift[:, :, None] + np.arange(CELLS)) % CELLS]
    seen = np.zeros((block[-1] + 1, len(errors), CELLS))
    first = np.flatnonzero(np.diff(block, prepend=-1))
    seen[block[first]] = np.add.reduceat(heard, first, axis=0)
    return seen

"""From a few places that are beats to the whole beat track of a file whose tempo map is not to be believed.

Chord symbols in words stand on beats, mostly on the first of a bar. How many beats lie between two of them is counted
(a Viterbi search: tempos change little, bars are whole), and between them the beat is as smooth as can be: a Gaussian
process (C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning", MIT Press 2006) in which the
tempo is an integrated random walk, or does not change at all; the evidence chooses how much it wanders. This room knows
neither files nor chords. Places are in beats of the file's map, results in beats as played.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor
from typing import Any

import numpy as np

FEWEST = 5
"""Places from which a beat track can be told."""
MOST = 400
"""Places that are looked at; of more, so many, evenly spread."""
MOST_KNOTS = 4000
"""Places at which a beat track is told."""
REACH = 0.06
"""How far the tempo of the map may be off where several numbers of beats are thought of."""
USUAL_ERROR, USUAL_WANDER = 0.03, 0.03
"""Standard deviations: of the tempo against the map, and of its change in a second."""
HALF_BAR, INSIDE, ODD_BAR = 1.0, 3.0, 6.0
"""What it costs (in nats) that a chord begins in the middle of a bar, or elsewhere inside it; that a bar has another
number of beats than the others."""
LONG, FORM, NO_FORM = 2, ((4, 0.0), (2, 0.7), (1, 1.5)), 4.0
"""What it costs that a chord of more than so many bars lasts for a number of them that can be divided by so many."""
RELIABLE = 16
"""Beats between two places over which the tempo is as reliable as ever."""
EXACT, LOOSE = 0.0015, 0.05
"""Beats, standard deviations: of places that a program wrote, and of the first bar line."""
WANDERS = (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
"""How the change of tempo may wander, in relative tempo a second, after one second."""
TURN = 0.01
"""Standard deviation of the change of tempo a second at the beginning."""
LIMPS, LIMPING = 0.12, 0.15
"""A tempo error between two places that nobody plays; the share of such that shows that the places are no beats."""
RESOLUTION, STEADY = 0.05, 0.98
"""Of steady tempos, by how many beats they differ at the last place; how strongly (0 to 1) places must keep to one."""
SLOWEST = 0.2
"""Beats that go by in a beat of the map at least."""
ANCHOR = 0.1
"""Beats by which the file's first bar line may miss the beat that is found and still be one."""


def counted(places: Sequence[float], *, bar: int, rate: float) -> list[int] | None:
    """Which beat each place is (ascending, over 0), from the file's first bar line on; None where nothing tells.

    `bar` is the beats in a bar, `rate` the beats in a second by the file.
    """
    if len(places) < FEWEST:
        return None
    if steady := _steady(np.array(places), bar):
        return steady
    counts = count(places, bar=bar, rate=rate)
    limps = abs(np.diff(counts) / np.diff(places) - 1) > LIMPS
    return counts if np.mean(limps) < LIMPING else None


def _steady(places: Any, bar: int) -> list[int] | None:
    """The beats that places are if one tempo makes nearly all of them beats; of several such, if possible of bars."""
    errors = np.arange(-REACH, REACH, RESOLUTION / places[-1])
    turns = np.exp(2j * np.pi * np.outer(1 + errors, places)).mean(axis=1)
    best: tuple[float, list[int]] | None = None
    for error, turn in zip(errors[abs(turns) > STEADY].tolist(), turns[abs(turns) > STEADY], strict=True):
        first = float(np.angle(turn)) / (2 * np.pi)
        counts = np.rint(places * (1 + error) - first).astype(int).tolist()
        gaps = (after - before for before, after in pairwise([0, *counts]))
        odd = sum(_in_bar(beats % bar, bar) + _long(beats, bar) for beats in gaps)
        cost = (error / USUAL_ERROR) ** 2 / 2 + odd
        if best is None or cost < best[0]:
            best = cost, counts
    return best[1] if best else None


def track(places: Sequence[float], counts: Sequence[int], *, rate: float, end: float) -> tuple[Any, Any]:
    """Places from 0 to after `end`, and the beats there, of a smooth track through places that are these beats."""
    chosen = np.unique(np.linspace(0, len(places) - 1, min(len(places), MOST)).astype(int))
    where, beats = np.array(places, float)[chosen], np.array(counts, float)[chosen]
    if abs(smooth(where, beats - where, rate, np.zeros(1))[0]) < ANCHOR:
        where, beats = np.append(0.0, where), np.append(0.0, beats)
    knots = np.linspace(0, ceil(end) + 1, min(ceil(end) + 2, MOST_KNOTS))
    return knots, ascending(knots, smooth(where, beats - where, rate, knots))


def ascending(places: Any, errors: Any) -> Any:
    """Beats at places, which differ by errors of the map; however large those are, beats go on."""
    steps = np.diff(places + errors)
    return places[0] + errors[0] + np.append(0.0, np.cumsum(np.maximum(steps, SLOWEST * np.diff(places))))


def count(places: Sequence[float], *, bar: int, rate: float) -> list[int]:
    """Which beat each place is, from the file's first bar line on, the cheapest way.

    >>> count([3.9, 7.8, 15.7, 17.7, 19.6], bar=4, rate=2.0)
    [4, 8, 16, 18, 20]
    """
    # The state is the tempo error in the gap before a place, and where in its bar the place is.
    states: dict[tuple[float, int], tuple[float, tuple[int, ...]]] = {(0.0, 0): (0.0, (0,))}
    for index, (before, place) in enumerate(pairwise([0.0, *places])):
        gap = place - before
        change = rate / gap / 2 / USUAL_WANDER**2 if index else 0.0
        following: dict[tuple[float, int], tuple[float, tuple[int, ...]]] = {}
        for beats in _candidates(gap):
            error = beats / gap - 1
            own = (error / USUAL_ERROR) ** 2 / 2 * min(gap / RELIABLE, 1) + _long(beats, bar)
            came = [
                (cost + own + change * (error - last) ** 2, (at + beats) % bar, (*path, path[-1] + beats))
                for (last, at), (cost, path) in states.items()
            ]
            least = min(cost for cost, *_ in came)
            for cost, at, path in [*came, *((least + ODD_BAR, at, min(came)[2]) for at in range(bar))]:
                total = cost + _in_bar(at, bar)
                if (error, at) not in following or total < following[error, at][0]:
                    following[error, at] = total, path
        states = following
    return list(min(states.values())[1][1:])


def _candidates(gap: float) -> list[int]:
    """The numbers of beats that a gap may hold."""
    return sorted({max(1, round(gap)), *range(max(1, ceil(gap * (1 - REACH))), floor(gap * (1 + REACH)) + 1)})


def _in_bar(beat: int, bar: int) -> float:
    """What it costs that a chord begins on this beat of a bar (from 0)."""
    return (HALF_BAR if 2 * beat % bar == 0 else INSIDE) if beat else 0.0


def _long(beats: int, bar: int) -> float:
    """What it costs that a chord lasts so many beats: long ones last for whole parts of the form."""
    return next((cost for bars, cost in FORM if beats % (bars * bar) == 0), NO_FORM) if beats > LONG * bar else 0.0


def smooth(places: Any, errors: Any, rate: float, at: Any, noise: float = EXACT) -> Any:
    """The error of the map at other places than those where it is known, for the likeliest wandering of the tempo."""
    best = -np.inf
    for wander in WANDERS:
        covariance = _covariance(places / rate, places / rate, wander, rate)
        try:
            root = np.linalg.cholesky(covariance + noise**2 * np.eye(len(places)))
        except np.linalg.LinAlgError:
            continue
        white = np.linalg.solve(root, errors)
        evidence = -white @ white / 2 - np.log(np.diag(root)).sum()
        if evidence > best:
            best, chosen, weights = evidence, wander, np.linalg.solve(root.T, white)
    return _covariance(at / rate, places / rate, chosen, rate) @ weights


def _covariance(one: Any, other: Any, wander: float, rate: float) -> Any:
    """The covariance of the error (in beats) at two times (in seconds, 0 or later)."""
    early, late = np.minimum(one[:, None], other[None]), np.maximum(one[:, None], other[None])
    line = (USUAL_ERROR * rate) ** 2 * early * late + LOOSE**2
    if not wander:
        return line
    walk = early**5 / 20 + (late - early) / 12 * ((late + early) * early**3 - early**4 / 2)
    return line + (wander * rate) ** 2 * walk + (TURN * rate) ** 2 / 4 * (early * late) ** 2

"""How well the habits of `jazz.rendition` foresee players it has not learned from, and how like them it plays.

    python benchmarks/rendition.py WJAZZD SPLIT [--seed 0]

WJAZZD is `wjazzd.db`, SPLIT the JSON file whose "val" solos are measured; its "train" solos calibrate the controls.

First table: each note's lateness, loudness and sounding share against what is foreseen from the page. A constant (the
median of the training solos) and the rule of thumb of `rendition_rule` (scaled and moved to fit the training solos) are
controls. Correlation and mean absolute error are means over solos, with 95 % intervals from 2,000 draws of solos.

Second table: the distributions of what is played over the same pages, as distances from the players' own (Wasserstein
distance in standard deviations of the players; lag 1: the same between the autocorrelations of the solos). `life-size`
are the learned habits, `played` what `rendition.play` makes of them for a sequencer, `shuffled` the learned ones in
any order, `players` the training solos: nearer than these nobody need be. Third: swing by tempo.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
from rendition_rule import by_chance, rule
from rendition_training import Played, performances

from jazz import rendition
from jazz.instruments import INSTRUMENTS
from jazz.music import PPQ, TICKS_PER_QUARTER, Note, Solo
from jazz.rendition import habits
from jazz.rendition.playing import DECIBELS_PER_DECADE, deviations
from jazz.swing import EIGHTH, Swing, is_straight, played_milliseconds, swing_share

UNITS = ("late, ms", "loud, dB", "held, share")
DRAWS = 2000
PROBABILITIES = np.linspace(0.005, 0.995, 199)

Habits = np.ndarray
"""Lateness (ms), loudness (dB), sounding share of each note: (notes, 3)."""


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", type=Path)
    parser.add_argument("split", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    taught, held_out = (list(performances(given.database, given.split, part)) for part in ("train", "val"))
    print(f"{len(held_out)} solos, {sum(len(solo.beats) for solo in held_out)} notes that nothing was learned from\n")
    controls = Controls(taught)
    foreseen(held_out, controls)
    alike(taught, held_out, controls, given.seed)
    swing(taught, held_out)


class Controls:
    """The constant and the rule of thumb, fitted to the training solos."""

    def __init__(self, taught: Sequence[Played]) -> None:
        answers = np.concatenate([real(solo) for solo in taught])
        told = np.concatenate([self.tables(solo) for solo in taught])
        self.middle = np.nanmedian(answers, 0)
        known = np.isfinite(answers)
        self.lines = [np.polyfit(told[known[:, at], at], answers[known[:, at], at], 1) for at in range(3)]

    @staticmethod
    def tables(solo: Played) -> Habits:
        """What the tables of the rule say."""
        return rule(solo.song.solo.notes, tempo=solo.song.tempo, share=solo.share)

    def constant(self, solo: Played) -> Habits:
        """The same for every note."""
        return np.tile(self.middle, (len(solo.beats), 1))

    def rule(self, solo: Played) -> Habits:
        """The rule of thumb at the scale of the players."""
        return np.stack([np.polyval(line, told) for line, told in zip(self.lines, self.tables(solo).T, strict=True)], 1)


def real(solo: Played, share: float | None = None) -> Habits:
    """What the player did, against a page with this swing (None: the player's own)."""
    late, loud, held = solo.habits(solo.share if share is None else share).T
    return np.stack([late, loud, np.exp(np.minimum(held, 0))], axis=1)


def learned(solo: Played, share: float | None = None) -> Habits:
    """What is foreseen from the page: the middle of what is played by chance."""
    weights = habits.shipped()
    mean, spread = habits.expect(solo.seen(solo.share if share is None else share), weights)
    middle = mean + spread * weights["chance"][:, habits.QUANTILES // 2]
    return np.stack([middle[:, 0], middle[:, 1], np.exp(np.minimum(middle[:, 2], 0))], axis=1)


def foreseen(solos: Sequence[Played], controls: Controls) -> None:
    """Print the first table."""
    ways: dict[str, Callable[[Played], Habits]] = {
        "learned": learned,
        "rule of thumb": controls.rule,
        "constant": controls.constant,
    }
    print(f"{'':14}{'':15}{'correlation':>22}{'error':>24}{'error - learned':>26}")
    for at, name in enumerate(UNITS):
        known = [solo for solo in solos if np.isfinite(real(solo)[:, at]).any()]
        best = np.array([_error(learned(solo), real(solo), at) for solo in known])
        for way, foresee in ways.items():
            pairs = [(foresee(solo), real(solo)) for solo in known]
            errors = np.array([_error(*pair, at) for pair in pairs])
            correlations = np.array([_correlation(*pair, at) for pair in pairs])
            print(
                f"{name:14}{way:15}{_interval(correlations, 3):>22}"
                f"{_interval(errors, 3):>24}{_interval(errors - best, 3):>26}"
            )
    by_table = [swing_share(solo.song.tempo, solo.song.chart.style, solo.song.chart.metre) for solo in solos]
    pairs = [(learned(solo, share), real(solo, share)) for solo, share in zip(solos, by_table, strict=True)]
    errors = np.array([_error(*pair, 0) for pair in pairs])
    print(f"late, with the swing of the tempo and not the player's own: error {_interval(errors, 1)} ms\n")


def _error(told: Habits, answer: Habits, at: int) -> float:
    return float(np.nanmean(abs(told[:, at] - answer[:, at])))


def _correlation(told: Habits, answer: Habits, at: int) -> float:
    """The correlation of a solo; 0 where one side does not vary."""
    known = np.isfinite(answer[:, at])
    one, other = told[known, at], answer[known, at]
    return float(np.corrcoef(one, other)[0, 1]) if np.ptp(one) > 0 and np.ptp(other) > 0 else 0.0


def _interval(values: np.ndarray, digits: int) -> str:
    """The mean over solos and its 95 % interval."""
    draws = np.random.default_rng(0).choice(values, (DRAWS, len(values))).mean(1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return f"{values.mean():.{digits}f} ({low:.{digits}f} {high:.{digits}f})"


def alike(taught: Sequence[Played], solos: Sequence[Played], controls: Controls, seed: int) -> None:
    """Print the second table."""
    solos, taught = ([solo for solo in group if np.isfinite(real(solo)).all()] for group in (solos, taught))
    rng = Random(seed)
    answers = [real(solo) for solo in solos]
    life_size = [generated(solo, rng) for solo in solos]
    tables = [controls.tables(solo) + by_chance(len(solo.beats), solo.song.tempo, rng) for solo in solos]
    for told in tables:
        told[:, 1] = DECIBELS_PER_DECADE * np.log10((80 + told[:, 1]) / 80)
    shuffler = np.random.default_rng(seed)
    ways = {
        "life-size": life_size,
        "played": [played(solo, rng) for solo in solos],
        "rule of thumb": tables,
        "rule, scaled": [controls.rule(solo) for solo in solos],
        "constant": [controls.constant(solo) for solo in solos],
        "shuffled": [shuffler.permutation(one) for one in life_size],
    }
    groups = [places(solo) for solo in solos]
    print(f"{'':14}{'':15}{'all notes':>12}{'by place':>12}{'lag 1':>12}{'spread':>12}")
    for at, name in enumerate(UNITS):
        for way, told in [*ways.items(), ("players", [real(solo) for solo in taught])]:
            there = groups if way != "players" else [places(solo) for solo in taught]
            print(
                f"{name:14}{way:15}" + "".join(f"{one:12.3f}" for one in _distances(told, there, answers, groups, at))
            )
        print(f"{name:14}{'(held out)':15}{'':36}{np.concatenate(answers)[:, at].std():12.3f}")
    near = [np.mean(abs(ticks(solo, one)) <= 16) for solo, one in zip(solos, answers, strict=True)]
    ours = [np.mean(abs(ticks(solo, one)) <= 16) for solo, one in zip(solos, ways["played"], strict=True)]
    print(f"within 1/30 of a beat from the swung page: players {np.mean(near):.2f}, played {np.mean(ours):.2f}\n")


def generated(solo: Played, rng: Random) -> Habits:
    """The learned habits with their chance."""
    late, loud, held = deviations(
        solo.song.solo.notes, solo.song.chart, tempo=solo.song.tempo, share=solo.share, rng=rng
    ).T
    return np.stack([late, loud, np.exp(np.minimum(held, 0))], axis=1)


def played(solo: Played, rng: Random) -> Habits:
    """What stands in the file, measured as the players are."""
    song = solo.song
    page = [Note(note.onset, note.duration, note.pitch) for note in song.solo]
    part = rendition.play(Solo(tuple(page)), song.chart, INSTRUMENTS[0], tempo=song.tempo, share=solo.share, rng=rng)
    swing = Swing(solo.share, solo.onsets.tolist())
    begins, ends = ([swing.time(tick) for tick in ticks] for ticks in ([n.onset for n in page], [n.end for n in page]))
    starts = np.array([note.start for note in part.notes])
    joined = np.array([before.end == after.onset for before, after in pairwise(page)] + [False])
    full = np.where(joined, np.append(np.diff(starts), np.inf), np.subtract(ends, begins))
    late = (starts - begins) / played_milliseconds(1, song.tempo)
    loud = DECIBELS_PER_DECADE * np.log10(np.array([note.velocity for note in part.notes]) / page[0].velocity)
    return np.stack([late, loud, np.array([note.end - note.start for note in part.notes]) / full], axis=1)


def ticks(solo: Played, told: Habits) -> np.ndarray:
    """The lateness in played ticks."""
    return np.array(told[:, 0] / (solo.beat_seconds * 1000) * PPQ)


def places(solo: Played) -> np.ndarray:
    """The kind of place of each note: on the beat, on the off-beat, elsewhere; over 3 the last of a phrase."""
    within = solo.onsets % TICKS_PER_QUARTER
    ends = [after.onset - before.end >= EIGHTH for before, after in pairwise(solo.song.solo.notes)] + [True]
    kinds: np.ndarray = np.select([within == 0, within == EIGHTH], [0, 1], 2)
    return np.array(kinds + 3 * np.array(ends))


def _distances(
    told: Sequence[Habits],
    there: Sequence[np.ndarray],
    answers: Sequence[Habits],
    groups: Sequence[np.ndarray],
    at: int,
) -> tuple[float, float, float, float]:
    """Distance over all notes, mean distance over the kinds of place, distance of lag 1, and the spread."""
    one, other = (np.concatenate(each)[:, at] for each in (told, answers))
    of_one, of_other = np.concatenate(there), np.concatenate(groups)
    scale = float(other.std())
    by_place = [_wasserstein(one[of_one == kind], other[of_other == kind]) / scale for kind in range(6)]
    lags = _wasserstein(*(np.array([_lag(solo[:, at]) for solo in each]) for each in (told, answers)))
    return _wasserstein(one, other) / scale, float(np.mean(by_place)), lags, float(one.std())


def _wasserstein(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.mean(abs(np.quantile(one, PROBABILITIES) - np.quantile(other, PROBABILITIES))))


def _lag(values: np.ndarray) -> float:
    return float(np.corrcoef(values[1:], values[:-1])[0, 1]) if np.ptp(values) > 0 else 0.0


def swing(taught: Sequence[Played], solos: Sequence[Played]) -> None:
    """Print the third table: how far the share of a player is from what the tempo says."""
    swung, before = (
        [(solo.song.tempo, solo.share, solo) for solo in group if not is_straight(solo.song.chart.style)]
        for group in (solos, taught)
    )
    middle = float(np.median([share for _, share, _ in before]))
    ways: dict[str, Callable[[Played], float]] = {
        "table": lambda solo: swing_share(solo.song.tempo, solo.song.chart.style, solo.song.chart.metre),
        "triplets": lambda _: 2 / 3,
        "constant": lambda _: middle,
    }
    print(f"swing of {len(swung)} solos{'error of the share':>34}{'error - table':>26}")
    best = np.array([abs(ways["table"](solo) - share) for _, share, solo in swung])
    for way, say in ways.items():
        errors = np.array([abs(say(solo) - share) for _, share, solo in swung])
        print(f"{way:29}{_interval(errors, 3):>24}{_interval(errors - best, 3):>26}")


if __name__ == "__main__":
    main()

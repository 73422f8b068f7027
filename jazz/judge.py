"""A judge that learns to tell solos from human ones, and says by what: a two-sample test (Lopez-Paz & Oquab 2017).

`listeners` are shown four-bar phrases of people and of something else over the same charts, and are asked about phrases
of tunes that they do not know: all solos of a tune are on one side of every division into training and test. The figure
is the AUC: of a human phrase and another of the same fold, how often is the other one found out? 0.5 is guessing, 1 is
always; all pairs of tunes count alike, long solos or short. Intervals are 95 % percentile bootstrap intervals over
tunes of what the listeners said; that others would have learned otherwise is not in them.

Humans against themselves, their tunes dealt onto two sides at random, must come out near 0.5. Their interval holds 95 %
of such dealings; it is wide, because the sides differ in tunes and players, where a material shares the charts.
This room knows neither models nor where solos come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from jazz import listeners
from jazz.errors import SourceError
from jazz.evaluate import Interval
from jazz.hallmarks import FAMILIES, HALLMARKS
from jazz.listeners import Heard, Opinion, auc
from jazz.music import Song
from jazz.phrases import Phrase, phrases

HUMANS = "humans against themselves"
FOLDS = 5
FEWEST_TUNES = 4
DEALS, HUMAN_DEALS = 2, 10  # how often the tunes are dealt anew
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Tell:
    """A hallmark and how much it gives away, with its means for humans and for the others (None where none shows it).

    `alone` is its AUC by itself: above 0.5 the others have more of it, below it less. `importance` is the AUC that is
    lost on unseen tunes when the hallmark is shuffled; what several tell alike, none of them shows.
    """

    family: str
    name: str
    human: float | None
    other: float | None
    alone: float
    importance: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well a material is told from humans, as AUC: by all listeners together and by each kind; and by what.

    `tells` come in order of importance; `families` are the importances of hallmarks shuffled by family. Both are empty
    for humans against themselves.
    """

    name: str
    together: Interval
    by_hallmarks: Interval
    by_sequence: Interval
    phrases: int
    tells: tuple[Tell, ...] = ()
    families: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class _Case:
    """By phrase (n,): what is heard, of which tune (numbered from 0), and whether it is of the other side."""

    heard: Heard
    tunes: np.ndarray
    others: np.ndarray

    def of(self, rows: np.ndarray) -> _Case:
        """Return the case of some of the phrases, its tunes numbered anew."""
        tunes = np.unique(self.tunes[rows], return_inverse=True)[1]
        return _Case(self.heard.of(rows), tunes, self.others[rows])


def judge(
    humans: Sequence[Song],
    materials: Mapping[str, Sequence[Song]],
    *,
    seed: int,
    on_progress: Callable[[str], None] | None = None,
) -> list[Verdict]:
    """Judge solos, by name, against those of humans; the first verdict is on humans against themselves.

    Materials play over the humans' charts. The same songs and seed give the same verdicts. Raises JazzError without
    scikit-learn, SourceError where too few tunes have phrases.
    """
    listeners.check_library()
    say = on_progress or (lambda _: None)
    found = [list(phrases(songs)) for songs in (humans, *materials.values())]
    for name, each in zip((HUMANS, *materials), found, strict=True):
        _check_tunes(name, each)
    side = np.repeat(np.arange(len(found)), [len(each) for each in found])
    everything = [phrase for each in found for phrase in each]
    tunes = np.unique([phrase.tune for phrase in everything], return_inverse=True)[1]
    case = _Case(listeners.hear(everything), tunes, side > 0)
    say(HUMANS)
    verdicts = [_among_humans(case.of(np.flatnonzero(side == 0)), seed)]
    for number, name in enumerate(materials, 1):
        say(name)
        verdicts.append(_against_humans(name, case.of(np.flatnonzero((side == 0) | (side == number))), seed))
    return verdicts


def _check_tunes(name: str, found: Sequence[Phrase]) -> None:
    tunes = len({phrase.tune for phrase in found})
    if tunes < FEWEST_TUNES:
        raise SourceError("few-tunes", f"{name}: phrases of {tunes} tunes to judge; a judge needs {FEWEST_TUNES}")


# ---- verdicts


def _among_humans(case: _Case, seed: int) -> Verdict:
    """Deal the tunes onto two sides at random, again and again."""
    rng = np.random.default_rng([seed, 0])
    found = []
    for _ in range(HUMAN_DEALS):
        folds, others = _deal(case.tunes, rng)
        parted = replace(case, others=others)
        said = listeners.opinions(case.heard, others, folds, seed)
        found.append([_auc(each) for each in _all_duels(said, parted, folds)])
    together, by_hallmarks, by_sequence = (_interval(each.mean(), each) for each in np.array(found).T)
    return Verdict(HUMANS, together, by_hallmarks, by_sequence, len(case.tunes))


def _against_humans(name: str, case: _Case, seed: int) -> Verdict:
    """Deal the tunes into folds more than once, and add up what was found."""
    rng = np.random.default_rng([seed, 1])
    duels, lost = [], []
    for _ in range(DEALS):
        folds, _sides = _deal(case.tunes, rng)
        said = listeners.opinions(case.heard, case.others, folds, seed)
        duels.append(_all_duels(said, case, folds))
        lost.append(listeners.importance(case.heard, case.others, folds, said[0], rng))
    together, by_hallmarks, by_sequence = (_over_tunes(each, rng) for each in np.sum(duels, axis=0))
    importance = np.mean(lost, axis=0)
    return Verdict(
        name,
        together,
        by_hallmarks,
        by_sequence,
        phrases=int(case.others.sum()),
        tells=_tells(case, importance[: len(HALLMARKS)]),
        families=tuple(zip(FAMILIES, importance[len(HALLMARKS) :].tolist(), strict=True)),
    )


def _tells(case: _Case, importance: np.ndarray) -> tuple[Tell, ...]:
    def tell(column: int) -> Tell:
        numbers, hallmark = case.heard.hallmarks[:, column], HALLMARKS[column]
        shown = ~np.isnan(numbers)
        human, other = (_mean(numbers[shown & side]) for side in (~case.others, case.others))
        alone = auc(numbers[shown], case.others[shown])
        return Tell(hallmark.family, hallmark.name, human, other, alone, float(importance[column]))

    return tuple(tell(int(column)) for column in np.argsort(-importance, kind="stable"))


def _mean(numbers: np.ndarray) -> float | None:
    return float(numbers.mean()) if len(numbers) else None


def _deal(tunes: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Deal the tunes at random into folds and, inside each fold, onto two sides: fold and side by phrase (n,)."""
    count = int(tunes.max()) + 1
    folds = min(FOLDS, count // 2)
    place = rng.permutation(count)[tunes]
    return place % folds, place // folds % 2 == 1


# ---- figures


def _all_duels(said: Sequence[Opinion], case: _Case, folds: np.ndarray) -> list[np.ndarray]:
    """The duels of all listeners together, then of each kind."""
    scores = [listeners.together(said, folds), *(opinion.scores for opinion in said)]
    return [_duels(each, case, folds) for each in scores]


def _duels(scores: np.ndarray, case: _Case, folds: np.ndarray) -> np.ndarray:
    """Compare the other phrases with the human ones inside each fold: what share is found out, and who were compared.

    Both by the tune of the other and the tune of the human phrase: (2, tunes, tunes), the second of 0 and 1.
    """
    belongs = np.eye(int(case.tunes.max()) + 1)[case.tunes]
    found_out, compared = np.zeros((2, belongs.shape[1], belongs.shape[1]))
    for fold in range(int(folds.max()) + 1):
        others, humans = (np.flatnonzero((folds == fold) & side) for side in (case.others, ~case.others))
        won = (np.sign(scores[others][:, None] - scores[humans][None]) + 1) / 2
        found_out += belongs[others].T @ won @ belongs[humans]
        compared += np.outer(belongs[others].sum(axis=0), belongs[humans].sum(axis=0))
    return np.stack([found_out / np.maximum(compared, 1), compared > 0])


def _auc(duels: np.ndarray) -> float:
    """The AUC of all pairs of tunes that were compared."""
    found_out, compared = duels.sum(axis=(1, 2))
    return float(found_out / compared)


def _over_tunes(duels: np.ndarray, rng: np.random.Generator) -> Interval:
    """The AUC of all duels, the tunes drawn again and again for its interval."""
    tunes = duels.shape[1]
    drawn = rng.multinomial(tunes, np.full(tunes, 1 / tunes), RESAMPLES)
    found_out, compared = (np.einsum("rt,tu,ru->r", drawn, each, drawn, optimize=True) for each in duels)
    return _interval(_auc(duels), found_out[compared > 0] / compared[compared > 0])


def _interval(mean: float, resampled: np.ndarray) -> Interval:
    low, high = np.percentile(resampled, (2.5, 97.5))
    return Interval(float(mean), float(low), float(high))

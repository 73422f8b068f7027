"""Listeners: classifiers that learn to tell phrases of one side from those of the other.

Two kinds: one knows the hallmarks that a musician would name (gradient-boosted trees; of logistic regression, splines,
forests and boosting the best at telling an n-gram from people), one only the raw sequence (n-grams of intervals,
lengths and roles, hashed; logistic regression). Each learns from all folds but one and gives its opinion on that one.
This is the one room that needs scikit-learn. It knows neither songs nor what the two sides are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from jazz.errors import JazzError
from jazz.hallmarks import FAMILIES, HALLMARKS, measured
from jazz.phrases import Phrase

LONGEST_GRAM = 4
TREES = 150
SHUFFLES = 1
NOT_SHOWN = -1.0
WEIGHTS = (1.0, 0.5)  # by hallmarks, by sequence: together best at telling an n-gram from people
HASHES = 2**18


@dataclass(frozen=True)
class Heard:
    """What listeners know of n phrases: hallmarks (n, hallmarks), and counts of n-grams, a sparse (n, hashes)."""

    hallmarks: np.ndarray
    grams: Any

    @property
    def numbers(self) -> np.ndarray:
        """The hallmarks for a classifier: what cannot be shown is below all that can."""
        return np.where(np.isnan(self.hallmarks), NOT_SHOWN, self.hallmarks)

    def of(self, rows: np.ndarray) -> Heard:
        """Return what is known of some of the phrases."""
        return Heard(self.hallmarks[rows], self.grams[rows])


@dataclass(frozen=True)
class Opinion:
    """What listeners of one kind say of phrases that they did not learn from (n,), and the listener of each fold.

    The higher, the more like the other side; what is said of different folds does not compare.
    """

    scores: np.ndarray
    listeners: tuple[Any, ...]


def check_library() -> None:
    """Raise JazzError where scikit-learn is not installed."""
    if find_spec("sklearn") is None:
        raise JazzError("a judge needs scikit-learn: pip install 'jazz[judge]'")


def hear(phrases: Sequence[Phrase]) -> Heard:
    """Measure phrases and count their n-grams."""
    from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415

    counter = HashingVectorizer(analyzer=grams, n_features=HASHES, alternate_sign=False, norm=None)
    return Heard(measured(phrases), counter.transform(phrases))


def grams(phrase: Phrase) -> Iterator[str]:
    """Yield the n-grams of intervals, of lengths at their place in the beat, of roles, of intervals with lengths."""
    intervals, lengths, places = phrase.intervals.tolist(), phrase.steps.tolist(), phrase.in_beat.tolist()
    sequences = (
        [f"{interval}" for interval in intervals],
        [f"{length}@{place}" for length, place in zip(lengths, places[:-1], strict=True)],
        [f"{role}{interval}" for role, interval in zip(phrase.roles[1:], intervals, strict=True)],
        [f"{interval}:{length}" for interval, length in zip(intervals, lengths, strict=True)],
    )
    for words in sequences:
        for size in range(1, LONGEST_GRAM + 1):
            yield from (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def opinions(heard: Heard, others: np.ndarray, folds: np.ndarray, seed: int) -> tuple[Opinion, Opinion]:
    """Return what listeners say by hallmarks and by the sequence; `others` (n,) says which side a phrase is on."""
    return (
        _opinion(lambda: _by_hallmarks(seed), heard.numbers, others, folds),
        _opinion(lambda: _by_sequence(seed), heard.grams, others, folds),
    )


def _opinion(listener: Callable[[], Any], data: Any, others: np.ndarray, folds: np.ndarray) -> Opinion:
    scores, listeners = np.zeros(len(folds)), []
    for fold in range(int(folds.max()) + 1):
        asked = folds == fold
        listeners.append(listener().fit(data[~asked], others[~asked]))
        scores[asked] = listeners[-1].decision_function(data[asked])
    return Opinion(scores, tuple(listeners))


def _by_hallmarks(seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415

    return HistGradientBoostingClassifier(
        learning_rate=0.1,
        max_iter=TREES,
        max_leaf_nodes=8,
        max_features=0.3,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    )


def _by_sequence(seed: int) -> Any:
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    linear = LogisticRegression(C=10.0, solver="liblinear", class_weight="balanced", random_state=seed)
    return make_pipeline(TfidfTransformer(sublinear_tf=True), linear)


def together(said: Sequence[Opinion], folds: np.ndarray) -> np.ndarray:
    """Return what listeners by hallmarks and by the sequence say together (n,), each scaled inside each fold."""
    scores = np.zeros(len(folds))
    for fold in range(int(folds.max()) + 1):
        for weight, opinion in zip(WEIGHTS, said, strict=True):
            here = opinion.scores[folds == fold]
            scores[folds == fold] += weight * (here - here.mean()) / (here.std() or 1.0)
    return scores


def auc(numbers: np.ndarray, others: np.ndarray) -> float:
    """How often a number of the other side is above one of this side, ties by half; 0.5 where a side has none.

    >>> auc(np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, False, True, True]))
    0.875
    """
    above, here = numbers[others], np.sort(numbers[~others])
    if not (len(above) and len(here)):
        return 0.5
    below = np.searchsorted(here, above, "left") + np.searchsorted(here, above, "right")
    return float(below.mean() / 2 / len(here))


def importance(
    heard: Heard, others: np.ndarray, folds: np.ndarray, opinion: Opinion, rng: np.random.Generator
) -> np.ndarray:
    """Return the AUC lost when a hallmark, then when a family of them, is shuffled among phrases not learned from.

    Permutation importance (Breiman 2001), the mean over folds: (hallmarks + families,).
    """
    families = [np.array([hallmark.family == family for hallmark in HALLMARKS]) for family in FAMILIES]
    columns = [*np.eye(len(HALLMARKS), dtype=bool), *families]
    lost = np.zeros(len(columns))
    for fold, listener in enumerate(opinion.listeners):
        sides, numbers = others[folds == fold], heard.numbers[folds == fold]
        whole = auc(opinion.scores[folds == fold], sides)
        for at, which in enumerate(columns):
            for _ in range(SHUFFLES):
                shuffled = np.where(which, numbers[rng.permutation(len(numbers))], numbers)
                lost[at] += whole - auc(listener.decision_function(shuffled), sides)
    return lost / (SHUFFLES * len(opinion.listeners))

"""The critic: which of several takes is most like the solos that a model was taught on.

After training a model plays over charts of its own teachers, and the critic learns by which hallmarks its phrases
differ from theirs: Fisher's linear discriminant (1936) on standardised hallmarks, shrunk towards their differences. On
that line teachers stand at 0 on average; of several takes the best is the one nearest to 0. So motifs that never come
back, wandering pitch classes and whatever else a judge would go by count just as far as this model is prone to them.
The critic never hears the songs that judge a model. This room knows neither networks nor charts.

    critic.mean, critic.spread, critic.direction   float64 (hallmarks,), in the order of `hallmarks.HALLMARKS`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from jazz.errors import ModelError
from jazz.hallmarks import HALLMARKS, measured
from jazz.music import Song
from jazz.phrases import phrases

SHRINKAGE = 0.3  # added to the variance of each standardised hallmark, which is about 1
MOST = 4.0  # standard deviations: one wild trait must not hide the rest


@dataclass(frozen=True, eq=False, slots=True)
class Critic:
    """What a critic knows: mean and standard deviation of each hallmark of the teachers, and the discriminant."""

    mean: np.ndarray
    spread: np.ndarray
    direction: np.ndarray


NO_CRITIC = Critic(np.zeros(len(HALLMARKS)), np.ones(len(HALLMARKS)), np.zeros(len(HALLMARKS)))
"""The critic who has heard nothing, and to whom all takes are alike."""


def critic(taught: Sequence[Song], played: Sequence[Song]) -> Critic:
    """Return the critic who has heard the songs that a model was taught on, and some that it played."""
    teachers, pupil = (measured(list(phrases(songs))) for songs in (taught, played))
    if min(len(teachers), len(pupil)) < len(HALLMARKS):
        return NO_CRITIC  # too few phrases to tell differences from chance
    known = np.isfinite(teachers)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, teachers, 0.0).sum(axis=0) / count
    spread = np.sqrt(np.where(known, (teachers - mean) ** 2, 0.0).sum(axis=0) / count)
    spread = np.where(spread > 0, spread, 1.0)
    one, other = (_standardised(found, mean, spread) for found in (teachers, pupil))
    within = (np.cov(one.T) + np.cov(other.T)) / 2 + SHRINKAGE * np.eye(len(HALLMARKS))
    return Critic(mean, spread, np.linalg.solve(within, other.mean(axis=0) - one.mean(axis=0)))


def _standardised(found: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Return standard scores, no further out than `MOST`; 0 where a phrase does not show a hallmark."""
    scores = np.where(np.isfinite(found), (found - mean) / spread, 0.0)
    return np.clip(scores, -MOST, MOST)


def machine_likeness(song: Song, known: Critic) -> float:
    """Return where a solo stands between its model's teachers, at 0 on average, and its model, above 0.

    A solo without a phrase of four bars shows nothing, and stands at 0.
    """
    found = measured(list(phrases([song])))
    if not len(found):
        return 0.0
    return float((_standardised(found, known.mean, known.spread) @ known.direction).mean())


def best(takes: Iterable[Song], known: Critic) -> int | None:
    """Return the number of the take that is most like the teachers; None where the critic hears no difference.

    Who has heard too little hears none, nor is there any between takes without a phrase of four bars.
    """
    standing = np.abs([machine_likeness(take, known) for take in takes])
    return int(standing.argmin()) if np.ptp(standing) > 0 else None


def to_arrays(known: Critic) -> dict[str, np.ndarray]:
    """Return a critic as named arrays, for storing; inverse of `from_arrays`."""
    return {f"critic.{field.name}": getattr(known, field.name) for field in fields(Critic)}


def from_arrays(arrays: Mapping[str, np.ndarray], where: str) -> Critic:
    """Return the critic in some arrays that came from `where`; inverse of `to_arrays`. Raises ModelError."""
    wanted = to_arrays(NO_CRITIC)
    if set(arrays) != set(wanted):
        raise ModelError(f"{where}: should hold {', '.join(wanted)}; copy or train the model again")
    for name, array in wanted.items():
        found = arrays[name]
        if found.shape != array.shape or found.dtype != array.dtype or not np.isfinite(found).all():
            raise ModelError(f"{where}: {name} should be {len(array)} numbers; copy or train the model again")
    if (arrays["critic.spread"] <= 0).any():
        raise ModelError(f"{where}: a standard deviation is not above 0; copy or train the model again")
    return Critic(*(arrays[name] for name in wanted))

"""How like the human solos a material is, trait by trait, beside how like each other the human solos are.

A number is compared by its mean over solos and by the Wasserstein-1 distance of its distribution over solos (in its own
unit); a histogram by the Jensen-Shannon divergence of its shares (in bits, 0 to 1). How much people differ is found by
drawing whole tunes, for takes of one tune are alike:

    band   the 95 % percentile bootstrap interval of the human mean: as many tunes drawn again and again
    apart  the distance that 95 % of random halves of the human tunes have from the other half at most

A trait is inside when the mean lies in the band and the distance is no more than `apart`. Some fall outside by chance:
`halves_inside` says what share of the rows a half of the human tunes has inside, against the other half.
This room knows traits as arrays, not what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jazz.errors import SourceError
from jazz.material import Material
from jazz.music import Song
from jazz.traits import TRAITS, Trait

RESAMPLES = 1000
FEWEST_TUNES = 2
HALF_AS_MANY = 2**0.5  # how much wider the band of a mean is when there are half as many tunes


@dataclass(frozen=True, slots=True)
class Found:
    """What a material shows in a trait.

    Of a number the `mean` over solos and its 10th and 90th percentile, None where no solo has it; of a histogram the
    `shares` of the classes. The `distance` is from the human solos.
    """

    material: str
    mean: float | None
    tenth: float | None
    ninetieth: float | None
    shares: tuple[float, ...]
    distance: float | None
    inside: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A trait (one number of it, or its histogram) with the human reference; the first of `found` are the humans."""

    trait: str
    label: str
    meaning: str
    classes: tuple[str, ...]
    band: tuple[float, float] | None
    apart: float
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """All rows, on how many human solos over how many tunes, and the share of rows that humans have inside."""

    songs: int
    tunes: int
    halves_inside: float
    rows: tuple[Row, ...]

    def inside(self, material: str) -> int:
        """Count the rows that a material has inside."""
        return sum(found.inside for row in self.rows for found in row.found if found.material == material)


def compare(materials: Sequence[Material], seed: int = 0, traits: Sequence[Trait] = TRAITS) -> Style:
    """Compare materials with the first of them, the human solos, which are over two tunes at least.

    Traits that no human solo is long enough for are left out.
    """
    humans = materials[0].songs
    draws = _draw(humans, np.random.default_rng(seed))
    names = [each.name for each in materials]
    compared = [
        each
        for trait in traits
        for each in (_histograms if trait.histogram else _numbers)(trait, names, _measure(trait, materials), draws)
    ]
    halves = float(np.mean([inside for _, inside in compared]))
    return Style(len(humans), len({song.tune for song in humans}), halves, tuple(row for row, _ in compared))


def check_tunes(songs: Sequence[Song]) -> None:
    """Raise SourceError where the songs are over a single tune: there is nothing to learn of how much people differ."""
    if len({song.tune for song in songs}) < FEWEST_TUNES:
        raise SourceError("few-tunes", "all solos are over one tune; a style is compared over two at least")


def wasserstein(values: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the Wasserstein-1 distance (n,) of two distributions over values (m,), given by weights (n, m) each.

    Values that are nan do not count; where all of one distribution are, the distance is nan.
    """
    order = np.argsort(values)[: np.count_nonzero(~np.isnan(values))]  # nan stands last
    with np.errstate(invalid="ignore"):
        heights = [
            np.cumsum(each[:, order], axis=1) / each[:, order].sum(axis=1, keepdims=True) for each in (first, second)
        ]
    result: np.ndarray = (np.abs(heights[0] - heights[1])[:, :-1] * np.diff(values[order])).sum(axis=1)
    return result


def jensen_shannon(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the Jensen-Shannon divergence in bits, (...), of counts (..., classes): from 0, the same, to 1."""
    first, second = _shares(first), _shares(second)
    divergence = _entropy((first + second) / 2) - (_entropy(first) + _entropy(second)) / 2
    result: np.ndarray = np.maximum(divergence, 0.0)
    return result


def _shares(counts: np.ndarray) -> np.ndarray:
    result: np.ndarray = counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1e-12)
    return result


def _entropy(shares: np.ndarray) -> np.ndarray:
    result: np.ndarray = -(shares * np.log2(np.where(shares > 0, shares, 1.0))).sum(axis=-1)
    return result


@dataclass(frozen=True, slots=True)
class _Draws:
    """Random weights of the human songs, (resamples, songs): tunes drawn again, and tunes dealt into two halves."""

    again: np.ndarray
    half: np.ndarray
    other: np.ndarray


def _draw(songs: Sequence[Song], rng: np.random.Generator) -> _Draws:
    tunes, index = np.unique([song.tune for song in songs], return_inverse=True)
    drawn = rng.multinomial(len(tunes), np.full(len(tunes), 1.0 / len(tunes)), RESAMPLES)
    dealt = rng.permuted(np.tile(np.arange(len(tunes)) < len(tunes) / 2, (RESAMPLES, 1)), axis=1)
    return _Draws(drawn[:, index].astype(float), dealt[:, index].astype(float), 1.0 - dealt[:, index])


def _measure(trait: Trait, materials: Sequence[Material]) -> list[np.ndarray]:
    """Return the numbers or counts of each material, (songs, labels)."""
    return [np.array([np.atleast_1d(trait.measure(song)) for song in each.songs], float) for each in materials]


def _numbers(
    trait: Trait, names: Sequence[str], measured: Sequence[np.ndarray], draws: _Draws
) -> Iterator[tuple[Row, float]]:
    """Compare each number of a trait; beside its row, how often a half of the humans is inside against the other."""
    for index, label in enumerate(trait.labels):
        columns = [each[:, index] for each in measured]
        humans = columns[0]
        if np.isnan(humans).all():
            continue
        low, high = np.nanpercentile(_means(humans, draws.again), (2.5, 97.5))
        between = wasserstein(humans, draws.half, draws.other)
        apart = float(np.nanpercentile(between, 95))
        moved = np.abs(_means(humans, draws.half) - _means(humans, draws.other))
        halves = (moved <= HALF_AS_MANY * (high - low) / 2) & (between <= apart)
        found = [_number(name, column, humans, (low, high), apart) for name, column in zip(names, columns, strict=True)]
        band = float(low), float(high)
        yield Row(trait.name, label, trait.meaning, (), band, apart, tuple(found)), float(halves.mean())


def _number(name: str, column: np.ndarray, humans: np.ndarray, band: tuple[float, float], apart: float) -> Found:
    values = column[~np.isnan(column)]
    if not len(values):
        return Found(name, None, None, None, (), None, False)
    first = np.concatenate([np.ones(len(humans)), np.zeros(len(values))])[None]
    distance = float(wasserstein(np.concatenate([humans, values]), first, 1.0 - first)[0])
    mean, (tenth, ninetieth) = float(values.mean()), np.percentile(values, (10, 90))
    inside = bool(band[0] <= mean <= band[1] and distance <= apart)
    return Found(name, mean, float(tenth), float(ninetieth), (), distance, inside)


def _means(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return weighted means (n,) of values (m,), weights (n, m); nan does not count."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        result: np.ndarray = weights[:, known] @ values[known] / weights[:, known].sum(axis=1)
    return result


def _histograms(
    trait: Trait, names: Sequence[str], measured: Sequence[np.ndarray], draws: _Draws
) -> Iterator[tuple[Row, float]]:
    """Compare the histogram of a trait over all notes; beside its row, how often halves of the humans are inside."""
    humans = measured[0]
    if not humans.any():
        return
    between = jensen_shannon(draws.half @ humans, draws.other @ humans)
    apart = float(np.percentile(between, 95))
    found = []
    for name, counts in zip(names, measured, strict=True):
        total = counts.sum(axis=0)
        distance = float(jensen_shannon(humans.sum(axis=0), total)) if total.any() else None
        inside = distance is not None and distance <= apart
        found.append(Found(name, None, None, None, tuple(_shares(total).tolist()), distance, inside))
    yield Row(trait.name, "", trait.meaning, trait.labels, None, apart, tuple(found)), float((between <= apart).mean())

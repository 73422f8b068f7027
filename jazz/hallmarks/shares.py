"""Means of measuring: shares, entropies and runs of what is found in a phrase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np

from jazz.phrases import Phrase

Measure = Callable[[Phrase], float]
NAN = float("nan")


def share(found: np.ndarray, among: np.ndarray | None = None) -> float:
    """The share of true values, among those of a mask; nan where there are none."""
    return mean(found if among is None else found[among])


def mean(numbers: np.ndarray) -> float:
    """The mean; nan where there are no numbers."""
    return float(numbers.mean()) if len(numbers) else NAN


def entropy(words: Iterable[Hashable]) -> float:
    """The entropy in bits of how often each word occurs."""
    counts = np.array(list(Counter(words).values()), float)
    shares = counts / counts.sum()
    return float(shares @ np.log2(1 / shares))


def longest(found: Sequence[bool] | np.ndarray) -> int:
    """The length of the longest run of true values."""
    best = run = 0
    for each in found:
        run = run + 1 if each else 0
        best = max(best, run)
    return best

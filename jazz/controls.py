"""Controls that a trained network is measured against, fitted on the same values.

Uniform over what the grammar allows, unigram, an interpolated n-gram with chord-relative context, and the network
before training. A predictor is any callable that takes `Examples` of n values and returns probabilities (n, n_values)
whose rows sum to 1 over the allowed values. This room measures nothing; `evaluate` does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

import numpy as np

from jazz import grammar
from jazz.dataset import Examples
from jazz.model import Config, Model, shapes
from jazz.music import TICKS_PER_QUARTER
from jazz.timeline import NO_ROOT
from jazz.vocabulary import N_VALUES

Predictor = Callable[[Examples], np.ndarray]

DISCOUNT = 0.8
MAX_ORDER = 6


def masks(data: Examples) -> np.ndarray:
    """Return what the grammar allows before each value: boolean (n, n_values)."""
    result: np.ndarray = grammar.allowed(np, data.timeline, data.states)
    return result


def _allowed_only(probabilities: np.ndarray, data: Examples) -> np.ndarray:
    kept = np.where(masks(data), np.maximum(probabilities, 1e-12), 0.0)
    result: np.ndarray = kept / kept.sum(axis=1, keepdims=True)
    return result


def uniform(data: Examples) -> np.ndarray:
    """Predict every allowed value alike."""
    return _allowed_only(np.ones((1, N_VALUES)), data)


def unigram(fitted: Examples) -> Predictor:
    """Predict values by how often they occur in the fitted songs, one added to each count."""
    counts = np.bincount(fitted.targets, minlength=N_VALUES) + 1.0
    return lambda data: _allowed_only(counts[None] / counts.sum(), data)


class _Backoff:
    """Interpolated Kneser-Ney over nested contexts (Chen & Goodman 1999), the first of each list the most general."""

    def __init__(self, samples: Iterable[tuple[list[Hashable], int]], size: int) -> None:
        counts: dict[int, dict[Hashable, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
        for contexts, outcome in samples:
            for level in reversed(range(len(contexts))):
                found = counts[level][contexts[level]]
                found[outcome] += 1
                if found[outcome] > 1:  # a lower order counts in how many contexts an outcome occurs, not how often
                    break
        self._size = size
        self._levels = [
            {context: (np.array(list(found)), np.array([*found.values()], float)) for context, found in each.items()}
            for _, each in sorted(counts.items())
        ]

    def predict(self, contexts: list[Hashable]) -> np.ndarray:
        """Return the probabilities of all outcomes (size,), every order mixed, special ones where they saw more."""
        mixture = np.full(self._size, 1.0 / self._size)
        for level, context in zip(self._levels, contexts, strict=False):
            if context in level:
                outcomes, counts = level[context]
                mixture *= DISCOUNT * len(outcomes) / counts.sum()
                mixture[outcomes] += (counts - DISCOUNT) / counts.sum()
        return mixture


class Ngram:
    """An n-gram with chord-relative contexts; a `Predictor`.

    It has a table for each kind of decision, with the last `order` values of that kind: lengths know the place in the
    beat and the role they are for; tones the degree over the chord's root, its third, and what the last tone owes;
    whether a note is held short knows its length and place.
    """

    def __init__(self, fitted: Examples, order: int) -> None:
        self._order = order
        samples: dict[str, list[tuple[list[Hashable], int]]] = defaultdict(list)
        targets = fitted.targets.tolist()
        for row, decisions in enumerate(_decisions(fitted, order)):
            for table, contexts in decisions:
                held = table == "held" and not _HELD[targets[row]]
                samples[table].append((contexts, _NOT_HELD if held else targets[row]))
                if table == "held" and not held:
                    break
        self._tables = {table: _Backoff(found, N_VALUES + 1) for table, found in samples.items()}

    def __call__(self, data: Examples) -> np.ndarray:
        """Predict each value; where a note may be held short, that is decided before the next tone."""
        result = np.zeros((len(data.targets), N_VALUES))
        allowed = masks(data)
        for row, decisions in enumerate(_decisions(data, self._order)):
            left = 1.0
            for table, contexts in decisions:
                kind = _HELD if table == "held" else ~_HELD
                found = self._tables[table].predict(contexts) * np.append(allowed[row] & kind, len(decisions) == 2)
                result[row] += left * found[:N_VALUES] / found.sum()
                left *= found[_NOT_HELD] / found.sum()
        return _allowed_only(result, data)


_HELD = np.array([value.kind is grammar.Kind.HELD for value in grammar.VALUES])
_TIMED = np.array([value.kind in (grammar.Kind.LENGTH, grammar.Kind.HELD) for value in grammar.VALUES])
_NOT_HELD = N_VALUES  # the outcome "sounds until the next onset"


def _decisions(data: Examples, order: int) -> Iterator[list[tuple[str, list[Hashable]]]]:
    """Yield for each value the tables to ask, with contexts from the most general to the most special."""
    state, tables = data.states, data.timeline
    chord = tables.chord[tables.at(np, state.chart, state.tick)]
    root = tables.roots[chord]
    degree = np.where(root < NO_ROOT, (state.pitch - root) % 12, NO_ROOT).tolist()
    third = (tables.roles[chord * 12 + (root + 4) % 12] == 0).tolist()
    letter = tables.roles[chord * 12 + state.pitch % 12].tolist()
    place = (state.tick % TICKS_PER_QUARTER).tolist()
    fields = (state.phase.tolist(), state.owes.tolist(), state.length.tolist(), state.tied.tolist())
    targets, firsts = data.targets.tolist(), set(data.starts.tolist())
    past: dict[bool, list[int]] = {}
    for row, (phase, owes, length, tied) in enumerate(zip(*fields, strict=True)):
        if row in firsts:
            past = {True: [], False: []}
        timed = phase in (grammar.Phase.LENGTH, grammar.Phase.REST)
        history = [tuple(past[timed][-size:]) for size in range(1, order + 1)]
        if timed:
            general: list[Hashable] = [(), (phase, tied), (phase, tied, place[row]), (place[row], letter[row], tied)]
            decisions = [("length", general + [(place[row], tied, each) for each in history])]
        else:
            local = (phase, owes, degree[row])
            decisions = [("tone", [(), phase, local, *((local, each) for each in history)])]
            short = (length, tied, place[row])
            held: tuple[str, list[Hashable]] = ("held", [(), (length, tied), short, (*short, degree[row], third[row])])
            by_phase = {grammar.Phase.AFTER: [held, *decisions], grammar.Phase.HELD: [held]}
            decisions = by_phase.get(phase, decisions)
        yield decisions
        past[bool(_TIMED[targets[row]])].append(targets[row])


def untrained(config: Config, seed: int) -> Model:
    """Return a model of this config with random weights, as wide as Keras would draw them."""
    rng = np.random.default_rng(seed)
    weights = {}
    for name, shape in shapes(config).items():
        limit = 0.0 if name.endswith("bias") else np.sqrt(6.0 / sum(shape))
        weights[name] = rng.uniform(-limit, limit, shape).astype(np.float32)
    return Model(config, weights)

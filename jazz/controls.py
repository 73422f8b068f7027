"""Controls that a trained network is measured against, fitted on the same values.

Uniform over what the grammar allows, unigram, an interpolated n-gram with chord-relative context, and the network
before training. A predictor is any callable that takes `Examples` of n values and returns probabilities (n, n_values)
whose rows sum to 1 over the allowed values. The n-gram plays too: `NgramPlayer` is an engine for `sampling`. This room
measures nothing; `evaluate` and `style` do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from jazz import grammar, sampling
from jazz.dataset import Examples
from jazz.engine import FORBIDDEN
from jazz.model import Config, Model, shapes
from jazz.music import TICKS_PER_QUARTER, Chart
from jazz.scene import Scene
from jazz.timeline import NO_ROOT, Timeline
from jazz.vocabulary import N_VALUES, NO_VALUE

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
        self.order = order
        samples: dict[str, list[tuple[list[Hashable], int]]] = defaultdict(list)
        targets = fitted.targets.tolist()
        for row, decisions in enumerate(_all_decisions(fitted, order)):
            for table, contexts in decisions:
                held = table == "held" and not _HELD[targets[row]]
                samples[table].append((contexts, _NOT_HELD if held else targets[row]))
                if table == "held" and not held:
                    break
        self._tables = {table: _Backoff(found, N_VALUES + 1) for table, found in samples.items()}

    def __call__(self, data: Examples) -> np.ndarray:
        """Predict each value."""
        decided = zip(_all_decisions(data, self.order), masks(data), strict=True)
        return _allowed_only(np.array([self.mixed(decisions, allowed) for decisions, allowed in decided]), data)

    def mixed(self, decisions: list[_Decision], allowed: np.ndarray) -> np.ndarray:
        """Predict one value, (n_values,): where a note may be held short, that is decided before the next tone."""
        result = np.zeros(N_VALUES)
        left = 1.0
        for table, contexts in decisions:
            kind = _HELD if table == "held" else ~_HELD
            found = self._tables[table].predict(contexts) * np.append(allowed & kind, len(decisions) == 2)
            result += left * found[:N_VALUES] / found.sum()
            left *= found[_NOT_HELD] / found.sum()
        return result


_HELD = np.array([value.kind is grammar.Kind.HELD for value in grammar.VALUES])
_TIMED = np.array([value.kind in (grammar.Kind.LENGTH, grammar.Kind.HELD) for value in grammar.VALUES])
_NOT_HELD = N_VALUES  # the outcome "sounds until the next onset"

_Decision = tuple[str, list[Hashable]]
"""A table to ask, and contexts from the most general to the most special."""

_Past = tuple[tuple[int, ...], tuple[int, ...]]
"""The last values of a solo: rests, shifts and tones; lengths."""


class _Place(NamedTuple):
    """Where a solo stands, as far as an n-gram looks: fields of the grammar's state, chord and place in the quarter."""

    phase: int
    owes: int
    length: int
    tied: int
    degree: int
    third: bool
    letter: int
    tick: int


def _places(tables: Timeline, state: grammar.State) -> Iterator[_Place]:
    chord = tables.chord[tables.at(np, state.chart, state.tick)]
    root = tables.roots[chord]
    columns = (
        state.phase,
        state.owes,
        state.length,
        state.tied,
        np.where(root < NO_ROOT, (state.pitch - root) % 12, NO_ROOT),
        tables.roles[chord * 12 + (root + 4) % 12] == 0,
        tables.roles[chord * 12 + state.pitch % 12],
        state.tick % TICKS_PER_QUARTER,
    )
    return map(_Place, *(column.tolist() for column in columns))


def _decisions(place: _Place, past: _Past, order: int) -> list[_Decision]:
    """Return the tables to ask for the next value, one or two."""
    phase, owes, length, tied, degree, third, letter, tick = place
    timed = phase in (grammar.Phase.LENGTH, grammar.Phase.REST)
    history = [past[timed][-size:] for size in range(1, order + 1)]
    if timed:
        general: list[Hashable] = [(), (phase, tied), (phase, tied, tick), (tick, letter, tied)]
        return [("length", general + [(tick, tied, each) for each in history])]
    local = (phase, owes, degree)
    tone: _Decision = ("tone", [(), phase, local, *((local, each) for each in history)])
    short = (length, tied, tick)
    held: _Decision = ("held", [(), (length, tied), short, (*short, degree, third)])
    return {grammar.Phase.AFTER: [held, tone], grammar.Phase.HELD: [held]}.get(phase, [tone])


def _remember(past: _Past, value: int, order: int) -> _Past:
    tones, times = past
    return (tones, (*times, value)[-order:]) if _TIMED[value] else ((*tones, value)[-order:], times)


def _all_decisions(data: Examples, order: int) -> Iterator[list[_Decision]]:
    """Yield for each value of some songs the tables to ask."""
    firsts = set(data.starts.tolist())
    past: _Past = ((), ())
    for row, (place, target) in enumerate(zip(_places(data.timeline, data.states), data.targets.tolist(), strict=True)):
        past = ((), ()) if row in firsts else past
        yield _decisions(place, past, order)
        past = _remember(past, target, order)


_Memory = tuple[grammar.State, list[_Past]]


class NgramPlayer:
    """An n-gram made ready to play over a chart; an `Engine`.

    It follows the grammar itself, for it looks at the state and not at the features that a network sees.
    """

    def __init__(self, ngram: Ngram, chart: Chart, tempo: float) -> None:
        self._ngram, self._chart, self._tempo = ngram, chart, tempo
        self._tables = sampling.stage(chart, tempo, 1, (0, 127))[0]

    def start(self, batch: int) -> _Memory:
        """Return the state before the first value."""
        return sampling.stage(self._chart, self._tempo, batch, (0, 127))[1], [((), ())] * batch

    def step(self, previous: np.ndarray, now: Scene, memory: _Memory) -> tuple[np.ndarray, _Memory]:
        """Return logits (batch, n_values) and the state afterwards; of the scene it sees what is allowed."""
        state, pasts = memory
        if (previous != NO_VALUE).all():
            state = grammar.advance(np, state, previous)
            pasts = [
                _remember(past, value, self._ngram.order) for past, value in zip(pasts, previous.tolist(), strict=True)
            ]
        rows = zip(_places(self._tables, state), pasts, now.allowed, strict=True)
        mixed = [
            self._ngram.mixed(_decisions(place, past, self._ngram.order), allowed) for place, past, allowed in rows
        ]
        return np.where(now.allowed, np.log(np.maximum(mixed, 1e-12)), FORBIDDEN).astype(np.float32), (state, pasts)


def untrained(config: Config, seed: int) -> Model:
    """Return a model of this config with random weights, as wide as Keras would draw them."""
    rng = np.random.default_rng(seed)
    weights = {}
    for name, shape in shapes(config).items():
        limit = 0.0 if name.endswith("bias") else np.sqrt(6.0 / sum(shape))
        weights[name] = rng.uniform(-limit, limit, shape).astype(np.float32)
    return Model(config, weights)

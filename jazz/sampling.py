"""Choosing values and writing solos: the generation loop, once, for any engine.

`choose` is the one way in which a distribution becomes a value, for numpy and for keras.ops alike: the random number is
an argument, so the same seed chooses the same value in either engine. This room knows engines by two methods and has
no randomness of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from jazz import grammar, vocabulary
from jazz.music import Chart, Solo
from jazz.scene import Scene, scene
from jazz.timeline import Timeline, timeline
from jazz.vocabulary import NO_VALUE

Array = Any  # a numpy array or a keras tensor

LOOKAHEAD_BARS = 4
MAX_VALUES_A_BAR = 96
TINY = 1e-30  # keeps logarithms of what has no probability finite

_IS_TIE = np.array([each == grammar.TIE for each in grammar.VALUES])


class Engine(Protocol):
    """A network that can be played one value at a time, for a batch of solos."""

    def start(self, batch: int) -> Any:
        """Return the memory before the first value."""

    def step(self, previous: np.ndarray, now: Scene, memory: Any) -> tuple[Any, Any]:
        """Return logits (batch, n_values), very low where not allowed, and the memory afterwards."""


def playable(allowed: Array, state: grammar.State) -> Array:
    """Say which of the allowed values a player may choose: to come in within the first whole note."""
    waiting = (state.phase == grammar.Phase.REST)[:, None] & _IS_TIE[None]
    return allowed & ~waiting


def mix(xp: Any, logits: Array) -> Array:
    """Return the mean distribution of the members: natural logarithms (N, n_values), logits (N, members, n_values)."""
    shifted = logits - xp.max(logits, axis=-1, keepdims=True)
    weights = xp.exp(shifted)
    shares = weights / xp.sum(weights, axis=-1, keepdims=True)
    return xp.log(xp.mean(shares, axis=-2) + TINY)


def choose(xp: Any, logits: Array, uniform: Array, temperature: Array, top_p: Array) -> Array:
    """Choose one value a row: ids (N,) from logits (N, n_values) and uniform numbers (N,) in [0, 1).

    Nucleus sampling (Holtzman et al. 2020): the smallest set of likeliest values that holds `top_p` of the probability
    at this temperature, renormalised; the inverse of its distribution function at `uniform`.
    """
    scaled = logits / temperature
    weights = xp.exp(scaled - xp.max(scaled, axis=1, keepdims=True))
    order = xp.argsort(-weights, axis=1)
    sorted_weights = xp.take_along_axis(weights, order, axis=1)
    heights = xp.cumsum(sorted_weights, axis=1)
    nucleus = xp.where(heights - sorted_weights < top_p * heights[:, -1:], sorted_weights, 0.0)
    heights = xp.cumsum(nucleus, axis=1)
    target = uniform[:, None] * heights[:, -1:]
    rank = xp.sum(xp.where((heights <= target) & (nucleus > 0.0), 1, 0), axis=1)
    size = xp.sum(xp.where(nucleus > 0.0, 1, 0), axis=1)
    return xp.take_along_axis(order, xp.minimum(rank, size - 1)[:, None], axis=1)[:, 0]


def stage(
    chart: Chart, tempo: float, count: int, bounds: tuple[int, int], manner: np.ndarray | None = None
) -> tuple[Timeline, grammar.State]:
    """Return the timeline and the first state for `count` solos over a chart, in the manner of some flags (K,).

    The timeline goes some bars round the form again: a player thinks past the last bar line.
    """
    longer = timeline(
        [chart.first_bars(chart.bars + LOOKAHEAD_BARS)],
        [tempo],
        ends=[chart.length],
        manners=None if manner is None else manner[None],
    )
    rows = np.zeros(count, np.int32)
    return longer, grammar.start(rows, rows + grammar.anchor(chart), *bounds)


def improvise(
    engine: Engine,
    chart: Chart,
    *,
    tempo: float,
    rng: np.random.Generator,
    count: int = 1,
    temperature: float = 1.0,
    top_p: float = 1.0,
    bounds: tuple[int, int] = (0, 127),
    manner: np.ndarray | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Solo]:
    """Improvise `count` solos over a chart in one batch.

    `tempo` in quarters a minute, `manner` the flags (K,) of a style and a player, `bounds` the lowest and highest MIDI
    pitch (a guarantee: other values have probability 0), `temperature` > 0, 0 < `top_p` <= 1. A solo ends when its time
    passes the final bar line.
    """
    tables, state = stage(chart, tempo, count, bounds, manner)
    previous = np.full(count, NO_VALUE, np.int32)
    memory = engine.start(count)
    chosen: list[np.ndarray] = []
    for _ in range(MAX_VALUES_A_BAR * chart.bars):
        now = scene(np, tables, state)
        logits, memory = engine.step(previous, now._replace(allowed=playable(now.allowed, state)), memory)
        previous = choose(np, logits, rng.random(count, np.float32), np.float32(temperature), np.float32(top_p))
        state = grammar.advance(np, state, previous)
        chosen.append(previous)
        if on_progress is not None:
            on_progress(int(state.tick.min()), chart.length)
        if (state.tick >= chart.length).all():
            break
    return [solo_of(ids, chart) for ids in np.array(chosen).T]


def solo_of(ids: np.ndarray, chart: Chart) -> Solo:
    """Return the solo of sampled ids (T,) over a chart, cut at its final bar line."""
    return grammar.realise(vocabulary.decode(ids.tolist()), chart)

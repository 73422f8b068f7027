"""The scene: all that a network is told before it plays its next value.

Context features, what each value would mean, and which values the grammar allows, from where a solo stands. Training,
the light engine and the in-graph sampler are told the same (`xp` is numpy or keras.ops).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from jazz import grammar
from jazz.context import context
from jazz.grammar import State
from jazz.timeline import Timeline
from jazz.views import Views, views

Array = Any  # a numpy array or a keras tensor


class Scene(NamedTuple):
    """What N solos are told: features (N, n_context), views of the candidates, allowed values (N, n_values)."""

    features: Array
    views: Views
    allowed: Array


def scene(xp: Any, timeline: Timeline, state: State) -> Scene:
    """Look around: return what is known at N states."""
    return Scene(context(xp, timeline, state), views(xp, timeline, state), grammar.allowed(xp, timeline, state))

"""The inference graph: the sampler unrolled inside the framework, with the weights of the network that is trained."""

from __future__ import annotations

from typing import Any, NamedTuple

from jazz import grammar
from jazz.engine import FORBIDDEN
from jazz.model import Config
from jazz.music import WHOLE
from jazz.network.backend import keras, ops
from jazz.sampling import choose, mix, playable
from jazz.scene import scene
from jazz.timeline import Timeline
from jazz.views import INTERVALS, LENGTH_VIEWS, TONE_VIEWS, WIDTHS, Views, chosen
from jazz.vocabulary import NO_VALUE


class OneToMany(keras.Model):  # type: ignore[misc]
    """The inference graph: one start, many values. It shares the trained network's layers and weights.

    Called with anchors (B,), lows and highs (B,), uniform numbers (B, steps), temperature and top-p (B,), it carries
    the grammar's and the cells' states and samples inside the graph; it returns ids (B, steps).
    """

    def __init__(self, network: keras.Model, config: Config, tables: Timeline) -> None:
        super().__init__()
        self._config, self._tables = config, tables
        self._members = [network.get_layer(f"member_{number}") for number in range(config.members)]

    def call(self, inputs: tuple[Any, ...]) -> Any:
        """Unroll the sampler over the uniform numbers."""
        anchors, low, high, uniform, temperature, top_p = inputs
        count, steps = ops.shape(anchors)[0], uniform.shape[1]
        columns = ops.arange(steps)

        def step(index: Any, now: _Now, past: _Past, values: Any) -> tuple[Any, ...]:
            seen = scene(ops, self._tables, now.state)
            past = self._remembered(past, now, columns == index)
            x = ops.concatenate([ops.one_hot(now.previous, self._config.n_values), seen.features], axis=-1)
            played = [member.step(x, cells) for member, cells in zip(self._members, now.cells, strict=True)]
            hidden, cells = [each[0] for each in played], [each[1] for each in played]
            visible = ops.reshape(columns <= index, (1, 1, steps))
            views = Views(*(each[:, None] for each in seen.views))
            scores = [
                member.head.score(each[:, None], keys, past.recalled, visible, views)[:, 0]
                for member, each, keys in zip(self._members, hidden, past.keys, strict=True)
            ]
            mixed = mix(ops, ops.where(seen.allowed[:, None], ops.stack(scores, axis=1), float(FORBIDDEN)))
            logits = ops.where(playable(seen.allowed, now.state), mixed, float(FORBIDDEN))
            number = ops.take(uniform, index, axis=1)
            value = ops.cast(choose(ops, logits, number, temperature[:, None], top_p[:, None]), "int32")
            values = ops.where(columns[None] == index, value[:, None], values)
            later = _Now(grammar.advance(ops, now.state, value), value, cells, hidden, seen.views)
            return index + 1, later, past, values

        begun = (0, self._start(anchors, low, high, count), self._empty(count, steps))
        nothing = ops.zeros((count, steps), "int32")
        return ops.while_loop(lambda index, *_: index < steps, step, (*begun, nothing))[-1]

    def _start(self, anchors: Any, low: Any, high: Any, count: Any) -> _Now:
        state = grammar.start(ops.zeros_like(anchors), anchors, low, high)
        hidden = [ops.zeros((count, self._config.units)) for _ in self._members]
        shapes = (len(TONE_VIEWS), INTERVALS), (len(LENGTH_VIEWS), WHOLE)
        unseen = Views(*(ops.zeros((count, *shape), "int32") for shape in shapes))
        cells = [member.start(count) for member in self._members]
        return _Now(state, ops.zeros_like(anchors) + NO_VALUE, cells, hidden, unseen)

    def _empty(self, count: Any, steps: int) -> _Past:
        keys = [ops.zeros((count, self._config.heads, steps, self._config.key_size)) for _ in self._members]
        return _Past(keys, ops.zeros((count, steps, len(WIDTHS)), "int32") + NO_VALUE)

    def _remembered(self, past: _Past, now: _Now, here: Any) -> _Past:
        """Write what was chosen last, and when, into this step's place."""
        keys = [
            ops.where(here[None, None, :, None], member.head.keys(hidden[:, None]), before)
            for member, hidden, before in zip(self._members, now.hidden, past.keys, strict=True)
        ]
        columns = chosen(ops, now.views, now.previous)
        return _Past(keys, ops.where(here[None, :, None], columns[:, None], past.recalled))


class _Now(NamedTuple):
    """What the loop carries from one step to the next; lists have an entry for each member."""

    state: grammar.State
    previous: Any
    cells: list[list[list[Any]]]
    hidden: list[Any]
    views: Views  # where `previous` was chosen


class _Past(NamedTuple):
    """What the loop remembers of all steps."""

    keys: list[Any]  # for each member (m, heads, steps, key_size)
    recalled: Any  # (m, steps, views)

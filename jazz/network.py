"""The network: built, trained by batches, and unrolled one-to-many, in Keras.

A recurrent network reads the previous value (one-hot, made inside the graph) and the context, and says how likely each
value is that the grammar allows. The only room that imports Keras; the code keeps to what every Keras backend has.
It knows arrays, not music: `dataset` makes them, `training` decides how long, `engine` plays the weights without Keras.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from jazz import grammar
from jazz.context import context
from jazz.dataset import Examples, batch
from jazz.engine import FORBIDDEN
from jazz.model import Config, Weights
from jazz.sampling import NO_VALUE, choose, playable
from jazz.timeline import Timeline


@contextmanager
def _stderr_closed() -> Iterator[None]:
    """Keep a musician's screen free of what TensorFlow's C++ says at start-up, before it knows its own log level."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
with _stderr_closed():
    import keras
    from keras import layers, ops

CELLS: dict[str, Callable[..., Any]] = {"lstm": layers.LSTM, "gru": layers.GRU, "simple_rnn": layers.SimpleRNN}


def build(config: Config, *, dropout: float = 0.0) -> keras.Model:
    """Build the network: ids (m, Tx), context (m, Tx, n_context), allowed (m, Tx, n_values) to logits like allowed."""
    previous = keras.Input((None,), dtype="int32", name="previous")
    features = keras.Input((None, config.n_context), name="context")
    allowed = keras.Input((None, config.n_values), dtype="bool", name="allowed")
    x = ops.concatenate([ops.one_hot(previous, config.n_values), features], axis=-1)
    for layer in range(config.layers):
        x = CELLS[config.cell](config.units, return_sequences=True, name=f"cell_{layer}")(x)
        x = layers.Dropout(dropout)(x)
    logits = layers.Dense(config.n_values, name="output")(x)
    return keras.Model([previous, features, allowed], ops.where(allowed, logits, float(FORBIDDEN)), name="jazz")


def seed_everything(seed: int) -> None:
    """Make initial weights, dropout and every sum depend on the seed alone."""
    keras.utils.set_random_seed(seed)
    if keras.backend.backend() == "tensorflow":
        import tensorflow  # noqa: PLC0415 - other backends do without it

        tensorflow.config.experimental.enable_op_determinism()  # measured: no slower on a CPU


def compile_for_training(network: keras.Model, *, weight_decay: float) -> None:
    """Set the loss (cross-entropy in nats a value, padding left out) and AdamW with clipped gradients."""
    network.compile(
        optimizer=keras.optimizers.AdamW(weight_decay=weight_decay, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="mean_with_sample_weight"),
        jit_compile=False,  # measured twice as slow with XLA on a CPU
    )
    network.optimizer.build(network.trainable_variables)


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """Windows of examples as Keras reads them; batch k holds `spans[k * size : (k + 1) * size]`."""

    def __init__(self, data: Examples, spans: np.ndarray, *, steps: int, size: int) -> None:
        super().__init__()
        self._data, self._spans, self._steps, self._size = data, spans, steps, size

    def __len__(self) -> int:
        return math.ceil(len(self._spans) / self._size)

    def __getitem__(self, index: int) -> tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray]:
        made = batch(self._data, self._spans[index * self._size : (index + 1) * self._size], self._steps)
        return (made.previous, made.context, made.allowed), made.targets, made.weights


class Pulse(keras.callbacks.Callback):  # type: ignore[misc]
    """Asks for the learning rate before every batch, and tells the loss of the epoch so far (nats a value) after it."""

    def __init__(self, learning_rate: Callable[[], float], on_batch: Callable[[float], None]) -> None:
        super().__init__()
        self._learning_rate, self._on_batch = learning_rate, on_batch

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Set the learning rate."""
        del batch, logs
        self.model.optimizer.learning_rate.assign(self._learning_rate())

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Pass on the loss."""
        del batch
        self._on_batch((logs or {}).get("loss", float("nan")))


def weights_of(network: keras.Model, config: Config) -> dict[str, np.ndarray]:
    """Return the network's weights under the names of `model.shapes`; inverse of `set_weights`."""
    return {name: variable.numpy() for name, variable in _variables(network, config).items()}


def set_weights(network: keras.Model, config: Config, weights: Weights) -> None:
    """Load weights into a network of this config; inverse of `weights_of`."""
    for name, variable in _variables(network, config).items():
        variable.assign(weights[name])


def _variables(network: keras.Model, config: Config) -> dict[str, Any]:
    owners = {f"cell_{layer}": network.get_layer(f"cell_{layer}").cell for layer in range(config.layers)}
    owners["output"] = network.get_layer("output")
    return {f"{name}.{each.name}": each for name, owner in owners.items() for each in owner.trainable_variables}


class OneToMany(keras.Model):  # type: ignore[misc]
    """The inference graph: one start, many values. It shares the trained network's layers and weights.

    Called with anchors (B,), lows and highs (B,), uniform numbers (B, steps), temperature and top-p (B,), it carries
    the grammar's and the cells' states and samples inside the graph; it returns ids (B, steps).
    """

    def __init__(self, network: keras.Model, config: Config, tables: Timeline) -> None:
        super().__init__()
        self._config, self._tables = config, tables
        self._cells = [network.get_layer(f"cell_{layer}").cell for layer in range(config.layers)]
        self._output = network.get_layer("output")

    def call(self, inputs: tuple[Any, ...]) -> Any:
        """Unroll the sampler over the uniform numbers."""
        anchors, low, high, uniform, temperature, top_p = inputs
        count = ops.shape(anchors)[0]
        state = grammar.start(ops.zeros_like(anchors), anchors, low, high)
        memory = [[ops.zeros((count, size)) for size in _state_sizes(cell)] for cell in self._cells]

        columns = ops.arange(uniform.shape[1])

        def step(index: Any, state: Any, previous: Any, memory: Any, values: Any) -> tuple[Any, ...]:
            mask = playable(ops, self._tables, state)
            x = ops.concatenate(
                [ops.one_hot(previous, self._config.n_values), context(ops, self._tables, state)], axis=-1
            )
            following = []
            for cell, cell_state in zip(self._cells, memory, strict=True):
                x, cell_state = cell(x, cell_state)  # noqa: PLW2901 - the output of one cell is the input of the next
                following.append(list(cell_state))
            logits = ops.where(mask, self._output(x), float(FORBIDDEN))
            number = ops.take(uniform, index, axis=1)
            chosen = ops.cast(choose(ops, logits, number, temperature[:, None], top_p[:, None]), "int32")
            values = ops.where(columns[None] == index, chosen[:, None], values)
            return index + 1, grammar.advance(ops, state, chosen), chosen, following, values

        none = ops.zeros_like(anchors) + NO_VALUE
        begun = (0, state, none, memory, ops.zeros((count, uniform.shape[1]), "int32"))
        return ops.while_loop(lambda index, *_: index < uniform.shape[1], step, begun)[-1]


def _state_sizes(cell: Any) -> list[int]:
    return list(cell.state_size) if isinstance(cell.state_size, (list, tuple)) else [cell.state_size]

"""What the network learns by: losses, an optimizer, batches, and what happens before and after each of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from jazz.dataset import Examples, batch
from jazz.network.backend import keras, ops
from jazz.sampling import mix

JIT = {"tensorflow": False, "jax": "auto", "torch": False}
"""Whether graphs go through a compiler: TensorFlow's on a CPU was measured twice as slow; JAX has no graph without."""

Shown = tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray]  # inputs, targets, weights


def mixture(targets: Any, logits: Any) -> Any:
    """Return the cross-entropy (m, Tx), in nats, of the mean of the members' distributions: what they are judged by."""
    return -ops.take_along_axis(mix(ops, logits), ops.cast(targets, "int32")[..., None], axis=-1)[..., 0]


class Members(keras.losses.Loss):  # type: ignore[misc]
    """The mean of the members' own cross-entropies, in nats a value: what each of them learns by."""

    def __init__(self) -> None:
        super().__init__(name="members", reduction="mean_with_sample_weight")

    def call(self, targets: Any, logits: Any) -> Any:
        """Return the loss of each value (m, Tx) from logits (m, Tx, members, n_values)."""
        each = ops.take_along_axis(ops.log_softmax(logits), ops.cast(targets, "int32")[..., None, None], axis=-1)
        return -ops.mean(each[..., 0], axis=-1)


def seed_everything(seed: int) -> None:
    """Make initial weights, dropout and every sum depend on the seed alone."""
    keras.utils.set_random_seed(seed)
    if keras.backend.backend() == "tensorflow":
        import tensorflow  # noqa: PLC0415 - other backends do without it

        tensorflow.config.experimental.enable_op_determinism()  # measured: no slower on a CPU


def compile_for_training(network: keras.Model, *, weight_decay: float) -> None:
    """Set what is learned by (`Members`), what is judged by (`mixture`), and AdamW with clipped gradients."""
    network.compile(
        optimizer=keras.optimizers.AdamW(weight_decay=weight_decay, clipnorm=1.0),
        loss=Members(),
        weighted_metrics=[keras.metrics.MeanMetricWrapper(mixture, name="mixture")],
        jit_compile=JIT[keras.backend.backend()],
    )
    network.optimizer.build(network.trainable_variables)


def bring_back(network: keras.Model) -> None:
    """Let the variables hold what they hold now, inside `fit` too: while JAX trains, that is elsewhere."""
    if hasattr(network, "jax_state_sync"):
        network.jax_state_sync()


def everything(network: keras.Model) -> list[Any]:
    """Return all variables that a training run changes, the optimizer's and dropout's included."""
    bring_back(network)
    return [*network.variables, *network.optimizer.variables]


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """Windows of examples as Keras reads them; batch k holds `spans[k * size : (k + 1) * size]`.

    `manners` (m, K), a row a window, stand in for those of the songs.
    """

    def __init__(
        self, data: Examples, spans: np.ndarray, *, steps: int, size: int, manners: np.ndarray | None = None
    ) -> None:
        super().__init__()
        self._data, self._spans, self._steps, self._size, self._manners = data, spans, steps, size, manners

    def __len__(self) -> int:
        return math.ceil(len(self._spans) / self._size)

    def __getitem__(self, index: int) -> Shown:
        return self._made(self._rows(index))

    def windows(self, index: int) -> int:
        """Return how many windows a batch has."""
        return len(self._rows(index))

    def values(self, index: int) -> int:
        """Return how many values the windows of a batch hold, without padding."""
        spans = self._spans[self._rows(index)]
        return int((spans[:, 1] - spans[:, 0]).sum())

    def share(self, index: int, number: int, count: int) -> Shown:
        """Return what number `number` of `count` is shown of a batch: every so many windows.

        All shares of all batches are of one size. The weights of a batch's shares sum to 1; those of windows that only
        fill up are 0.
        """
        rows = self._rows(index)
        mine = number + count * np.arange(-(-self._size // count))
        inputs, targets, weights = self._made(rows[np.minimum(mine, len(rows) - 1)])
        weights[mine >= len(rows)] = 0
        return inputs, targets, weights / np.float32(self.values(index))

    def _rows(self, index: int) -> np.ndarray:
        return np.arange(index * self._size, min((index + 1) * self._size, len(self._spans)))

    def _made(self, rows: np.ndarray) -> Shown:
        manners = None if self._manners is None else self._manners[rows]
        made = batch(self._data, self._spans[rows], self._steps, manners)
        return tuple(made.inputs), made.targets, made.weights


class Pulse(keras.callbacks.Callback):  # type: ignore[misc]
    """Asks for the learning rate before every batch, and tells the loss of the epoch so far (nats a value) after it."""

    def __init__(self, learning_rate: Callable[[], float], on_batch: Callable[[float], None]) -> None:
        super().__init__()
        self._learning_rate, self._on_batch = learning_rate, on_batch

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Set the learning rate."""
        del batch, logs
        bring_back(self.model)
        self.model.optimizer.learning_rate.assign(self._learning_rate())

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Pass on the loss."""
        del batch
        self._on_batch((logs or {}).get("loss", float("nan")))


class WeightDrop(keras.callbacks.Callback):  # type: ignore[misc]
    """DropConnect on the recurrent kernels, as in Merity, Keskar & Socher (2018): a mask for each batch.

    Before a batch some recurrent weights are 0, the others larger in turn; after it those that took part keep what they
    learned. `masks(shape)` draws 0 or 1 / (1 - rate). Where they differ: the optimizer sees the gradients of all.
    """

    def __init__(self, masks: Callable[[tuple[int, ...]], np.ndarray]) -> None:
        super().__init__()
        self._masks = masks
        self._dropped: list[tuple[Any, np.ndarray, np.ndarray]] = []

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Take some weights away."""
        del batch, logs
        bring_back(self.model)
        kernels = [each for each in self.model.trainable_variables if each.name == "recurrent_kernel"]
        self._dropped = [(each, each.numpy(), self._masks(tuple(each.shape))) for each in kernels]
        for variable, whole, mask in self._dropped:
            variable.assign(whole * mask)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Put them back."""
        del batch, logs
        bring_back(self.model)
        for variable, whole, mask in self._dropped:
            variable.assign(whole + (variable.numpy() - whole * mask) * (mask > 0))
        self._dropped = []

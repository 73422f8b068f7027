"""On what a network is trained: one device, all devices of this machine, or those of several; the loss is the same.

"one" is Keras's own `fit`. "mirrored" and "workers" are TensorFlow's MirroredStrategy and MultiWorkerMirroredStrategy:
every device holds all weights and sees every n-th window of a batch, and their gradients are summed. Which machines
take part, and which of them this is, TensorFlow reads from `TF_CONFIG`; the first is the chief, and only it writes and
speaks.

Why not `fit` on many: with Keras 3.15 it stops under MultiWorkerMirroredStrategy whatever the data
(keras-team/keras#20585), and under MirroredStrategy where an input holds truth values; and where it runs, each device
divides by the weights that it sees and clips its own gradients. Here the weights of a batch are divided by their sum
over all devices, and Keras's optimizer clips and applies the sum once, outside the replicas: the step of one device,
but for the rounding of sums. Dropout is another matter: every device draws its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from jazz.errors import JazzError
from jazz.network.backend import keras, ops
from jazz.network.learning import Batches, Members, mixture

HOW_WORKERS_MEET = (
    "workers know each other by TF_CONFIG, on the first of two like "
    '{"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]}, "task": {"type": "worker", "index": 0}}'
)

Make = Callable[[], Any]  # builds and compiles a network


class One:
    """One device, by what Keras does itself. `net` is the network."""

    def __init__(self, make: Make) -> None:
        self.net = make()

    @property
    def chief(self) -> bool:
        """Whether this process writes and speaks."""
        return True

    def fit(self, source: Batches, callbacks: Sequence[Any]) -> None:
        """Learn from every batch once, in order."""
        self.net.fit(source, shuffle=False, verbose=0, callbacks=callbacks)

    def evaluate(self, source: Batches) -> float:
        """Return the cross-entropy of the `mixture`, in nats a value."""
        return float(self.net.evaluate(source, verbose=0, return_dict=True)["mixture"])

    def of_chief(self, data: bytes) -> bytes:
        """Return what the chief gives; all workers must ask at the same place."""
        return data


class Mirrored(One):
    """All GPUs of this machine; where it has none its logical CPUs, of which TensorFlow makes as many as it is told."""

    def __init__(self, make: Make) -> None:
        self._strategy = self._begin()
        with self._strategy.scope():
            super().__init__(make)
        states = [each for each in self.net.variables if each.name == "seed_generator_state"]
        self._seeds = [(each.value, int(each.numpy()[0])) for each in states]

    def _begin(self) -> Any:
        devices = _tensorflow().config.list_logical_devices
        names = [device.name for device in devices("GPU") or devices("CPU")]
        if len(names) == 1:
            raise JazzError(f'"mirrored" needs several devices, and this machine has {names[0]} alone; train on "one"')
        try:
            return _tensorflow().distribute.MirroredStrategy(names)
        except ValueError as error:  # it reads that, too
            raise JazzError(f"TF_CONFIG is not what TensorFlow understands; unset it: {error}") from error

    def fit(self, source: Batches, callbacks: Sequence[Any]) -> None:
        """Learn from every batch once, in order."""
        self._part_seeds()
        told = keras.callbacks.CallbackList(callbacks, model=self.net)
        windows, loss = 0, 0.0
        for index, shares in enumerate(self._shares(source)):
            told.on_train_batch_begin(index)
            with _together():
                now = float(self._learn(shares))
            windows += source.windows(index)
            loss += (now - loss) * source.windows(index) / windows
            told.on_train_batch_end(index, {"loss": loss})

    def evaluate(self, source: Batches) -> float:
        """Return the cross-entropy of the `mixture`, in nats a value."""
        with _together():
            losses = [float(self._judge(shares)) for shares in self._shares(source)]
        return float(np.average(losses, weights=[source.values(index) for index in range(len(source))]))

    def _part_seeds(self) -> None:
        """Let every replica draw dropout of its own: one mask for all would fall on several windows of a batch."""
        numbers = self._everywhere(lambda number: number)
        for variable, seed in self._seeds:
            for number, each in zip(self._here(numbers), self._here(variable), strict=True):
                each.assign([seed + number, each.numpy()[1]])

    def _everywhere(self, value: Callable[[int], Any]) -> Any:
        """Give the replicas on this machine values, by their numbers among all."""
        return self._strategy.experimental_distribute_values_from_function(
            lambda it: value(it.replica_id_in_sync_group)
        )

    def _here(self, values: Any) -> Sequence[Any]:
        """Return the values of the replicas on this machine."""
        return self._strategy.experimental_local_results(values)  # type: ignore[no-any-return]

    def _shares(self, source: Batches) -> Iterator[Any]:
        """What the replicas here are shown of each batch; the next is made while one is learned from."""
        count = self._strategy.num_replicas_in_sync

        def make(index: int) -> Any:
            return self._everywhere(lambda number: _tensors(source.share(index, number, count)))

        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(make, 0)
            for index in range(len(source)):
                shares = coming.result()
                if index + 1 < len(source):
                    coming = ahead.submit(make, index + 1)
                yield shares

    @cached_property
    def _learn(self) -> Any:
        """The graph of a step: it learns from a batch and returns its loss, in nats a value."""
        tensorflow, variables = _tensorflow(), self.net.trainable_variables
        shapes = [tuple(each.shape) for each in variables]
        loss_of = Members()

        def replica(inputs: Any, targets: Any, weights: Any) -> Any:
            with tensorflow.GradientTape() as tape:
                loss = ops.sum(loss_of.call(targets, self.net(inputs, training=True)) * weights)
            parts = [loss, *tape.gradient(loss, variables)]
            return _summed(ops.concatenate([ops.reshape(each, (-1,)) for each in parts]))  # in one go

        def step(shares: Any) -> Any:
            told = self._here(self._strategy.run(replica, args=shares))[0]
            loss, *flat = ops.split(told, np.cumsum([1, *map(np.prod, shapes)])[:-1].tolist())
            gradients = [ops.reshape(each, shape) for each, shape in zip(flat, shapes, strict=True)]
            self.net.optimizer.apply(gradients, variables)
            return loss[0]

        return tensorflow.function(step, autograph=False)

    @cached_property
    def _judge(self) -> Any:
        """The graph that returns the loss of a batch by the `mixture`, in nats a value."""

        def replica(inputs: Any, targets: Any, weights: Any) -> Any:
            return _summed(ops.sum(mixture(targets, self.net(inputs, training=False)) * weights))

        def judge(shares: Any) -> Any:
            return self._here(self._strategy.run(replica, args=shares))[0]

        return _tensorflow().function(judge, autograph=False)


class Workers(Mirrored):
    """All devices of the machines that `TF_CONFIG` names, a process on each. Raises JazzError where it names none."""

    def _begin(self) -> Any:
        leads("workers")  # says it if they do not know each other
        try:
            return _tensorflow().distribute.MultiWorkerMirroredStrategy()
        except RuntimeError as error:
            raise JazzError(f"workers must be begun before TensorFlow has computed anything: {error}") from error

    @property
    def chief(self) -> bool:
        """Whether this process writes and speaks."""
        return leads("workers")

    def of_chief(self, data: bytes) -> bytes:
        """Return what the chief gives; all workers must ask at the same place."""
        (size,) = self._first(np.array([len(data)], np.int32))
        letters = np.zeros(size, np.int32)
        if self.chief:
            letters[:] = np.frombuffer(data, np.uint8)
        if not size:  # TensorFlow 2.21 dies of sums over nothing
            return b""
        return self._first(letters).astype(np.uint8).tobytes()

    def _first(self, array: np.ndarray) -> np.ndarray:
        """Return the chief's array; those of the others must have its shape."""
        arrays = self._everywhere(lambda number: ops.convert_to_tensor(array if number == 0 else np.zeros_like(array)))
        with _together():
            return np.asarray(self._strategy.reduce("SUM", arrays, axis=None))


STRATEGIES: dict[str, type[One]] = {"one": One, "mirrored": Mirrored, "workers": Workers}


def strategy(name: str, make: Make) -> One:
    """Build a network where it is to be trained: `name` is one of `STRATEGIES`.

    Raises JazzError where the backend of Keras or the workers do not allow it.
    """
    if name != "one" and keras.backend.backend() != "tensorflow":
        raise JazzError(f'"{name}" needs TensorFlow; with {keras.backend.backend()} train on "one"')
    return STRATEGIES[name](make)


def leads(name: str) -> bool:
    """Whether this process writes and speaks: of "workers" the one that `TF_CONFIG` calls the chief, else the first."""
    if name != "workers":
        return True
    resolver = _tensorflow().distribute.cluster_resolver.TFConfigClusterResolver()
    try:
        jobs = resolver.cluster_spec().as_dict()
        first = ("chief", 0) if "chief" in jobs else ("worker", 0)
        here = resolver.task_type, resolver.task_id
        jobs[here[0]][here[1]]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise JazzError(HOW_WORKERS_MEET) from None
    return here == first


def _tensorflow() -> Any:
    """TensorFlow, which "one" does without."""
    import tensorflow  # noqa: PLC0415

    return tensorflow


def _summed(values: Any) -> Any:
    """Sum what the replicas hold: each of them gets all of it."""
    return _tensorflow().distribute.get_replica_context().all_reduce("SUM", values)


def _tensors(share: Any) -> Any:
    return keras.tree.map_structure(ops.convert_to_tensor, share)


@contextmanager
def _together() -> Iterator[None]:
    """Say it in a line when another worker has gone."""
    errors = _tensorflow().errors
    try:
        yield
    except (errors.UnavailableError, errors.AbortedError, errors.CancelledError, errors.InternalError) as error:
        raise JazzError("another worker is gone; begin all of them again to go on from the last checkpoint") from error

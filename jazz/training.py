"""Training: from songs to the best weights, with checkpoints that a killed run resumes from exactly.

Epoch by epoch Keras `fit` sees every value, in windows cut and shuffled by (seed, epoch) alone, while the learning rate
falls along a cosine. After each epoch the validation songs decide: the best weights are kept, and training ends
early when they stop improving. Every half minute, and when interrupted, all variables, the optimizer's and dropout's
included, go to `folder`; the next call with the same songs and settings goes on from that batch. On several machines
one, the chief, writes and speaks, and the others do as it does. This room decides; the network knows how, and the words
for people are the caller's.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from jazz import __version__, checkpoint, defaults, grammar, network, sampling
from jazz.checkpoint import Checkpoint, Place
from jazz.dataset import Examples, examples, windows
from jazz.errors import ModelError
from jazz.events import Adapting, EpochEnded, Event, Finished, Progress, Sampled, Started
from jazz.fingerprint import fingerprint, together
from jazz.manner import forget, manners
from jazz.model import Config, Model, Weights, told_apart, widened
from jazz.music import Chart, Song

CHECKPOINT_SECONDS = 30.0
PROGRESS_SECONDS = 0.2
SAMPLE_BARS = 4
SAMPLE_VALUES_A_BAR = 20
SAMPLE_TEMPERATURES = (0.7, 1.0, 1.3)
SAMPLE_BOUNDS = (40, 88)


@dataclass(frozen=True)
class Settings:
    """How to train: `steps` is Tx, the values in a window; `minutes` may end it early; `patience` is in epochs.

    A network that is adapted keeps the `cell`, `layers`, `units` and `members` of its base, whatever these say.
    The learning rate rises over `warm_up` batches, then falls.
    Three shares keep songs from being learned by heart: `dropout` of the units are left out of a window, `weight_drop`
    of the recurrent weights out of a batch, and `forget` of the previous values are not told.
    `strategy` is what it runs on, see `network.strategy`; what is learned depends on it by rounding and dropout alone.
    Of a small corpus an epoch makes several passes, cut elsewhere each time, until it has `fewest_batches`.
    """

    cell: str = defaults.CELL
    layers: int = defaults.LAYERS
    units: int = defaults.UNITS
    members: int = defaults.MEMBERS
    dropout: float = 0.6
    weight_drop: float = 0.4
    forget: float = 0.1
    epochs: int = defaults.EPOCHS
    minutes: float | None = None
    seed: int = 0
    steps: int = 256
    batch: int = 16
    fewest_batches: int = 50
    learning_rate: float = 5e-3
    warm_up: int = 100
    weight_decay: float = 1e-2
    patience: int = 8
    strategy: str = defaults.STRATEGY


ADAPTING = Settings(fewest_batches=10, learning_rate=1e-3, warm_up=10, patience=4)
"""How to go on from a base: in short epochs, for of few songs the best moment passes soon."""


class _TimeIsUp(Exception):  # noqa: N818 - not an error
    """The minutes are over."""


def train(
    songs: Sequence[Song],
    validation: Sequence[Song],
    settings: Settings,
    folder: Path,
    *,
    name: str,
    on_event: Callable[[Event], None],
    base: Model | None = None,
) -> Model:
    """Train on songs until the validation songs say enough, and return the best model.

    With a `base` it goes on from what that knows, and is it again where no epoch made it better; else from nothing.
    `folder` holds the checkpoint; Ctrl-C leaves it there and raises KeyboardInterrupt. Same songs, settings and machine
    give the same weights, interrupted or not.
    """
    start = None if base is None else widened(base, manners(songs))
    blank = told_apart(_new(name, settings), manners(songs)) if start is None else start.config
    data, held_out = examples(songs, blank.manners), examples(validation, blank.manners)
    config = replace(
        blank,
        name=name,
        version=__version__,
        seed=settings.seed,
        songs=len(songs),
        notes=data.notes,
        base="" if base is None else base.config.name,
    )
    first = None if start is None else start.weights
    learned = _Run(config, settings, data, held_out, validation[0], folder, on_event, first).to_the_end()
    taught = fingerprint(songs)
    return replace(learned, fingerprint=taught if base is None else together(base.fingerprint, taught))


def _new(name: str, settings: Settings) -> Config:
    return Config(name, settings.cell, settings.layers, settings.units, settings.members)


class _Run:
    """One training run: what it works on, and how far it is."""

    def __init__(  # noqa: PLR0917 - called once, above
        self,
        config: Config,
        settings: Settings,
        data: Examples,
        held_out: Examples,
        stand: Song,
        folder: Path,
        on_event: Callable[[Event], None],
        first: Weights | None,
    ) -> None:
        self.config, self.settings, self.data, self.held_out = config, settings, data, held_out
        self.stand, self.path = stand, folder / "checkpoint.safetensors"
        self.devices = network.strategy(settings.strategy, self._built)
        self.net = self.devices.net
        self.on_event = on_event if self.devices.chief else lambda _: None
        if first is not None:
            network.set_weights(self.net, config, first)
        self.best = network.weights_of(self.net, config)
        self.place, self.adapts = Place(), first is not None
        self.identity = _identity(settings, data, held_out, self.best)
        self.values, self.loss = len(data.targets), math.nan
        self.begun = self.saved = self.shown = 0.0

    def _built(self) -> Any:
        network.seed_everything(self.settings.seed)
        net = network.build(self.config, dropout=self.settings.dropout, forget=self.settings.forget)
        network.compile_for_training(net, weight_decay=self.settings.weight_decay)
        return net

    def to_the_end(self) -> Model:
        """Train from the checkpoint, or from the beginning, until something ends it."""
        self._resume()
        if self.adapts and self.place.first == math.inf:
            self.place.first = self.place.best = self._held_out_loss()
            self.on_event(Adapting(self.config.base, self.place.first / math.log(2)))
        self.saved = time.monotonic()
        self.begun = self.saved - self.place.seconds
        try:
            reason = self._epochs()
        except _TimeIsUp:
            reason = "the time is up"
            self.place.epoch += 1  # the one that it broke off
            self._validate()
        except KeyboardInterrupt:
            self._checkpoint()
            raise
        bits = self.place.best / math.log(2)
        self.on_event(Finished(reason, self.place.best_epoch, bits))
        config = replace(self.config, epochs=self.place.best_epoch, validation_bits=round(bits, 4))
        if self.adapts:
            config = replace(config, base_bits=round(self.place.first / math.log(2), 4))
        return Model(config, self.best)

    def _epochs(self) -> str:
        while self.place.epoch < self.settings.epochs:
            self._epoch()
            if self.place.epoch - self.place.best_epoch >= self.settings.patience:
                return "the validation loss stopped falling"
        return "all epochs are done"

    def _epoch(self) -> None:
        spans = self._spans(self.place.epoch)
        self.values = int((spans[:, 1] - spans[:, 0]).sum())
        done = self.place.batch * self.settings.batch
        told = self._manners(spans)[done:]
        sizes = {"steps": self.settings.steps, "size": self.settings.batch}
        source = network.Batches(self.data, spans[done:], **sizes, manners=told)
        if len(source):
            batches = len(source) + self.place.batch
            pulse = network.Pulse(lambda: self._learning_rate(batches), lambda loss: self._after_batch(batches, loss))
            drop = network.WeightDrop(self._mask)
            try:
                self.devices.fit(source, [drop, pulse])
            finally:
                drop.on_train_batch_end(0)  # whatever stopped it, the weights are whole
        self.place.epoch, self.place.batch = self.place.epoch + 1, 0
        self._validate()
        self._checkpoint()
        self._sample()

    def _spans(self, epoch: int) -> np.ndarray:
        """The windows of an epoch: every value once, or as often as it takes to fill the fewest batches."""
        rng = np.random.default_rng((self.settings.seed, epoch))
        passes = [windows(self.data, self.settings.steps, rng)]
        while sum(map(len, passes)) <= (self.settings.fewest_batches - 1) * self.settings.batch:
            passes.append(windows(self.data, self.settings.steps, rng))
        return np.concatenate(passes)

    def _manners(self, spans: np.ndarray) -> np.ndarray:
        """The manners of an epoch's windows, some of them forgotten."""
        song = np.searchsorted(self.data.starts, spans[:, 0], side="right") - 1
        rng = np.random.default_rng((self.settings.seed, self.place.epoch, 1))
        return forget(self.data.timeline.manner[song], len(self.config.styles), rng)

    def _mask(self, shape: tuple[int, ...]) -> np.ndarray:
        """Which recurrent weights take part in a batch, and by how much more."""
        kept = 1 - self.settings.weight_drop
        rng = np.random.default_rng((self.settings.seed, self.place.epoch, self.place.batch, 2))
        return (rng.random(shape, np.float32) < kept) / np.float32(kept)

    def _learning_rate(self, batches: int) -> float:
        """Half a cosine over the whole run, after a short warm-up."""
        done = self.place.epoch * batches + self.place.batch
        warm = min(1.0, (done + 1) / self.settings.warm_up)
        return self.settings.learning_rate * warm * max(0.005, 0.5 + 0.5 * math.cos(math.pi * self._share(batches)))

    def _share(self, batches: int) -> float:
        """How much of the run is over, by epochs or by minutes, whichever ends it first."""
        share = (self.place.epoch + self.place.batch / batches) / self.settings.epochs
        minutes = self.settings.minutes
        return share if minutes is None else min(1.0, max(share, self.place.seconds / 60 / minutes))

    def _after_batch(self, batches: int, loss: float) -> None:
        """Note a batch done: save now and then, tell the listener, stop when the time is up."""
        self.place.batch += 1
        self.loss = loss
        now = time.monotonic()
        self.place.seconds = self._agreed(now - self.begun)
        if now - self.saved > CHECKPOINT_SECONDS:
            self._checkpoint()
        if now - self.shown > PROGRESS_SECONDS or self.place.batch == batches:
            self.shown = now
            self._tell(batches)
        if self.settings.minutes is not None and self.place.seconds > self.settings.minutes * 60:
            raise _TimeIsUp

    def _agreed(self, seconds: float) -> float:
        """The chief's clock, where what is learned depends on it."""
        if self.settings.minutes is None:
            return seconds
        return float.fromhex(self.devices.of_chief(seconds.hex().encode()).decode())

    def _tell(self, batches: int) -> None:
        place, seconds = self.place, max(self.place.seconds, 1e-9)
        rate = (place.epoch + place.batch / batches) * self.values / seconds
        eta = seconds / max(self._share(batches), 1e-9) - seconds
        bits = self.loss / math.log(2)
        self.on_event(
            Progress(place.epoch + 1, self.settings.epochs, place.batch, batches, bits, rate, eta_seconds=eta)
        )

    def _validate(self) -> None:
        """Measure the held-out loss, and keep the weights if they are the best so far."""
        held_out = self._held_out_loss()
        better = held_out < self.place.best
        if better:
            self.place.best, self.place.best_epoch = held_out, self.place.epoch
            self.best = network.weights_of(self.net, self.config)
        self.on_event(EpochEnded(self.place.epoch, self.loss / math.log(2), held_out / math.log(2), better))

    def _held_out_loss(self) -> float:
        """Return the loss on the validation songs, in nats a value."""
        spans = windows(self.held_out, self.settings.steps, None)
        source = network.Batches(self.held_out, spans, steps=self.settings.steps, size=self.settings.batch)
        return self.devices.evaluate(source)

    def _sample(self) -> None:
        """Play the first bars of a validation chart at several temperatures, in one call of the inference graph."""
        if not self.devices.chief:
            return
        chart, state, graph = self._sampler
        rng = np.random.default_rng((self.settings.seed, self.place.epoch))
        warmth = np.array(SAMPLE_TEMPERATURES, np.float32)
        uniform = rng.random((len(warmth), SAMPLE_VALUES_A_BAR * chart.bars), np.float32)
        ids = graph.predict_on_batch((state.pitch, state.low, state.high, uniform, warmth, np.ones_like(warmth)))
        for temperature, values in zip(SAMPLE_TEMPERATURES, np.asarray(ids), strict=True):
            self.on_event(Sampled(temperature, sampling.solo_of(values, chart), chart))

    @cached_property
    def _sampler(self) -> tuple[Chart, grammar.State, network.OneToMany]:
        """The bars to play samples over, and the graph that does; it shares the network's weights as they change."""
        chart = self.stand.chart.first_bars(SAMPLE_BARS)
        (manner,) = self.config.manners.of([self.stand])
        tables, state = sampling.stage(chart, self.stand.tempo, len(SAMPLE_TEMPERATURES), SAMPLE_BOUNDS, manner)
        return chart, state, network.OneToMany(self.net, self.config, tables)

    def _checkpoint(self) -> None:
        """Write how far the run is; inverse of `_resume`."""
        if not self.devices.chief:
            return
        self.saved = time.monotonic()
        now = [each.numpy() for each in network.everything(self.net)]
        checkpoint.write(Checkpoint(self.identity, self.place, now, self.best), self.path)

    def _resume(self) -> None:
        """Go on from the chief's checkpoint, if there is one; inverse of `_checkpoint`.

        Raises ModelError when it is damaged, or of other songs or settings: no work is thrown away unasked; and where
        workers do not agree on what they are to learn.
        """
        mine = self.identity.encode()
        if self.devices.of_chief(mine) != mine:
            raise ModelError("this worker has other songs or settings than the chief; give all of them the same")
        data = self.devices.of_chief(checkpoint.read(self.path) if self.devices.chief else b"")
        left = checkpoint.decode(data, self.path)
        if left is not None:
            if left.identity != self.identity:
                raise ModelError(
                    f"{self.path.parent}: an unfinished training with other songs or settings; "
                    "give its command again to go on, or this one with --fresh to begin anew"
                )
            self.place, self.best = left.place, left.best
            for each, array in zip(network.everything(self.net), left.now, strict=True):
                each.assign(array)
        count = len(self._spans(self.place.epoch))
        begun = self.place.epoch + self.place.batch * self.settings.batch / count
        sizes = (count, self.settings.steps, self.config.n_values, self.config.notes, self.net.count_params())
        self.on_event(Started(*sizes, resumed_epoch=begun))


def _identity(settings: Settings, data: Examples, held_out: Examples, start: Weights) -> str:
    """Return a digest of all that a run depends on: program, songs, first weights, settings that tell on them."""
    words = asdict(replace(settings, minutes=None, strategy=defaults.STRATEGY))
    digest = hashlib.sha256(json.dumps([__version__, grammar.NAME, words]).encode())
    for each in (data, held_out):
        digest.update(each.targets.tobytes() + each.states.tick.tobytes() + each.timeline.roles.tobytes())
    for array in start.values():
        digest.update(array.tobytes())
    return digest.hexdigest()

"""What training tells those who watch: frozen facts, in the order in which they happen.

`training` hands them to a callback; the command line turns them into words and bars. Losses are in bits a value,
`validation_bits` on songs that were not trained on. This room knows no framework and no screen.
"""

from __future__ import annotations

from dataclasses import dataclass

from jazz.music import Chart, Solo


@dataclass(frozen=True, slots=True)
class Started:
    """X has the shape (windows, steps, n_values); `resumed_epoch` is 0 for a new training, else where it goes on."""

    windows: int
    steps: int
    n_values: int
    notes: int
    parameters: int
    resumed_epoch: float


@dataclass(frozen=True, slots=True)
class Adapting:
    """How well the base foresees the validation songs as it is; epochs must do better for their weights to be kept."""

    base: str
    validation_bits: float


@dataclass(frozen=True, slots=True)
class Progress:
    """A batch is done: epochs count from 1, `bits` is the running training loss of the epoch."""

    epoch: int
    epochs: int
    batch: int
    batches: int
    bits: float
    values_per_second: float
    eta_seconds: float


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """An epoch is done; `best` says that these weights are now the ones to keep."""

    epoch: int
    bits: float
    validation_bits: float
    best: bool


@dataclass(frozen=True, slots=True)
class Sampled:
    """A few bars that the network plays at this moment."""

    temperature: float
    solo: Solo
    chart: Chart


@dataclass(frozen=True, slots=True)
class Finished:
    """Training is over, and why; `validation_bits` is the loss of the weights that are kept."""

    reason: str
    epochs: float
    validation_bits: float


Event = Started | Adapting | Progress | EpochEnded | Sampled | Finished

"""The checkpoint of a training: all that a killed run needs to go on exactly, in one file so that it cannot disagree.

    identity, place        texts: what the run depends on, how far it is
    now.0, now.1 ...       every variable of the network and of its optimizer, in their order
    best.NAME              the weights that are kept if nothing better comes

This room knows arrays by name, and no framework.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from jazz.errors import ModelError
from jazz.files import write_whole

NOW, BEST = "now.", "best."


@dataclass
class Place:
    """How far a run has come: epochs done, batches done in this one, the best loss (nats) and when it was.

    `first` is the loss before the first epoch, where it was measured.
    """

    epoch: int = 0
    batch: int = 0
    best: float = math.inf
    best_epoch: int = 0
    first: float = math.inf
    seconds: float = 0.0


@dataclass(frozen=True)
class Checkpoint:
    """A run that can go on: `now` in the order of its variables, `best` by the names of the weights."""

    identity: str
    place: Place
    now: list[np.ndarray]
    best: dict[str, np.ndarray]


def write(checkpoint: Checkpoint, path: Path) -> None:
    """Write a checkpoint, whole or not at all; inverse of `read`."""
    arrays = {f"{NOW}{index}": array for index, array in enumerate(checkpoint.now)}
    arrays |= {f"{BEST}{name}": array for name, array in checkpoint.best.items()}
    header = {"identity": checkpoint.identity, "place": json.dumps(asdict(checkpoint.place))}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, save({name: np.array(each, order="C") for name, each in arrays.items()}, header), force=True)


def read(path: Path) -> bytes:
    """Return the bytes of a checkpoint, none if there is none; inverse of `write` with `decode`. Raises ModelError."""
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from None


def decode(data: bytes, path: Path) -> Checkpoint | None:
    """Return the checkpoint that was read at `path`, if there was one. Raises ModelError when it is damaged."""
    if not data:
        return None
    try:
        size = int.from_bytes(data[:8], "little")
        header, arrays = json.loads(data[8 : 8 + size])["__metadata__"], load(data)
        place = Place(**json.loads(header["place"]))
        now = [arrays[f"{NOW}{index}"] for index in range(sum(name.startswith(NOW) for name in arrays))]
        best = {name.removeprefix(BEST): array for name, array in arrays.items() if name.startswith(BEST)}
        return Checkpoint(header["identity"], place, now, best)
    except (ValueError, KeyError, TypeError, SafetensorError):
        raise ModelError(f"{path}: the unfinished training is damaged; begin anew with --fresh") from None

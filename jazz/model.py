"""A trained model as a value and as a folder: config, vocabulary, weights, card, sample.

    config.json  vocabulary.txt  weights.safetensors  fingerprint.safetensors  critic.safetensors  CARD.md  sample.mid

Nothing is pickled and nothing in a folder is believed: `read_model` checks every field, name, shape and type before an
array is used. This room knows the parts of a network by name and shape, and no framework: `network` trains these
weights and `engine` plays them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from jazz import critic, fingerprint, grammar
from jazz.context import N_CONTEXT
from jazz.critic import NO_CRITIC, Critic
from jazz.errors import ModelError
from jazz.files import write_whole
from jazz.fingerprint import NOTHING, Fingerprint
from jazz.manner import Manners, joined
from jazz.views import N_CLASSES, TONE_VIEWS, WIDTHS
from jazz.vocabulary import N_VALUES, check_vocabulary, vocabulary_text

FORMAT = 2
GATES = {"lstm": 4, "gru": 3, "simple_rnn": 1}
"""Cells that a network can be made of, with the number of blocks of `units` columns in their kernels."""

LATER = {"base", "base_bits"}
"""Fields of a config that models from before they were thought of do without."""

LIMITS = {"layers": 3, "units": 2048, "members": 8, "heads": 16, "key_size": 256}


@dataclass(frozen=True)
class Config:
    """What defines a model. `validation_bits` is the loss, in bits a value, at which the weights were kept.

    `base` is the model that it was adapted from, if any, and `base_bits` that one's loss on the same songs.
    """

    name: str
    cell: str = "lstm"
    layers: int = 1
    units: int = 256
    members: int = 1
    heads: int = 2
    key_size: int = 32
    n_values: int = N_VALUES
    n_context: int = N_CONTEXT
    styles: tuple[str, ...] = ()
    players: tuple[str, ...] = ()
    grammar: str = grammar.NAME
    format: int = FORMAT
    version: str = ""
    seed: int = 0
    songs: int = 0
    notes: int = 0
    epochs: float = 0.0
    validation_bits: float = 0.0
    base: str = ""
    base_bits: float = 0.0

    def __post_init__(self) -> None:
        if self.cell not in GATES:
            raise ModelError(f'cell "{self.cell}" is not one of {", ".join(GATES)}')
        if not all(1 <= getattr(self, name) <= most for name, most in LIMITS.items()):
            raise ModelError(f"a model has at least one and at most {', '.join(f'{LIMITS[n]} {n}' for n in LIMITS)}")
        if self.format != FORMAT or self.grammar != grammar.NAME:
            raise ModelError(
                f'model "{self.name}" is of format {self.format}, grammar {self.grammar}; '
                f"this version reads format {FORMAT}, grammar {grammar.NAME}: train it again"
            )
        if (self.n_values, self.n_context) != (N_VALUES, N_CONTEXT + len(self.manners)):
            raise ModelError(f'model "{self.name}" counts values or context otherwise; train it again')

    @property
    def manners(self) -> Manners:
        """The styles and players that the model was taught to tell apart."""
        return Manners(self.styles, self.players)


Weights = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Model:
    """A config, its weights by name, float32, and what is remembered of the solos that it was taught on."""

    config: Config
    weights: Weights
    fingerprint: Fingerprint = NOTHING
    critic: Critic = NO_CRITIC


def shapes(config: Config) -> dict[str, tuple[int, ...]]:
    """Return the name and shape of every weight, in the order of the network."""
    wanted: dict[str, tuple[int, ...]] = {}
    for member in range(config.members):
        wanted |= {f"{member}.{name}": shape for name, shape in _shapes_of_a_member(config)}
    return wanted


def _shapes_of_a_member(config: Config) -> Iterator[tuple[str, tuple[int, ...]]]:
    width = config.n_values + config.n_context
    columns = GATES[config.cell] * config.units
    for layer in range(config.layers):
        yield f"cell_{layer}.kernel", (width, columns)
        yield f"cell_{layer}.recurrent_kernel", (config.units, columns)
        yield f"cell_{layer}.bias", (2, columns) if config.cell == "gru" else (columns,)
        width = config.units
    keys = config.heads * config.key_size
    head = {
        "output": config.n_values,
        "expert": N_CLASSES,
        "query": keys,
        "key": keys,
        "gain": config.heads * len(WIDTHS),
    }
    for name, size in head.items():
        yield f"{name}.kernel", (width, size)
        yield f"{name}.bias", (size,)


def recalling(model: Model, strength: float) -> Model:
    """Return the model with a memory for tones so many times as strong as it learned: motifs come back more often."""
    strengths = np.ones(len(WIDTHS), np.float32)
    strengths[: len(TONE_VIEWS)] = strength
    every = np.tile(strengths, model.config.heads)
    weights = {name: each * every if ".gain." in name else each for name, each in model.weights.items()}
    return replace(model, weights=weights)


def told_apart(config: Config, known: Manners) -> Config:
    """Return the config of a model that tells these styles and players apart, and no others."""
    return replace(config, n_context=N_CONTEXT + len(known), styles=known.styles, players=known.players)


def widened(model: Model, more: Manners) -> Model:
    """Return the model with flags for more names, too; told those that it knew, or none, it plays as before.

    A new name is heard like none, until training tells it apart.
    """
    known = joined(model.config.manners, more)
    row_of = {name: row for row, name in enumerate(model.config.manners.names, N_VALUES + N_CONTEXT)}
    weights = dict(model.weights)
    for member in range(model.config.members):
        name = f"{member}.cell_0.kernel"
        kernel = weights[name]
        nothing = np.zeros_like(kernel[0])
        rows = [kernel[row_of[each]] if each in row_of else nothing for each in known.names]
        weights[name] = np.stack([*kernel[: N_VALUES + N_CONTEXT], *rows])
    return Model(told_apart(model.config, known), weights, model.fingerprint, model.critic)


def write_model(model: Model, folder: Path, *, card: str, sample: bytes) -> None:
    """Write a model folder; inverse of `read_model`. Each file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "vocabulary.txt": vocabulary_text().encode(),
        "CARD.md": card.encode(),
        "sample.mid": sample,
        "weights.safetensors": save({name: np.ascontiguousarray(array) for name, array in model.weights.items()}),
        "fingerprint.safetensors": save(fingerprint.to_arrays(model.fingerprint)),
        "critic.safetensors": save(critic.to_arrays(model.critic)),
        "config.json": (json.dumps(asdict(model.config), indent=2) + "\n").encode(),
    }
    for name, data in files.items():
        write_whole(folder / name, data, force=True)


def read_model(folder: Path) -> Model:
    """Read a model folder; inverse of `write_model`. Raises ModelError on anything missing, foreign or damaged."""
    config = read_config(folder)
    check_vocabulary(_bytes(folder / "vocabulary.txt").decode("utf-8", "replace").splitlines(), str(folder))
    weights = _arrays(folder / "weights.safetensors")
    check_weights(config, weights, str(folder))
    known, heard = folder / "fingerprint.safetensors", folder / "critic.safetensors"
    return Model(
        config,
        weights,
        fingerprint.from_arrays(_arrays(known), str(known)),
        critic.from_arrays(_arrays(heard), str(heard)),
    )


def _arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        arrays: dict[str, np.ndarray] = load(_bytes(path))
    except (SafetensorError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: damaged ({error}); copy or train the model again") from None
    return arrays


def read_card(folder: Path) -> str:
    """Read `CARD.md` alone."""
    return _bytes(folder / "CARD.md").decode("utf-8", "replace")


def read_config(folder: Path) -> Config:
    """Read and check `config.json` alone."""
    path = folder / "config.json"
    try:
        found: Any = json.loads(_bytes(path))
    except ValueError:
        raise ModelError(f"{path}: not JSON; copy or train the model again") from None
    kinds: dict[str, type] = {each.name: type(each.default) if each.name != "name" else str for each in fields(Config)}
    if not isinstance(found, dict) or not set(kinds) - LATER <= set(found) <= set(kinds):
        raise ModelError(f"{path}: not the config of a jazz model of this version; fields are {', '.join(kinds)}")
    for name, kind in kinds.items():
        if name in found and not _is_a(found[name], kind):
            wanted = "a list of texts" if kind is tuple else kind.__name__
            raise ModelError(f"{path}: {name} must be {wanted}, not {found[name]!r}")
    whole: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in found.items()}
    return Config(**whole)


def _is_a(found: object, kind: type) -> bool:
    """Whether a value of a JSON file is of a field's type; whole numbers may stand for others, true and false not."""
    if kind is tuple:
        return isinstance(found, list) and all(isinstance(each, str) for each in found)
    return isinstance(found, (int, float) if kind is float else kind) and not isinstance(found, bool)


def check_weights(config: Config, weights: Weights, where: str) -> None:
    """Raise ModelError unless names, shapes and types are exactly those of the config, and all numbers finite."""
    wanted = shapes(config)
    if set(weights) != set(wanted):
        odd = sorted(set(weights) ^ set(wanted))[0]
        raise ModelError(f"{where}: weights do not fit the config (see {odd}); copy or train the model again")
    for name, shape in wanted.items():
        array = weights[name]
        if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
            raise ModelError(f"{where}: {name} should be finite float32 {shape}, is {array.dtype} {array.shape}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); is this a model folder?") from None

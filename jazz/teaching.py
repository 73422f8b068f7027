"""How a model is taught, a line per step: from songs to its folder, from nothing or from another model.

Each function is a step of `jazz train`, without a word on a screen. Like `pipeline`, this room knows the order of the
steps and nothing of how they are done.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jazz import assets, charts, defaults, midi, model
from jazz.card import write_card
from jazz.critic import critic
from jazz.errors import JazzError, OutputError
from jazz.model import Model
from jazz.music import Song
from jazz.pipeline import Request, improvise

if TYPE_CHECKING:
    from jazz.events import Event
    from jazz.pipeline import Parted

REHEARSED_SONGS, REHEARSED_BARS = 80, 32  # what a model plays for its critic, about
TRAINING = "training"  # where a model's folder keeps the checkpoint of its training


@dataclass(frozen=True)
class Base:
    """A model to go on from, and its card, which goes on with its weights."""

    model: Model
    card: str


def open_base(words: str) -> Base:
    """Return the model with a name or in a folder, to go on from. Raises ModelError."""
    folder = assets.model_path(words)
    return Base(model.read_model(folder), model.read_card(folder))


def new_model(name: str, out: Path | None, *, fresh: bool = False) -> Path:
    """Return the folder for a model of this name, made if need be.

    Raises JazzError for a name that is taken: by a shipped model, or by a finished one unless `fresh`.
    """
    folder = (out or assets.user_models()) / assets.check_name(name)
    if out is None and name in assets.shipped_models():
        raise JazzError(f"{name} is a shipped model; choose another --name, or a folder of your own with --out")
    if (folder / assets.CONFIG).exists() and not (fresh or (folder / TRAINING).exists()):
        raise OutputError(f"{folder} holds a trained model; choose another --name, or --fresh to train it anew")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}; choose another place with --out") from None
    return folder


def train(
    parted: Parted,
    folder: Path,
    asked: dict[str, Any],
    *,
    base: Base | None = None,
    fresh: bool,
    command: str,
    on_event: Callable[[Event], None],
) -> bool:
    """Train a model, from nothing or from a base, and write its folder; `asked` are `Settings` other than usual.

    Stopped, it goes on from its checkpoint when called again, unless `fresh`. Returns whether it wrote: of several
    workers one does.
    """
    from jazz.network import leads
    from jazz.training import ADAPTING, Settings
    from jazz.training import train as learn

    if fresh:
        shutil.rmtree(folder / TRAINING, ignore_errors=True)
    settings = replace(ADAPTING if base else Settings(), **asked)
    trained = learn(
        parted.training,
        parted.validation,
        settings,
        folder / TRAINING,
        name=folder.name,
        base=base.model if base else None,
        on_event=on_event,
    )
    if not leads(settings.strategy):
        return False
    trained = replace(trained, critic=critic(parted.training, rehearse(trained, parted.training)))
    (take,) = improvise(trained, Request(charts.arrange(charts.find(defaults.CHART)), seed=trained.config.seed))
    songs = parted.training, parted.validation
    card = write_card(
        trained.config, *songs, parted.corpus.left_out, command=command, base_card=base.card if base else ""
    )
    model.write_model(trained, folder, card=card, sample=midi.encode(take.performance))
    shutil.rmtree(folder / TRAINING, ignore_errors=True)
    return True


def rehearse(player: Model, songs: Sequence[Song]) -> list[Song]:
    """Let a model play over the beginnings of some of the charts that it was taught on, for its critic to hear."""
    made = []
    for song in songs[:: max(1, len(songs) // REHEARSED_SONGS)]:
        chart = song.chart.first_bars(min(song.chart.bars, REHEARSED_BARS))
        (take,) = improvise(player, Request(chart, player.config.seed, tempo=song.tempo, backing="none"))
        made.append(replace(song, chart=chart, solo=take.solo))
    return made

"""Whether a model that was adapted to a few songs foresees others like them better than its base and a fresh one.

    python benchmarks/finetuning.py folder FOLDER [--from weimar] [--tunes 20] [--draws 3]
    python benchmarks/finetuning.py player WJAZZD SPLIT [--name "Charlie Parker"] [--from MODEL] [--keep FOLDER]

With a folder, each draw takes the songs of so many of its tunes, and judges by all the others. With a player, that
player's solos are taken and judged in three folds of whole tunes, by a base that never met them: without `--from` it is
trained first, as `jazz train` does it, on the split without the player and without anybody's solos over the same tunes,
and stays in `--keep`. Of the songs taken a share decides which weights are kept, as in `jazz train`.

Bits a note as `jazz evaluate` counts them, of songs that nobody was shown: by the base as it is; by a network trained
from nothing, as `jazz train` does it, and in the short epochs of an adaptation, lest it be the settings; by the base
adapted. Then their means, and standard deviations over the draws. `epoch` is the one whose weights were kept; `s` is
what training took. A draw takes minutes, a base a quarter of an hour.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jazz import corpus, defaults, evaluate, pipeline
from jazz.corpus import parting
from jazz.model import Model, read_model, write_model
from jazz.music import Song
from jazz.training import ADAPTING, Settings, train

FOLDS = 3
BRIEFLY = replace(ADAPTING, learning_rate=3e-3)  # from nothing; measured better than an adaptation's rate
WAYS = ("the base", "from nothing", "so, briefly", "adapted")


class Score(NamedTuple):
    """Bits a note on songs held out, the epoch that was kept, seconds of training."""

    onset: float
    pitch: float
    total: float
    epoch: float = 0.0
    seconds: float = 0.0


class Draw(NamedTuple):
    """Songs to learn from, and songs to be judged by, with no tune in both."""

    taken: Sequence[Song]
    held_out: Sequence[Song]


def main() -> None:
    """Print a line for each draw and way, then the means."""
    asked = _arguments()
    songs = corpus.read([asked.source]).songs
    if asked.what == "folder":
        draws = [drawn(songs, asked.tunes, seed) for seed in range(asked.draws)]
    else:
        draws = list(folds([song for song in songs if song.performer == asked.name]))
    base = pipeline.open_model(asked.base) if asked.base else without(asked.name, songs, asked.split, asked.keep)
    print(f"{base.config.name}: {base.config.members} x {base.config.units} units, {base.config.songs} songs")
    print(f"{'draw':>4} {'taken':>6} {'judge':>6}  {'':14}{'onset':>8}{'pitch':>8}{'total':>8}{'epoch':>8}{'s':>8}")
    found = np.array([told(number, compare(base, draw), draw) for number, draw in enumerate(draws)])
    for way, scores in zip(WAYS, found.swapaxes(0, 1), strict=True):
        print(f"mean {'':13}  {way:14}{_cells(scores.mean(axis=0))}")
        if len(scores) > 1:
            print(f"sd {'':15}  {way:14}{_cells(scores.std(axis=0, ddof=1))}")


def told(number: int, scores: Sequence[Score], draw: Draw) -> Sequence[Score]:
    """Print the lines of a draw, and return its scores."""
    for way, score in zip(WAYS, scores, strict=True):
        print(f"{number:4} {len(draw.taken):6} {len(draw.held_out):6}  {way:14}{_cells(score)}", flush=True)
    return scores


def _cells(score: Sequence[float]) -> str:
    *bits, epoch, seconds = score
    return "".join(f"{each:8.3f}" for each in bits) + f"{epoch:8.1f}{seconds:8.0f}"


def drawn(songs: Sequence[Song], count: int, seed: int) -> Draw:
    """Take the songs of so many tunes, and hold out all others."""
    tunes = np.random.default_rng(seed).permutation(sorted({song.tune for song in songs}))[:count].tolist()
    return parted(songs, tunes)


def folds(songs: Sequence[Song]) -> Iterator[Draw]:
    """Hold out each third of the tunes in turn."""
    tunes = np.random.default_rng(0).permutation(sorted({song.tune for song in songs})).tolist()
    for fold in range(FOLDS):
        yield parted(songs, [tune for number, tune in enumerate(tunes) if number % FOLDS != fold])


def parted(songs: Sequence[Song], taken: Sequence[str]) -> Draw:
    """Take the songs over some tunes, and hold out the others."""
    return Draw([song for song in songs if song.tune in taken], [song for song in songs if song.tune not in taken])


def compare(base: Model, draw: Draw) -> list[Score]:
    """Judge each of `WAYS` in turn."""
    return [
        judged(base, draw, 0.0),
        taught(draw, Settings(), None),
        taught(draw, BRIEFLY, None),
        taught(draw, ADAPTING, base),
    ]


def taught(draw: Draw, settings: Settings, base: Model | None) -> Score:
    """Train on the songs taken, and judge."""
    training, validation = parting.split(draw.taken, defaults.VALIDATION_SHARE, settings.seed)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        model = train(training, validation, settings, Path(folder), name="taught", on_event=lambda _: None, base=base)
    return judged(model, draw, time.perf_counter() - begun)


def judged(model: Model, draw: Draw, seconds: float) -> Score:
    """Score a model on the songs held out."""
    row = evaluate.score(model, draw.held_out)
    epoch = model.config.epochs if seconds else 0.0
    return Score(row.onset.mean, row.pitch.mean, row.total.mean, epoch, seconds)


def without(player: str, songs: Sequence[Song], split: Path, keep: Path) -> Model:
    """Return a base that has met neither the player nor the player's tunes: the one that is kept, or a new one."""
    folder = keep / f"without-{'-'.join(player.lower().split())}"
    if not folder.exists():
        tunes = {song.tune for song in songs if song.performer == player}
        others = [song for song in songs if song.tune not in tunes]
        training, validation = (parting.select(others, parting.read_split(split), part) for part in ("train", "val"))
        print(f"training {folder} on {len(training)} songs, {len(validation)} judge")
        made = train(training, validation, Settings(), folder / "training", name=folder.name, on_event=lambda _: None)
        write_model(made, folder, card=f"# {folder.name}\n", sample=b"")
    return read_model(folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="what", required=True)
    folder, player = kinds.add_parser("folder"), kinds.add_parser("player")
    for kind in (folder, player):
        kind.add_argument("source", type=Path)
    folder.add_argument("--from", dest="base", default=defaults.MODEL)
    folder.add_argument("--tunes", type=int, default=20)
    folder.add_argument("--draws", type=int, default=3)
    player.add_argument("split", type=Path)
    player.add_argument("--name", default="Charlie Parker")
    player.add_argument("--from", dest="base")
    player.add_argument("--keep", type=Path, default=Path())
    return parser.parse_args()


if __name__ == "__main__":
    main()

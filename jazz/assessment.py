"""How the program judges a model, a line per step: how well it foresees solos, and how much its own are like them.

Each function is what `jazz evaluate` does with one option, without a word on a screen. Like `pipeline`, this room knows
the order of the steps and nothing of how they are done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from jazz import evaluate, files, judge, material, pipeline, plots
from jazz import style as styles
from jazz.copying import Copying, copying
from jazz.corpus import Corpus
from jazz.errors import SourceError
from jazz.evaluate import Row
from jazz.judge import Verdict
from jazz.listeners import check_library
from jazz.material import Fold, Material, Playing, Progress
from jazz.model import Model
from jazz.style import Style


def foresee(
    player: Model, corpus: Corpus, split: Path | None, on_progress: Callable[[str], None] | None = None
) -> list[Row]:
    """Score a model beside controls: on the "val" songs of a split, else on all, controls fitted on other tunes."""
    if split is None:
        return evaluate.evaluate(player, pipeline.songs_of(corpus), on_progress=on_progress)
    parted = pipeline.part(corpus, split, 0)
    return evaluate.evaluate(player, parted.validation, fit_on=parted.training, on_progress=on_progress)


def play(
    player: Model, corpus: Corpus, split: Path | None, playing: Playing, on_progress: Progress | None = None
) -> tuple[Material, ...]:
    """Let a model and controls play over the charts of songs; those songs themselves come first."""
    parts = folds(corpus, split)
    styles.check_tunes([song for _, judged in parts for song in judged])
    return material.gather(player, parts, playing, on_progress)


def compare_style(materials: Sequence[Material], seed: int) -> Style:
    """Compare what was played with the human solos, trait by trait."""
    return styles.compare(materials, seed)


def ask_a_judge(
    materials: Sequence[Material], seed: int, on_progress: Callable[[str], None] | None = None
) -> list[Verdict]:
    """Let a classifier learn to tell what was played from the human solos."""
    humans, *others = materials
    return judge.judge(humans.songs, {each.name: each.songs for each in others}, seed=seed, on_progress=on_progress)


def look_for_copies(materials: Sequence[Material], corpus: Corpus, split: Path | None) -> list[tuple[str, Copying]]:
    """Measure what each has in common with the training songs of the split; humans who are not among them, too."""
    check_copying(split)
    training = pipeline.part(corpus, split, 0).training
    return [(each.name, copying(each.songs, training)) for each in materials]


def folds(corpus: Corpus, split: Path | None) -> list[Fold]:
    """Return the songs to judge by, each with songs of other tunes that a control may learn from."""
    if split is None:
        return list(evaluate.folds(pipeline.songs_of(corpus)))
    parted = pipeline.part(corpus, split, 0)
    return [(parted.training, parted.validation)]


def check_judge() -> None:
    """Refuse early what `ask_a_judge` would refuse later. Raises JazzError."""
    check_library()


def check_copying(split: Path | None) -> None:
    """Refuse early what `look_for_copies` would refuse later. Raises SourceError."""
    if split is None:
        raise SourceError("split", "copies are looked for among training songs: say with --split which they are")


def check_page(file: Path, *, force: bool) -> None:
    """Refuse early what `write_page` would refuse later. Raises JazzError."""
    files.check_writable(file, force=force)


def write_page(style: Style, model: str, file: Path, *, force: bool) -> None:
    """Draw a style on one page, as a PNG file. Raises JazzError."""
    title = f"{model} beside {style.songs} human solos over {style.tunes} tunes"
    files.write_whole(file, plots.page(style, title), force=force)

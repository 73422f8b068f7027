"""Training: it learns, keeps the best, and a killed run goes on exactly where it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from jazz import solotext, training
from jazz.errors import ModelError
from jazz.events import Adapting, EpochEnded, Event, Finished, Progress, Sampled, Started
from jazz.model import Model
from jazz.music import Song
from jazz.training import Settings, train
from tests.models import random_model

LICK = "d4 f4 a4 c5 b4 a4 g4 f4 | e4 g4 b4 d5 c5:2"
SONGS = [
    solotext.parse(f"title: {name}\ntempo: 160\n      | Dm7 G7 | Cmaj7 |\nsolo: | {LICK} |".replace("a4", other))
    for name, other in (("one", "a4"), ("two", "g#4"), ("three", "bb4"), ("four", "a4"))
]
SETTINGS = Settings(units=12, dropout=0.3, epochs=3, steps=8, batch=2, fewest_batches=1, learning_rate=2e-2)


def events_of(
    songs: list[Song], settings: Settings, folder: Path, stop_after: int | None = None, *, base: Model | None = None
) -> list[Event]:
    """Train and return all that was told, the model last; with `stop_after`, press Ctrl-C after so many batches."""
    told: list[Event] = []
    batches = 0

    def listen(event: Event) -> None:
        nonlocal batches
        told.append(event)
        batches += isinstance(event, Progress)
        if stop_after is not None and batches >= stop_after:
            raise KeyboardInterrupt

    model = train(songs[:3], songs[3:], settings, folder, name="test", on_event=listen, base=base)
    told.append(model)  # type: ignore[arg-type]
    return told


@pytest.fixture(autouse=True)
def tell_every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not hold back progress on a fast machine."""
    monkeypatch.setattr(training, "PROGRESS_SECONDS", -1.0)


def test_it_learns_and_keeps_the_best(tmp_path: Path) -> None:
    """The loss on a song that was held out falls, and the model is that of the best epoch."""
    *told, model = events_of(SONGS, SETTINGS, tmp_path)
    losses = [event.validation_bits for event in told if isinstance(event, EpochEnded)]
    assert losses[-1] < losses[0]
    assert model.config.validation_bits == pytest.approx(min(losses), abs=1e-3)  # type: ignore[union-attr]
    kinds = [type(event) for event in told]
    assert kinds[0] is Started
    assert kinds[-1] is Finished
    assert kinds.count(Sampled) == 3 * SETTINGS.epochs


@pytest.mark.parametrize("stop_after", [1, 7])
def test_an_interrupted_run_goes_on_exactly_where_it_was(tmp_path: Path, stop_after: int) -> None:
    """Ctrl-C after any batch, start again: the weights are those of a run that was left alone."""
    alone = events_of(SONGS, SETTINGS, tmp_path / "alone")[-1]
    with pytest.raises(KeyboardInterrupt):
        events_of(SONGS, SETTINGS, tmp_path / "broken", stop_after)
    told = events_of(SONGS, SETTINGS, tmp_path / "broken")
    assert told[0].resumed_epoch > 0  # type: ignore[union-attr]
    assert told[-1].config == alone.config  # type: ignore[union-attr]
    for name, array in alone.weights.items():  # type: ignore[union-attr]
        np.testing.assert_array_equal(told[-1].weights[name], array)  # type: ignore[union-attr]


def test_other_songs_do_not_resume(tmp_path: Path) -> None:
    """A checkpoint belongs to its songs and settings, and is not thrown away unasked."""
    with pytest.raises(KeyboardInterrupt):
        events_of(SONGS, SETTINGS, tmp_path, 3)
    with pytest.raises(ModelError, match="--fresh"):
        events_of(SONGS[::-1], SETTINGS, tmp_path)


def test_a_damaged_checkpoint_is_told(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.safetensors").write_bytes(b"\x08\x00\x00\x00\x00\x00\x00\x00{noise")
    with pytest.raises(ModelError, match="damaged; begin anew with --fresh"):
        events_of(SONGS, SETTINGS, tmp_path)


def test_minutes_end_it_early(tmp_path: Path) -> None:
    *told, model = events_of(
        SONGS, Settings(units=12, epochs=500, steps=8, fewest_batches=1, minutes=0.01, patience=500), tmp_path
    )
    assert told[-1].reason == "the time is up"  # type: ignore[union-attr]
    ended = [event for event in told if isinstance(event, EpochEnded)]
    assert np.isfinite(ended[-1].bits)
    assert model.config.validation_bits == pytest.approx(min(event.validation_bits for event in ended), abs=1e-3)  # type: ignore[union-attr]


def test_a_small_corpus_is_gone_through_several_times(tmp_path: Path) -> None:
    """An epoch has its fewest batches, however few songs there are."""
    told = events_of(SONGS, replace(SETTINGS, epochs=1, fewest_batches=20), tmp_path)
    assert max(event.batch for event in told if isinstance(event, Progress)) >= 20


# ---- from another model


def taught(songs: list[Song], settings: Settings, folder: Path, base: Model | None = None) -> Model:
    """Train, and return the model alone."""
    return train(songs[:-1], songs[-1:], settings, folder, name="test", on_event=lambda _: None, base=base)


def tunes(*lines: str) -> list[Song]:
    """Songs over the same chords, of these lines."""
    return [
        solotext.parse(f"title: {number}\ntempo: 160\n      | Dm7 G7 | Cmaj7 |\nsolo: {line}")
        for number, line in enumerate(lines)
    ]


DOWN = ("c6", "b5", "a5", "g5", "f5", "e5", "d5", "c5", "b4", "a4", "g4", "f4", "e4", "d4", "c4")
FALLING = tunes(*(f"| {' '.join(DOWN[k : k + 8])} | {' '.join(DOWN[k + 1 : k + 7])} r:4 |" for k in range(8)))
RISING = tunes(*(f"| {' '.join(DOWN[k : k + 8][::-1])} | {' '.join(DOWN[k : k + 6][::-1])} r:4 |" for k in (1, 4, 6)))


def test_adapting_beats_the_base_and_training_from_nothing(tmp_path: Path) -> None:
    """Who knows scales that fall learns from two that rise to foresee a third, better than who knows nothing."""
    base = taught(FALLING, replace(SETTINGS, epochs=12), tmp_path / "base")
    few = replace(SETTINGS, epochs=4, fewest_batches=8)
    adapted = taught(RISING, few, tmp_path / "adapted", base).config
    alone = taught(RISING, few, tmp_path / "alone").config
    assert adapted.validation_bits < adapted.base_bits - 0.5
    assert adapted.validation_bits < alone.validation_bits - 0.25


def test_the_base_is_kept_where_nothing_helps(tmp_path: Path) -> None:
    """Steps far too wide make every epoch worse: the weights of the base come back untouched, and that is told."""
    base = random_model(units=12)
    *told, model = events_of(SONGS, replace(SETTINGS, learning_rate=1e4), tmp_path, base=base)
    (first,) = [event for event in told if isinstance(event, Adapting)]
    assert isinstance(model, Model)
    assert (told[-1].epochs, told[-1].validation_bits) == (0, first.validation_bits)  # type: ignore[union-attr]
    assert (model.config.epochs, model.config.base) == (0, "random")
    assert model.config.base_bits == model.config.validation_bits == pytest.approx(first.validation_bits, abs=1e-4)
    for name, array in base.weights.items():
        np.testing.assert_array_equal(model.weights[name], array)


def test_an_adaptation_that_was_interrupted_goes_on_exactly_where_it_was(tmp_path: Path) -> None:
    """With new players, whose flags the base has not."""
    songs = [replace(song, performer="Ann") for song in SONGS]
    base = random_model(units=12)
    *_, alone = events_of(songs, SETTINGS, tmp_path / "alone", base=base)
    with pytest.raises(KeyboardInterrupt):
        events_of(songs, SETTINGS, tmp_path / "broken", 3, base=base)
    *told, model = events_of(songs, SETTINGS, tmp_path / "broken", base=base)
    assert not any(isinstance(event, Adapting) for event in told)
    assert isinstance(alone, Model)
    assert isinstance(model, Model)
    assert model.config == alone.config
    assert model.config.players == ("Ann",)
    for name, array in alone.weights.items():
        np.testing.assert_array_equal(model.weights[name], array)


def test_another_base_does_not_resume(tmp_path: Path) -> None:
    """A checkpoint belongs to the weights that it began with."""
    with pytest.raises(KeyboardInterrupt):
        events_of(SONGS, SETTINGS, tmp_path, 3, base=random_model(units=12, seed=1))
    with pytest.raises(ModelError, match="--fresh"):
        events_of(SONGS, SETTINGS, tmp_path, base=random_model(units=12, seed=2))

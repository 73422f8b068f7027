"""Teaching: a folder for a model, what goes into it, and how another model is gone on from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jazz import assets, solotext, teaching
from jazz.corpus import Corpus
from jazz.errors import JazzError, ModelError, OutputError
from jazz.fingerprint import Match, fingerprint, longest_match
from jazz.model import Model, read_card, read_model, write_model
from jazz.pipeline import Parted

LINE = "| d4 f4 a4 c5 b4 a4 g4 f4 | e4 g4 b4 d5 c5:2 |"
SONGS = tuple(
    solotext.parse(f"title: {name}\ntempo: 160\n      | Dm7 G7 | Cmaj7 |\nsolo: {LINE.replace('a4', note)}")
    for name, note in (("one", "a4"), ("two", "g#4"), ("three", "bb4"), ("four", "c#5"))
)
ASKED = {"epochs": 1, "steps": 8, "batch": 2, "fewest_batches": 1}
PARTED = Parted(Corpus((), ()), SONGS[:2], SONGS[2:3])


@pytest.fixture(scope="module")
def adapted(untrained: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that was adapted to two songs; its base was taught the fourth."""
    root = tmp_path_factory.mktemp("models")
    taught = replace(untrained, fingerprint=fingerprint(SONGS[3:]))
    write_model(taught, root / "taught", card="# taught\n\n- Keep this notice.\n", sample=b"")
    base, folder = teaching.open_base(str(root / "taught")), teaching.new_model("mine", root)
    teaching.train(PARTED, folder, ASKED, base=base, fresh=False, command="jazz train", on_event=lambda _: None)
    return folder


def test_an_adapted_model_has_the_shape_of_its_base_and_names_it(adapted: Path, untrained: Model) -> None:
    config = read_model(adapted).config
    assert (config.name, config.units, config.base) == ("mine", untrained.config.units, "random")
    assert config.base_bits >= config.validation_bits > 0
    assert not (adapted / teaching.TRAINING).exists()


def test_an_adapted_model_knows_the_solos_of_its_base_and_its_own(adapted: Path) -> None:
    """That no solo of either is played again is promised of every model."""
    known = read_model(adapted).fingerprint
    for song in (SONGS[3], *SONGS[:2]):
        assert longest_match(song.solo, known) == Match(len(song.solo), 0)
    assert longest_match(SONGS[2].solo, known).notes < len(SONGS[2].solo)


def test_the_card_of_the_base_goes_on_with_its_weights(adapted: Path) -> None:
    assert "### taught\n\n- Keep this notice.\n" in read_card(adapted)


def test_a_base_without_a_card_is_refused(home: Path, untrained: Model) -> None:
    """Nobody would know what its sources ask for."""
    write_model(untrained, home / "bare", card="", sample=b"")
    (home / "bare" / "CARD.md").unlink()
    with pytest.raises(ModelError, match=r"CARD\.md: cannot be read"):
        teaching.open_base(str(home / "bare"))


def test_a_finished_model_is_not_replaced_unasked(home: Path) -> None:
    with pytest.raises(OutputError, match="holds a trained model"):
        teaching.new_model("untrained", None)
    folder = home / "models" / "untrained"
    assert teaching.new_model("untrained", None, fresh=True) == folder
    (folder / teaching.TRAINING).mkdir()
    assert teaching.new_model("untrained", None) == folder


def test_a_shipped_name_is_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "shipped_models", lambda: ["weimar"])
    with pytest.raises(JazzError, match="is a shipped model"):
        teaching.new_model("weimar", None)
    assert teaching.new_model("weimar", home) == home / "weimar"


def test_a_place_that_is_no_folder_is_refused(home: Path) -> None:
    Path("a file").touch()
    with pytest.raises(OutputError, match="cannot be made"):
        teaching.new_model("mine", Path("a file"))

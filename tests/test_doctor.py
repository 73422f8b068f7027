"""What is installed is found, what is missing comes with what to do, and nothing that is broken stops the rest."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from jazz import assets, doctor
from jazz.doctor import Fact, examine
from jazz.errors import ModelError


def found() -> dict[str, Fact]:
    return {fact.subject: fact for fact in examine()}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JAZZ_HOME", str(tmp_path))
    return tmp_path


def test_what_is_needed_is_there_and_plays() -> None:
    facts = found()
    assert {"mido", "music21", "tensorflow", "distributed", "scikit-learn"} <= set(facts)
    assert "pytest" not in facts
    assert facts["plays with NumPy"].works
    assert "weimar plays four bars" in facts["plays with NumPy"].found
    assert facts["shipped models"].found == "weimar"


def test_models_and_cache_are_where_the_home_is(home: Path) -> None:
    facts = found()
    assert str(home) in facts["your models"].found
    assert str(home) in facts["cache of readings"].found
    assert facts["JAZZ_HOME"].found == str(home)


@pytest.mark.parametrize(
    ("name", "works", "advice"),
    [("mido", False, "pip install mido"), ("scikit-learn", None, "pip install 'jazz[judge]'")],
)
def test_a_missing_library_is_told_with_how_to_get_it(
    name: str, works: bool | None, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(asked: str) -> str:
        if asked == name:
            raise PackageNotFoundError(asked)
        return "1.0"

    monkeypatch.setattr(doctor, "version", version)
    fact = found()[name]
    assert (fact.found, fact.works, fact.advice) == ("missing", works, advice)


def test_a_clone_that_was_not_installed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def requires(name: str) -> list[str]:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "requires", requires)
    facts = found()
    assert facts["libraries"].works is None
    assert facts["plays with NumPy"].works


def test_without_fluidsynth_and_soundfont_only_sound_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAZZ_SOUNDFONT", str(tmp_path / "none.sf2"))
    facts = found()
    assert [facts[name].works for name in ("FluidSynth", "soundfont")] == [None, None]
    assert "FluidSynth" in facts["FluidSynth"].advice
    assert "none.sf2" in facts["soundfont"].advice
    assert facts["plays with NumPy"].works


def test_a_model_that_cannot_be_read_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(name: str) -> Path:
        raise ModelError(f"{name} is damaged")

    monkeypatch.setattr(assets, "model_path", lost)
    fact = found()["plays with NumPy"]
    assert fact.works is False
    assert "install jazz again" in fact.advice

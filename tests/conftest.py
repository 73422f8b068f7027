"""What several tests share: a model that has learned nothing, a home with that model in it, and patience."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from jazz.model import Model, write_model
from tests.models import random_model

MODEL_NAME = "untrained"

# A busy machine is slow and not wrong, and a red run must come again: no deadlines, the same examples every time.
settings.register_profile("jazz", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jazz")


@pytest.fixture(scope="session")
def untrained() -> Model:
    """A network with random weights: it plays, and it plays the same every time."""
    return random_model()


@pytest.fixture
def home(untrained: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose models are just "untrained"; beside it an empty folder, which becomes the current one."""
    write_model(untrained, tmp_path / "home" / "models" / MODEL_NAME, card="# untrained\n", sample=b"")
    monkeypatch.setenv("JAZZ_HOME", str(tmp_path / "home"))
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "home"

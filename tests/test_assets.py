"""Shipped files and a user's models: found by name, and by nothing but a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazz import assets
from jazz.errors import ChartError, JazzError, ModelError


def test_sixteen_charts_are_shipped_and_a_blues_among_them() -> None:
    assert len(assets.charts()) >= 16
    assert "|" in assets.chart_text("blues")


def test_an_unknown_chart_names_its_neighbours() -> None:
    with pytest.raises(ChartError, match=r'"bluse" is not a file or a shipped chart; nearest: blues'):
        assets.chart_text("bluse")


@pytest.mark.parametrize("name", ["../charts/blues", "/etc/passwd", "..", "", "blues.txt", "charts/../blues"])
def test_no_name_leads_out_of_the_charts(name: str) -> None:
    with pytest.raises(ChartError, match="is not a file or a shipped chart"):
        assets.chart_text(name)


@pytest.mark.parametrize("name", ["../evil", "/evil", "..", "", "a/b", "a\\b", "x" * 65, ".hidden", "né"])
def test_a_new_model_is_named_by_one_plain_word(name: str) -> None:
    with pytest.raises(JazzError, match="cannot name a model"):
        assets.check_name(name)


def test_a_model_is_found_by_name_and_by_folder(home: Path) -> None:
    folder = home / "models" / "untrained"
    assert assets.models()["untrained"] == folder
    assert assets.model_path("untrained") == assets.model_path(str(folder)) == folder


def test_a_folder_without_a_config_is_no_model(home: Path) -> None:
    """As a training leaves behind that was stopped."""
    (home / "models" / "half" / "training").mkdir(parents=True)
    assert "half" not in assets.models()
    with pytest.raises(ModelError, match=r'"half" is not a model .* there are: .*untrained'):
        assets.model_path("half")


def test_a_users_model_does_not_hide_a_shipped_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = home / "shipped"
    (shipped / "models" / "untrained").mkdir(parents=True)
    (shipped / "models" / "untrained" / assets.CONFIG).touch()
    monkeypatch.setattr(assets, "_PACKAGE", shipped)
    assert assets.model_path("untrained") == shipped / "models" / "untrained"


def test_a_wheel_carries_its_files_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data" / "charts").mkdir(parents=True)
    (tmp_path / "data" / "charts" / "mine.txt").write_text("| C7 |")
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path)
    assert assets.charts() == ["mine"]


def test_models_live_where_the_platform_keeps_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAZZ_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert assets.user_models() == tmp_path / "jazz" / "models"

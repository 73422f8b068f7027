"""The model folder: written, read, and never believed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from jazz.context import N_CONTEXT
from jazz.errors import ModelError
from jazz.manner import Manners
from jazz.model import Config, Model, check_weights, read_model, recalling, shapes, widened, write_model
from jazz.views import TONE_VIEWS
from tests.models import random_model

MODEL = random_model("gru", 2, 8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A written model."""
    write_model(MODEL, tmp_path / "m", card="# A card\n", sample=b"MThd")
    return tmp_path / "m"


def test_read_is_the_inverse_of_write(folder: Path) -> None:
    found = read_model(folder)
    assert found.config == MODEL.config
    assert all((found.weights[name] == array).all() for name, array in MODEL.weights.items())


@pytest.mark.parametrize("name", ["config.json", "vocabulary.txt", "weights.safetensors"])
@pytest.mark.parametrize("damage", ["missing", "empty", "noise", "cut"])
def test_a_damaged_folder_is_one_line(folder: Path, name: str, damage: str) -> None:
    """Whatever happened to a file, the answer is a ModelError that names it."""
    path = folder / name
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "noise": bytes(range(256)) * 9, "cut": data[: len(data) // 2]}[damage])
    with pytest.raises(ModelError) as caught:
        read_model(folder)
    assert "\n" not in str(caught.value)
    assert "m" in str(caught.value)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("units", "8"),
        ("units", 0),
        ("units", 10**9),
        ("layers", 4),
        ("cell", "transformer"),
        ("format", 1),
        ("seed", None),
        ("grammar", "other"),
        ("n_values", 5),
        ("units", True),
        ("validation_bits", "low"),
        ("styles", "bebop"),
        ("players", [1]),
        ("players", ["Nobody"]),
        ("heads", 0),
        ("key_size", 10**9),
    ],
)
def test_a_wrong_config_is_refused(folder: Path, field: str, wrong: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: wrong}))
    with pytest.raises(ModelError):
        read_model(folder)


def test_an_unknown_field_is_refused(folder: Path) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"command": "rm"}))
    with pytest.raises(ModelError, match="not the config"):
        read_model(folder)


def test_a_config_from_before_models_were_adapted_is_read(folder: Path) -> None:
    path = folder / "config.json"
    found = json.loads(path.read_text())
    del found["base"], found["base_bits"]
    path.write_text(json.dumps(found))
    assert read_model(folder).config == MODEL.config


@pytest.mark.parametrize("what", ["shape", "dtype", "nan", "extra", "lost"])
def test_weights_that_do_not_fit_are_refused(folder: Path, what: str) -> None:
    path = folder / "weights.safetensors"
    weights = load_file(path)
    bias = weights["0.output.bias"]
    weights |= {
        "shape": {"0.output.bias": bias[:-1]},
        "dtype": {"0.output.bias": bias.astype(np.float64)},
        "nan": {"0.output.bias": np.full_like(bias, np.nan)},
        "extra": {"other": bias},
        "lost": {},
    }[what]
    if what == "lost":
        del weights["0.output.bias"]
    save_file(weights, path)
    with pytest.raises(ModelError):
        read_model(folder)


def test_a_config_checks_itself() -> None:
    with pytest.raises(ModelError, match="at most 3 layers"):
        replace(Config("x"), layers=9)


def test_new_names_leave_the_old_ones_where_they_were() -> None:
    """Rows of the kernel go with their names, not with their places; those of new names weigh nothing."""
    known = Manners(("bebop", "swing"), ("Bo", "swing"))
    config = Config("m", units=4, members=2, n_context=N_CONTEXT + 4, styles=known.styles, players=known.players)
    rng = np.random.default_rng(0)
    model = Model(config, {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes(config).items()})
    wide = widened(model, Manners(("cool",), ("Ann", "Bo")))
    assert wide.config.manners == Manners(("bebop", "cool", "swing"), ("Ann", "Bo", "swing"))
    check_weights(wide.config, wide.weights, "wide")
    for member in "01":
        old, new = (each.weights[f"{member}.cell_0.kernel"] for each in (model, wide))
        np.testing.assert_array_equal(new[: -len(wide.config.manners)], old[: -len(known)])
        for style, player in (("bebop", "Bo"), ("swing", "swing"), ("", "Bo"), ("swing", ""), ("", "")):
            before = known.flags(style, player) @ old[-len(known) :]
            after = wide.config.manners.flags(style, player) @ new[-len(wide.config.manners) :]
            np.testing.assert_allclose(after, before, rtol=1e-6)
        assert not (wide.config.manners.flags("cool", "Ann") @ new[-len(wide.config.manners) :]).any()


def test_a_stronger_memory_changes_what_tones_gain_and_nothing_else() -> None:
    """Lengths keep their gain: rhythms that come back too often are what gives a machine away."""
    taught = random_model()
    strong = recalling(taught, 2.0)
    for name, array in taught.weights.items():
        if ".gain." not in name:
            np.testing.assert_array_equal(strong.weights[name], array)
    heads = taught.config.heads
    before, after = (each.weights["0.gain.bias"].reshape(heads, -1) for each in (taught, strong))
    np.testing.assert_allclose(after[:, : len(TONE_VIEWS)], 2 * before[:, : len(TONE_VIEWS)])
    np.testing.assert_array_equal(after[:, len(TONE_VIEWS) :], before[:, len(TONE_VIEWS) :])

"""The model folder: written, read, and never believed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from jazz.errors import ModelError
from jazz.model import Config, read_model, write_model
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
        ("format", 2),
        ("seed", None),
        ("grammar", "other"),
        ("n_values", 5),
        ("units", True),
        ("validation_bits", "low"),
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


@pytest.mark.parametrize("what", ["shape", "dtype", "nan", "extra", "lost"])
def test_weights_that_do_not_fit_are_refused(folder: Path, what: str) -> None:
    path = folder / "weights.safetensors"
    weights = load_file(path)
    bias = weights["output.bias"]
    weights |= {
        "shape": {"output.bias": bias[:-1]},
        "dtype": {"output.bias": bias.astype(np.float64)},
        "nan": {"output.bias": np.full_like(bias, np.nan)},
        "extra": {"other": bias},
        "lost": {},
    }[what]
    if what == "lost":
        del weights["output.bias"]
    save_file(weights, path)
    with pytest.raises(ModelError):
        read_model(folder)


def test_a_config_checks_itself() -> None:
    with pytest.raises(ModelError, match="1-3 layers"):
        replace(Config("x"), layers=9)

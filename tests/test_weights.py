"""Weights that come with the program: those of this version, whole and finite, or a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from jazz import assets
from jazz.errors import ModelError
from jazz.harmony import ear
from jazz.rendition import habits
from jazz.weights import read

SHAPES = {"kernel": (2, 3), "bias": (3,)}
GOOD = {name: np.ones(shape, np.float32) for name, shape in SHAPES.items()}


def test_what_is_shipped_is_whole() -> None:
    assert read(assets.ear(), ear.SHAPES)
    assert read(assets.rendition(), habits.SHAPES)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"kernel": GOOD["kernel"]}, "not the weights"),
        (GOOD | {"bias": GOOD["bias"][:-1]}, "not the weights"),
        (GOOD | {"bias": GOOD["bias"].astype(np.float64)}, "finite float32"),
        (GOOD | {"bias": np.full_like(GOOD["bias"], np.nan)}, "finite float32"),
    ],
)
def test_foreign_or_damaged_weights_are_refused(tmp_path: Path, bad: dict[str, np.ndarray], why: str) -> None:
    path = tmp_path / "weights.safetensors"
    save_file(GOOD, path)
    assert set(read(path, SHAPES)) == set(SHAPES)
    save_file(bad, path)
    with pytest.raises(ModelError, match=rf"weights\.safetensors: .*{why}.*install the program again"):
        read(path, SHAPES)


def test_what_is_no_file_of_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"no weights")
    for name in ("noise", "absent"):
        with pytest.raises(ModelError, match="cannot be read"):
            read(tmp_path / name, SHAPES)

"""Weights that come with the program, by name: read from a safetensors file, and checked.

This room knows neither what the weights are for nor where they lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from jazz.errors import ModelError

Weights = Mapping[str, np.ndarray]


def read(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> Weights:
    """Read weights of these names and shapes, all of them finite float32. Raises ModelError."""
    try:
        arrays: dict[str, np.ndarray] = load(path.read_bytes())
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: cannot be read ({error}); install the program again") from None
    if {name: array.shape for name, array in arrays.items()} != shapes:
        raise ModelError(f"{path}: not the weights that this version needs; install the program again")
    if not all(array.dtype == np.float32 and np.isfinite(array).all() for array in arrays.values()):
        raise ModelError(f"{path}: should be finite float32; install the program again")
    return arrays

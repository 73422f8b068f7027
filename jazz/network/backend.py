"""Keras with its backend, set up and imported without a word: from here, and from nowhere else, the parts take it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _stderr_closed() -> Iterator[None]:
    """Keep a musician's screen free of what TensorFlow's C++ says at start-up, before it knows its own log level."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Products here are small: a thread for each member of an ensemble beats two on one product (`benchmarks/training.py`).
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
with _stderr_closed():
    import keras
    from keras import layers, ops

__all__ = ["keras", "layers", "ops"]

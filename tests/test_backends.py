"""The network is plain Keras: what it learns on TensorFlow it learns on JAX, where that is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from tests.test_strategy import ROOT, SECONDS, begin, ends, steps

pytestmark = pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed")


def test_jax_takes_the_steps_of_tensorflow() -> None:
    """From the same weights the same batches lead to the same losses and weights."""
    other = begin("steps('one')", KERAS_BACKEND="jax")
    here = steps("one")
    (there,) = ends(other)
    np.testing.assert_allclose(there["losses"], here["losses"], rtol=1e-4)
    np.testing.assert_allclose(there["weights"], here["weights"], rtol=1e-3)
    assert there["losses"][-1] < there["losses"][0]


def test_a_training_runs_on_jax() -> None:
    """All of it: dropped units, weights and values, checkpoints, samples, and the best weights at the end."""
    test = "tests/test_training.py::test_it_learns_and_keeps_the_best"
    made = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", test],
        env=os.environ | {"KERAS_BACKEND": "jax", "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert made.returncode == 0, made.stdout

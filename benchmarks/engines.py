"""Which engine plays a solo soonest: NumPy, ONNX Runtime, LiteRT or Keras, with the same weights.

    pip install onnx onnxruntime ai-edge-litert
    python benchmarks/engines.py

A random LSTM is written once for each engine. Every measurement is a process of its own, on one thread, engines in
turn; the table shows medians. `first step` and `solo` count from the start of the process, imports and loading of the
weights included, until the first value and until the last value of a solo are there. Keras plays its one-to-many graph:
all values come at once, in a call that is traced first, and its step holds grammar and choice as well. `installed` is
what the packages of the engine and all that they need take on disk, without NumPy, which every solo needs. Needs Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module, metadata
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from rivals import LiteRtEngine, OnnxEngine, write_litert, write_onnx

from jazz import charts, sampling
from jazz.engine import NumpyEngine
from jazz.model import Config, Model, read_model, shapes, write_model
from jazz.music import Chart

LARGE_BATCH = 64
STEPS = 64  # of given values, on which the engines are compared
TIMED_STEPS = {1: 400, LARGE_BATCH: 100}
TEMPO, BOUNDS = 140.0, (50, 78)
GIVEN = ("previous", "features", "allowed")

ENGINES: dict[str, Callable[[Path], sampling.Engine]] = {
    "numpy": lambda folder: NumpyEngine(read_model(folder)),
    "onnx": lambda folder: OnnxEngine(folder / "step.onnx"),
    "litert": lambda folder: LiteRtEngine(folder / "step.tflite"),
}
MODULES = {"numpy": "numpy", "onnx": "onnxruntime", "litert": "ai_edge_litert", "keras": "tensorflow"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def main() -> None:
    """Prepare the files, measure every engine in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=384)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", nargs="+", default=list(MODULES), choices=list(MODULES))
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        _call(f"prepare({folder!r}, {arguments.units})")
        found: dict[str, list[dict[str, float]]] = {engine: [] for engine in arguments.engines}
        for _ in range(arguments.rounds):
            for engine, figures in found.items():
                told = _call(f"tell({engine!r}, {folder!r}, {time.monotonic()})")
                figures.append(json.loads(told.splitlines()[-1]))
        print_table(found)


def _call(words: str) -> str:
    """Call a function of this module in a fresh process, on one thread; return what it prints."""
    environment = os.environ | dict.fromkeys(THREADS, "1") | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", f"import engines; engines.{words}"]
    made = subprocess.run(
        command, cwd=Path(__file__).parent, env=environment, capture_output=True, text=True, check=False
    )
    if made.returncode:
        sys.exit(made.stderr)
    return made.stdout


def print_table(found: dict[str, list[dict[str, float]]]) -> None:
    """Print medians, a line an engine."""
    print("times in s, steps in ms, sizes in MB")
    heads = ("first step", "solo", "values", "step", f"step x{LARGE_BATCH}", "peak", "installed", "max |dp|")
    print(f"{'engine':8}" + "".join(f"{head:>11}" for head in heads))
    for engine, figures in found.items():
        middle = {key: median(each[key] for each in figures) for key in figures[0]}
        print(
            f"{engine:8}{middle['first']:11.2f}{middle['solo']:11.2f}{middle['values']:11.0f}"
            f"{1000 * middle['step 1']:11.2f}{1000 * middle[f'step {LARGE_BATCH}']:11.2f}{middle['peak']:11.0f}"
            f"{installed_size(MODULES[engine]):11.0f}{middle['difference']:11.1e}"
        )


def installed_size(module: str) -> float:
    """Return the size in MB of the package of a module and of all that it needs, without NumPy."""
    package = metadata.packages_distributions()[module][0]
    return sum(_size(name) for name in set(_needs(package)) - {"numpy"}) / 1e6


def _needs(package: str, above: frozenset[str] = frozenset()) -> Iterator[str]:
    yield package
    for line in metadata.requires(package) or ():
        needed = import_module("packaging.requirements").Requirement(line)
        name = needed.name.lower().replace("_", "-")
        wanted = needed.marker is None or needed.marker.evaluate({"extra": ""})
        if wanted and name not in above:
            yield from _needs(name, above | {name})


def _size(package: str) -> int:
    paths = [Path(str(file.locate())) for file in metadata.files(package) or ()]
    return sum(path.stat().st_size for path in paths if path.is_file())


# ---- what the fresh processes do


def prepare(place: str, units: int) -> None:
    """Write random weights for every engine into a folder, and what NumPy makes of given values."""
    folder, rng = Path(place), np.random.default_rng(0)
    config = Config("random", units=units)
    weights = {name: rng.uniform(-0.3, 0.3, shape).astype(np.float32) for name, shape in shapes(config).items()}
    model = Model(config, weights)
    write_model(model, folder, card="", sample=b"")
    write_onnx(weights, folder / "step.onnx")
    write_litert(weights, folder / "step.tflite")
    given: dict[str, np.ndarray] = {
        "previous": rng.integers(-1, config.n_values, (LARGE_BATCH, STEPS), np.int32),
        "features": rng.random((LARGE_BATCH, STEPS, config.n_context), np.float32),
        "allowed": rng.random((LARGE_BATCH, STEPS, config.n_values)) < 0.5,
    }
    engine = NumpyEngine(model)
    given["probabilities"] = _softmax(_follow(engine, given, LARGE_BATCH, STEPS))
    np.savez(folder / "given.npz", allow_pickle=False, values=_improvise(engine), **given)


def tell(name: str, place: str, begun: float) -> None:
    """Print what one engine takes, as JSON; `begun` is when the process was started, `place` where the files are."""
    folder = Path(place)
    given = dict(np.load(folder / "given.npz"))
    if name == "keras":
        figures = measure_keras(folder, begun, given)
    else:
        figures = measure_engine(ENGINES[name](folder), begun, given)
    print(json.dumps(figures | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measure_engine(engine: sampling.Engine, begun: float, given: dict[str, np.ndarray]) -> dict[str, float]:
    """Measure an engine that plays step by step."""
    _follow(engine, given, 1, 1)
    figures = {"first": time.monotonic() - begun}
    figures["values"] = _improvise(engine)
    figures["solo"] = time.monotonic() - begun
    for batch, steps in TIMED_STEPS.items():
        _follow(engine, given, batch, 10)
        start = time.perf_counter()
        _follow(engine, given, batch, steps)
        figures[f"step {batch}"] = (time.perf_counter() - start) / steps
    return figures | {"difference": _difference(_follow(engine, given, LARGE_BATCH, STEPS), given)}


def measure_keras(folder: Path, begun: float, given: dict[str, np.ndarray]) -> dict[str, float]:
    """Measure the one-to-many graph, which plays as many values as the other engines did."""
    from jazz import network  # noqa: PLC0415  (TensorFlow is what is measured)

    model = read_model(folder)
    net = network.build(model.config)
    network.set_weights(net, model.config, model.weights)
    graph = network.OneToMany(net, model.config, sampling.stage(_chart(), TEMPO, 1, BOUNDS)[0])
    values = int(given["values"])

    def play(batch: int) -> float:
        _, state = sampling.stage(_chart(), TEMPO, batch, BOUNDS)
        uniform, ones = np.random.default_rng(0).random((batch, values), np.float32), np.ones(batch, np.float32)
        start = time.perf_counter()
        graph.predict_on_batch((state.pitch, state.low, state.high, uniform, ones, ones))
        return time.perf_counter() - start

    play(1)
    seconds = time.monotonic() - begun
    figures = {"first": seconds, "solo": seconds, "values": values}
    for batch in TIMED_STEPS:
        play(batch)
        figures[f"step {batch}"] = play(batch) / values
    logits = net.predict_on_batch(tuple(given[name] for name in GIVEN))
    return figures | {"difference": _difference(logits, given)}


def _follow(engine: sampling.Engine, given: dict[str, np.ndarray], batch: int, steps: int) -> np.ndarray:
    """Play the given values; return logits (batch, steps, n_values)."""
    state, found = engine.start(batch), []
    for step in range(steps):
        previous, features, allowed = (given[name][:batch, step % STEPS] for name in GIVEN)
        logits, state = engine.step(previous, features, allowed, state)
        found.append(logits)
    return np.stack(found, axis=1)


def _improvise(engine: sampling.Engine) -> int:
    """Improvise a solo; return how many values it took."""
    ticks: list[int] = []
    sampling.improvise(
        engine,
        _chart(),
        tempo=TEMPO,
        rng=np.random.default_rng(0),
        bounds=BOUNDS,
        on_progress=lambda tick, _: ticks.append(tick),
    )
    return len(ticks)


def _chart() -> Chart:
    """Return four choruses of the shipped blues: on them random weights play as many values as trained ones on one."""
    return charts.find("blues").first_bars(48)


def _difference(logits: np.ndarray, given: dict[str, np.ndarray]) -> float:
    return float(np.abs(_softmax(logits) - given["probabilities"]).max())


def _softmax(logits: np.ndarray) -> np.ndarray:
    heights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: np.ndarray = heights / heights.sum(axis=-1, keepdims=True)
    return result


if __name__ == "__main__":
    main()

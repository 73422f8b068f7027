"""Which engine plays a solo soonest: NumPy, ONNX Runtime, LiteRT and Keras with the same weights.

    pip install onnx onnxruntime ai-edge-litert
    python benchmarks/engines.py

A random LSTM is written once for each engine: as the model folder of this program, as an ONNX graph made by hand, as a
LiteRT file through TensorFlow's converter. Every measurement is a process of its own, on one thread, engines in turn;
the table shows medians. `first step` and `solo` count from the start of the process: with all imports and the loading
of the weights, until the first value and until the last value of a solo are there. Keras plays its one-to-many graph,
which gives all values at once, its first call traced; its step holds grammar and choice as well. `installed` is what
the engine's packages and what they need take on disk, without NumPy, which every solo needs. Needs Linux.
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
from typing import Any

import numpy as np

from jazz import charts, sampling
from jazz.engine import FORBIDDEN, NumpyEngine
from jazz.model import Config, Model, Weights, read_model, shapes, write_model
from jazz.music import Chart

LARGE_BATCH = 64
STEPS = 64  # of given values, on which the engines are compared
INPUTS = ("previous", "features", "allowed", "hidden", "carry")
OUTPUTS = ("logits", "next_hidden", "next_carry")
GIVEN = INPUTS[:3]
TIMED_STEPS = {1: 400, LARGE_BATCH: 100}
TEMPO, BOUNDS = 140.0, (50, 78)
MODULES = {"numpy": "numpy", "onnx": "onnxruntime", "litert": "ai_edge_litert", "keras": "tensorflow"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")

State = list[np.ndarray]  # hidden and carry, each (batch, units)

# ---- the engines


class OnnxEngine:
    """The step as a graph of ONNX Runtime."""

    def __init__(self, folder: Path) -> None:
        runtime = import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = runtime.InferenceSession(folder / "step.onnx", options, providers=["CPUExecutionProvider"])
        self._units = self._session.get_inputs()[-1].shape[1]

    def start(self, batch: int) -> State:
        """Return zeros."""
        return [np.zeros((batch, self._units), np.float32)] * 2

    def step(
        self, previous: np.ndarray, features: np.ndarray, allowed: np.ndarray, state: State
    ) -> tuple[np.ndarray, State]:
        """Run the graph once."""
        values = (previous.astype(np.int32), features, allowed, *state)
        logits, *following = self._session.run(OUTPUTS, dict(zip(INPUTS, values, strict=True)))
        return logits, following


class LiteRtEngine:
    """The step as a graph of LiteRT; its inputs are resized when the batch changes."""

    def __init__(self, folder: Path) -> None:
        interpreter = import_module("ai_edge_litert.interpreter").Interpreter(
            str(folder / "step.tflite"), num_threads=1
        )
        self._run = interpreter.get_signature_runner()
        self._units = self._run.get_input_details()["hidden"]["shape"][1]

    def start(self, batch: int) -> State:
        """Return zeros."""
        return [np.zeros((batch, self._units), np.float32)] * 2

    def step(
        self, previous: np.ndarray, features: np.ndarray, allowed: np.ndarray, state: State
    ) -> tuple[np.ndarray, State]:
        """Run the graph once."""
        values = (previous.astype(np.int32), features, allowed, *state)
        made = self._run(**dict(zip(INPUTS, values, strict=True)))
        logits, *following = (made[name] for name in OUTPUTS)
        return logits, following


ENGINES: dict[str, Callable[[Path], sampling.Engine]] = {
    "numpy": lambda folder: NumpyEngine(read_model(folder)),
    "onnx": OnnxEngine,
    "litert": LiteRtEngine,
}

# ---- one measurement, in a process of its own


def tell(name: str, place: str, begun: float) -> None:
    """Print what one engine takes, as JSON; `begun` is when the process was started, `place` where the files are."""
    folder = Path(place)
    given = dict(np.load(folder / "given.npz"))
    figures = _measure_keras(folder, begun, given) if name == "keras" else _measure_steps(name, folder, begun, given)
    print(json.dumps(figures | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def _measure_steps(name: str, folder: Path, begun: float, given: dict[str, np.ndarray]) -> dict[str, float]:
    engine = ENGINES[name](folder)
    _follow(engine, given, 1, 1)
    figures = {"first": time.monotonic() - begun}
    _improvise(engine)
    figures["solo"] = time.monotonic() - begun
    for batch, steps in TIMED_STEPS.items():
        _follow(engine, given, batch, 10)
        start = time.perf_counter()
        _follow(engine, given, batch, steps)
        figures[f"step {batch}"] = (time.perf_counter() - start) / steps
    return figures | {"difference": _difference(_follow(engine, given, LARGE_BATCH, STEPS), given)}


def _follow(engine: sampling.Engine, given: dict[str, np.ndarray], batch: int, steps: int) -> np.ndarray:
    """Play the given values; return logits (batch, steps, n_values)."""
    state, found = engine.start(batch), []
    for step in range(steps):
        previous, features, allowed = (given[name][:batch, step % STEPS] for name in GIVEN)
        logits, state = engine.step(previous, features, allowed, state)
        found.append(logits)
    return np.stack(found, axis=1)


def _measure_keras(folder: Path, begun: float, given: dict[str, np.ndarray]) -> dict[str, float]:
    from jazz import network  # noqa: PLC0415  (TensorFlow is what is measured)

    model = read_model(folder)
    net = network.build(model.config)
    network.set_weights(net, model.config, model.weights)
    tables, _ = sampling.stage(_chart(), TEMPO, 1, BOUNDS)
    graph = network.OneToMany(net, model.config, tables)
    steps = int(given["solo"])

    def play(batch: int, steps: int) -> float:
        _, state = sampling.stage(_chart(), TEMPO, batch, BOUNDS)
        uniform = np.random.default_rng(0).random((batch, steps), np.float32)
        ones = np.ones(batch, np.float32)
        start = time.perf_counter()
        graph.predict_on_batch((state.pitch, state.low, state.high, uniform, ones, ones))
        return time.perf_counter() - start

    play(1, steps)
    figures = {"first": time.monotonic() - begun, "solo": time.monotonic() - begun}
    for batch in TIMED_STEPS:
        play(batch, steps)
        figures[f"step {batch}"] = play(batch, steps) / steps
    logits = net.predict_on_batch(tuple(given[name] for name in GIVEN))
    return figures | {"difference": _difference(logits, given)}


def _difference(logits: np.ndarray, given: dict[str, np.ndarray]) -> float:
    return float(np.abs(_softmax(logits) - given["probabilities"]).max())


def _softmax(logits: np.ndarray) -> np.ndarray:
    heights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: np.ndarray = heights / heights.sum(axis=-1, keepdims=True)
    return result


def _improvise(engine: sampling.Engine, on_progress: Callable[[int, int], None] | None = None) -> None:
    rng = np.random.default_rng(0)
    sampling.improvise(engine, _chart(), tempo=TEMPO, rng=rng, bounds=BOUNDS, on_progress=on_progress)


def _chart() -> Chart:
    """Return some choruses of the shipped blues, on which random weights play as many values as trained ones on one."""
    return charts.find("blues").first_bars(48)


# ---- the files that are measured


def prepare(name: str, units: int) -> None:
    """Write random weights for every engine into a folder, and what NumPy makes of given values."""
    folder = Path(name)
    rng = np.random.default_rng(0)
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
    ticks: list[int] = []
    _improvise(engine, lambda tick, _: ticks.append(tick))
    np.savez(folder / "given.npz", allow_pickle=False, solo=len(ticks), **given)


def _parts(weights: Weights) -> dict[str, np.ndarray]:
    """Return the kernel of the values, with a row of zeros that id -1 finds, and the rest as the engines want it."""
    n_values = weights["output.bias"].size
    values, features = np.split(weights["cell_0.kernel"], [n_values])
    return {
        "values": np.concatenate([values, np.zeros_like(values[:1])]),
        "kernel": np.concatenate([features, weights["cell_0.recurrent_kernel"]]),
        "bias": weights["cell_0.bias"],
        "output": weights["output.kernel"],
        "output_bias": weights["output.bias"],
        "forbidden": np.array([FORBIDDEN]),
    }


ONNX_NODES = """
    Gather         values previous -> row
    Concat(1)      features hidden -> seen
    MatMul         seen kernel -> product
    Add            row product -> sum
    Add            sum bias -> gates
    Split(1)       gates -> i f c o
    Sigmoid        i -> input
    Sigmoid        f -> forget
    Tanh           c -> candidate
    Sigmoid        o -> output_gate
    Mul            forget carry -> kept
    Mul            input candidate -> new
    Add            kept new -> next_carry
    Tanh           next_carry -> shown
    Mul            output_gate shown -> next_hidden
    MatMul         next_hidden output -> heights
    Add            heights output_bias -> free
    Where          allowed free forbidden -> logits
"""


def _signature(weights: Weights) -> Iterator[tuple[str, str, list[int]]]:
    """Yield name, type and width of each input."""
    units, n_values = weights["output.kernel"].shape
    n_context = len(weights["cell_0.kernel"]) - n_values
    kinds = ("int32", "float32", "bool", "float32", "float32")
    return zip(INPUTS, kinds, ([], [n_context], [n_values], [units], [units]), strict=True)


def write_onnx(weights: Weights, path: Path) -> None:
    """Write the step of an LSTM as an ONNX graph."""
    onnx = import_module("onnx")
    helper = onnx.helper
    constants = [onnx.numpy_helper.from_array(array, name) for name, array in _parts(weights).items()]
    inputs = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(np.dtype(kind)), ["batch", *width])
        for name, kind, width in _signature(weights)
    ]
    outputs = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in OUTPUTS]
    nodes = []
    for line in ONNX_NODES.strip().splitlines():
        (kind, *taken), made = (words.split() for words in line.split("->"))
        name, _, axis = kind.rstrip(")").partition("(")
        extra = ({"axis": int(axis)} if axis else {}) | ({"num_outputs": len(made)} if name == "Split" else {})
        nodes.append(helper.make_node(name, taken, made, **extra))
    graph = helper.make_graph(nodes, "step", inputs, outputs, constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(made)
    onnx.save(made, path)


def write_litert(weights: Weights, path: Path) -> None:
    """Write the step of an LSTM as a LiteRT file."""
    tf = import_module("tensorflow")
    parts, n_values = _parts(weights), weights["output.bias"].size

    def step(previous: Any, features: Any, allowed: Any, hidden: Any, carry: Any) -> dict[str, Any]:
        row = tf.gather(parts["values"], tf.where(previous < 0, n_values, previous))
        gates = row + tf.concat([features, hidden], axis=1) @ parts["kernel"] + parts["bias"]
        i, f, c, o = tf.split(gates, 4, axis=1)
        carry = tf.sigmoid(f) * carry + tf.sigmoid(i) * tf.tanh(c)
        hidden = tf.sigmoid(o) * tf.tanh(carry)
        logits = tf.where(allowed, hidden @ parts["output"] + parts["output_bias"], FORBIDDEN)
        return dict(zip(OUTPUTS, (logits, hidden, carry), strict=True))

    module = tf.Module()
    signature = [tf.TensorSpec([None, *width], kind, name) for name, kind, width in _signature(weights)]
    module.step = tf.function(step, input_signature=signature)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([module.step.get_concrete_function()], module)
    path.write_bytes(converter.convert())


# ---- the table


def installed_size(module: str) -> float:
    """Return the size in MB of the package of a module and of all that it needs, without NumPy."""
    package = metadata.packages_distributions()[module][0]
    return sum(_size(name) for name in set(_needs(package)) - {"numpy"}) / 1e6


def _needs(package: str, above: frozenset[str] = frozenset()) -> Iterator[str]:
    markers = import_module("packaging.requirements")
    yield package
    for line in metadata.requires(package) or ():
        needed = markers.Requirement(line)
        name = needed.name.lower().replace("_", "-")
        wanted = needed.marker is None or needed.marker.evaluate({"extra": ""})
        if wanted and name not in above:
            yield from _needs(name, above | {name})


def _size(package: str) -> int:
    paths = [Path(str(file.locate())) for file in metadata.files(package) or ()]
    return sum(path.stat().st_size for path in paths if path.is_file())


def main() -> None:
    """Prepare the files, measure every engine in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=384)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", nargs="+", default=list(MODULES), choices=list(MODULES))
    arguments = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        _call(f"prepare({name!r}, {arguments.units})")
        found: dict[str, list[dict[str, float]]] = {engine: [] for engine in arguments.engines}
        for _ in range(arguments.rounds):
            for engine, figures in found.items():
                words = f"tell({engine!r}, {name!r}, {time.monotonic()})"
                figures.append(json.loads(_call(words).splitlines()[-1]))
        print_table(found, folder)


def _call(words: str) -> str:
    """Evaluate words of this module in a fresh process, on one thread; return what it prints."""
    environment = os.environ | dict.fromkeys(THREADS, "1") | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", f"import engines; engines.{words}"]
    made = subprocess.run(
        command, cwd=Path(__file__).parent, env=environment, capture_output=True, text=True, check=False
    )
    if made.returncode:
        sys.exit(made.stderr)
    return made.stdout


def print_table(found: dict[str, list[dict[str, float]]], folder: Path) -> None:
    """Print medians, a line an engine."""
    files = {"onnx": "step.onnx", "litert": "step.tflite"}
    with np.load(folder / "given.npz") as given:
        print(f"a solo of {given['solo']} values; times in s, steps in ms, sizes in MB\n")
    heads = ("first step", "solo", "step", f"step x{LARGE_BATCH}", "peak", "installed", "model", "max |dp|")
    print(f"{'engine':8}" + "".join(f"{head:>11}" for head in heads))
    for engine, figures in found.items():
        middle = {key: median(each[key] for each in figures) for key in figures[0]}
        size = (folder / files.get(engine, "weights.safetensors")).stat().st_size / 1e6
        print(
            f"{engine:8}{middle['first']:11.2f}{middle['solo']:11.2f}{1000 * middle['step 1']:11.2f}"
            f"{1000 * middle[f'step {LARGE_BATCH}']:11.2f}{middle['peak']:11.0f}"
            f"{installed_size(MODULES[engine]):11.0f}{size:11.1f}{max(each['difference'] for each in figures):11.1e}"
        )


if __name__ == "__main__":
    main()

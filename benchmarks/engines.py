"""Which engine plays a solo soonest: NumPy, or Keras with its one-to-many graph, with the same weights.

    python benchmarks/engines.py [--model FOLDER]

Every measurement is a process of its own, on one thread, engines in turn; the table shows medians. `first` and `solo`
count from the start of the process, imports and loading of the weights included, until the first and until the last
value of a solo over the default chart are there; `peak` is the memory of the process by then. Keras makes all values
in one call, and is asked for as many as NumPy took. `step` is what a value takes in a process that has played before,
context, grammar and choice included; `step x64` the same for a batch of 64 solos. `max |dp|` is the largest difference
of a probability over a song of the shipped corpus. Needs Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from jazz import assets, charts, defaults, sampling, solotext
from jazz.dataset import Inputs, batch, examples
from jazz.engine import NumpyEngine
from jazz.grammar import State
from jazz.model import Model, read_model
from jazz.scene import scene
from jazz.timeline import Timeline

LARGE_BATCH = 64
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")

Figures = dict[str, float]


def main() -> None:
    """Measure both engines in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=defaults.MODEL, help="a model by name or folder")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    folder = str(assets.model_path(arguments.model).resolve())
    found: dict[str, list[Figures]] = {"numpy": [], "keras": []}
    for _ in range(arguments.rounds):
        alone = _call(f"tell_numpy({folder!r}, {time.monotonic()})")
        values, most = int(alone["values"]), int(alone["values of 64"])
        found["numpy"].append(alone)
        found["keras"].append(_call(f"tell_keras({folder!r}, {time.monotonic()}, {values}, {most})"))
    print_table(found)


def _call(words: str) -> Figures:
    """Call a function of this module in a fresh process, on one thread; return the JSON that it prints."""
    environment = os.environ | dict.fromkeys(THREADS, "1")
    command = [sys.executable, "-c", f"import engines; engines.{words}"]
    made = subprocess.run(
        command, cwd=Path(__file__).parent, env=environment, capture_output=True, text=True, check=False
    )
    if made.returncode:
        sys.exit(made.stderr)
    figures: Figures = json.loads(made.stdout.splitlines()[-1])
    return figures


def print_table(found: dict[str, list[Figures]]) -> None:
    """Print medians, a line an engine."""
    print("times in s, steps in ms, memory in MB")
    heads = ("first", "solo", "values", "peak", "step", f"step x{LARGE_BATCH}", "max |dp|")
    print(f"{'engine':8}" + "".join(f"{head:>10}" for head in heads))
    for engine, figures in found.items():
        middle = {key: median(each[key] for each in figures) for key in figures[0]}
        print(
            f"{engine:8}{middle['first']:10.2f}{middle['solo']:10.2f}{middle['values']:10.0f}{middle['peak']:10.0f}"
            f"{1000 * middle['step']:10.2f}{1000 * middle['step of 64']:10.2f}{middle.get('difference', 0.0):10.1e}"
        )


# ---- what the fresh processes do


def tell_numpy(folder: str, begun: float) -> None:
    """Print what NumPy takes, as JSON; `begun` is when the process was started."""
    model = read_model(Path(folder))
    engine = NumpyEngine(model)
    moments = _improvise(model, engine, 1)
    figures = {"first": moments[0] - begun, "solo": moments[-1] - begun, "values": len(moments), "peak": _peak()}
    for name, count in (("step", 1), (f"step of {LARGE_BATCH}", LARGE_BATCH)):
        start, moments = time.monotonic(), _improvise(model, engine, count)
        figures |= {name: (moments[-1] - start) / len(moments), f"values of {count}": len(moments)}
    print(json.dumps(figures))


def tell_keras(folder: str, begun: float, values: int, most: int) -> None:
    """Print what the one-to-many graph takes for so many values, and for `most` in the large batch, as JSON."""
    from jazz import network  # noqa: PLC0415  (TensorFlow is what is measured)

    model = read_model(Path(folder))
    net = network.build(model.config)
    network.set_weights(net, model.config, model.weights)

    def play(count: int, steps: int) -> Callable[[], float]:
        """Return a function that plays a batch and says how many seconds each value took."""
        tables, state = _stage(model, count)
        graph = network.OneToMany(net, model.config, tables)
        uniform = np.random.default_rng(0).random((count, steps), np.float32)
        settings = (np.full(count, each, np.float32) for each in (defaults.TEMPERATURE, defaults.TOP_P))
        inputs = (state.pitch, state.low, state.high, uniform, *settings)

        def seconds() -> float:
            start = time.monotonic()
            graph.predict_on_batch(inputs)
            return (time.monotonic() - start) / steps

        seconds()  # the graph is traced
        return seconds

    one = play(1, values)
    solo = time.monotonic() - begun
    figures = {"first": solo, "solo": solo, "values": values, "peak": _peak(), "step": one()}
    figures[f"step of {LARGE_BATCH}"] = play(LARGE_BATCH, most)()
    shown, by_numpy = _song(model)
    by_keras = sampling.mix(np, np.asarray(net.predict_on_batch(tuple(shown)))[0])
    print(json.dumps(figures | {"difference": float(np.abs(np.exp(by_keras) - np.exp(by_numpy)).max())}))


def _peak() -> float:
    """Return the peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _stage(model: Model, count: int) -> tuple[Timeline, State]:
    return sampling.stage(charts.find(defaults.CHART), defaults.TEMPO, count, (0, 127), _manner(model))


def _manner(model: Model) -> np.ndarray:
    """Return the flags of no style and no player."""
    return model.config.manners.flags("", "")


def _improvise(model: Model, engine: NumpyEngine, count: int) -> list[float]:
    """Improvise solos in one batch; return when each of their values was there."""
    moments: list[float] = []
    sampling.improvise(
        engine,
        charts.find(defaults.CHART),
        tempo=defaults.TEMPO,
        rng=np.random.default_rng(0),
        count=count,
        temperature=defaults.TEMPERATURE,
        top_p=defaults.TOP_P,
        manner=_manner(model),
        on_progress=lambda *_: moments.append(time.monotonic()),
    )
    return moments


def _song(model: Model) -> tuple[Inputs, np.ndarray]:
    """Return a song of the shipped corpus as a network is shown it, and NumPy's logits (T, n_values) for it."""
    data = examples([solotext.parse(assets.corpus_files()[0].read_text(encoding="utf-8"))], model.config.manners)
    values = len(data.targets)
    engine, found = NumpyEngine(model), []
    memory = engine.start(1)
    for step in range(values):
        here = State(*(field[step : step + 1] for field in data.states))
        logits, memory = engine.step(data.previous[step : step + 1], scene(np, data.timeline, here), memory)
        found.append(logits[0])
    return batch(data, np.array([[0, values]]), values).inputs, np.array(found)


if __name__ == "__main__":
    main()

"""How fast the network is trained, beside a plain Keras version and beside what the processor can do.

    python benchmarks/training.py [--units 256 384] [--threads 1 2]

`jazz` is an epoch as `jazz train` runs it: ids in memory, context and masks made batch by batch, one-hot vectors made
in the graph. `plain` is the usual way: float arrays X (m, Tx, n_values + n_context) and one-hot Y (m, Tx, n_values) of
all windows in memory, and `fit` on them, without masks. Both train the same LSTM on the same full windows of the
shipped corpus, repeated; the fastest of six epochs counts, the graph traced before. `a cpu s`: values a second of
processor time, which a busy machine stretches less. GFLOP/s and share are of that time too; they count the products of
the network alone: 2 operations a weight forward, 2 for its gradient, 2 for its input's (which nobody needs below the
first layer). `peak` is the best sgemm rate of NumPy, a thread. `held` is what the examples take in memory, in bytes a
value; `MB` the memory of the whole process at its peak. Every line is a process of its own, kept to as many processors
as threads. Needs Linux.
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
from math import prod
from pathlib import Path

import numpy as np

from jazz import assets, grammar, solotext
from jazz.dataset import Examples, batch, examples, windows
from jazz.model import Config, shapes

STEPS, DROPOUT = 256, 0.5  # as `jazz.training` has them
LEARNING_RATE, WEIGHT_DECAY = 2e-3, 1e-2
SIDE, PRODUCTS = 1536, 8  # of the matrices multiplied for the peak, and how often
ROUNDS = 6
WAYS = ("jazz", "plain")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")


def main() -> None:
    """Print a line for every way, size and number of threads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, nargs="+", default=[256, 384])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--batch", type=int, default=16, help="windows in a batch")
    parser.add_argument("--batches", type=int, default=3, help="batches in an epoch")
    arguments = parser.parse_args()
    heads = ("units", "threads", "values/s", "a cpu s", "notes/s", "GFLOP/s", "peak", "share", "held", "MB")
    print(f"{'way':6}" + "".join(f"{head:>9}" for head in heads))
    for threads in arguments.threads:
        peak = _call("tell_peak()", threads)["peak"] / threads
        for units in arguments.units:
            for way in WAYS:
                told = _call(f"tell({way!r}, {units}, {arguments.batch}, {arguments.batches})", threads)
                rate = told["work"] * operations(Config("random", units=units)) / 1e9
                print(
                    f"{way:6}{units:9}{threads:9}{told['values']:9,.0f}{told['work']:9,.0f}{told['notes']:9,.0f}{rate:9.1f}{peak:9.1f}"
                    f"{rate / peak:9.0%}{told['held']:9,.0f}{told['memory']:9,.0f}"
                )


def operations(config: Config) -> int:
    """Return the floating-point operations of training on one value."""
    return sum((4 if name == "cell_0.kernel" else 6) * prod(shape) for name, shape in shapes(config).items())


def _call(words: str, threads: int) -> dict[str, float]:
    """Call a function of this module in a fresh process on so many threads; return the JSON that it prints."""
    environment = os.environ | dict.fromkeys(THREADS, str(threads)) | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", f"import training; training.{words}"]
    processors = sorted(os.sched_getaffinity(0))[:threads]
    made = subprocess.run(
        command,
        cwd=Path(__file__).parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, processors),
    )
    if made.returncode:
        sys.exit(made.stderr)
    found: dict[str, float] = json.loads(made.stdout.splitlines()[-1])
    return found


# ---- what the fresh processes do


def tell_peak() -> None:
    """Print the best rate of a product of two square matrices, in GFLOP/s."""
    rng = np.random.default_rng(0)
    left, right = rng.random((2, SIDE, SIDE), np.float32)
    seconds = []
    for _ in range(PRODUCTS):
        begun = time.perf_counter()
        left @ right
        seconds.append(time.perf_counter() - begun)
    print(json.dumps({"peak": 2 * SIDE**3 / min(seconds) / 1e9}))


def tell(way: str, units: int, size: int, batches: int) -> None:
    """Print how fast an epoch of so many batches of that size goes."""
    data = examples([solotext.parse(path.read_text(encoding="utf-8")) for path in assets.corpus_files()])
    cut = windows(data, STEPS, None)
    spans = np.resize(cut[cut[:, 1] - cut[:, 0] == STEPS], (batches * size, 2))
    config = Config("random", units=units)
    seconds, work, held = (train_jazz if way == "jazz" else train_plain)(config, data, spans, size)
    targets = batch(data, spans, STEPS).targets
    tones = np.array([value.kind is grammar.Kind.TONE for value in grammar.VALUES])
    found = {
        "values": targets.size / seconds,
        "work": targets.size / work,
        "notes": tones[targets].sum() / seconds,
        "held": held,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found))


def train_jazz(config: Config, data: Examples, spans: np.ndarray, size: int) -> tuple[float, float, float]:
    """Return the seconds of an epoch, by the clock and of the processor, and the bytes held a value."""
    from jazz import network  # noqa: PLC0415  (TensorFlow, not for the parent)

    net = network.build(config, dropout=DROPOUT)
    network.compile_for_training(net, weight_decay=WEIGHT_DECAY)

    pulse = network.Pulse(lambda: LEARNING_RATE, lambda _: None)
    source = network.Batches(data, spans, steps=STEPS, size=size)
    arrays = (data.targets, data.previous, *data.states)
    seconds, work = _fastest(lambda: net.fit(source, shuffle=False, verbose=0, callbacks=[pulse]))
    return seconds, work, sum(array.nbytes for array in arrays) / len(data.targets)


def train_plain(config: Config, data: Examples, spans: np.ndarray, size: int) -> tuple[float, float, float]:
    """Return the seconds of an epoch, by the clock and of the processor, and the bytes held a value."""
    import keras  # noqa: PLC0415  (TensorFlow, not for the parent)

    made = batch(data, spans, STEPS)
    one_hot = np.eye(config.n_values + 1, config.n_values, dtype=np.float32)  # id -1 finds the row of zeros
    x, y = np.concatenate([one_hot[made.previous], made.context], axis=-1), one_hot[made.targets]
    net = keras.Sequential(
        [
            keras.layers.LSTM(config.units, return_sequences=True),
            keras.layers.Dropout(DROPOUT),
            keras.layers.Dense(config.n_values, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.AdamW(LEARNING_RATE, weight_decay=WEIGHT_DECAY, clipnorm=1.0)
    net.compile(optimizer=optimizer, loss="categorical_crossentropy", jit_compile=False)
    seconds, work = _fastest(lambda: net.fit(x, y, batch_size=size, verbose=0))
    return seconds, work, (x.nbytes + y.nbytes) / made.targets.size


def _fastest(epoch: Callable[[], object]) -> tuple[float, float]:
    """Return the least seconds that an epoch takes, by the clock and of the processor; the first traces the graph."""
    epoch()
    clock, work = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter(), time.process_time()
        epoch()
        clock.append(time.perf_counter() - begun[0])
        work.append(time.process_time() - begun[1])
    return min(clock), min(work)


if __name__ == "__main__":
    main()

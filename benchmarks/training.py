"""How fast the network is trained, beside a plain Keras version and beside what the processor can do.

    python benchmarks/training.py [--units 256 320] [--windows 64]

`jazz` is an epoch as `jazz train` runs it: ids in memory, context, masks and views made batch by batch, one-hot vectors
made in the graph, previous values and weights dropped, the members of an ensemble in one graph, one thread a product.
`plain` is one member of the same network as one would first write it (`plain_network`), with Keras and TensorFlow as
they come: every table an array in memory, a one-hot vector a value, a layer a part, only units dropped; an ensemble
takes as many such trainings as it has members. All see the same full windows of the shipped corpus, repeated; the
fastest epoch counts, after one in which the graph is traced. `threads` work on one product; 0 leaves it to TensorFlow:
one a processor.

GFLOP/s count the products of the network alone: 2 operations a weight forward, 2 for its gradient, 2 for its input's
(which nobody needs below the first layer), and those of attention. `share` is of `peak`, the best sgemm rate of NumPy
on all processors, measured first; `busy` is the share of all processors' time that was used. `held` is what the
examples take in memory, in bytes a value; `MB` the memory of the whole process at its peak. Every line is a process of
its own. Needs Linux.
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
from typing import Any, NamedTuple

import numpy as np

from jazz import assets, grammar, network, solotext
from jazz.dataset import Examples, batch, examples, windows
from jazz.engine import FORBIDDEN
from jazz.model import Config, shapes
from jazz.music import WHOLE
from jazz.network.backend import keras, layers, ops
from jazz.training import Settings
from jazz.views import INTERVALS, LENGTH_VIEWS, N_CLASSES, TONE_VIEWS, WIDTHS, Views, spread

USUAL = Settings()
STEPS = USUAL.steps
SIDE, PRODUCTS = 2048, 12  # of the matrices multiplied for the peak, and how often
EPOCHS = 5


class Way(NamedTuple):
    """How to train: who, how many members, windows in a batch, threads on one product (0: TensorFlow's default)."""

    name: str
    members: int = 1
    size: int = USUAL.batch
    threads: int = 1


WAYS = (
    Way("plain", threads=0),
    Way("jazz"),
    Way("jazz", size=32),
    Way("jazz", threads=2),
    Way("jazz", members=2),
    Way("jazz", members=2, size=32),
    Way("jazz", members=2, threads=2),
)


def main() -> None:
    """Print the peak, then a line for every size and way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, nargs="+", default=[256, 320])
    parser.add_argument("--windows", type=int, default=64, help="windows in an epoch")
    arguments = parser.parse_args()
    peak = _call("tell_peak()")["peak"]
    print(f"peak: {peak:.0f} GFLOP/s on {os.cpu_count()} processors")
    heads = ("units", *Way._fields[1:], "values/s", "notes/s", "GFLOP/s", "share", "busy", "held", "MB")
    print(f"{'way':6}" + "".join(f"{head:>9}" for head in heads))
    for units in arguments.units:
        for way in WAYS:
            told = _call(f"tell({units}, {arguments.windows}, {tuple(way)})", way.threads)
            rate = told["values"] * operations(Config("random", units=units, members=way.members)) / 1e9
            print(
                f"{way.name:6}{units:9}{way.members:9}{way.size:9}{way.threads:9}{told['values']:9,.0f}"
                f"{told['notes']:9,.0f}{rate:9.1f}{rate / peak:9.0%}{told['busy']:9.0%}{told['held']:9,.0f}"
                f"{told['memory']:9,.0f}",
                flush=True,
            )


def operations(config: Config) -> int:
    """Return the floating-point operations of training on one value."""
    kernels = [(name, prod(shape)) for name, shape in shapes(config).items() if name.endswith("kernel")]
    attention = STEPS * config.heads * (6 * config.key_size + 4 * N_CLASSES)  # what is recalled has no gradient
    return sum((4 if "cell_0.kernel" in name else 6) * size for name, size in kernels) + attention * config.members


def _call(words: str, threads: int = 0) -> dict[str, float]:
    """Call a function of this module in a fresh process, so many threads on a product; return the JSON it prints."""
    environment = os.environ | {"TF_NUM_INTRAOP_THREADS": str(threads), "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", f"import training; training.{words}"]
    made = subprocess.run(
        command, cwd=Path(__file__).parent, env=environment, capture_output=True, text=True, check=False
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


def tell(units: int, count: int, words: tuple[str, int, int, int]) -> None:
    """Print how fast an epoch of so many windows goes."""
    way = Way(*words)
    data = examples([solotext.parse(path.read_text(encoding="utf-8")) for path in assets.corpus_files()])
    cut = windows(data, STEPS, None)
    spans = np.resize(cut[cut[:, 1] - cut[:, 0] == STEPS], (count, 2))
    train = {"jazz": train_jazz, "plain": train_plain}[way.name]
    fit, held = train(Config("random", units=units, members=way.members), data, spans, way.size)
    seconds, work = _fastest(fit)
    targets = batch(data, spans, STEPS).targets
    tones = np.array([value.kind is grammar.Kind.TONE for value in grammar.VALUES])
    found = {
        "values": targets.size / seconds,
        "notes": tones[targets].sum() / seconds,
        "busy": work / seconds / (os.cpu_count() or 1),
        "held": held,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found))


Fit = Callable[[list[Any]], Any]  # trains for all epochs, with callbacks


def _fastest(fit: Fit) -> tuple[float, float]:
    """Return the seconds of the fastest epoch but for the first, by the clock and of the processors."""
    moments: list[tuple[float, float]] = []
    note = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: moments.append((time.perf_counter(), time.process_time()))
    )
    fit([note])
    seconds, work = min(map(tuple, np.diff(moments, axis=0)))
    return float(seconds), float(work)


def train_jazz(config: Config, data: Examples, spans: np.ndarray, size: int) -> tuple[Fit, float]:
    """Return how `jazz train` fits its network, and the bytes held a value."""
    network.seed_everything(0)
    net = network.build(config, dropout=USUAL.dropout, forget=USUAL.forget)
    network.compile_for_training(net, weight_decay=USUAL.weight_decay)
    kept, rng = 1 - USUAL.weight_drop, np.random.default_rng(0)
    drop = network.WeightDrop(lambda shape: (rng.random(shape, np.float32) < kept) / np.float32(kept))
    pulse = network.Pulse(lambda: USUAL.learning_rate, lambda _: None)
    source = network.Batches(data, spans, steps=STEPS, size=size)
    held = sum(array.nbytes for array in (data.targets, data.previous, *data.states)) / len(data.targets)
    return lambda extra: net.fit(source, epochs=EPOCHS, shuffle=False, verbose=0, callbacks=[drop, pulse, *extra]), held


def train_plain(config: Config, data: Examples, spans: np.ndarray, size: int) -> tuple[Fit, float]:
    """Return how plain Keras fits one member on arrays, and the bytes held a value."""
    made = batch(data, spans, STEPS)
    one_hot = np.eye(config.n_values + 1, config.n_values, dtype=np.float32)  # id -1 finds the row of zeros
    recalled = np.eye(N_CLASSES + 1, N_CLASSES, dtype=np.float32)[made.inputs.recalled].sum(axis=2)
    x = np.concatenate([one_hot[made.inputs.previous], made.inputs.context], axis=-1)
    inputs = [x, made.inputs.allowed, made.inputs.tones, made.inputs.lengths, recalled]
    targets = one_hot[made.targets]
    net = plain_network(config)
    optimizer = keras.optimizers.AdamW(USUAL.learning_rate, weight_decay=USUAL.weight_decay, clipnorm=1.0)
    net.compile(optimizer=optimizer, loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    held = sum(array.nbytes for array in (*inputs, targets)) / made.targets.size
    return lambda extra: net.fit(inputs, targets, batch_size=size, epochs=EPOCHS, verbose=0, callbacks=extra), held


def plain_network(config: Config) -> Any:
    """Return one member of the network as one would first write it; see `network.Head` for what it computes."""
    x = keras.Input((STEPS, config.n_values + config.n_context))
    allowed = keras.Input((STEPS, config.n_values), dtype="bool")
    tones = keras.Input((STEPS, len(TONE_VIEWS), INTERVALS), dtype="int32")
    lengths = keras.Input((STEPS, len(LENGTH_VIEWS), WHOLE), dtype="int32")
    recalled = keras.Input((STEPS, N_CLASSES))
    hidden = layers.Dropout(USUAL.dropout)(layers.LSTM(config.units, return_sequences=True)(x))
    before = layers.ZeroPadding1D((1, 0))(layers.Cropping1D((0, 1))(hidden))
    visible = ops.any(recalled > 0, axis=-1)[:, None] & np.tril(np.ones((STEPS, STEPS), bool))
    classes = layers.Dense(N_CLASSES)(hidden)
    for _ in range(config.heads):
        query, key = layers.Dense(config.key_size)(hidden), layers.Dense(config.key_size)(before)
        scores = ops.matmul(query, ops.transpose(key, (0, 2, 1))) / config.key_size**0.5
        scores = ops.where(visible, scores, float(FORBIDDEN))
        nothing = ops.zeros_like(scores[:, :, :1])
        attention = ops.softmax(ops.concatenate([scores, nothing], axis=-1))[:, :, :-1]
        gain = layers.Dense(len(WIDTHS), bias_initializer="ones")(hidden)
        classes += ops.repeat(gain, WIDTHS, axis=-1) * ops.matmul(attention, recalled)
    flat = Views(ops.reshape(tones, (-1, *tones.shape[2:])), ops.reshape(lengths, (-1, *lengths.shape[2:])))
    scores = spread(ops, ops.reshape(classes, (-1, N_CLASSES)), flat)
    logits = layers.Dense(config.n_values)(hidden) + ops.reshape(scores, (-1, STEPS, config.n_values))
    return keras.Model([x, allowed, tones, lengths, recalled], ops.where(allowed, logits, float(FORBIDDEN)))


if __name__ == "__main__":
    main()

"""When more devices, more processes and more machines pay: training, and reading a corpus.

    python benchmarks/scaling.py training [--units 64 256 512] [--windows 32]
    python benchmarks/scaling.py reading FOLDER [--files 20 100 400] [--cost 0 0.1]

training: how many values a second one device learns from, two ("mirrored", logical processors of this machine), and two
workers on loopback; batches, windows and dropout are the usual ones, the fastest epoch but for the first counts. `sum`
is what it takes to sum the gradients, `MB` of them, over the two workers. Below stands what k machines would gain if
each had the processors that one device has now: of a step of T seconds, T / (T / k + sum), where the sum of b bytes
over a network of r bytes a second takes 2 (k - 1) / k * b / r and what loopback takes for nothing at all.

reading: the MIDI files of FOLDER, again and again until there are so many, are read here, in a pool of two processes
(`workers`), and on a Dask cluster of a scheduler and two workers on loopback (`cluster`). With `--cost` every file
takes so many seconds more of a processor, as files with more notes do. `start` and `a file` are the line through the
seconds for each number of files; `client` is what this process does for a file that others read: as many processors as
it goes into `a file` can be kept busy. Below stands from how many files on which of them pays.

Every way is measured in processes of its own. Both need Linux or macOS, and the second `distributed`.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from distributed import Client

from jazz.corpus import read_packed
from jazz.corpus.cluster import on_cluster
from jazz.corpus.readers import Source
from jazz.corpus.workers import Lost, in_processes

HERE = Path(__file__).parent
WAYS = ("one", "mirrored", "workers")
EPOCHS = 4
SUMS = 20  # how often gradients are summed, of which the fastest counts
NETWORKS = {"1 Gbit/s": 1.17e8, "10 Gbit/s": 1.17e9}  # bytes a second that a network carries
MACHINES = (2, 4, 8)
PROCESSES = 2


def main() -> None:
    """Print the tables of one half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    halves = parser.add_subparsers(required=True)
    training = halves.add_parser("training")
    training.add_argument("--units", type=int, nargs="+", default=[64, 256, 512])
    training.add_argument("--windows", type=int, default=32, help="windows in an epoch")
    training.set_defaults(run=lambda asked: print_training(asked.units, asked.windows))
    reading = halves.add_parser("reading")
    reading.add_argument("folder", type=Path)
    reading.add_argument("--files", type=int, nargs="+", default=[20, 100, 400])
    reading.add_argument("--cost", type=float, nargs="+", default=[0.0, 0.1], help="seconds more for a file")
    reading.set_defaults(run=lambda asked: print_reading(asked.folder, asked.files, asked.cost))
    asked = parser.parse_args()
    asked.run(asked)


# ---- training


def print_training(units: Sequence[int], windows: int) -> None:
    """Print a line for every size and way, and what machines would gain."""
    print(f"{'units':>6} {'way':9}{'values/s':>10}{'step s':>9}{'MB':>8}{'sum ms':>9}")
    gains = []
    for size in units:
        for way in WAYS:
            told = learn_in_processes(way, size, windows)
            print(
                f"{size:6} {way:9}{told['values']:10,.0f}{told['step']:9.3f}{told['bytes'] / 1e6:8.1f}"
                f"{told['sum'] * 1e3:9.1f}",
                flush=True,
            )
            if way == "one":
                alone = told
        gains += [
            (size, name, gain(alone["step"], told["bytes"], told["nothing"], rate)) for name, rate in NETWORKS.items()
        ]
    print("\n" + f"{'units':>6} {'network':12}" + "".join(f"{f'k = {k}':>8}" for k in MACHINES))
    for size, name, found in gains:
        print(f"{size:6} {name:12}" + "".join(f"{each:8.2f}" for each in found))


def gain(step: float, size: float, nothing: float, rate: float) -> list[float]:
    """Return how many times as fast k machines are."""
    return [step / (step / k + nothing + 2 * (k - 1) / k * size / rate) for k in MACHINES]


def learn_in_processes(way: str, units: int, windows: int) -> dict[str, float]:
    """Return what the first process of a way tells."""
    code = f"import scaling; scaling.tell_training({way!r}, {units}, {windows})"
    places = [f"127.0.0.1:{port}" for port in _free_ports(PROCESSES)]
    made = []
    for index in range(PROCESSES if way == "workers" else 1):
        task = {"cluster": {"worker": places}, "task": {"type": "worker", "index": index}}
        made.append(_python(code, TF_CONFIG=json.dumps(task if way == "workers" else {})))
    return _told(made)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def tell_training(way: str, units: int, count: int) -> None:
    """Print how fast an epoch of so many full windows goes, and how long it takes to sum gradients."""
    import training  # noqa: PLC0415 - the benchmark beside this one; TensorFlow is slow to import

    from jazz import assets, network, solotext  # noqa: PLC0415
    from jazz.dataset import examples, windows  # noqa: PLC0415
    from jazz.model import Config  # noqa: PLC0415

    usual = training.USUAL
    if way == "mirrored":
        import tensorflow  # noqa: PLC0415

        (processor,) = tensorflow.config.list_physical_devices("CPU")
        devices = [tensorflow.config.LogicalDeviceConfiguration()] * PROCESSES
        tensorflow.config.set_logical_device_configuration(processor, devices)

    def make() -> Any:
        network.seed_everything(0)
        net = network.build(Config("random", units=units), dropout=usual.dropout, forget=usual.forget)
        network.compile_for_training(net, weight_decay=usual.weight_decay)
        return net

    learner = network.strategy(way, make)
    data = examples([solotext.parse(path.read_text(encoding="utf-8")) for path in assets.corpus_files()])
    cut = windows(data, usual.steps, None)
    spans = np.resize(cut[cut[:, 1] - cut[:, 0] == usual.steps], (count, 2))
    source = network.Batches(data, spans, steps=usual.steps, size=usual.batch)
    pulse = network.Pulse(lambda: usual.learning_rate, lambda _: None)
    seconds = min([_seconds(lambda: learner.fit(source, [pulse])) for _ in range(EPOCHS)][1:])
    size = 4 * learner.net.count_params()
    sums = [_summing(learner, length) for length in (size // 4, 1)] if way == "workers" else [0.0, 0.0]
    told = {"values": count * usual.steps / seconds, "step": seconds / len(source), "bytes": size}
    print(json.dumps(told | {"sum": sums[0], "nothing": sums[1]}))


def _summing(learner: Any, length: int) -> float:
    """Return the seconds that the sum of so many numbers takes, over all workers."""
    import tensorflow  # noqa: PLC0415

    def sums() -> Any:
        everybody = tensorflow.distribute.get_replica_context
        return learner._strategy.run(lambda: everybody().all_reduce("SUM", tensorflow.zeros([length])))

    graph = tensorflow.function(sums, autograph=False)
    return min([_seconds(graph) for _ in range(SUMS)])


# ---- reading


def print_reading(folder: Path, counts: Sequence[int], costs: Sequence[float]) -> None:
    """Print a line for every cost and way, and from how many files on a way pays."""
    print(f"{'cost':>6} {'way':9}" + "".join(f"{f'{count} s':>9}" for count in counts), end="")
    print(f"{'start s':>9}{'a file ms':>11}{'client ms':>11}")
    for cost in costs:
        lines = {}
        for way in ("here", "pool", "cluster"):
            told = [read_in_a_process(way, folder, count, cost) for count in counts]
            per_file, start = np.polyfit(counts, [each["seconds"] for each in told], 1)
            lines[way] = max(0.0, float(start)), float(per_file)
            client = max(1e-5, float(np.polyfit(counts, [each["client"] for each in told], 1)[0]))
            print(f"{cost:6.2f} {way:9}" + "".join(f"{each['seconds']:9.2f}" for each in told), end="")
            print(f"{lines[way][0]:9.2f}{per_file * 1e3:11.1f}{client * 1e3:11.2f}", flush=True)
        print_worth(cost, lines, client)


def print_worth(cost: float, lines: dict[str, tuple[float, float]], client: float) -> None:
    """Print from how many files on more processes pay, for these costs of a file."""
    here, pool, cluster = (lines[way] for way in ("here", "pool", "cluster"))
    print(f"  {cost:g} s: a pool of {PROCESSES} pays from {crossing(here, pool):,.0f} files")
    for machines in MACHINES:
        many = cluster[0], max(cluster[1] / machines, client)
        print(f"  {cost:g} s: {machines} such machines pay over the pool from {crossing(pool, many):,.0f} files")
    print(f"  {cost:g} s: at most {PROCESSES * cluster[1] / client:,.0f} processors can be kept busy")


def crossing(small: tuple[float, float], large: tuple[float, float]) -> float:
    """Return the count at which what starts slower has caught up; inputs are (start, a file)."""
    return float("inf") if large[1] >= small[1] else max(0.0, (large[0] - small[0]) / (small[1] - large[1]))


def read_in_a_process(way: str, folder: Path, count: int, cost: float) -> dict[str, float]:
    """Return how long a fresh process takes to read so many files."""
    with cluster(PROCESSES) if way == "cluster" else nullcontext("") as address:
        code = f"import scaling; scaling.tell_reading({way!r}, {str(folder.resolve())!r}, {count}, {cost}, {address!r})"
        return _told([_python(code)])


def tell_reading(way: str, folder: str, count: int, cost: float, address: str) -> None:
    """Print the seconds of reading so many files, and those of this process alone."""
    files = sorted(Path(folder).rglob("*.mid"))
    sources = [Source(files[number % len(files)]) for number in range(count)]
    ways: dict[str, Callable[..., Iterator[Any]]] = {
        "here": map,
        "pool": partial(in_processes, workers=PROCESSES),
        "cluster": partial(on_cluster, address=address),
    }
    begun = time.perf_counter(), time.process_time()
    lost = [outcome for outcome in ways[way](partial(dear, cost=cost), sources) if isinstance(outcome, Lost)]
    seconds, client = time.perf_counter() - begun[0], time.process_time() - begun[1]
    if lost:
        sys.exit(f"{way}: {len(lost)} of {count} files were not read: {lost[0]}")
    print(json.dumps({"seconds": seconds, "client": client}))


def dear(source: Source, cost: float) -> bytes:
    """Read a file, and keep the processor busy for so many seconds more."""
    until = time.process_time() + cost
    packed = read_packed(source)
    while cost and time.process_time() < until:
        pass
    return packed


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """A scheduler and workers on loopback; its address."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "scheduler.json")
        made = [_dask("scheduler", file, "--host", "127.0.0.1", "--port", "0")]
        try:
            while not (file.exists() and file.read_text()):
                time.sleep(0.05)
            made += [_dask("worker", file, "--no-nanny", "--nthreads", "1") for _ in range(workers)]
            address = json.loads(file.read_text())["address"]
            with Client(address) as client:
                client.wait_for_workers(workers)
            yield address
        finally:
            for process in reversed(made):
                process.kill()
                process.wait()


def _dask(what: str, file: Path, *options: str) -> subprocess.Popen[str]:
    words = ["-m", "dask", what, "--scheduler-file", str(file), "--dashboard-address", ":0", *options]
    return _begin(words, stderr=subprocess.DEVNULL)


# ---- processes


def _python(code: str, **environment: str) -> subprocess.Popen[str]:
    return _begin(["-c", code], environment)


def _begin(
    words: Sequence[str], environment: dict[str, str] | None = None, stderr: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    given = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)]), "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, *words]
    return subprocess.Popen(command, env=given | (environment or {}), text=True, stdout=subprocess.PIPE, stderr=stderr)


def _told(made: Sequence[subprocess.Popen[str]]) -> dict[str, float]:
    """Wait for processes; return the JSON that the first one prints."""
    said = [process.communicate() for process in made]
    for process, (_, errors) in zip(made, said, strict=True):
        if process.returncode:
            sys.exit(errors)
    found: dict[str, float] = json.loads(said[0][0].splitlines()[-1])
    return found


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

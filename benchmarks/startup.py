"""How long the installed command takes, whole process, and which imports weigh most.

    python benchmarks/startup.py [--model FOLDER] [--takes 16] [--jazz COMMAND]

Runs `jazz --help` and `jazz solo` (the default chart; with `--takes`, another one that makes so many and keeps the
best) in turn, and prints median and best wall times, the median of the processor time (which a busy machine stretches
less) and the peak memory; then the heaviest imports of each command as `python -X importtime` tells them, with all that
they import themselves, in milliseconds. The first run of each warms the disk and is not counted. Needs Linux.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple


class Run(NamedTuple):
    """One run of a command: wall and processor time in seconds, peak memory in MB."""

    wall: float
    processor: float
    peak: float


def main() -> None:
    """Measure the commands and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a model by name or folder; else the command's default")
    parser.add_argument("--takes", type=int, metavar="N", help="measure `jazz solo --takes N` too")
    parser.add_argument("--jazz", default=Path(sys.executable).with_name("jazz"), help="the command to measure")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--imports", type=int, default=12, metavar="N", help="imports to list")
    arguments = parser.parse_args()
    jazz = shutil.which(arguments.jazz) or parser.error(f"{arguments.jazz} is not a command; install jazz, or --jazz")
    with TemporaryDirectory() as folder:
        solo = ["solo", "--seed", "1", "--force", "-o", f"{folder}/solo.mid"]
        solo += ["--model", arguments.model] if arguments.model else []
        commands = {"jazz --help": [jazz, "--help"], "jazz solo": [jazz, *solo]}
        if arguments.takes:
            commands[f"jazz solo --takes {arguments.takes}"] = [jazz, *solo, "--takes", str(arguments.takes)]
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(arguments.rounds + 1):
            for name, command in commands.items():
                runs[name].append(run(command))
        print_runs(runs)
        for name, command in commands.items() if arguments.imports else ():
            print_imports(name, command, arguments.imports)


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, its words unheard."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def print_runs(runs: dict[str, list[Run]]) -> None:
    """Print a line a command; the first run of each warmed the disk."""
    print(f"{'command':24}{'median s':>10}{'best s':>10}{'cpu s':>10}{'peak MB':>10}")
    for name, (_, *counted) in runs.items():
        wall, processor, peak = (median(column) for column in zip(*counted, strict=True))
        print(f"{name:24}{wall:10.3f}{min(counted).wall:10.3f}{processor:10.3f}{peak:10.0f}")


def print_imports(name: str, command: Sequence[str], count: int) -> None:
    """Print the heaviest imports of a command that is a Python script."""
    traced = subprocess.run(
        [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=True
    ).stderr
    times: dict[str, float] = {}
    for line in traced.splitlines():
        own, cumulative, module = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            times[module.strip()] = int(cumulative) / 1000
    print(f"\n{name}: {len(times)} modules, {times['site']:.0f} ms before the first of its own")
    for module in sorted(times, key=lambda module: -times[module])[:count]:
        print(f"{times[module]:8.1f}  {module}")


if __name__ == "__main__":
    main()

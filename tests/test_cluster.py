"""A Dask cluster: it gives what one process gives, though a worker is killed half way; what it lacks is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest

from jazz import __version__, corpus, midi
from jazz.corpus import cluster
from jazz.corpus.cluster import on_cluster
from jazz.corpus.readers import Result, Source
from jazz.corpus.workers import Lost
from jazz.errors import JazzError
from jazz.music import PLAYED_PER_TICK, Change, Chart, Metre, Part, Performance, PlayedNote
from jazz.theory import parse_chord

distributed = pytest.importorskip("distributed")

ROOT = Path(__file__).parent.parent
CHART = Chart(Metre(), 1, (Change(0, parse_chord("Dm7")),))
FILES = 48
QUIETLY = {"DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False", "DASK_LOGGING__DISTRIBUTED": "critical"}


class Local:
    """A scheduler on this machine and its workers, each a process with one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "scheduler.json"
        self.processes = [self._begin("scheduler", "--host", "127.0.0.1", "--port", "0")]
        while not self._file.exists() or not self._file.read_text():
            time.sleep(0.05)
        self.address = json.loads(self._file.read_text())["address"]

    def add_worker(self, *more: str) -> subprocess.Popen[bytes]:
        """Begin a worker."""
        options = ("--nthreads", "1", "--local-directory", str(self._folder), *more)
        self.processes.append(self._begin("worker", *options))
        return self.processes[-1]

    def _begin(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--scheduler-file", str(self._file), "--dashboard-address", ":0"],
            env=os.environ | QUIETLY | {"PYTHONPATH": str(ROOT)},
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    made = Local(tmp_path_factory.mktemp("cluster"))
    yield made
    for process in reversed(made.processes):
        process.kill()
        process.wait()


def write_files(folder: Path) -> None:
    """Write solos that all differ but for a copy, and a file that is none."""
    for number in range(FILES):
        rng = Random(1 if number == 40 else number)
        begins = [12 * i * PLAYED_PER_TICK for i in range(8)]
        notes = tuple(PlayedNote(begin, begin + 200, rng.randint(50, 70), 80) for begin in begins)
        played = Performance(replace(CHART, title=f"{number}"), 120, (Part("Sax", 66, 0, notes),))
        midi.write(played, folder / f"{number:02}.mid")
    (folder / "33.mid").write_bytes(b"no music")


def slowly(source: Source, read: Callable[[Source], bytes]) -> bytes:
    """Read a file, and take some time."""
    time.sleep(0.05)
    return read(source)


def patiently(
    function: Callable[[Source], bytes], sources: Sequence[Source], *, address: str
) -> Iterator[bytes | Lost]:
    return on_cluster(partial(slowly, read=function), sources, address=address)


def test_a_worker_that_is_killed_half_way_changes_nothing(
    tmp_path: Path, local: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files are in the result, each once and in order, by the names that they were given."""
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cluster, "SMALLEST_BATCH", 1)
    alone = corpus.read(["."], mapper=map)
    local.add_worker("--no-nanny")
    victim = local.add_worker("--no-nanny")
    with distributed.Client(local.address) as client:
        client.wait_for_workers(2)
    killed = []

    def kill(done: int, total: int, _: Sequence[Result]) -> None:
        if done == total // 3:
            victim.send_signal(signal.SIGKILL)
            killed.append(victim.wait())

    assert corpus.read(["."], mapper=partial(patiently, address=local.address), on_progress=kill) == alone
    assert killed == [-signal.SIGKILL]
    assert len(alone.songs) + len(alone.left_out) == FILES
    assert [out.code for out in alone.left_out] == ["not-midi", "duplicate"]


def test_a_worker_that_may_start_no_process_is_told(local: Local) -> None:
    """The processes that keep a bad file from harm need a worker without a nanny."""
    local.add_worker()
    with pytest.raises(JazzError, match="--no-nanny"):
        list(on_cluster(str, [1, 2], address=local.address))


def test_what_is_missing_is_told_in_a_line(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker, no scheduler, no Dask."""
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(JazzError, match="has no worker; start one by: dask worker tcp://"):
        list(on_cluster(str, [1], address=local.address))
    for nowhere in ("tcp://127.0.0.1:1", "nonsense://somewhere"):
        with pytest.raises(JazzError, match=f"no Dask scheduler answers at {nowhere}"):
            list(on_cluster(str, [1], address=nowhere))
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    with pytest.raises(JazzError, match=r"pip install 'jazz\[cluster\]'"):
        list(on_cluster(str, [1], address=local.address))


@pytest.mark.parametrize(
    ("version", "folder", "told"),
    [("0", Path("/"), f"has jazz {__version__}, not 0"), (__version__, Path("/not/there"), "does not see /not/there")],
)
def test_a_worker_that_cannot_do_the_same_is_told(version: str, folder: Path, told: str) -> None:
    """Another jazz, or folders that are not shared, would give another corpus without a word."""
    with pytest.raises(JazzError, match=told):
        cluster._work(str, [1], folder=folder, version=version)


class Deadly:
    """A cluster, and its own task: whoever does 13 dies."""

    def __init__(self, batch: Sequence[int] = ()) -> None:
        self._batch = batch

    def submit(self, _: object, batch: Sequence[int], **__: bool) -> Deadly:
        """Begin a batch."""
        return Deadly(batch)

    def result(self, **_: float) -> list[int]:
        """Do it."""
        if 13 in self._batch:
            raise distributed.KilledWorker("batch", None, 3)
        return [10 * number for number in self._batch]


def test_of_a_batch_that_kills_every_worker_only_the_killer_is_lost() -> None:
    batch = [11, 12, 13, 14]
    found = cluster._outcomes(Deadly(), print, batch, Deadly(batch))
    assert found == [110, 120, Lost("crashed", "every worker that read it died"), 140]

"""The same function over many things on the machines of a Dask cluster; what comes of them, and its order, as on one.

Things go out in batches, and a worker does a batch as `workers` does it on one machine: in a process of its own, with
the same limits, so that a bad file costs only itself. Dask gives a batch whose worker dies to another one; of all the
batches only a few are begun for each thread, so that neither the scheduler nor this machine ever holds many. Files go
by name, not by content: all machines see the same folders at the same paths. This room knows no music.

Why Dask and not Ray: both give the work of a dead worker to another. `distributed` is Python under the BSD licence,
44 MB in 21 packages, and a machine joins by one command; Ray is 259 MB, a runtime on every machine with an object store
in shared memory, which a list of small results has no use for. Dask sends pickles: only in a network that you trust, or
by the `tls://` addresses of its handbook.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from multiprocessing import current_process
from pathlib import Path
from socket import gethostname
from typing import Any, TypeVar

from jazz import __version__
from jazz.corpus.workers import Lost, in_processes
from jazz.errors import JazzError

SMALLEST_BATCH, LARGEST_BATCH = 32, 250
"""Things that a worker gets at once: so many that a process for them starts in a small part of their time."""
AHEAD = 4
"""Batches that are begun for each thread of the cluster."""
SECONDS_TO_CONNECT = 10.0
SECONDS_OF_SILENCE = 30.0
"""After so long without a result it is asked whether any worker is left."""

T = TypeVar("T")
R = TypeVar("R")


def on_cluster(function: Callable[[T], R], things: Sequence[T], *, address: str) -> Iterator[R | Lost]:
    """What `function` gives for each thing, in order, or why it gives nothing, as `in_processes` says it.

    `address` is the scheduler's, like "tcp://10.0.0.1:8786". Raises JazzError where Dask is not installed, the
    scheduler does not answer, no worker is left, or a worker has another jazz or not this folder.
    """
    with _client(address) as client:
        work = partial(_work, function, folder=Path.cwd(), version=__version__)
        size = max(SMALLEST_BATCH, min(LARGEST_BATCH, len(things) // _most(client)))
        batches = (things[first : first + size] for first in range(0, len(things), size))
        begun: deque[tuple[Sequence[T], Any]] = deque()
        while True:
            free = _most(client) - len(begun)  # machines come and go
            begun += [(batch, client.submit(work, batch, pure=False)) for batch in islice(batches, max(0, free))]
            if not begun:
                return
            yield from _outcomes(client, work, *begun.popleft())


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A connection to a scheduler that has workers."""
    if find_spec("distributed") is None:
        raise JazzError("a cluster needs Dask: pip install 'jazz[cluster]', here and on every worker")
    from distributed import Client  # noqa: PLC0415 - an extra, and slow to import
    from distributed.client import FutureCancelledError  # noqa: PLC0415

    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters comes as an error
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise JazzError(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        with client:
            _await_worker(client, address)
            yield client
    except (FutureCancelledError, OSError) as error:
        raise JazzError(f"the scheduler at {address} has gone; start it, and give the command again") from error


def _await_worker(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
    except TimeoutError:
        raise JazzError(f"{address} has no worker; start one by: dask worker {address} --no-nanny") from None


def _most(client: Any) -> int:
    """How many batches may be begun at a time."""
    threads: int = sum(client.nthreads().values())
    return AHEAD * max(1, threads)


def _outcomes(client: Any, work: Callable[..., Any], batch: Sequence[T], task: Any) -> list[Any]:
    """What came of a batch. If all its workers died, each of its things goes out alone, and only the killer is lost."""
    from distributed import KilledWorker  # noqa: PLC0415

    try:
        return _result(client, task)
    except KilledWorker:
        if len(batch) == 1:
            return [Lost("crashed", "every worker that read it died")]
    alone = [([thing], client.submit(work, [thing], pure=False)) for thing in batch]
    return [outcome for thing, begun in alone for outcome in _outcomes(client, work, thing, begun)]


def _result(client: Any, task: Any) -> list[Any]:
    """Wait for a batch, as long as there is anybody who could do it."""
    while True:
        try:
            return task.result(timeout=SECONDS_OF_SILENCE)  # type: ignore[no-any-return]
        except TimeoutError:
            if not client.nthreads():
                raise JazzError("the cluster has no worker left; start some, and give the command again") from None
        except ImportError as error:
            raise JazzError(f"a worker cannot run jazz: {error}; install the same on every worker") from error


# ---- what the workers do


def _work(function: Callable[[T], R], batch: Sequence[T], *, folder: Path, version: str) -> list[R | Lost]:
    """Do a batch, in a process that is in `folder`."""
    here = gethostname()
    if version != __version__:
        raise JazzError(f"the worker on {here} has jazz {__version__}, not {version}; install the same on all")
    if not folder.is_dir():
        raise JazzError(f"the worker on {here} does not see {folder}; all must see it at the same path")
    if current_process().daemon:
        raise JazzError(f"the worker on {here} may start no process; start it with --no-nanny")
    return list(in_processes(partial(_there, function, folder), batch, workers=1))


def _there(function: Callable[[T], R], folder: Path, thing: T) -> R:
    os.chdir(folder)  # in a process of its own; what is named here is named so there
    return function(thing)

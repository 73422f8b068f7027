"""The same function over many things, in processes of their own, so that a bad one costs nobody but itself.

A thing that takes too long, wants too much memory or kills its process comes back as `Lost`, with a code and a
sentence; everything else is done, in order, whatever the number of processes. Processes are spawned: they share nothing
with this one. pebble does the work: of the pools of the field it is the one that ends a single task that is late and
goes on with another process (measured: 0.1 ms a task, and 0.2 s until the first process answers). This room knows no
music and no files.

Memory is limited where the system can (`RLIMIT_DATA`, which Linux keeps to; macOS takes the number and does not, and
Windows has no such limit); time everywhere.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from jazz.errors import JazzError

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SECONDS = 10.0
"""What one thing may take, from when its process begins it."""
MEMORY = 1 << 30
"""What one process may hold, in bytes."""
AHEAD = 512
"""How many results may wait for a slow one that comes before them."""
WORTH_A_PROCESS = 4
"""Things: for fewer, one more process takes longer to start than it saves."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Lost:
    """What a thing gave that could not be done: a short stable code, and a sentence for the user."""

    code: str
    reason: str


Mapper = Callable[[Callable[[T], R], Sequence[T]], Iterator[R | Lost]]
"""Does the same to many things and gives what comes of each, in order; `map` is one, and `in_processes`."""


def in_processes(
    function: Callable[[T], R],
    things: Sequence[T],
    *,
    workers: int | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Iterator[R | Lost]:
    """What `function` gives for each thing, in order; `Lost` with "too-slow", "too-big", "crashed" or "failed".

    `function` and things are pickled: a function at the top of a module, or a `partial` of one. Without `workers`
    there is one for each processor. Raises JazzError where no process can be started at all.
    """
    if not things:
        return
    pool = ProcessPool(
        workers or _useful(len(things)), context=get_context("spawn"), initializer=_limit, initargs=(memory,)
    )
    begin = (pool.schedule(function, args=(thing,), timeout=seconds) for thing in things)
    try:
        waiting = deque(islice(begin, AHEAD))
        while waiting:
            outcome = _outcome(waiting.popleft(), seconds, memory)
            yield outcome
            waiting.extend(islice(begin, 1))
    except BrokenProcessPool as error:
        raise JazzError("no process can be started to read in; call from a program that is a file") from error
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _useful(things: int) -> int:
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, things // WORTH_A_PROCESS))


def _limit(memory: int) -> None:
    """Set up a process: its memory is limited, and Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _outcome(future: Future[R], seconds: float, memory: int) -> R | Lost:
    """What came of a thing; errors that no reader foresaw are a fault of ours, and must not cost the others."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenProcessPool):
        raise error
    if isinstance(error, TimeoutError):
        return Lost("too-slow", f"reading it takes longer than {seconds:g} s")
    if isinstance(error, MemoryError):
        return Lost("too-big", f"reading it takes more than {memory / (1 << 30):g} GB of memory")
    if isinstance(error, ProcessExpired):
        return Lost("crashed", "the process that read it died")
    return Lost("failed", f"reading it failed, which is a fault of jazz: {type(error).__name__}: {error}")

"""What becomes of damaged copies of real files: everything is read or refused with a reason, in time and in memory.

    python -m benchmarks.fuzz FOLDER [--count 5000] [--seed 0] [--only .mid .abc]

Takes MIDI, MusicXML and ABC files under FOLDER in turn, each time with a few accidents (`tests.midi_bytes.mutated`),
and prints how many copies had which outcome, and the slowest. Whatever raises anything but a SourceError, takes longer
than 10 s, needs more than 1 GB or kills its process is a failure, printed with its file and the seed of its damage.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from jazz import midi
from jazz.errors import SourceError
from jazz.music import LeftOut
from tests.midi_bytes import mutated

SECONDS, MEMORY = 10, 1 << 30
BATCH = 100
"""Copies that one process reads; a process that dies takes no more than the rest of its batch with it."""

Outcome = tuple[int, str, float]
"""The seed, the code of what happened (with "FAILURE" before what must not happen), the seconds."""


def read_midi(path: Path) -> str:
    """What `midi.read` makes of a file."""
    return "read, damage told" if midi.read(path).damage else "read"


def read_musicxml(path: Path) -> str:
    """What `songs_from_musicxml` makes of a file."""
    from jazz import notation  # noqa: PLC0415  (music21 takes seconds to import)

    return "read" if notation.songs_from_musicxml(path) else "FAILURE: no song and no reason"


def read_abc(path: Path) -> str:
    """What `read_abc` makes of the first tunes of a file."""
    from jazz import notation  # noqa: PLC0415

    results = list(notation.read_abc(path, places=range(1, 4)))
    return results[0].code if isinstance(results[0], LeftOut) else "read"


READERS: dict[str, Callable[[Path], str]] = {
    **dict.fromkeys((".mid", ".midi", ".kar", ".rmi"), read_midi),
    **dict.fromkeys((".musicxml", ".xml", ".mxl"), read_musicxml),
    ".abc": read_abc,
}


def attempt(files: list[Path], seed: int, folder: Path) -> Outcome:
    """Damage one file and read it."""
    original = files[seed % len(files)]
    path = folder / f"damaged{original.suffix.lower()}"
    path.write_bytes(mutated(original.read_bytes(), seed))
    begun = time.perf_counter()
    signal.alarm(SECONDS)
    try:
        code = READERS[path.suffix](path)
    except SourceError as error:
        code = error.code
    except (Exception, Late) as error:  # whatever it is, it is what is looked for
        code = f"FAILURE: {type(error).__name__}: {error}"
    signal.alarm(0)
    return seed, code, time.perf_counter() - begun


class Late(BaseException):
    """A reader takes too long; no reader catches this."""


def late(*_: object) -> None:
    """Break off a reader that takes too long."""
    raise Late(f"more than {SECONDS} s")


def work(results: Connection, files: list[Path], seeds: range) -> None:
    """Read the copies of a batch and send what happened, one by one."""
    signal.signal(signal.SIGALRM, late)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            results.send(attempt(files, seed, Path(folder)))


def outcomes(files: list[Path], seeds: range) -> Iterator[Outcome]:
    """What happened with each copy; one over which its process dies is a failure, and the next process goes on."""
    while seeds:
        receiver, sender = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(sender, files, seeds[:BATCH]))
        process.start()
        sender.close()
        done = 0
        try:
            while done < len(seeds[:BATCH]):
                yield receiver.recv()
                done += 1
        except EOFError:
            process.join()
            yield seeds[done], f"FAILURE: the process died ({process.exitcode})", 0.0
            done += 1
        process.join()
        seeds = seeds[done:]


def main() -> None:
    """Damage and read, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0, help="that of the first copy; the next ones count on from it")
    parser.add_argument("--only", nargs="+", default=list(READERS), metavar="SUFFIX")
    arguments = parser.parse_args()
    kinds = {suffix for suffix in arguments.only if suffix in READERS}
    files = sorted(path for path in arguments.folder.rglob("*") if path.suffix.lower() in kinds)
    if not files:
        parser.error(f"no {' '.join(sorted(kinds))} under {arguments.folder}")
    counts, slowest = Counter[str](), (0.0, 0)
    for seed, code, seconds in outcomes(files, range(arguments.seed, arguments.seed + arguments.count)):
        slowest = max(slowest, (seconds, seed))
        counts["FAILURE" if code.startswith("FAILURE") else code] += 1
        if code.startswith("FAILURE"):
            print(f"seed {seed}: {files[seed % len(files)]}: {code}")
    for code, count in counts.most_common():
        print(f"{count:8,} {code}")
    print(f"{counts.total():8,} copies of {len(files)} files; the slowest took {slowest[0]:.2f} s (seed {slowest[1]})")


if __name__ == "__main__":
    main()

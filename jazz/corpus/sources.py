"""Which sources there are: the files that are named, and in folders that are named all that look like solos.

Folders are walked in one order, never twice and never in a circle; what hides (a name that begins with a dot), what is
no ordinary file and what cannot be opened is passed by, and where that matters it is told. A file with many entries is
read in runs of them, so that several processes can share it. This room opens files only to see what they are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jazz import weimar
from jazz.corpus.readers import LOOKS, READERS, Source
from jazz.errors import SourceError
from jazz.music import LeftOut

Numbers = Callable[[Path], Sequence[int]]


@dataclass(frozen=True)
class Found:
    """The sources to read, in order, and the folders that cannot be looked into."""

    sources: tuple[Source, ...]
    closed: tuple[LeftOut, ...] = ()


def find(paths: Iterable[Path | str]) -> Found:
    """The sources in files and folders, each once.

    Raises SourceError where a path is missing ("not-found") or all of them hold nothing ("nothing-found").
    """
    named = [Path(path) for path in paths]
    files: dict[Path, None] = {}
    closed: list[LeftOut] = []
    for path in named:
        if not os.path.exists(path):
            raise SourceError("not-found", f"{path} is not there, or cannot be reached")
        files |= dict.fromkeys(_inside(path, closed) if os.path.isdir(path) else [path])
    if not (files or closed):
        where = ", ".join(map(str, named)) or "no source"
        raise SourceError("nothing-found", f"no solos in {where}; what can be read is {' '.join(READERS)}")
    return Found(tuple(source for path in files for source in _sources(path)), tuple(closed))


def _inside(folder: Path, closed: list[LeftOut]) -> Iterator[Path]:
    """The files in a folder and its folders, sorted, that look like solos and do not hide; links are not walked."""

    def keep(error: OSError) -> None:
        reason = f"the folder cannot be opened: {error.strerror}"
        closed.append(LeftOut(Path(error.filename).as_posix(), "unreadable", reason))

    for root, folders, names in os.walk(folder, onerror=keep):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            suffix = os.path.splitext(name)[1].lower()
            if suffix in READERS and not name.startswith("."):
                path = Path(root, name)
                if os.path.isfile(path) and _looks(path, suffix):
                    yield path


def _looks(path: Path, suffix: str) -> bool:
    try:
        return suffix not in LOOKS or LOOKS[suffix](path)
    except OSError:
        return False


def _sources(path: Path) -> Iterator[Source]:
    """A file as it is; one with many entries in runs of them."""
    together, numbers = BOOKS.get(path.suffix.lower(), (1, None))
    found = numbers(path) if numbers and os.path.isfile(path) else ()
    runs = [Source(path, tuple(found[first : first + together])) for first in range(0, len(found), together)]
    yield from runs or [Source(path)]


def _tunes(path: Path) -> Sequence[int]:
    """The places of the tunes in an ABC file, from 1: each begins with a line X:."""
    try:
        with path.open("rb") as file:
            return range(1, 1 + sum(line.startswith(b"X:") for line in file))
    except OSError:
        return ()


BOOKS: dict[str, tuple[int, Numbers | None]] = {".db": (32, weimar.numbers), ".abc": (8, _tunes)}
"""Files with many entries: how many are read at one go (a second or two), and what tells their numbers."""

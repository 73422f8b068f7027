"""Folders and files of solos to songs, with a reason for whatever is left out; and songs parted into two sets.

Each file is read by the room that knows its format. One bad file never stops the others, and the order of the songs is
that of the sources, whatever the number of workers. Workers import neither TensorFlow nor a network. This room knows
no formats.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path, PurePath
from typing import Any

from jazz import midi, solotext, weimar
from jazz.analysis import song_from_score
from jazz.errors import JazzError, SourceError
from jazz.music import LeftOut, Solo, Song

FILES_A_WORKER = 500
"""Below so many files a process of its own costs more time than it saves."""

Result = Song | LeftOut
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Corpus:
    """What was read: the songs, and what gave none, both in the order of the sources."""

    songs: tuple[Song, ...]
    left_out: tuple[LeftOut, ...]


def read(
    sources: Sequence[Path | str],
    *,
    track: str | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> Corpus:
    """Read files and folders of solos; `track` names the melody track of MIDI files.

    `on_progress(done, total, source)` is called after each file. A solo with the very notes of an earlier one, in
    whatever key, is left out. Raises SourceError: "not-found", "nothing-found", "crashed".
    """
    files = find(sources)
    results = []
    for done, (path, found) in enumerate(zip(files, _results(files, track, workers), strict=True), 1):
        results += found
        if on_progress:
            on_progress(done, len(files), str(path))
    unique = list(_without_duplicates(results))
    return Corpus(
        tuple(result for result in unique if isinstance(result, Song)),
        tuple(result for result in unique if isinstance(result, LeftOut)),
    )


def find(sources: Iterable[Path | str]) -> list[Path]:
    """The files to read: those that are named, and those of a known kind in folders that are named, sorted.

    Raises SourceError where a source is missing ("not-found") or all of them hold nothing ("nothing-found").
    """
    files: dict[Path, None] = {}
    for source in map(Path, sources):
        if not source.exists():
            raise SourceError("not-found", f"{source} is not there")
        files |= dict.fromkeys(_inside(source) if source.is_dir() else [source])
    if not files:
        named = ", ".join(map(str, sources)) or "no source"
        raise SourceError("nothing-found", f"no solos in {named}; what can be read is {' '.join(READERS)}")
    return list(files)


def _inside(folder: Path) -> Iterator[Path]:
    """The files in a folder and its folders, sorted, that look like solos and are not hidden."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            suffix = path.suffix.lower()
            if suffix in READERS and not name.startswith(".") and LOOKS.get(suffix, Path.is_file)(path):
                yield path


def _results(files: Sequence[Path], track: str | None, workers: int | None) -> Iterator[list[Result]]:
    """What each file gives, in order."""
    work = partial(read_file, track=track)
    count = workers or min(os.cpu_count() or 1, -(-len(files) // FILES_A_WORKER))
    if count == 1:
        yield from map(work, files)
        return
    try:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            yield from pool.map(work, files, chunksize=4)
    except BrokenProcessPool as error:
        raise SourceError("crashed", "a process that read files was killed; try again with one worker") from error


def read_file(path: Path, track: str | None = None) -> list[Result]:
    """The songs of one file, or why there is none."""
    results: list[Result] = []
    try:
        for result in READERS.get(path.suffix.lower(), _unknown)(path, track):
            silent = isinstance(result, Song) and not result.solo
            results.append(LeftOut(result.source, "empty", "its solo has no note") if silent else result)
    except JazzError as error:
        results.append(LeftOut(str(path), getattr(error, "code", "text"), str(error).removeprefix(f"{path.name}: ")))
    return results


def _midi(path: Path, track: str | None) -> Iterator[Result]:
    yield song_from_score(midi.read(path), source=path.as_posix(), track=track)


def _weimar(path: Path, _: str | None) -> Iterator[Result]:
    yield from weimar.read(path)


def _musicxml(path: Path, _: str | None) -> Iterator[Result]:
    from jazz import notation  # noqa: PLC0415  (music21 takes seconds to import)

    yield notation.read_musicxml(path)


def _solo_text(path: Path, _: str | None) -> Iterator[Result]:
    yield solotext.parse(_text(path), source=path.as_posix())


def _unknown(path: Path, _: str | None) -> Iterator[Result]:
    raise SourceError("unknown-format", f"{path.name}: it is of no kind that can be read ({' '.join(READERS)})")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise SourceError("unreadable", f"{path.name}: it cannot be read as text: {error}") from error


def _holds(*words: bytes) -> Callable[[Path], bool]:
    """Whether one of these words stands near the beginning of a file."""

    def look(path: Path) -> bool:
        try:
            with path.open("rb") as file:
                start = file.read(1 << 16)
        except OSError:
            return False
        return any(word in start for word in words)

    return look


READERS: dict[str, Callable[[Path, str | None], Iterator[Result]]] = {
    **dict.fromkeys((".mid", ".midi", ".kar", ".rmi"), _midi),
    **dict.fromkeys((".musicxml", ".xml", ".mxl"), _musicxml),
    ".db": _weimar,
    ".txt": _solo_text,
}
"""Who reads what, by the end of the file's name."""

LOOKS: dict[str, Callable[[Path], bool]] = {
    ".xml": _holds(b"<score-partwise", b"<score-timewise"),
    ".txt": _holds(b"solo:", b"Solo:"),
    ".db": weimar.is_weimar,
}
"""In a folder, files with a name of many uses count only when they look like solos."""


def _without_duplicates(results: Iterable[Result]) -> Iterator[Result]:
    """The results, where a song with the line of an earlier one is left out."""
    seen: dict[tuple[Any, ...], str] = {}
    for result in results:
        source = seen.setdefault(_line(result.solo), result.source) if isinstance(result, Song) else result.source
        yield result if source == result.source else LeftOut(result.source, "duplicate", f"duplicate of {source}")


def _line(solo: Solo) -> tuple[Any, ...]:
    """The intervals, distances and durations of a solo: the same in every key, wherever it begins."""
    steps = [(after.pitch - before.pitch, after.onset - before.onset) for before, after in pairwise(solo)]
    return (*steps, *(note.duration for note in solo))


def split(songs: Sequence[Song], share: float, rng_seed: int) -> tuple[tuple[Song, ...], tuple[Song, ...]]:
    """The songs in (training, validation), about `share` of them in the latter, with no tune in both.

    The same songs and seed give the same parting in any order. From two tunes on neither side is empty.
    """
    sizes = Counter(song.tune for song in songs)
    order = sorted(sizes, key=lambda tune: sha256(f"{rng_seed}:{tune}".encode()).digest())
    held: set[str] = set()
    for tune in order[: len(order) - 1]:
        if sum(sizes[other] for other in held) + sizes[tune] <= share * len(songs):
            held.add(tune)
    if not held and len(order) > 1:
        held = {min(order, key=lambda tune: sizes[tune])}
    return tuple(s for s in songs if s.tune not in held), tuple(s for s in songs if s.tune in held)


def read_split(path: Path | str) -> dict[str, str]:
    """A parting that a file prescribes: the part ("train", "val" ...) of each solo, by its number and by its name.

    The file is JSON, `{"12": {"id": "ArtPepper_Stardust-1", "split": "train"}, ...}`. Raises SourceError.
    """
    try:
        entries = json.loads(_text(Path(path)))
        named = {key: str(entry["split"]) for key, entry in entries.items()}
        return named | {str(entry["id"]): str(entry["split"]) for entry in entries.values() if "id" in entry}
    except (json.JSONDecodeError, AttributeError, TypeError, KeyError, RecursionError) as error:
        raise SourceError(
            "split", f'{path} is no split; write JSON like {{"12": {{"id": "Name", "split": "train"}}}}'
        ) from error


def select(songs: Iterable[Song], split: dict[str, str], part: str) -> tuple[Song, ...]:
    """The songs of one part, known by the number in their database (after "#") or by the name of their file."""
    return tuple(song for song in songs if split.get(_identity(song.source)) == part)


def _identity(source: str) -> str:
    return source.rpartition("#")[2] if ".db#" in source else PurePath(source).stem

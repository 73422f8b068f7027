"""Folders and files of solos to songs, with a reason for whatever is left out.

The way of a source: it is found (`sources`), remembered if it was read before (`cache`), else read in a process of its
own (`workers`) by the room that knows its format (`readers`), and comes back as bytes (`packing`); then copies are left
out and versions of one tune tied together (`duplicates`). One bad file never stops the others, and the order of the
songs is that of the sources, whoever reads them. Nothing is transposed: the grammar's values are relative to the chord
and the last note, so a song in twelve keys is twelve times the same song.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePath

from jazz.corpus.cache import Cache, content, key
from jazz.corpus.duplicates import tied, without_copies
from jazz.corpus.packing import pack, unpack
from jazz.corpus.readers import Result, Source, read_source
from jazz.corpus.sources import find
from jazz.corpus.workers import Lost, Mapper, in_processes
from jazz.music import LeftOut, Song
from jazz.voices import DOUBTFUL

PASSING = {"unreadable", "crashed", "failed"}
"""What may be otherwise next time, so that it is not remembered."""

OnProgress = Callable[[int, int, Sequence[Result]], None]
"""Is told how many sources are done, of how many, and what the last one gave."""


@dataclass(frozen=True)
class Corpus:
    """What was read: the songs, and what gave none, in the order of the sources; `notes` are sentences about it all."""

    songs: tuple[Song, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...] = ()


def read(
    paths: Sequence[Path | str],
    *,
    track: str | None = None,
    mapper: Mapper[Source, bytes] = in_processes,
    cache: Cache | None = None,
    on_progress: OnProgress | None = None,
) -> Corpus:
    """Read files and folders of solos; `track` names the melody track of MIDI files, else a doubtful one is left out.

    `mapper` decides where they are read, `cache` remembers. Raises SourceError: "not-found", "nothing-found".
    """
    found = find(paths)
    results: list[Result] = list(found.closed)
    for done, read_now in enumerate(_read(found.sources, track, mapper, cache), 1):
        sure = [_without_doubt(result, track) for result in read_now]
        results += sure
        if on_progress:
            on_progress(done, len(found.sources), sure)
    unique = list(without_copies(results))
    songs = tuple(result for result in unique if isinstance(result, Song))
    united = tied(songs)
    return Corpus(
        united,
        tuple(result for result in unique if isinstance(result, LeftOut)),
        tuple(_notes(songs, united, cache)),
    )


def _without_doubt(result: Result, track: str | None) -> Result:
    """A song whose melody is more likely found than not, or was asked for; else why it is left out."""
    if isinstance(result, LeftOut) or track is not None or result.reading.melody_sure >= DOUBTFUL:
        return result
    its = result.reading
    return LeftOut(
        result.source,
        "doubtful-melody",
        f"its melody may be track {its.melody} ({its.melody_sure:.0%}) or {its.runner_up}; say which with --track",
    )


def read_packed(source: Source, track: str | None = None) -> bytes:
    """What one source gives, packed: the work of a mapper."""
    return pack(read_source(source, track), source.path.as_posix())


def _read(
    sources: Sequence[Source], track: str | None, mapper: Mapper[Source, bytes], cache: Cache | None
) -> Iterator[list[Result]]:
    """What each source gives, in order: as it is remembered, else as it is read now."""
    work = partial(read_packed, track=track)
    digest = lru_cache(maxsize=1)(content)  # the runs of a database share one
    keys = [_key(source, track, digest) if cache else None for source in sources]
    known = [bool(cache and name and name in cache) for name in keys]
    unknown = mapper(work, [source for source, before in zip(sources, known, strict=True) if not before])
    for source, name, before in zip(sources, keys, known, strict=True):
        results = _remembered(cache, name, source) if cache and name and before else None
        if results is None:
            outcome = next(mapper(work, [source]) if before else unknown)
            results = _results(outcome, source)
            if cache and name and not any(_may_pass(result) for result in results):
                cache.put(name, outcome if isinstance(outcome, bytes) else pack(results, source.path.as_posix()))
        yield results


def _key(source: Source, track: str | None, digest: Callable[[Path], bytes]) -> bytes | None:
    """What a source is remembered by; None where its file cannot be read."""
    try:
        if source.path.is_file():
            return key(digest(source.path), os.fsencode(source.path.name), track, str(source.entries))
    except OSError:
        pass
    return None


def _remembered(cache: Cache, name: bytes, source: Source) -> list[Result] | None:
    data = cache.get(name)
    try:
        return None if data is None else unpack(data, source.path.as_posix())
    except ValueError:
        return None


def _results(outcome: bytes | Lost, source: Source) -> list[Result]:
    if isinstance(outcome, Lost):
        return [LeftOut(source.name, outcome.code, outcome.reason)]
    return unpack(outcome, source.path.as_posix())


def _may_pass(result: Result) -> bool:
    return isinstance(result, LeftOut) and result.code in PASSING


def _notes(songs: Sequence[Song], united: Sequence[Song], cache: Cache | None) -> Iterator[str]:
    """What there is to say about the corpus as a whole."""
    moved = [(song, now.tune) for song, now in zip(songs, united, strict=True) if song.tune != now.tune]
    if moved:
        song, tune = moved[0]
        yield (
            f"songs that share passages with a tune of another name, and stay on its side of a split: {len(moved)}, "
            f'such as {PurePath(song.source).name} with "{tune}"'
        )
    if cache and cache.trouble:
        yield cache.trouble

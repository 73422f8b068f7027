"""A solo as files: the MIDI file, and what lies beside it under the same name.

    blues-7.mid   blues-7.musicxml   blues-7.wav   blues-7.png   blues-7.html   blues-7-tenor-sax.mid

All bytes of a solo are made before its first file is written, so that a soundfont that is missing leaves nothing half
done. This room knows which room makes which file, and nothing of how; what is slow to import waits until it is wanted.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jazz import files, grammar, midi
from jazz.errors import OutputError
from jazz.instruments import find_instrument, is_key, transposition
from jazz.pipeline import Request, Take

if TYPE_CHECKING:
    from jazz import pianoroll

Contents = dict[str, bytes]
"""What is written, by what follows the name that all files of a solo share."""


@dataclass(frozen=True)
class Wanted:
    """What is wanted beside the MIDI file: some of `KINDS`, and for which instrument or key a page is written.

    Raises JazzError for an instrument or a key that is not known.
    """

    kinds: tuple[str, ...] = ()
    transpose_for: str | None = None

    def __post_init__(self) -> None:
        if self.transpose_for is not None:
            transposition(self.transpose_for)


def name_files(request: Request, output: Path | None, wanted: Wanted, *, force: bool = False) -> list[Path]:
    """Return the MIDI file of each solo: `output`, or named after chart and seed (in that folder); several numbered.

    Raises OutputError where one of the files that are wanted must not be written.
    """
    path = Path(f"{files.slug(request.chart.title, 'solo')}-{request.seed}.mid")
    if output is not None:
        path = output / path if os.path.isdir(output) else output
    paths = (
        [path] if request.count == 1 else [_numbered(path, number, request.count) for number in range(request.count)]
    )
    for each in paths:
        _check(each, [f".{kind}" for kind in wanted.kinds if kind != "stems"], force=force)
    return paths


def _numbered(path: Path, number: int, count: int) -> Path:
    return path.with_stem(f"{path.stem}-{number + 1:0{len(str(count))}}")


def _check(file: Path, endings: list[str], *, force: bool) -> None:
    """Refuse a MIDI file or what lies beside it where it must not be written."""
    try:
        for each in (file, *(_beside(file, ending) for ending in endings)):
            files.check_writable(each, force=force)
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror}") from None
    if file.suffix in endings:
        raise OutputError(f"{file} is the MIDI file: name it .mid, and {file.suffix[1:]} lies beside it")


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.stem + ending)


@dataclass(frozen=True)
class _Job:
    """What makers of files are given: a solo, how it came to be, its MIDI file and its name, and what is wanted."""

    take: Take
    request: Request
    midi: bytes
    name: str
    wanted: Wanted


def write(take: Take, request: Request, file: Path, wanted: Wanted, *, force: bool = False) -> list[Path]:
    """Write a solo to its MIDI file, and what is wanted beside it; return all files, the MIDI file first.

    Raises OutputError, and JazzError where what makes a file is missing (`sound`).
    """
    job = _Job(take, request, midi.encode(take.performance), file.name, wanted)
    beside: Contents = {}
    for kind in wanted.kinds:
        beside |= KINDS[kind](job)
    _check(file, list(beside), force=force)
    written = {file: job.midi} | {_beside(file, ending): content for ending, content in beside.items()}
    for path, content in written.items():
        files.write_whole(path, content, force=force)
    return list(written)


def _stems(job: _Job) -> Contents:
    return {f"-{name}.mid": data for name, data in midi.stems(job.take.performance)}


def _musicxml(job: _Job) -> Contents:
    from jazz.engraving import musicxml  # noqa: PLC0415  (only this kind needs it)

    reader, performance = job.wanted.transpose_for, job.take.performance
    page = musicxml(
        job.take.solo,
        job.request.chart,
        instrument=find_instrument(job.request.instrument if reader is None or is_key(reader) else reader),
        tempo=performance.tempo,
        swing=performance.swing,
        transposition=None if reader is None else transposition(reader),
        by=next(iter(performance.texts), ""),
        texts=performance.texts,
    )
    return {".musicxml": page}


def _wav(job: _Job) -> Contents:
    from jazz import sound  # noqa: PLC0415  (only this kind needs it)

    return {".wav": sound.render(job.midi, loop=job.request.loop)}


def _png(job: _Job) -> Contents:
    from jazz import pianoroll  # noqa: PLC0415  (only this kind needs it)

    return {".png": pianoroll.png(_roll(job))}


def _html(job: _Job) -> Contents:
    from jazz import pianoroll  # noqa: PLC0415  (only this kind needs it)

    return {".html": pianoroll.html(_roll(job), file_name=job.name)}


def _roll(job: _Job) -> pianoroll.Roll:
    from jazz import pianoroll  # noqa: PLC0415  (only pictures need it)

    request = job.request
    roles = grammar.roles(job.take.solo, request.chart)
    return pianoroll.roll(
        job.take.performance, job.midi, roles, seed=request.seed, command=request.command, loop=request.loop
    )


KINDS: dict[str, Callable[[_Job], Contents]] = {
    "stems": _stems,
    "musicxml": _musicxml,
    "wav": _wav,
    "png": _png,
    "html": _html,
}
"""Who makes what lies beside a MIDI file."""

"""One source to songs, or to the reason why there is none: by the room that knows its format.

A source is a file, or some entries of a database or of a book of tunes. What can be wrong with one is a result like any
other; only faults of ours are raised. This room knows which room reads what, and no format; whatever is slow to import
waits for the first file that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jazz import midi, solotext, weimar
from jazz.analysis import songs_from_score
from jazz.errors import JazzError, SourceError
from jazz.music import LeftOut, Song

Result = Song | LeftOut

SOLO = (b"solo:", b"Solo:")
"""Words that a text with a solo holds."""
BEGINNING = 1 << 16
"""Bytes in which a file of a name of many uses must show what it is."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read at one go: a file, or of a database or a book of tunes only the entries with these numbers."""

    path: Path
    entries: tuple[int, ...] | None = None

    @property
    def name(self) -> str:
        """The file, and which entries of it."""
        place = self.path.as_posix()
        return f"{place}#{self.entries[0]}-{self.entries[-1]}" if self.entries else place


def read_file(path: Path, track: str | None = None) -> list[Result]:
    """The songs of one file, or why there is none; `track` names the melody's track of a MIDI file."""
    return read_source(Source(path), track)


def read_source(source: Source, track: str | None = None) -> list[Result]:
    """The songs of one source, or why there is none."""
    path, results = source.path, list[Result]()
    try:
        if not path.is_file():
            raise SourceError("unreadable", f"{path.name}: it is no file that can be opened")
        for result in _reader(path)(source, track):
            silent = isinstance(result, Song) and not result.solo
            results.append(LeftOut(result.source, "empty", "its solo has no note") if silent else result)
    except OSError as error:
        results.append(LeftOut(path.as_posix(), "unreadable", f"it cannot be opened: {error.strerror}"))
    except JazzError as error:
        reason = str(error).removeprefix(f"{path.name}: ")
        results.append(LeftOut(path.as_posix(), getattr(error, "code", "text"), reason))
    return results


def _midi(source: Source, track: str | None) -> Iterator[Result]:
    yield from songs_from_score(midi.read(source.path), source=source.path.as_posix(), track=track)


def _weimar(source: Source, _: str | None) -> Iterator[Result]:
    yield from weimar.read(source.path, source.entries)


def _musicxml(source: Source, track: str | None) -> Iterator[Result]:
    from jazz import notation  # noqa: PLC0415  (music21 takes seconds to import)

    yield from notation.songs_from_musicxml(source.path, track)


def _abc(source: Source, track: str | None) -> Iterator[Result]:
    from jazz import notation  # noqa: PLC0415

    yield from notation.read_abc(source.path, track, source.entries)


def _solo_text(source: Source, _: str | None) -> Iterator[Result]:
    path = source.path
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeError as error:
        raise SourceError("unreadable", f"it cannot be read as text: {error}") from error
    yield solotext.parse(text, source=path.as_posix())


def _unknown(_: Source, __: str | None) -> Iterator[Result]:
    raise SourceError("unknown-format", f"it is of no kind that can be read ({' '.join(READERS)})")


Reader = Callable[[Source, str | None], Iterator[Result]]

READERS: dict[str, Reader] = {
    **dict.fromkeys((".mid", ".midi", ".kar", ".rmi"), _midi),
    **dict.fromkeys((".musicxml", ".xml", ".mxl"), _musicxml),
    ".abc": _abc,
    ".db": _weimar,
    ".txt": _solo_text,
}
"""Who reads what, by the end of the file's name."""

SIGNATURES: tuple[tuple[bytes, Reader], ...] = (
    (b"MThd", _midi),
    (b"RIFF", _midi),
    (weimar.HEADER, _weimar),
    (b"PK\3\4", _musicxml),
    (b"<?xml", _musicxml),
    (b"%abc", _abc),
    (b"X:", _abc),
)
"""Who reads a file that is named and whose name says nothing, by how the file begins."""


def _reader(path: Path) -> Reader:
    known = READERS.get(path.suffix.lower())
    if known:
        return known
    start = _beginning(path)
    text = _solo_text if any(word in start for word in SOLO) else _unknown
    return next((reader for signature, reader in SIGNATURES if start.startswith(signature)), text)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(BEGINNING)


def _holds(*words: bytes) -> Callable[[Path], bool]:
    """Whether one of these words stands near the beginning of a file."""
    return lambda path: any(word in _beginning(path) for word in words)


LOOKS: dict[str, Callable[[Path], bool]] = {
    ".xml": _holds(b"<score-partwise", b"<score-timewise"),
    ".txt": _holds(*SOLO),
    ".db": weimar.is_weimar,
}
"""In a folder, files with a name of many uses count only when they look like solos."""

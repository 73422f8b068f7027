"""Files of MusicXML and ABC, as music21 reads them, at sounding pitch.

music21 checks little of what it reads, so that the errors it is known to raise over damaged files are caught here, by
name; and it reads no score-timewise, which is turned into a score-partwise before. Files are read as they are or packed
(.mxl).
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from music21 import converter, stream
from music21.exceptions21 import Music21Exception

from jazz.errors import ChartError, SourceError
from jazz.midi.words import encoding
from jazz.notation import tunes

LARGEST_FILE = 10_000_000  # bytes, unpacked
MOST_NOTES = 10_000
"""Notes that music21 reads in a few seconds."""
RAISED = (
    *(Music21Exception, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError),
    *(SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error),
)


def musicxml_score(path: Path) -> tuple[Any, int]:
    """The score in a MusicXML file, and how many of its signs music21 guessed at.

    Raises SourceError: "unreadable", "too-large", "damaged".
    """
    with named(path.name):
        contents = _contents(path)
        notes = sum(content.replace(b"\0", b"").count(b"<note") for content in contents)  # also of UTF-16
        if notes > MOST_NOTES:
            raise SourceError("too-large", f"it has {notes:,} notes; at most {MOST_NOTES:,} are read")
        timewise = next((content for content in contents if b"<score-timewise" in content), None)
        with _guesses() as guesses:
            if timewise is None:
                read = converter.parse(str(path), format="musicxml", forceSource=True, storePickle=False)
            else:
                read = converter.parseData(_partwise(timewise), format="musicxml")
            return _sounding(read), _count(guesses)


def _partwise(data: bytes) -> str:
    """A score whose bars hold parts as one whose parts hold bars."""
    root = ElementTree.fromstring(data)
    parts: dict[str, ElementTree.Element] = {}
    for bar in root.findall("measure"):
        for part in bar.findall("part"):
            name = part.get("id") or ""
            parts.setdefault(name, ElementTree.Element("part", id=name)).append(part)
            part.tag, part.attrib = "measure", dict(bar.attrib)
        root.remove(bar)
    root.tag = "score-partwise"
    root.extend(parts.values())
    return ElementTree.tostring(root, encoding="unicode")


def abc_score(tune: tunes.Tune) -> tuple[Any, int]:
    """The score of an ABC tune, and how many of its signs music21 guessed at."""
    with _guesses() as guesses:
        return _sounding(converter.parseData(tune.text, format="abc")), _count(guesses)


def tunes_in(path: Path) -> dict[str, str]:
    """The texts of the tunes in a file, by their numbers. Raises SourceError: "unreadable", "too-large", "empty"."""
    with named(path.name):
        (data,) = _contents(path)
        found = tunes.split(data.decode(encoding(data.splitlines()), "replace").lstrip("\ufeff"))
        if not found:
            raise SourceError("empty", "it holds no tune: no line begins with X: or K:")
        return found


def _contents(path: Path) -> list[bytes]:
    """The bytes of a file, or of those that are packed in it."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise SourceError("unreadable", f"it cannot be read: {error.strerror}") from error
    packed = zipfile.ZipFile(BytesIO(data)) if data.startswith(b"PK") else None
    size = max(size, sum(entry.file_size for entry in packed.infolist()) if packed else 0)
    if size > LARGEST_FILE:
        raise SourceError("too-large", f"it holds {size:,} bytes; at most {LARGEST_FILE:,} are read")
    return [packed.read(entry) for entry in packed.infolist()] if packed else [data]


@contextmanager
def named(name: str) -> Iterator[None]:
    """What is wrong with a source is a SourceError or ChartError in one line, which names the source."""
    try:
        yield
    except ChartError as error:
        raise ChartError(f"{name}: {error}") from error.__cause__
    except SourceError as error:
        raise SourceError(error.code, f"{name}: {str(error).removeprefix(f'{name}: ')}") from error.__cause__
    except RAISED as error:
        raise SourceError("damaged", f"{name}: it is no notation that can be read ({_first_line(error)})") from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:80] or type(error).__name__


@contextmanager
def _guesses() -> Iterator[StringIO]:
    """What music21 prints meanwhile, a line for each sign that it guesses at; its other warnings are checked here."""
    with warnings.catch_warnings(), redirect_stderr(StringIO()) as guesses:
        warnings.simplefilter("ignore")
        yield guesses


def _count(guesses: StringIO) -> int:
    return len(guesses.getvalue().splitlines())


def _sounding(read: Any) -> Any:
    """What music21 has read, as a score at sounding pitch."""
    if isinstance(read, stream.Opus) and read.scores:
        read = read.scores.first()
    if not isinstance(read, stream.Score) or not read.parts:
        raise SourceError("damaged", "it holds no score")
    return read.toSoundingPitch(inPlace=True) or read

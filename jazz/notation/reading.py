"""MusicXML lead sheets and ABC tunes, as music21 reads them, to songs.

A page becomes a score (`page`), of which analysis makes a song as of a MIDI file. music21 checks little of what it
reads, so that the errors it is known to raise over damaged files are caught here, by name.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path, PurePath
from typing import Any

from music21 import converter, stream
from music21.exceptions21 import Music21Exception

from jazz.analysis import songs_from_score
from jazz.errors import SourceError
from jazz.midi.words import encoding
from jazz.music import Key, LeftOut, Song
from jazz.notation import tunes
from jazz.notation.page import Page, page_of
from jazz.theory import guess_key, key_signature

LARGEST_FILE = 10_000_000  # bytes, unpacked
MOST_NOTES = 10_000
"""Notes that music21 reads in a few seconds."""
SWING = 2 / 3
RAISED = (
    *(Music21Exception, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError),
    *(SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error),
)


def songs_from_musicxml(path: Path, track: str | None = None) -> list[Song]:
    """The songs in a MusicXML file (.musicxml, .xml, .mxl), repeats played out: one for each stretch of one metre.

    The solo is the top line of the first part with chord symbols, else of the first with notes, or of the part that
    `track` names, at sounding pitch; chords are the symbols, else what is heard in the other notes. Raises SourceError:
    "unreadable", "too-large", "damaged", "no-notes", and what `analysis` raises.
    """
    with _named(path.name):
        notes = sum(content.replace(b"\0", b"").count(b"<note") for content in _contents(path))  # also of UTF-16
        if notes > MOST_NOTES:
            raise SourceError("too-large", f"it has {notes:,} notes; at most {MOST_NOTES:,} are read")
        page = _musicxml_page(path)
    return _songs(page, path.as_posix(), track)


def read_abc(path: Path, track: str | None = None, places: Container[int] | None = None) -> Iterator[Song | LeftOut]:
    """The songs in an ABC file, one at a time, or those of the tunes at `places` (from 1); or why there is no song.

    A song is called by the number of its tune ("tunes.abc#3"); for the rest see `songs_from_musicxml`. Raises
    SourceError: "unreadable", "too-large", "empty".
    """
    for place, (number, text) in enumerate(_tunes(path).items(), 1):
        if places is None or place in places:
            yield from _tune(text, f"{path.as_posix()}#{number}", track)


def _tunes(path: Path) -> dict[str, str]:
    """The texts of the tunes in a file."""
    with _named(path.name):
        (data,) = _contents(path)
        found = tunes.split(data.decode(encoding(data.splitlines()), "replace").lstrip("\ufeff"))
        if not found:
            raise SourceError("empty", "it holds no tune: no line begins with X: or K:")
        return found


def _tune(text: str, source: str, track: str | None) -> list[Song] | list[LeftOut]:
    name = PurePath(source).name
    try:
        with _named(name):
            page = _abc_page(tunes.prepared(text))
        return _songs(page, source, track)
    except SourceError as error:
        return [LeftOut(source, error.code, str(error).removeprefix(f"{name}: "))]


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
def _named(name: str) -> Iterator[None]:
    """Whatever goes wrong with a source is a SourceError in one line, which names the source."""
    try:
        yield
    except SourceError as error:
        raise SourceError(error.code, f"{name}: {str(error).removeprefix(f'{name}: ')}") from error.__cause__
    except RAISED as error:
        raise SourceError("damaged", f"{name}: it is no notation that can be read ({_first_line(error)})") from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:80] or type(error).__name__


def _musicxml_page(path: Path) -> Page:
    with _guesses() as guesses:
        read = converter.parse(str(path), format="musicxml", forceSource=True, storePickle=False)
        return _told(page_of(_sounding(read)), guesses)


def _abc_page(tune: tunes.Tune) -> Page:
    with _guesses() as guesses:
        read = converter.parseData(tune.text, format="abc")
        return _told(page_of(_sounding(read), tune.metre, tune.symbols), guesses)


@contextmanager
def _guesses() -> Iterator[StringIO]:
    """What music21 prints meanwhile, a line for each sign that it guesses at; its other warnings are checked here."""
    with warnings.catch_warnings(), redirect_stderr(StringIO()) as guesses:
        warnings.simplefilter("ignore")
        yield guesses


def _told(page: Page, guesses: StringIO) -> Page:
    """The page with the number of guesses among its damage."""
    count = len(guesses.getvalue().splitlines())
    told = (f"signs that make no sense were guessed at ({count:,})",) if count else ()
    return replace(page, score=replace(page.score, damage=(*told, *page.score.damage)))


def _sounding(read: Any) -> Any:
    """What music21 has read, as a score at sounding pitch."""
    if isinstance(read, stream.Opus) and read.scores:
        read = read.scores.first()
    if not isinstance(read, stream.Score) or not read.parts:
        raise SourceError("damaged", "it holds no score")
    return read.toSoundingPitch(inPlace=True) or read


def _songs(page: Page, source: str, track: str | None) -> list[Song]:
    songs = songs_from_score(page.score, source=source, track=track or str(page.melody))
    return [_as_written(song, page) for song in songs]


def _as_written(song: Song, page: Page) -> Song:
    """A song with what a page says in words; nobody has played it."""
    chart = replace(song.chart, key=_key(song, page), style="swing" if page.swings else None)
    return replace(song, chart=chart, swing=SWING if page.swings else song.swing, timing=())


def _key(song: Song, page: Page) -> Key | None:
    """The key that the page says; the chords choose between major and minor where it does not say."""
    if page.score.keys:
        return song.chart.key
    guess = guess_key(song.chart)
    if page.sharps is None or (guess and key_signature(guess) == page.sharps):
        return guess
    return Key(page.sharps * 7 % 12)

"""MusicXML lead sheets and ABC tunes, as music21 reads them, to songs.

A page becomes a score (`page`), of which analysis makes a song as of a MIDI file.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from jazz.analysis import songs_from_score
from jazz.errors import SourceError
from jazz.music import LeftOut, Song
from jazz.notation import tunes
from jazz.notation.bars import key_of
from jazz.notation.files import abc_score, musicxml_score, named, tunes_in
from jazz.notation.page import Page, page_of

SWING = 2 / 3


def songs_from_musicxml(path: Path, track: str | None = None) -> list[Song]:
    """The songs in a MusicXML file (.musicxml, .xml, .mxl), repeats played out: one for each stretch of one metre.

    The solo is the top line of the first part with chord symbols, else of the first with notes, or of the part that
    `track` names, at sounding pitch; chords are the symbols, else what is heard in the other notes. Raises SourceError:
    "unreadable", "too-large", "damaged", "no-notes", and what `analysis` raises.
    """
    read, guesses = musicxml_score(path)
    with named(path.name):
        page = _told(page_of(read), guesses)
    return _songs(page, path.as_posix(), track)


def read_abc(path: Path, track: str | None = None, places: Container[int] | None = None) -> Iterator[Song | LeftOut]:
    """The songs in an ABC file, one at a time, or those of the tunes at `places` (from 1); or why there is no song.

    A song is called by the number of its tune ("tunes.abc#3"); for the rest see `songs_from_musicxml`. Raises
    SourceError: "unreadable", "too-large", "empty".
    """
    for place, (number, text) in enumerate(tunes_in(path).items(), 1):
        if places is None or place in places:
            yield from _tune(text, f"{path.as_posix()}#{number}", track)


def _tune(text: str, source: str, track: str | None) -> list[Song] | list[LeftOut]:
    name = PurePath(source).name
    try:
        with named(name):
            tune = tunes.prepared(text)
            read, guesses = abc_score(tune)
            page = _told(page_of(read, tune.metre, tune.symbols), guesses)
        return _songs(page, source, track)
    except SourceError as error:
        return [LeftOut(source, error.code, str(error).removeprefix(f"{name}: "))]


def _told(page: Page, guesses: int) -> Page:
    """The page with the number of guesses among its damage."""
    told = (f"signs that make no sense were guessed at ({guesses:,})",) if guesses else ()
    return replace(page, score=replace(page.score, damage=(*told, *page.score.damage)))


def _songs(page: Page, source: str, track: str | None) -> list[Song]:
    songs = songs_from_score(page.score, source=source, track=track or str(page.melody))
    return [_as_written(song, page) for song in songs]


def _as_written(song: Song, page: Page) -> Song:
    """A song with what a page says in words; nobody has played it."""
    key = song.chart.key if page.score.keys else key_of(song.chart, None, page.sharps)
    chart = replace(song.chart, key=key, style="swing" if page.swings else None)
    return replace(song, chart=chart, swing=SWING if page.swings else song.swing, timing=())

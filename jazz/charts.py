"""Finding a chart from words, and arranging it: its key, its feel, how often it is played.

Words are text, a link of iReal Pro, a shipped name, or a file: text, a playlist, a lead sheet in MusicXML or ABC, or
any file with a song, whose chords are written in it or heard. One of several charts in a file is "playlist.html#2".
This room knows which room reads what, and nothing of how; what is slow to import waits for the file that needs it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from jazz import assets, defaults, ireal, leadsheet, solotext
from jazz.errors import ChartError, SourceError
from jazz.music import Chart, LeftOut, Song
from jazz.theory import guess_key, parse_chord, parse_key

LINKS = ("irealb://", "irealbook://")
MUSICXML = (".musicxml", ".xml", ".mxl")
ABC = ".abc"
SONGS = (".mid", ".midi", ".kar", ".rmi", ".db")
MOST_NAMED = 12  # charts of a file that are named where one must be chosen

Found = Mapping[str, Chart | LeftOut]
"""The charts of a file by their numbers, or why one cannot be read."""


def find(words: str, on_note: Callable[[str], None] | None = None) -> Chart:
    """Return the chart that words mean: bars or chords as text, a link, a file, or the name of a shipped one.

    `on_note` is told in a sentence where chords that are not written in a file were heard in its notes. Raises
    ChartError, also for a name or a file that is not there; SourceError for a file that cannot be read.
    """
    if words.lstrip().lower().startswith(LINKS):
        return _only(_numbered(ireal.charts(words)), "the link")
    if "|" in words or "\n" in words:
        return leadsheet.parse(words)
    path, number = place(words)
    if path is not None:
        return _only(_read(path, number, on_note or (lambda _: None)), str(path), number)
    if _are_chords(words):
        return leadsheet.parse(f"| {' | '.join(words.split())} |")
    return leadsheet.parse(assets.chart_text(words))


def place(words: str) -> tuple[Path | None, str | None]:
    """Return the file that words name, and which entry of it; (None, None) where there is no such file."""
    path, _, number = words.rpartition("#")
    if os.path.isfile(words):
        return Path(words), None
    return (Path(path), number) if number.isdigit() and os.path.isfile(path) else (None, None)


def _read(path: Path, number: str | None, on_note: Callable[[str], None]) -> Found:
    """Return the charts in a file, or those with a number."""
    suffix = path.suffix.lower()
    if suffix in MUSICXML:
        return _lead_sheet(path, on_note)
    if suffix == ABC:
        from jazz import notation  # noqa: PLC0415  (music21 takes a second to import)

        return notation.charts_from_abc(path, number)
    if suffix in SONGS:
        return _songs(path, number, on_note)
    text = read_text(path)
    if any(link in text.lower() for link in LINKS):
        return _numbered(ireal.charts(text))
    return {"1": solotext.parse(text).chart if solotext.SOLO in text.lower() else leadsheet.parse(text)}


def _lead_sheet(path: Path, on_note: Callable[[str], None]) -> Found:
    """Return the chart of a lead sheet; where it has no chord symbols, of its song, with chords that are heard."""
    from jazz import notation  # noqa: PLC0415  (music21 takes a second to import)

    try:
        return {"1": notation.chart_from_musicxml(path)}
    except SourceError as error:
        if error.code != "no-chords":
            raise
        return _songs(path, None, on_note)


def _songs(path: Path, number: str | None, on_note: Callable[[str], None]) -> Found:
    """Return the charts of the songs in a file, or those with a number; tell of chords that were heard."""
    from jazz.corpus.readers import Source, read_source  # noqa: PLC0415  (readers import NumPy and more)

    results = read_source(Source(path, (int(number),) if number else None))
    found = {each.source.rpartition("#")[2] if "#" in each.source else "1": each for each in results}
    chosen = found.get(number) if number else results[0] if len(results) == 1 else None
    if isinstance(chosen, Song) and chosen.reading.chords_sure < 1:
        heard = f"{path.name} names no chords: they were heard in its {chosen.reading.chords_from}"
        on_note(f"{heard}, {chosen.reading.chords_sure:.0%} sure; `jazz inspect` shows them")
    return {name: each if isinstance(each, LeftOut) else _written(each) for name, each in found.items()}


def _written(song: Song) -> Chart:
    """Return the chart of a song; a MIDI file counts whole microseconds, and nobody writes such tempos."""
    return replace(song.chart, tempo=round(song.tempo, 2))


def _numbered(charts: list[Chart | LeftOut]) -> Found:
    return {str(number): chart for number, chart in enumerate(charts, 1)}


def _only(found: Found, name: str, number: str | None = None) -> Chart:
    """Return the chart with a number, or the only one. Raises ChartError."""
    if number is None and len(found) != 1:
        raise ChartError(f"{name} holds {len(found)} charts; name one by its number, like {name}#1: {_list(found)}")
    chart = next(iter(found.values())) if number is None else found.get(number)
    if chart is None:
        raise ChartError(f"{name} has no chart #{number}; it holds {_list(found)}")
    if isinstance(chart, LeftOut):
        raise ChartError(f"{name}: {chart.reason}")
    return chart


def _list(found: Found) -> str:
    """Return the first charts with their numbers and titles."""
    named = [
        f"#{number} {'(cannot be read)' if isinstance(chart, LeftOut) else chart.title}".strip()
        for number, chart in found.items()
    ]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return ", ".join(named[:MOST_NAMED]) + more


def read_text(path: Path) -> str:
    """Return the text of a file. Raises ChartError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ChartError(f"{path} is not text; a chart is written like | Dm7 | G7 | Cmaj7 | % |") from None
    except OSError as error:
        raise ChartError(f"{path} cannot be read: {error.strerror}") from None


def _are_chords(words: str) -> bool:
    try:
        return bool([parse_chord(word) for word in words.split()])
    except ChartError:
        return False


def arrange(
    chart: Chart,
    *,
    key: str | None = None,
    choruses: int | None = None,
    bars: int | None = None,
    feel: str | None = None,
) -> Chart:
    """Return the chart in another key (its mode stays) or feel, so many times through, or so many bars of it.

    Every chart leaves with a key, guessed from its chords when it names none. Raises ChartError.
    """
    tonality = chart.key or guess_key(chart)
    chart = replace(chart, key=tonality, style=feel or chart.style)
    if key is not None:
        chart = leadsheet.transpose(chart, parse_key(key).tonic - tonality.tonic)
    if chart.bars * (choruses or 1) > defaults.MOST_BARS:
        raise ChartError(f"{choruses} times {chart.bars} bars are too many; {defaults.MOST_BARS:,} are the limit")
    return chart.first_bars(bars) if bars else chart.repeated(choruses) if choruses else chart

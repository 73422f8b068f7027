"""Solos over charts as text: under each line of chords the line that is played, bar beneath bar.

    title: Porch Light Blues
    key: F
    tempo: 132
    [A]   | F7                   | Bb7                | F7           | %           |
    solo: | r:4 r c4 eb4 e4 f4:4 | r:2 r ab4 f4 d4~   | d4 c4:4. r:2 | r:2. c4 eb4 |

The chart is read by `leadsheet`, every bar written out (no `:|`). A note is its name with the octave (c4 is the middle
C) and, after a colon, its length as `lengths` names it; without one it is an eighth. `r` is a rest; `~` ties a note to
the next, which has the same pitch. Four header lines are of this room: `swing:` (the share of a beat before its
off-beat; without it, what the program itself would play), `performer:`, `instrument:`, and `tune:` where it is not the
title.

Knows no files and no velocities. Everything that is wrong with a text is a `ChartError` of one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jazz import leadsheet
from jazz.errors import ChartError, JazzError
from jazz.lengths import length_name, length_ticks
from jazz.music import Chart, Metre, Note, Solo, Song
from jazz.swing import swing_share
from jazz.theory import guess_key, key_signature, note_name, parse_pitch

DEFAULT_TEMPO = 120.0
DEFAULT_LENGTH = "8"
REST = "r"
TIE = "~"
SOLO = "solo:"
SWINGS = (0.3, 0.8)
LINE_WIDTH = 120

HEADER = re.compile(r"(swing|tune|performer|instrument)\s*:\s*(.*)", re.IGNORECASE)
BAR_LINE = re.compile(r"\|+")


@dataclass
class _Page:
    """A text taken apart: the header lines of this room, the lines of the chart, the bars of the solo."""

    header: dict[str, str] = field(default_factory=dict)
    chart: list[str] = field(default_factory=list)
    solo: list[str] = field(default_factory=list)


def parse(text: str, *, source: str = "") -> Song:
    """The song that a text means; `source` is passed on, and stands for the tune of a song without a title.

    Raises `ChartError` naming the bar and what is wrong in it.

    >>> [note.duration for note in parse('''| Dm7             |
    ... solo: | d4 f4 a4:4 c5:2 |''').solo]
    [12, 12, 24, 48]
    """
    page = _take_apart(text)
    chart = leadsheet.parse("\n".join(page.chart))
    if len(page.solo) != chart.bars:
        raise ChartError(f"the chart plays {chart.bars} bars and the solo {len(page.solo)}; write every bar of both")
    tempo = chart.tempo or DEFAULT_TEMPO
    swing = swing_share(tempo, chart.style, chart.metre)
    return Song(
        chart=replace(chart, tempo=tempo),
        solo=Solo(tuple(_notes(page.solo, chart.metre))),
        tempo=tempo,
        swing=_swing(page.header["swing"]) if "swing" in page.header else swing,
        source=source,
        tune=page.header.get("tune") or chart.title.casefold() or source,
        title=chart.title,
        performer=page.header.get("performer", ""),
        style=chart.style or "",
        instrument=page.header.get("instrument", ""),
    )


def _take_apart(text: str) -> _Page:
    page = _Page()
    above = 0  # bar lines in the line of chords above
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if entry := HEADER.fullmatch(stripped):
            name, value = entry[1].lower(), " ".join(entry[2].split())
            if name in page.header:
                raise ChartError(f"the song gives its {name} twice")
            page.header |= {name: value} if value else {}
        elif stripped.lower().startswith(SOLO):
            bars = BAR_LINE.split(stripped[len(SOLO) :].strip())
            if len(bars) != above + 1 or bars[0] or bars[-1]:
                raise ChartError(f"line {number}: its bar lines are not those of the line of chords above it")
            page.solo += bars[1:-1]
        else:
            page.chart.append(line)
            above = len(BAR_LINE.findall(line))
    return page


def _swing(text: str) -> float:
    if not re.fullmatch(r"0?\.\d+", text) or not SWINGS[0] <= float(text) <= SWINGS[1]:
        raise ChartError(f'"{text}" is not a swing; write 0.5 for straight eighths up to 0.667 for triplets')
    return float(text)


def _notes(bars: list[str], metre: Metre) -> list[Note]:
    """The notes of bars of text, ties joined."""
    notes: list[Note] = []
    tied = False
    for number, bar in enumerate(bars, 1):
        tick = (number - 1) * metre.bar
        for token in bar.split():
            pitch, duration, ties = _event(token, number)
            if tied and pitch != notes[-1].pitch:
                raise ChartError(f'bar {number}: "{token}" does not go on the note that is tied to it')
            if tied:
                notes[-1] = replace(notes[-1], duration=notes[-1].duration + duration)
            elif pitch is not None:
                notes.append(Note(tick, duration, pitch))
            tick, tied = tick + duration, ties
        _check_full(number, tick - number * metre.bar)
    if tied:
        raise ChartError(f"bar {len(bars)}: its last note is tied to nothing")
    return notes


def _event(token: str, bar: int) -> tuple[int | None, int, bool]:
    """The pitch (None: a rest), the length in ticks and whether it is tied to the next, of one token."""
    name, colon, length = token.removesuffix(TIE).partition(":")
    ties = token.endswith(TIE)
    if ties and name == REST:
        raise ChartError(f'bar {bar}: "{token}" ties a rest')
    try:
        return None if name == REST else parse_pitch(name), length_ticks(length if colon else DEFAULT_LENGTH), ties
    except JazzError as error:
        raise ChartError(f"bar {bar}: {error}") from None


def _check_full(number: int, excess: int) -> None:
    if excess:
        size = "long" if excess > 0 else "short"
        raise ChartError(f"bar {number} is too {size} by the length {length_name(abs(excess))}")


def format_song(song: Song) -> str:
    """A song as text; the inverse of `parse` for every song that it reads.

    Not written are velocities and the source. The title, tempo and style are those of the song, not of its chart.
    Raises `ChartError` when the solo outlasts the chart.
    """
    chart = replace(song.chart, title=song.title, tempo=song.tempo, style=song.style or None)
    if song.solo.end > chart.length:
        raise ChartError(f"the solo goes on after its chart of {chart.bars} bars")
    lines = leadsheet.format_chart(chart).splitlines()
    header = [line for line in lines if "|" not in line]
    bars = _bar_texts(song.solo, chart)
    rows: list[str] = []
    for line in lines[len(header) :]:
        mark, *chords, _ = line.split("|")
        rows += _rows(mark.strip(), [(chord.strip(), next(bars)) for chord in chords])
    return "\n".join([*header, *_own_header(song), "", *rows])


def _own_header(song: Song) -> Iterator[str]:
    if song.swing != swing_share(song.tempo, song.style, song.chart.metre):
        yield f"swing: {round(song.swing, 6)}"
    if song.tune != (song.title.casefold() or song.source):
        yield f"tune: {song.tune}"
    if song.performer:
        yield f"performer: {song.performer}"
    if song.instrument:
        yield f"instrument: {song.instrument}"


def _bar_texts(solo: Solo, chart: Chart) -> Iterator[str]:
    """The text of each bar, notes and rests that cross a bar line cut there."""
    flats = key_signature(chart.key or guess_key(chart)) <= 0
    tokens: list[list[str]] = [[] for _ in range(chart.bars)]
    tick = 0
    for note in solo:
        for start, length in _pieces(tick, note.onset, chart.metre.bar):
            tokens[start // chart.metre.bar].append(_token(REST, length))
        for start, length in _pieces(note.onset, note.end, chart.metre.bar):
            tie = TIE if start + length < note.end else ""
            tokens[start // chart.metre.bar].append(_token(note_name(note.pitch, flats).lower(), length) + tie)
        tick = note.end
    for start, length in _pieces(tick, chart.length, chart.metre.bar):
        tokens[start // chart.metre.bar].append(_token(REST, length))
    return (" ".join(bar) for bar in tokens)


def _pieces(start: int, end: int, bar: int) -> Iterator[tuple[int, int]]:
    """The (start, length) pieces into which bar lines cut a span."""
    while start < end:
        cut = min(end, (start // bar + 1) * bar)
        yield start, cut - start
        start = cut


def _token(name: str, ticks: int) -> str:
    length = length_name(ticks)
    return name if length == DEFAULT_LENGTH else f"{name}:{length}"


def _rows(mark: str, cells: list[tuple[str, str]]) -> Iterator[str]:
    """A line of chords and the line of solo under it, bar lines aligned; two such pairs where one is too wide."""
    widths = [max(map(len, cell)) for cell in cells]
    margin = max(len(SOLO), len(mark))
    if len(cells) > 1 and margin + sum(widths) + 3 * len(cells) + 2 > LINE_WIDTH:
        half = (len(cells) + 1) // 2
        yield from (*_rows(mark, cells[:half]), *_rows("", cells[half:]))
        return
    for name, line in zip((mark, SOLO), zip(*cells, strict=True), strict=True):
        bars = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        yield f"{name.ljust(margin)} | {' | '.join(bars)} |"
    yield ""

"""What became of each source: used or left out, and why; as a sheet for spreadsheets, and in one sentence.

This room knows the results of reading, and no screen.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from os.path import commonprefix
from pathlib import Path, PurePath

from jazz.corpus import Corpus
from jazz.files import write_whole
from jazz.music import LeftOut, Song

COLUMNS = (
    *("source", "status", "side", "code", "reason", "title", "tune", "performer", "bars", "notes", "metre", "tempo"),
    *("swing", "melody", "melody_sure", "chords_from", "chords_sure", "said"),
)
FORMULA = tuple("=+-@\t\r\n")
"""A cell that begins like this is computed by spreadsheets; the texts of strange files must not be."""
MOST_REASONS = 4
REPORT = "report.csv"
NO_SIDES: Mapping[str, Sequence[Song]] = {}


def write_report(corpus: Corpus, folder: Path, sides: Mapping[str, Sequence[Song]] = NO_SIDES) -> None:
    """Write the sheet into a folder. Raises OutputError."""
    write_whole(folder / REPORT, sheet(corpus, sides), force=True)


def sheet(corpus: Corpus, sides: Mapping[str, Sequence[Song]]) -> bytes:
    """A row for each song and for each source that gave none, as CSV in UTF-8; `sides` are the parts of a split.

    Files are named from the folder in which all of them lie, so that the sheet can be shown around.
    """
    side_of = {song.source: side for side, songs in sides.items() for song in songs}
    results: list[Song | LeftOut] = [*corpus.songs, *corpus.left_out]
    shared = _shared([result.source for result in results])
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for result in results:
        row = _song_row(result, side_of.get(result.source, "")) if isinstance(result, Song) else _reason_row(result)
        row["source"] = result.source
        writer.writerow({name: _text(cell, shared) if isinstance(cell, str) else cell for name, cell in row.items()})
    return text.getvalue().encode(errors="backslashreplace")


def _shared(places: Sequence[str]) -> str:
    """The folder in which all files lie whose whole path is known, with the slash."""
    folders = [PurePath(place).parent.parts for place in places if PurePath(place).is_absolute()]
    return PurePath(*commonprefix(folders), "_").as_posix()[:-1] if folders else ""  # noqa: RUF071 (of parts)


def _song_row(song: Song, side: str) -> dict[str, object]:
    chart, reading = song.chart, song.reading
    return {
        "status": "used",
        "side": side,
        "title": song.title,
        "tune": song.tune,
        "performer": song.performer,
        "bars": chart.bars,
        "notes": len(song.solo),
        "metre": f"{chart.metre.beats}/{chart.metre.unit}",
        "tempo": round(song.tempo, 2),
        "swing": round(song.swing, 3),
        "melody": reading.melody,
        "melody_sure": round(reading.melody_sure, 3),
        "chords_from": reading.chords_from,
        "chords_sure": round(reading.chords_sure, 3),
        "said": "; ".join(reading.said),
    }


def _reason_row(left_out: LeftOut) -> dict[str, object]:
    return {"status": "left out", "code": left_out.code, "reason": left_out.reason}


def _text(cell: str, shared: str) -> str:
    """A text without the folder that all files share, and no formula."""
    text = cell.replace(shared, "") if shared else cell
    return f"'{text}" if text.startswith(FORMULA) else text


def summary(corpus: Corpus) -> str:
    """What was left out, in one sentence: each reason with how often, the most frequent first, and an example."""
    if not corpus.left_out:
        return "nothing was found"
    count = len(corpus.left_out)
    return f"{count} left out: {'; '.join(_reasons(corpus.left_out))}" if count > 1 else corpus.left_out[0].reason


def _reasons(left_out: Sequence[LeftOut]) -> Iterator[str]:
    counts = Counter(each.code for each in left_out)
    examples = {each.code: each for each in reversed(left_out)}
    for code, count in counts.most_common(MOST_REASONS):
        yield f"{count} {code} ({PurePath(examples[code].source).name}: {examples[code].reason})"
    if len(counts) > MOST_REASONS:
        yield f"{len(counts) - MOST_REASONS} more reasons"

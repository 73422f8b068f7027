"""Whether other programs read from our MusicXML exactly what we wrote, and whether their lines are ours.

    python -m benchmarks.engraving [--solos 2] [--weimar wjazzd.db --every 8] [--musescore musescore3] [--keep FOLDER]
        [--schema musicxml.xsd]

Improvises over every shipped chart (and takes solos of the Weimar Jazz Database), writes each at concert pitch and for
its instrument, and loads the files in verovio (`pip install verovio`) and in MuseScore where that is installed, which
writes them again as MusicXML. Pitches, and onsets and ends to 1/24 quarter note, are compared with the solo's; "broken
lines" are those that MuseScore had to part. This program must read every note again as it wrote it. Prints for how many
files all notes agree, and counts the warnings: the one that MuseScore 3 has for each file is that it does not know
MusicXML 4.0's <swing>. With the schema of the standard, and the two that it imports beside it, every file is validated
(`pip install lxml`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from jazz import assets, charts, pipeline, weimar
from jazz.engraving import musicxml
from jazz.errors import JazzError
from jazz.instruments import Instrument, find_instrument
from jazz.music import TICKS_PER_QUARTER, Solo, Song
from jazz.notation import songs_from_musicxml
from jazz.swing import swing_share
from tests.engraver import Notes, notes_of, played_notes

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
PLAYERS = ("tenor sax", "alto sax", "trumpet", "baritone sax", "bass", "guitar", "piano")


class Sheet(NamedTuple):
    """A file and the solo in it."""

    path: Path
    solo: Solo


def songs(count: int, database: Path | None, every: int) -> Iterator[tuple[Song, Instrument]]:
    """Solos with their instruments: `count` over each shipped chart, and some of the database."""
    player = pipeline.open_model("weimar")
    for number, name in enumerate(assets.charts()):
        chart, instrument = charts.find(name), PLAYERS[number % len(PLAYERS)]
        tempo = chart.tempo or 140.0
        request = pipeline.Request(chart, number, instrument=instrument, count=count)
        for take in pipeline.improvise(player, request):
            share = swing_share(tempo, chart.style, chart.metre)
            yield Song(chart, take.solo, tempo, share, name, name), find_instrument(instrument)
    if database:
        for song in (each for number, each in enumerate(weimar.read(database)) if number % every == 0):
            if isinstance(song, Song):
                yield song, instrument_of(song)


def instrument_of(song: Song) -> Instrument:
    """The instrument of a song, or a piano."""
    try:
        return find_instrument(song.instrument)
    except JazzError:
        return find_instrument("piano")


def written(folder: Path, count: int, database: Path | None, every: int) -> Iterator[Sheet]:
    """Every song in two files: at concert pitch, and for its instrument."""
    for number, (song, instrument) in enumerate(songs(count, database, every)):
        for name, transposition in (("concert", None), ("transposed", instrument.transposition)):
            path = folder / f"{number:04}-{name}.musicxml"
            data = musicxml(
                song.solo,
                song.chart,
                instrument=instrument,
                tempo=song.tempo,
                swing=song.swing,
                transposition=transposition,
            )
            path.write_bytes(data)
            yield Sheet(path, song.solo)


def read_notes(path: Path) -> Notes:
    """The sounding notes of the one part in a MusicXML file, ties joined; nothing is checked."""
    found: Notes = []
    bar, divisions, shift = Fraction(0), 1, 0
    for measure in ElementTree.parse(path).iter("measure"):
        divisions = int(measure.findtext("attributes/divisions") or divisions)
        if (transpose := measure.find("attributes/transpose")) is not None:
            shift = int(transpose.findtext("chromatic") or 0) + 12 * int(transpose.findtext("octave-change") or 0)
        place = bar
        for note in measure.iter("note"):
            end = place + Fraction(int(note.findtext("duration") or 0), divisions) * TICKS_PER_QUARTER
            if note.find("pitch") is not None:
                pitch = pitch_of(note) + shift
                if note.find("tie[@type='stop']") is not None:
                    found[-1] = (found[-1][0], round(end), pitch)
                else:
                    found.append((round(place), round(end), pitch))
            place = end
        bar = place
    return found


def pitch_of(note: ElementTree.Element) -> int:
    """The written MIDI pitch of a note."""
    step, alter, octave = (note.findtext(f"pitch/{name}") or 0 for name in ("step", "alter", "octave"))
    return STEPS[str(step)] + int(alter) + 12 * (int(octave) + 1)


def lines_of(path: Path) -> set[str]:
    """The bars that begin a line or a page, by their numbers."""
    return {
        measure.get("number") or ""
        for measure in ElementTree.parse(path).iter("measure")
        for shown in measure.iter("print")
        if "yes" in {shown.get("new-system"), shown.get("new-page")}
    }


def in_verovio(sheets: list[Sheet]) -> dict[str, int]:
    """What verovio makes of the files, in numbers."""
    import verovio  # noqa: PLC0415  (optional)

    verovio.enableLog(verovio.LOG_WARNING)
    table = {"read": 0, "equal": 0}
    with tempfile.TemporaryFile("w+") as said, errors_into(said.fileno()):
        for sheet in sheets:
            toolkit = verovio.toolkit()
            if toolkit.loadFile(str(sheet.path)):
                table["read"] += 1
                table["equal"] += is_close(played_notes(toolkit), notes_of(sheet.solo))
        said.seek(0)
        return table | {"warnings": len(said.read().splitlines())}


def is_close(found: Notes, wanted: Notes) -> bool:
    """Whether pitches are equal, and onsets and ends to a tick: these programs round fifths and sevenths of a beat."""
    return len(found) == len(wanted) and all(
        abs(start - wished_start) <= 1 and abs(end - wished_end) <= 1 and pitch == wished
        for (start, end, pitch), (wished_start, wished_end, wished) in zip(found, wanted, strict=True)
    )


@contextmanager
def errors_into(file: int) -> Iterator[None]:
    """What is written to the standard error, by any library, goes to an open file meanwhile."""
    kept = os.dup(2)
    os.dup2(file, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def in_musescore(program: str, sheets: list[Sheet], folder: Path) -> dict[str, int]:
    """What MuseScore makes of the files, in numbers."""
    jobs = folder / "jobs.json"
    again = folder / "again"
    again.mkdir(exist_ok=True)
    jobs.write_text(json.dumps([{"in": str(sheet.path), "out": str(again / sheet.path.name)} for sheet in sheets]))
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run([program, "-j", str(jobs)], env=environment, capture_output=True, text=True, check=False)
    table = {"read": 0, "equal": 0, "lines": 0, "broken lines": 0, "warnings": 0}
    for sheet in sheets:
        if (copy := again / sheet.path.name).exists():
            table["read"] += 1
            table["equal"] += is_close(read_notes(copy), notes_of(sheet.solo))
            table["lines"] += len(lines_of(sheet.path)) + 1
            table["broken lines"] += len(lines_of(copy) - lines_of(sheet.path))
    quiet = ("convert <", "to <", "success", "XDG_RUNTIME_DIR")
    table["warnings"] = sum(not any(word in line for word in quiet) for line in said.stderr.splitlines())
    return table


def in_jazz(sheets: list[Sheet]) -> dict[str, int]:
    """What this program reads again, in numbers; its songs begin with the bar of the first note."""
    equal = 0
    for sheet in sheets:
        (song, *_) = songs_from_musicxml(sheet.path)
        before = sheet.solo.notes[0].onset - song.solo.notes[0].onset
        equal += notes_of(song.solo.shifted(before)) == notes_of(sheet.solo)
    return {"equal": equal}


def valid(schema: Path, sheets: list[Sheet]) -> int:
    """How many files the schema of the standard finds valid."""
    etree: Any = import_module("lxml.etree")  # optional
    rules = etree.XMLSchema(etree.parse(str(schema)))
    return sum(rules.validate(etree.parse(str(sheet.path))) for sheet in sheets)


def in_words(program: str, table: dict[str, int]) -> str:
    """A line of the table."""
    return f"{program}: " + ", ".join(f"{name} {count}" for name, count in table.items())


def main() -> None:
    """Write the files, let the programs read them, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--solos", type=int, default=2, help="so many over each shipped chart (default 2)")
    parser.add_argument("--weimar", type=Path, help="wjazzd.db: also solos of the Weimar Jazz Database")
    parser.add_argument("--every", type=int, default=8, help="one of so many of its solos (default 8)")
    parser.add_argument("--musescore", default=shutil.which("musescore3") or shutil.which("mscore") or "")
    parser.add_argument("--keep", type=Path, help="a folder in which the files stay")
    parser.add_argument("--schema", type=Path, help="musicxml.xsd of MusicXML 4.0")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        sheets = list(written(folder, arguments.solos, arguments.weimar, arguments.every))
        ours = sum(read_notes(sheet.path) == notes_of(sheet.solo) for sheet in sheets)
        print(f"{len(sheets)} files, {sum(len(sheet.solo) for sheet in sheets):,} notes; as written equal {ours}")
        if arguments.schema:
            print(f"valid {valid(arguments.schema, sheets)}")
        print(in_words("jazz", in_jazz(sheets)))
        print(in_words("verovio", in_verovio(sheets)))
        if arguments.musescore:
            print(in_words("MuseScore", in_musescore(arguments.musescore, sheets, folder)))


if __name__ == "__main__":
    main()

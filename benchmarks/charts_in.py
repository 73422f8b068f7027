"""Charts are read as other programs read them: a comparison, and what is read of playlists.

    python benchmarks/charts_in.py clients FOLDER [--random 200]
    python benchmarks/charts_in.py songs FILE...

`clients` writes links of iReal Pro from the shipped charts and from random ones, lets the converter ireal-musicxml make
MusicXML of them (`npm install ireal-musicxml` in FOLDER; needs node), and reads both the links and the MusicXML: the
charts must be the same. `songs` counts what is read of files with links, and says why songs are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jazz import assets, ireal, leadsheet, notation
from jazz.errors import JazzError
from jazz.ireal.writing import QUALITIES
from jazz.music import Change, Chart, Key, LeftOut, Metre, Section
from jazz.theory import parse_chord

SCRIPT = """
import client from "ireal-musicxml";
import { readFileSync, writeFileSync, mkdirSync } from "fs";
mkdirSync("sheets", { recursive: true });
JSON.parse(readFileSync("links.json")).forEach((link, number) =>
  writeFileSync(`sheets/${number}.musicxml`,
    client.MusicXML.convert(new client.Playlist(link).songs[0], { date: false })));
"""
ROOTS = "C Db D Eb E F F# Gb G Ab A Bb B"
METRES = (Metre(4, 4), Metre(4, 4), Metre(3, 4), Metre(5, 4), Metre(6, 8), Metre(2, 2), Metre(7, 4))


def random_chart(rng: random.Random) -> Chart:
    """A chart of the app's chords on beats, of one or two sections."""
    metre, bars = rng.choice(METRES), rng.randint(1, 24)
    beats = range(1, bars * metre.beats)
    onsets = [0, *sorted(metre.beat * beat for beat in rng.sample(beats, min(len(beats), rng.randint(0, 2 * bars))))]
    chords = [parse_chord(rng.choice(ROOTS.split()) + rng.choice(QUALITIES.split()) + _bass(rng)) for _ in onsets]
    sections = (Section(0, "A"), *([Section(bars // 2 * metre.bar, "B")] if bars > 1 else []))
    changes = tuple(map(Change, onsets, chords))
    return Chart(metre, bars, changes, sections, Key(rng.randrange(12)), "Random", rng.randint(40, 300), "bossa nova")


def _bass(rng: random.Random) -> str:
    return f"/{rng.choice(ROOTS.split())}" if rng.random() < 0.1 else ""


def clients(folder: Path, count: int) -> None:
    """Print on how many charts the two ways agree, and on which they do not."""
    rng = random.Random(1)
    made = [leadsheet.parse(assets.chart_text(name)) for name in assets.charts()]
    made += [random_chart(rng) for _ in range(count)]
    links = [ireal.link(chart) for chart in made]
    (folder / "links.json").write_text(json.dumps(links))
    (folder / "convert.mjs").write_text(SCRIPT)
    subprocess.run(["node", "convert.mjs"], cwd=folder, check=True, capture_output=True)
    same: Counter[str] = Counter()
    differing: Counter[str] = Counter()
    for number, link in enumerate(links):
        try:
            sheet = notation.chart_from_musicxml(folder / "sheets" / f"{number}.musicxml")
        except JazzError as error:
            differing[f"not read: {error}"] += 1
            continue
        (chart,) = ireal.charts(link)
        assert isinstance(chart, Chart)
        for name in ("title", "metre", "bars", "key", "style", "sections", "changes"):
            same[name] += getattr(chart, name) == getattr(sheet, name)
        differing.update(_differences(chart, sheet))
    print(f"{len(made)} charts; the same: " + ", ".join(f"{name} {number}" for name, number in same.items()))
    for words, number in differing.most_common(30):
        print(f"{number:5}  {words}")


def _differences(chart: Chart, sheet: Chart) -> set[str]:
    ours = {(change.onset, change.chord.quality) for change in chart.changes}
    theirs = {(change.onset, change.chord.quality) for change in sheet.changes}
    here, there = dict(ours - theirs), dict(theirs - ours)
    same_place = {f'"{here[onset]}" comes back as "{there[onset]}"' for onset in here.keys() & there.keys()}
    moved = {f"a change on another beat of a {chart.metre.beats}/{chart.metre.unit} bar"}
    return same_place | (moved if here.keys() != there.keys() else set())


def songs(files: Sequence[Path]) -> None:
    """Print how many songs of files are read, in which time, and why others are not."""
    for file in files:
        begin = time.perf_counter()
        found = ireal.charts(file.read_text(encoding="utf-8", errors="replace"))
        seconds = time.perf_counter() - begin
        left = [one for one in found if isinstance(one, LeftOut)]
        print(f"{file.name}: {len(found) - len(left)} of {len(found)} songs in {seconds:.2f} s")
        for one in left:
            print(f"    {one.source}: {one.reason}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, dest="command")
    with_clients = commands.add_parser("clients")
    with_clients.add_argument("folder", type=Path)
    with_clients.add_argument("--random", type=int, default=200)
    with_songs = commands.add_parser("songs")
    with_songs.add_argument("files", type=Path, nargs="+")
    options = parser.parse_args()
    if options.command == "clients":
        clients(options.folder, options.random)
    else:
        songs(options.files)

"""How often notes are spelled as composers spelled them, in the music that comes with music21.

    python benchmarks/spelling.py [--files 200]

Takes the top lines of movements with one key signature by Haydn and Mozart, hides their spelling and all
chords, and spells them again in their key (major or minor, whichever suits the rule better); and the two lead sheets
with their chords. Beside it stands one name for each of the twelve notes, by the key alone. The table counts notes,
those outside the signature, and those that each rule spells otherwise than the page.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from music21 import converter, corpus
from music21.exceptions21 import Music21Exception

from jazz.music import NO_CHORD, TICKS_PER_QUARTER, Change, Chart, Key, Metre, Note, Solo
from jazz.notation.symbols import chord_of
from jazz.spelling import place_of, spelled
from jazz.theory import spelling

COMPOSERS = ("haydn", "mozart")
LEAD_SHEETS = ("leadSheet/berlinAlexandersRagtime", "leadSheet/fosterBrownHair")
Rule = Callable[[Solo, Chart, Key], list[str]]


def by_line(solo: Solo, chart: Chart, key: Key) -> list[str]:
    """Our spelling."""
    return [name.text.rstrip("0123456789") for name in spelled(solo, chart, key)]


def by_key(solo: Solo, _: Chart, key: Key) -> list[str]:
    """One name for each of the twelve notes."""
    names = spelling(key)
    return [names[note.pitch % 12] for note in solo]


def line_of(part: Any) -> tuple[Solo, list[str]]:
    """The notes of a part and their names."""
    notes: list[Note] = []
    names: list[str] = []
    for note in part.getElementsByClass("Note"):
        onset = round(note.offset * TICKS_PER_QUARTER)
        length = round(note.quarterLength * TICKS_PER_QUARTER)
        if length and (not notes or onset >= notes[-1].end):
            notes.append(Note(onset, length, note.pitch.midi))
            names.append(note.pitch.name.replace("-", "b"))
    return Solo(tuple(notes)), names


def chart_of(part: Any, solo: Solo) -> Chart:
    """The chords over a part."""
    found = {round(each.offset * TICKS_PER_QUARTER): chord_of(each, {}) for each in part.getElementsByClass("Harmony")}
    chords = {0: NO_CHORD} | {tick: chord for tick, chord in sorted(found.items()) if chord}
    changes = tuple(Change(tick, chord) for tick, chord in chords.items())
    return Chart(Metre(), max(solo.end, changes[-1].onset) // Metre().bar + 1, changes)


def pages(files: list[Any]) -> Iterator[tuple[Solo, list[str], Chart, int]]:
    """Each top line with its names, its chords and its signature."""
    for file in files:
        try:
            part = converter.parse(file).toSoundingPitch().parts[0].stripTies().flatten()
        except (Music21Exception, IndexError):
            continue
        signatures = part.getElementsByClass("KeySignature")
        solo, names = line_of(part)
        if len(signatures) == 1 and names:
            yield solo, names, chart_of(part, solo), signatures[0].sharps


def wrong(rule: Rule, solo: Solo, chart: Chart, sharps: int, names: list[str]) -> int:
    """How many names differ, in the major or the minor key of a signature."""
    keys = Key(sharps * 7 % 12), Key((sharps * 7 + 9) % 12, "minor")
    return min(sum(a != b for a, b in zip(rule(solo, chart, key), names, strict=True)) for key in keys)


def measure(title: str, files: list[Any]) -> None:
    """Print one line of the table."""
    table: Counter[str] = Counter()
    for solo, names, chart, sharps in pages(files):
        table["notes"] += len(names)
        table["outside"] += sum(place_of(name) not in range(sharps - 1, sharps + 6) for name in names)
        table["ours"] += wrong(by_line, solo, chart, sharps, names)
        table["key"] += wrong(by_key, solo, chart, sharps, names)
    print(f"{title:16} {table['notes']:8,} {table['outside']:18,} {table['ours']:8,} {table['key']:12,}")


def main() -> None:
    """Measure composers and lead sheets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=200, help="so many of each composer (default 200)")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print(f"{'':16} {'notes':>8} {'outside signature':>18} {'ours':>8} {'key alone':>12}")
    for composer in COMPOSERS:
        measure(composer, corpus.getComposer(composer)[: arguments.files])
    measure("lead sheets", [corpus.getWork(name) for name in LEAD_SHEETS])


if __name__ == "__main__":
    main()

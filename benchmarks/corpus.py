"""How fast a folder of MIDI files becomes songs, and what it takes in memory; beside it music21 on the same files.

    python benchmarks/corpus.py FOLDER [--files 250 500 1000 2000] [--workers 2] [--music21 3]

FOLDER is one like POP909's, with a file for each song. As many files as are asked for are made of them in a temporary
folder, each in another key and tempo and with other notes in a tenth of the places: no two have the same content, and
none is a copy. Then each number of files is read by a fresh program, twice: the second time all is remembered. Printed
are seconds, files a second, processor seconds and peak memory, of the program and of its largest worker. music21 reads
the first files, finds the key, the chords (`chordify`, and the common name of each) and the part that sounds highest,
which is less than we do.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jazz.corpus import read
from jazz.corpus.cache import Cache
from jazz.corpus.workers import in_processes

WRONG = 0.1
STEPS = (-2, -1, 1, 2)
MEGABYTE = 1 << 20
COLUMNS = ("files", "songs", "seconds", "files/s", "cpu s", "again s", "MB", "again MB", "worker MB")
WIDTH = 11


def main() -> None:
    """Make the files, read them, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, nargs="+", default=[250, 500, 1000, 2000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--music21", type=int, default=0, metavar="N", help="files for music21")
    parser.add_argument("--measure", type=Path, metavar="CACHE", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.folder, asked.workers, asked.measure)))
        return
    originals = sorted(asked.folder.rglob("*.mid"))
    print("".join(f"{name:>{WIDTH}}" for name in COLUMNS))
    with TemporaryDirectory() as made:
        for count in asked.files:
            folder = Path(made, str(count))
            folder.mkdir()
            for number in range(count):
                vary(originals[number % len(originals)], folder / f"{number:06}.mid", number)
            print_runs(count, *(fresh_program(folder, asked.workers, Path(made, f"{count}.sqlite")) for _ in range(2)))
        if asked.music21:
            print_music21(originals[: asked.music21])


def vary(original: Path, path: Path, seed: int) -> None:
    """Write a file like another, in another key and tempo and with some other notes."""
    from symusic import Score  # noqa: PLC0415  (not needed where a file is measured)

    rng = random.Random(seed)
    shift, pace = rng.randint(-6, 6), rng.uniform(0.9, 1.1)
    score = Score(original)
    for track in score.tracks:
        for note in track.notes:
            moved = note.pitch + shift + (rng.choice(STEPS) if rng.random() < WRONG else 0)
            note.pitch = min(127, max(0, moved))
    for tempo in score.tempos:
        tempo.qpm *= pace
    score.dump_midi(path)


def fresh_program(folder: Path, workers: int, cache: Path) -> dict[str, Any]:
    """What `measure` finds in a program of its own."""
    words = [sys.executable, __file__, str(folder), "--workers", str(workers), "--measure", str(cache)]
    return dict(json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout))


def measure(folder: Path, workers: int, cache: Path) -> dict[str, float]:
    """Read a folder; seconds, songs, peak memory in MB of this program and of its largest worker."""
    from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage  # noqa: PLC0415  (not on Windows)

    begun = time.perf_counter()
    with Cache(cache) as store:
        found = read([folder], mapper=partial(in_processes, workers=workers), cache=store)
    here, there = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    return {
        "seconds": time.perf_counter() - begun,
        "processor": sum(usage.ru_utime + usage.ru_stime for usage in (here, there)),
        "songs": len(found.songs),
        "here": here.ru_maxrss * 1024 / MEGABYTE,
        "there": there.ru_maxrss * 1024 / MEGABYTE,
    }


def print_runs(count: int, first: dict[str, Any], again: dict[str, Any]) -> None:
    """Print one line of the table."""
    found = (count, first["songs"], first["seconds"], count / first["seconds"], first["processor"], again["seconds"])
    print("".join(f"{number:{WIDTH}.4g}" for number in (*found, first["here"], again["here"], first["there"])))


def print_music21(files: Sequence[Path]) -> None:
    """Print how many files a second music21 analyses."""
    from music21 import converter  # noqa: PLC0415  (seconds to import)

    begun = time.perf_counter()
    for path in files:
        score = converter.parse(path, forceSource=True)
        score.analyze("key")
        max(score.parts, key=lambda part: sum(pitch.midi for pitch in part.pitches) / max(1, len(part.pitches)))
        for chord in score.chordify().recurse().getElementsByClass("Chord"):
            _ = chord.commonName
    seconds = time.perf_counter() - begun
    print(f"\nmusic21, {len(files)} files on one core: {seconds:.1f} s, {len(files) / seconds:.3f} files/s")


if __name__ == "__main__":
    main()

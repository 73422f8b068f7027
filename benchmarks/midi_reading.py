"""How fast MIDI files are read: by this program, by its patient reader alone, by mido alone, and by music21.

    python benchmarks/midi_reading.py FOLDER [--music21 3]

Reads every .mid under FOLDER (music21 only the first few: it takes seconds a file) and prints files and notes a second,
the best of three rounds. The last line is the whole way to a song: reading, quantising, chords.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import mido

from jazz import midi
from jazz.corpus import readers
from jazz.errors import SourceError
from jazz.midi import chunks, piece
from jazz.music import Song

ROUNDS = 3


def ours(path: Path) -> int:
    """The notes that `midi.read` finds."""
    try:
        return sum(len(track.notes) for track in midi.read(path).tracks)
    except SourceError:
        return 0


def patient(path: Path) -> int:
    """The notes that `midi.read` would find without the quick reader."""
    try:
        pieces = map(piece.read, chunks.split(path.read_bytes()).tracks)
        return sum(len(line.notes) for each in pieces for line in each.lines)
    except SourceError:
        return 0


def mido_alone(path: Path) -> int:
    """The note-ons that mido finds; no note is paired with its end, which favours mido."""
    try:
        file = mido.MidiFile(path)
    except (OSError, EOFError, ValueError, LookupError):
        return 0
    return sum(message.type == "note_on" and message.velocity > 0 for track in file.tracks for message in track)


def music21(path: Path) -> int:
    """The notes that music21 finds."""
    from music21 import converter  # noqa: PLC0415  (seconds to import)

    return len(converter.parse(path, forceSource=True).flatten().notes)


def whole_way(path: Path) -> int:
    """The notes of the song that a file becomes."""
    return sum(len(result.solo) for result in readers.read_file(path) if isinstance(result, Song))


def measure(name: str, reader: Callable[[Path], int], files: Sequence[Path], rounds: int = ROUNDS) -> None:
    """Print one line of the table."""
    best, notes = float("inf"), 0
    for _ in range(rounds):
        begun = time.perf_counter()
        notes = sum(map(reader, files))
        best = min(best, time.perf_counter() - begun)
    print(f"{name:16} {len(files):6} {notes:9,} {best:9.3f} {len(files) / best:10,.1f} {notes / best:12,.0f}")


def main() -> None:
    """Read the folder with each reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--music21", type=int, default=3, metavar="N", help="files that music21 reads (default 3)")
    arguments = parser.parse_args()
    files = sorted(arguments.folder.rglob("*.mid"))
    if not files:
        parser.error(f"no .mid under {arguments.folder}")
    few = files[: arguments.music21]
    ours(files[0])
    print(f"{'reader':16} {'files':>6} {'notes':>9} {'seconds':>9} {'files/s':>10} {'notes/s':>12}")
    measure("jazz.midi.read", ours, files)
    measure("patient alone", patient, files)
    measure("mido alone", mido_alone, files)
    if few:
        music21(few[0])
        measure("jazz.midi.read", ours, few)
        measure("music21", music21, few, rounds=1)
    measure("to a song", whole_way, files, rounds=1)


if __name__ == "__main__":
    main()

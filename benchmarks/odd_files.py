"""What becomes of odd, broken and unusual MIDI files: a line each.

    python benchmarks/odd_files.py FOLDER

Prints for every file under FOLDER what is read (tracks, notes, words, title, drum channels, damage that was told) or
the code and the sentence with which it is refused, and the seconds that it took; then how many there are of each.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from jazz import midi
from jazz.errors import SourceError


def outcome(path: Path) -> tuple[str, str]:
    """A code ("read", "damage told" or that of the refusal), and what there is to say."""
    try:
        score = midi.read(path)
    except SourceError as error:
        return error.code, str(error).removeprefix(f"{path.name}: ")
    notes = sum(len(track.notes) for track in score.tracks)
    drums = ", ".join(str(track.channel + 1) for track in score.tracks if track.is_drum and track.channel is not None)
    facts = [f"{len(score.tracks)} tracks", f"{notes:,} notes", f"{len(score.texts)} words", f'"{score.title}"']
    facts += [f"drums on channel {drums}"] if drums else []
    return "damage told" if score.damage else "read", "; ".join([*facts, *score.damage])


def main() -> None:
    """Read the folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    files = sorted(path for path in parser.parse_args().folder.rglob("*") if path.is_file())
    outcomes = Counter[str]()
    for path in files:
        begun = time.perf_counter()
        code, said = outcome(path)
        outcomes[code] += 1
        print(f"{path.name:60} {code:12} {time.perf_counter() - begun:7.4f} s  {said}")
    print(f"\n{len(files)} files: " + ", ".join(f"{count} {code}" for code, count in outcomes.most_common()))


if __name__ == "__main__":
    main()

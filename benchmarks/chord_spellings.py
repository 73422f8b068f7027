"""How many chord spellings are parsed, and whether other programs hear the same chords.

    python benchmarks/chord_spellings.py symbols.tsv

The table has a header and one spelling a line, with a tab and its count after it. Two programs judge independently:
music21, and pychord where it is installed (`pip install pychord`). They spell some suffixes in another way; those
are translated word for word below. Every disagreement is printed with the reason why we differ, and one without a
reason here makes the exit code 1.
"""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from jazz.chords import parse_chord
from jazz.errors import ChartError
from jazz.notation import figure_tones

Judge = Callable[[str, str], frozenset[int] | None]

# Suffix as players write it -> the same suffix as the other program spells it.
MUSIC21_WORDS = {
    "2": "add9",
    "4": "sus4",
    "67": "7add6",
    "69": "6add9",
    "69#11": "6add9add#11",
    "9+": "9#5",
    "9sus": "7susadd9",
    "9sus4": "7susadd9",
    "13sus": "7susadd9add13",
    "13sus4": "7susadd9add13",
    "7b9sus4": "7susaddb9",
    "7susb9": "7susaddb9",
    "M6": "6",
    "M69": "6add9",
    "M69#11": "6add9add#11",
    "M7+": "+M7",
    "add9no3": "sus2",
    "h7": "m7b5",
    "m+": "m#5",
    "m69": "m6add9",
    "mMaj7": "mM7",
    "maj13": "M13",
    "maj9": "M9",
    "maj9#11": "M9#11",
    "oM7": "dimadd#7",
    "sus24": "sus2add4",
}
PYCHORD_WORDS = {
    "+": "aug",
    "4": "sus4",
    "67": "7add13",
    "7+": "7#5",
    "7sus": "7sus4",
    "9+": "9#5",
    "9sus": "9sus4",
    "M": "",
    "M6": "6",
    "M69": "69",
    "h7": "m7b5",
    "mMaj7": "mM7",
    "o": "dim",
    "o7": "dim7",
}

# Where we differ on purpose: (program, suffix) -> why.
STACKS = "it stacks every third; players leave the eleventh out over a major third"
IGNORES = "it stacks every third, and does not hear the alteration of a thirteenth"
REASONS = {
    ("music21", "13"): STACKS,
    ("music21", "maj13"): STACKS,
    ("music21", "13b5"): STACKS,
    ("music21", "13b9"): IGNORES,
    ("music21", "13#9"): IGNORES,
    ("music21", "13#11"): IGNORES,
    ("music21", "13b9#11"): IGNORES,
    ("music21", "M13#11"): IGNORES,
    ("pychord", "13"): STACKS,
    ("pychord", "maj13"): STACKS,
    ("pychord", "13b9"): STACKS,
    ("pychord", "13#9"): STACKS,
    ("pychord", "7b9b13"): "it adds an eleventh that nobody wrote",
}
SHAPE = re.compile(r"([A-G][#b]?)([^/\\]*)(?:/[A-G][#b]?)?")


def music21_hears(root: str, suffix: str) -> frozenset[int] | None:
    """The pitch classes that music21 gives a chord; None where it cannot read it."""
    return figure_tones(root + MUSIC21_WORDS.get(suffix, suffix))


def pychord_hears(root: str, suffix: str) -> frozenset[int] | None:
    """The pitch classes that pychord gives a chord; None where it cannot read it."""
    pychord = importlib.import_module("pychord")
    try:
        chord = pychord.Chord(root + PYCHORD_WORDS.get(suffix, suffix))
    except ValueError:
        return None
    return frozenset(tone % 12 for tone in chord.components(visible=False))


def judges() -> dict[str, tuple[Judge, dict[str, str]]]:
    """The programs that are installed, each with the words that were translated for it."""
    found: dict[str, tuple[Judge, dict[str, str]]] = {"music21": (music21_hears, MUSIC21_WORDS)}
    if importlib.util.find_spec("pychord"):
        found["pychord"] = (pychord_hears, PYCHORD_WORDS)
    return found


def spellings(path: Path) -> dict[str, int]:
    """The spellings of a table with how often each occurs."""
    with path.open(encoding="utf-8", newline="") as table:
        rows = csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return {row[0]: int(row[1]) for row in rows if row}


def parses(symbol: str) -> bool:
    """Whether we read a spelling; says why not."""
    try:
        parse_chord(symbol)
    except ChartError as error:
        print(f"  {error}")
        return False
    return True


def main(path: Path) -> int:
    """Print the figures; the exit code is 1 where a spelling is not parsed, or differs without a reason."""
    counts = spellings(path)
    known = [symbol for symbol in counts if parses(symbol)]
    print(f"{len(known)} of {len(counts)} spellings parse ({sum(counts.values()):,} chords in the lead sheets)")
    agreed: set[str] = set()
    differences: Counter[tuple[str, str]] = Counter()
    for name, (hears, words) in judges().items():
        judged = translated = 0
        right: set[str] = set()
        for symbol in known:
            shape = SHAPE.fullmatch(symbol)
            theirs = hears(shape[1], shape[2]) if shape else None
            if shape is None or theirs is None:
                continue
            judged, translated = judged + 1, translated + (shape[2] in words)
            if theirs == parse_chord(symbol).tones:
                right.add(symbol)
            else:
                differences[name, shape[2]] += 1
        print(f"{name} judges {judged} ({translated} of them translated) and agrees with us on {len(right)}")
        agreed |= right
    alone = [symbol for symbol in known if symbol not in agreed]
    print(f"{len(agreed)} spellings are confirmed by at least one of them; nobody confirms {len(alone)}:")
    print("  " + " ".join(alone))
    print("differences:")
    for (name, suffix), count in sorted(differences.items()):
        print(f"  {name:8} {suffix:8} {count:3}  {REASONS.get((name, suffix), 'NO REASON KNOWN')}")
    return int(len(known) < len(counts) or not set(differences) <= set(REASONS))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

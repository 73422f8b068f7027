"""ABC text to its tunes, and each as music21 can read it.

music21 loses chord symbols that it does not know, fields inside lines, endings in brackets, invisible rests and, where
no version is named, accidentals that hold to the end of their bar; and it cuts bars that are too long for their metre,
which can take for ever. So a tune is rewritten before: plain chords stand in for its chord symbols, rests of several
bars are written out, and its metre is kept from music21. Orders of parts (P:) and overlaid voices (&) are not read.
This room knows text and no files. Standard: ABC 2.1, abcnotation.com.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from jazz.errors import ChartError, SourceError
from jazz.music import Metre
from jazz.theory import parse_chord

VERSION = "%%abc-2.1"
STAND_INS = tuple(
    letter + suffix for suffix in ("", "m", "7", "m7", "maj7", "6", "m6", "9", "dim", "sus4") for letter in "CDEFGAB"
)
"""Chords that music21 surely reads, and gives back as they were written."""
ANNOTATION = "^_<>@"
"""How words over the notes begin that are no chord symbols."""
LONGEST = 10_000
"""Signs of a tune that music21 reads in seconds."""
METRES = {"C": Metre(4, 4), "C|": Metre(2, 2)}
_FIELD = re.compile(r"[A-Za-z+]:|%%")
_SAID = re.compile(r"[BDFGHNORSWZw+]:")
"""Fields that tell nothing of the notes, or the words that are sung to them."""
_METRE = re.compile(r"\(?(\d{1,2}(?:\+\d{1,2})*)\)?/(\d{1,2})")
_ENDLESS = re.compile(r"\d{3}")
"""Lengths that nobody writes, and that music21 would count out bar by bar."""
_QUOTED = re.compile(r'"([^"\n]*)"')
_INLINE = re.compile(r"\[([A-Za-z]):([^\]\n]*)\]")
_ENDING = re.compile(r"\|?\s*\[(?=\d)")
_LATER_ENDING = re.compile(r"(?<=\|)[3-9](?!\d)")
_UNIT = re.compile(r"L:\s*(\d{1,2})/(\d{1,2})")
_REST = re.compile(r"[ZX](\d{0,2})")
"""A rest of whole bars, seen or not."""


class Tune(NamedTuple):
    """A tune for music21, the metre with which it begins, and its chord symbols by what stands in for them."""

    text: str
    metre: Metre | None
    symbols: dict[str, str]


def split(text: str) -> dict[str, str]:
    r"""The tunes of a file by their numbers (in X:, else as they come), each with the fields before them all.

    >>> list(split("M:3/4\n\nX:7\nT:One\nK:C\nCDE|\n\nwords\n\nX:9\nK:G\nGAB|\n"))
    ['7', '9']
    """
    head, *found = re.split(r"(?m)^(?=X:)", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not found:
        return {"1": head} if re.search(r"(?m)^K:", head) else {}
    fields = "".join(f"{line}\n" for line in head.split("\n") if _FIELD.match(line))
    numbers = [tune[2:].split("\n")[0].split("%")[0].strip() for tune in found]
    unlike = len(set(numbers)) == len(numbers) and all(map(str.isdecimal, numbers))
    named = numbers if unlike else map(str, range(1, len(found) + 1))
    return {name: fields + re.split(r"\n\s*\n", tune)[0] for name, tune in zip(named, found, strict=True)}


def prepared(text: str) -> Tune:
    """A tune as music21 can read it. Raises SourceError: "too-large", "damaged" (a length that nobody writes)."""
    symbols: dict[str, str] = {}
    lines = "\n".join(_line(line, symbols) for line in text.split("\n") if not _SAID.match(line)).split("\n")
    if endless := next((line for line in lines if not _FIELD.match(line) and _ENDLESS.search(line)), None):
        raise SourceError("damaged", f'it has lengths that nobody writes: "{endless[:40]}"')
    begin = next((number for number, line in enumerate(lines) if line and not _FIELD.match(line)), len(lines))
    head = [line for line in lines[:begin] if not line.startswith("M:")]
    metre = next(filter(None, (_metre(line) for line in lines[:begin] if line.startswith("M:"))), None)
    if not any(line.startswith("L:") for line in head):
        head.insert(1, "L:1/16" if metre and metre.beats / metre.unit < 0.75 else "L:1/8")
    music = list(_with_rests([*head, *lines[begin:]], metre))
    if (signs := sum(map(len, music))) > LONGEST:
        raise SourceError("too-large", f"it has {signs:,} signs; at most {LONGEST:,} are read")
    return Tune("\n".join([VERSION, *music, ""]), metre, {figure: said for said, figure in symbols.items()})


def _with_rests(lines: list[str], metre: Metre | None) -> Iterator[str]:
    """The lines with rests of whole bars (Z4) written out, bar by bar."""
    unit = Fraction(1, 8)
    for line in lines:
        if found := _UNIT.match(line):
            unit = Fraction(int(found[1]), int(found[2]))
        elif line.startswith("M:"):
            metre = _metre(line)
        if _FIELD.match(line) or metre is None:
            yield line
        else:
            bar = f"z{Fraction(metre.beats, metre.unit) / unit}"
            parts = _REST.split(line)  # words, a number, words ...
            yield parts[0] + "".join(
                "|".join([bar] * int(number or 1)) + after
                for number, after in zip(parts[1::2], parts[2::2], strict=True)
            )


def _metre(line: str) -> Metre | None:
    """The metre of a field "M:6/8"; None for a tune without."""
    said = re.sub("%.*| ", "", line[2:])
    found = _METRE.fullmatch(said)
    return Metre(sum(map(int, found[1].split("+"))), int(found[2])) if found else METRES.get(said)


def _line(line: str, symbols: dict[str, str]) -> str:
    """A line that music21 can read; `symbols` gains what stands in for its chord symbols."""

    def stand_in(match: re.Match[str]) -> str:
        said = match[1].strip()
        if not said or said[0] in ANNOTATION or _only_words(said, match.string[match.end() :]):
            return ""
        if said not in symbols and len(symbols) < len(STAND_INS):
            symbols[said] = STAND_INS[len(symbols)]
        return f'"{symbols.get(said, said)}"'

    if _FIELD.match(line):
        return line
    notes = re.sub(r"(?<!\\)%.*", "", line)
    return _LATER_ENDING.sub("2", _ENDING.sub("|", _INLINE.sub(r"\n\1:\2\n", _QUOTED.sub(stand_in, notes)))).replace(
        "x", "z"
    )


def _only_words(said: str, after: str) -> bool:
    """Whether words are no chord symbol, and stand before others that may be one: music21 would read the first only."""
    if not after.lstrip().startswith('"'):
        return False
    try:
        return not parse_chord(said)
    except ChartError:
        return True

"""Chords from the words of a score: symbols in its markers, texts, lyrics, cues and XF events.

A kind of words counts only when most of its different words are chord symbols, because lyrics hold an "A" and an "Am"
too, and letters that number the parts of a form ("A", "B", "C" in this order) are none. Words may stand in brackets,
and a lyric may carry its chord before its syllable ("[Am]Hello"). Time is in ticks of 1/24 quarter note from the first
bar line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from jazz.errors import ChartError
from jazz.music import NO_CHORD, Change, Chord, Metre
from jazz.theory import parse_chord

KINDS = ("marker", "xf", "text", "lyrics", "cue_marker")
ENOUGH = 0.5
"""The share of the different words of one kind that are chord symbols, from which they are read as chords."""
BRACKETED = re.compile(r"\s*\[([^\[\]]+)\]")
SYMBOL = re.compile(
    r"N\.?C\.?|[A-G][#b♯♭]?(?:Bass|maj|min|ma|mi|M|m|dim|aug|dom|sus|add|alt|omit|no|h|o|j|[#b♯♭\d()+,/\\^Δ△∆°º:øØ-]|[A-G])*"
)
"""Whatever may be a chord symbol: a first look, because finding the nearest chord to each word of a song is slow."""
LONGEST_SYMBOL = 20
LETTERS = "ABCDEFG"


class Named(NamedTuple):
    """The (tick, chord) pairs that words name, and the kind of those words ("" and no pairs where none do)."""

    chords: list[tuple[float, Chord]]
    kind: str


def named(words: Iterable[tuple[float, str, str]]) -> Named:
    """The chords of (tick, kind, text) words, of the kind that names most of them."""
    words = list(words)
    found = [Named([], "")]
    for kind in KINDS:
        said = [(tick, text) for tick, own, text in words if own == kind]
        chordal = [(tick, text, chord) for tick, text in said if (chord := _chord(text))]
        symbols = list(dict.fromkeys(text for _, text, _ in chordal))
        if len(symbols) >= ENOUGH * len({text for _, text in said}) and not _are_parts(symbols):
            found.append(Named([(tick, chord) for tick, _, chord in chordal], kind))
    return max(found, key=lambda each: len(each.chords))


def from_words(words: Iterable[tuple[float, str, str]]) -> list[tuple[float, Chord]]:
    """The (tick, chord) pairs that words name; see `named`."""
    return named(words).chords


def changes_on_beats(chords: Iterable[tuple[float, Chord]], metre: Metre, start: int, end: int) -> tuple[Change, ...]:
    """Chart changes from tick `start` (there 0) up to tick `end`, each on its nearest beat; N.C. before the first."""
    at: dict[int, Chord] = {0: NO_CHORD}
    for tick, chord in sorted(chords, key=lambda pair: pair[0]):
        onset = round((tick - start) / metre.beat) * metre.beat
        if onset < end - start:
            at[max(0, onset)] = chord
    changes = [Change(onset, chord) for onset, chord in sorted(at.items())]
    return tuple(c for i, c in enumerate(changes) if not i or c.chord != changes[i - 1].chord)


def _are_parts(symbols: Sequence[str]) -> bool:
    """Whether different symbols, in the order of their first coming, are but the letters of a form, A, B, C ..."""
    return LETTERS.startswith("".join(symbol.strip(" []") for symbol in symbols))


@lru_cache(maxsize=4096)
def _chord(text: str) -> Chord | None:
    """The chord that a word in a file names, or None."""
    bracketed = BRACKETED.match(text)
    symbol = (bracketed[1] if bracketed else text).strip()
    if len(symbol) > LONGEST_SYMBOL or not SYMBOL.fullmatch(symbol):
        return None
    try:
        return parse_chord(symbol)
    except ChartError:
        return None

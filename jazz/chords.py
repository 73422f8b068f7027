r"""Chord symbols as musicians write them, read into `Chord` and spelled again.

Reads the Real Book, iReal, Impro-Visor and Weimar spellings. A symbol is a root, a head ("m7"), a tail of changes to
it ("b9#11", "sus4", "add9", "no3") and a bass; a head and a tail make intervals, and the intervals make the one
canonical name, so that "C-7", "Cmi7" and "Cm7" are the same chord. Knows nothing of charts, keys or MIDI; the
vocabulary itself is in `qualities`.

Conventions: after a bare degree the accidental follows it (Weimar "C79b13" is 9 flat and 13), everywhere else it
leads ("C7b13"). A foreign bass is no chord tone but a colour. "G\Bb7" is G over Bb7: Bb7 with the tones of G.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from typing import NamedTuple

from jazz.errors import ChartError
from jazz.music import NO_CHORD, Chord
from jazz.qualities import (
    ACCIDENTALS,
    ADDED,
    ALTERED,
    FAMILIES,
    NATURAL_OF,
    OMITTED,
    QUALITIES,
    SCALES,
    SUSPENDED,
    WORDS,
    Quality,
    semitones,
)

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
NO_CHORD_SPELLINGS = frozenset({"N.C.", "NC", "N.C", "N", "n.c.", "nc"})
MAX_CHARACTERS = 40


def _either(words: Iterable[str]) -> str:
    """A pattern of words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


WORD = re.compile("|".join(f"({pattern})" for pattern, _ in WORDS))
CHANGE = rf"{_either([*SUSPENDED, *OMITTED, *ALTERED])}|add(?:{_either([*ALTERED, *ADDED])})"
LEADING = re.compile(rf"({CHANGE}|,(?:9|11|13)?)")  # b9#11, sus4, add9; a bare degree only between commas: (9,#11)
TRAILING = re.compile(r"(sus|(?:9|11|13)[#b]?)")  # 79b13: Weimar, after a head that ends in a degree
SYMBOL = re.compile(r"([A-G][#b]?)(.*)")
SLASH = re.compile(r"(.+?)([/\\])([A-G].*)")


def note_class(name: str) -> int:
    """The pitch class of a note name without octave: "Bb" is 10."""
    return (LETTERS[name[0]] + ACCIDENTALS[name[1:]]) % 12


def _plain(suffix: str) -> str:
    """A suffix in the plain words of heads and tails: "-j7" and "min(maj7)" are "mM7"."""
    return WORD.sub(lambda match: WORDS[(match.lastindex or 0) - 1][1], suffix).rstrip(",")


class Meaning(NamedTuple):
    """What a suffix means: the nearest quality, the canonical name, the chord tones in semitones over the root."""

    quality: Quality
    name: str
    tones: frozenset[int]


TONES = {quality: frozenset(semitones(quality.degrees)) for quality in QUALITIES}
HEADS = {head: quality for quality in QUALITIES for head in (_plain(quality.name), *quality.heads)}
HEADS_LONGEST_FIRST = sorted(HEADS, key=len, reverse=True)
FIXED = frozenset({"7alt", "Bass"})  # named by intent: no other spelling of their tones means them
CHANGE_OF = {interval: change for change, interval in reversed(ALTERED.items())}
DEGREE_OF = {interval: degree for degree, interval in reversed((ADDED | ALTERED).items())}


@lru_cache(maxsize=4096)
def _meaning(suffix: str) -> Meaning | None:
    """What a suffix means; None when it means nothing."""
    plain = _plain(suffix)
    bare = plain.removeprefix("+")
    for head in HEADS_LONGEST_FIRST:
        changes = _changes(head, bare.removeprefix(head)) if bare.startswith(head) else None
        if changes is not None:
            quality = HEADS[head]
            augmented = [*changes, "+"] if bare != plain else changes
            if quality.name in FIXED:
                return None if augmented else Meaning(quality, quality.name, TONES[quality])
            return _named(reduce(_changed, augmented, TONES[quality]))
    return None


def _changes(head: str, tail: str) -> list[str] | None:
    """The changes that a tail makes after a head; None when it is no tail."""
    if re.fullmatch(f"{LEADING.pattern}*", tail):
        return [change.lstrip(",") for change in LEADING.findall(tail) if change != ","]
    if head.endswith(("7", "9")) and re.fullmatch(f"{TRAILING.pattern}*", tail):
        found = TRAILING.findall(tail)
        if len({head, *found}) <= len(found):  # "9999": no musician says a degree twice
            return None
        return [change[-1] + change[:-1] if change[-1] in "#b" else change for change in found]
    return None


def _changed(tones: frozenset[int], change: str) -> frozenset[int]:
    """Chord tones after one change."""
    if change in SUSPENDED:
        return (tones - {3, 4}) | SUSPENDED[change]
    if change in OMITTED:
        return tones - OMITTED[change]
    if change in ALTERED:
        return (tones - {NATURAL_OF.get(ALTERED[change])}) | {ALTERED[change]}
    return tones | {(ALTERED | ADDED)[change.removeprefix("add")]}


def _named(tones: frozenset[int]) -> Meaning | None:
    """Chord tones with their canonical name: a quality and the fewest changes from it; None where there is none."""
    spelled = [(quality, changes) for quality in QUALITIES if (changes := _between(quality, tones)) is not None]
    if not spelled:
        return None
    quality, changes = min(spelled, key=lambda pair: len(pair[1]))
    name = quality.name or ("M" if changes and changes[0][0] in "#b" else "")  # "Cb5" would be C flat
    return Meaning(quality, name + "".join(changes), tones)


def _between(quality: Quality, tones: frozenset[int]) -> list[str] | None:
    """The changes from a quality to other tones, in the order they are written; None when there is no way."""
    own, suspended = TONES[quality], []
    if own & {3, 4} and not tones & {3, 4}:
        suspended = [word for word, fourths in SUSPENDED.items() if fourths == tones & {2, 5}][:1]
    base = reduce(_changed, suspended, own)
    extras = sorted(tones - base)
    altered = [CHANGE_OF[tone] for tone in extras if _is_alteration(tone, base, tones)]
    added = [f"add{DEGREE_OF[tone]}" for tone in extras if tone in DEGREE_OF and CHANGE_OF.get(tone) not in altered]
    omitted = [word for word, gone in OMITTED.items() if base & gone and not tones & gone]
    changes = suspended + altered + added + omitted
    return changes if quality.name not in FIXED and reduce(_changed, changes, own) == tones else None


def _is_alteration(tone: int, base: frozenset[int], tones: frozenset[int]) -> bool:
    """Whether a tone is written "b9" and not "addb9": its natural is gone, and over a triad only a fifth is altered."""
    return tone in CHANGE_OF and NATURAL_OF.get(tone) not in tones and (tone < 9 or max(base) > 8)


@lru_cache(maxsize=16384)
def parse_chord(symbol: str) -> Chord:
    """The chord that a symbol means.

    Raises `ChartError` with the nearest spellings when it means none.

    >>> parse_chord("C-7").symbol, parse_chord("Cmi7").intervals
    ('Cm7', (0, 3, 7, 10))
    """
    text = " ".join(symbol.replace("♭", "b").replace("♯", "#").split())[: MAX_CHARACTERS + 1]
    if text in NO_CHORD_SPELLINGS:
        return NO_CHORD
    chord = _read(text) if len(text) <= MAX_CHARACTERS else None
    if chord is None:
        raise ChartError(f'"{text}" is not a chord I know; nearest: {", ".join(nearest(text))}')
    return chord


def _read(text: str) -> Chord | None:
    """The chord of a symbol, plain, over a bass or over another chord; None when it is none."""
    slash = SLASH.fullmatch(text)
    if slash is None:
        return _over_bass(text)
    upper, mark, lower = slash.groups()
    if mark == "/" and re.fullmatch("[A-G][#b]?", lower):
        return _over_bass(upper, lower)
    return _over_chord(_over_bass(upper), _over_bass(lower))


def _over_bass(text: str, bass: str = "") -> Chord | None:
    """A chord without slash over a bass note (its own root when empty)."""
    match = SYMBOL.fullmatch(text)
    meaning = _meaning(match[2]) if match else None
    if match is None or meaning is None:
        return None
    root = note_class(match[1])
    low = note_class(bass) if bass else root
    symbol = match[1] + meaning.name + (f"/{bass}" if low != root else "")
    return _chord(symbol, root, meaning, low)


def _over_chord(upper: Chord | None, lower: Chord | None) -> Chord | None:
    """A polychord: the lower chord with the tones of the upper as its extensions."""
    if upper is None or lower is None or lower.root is None:
        return None
    steps = {(tone - lower.root) % 12 for tone in upper.tones - lower.tones}
    meaning = _meaning(lower.quality)
    if meaning is None:
        return None
    tones = meaning.tones | {step if step in {0, 4, 7, 10, 11} else step + 12 for step in steps}
    return _chord(f"{upper.symbol}\\{lower.symbol}", lower.root, meaning._replace(tones=tones), lower.root)


def _chord(symbol: str, root: int, meaning: Meaning, bass: int) -> Chord:
    """A chord with its scale and colours: the first scale of its family that holds most of its tones and its bass."""
    tones = {step % 12 for step in meaning.tones}
    steps = tones | {(bass - root) % 12}
    scales = [SCALES[name] for name in FAMILIES[meaning.quality.family].split(", ")]
    scale = min(scales, key=lambda scale: len(steps.difference(semitones(scale.degrees))))
    colours = ({step % 12 for step in semitones(scale.colours)} | steps) - tones
    return Chord(
        symbol=symbol,
        root=root,
        quality=meaning.name,
        intervals=tuple(sorted(meaning.tones)),
        colours=frozenset((root + step) % 12 for step in colours),
        scale=frozenset((root + step) % 12 for step in steps.union(semitones(scale.degrees))),
        bass=bass,
    )


def nearest(text: str, count: int = 2) -> list[str]:
    """The chord symbols that look most like a text that is none, the shortest first."""
    text = text[:1].upper() + text[1:]
    roots = [root for root in (text[:1], text[:2]) if SYMBOL.fullmatch(root)] or ["C"]
    symbols = {match[1] + quality.name for root in roots if (match := SYMBOL.match(root)) for quality in QUALITIES}
    closest = sorted(symbols, key=lambda symbol: (_distance(text, symbol), len(symbol), symbol))[:count]
    return sorted(closest, key=lambda symbol: (len(symbol), symbol))


def _distance(written: str, meant: str) -> int:
    """The weighted edit distance of two texts: a letter too many costs 1, one missing or wrong costs 2."""
    row = list(range(0, 2 * len(meant) + 1, 2))
    for position, letter in enumerate(written, 1):
        before, row = row, [position]
        for place, wanted in enumerate(meant, 1):
            row.append(min(before[place] + 1, row[-1] + 2, before[place - 1] + (0 if letter == wanted else 2)))
    return row[-1]

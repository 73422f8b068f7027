"""The bars of a score of music21: the order in which they are played, when each begins, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

from jazz.music import TICKS_PER_QUARTER, Chart, Key, Metre
from jazz.repeats import Bar, Jump, playing_order
from jazz.theory import guess_key, key_signature

MINOR = {"minor", "aeolian", "dorian", "phrygian", "locrian"}
"""The modes that are minor where there are only two."""
JUMPS = {
    "DaCapo": Jump(to_segno=False),
    "DaCapoAlFine": Jump(to_segno=False, goal="fine"),
    "DaCapoAlCoda": Jump(to_segno=False, goal="coda"),
    "DalSegno": Jump(to_segno=True),
    "DalSegnoAlFine": Jump(to_segno=True, goal="fine"),
    "DalSegnoAlCoda": Jump(to_segno=True, goal="coda"),
}
"""The jumps by music21's names for them."""

PlayedBar = tuple[Fraction, Any]
"""A bar of music21's, and when it is played, in quarter notes."""


def bars_of(part: Any) -> list[Any]:
    """The bars of a part."""
    return list(part.getElementsByClass("Measure") or part.makeMeasures().getElementsByClass("Measure"))


def order_of(part: Any, bars: Sequence[Any], *, whole: bool) -> list[int]:
    """The indices of the bars of a part in the order in which they are played. Raises ChartError.

    A coda that no jump leads to is played where a page is read as a whole, and belongs to the last of many choruses
    where it is the form of a chart.
    """
    marks = _marks(part, bars)
    if whole and not any(mark.jump for mark in marks):
        marks = [replace(mark, coda=False, to_coda=False) for mark in marks]
    return playing_order(marks)


def _marks(part: Any, bars: Sequence[Any]) -> list[Bar]:
    """The repeats, endings and jumps of the bars."""
    endings = {bracket.getFirst(): int(str(bracket.number)[:1]) for bracket in part["RepeatBracket"] if len(bracket)}
    marks: list[Bar] = []
    ending = 0
    for number, bar in enumerate(bars, 1):
        left, right = (getattr(line, "direction", None) for line in (bar.leftBarline, bar.rightBarline))
        times = (bar.rightBarline.times or 2) if right == "end" else 0
        if (said := endings.get(bar)) is not None:
            ending = said + 1 if said == ending > 1 else said  # ABC's third ending comes as another second one
        mark = Bar(number, opens=left == "start", ending=ending if said else None, times=times)
        for sign in bar["RepeatExpression"]:
            leads_on = "to" in (sign.getText() or "").lower().split()  # "To Coda", wherever in its bar it stands
            _sign(mark, type(sign).__name__, behind=leads_on or sign.getOffsetInHierarchy(bar) > 0)
        marks.append(mark)
    return marks


def _sign(mark: Bar, name: str, *, behind: bool) -> None:
    """Put a sign of music21's on a bar, behind its beginning or not."""
    mark.segno |= name == "Segno"
    mark.fine |= name == "Fine"
    mark.to_coda |= name == "Coda" and behind
    mark.coda |= name == "Coda" and not behind
    mark.jump = JUMPS.get(name, mark.jump)


def lengths_of(bars: Sequence[Any]) -> list[Fraction]:
    """How long each bar is as written, in quarter notes; 0 where nothing in it takes time."""
    offsets = [Fraction(bar.offset) for bar in bars]
    return [after - before for before, after in pairwise([*offsets, offsets[-1] + Fraction(bars[-1].highestTime)])]


def starts_of(bars: Sequence[Any], order: Sequence[int], metre: Metre | None) -> list[Fraction]:
    """When each played bar begins, in quarter notes; an upbeat begins so that the next bar line is one of the metre."""
    lengths = lengths_of(bars)
    sign = bars[0].timeSignature
    first = metre_of(sign) if sign else metre or Metre()
    upbeat = -lengths[0] % Fraction(4 * first.beats, first.unit) if order[0] == 0 else Fraction(0)
    return list(accumulate((lengths[n] for n in order[:-1]), initial=upbeat))


def things(bars: Iterable[PlayedBar], kind: str) -> Iterator[tuple[int, Any]]:
    """Everything of one kind in played bars, with its tick."""
    for start, bar in bars:
        for thing in bar[kind]:
            yield tick_of(start + Fraction(thing.getOffsetInHierarchy(bar))), thing


def tick_of(quarters: Fraction) -> int:
    """The nearest tick of the page."""
    return round(quarters * TICKS_PER_QUARTER)


def metre_of(sign: Any) -> Metre:
    """The metre of a time signature."""
    return Metre(sign.numerator, sign.denominator)


def signature_of(part: Any) -> tuple[Key | None, int | None]:
    """The key of the first signature if it says its mode, else its sharps."""
    signature = part["KeySignature"].first()
    mode = getattr(signature, "mode", None)
    if signature is None or mode is None:
        return None, signature.sharps if signature else None
    return Key(signature.tonic.pitchClass, "minor" if mode in MINOR else "major"), None


def key_of(chart: Chart, key: Key | None, sharps: int | None) -> Key:
    """The key of a chart as `signature_of` its page says; its chords choose what that leaves open."""
    guess = guess_key(chart)
    if key is not None or sharps is None or key_signature(guess) == sharps:
        return key or guess
    return Key(sharps * 7 % 12)


def tempos(bars: Iterable[PlayedBar]) -> list[tuple[int, float]]:
    """The tempi of played bars, in quarter notes a minute, with their ticks."""
    return [
        (tick, round(float(bpm), 6)) for tick, mark in things(bars, "MetronomeMark") if (bpm := mark.getQuarterBPM())
    ]


def words(read: Any) -> list[str]:
    """What is written over the parts of a score in words."""
    return [word.content for word in read["TextExpression"]] + [mark.text or "" for mark in read["MetronomeMark"]]


def title_of(read: Any) -> str:
    """The title of a score; empty where it has none."""
    return (read.metadata.bestTitle if read.metadata else None) or ""

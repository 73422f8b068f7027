"""A score of music21 to the score that analysis reads: parts as tracks, chord symbols as markers, repeats played out.

Of each part the top line is one track, and what sounds under it another. Ticks are those of the page, 24 a quarter
note, and an upbeat stands at the end of its own bar. What of a page cannot be read is told in `Score.damage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

from music21 import repeat
from music21.exceptions21 import Music21Exception

from jazz.errors import ChartError, SourceError
from jazz.midi import Score, Text, Track
from jazz.music import DEFAULT_VELOCITY, TICKS_PER_QUARTER, Key, Metre, PlayedNote
from jazz.notation.symbols import chord_of
from jazz.repeats import Bar, playing_order

MINOR = {"minor", "aeolian", "dorian", "phrygian", "locrian"}
"""The modes that are minor where there are only two."""

PlayedBar = tuple[Fraction, Any]
"""A bar of music21's, and when it is played, in quarter notes."""


@dataclass(frozen=True)
class Page:
    """A score, and what it cannot hold: which track (from 1) is the melody, and whether the page asks for swing.

    `sharps` is that of a key signature that does not say whether it is major or minor.
    """

    score: Score
    melody: int
    swings: bool
    sharps: int | None


class Sound(NamedTuple):
    """A note or chord as it is played: its ticks, its pitches, and whether it goes on from the one before."""

    start: int
    end: int
    pitches: tuple[int, ...]
    velocity: int
    tied: bool
    voice: int


def page_of(read: Any, metre: Metre | None = None, symbols: Mapping[str, str] = MappingProxyType({})) -> Page:
    """The page of a score at sounding pitch.

    `metre` is that with which it begins where it does not say so itself; `symbols` are its chord symbols where others
    stand in for them. Raises SourceError: "no-notes".
    """
    parts = [_bars(part) for part in read.parts]
    lead = _lead(parts)
    order, damage = _order(read.parts[lead], parts[lead])
    starts = _starts(parts[lead], order, metre)
    played = [[(start, bars[n]) for start, n in zip(starts, order, strict=True) if n < len(bars)] for bars in parts]
    tracks = [list(_tracks(bars, part.partName or "")) for bars, part in zip(played, read.parts, strict=True)]
    chords, unread = _chords([played[lead], *played], symbols)
    key, sharps = _signature(read.parts[lead])
    score = Score(
        TICKS_PER_QUARTER,
        tuple(track for group in tracks for track in group),
        tuple((tick, float(bpm)) for tick, mark in _found(played[0], "MetronomeMark") if (bpm := mark.getQuarterBPM())),
        tuple(_metres(played[lead], metre)),
        ((0, key),) if key else (),
        (
            *chords,
            *(Text(tick, "cue_marker", str(mark.content)) for tick, mark in _found(played[lead], "RehearsalMark")),
        ),
        (read.metadata.bestTitle if read.metadata else None) or "",
        damage=(*damage, *unread),
    )
    return Page(score, 1 + sum(map(len, tracks[:lead])), _swings(read), sharps)


def _bars(part: Any) -> list[Any]:
    return list(part.getElementsByClass("Measure") or part.makeMeasures().getElementsByClass("Measure"))


def _lead(parts: Sequence[Sequence[Any]]) -> int:
    """The part of the melody: the first with notes that has chord symbols, else the first with notes."""
    sounding = [
        n for n, bars in enumerate(parts) if any(_is_sound(note) for bar in bars for note in bar.recurse().notes)
    ]
    if not sounding:
        raise SourceError("no-notes", "it has no notes")
    return next((n for n in sounding if any(bar["ChordSymbol"] for bar in parts[n])), sounding[0])


def _is_sound(note: Any) -> bool:
    """Whether a thing of music21's is a note or chord that takes time: no grace note, no chord symbol."""
    return bool(note.quarterLength and note.pitches and "Harmony" not in note.classes)


def _order(part: Any, bars: Sequence[Any]) -> tuple[list[int], list[str]]:
    """The indices of the bars of a part in the order in which they are played, or as written and that this is so."""
    for number, bar in enumerate(bars, 1):
        bar.number, bar.numberSuffix = number, None
    try:
        if part["RepeatExpression"]:
            return list(repeat.Expander(part).measureMap()), []
        return playing_order(_marks(part, bars)), []
    except (ChartError, Music21Exception, LookupError):
        return list(range(len(bars))), ["its repeats cannot be followed: every bar is read once"]


def _marks(part: Any, bars: Sequence[Any]) -> list[Bar]:
    """The repeats and endings of the bars."""
    endings = {bracket.getFirst(): int(str(bracket.number)[:1]) for bracket in part["RepeatBracket"] if len(bracket)}
    marks = []
    for number, bar in enumerate(bars, 1):
        left, right = (getattr(line, "direction", None) for line in (bar.leftBarline, bar.rightBarline))
        times = (bar.rightBarline.times or 2) if right == "end" else 0
        marks.append(Bar(number, opens=left == "start", ending=endings.get(bar), times=times))
    return marks


def _starts(bars: Sequence[Any], order: Sequence[int], metre: Metre | None) -> list[Fraction]:
    """When each played bar begins, in quarter notes; an upbeat begins so that the next bar line is one of the metre."""
    offsets = [Fraction(bar.offset) for bar in bars]
    lengths = [after - before for before, after in pairwise([*offsets, offsets[-1] + Fraction(bars[-1].highestTime)])]
    sign = bars[0].timeSignature
    first = _metre(sign) if sign else metre or Metre()
    upbeat = -lengths[0] % Fraction(4 * first.beats, first.unit) if order[0] == 0 else Fraction(0)
    return list(accumulate((lengths[n] for n in order[:-1]), initial=upbeat))


def _found(bars: Iterable[PlayedBar], kind: str) -> Iterator[tuple[int, Any]]:
    """Everything of one kind in played bars, with its tick."""
    for start, bar in bars:
        for thing in bar[kind]:
            yield _tick(start + Fraction(thing.getOffsetInHierarchy(bar))), thing


def _tick(quarters: Fraction) -> int:
    return round(quarters * TICKS_PER_QUARTER)


def _metres(bars: Sequence[PlayedBar], metre: Metre | None) -> Iterator[tuple[int, Metre]]:
    """The changes of metre; the first one holds from the beginning, before an upbeat."""
    signs = [(tick, _metre(sign)) for tick, sign in _found(bars, "TimeSignature")]
    before = None
    for tick, said in [*([(0, metre)] if metre else []), *signs]:
        if said != before:
            yield tick if before else 0, said
        before = said


def _metre(sign: Any) -> Metre:
    return Metre(sign.numerator, sign.denominator)


def _signature(part: Any) -> tuple[Key | None, int | None]:
    """The key of the first signature if it says its mode, else its sharps."""
    signature = part["KeySignature"].first()
    mode = getattr(signature, "mode", None)
    if signature is None or mode is None:
        return None, signature.sharps if signature else None
    return Key(signature.tonic.pitchClass, "minor" if mode in MINOR else "major"), None


def _chords(parts: Iterable[Sequence[PlayedBar]], symbols: Mapping[str, str]) -> tuple[list[Text], list[str]]:
    """The chord symbols of the first part that has some, as markers; and about those that cannot be read."""
    found = next(filter(None, (list(_found(bars, "ChordSymbol")) for bars in parts)), [])
    chords = [(tick, symbols.get(each.figure, each.figure), chord_of(each, symbols)) for tick, each in found]
    unread = dict.fromkeys(f'the chord symbol "{figure}" is left out' for _, figure, chord in chords if chord is None)
    return [Text(tick, "marker", chord.symbol) for tick, _, chord in chords if chord], list(unread)


def _swings(read: Any) -> bool:
    """Whether a word over a part asks for swing."""
    words = [word.content for word in read["TextExpression"]] + [mark.text or "" for mark in read["MetronomeMark"]]
    return any("swing" in word.lower() for word in words)


def _tracks(bars: Sequence[PlayedBar], name: str) -> Iterator[Track]:
    """The top line of a part, and what sounds under it."""
    sounds = list(_sounds(bars))
    line, under = _line(sounds), list(_under(sounds))
    if line:
        yield Track(name, tuple(line))
    if under:
        yield Track(f"{name} (under the top line)".strip(), tuple(under))


def _sounds(bars: Iterable[PlayedBar]) -> Iterator[Sound]:
    """The notes and chords of all voices, bar by bar."""
    for start, bar in bars:
        for number, voice in enumerate(bar.voices or [bar]):
            begin = start + (Fraction(voice.offset) if voice is not bar else 0)
            for note in filter(_is_sound, voice.notes):
                onset = begin + Fraction(note.offset)
                pitches = tuple(sorted(pitch.midi for pitch in note.pitches if 0 <= pitch.midi <= 127))
                velocity = min(max(note.volume.velocity or DEFAULT_VELOCITY, 1), 127)
                tied = note.tie is not None and note.tie.type in {"stop", "continue"}
                end = max(_tick(onset) + 1, _tick(onset + Fraction(note.quarterLength)))
                if pitches:
                    yield Sound(_tick(onset), end, pitches, velocity, tied, number)


def _line(sounds: Iterable[Sound]) -> list[PlayedNote]:
    """The top notes of the first voice, one at a time, ties joined."""
    line: list[PlayedNote] = []
    for start, end, pitches, velocity, tied, _ in (sound for sound in sounds if sound.voice == 0):
        before = line[-1] if line else PlayedNote(-1, -1, -1, 0)
        if tied and before.pitch == pitches[-1] and before.end == start:
            line[-1] = replace(before, end=end)
        elif start > before.start:
            if before.end > start:
                line[-1] = replace(before, end=start)
            line.append(PlayedNote(start, end, pitches[-1], velocity))
    return line


def _under(sounds: Iterable[Sound]) -> Iterator[PlayedNote]:
    """All notes but the top ones of the first voice."""
    for start, end, pitches, velocity, _, voice in sounds:
        for pitch in pitches[:-1] if voice == 0 else pitches:
            yield PlayedNote(start, end, pitch, velocity)

"""A score of music21 to the score that analysis reads: parts as tracks, chord symbols as markers, repeats played out.

Of each part the top line is one track, and what sounds under it another. Ticks are those of the page, 24 a quarter
note, and an upbeat stands at the end of its own bar. What of a page cannot be read is told in `Score.damage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from jazz.errors import ChartError, SourceError
from jazz.midi import Score, Text, Track
from jazz.music import DEFAULT_VELOCITY, TICKS_PER_QUARTER, Metre, PlayedNote
from jazz.notation.bars import (
    PlayedBar,
    bars_of,
    metre_of,
    order_of,
    signature_of,
    starts_of,
    tempos,
    things,
    tick_of,
    title_of,
    words,
)
from jazz.notation.symbols import chord_of


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
    parts = [bars_of(part) for part in read.parts]
    lead = _lead(parts)
    order, damage = _order(read.parts[lead], parts[lead])
    starts = starts_of(parts[lead], order, metre)
    played = [[(start, bars[n]) for start, n in zip(starts, order, strict=True) if n < len(bars)] for bars in parts]
    tracks = [list(_tracks(bars, part.partName or "")) for bars, part in zip(played, read.parts, strict=True)]
    chords, unread = _chords([played[lead], *played], symbols)
    key, sharps = signature_of(read.parts[lead])
    score = Score(
        TICKS_PER_QUARTER,
        tuple(track for group in tracks for track in group),
        tuple(tempos(played[0])),
        tuple(_metres(played[lead], metre)),
        ((0, key),) if key else (),
        (
            *chords,
            *(Text(tick, "cue_marker", str(mark.content)) for tick, mark in things(played[lead], "RehearsalMark")),
        ),
        title_of(read),
        written=True,
        damage=(*damage, *unread),
    )
    return Page(score, 1 + sum(map(len, tracks[:lead])), _swings(read), sharps)


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
    try:
        return order_of(part, bars, whole=True), []
    except ChartError:
        return list(range(len(bars))), ["its repeats cannot be followed: every bar is read once"]


def _metres(bars: Sequence[PlayedBar], metre: Metre | None) -> Iterator[tuple[int, Metre]]:
    """The changes of metre; the first one holds from the beginning, before an upbeat."""
    signs = [(tick, metre_of(sign)) for tick, sign in things(bars, "TimeSignature")]
    before = None
    for tick, said in [*([(0, metre)] if metre else []), *signs]:
        if said != before:
            yield tick if before else 0, said
        before = said


def _chords(parts: Iterable[Sequence[PlayedBar]], symbols: Mapping[str, str]) -> tuple[list[Text], list[str]]:
    """The chord symbols of the first part that has some, as markers; and about those that cannot be read."""
    written = next(filter(None, (list(things(bars, "ChordSymbol")) for bars in parts)), [])
    chords = [(tick, symbols.get(each.figure, each.figure), chord_of(each, symbols)) for tick, each in written]
    unread = dict.fromkeys(f'the chord symbol "{figure}" is left out' for _, figure, chord in chords if chord is None)
    return [Text(tick, "marker", chord.symbol) for tick, _, chord in chords if chord], list(unread)


def _swings(read: Any) -> bool:
    """Whether a word over a part asks for swing."""
    return any("swing" in word.lower() for word in words(read))


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
                end = max(tick_of(onset) + 1, tick_of(onset + Fraction(note.quarterLength)))
                if pitches:
                    yield Sound(tick_of(onset), end, pitches, velocity, tied, number)


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

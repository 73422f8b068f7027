"""The drums: time, comping that answers the soloist, fills into new sections, a cymbal where a chorus begins.

All that a drummer plays is in the tables of `kit`; this module says when. Where there is no chord only the foot goes
on; the last chord is struck once, with a cymbal. Steps that come faster than hands play them are thinned out.

Page time is in ticks of 1/24 quarter note; tempo is in quarter notes a minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random

from jazz.band.form import Landmarks
from jazz.band.kit import (
    ANSWERS,
    BACKBEAT_WORDS,
    COMPS,
    FILLS,
    HOME,
    INTRO_VOICE,
    KIT,
    QUARTERS_ROW,
    QUARTERS_TEMPO,
    QUIET,
    SOFT_FEELS,
    STOPPED,
    TIME,
    WEIGHTS,
    Lines,
)
from jazz.band.listening import Listener
from jazz.band.playing import Stroke
from jazz.band.styles import Group, groups, metre_name
from jazz.music import TICKS_PER_QUARTER, Chart

FASTEST = 0.13  # seconds: steps of the same hand that follow faster lose every second one
FILL_AT_SECTION = 0.6  # how often a section is led into; a chorus always is
CRASH_AT_SECTION = 0.35
RISE = 6  # velocity that the last chorus is played louder by than the first
SOFTER_FEEL = {"ballad": -4, "bossa": -4}
LAST_STROKE = {"crash": 2, "kick": 10, "snare": 4}  # struck together on the last chord, velocity over the plain one


def accompany(
    chart: Chart, listener: Listener, marks: Landmarks, *, feel: str, tempo: float, intro: int, rng: Random
) -> list[Stroke]:
    """The drum part over a whole form; up to the tick `intro` the sticks are on the hi-hat."""
    end = chart.length if marks.final is None else marks.final
    even = any(word in (chart.style or "").lower() for word in BACKBEAT_WORDS)
    strokes: dict[tuple[int, int], Stroke] = {}
    for bar in range(chart.bars):
        begin = bar * chart.metre.bar
        level = _level(chart, marks, bar, intro, feel)
        for group, lines in _bar(chart, listener, marks, bar, feel=feel, tempo=tempo, even=even, rng=rng):
            silent = chart.chord_at(begin + group.onset).root is None
            for voice, pattern in lines.items():
                if silent and voice not in STOPPED:
                    continue
                played = INTRO_VOICE.get(voice, voice) if begin < intro else voice
                for stroke in _strokes(played, pattern, begin + group.onset, group.step, level):
                    key = stroke.onset, stroke.pitch
                    if stroke.onset < end and (key not in strokes or strokes[key].velocity < stroke.velocity):
                        strokes[key] = stroke
    last = [] if marks.final is None else _last(marks.final, chart.length, feel)
    return [*sorted(strokes.values()), *last]


def _last(final: int, end: int, feel: str) -> list[Stroke]:
    """The last chord's strokes, all at once; the snare stays out of a soft one."""
    soft = SOFTER_FEEL.get(feel, 0)
    voices = {voice: weight for voice, weight in LAST_STROKE.items() if voice != "snare" or not soft}
    return [
        Stroke(final, end, KIT[voice].pitch, KIT[voice].velocity + weight + soft, 1.0)
        for voice, weight in voices.items()
    ]


def _level(chart: Chart, marks: Landmarks, bar: int, intro: int, feel: str) -> int:
    """The velocity over the voices' own: softer feels, and a rise from chorus to chorus."""
    chorus = max(0, bar * chart.metre.bar - intro) // chart.chorus
    return SOFTER_FEEL.get(feel, 0) + RISE * min(chorus, marks.choruses - 1) // max(1, marks.choruses - 1)


def _bar(
    chart: Chart, listener: Listener, marks: Landmarks, bar: int, *, feel: str, tempo: float, even: bool, rng: Random
) -> Iterator[tuple[Group, Lines]]:
    """The layers of one bar, group by group: time, comping, a fill before a landmark, a cymbal on it."""
    begin = bar * chart.metre.bar
    parts = groups(chart.metre)
    leads = bar + 1 in marks.sections and (bar + 1 in marks.tops or rng.random() < FILL_AT_SECTION)
    for group, time in zip(parts, _time(chart, bar, feel=feel, tempo=tempo, even=even, rng=rng), strict=True):
        filled = leads and group is parts[-1] and not listener.is_busy(begin + group.onset)
        yield group, {voice: line for voice, line in time.items() if not (filled and voice in {"snare", "stick"})}
        if filled:
            yield group, _softened(rng.choice(FILLS[group.steps]), feel)
        elif rng.random() < COMPS[feel] and not even:
            open_ = max(listener.openness(begin + group.onset), listener.openness(begin + group.onset + group.step))
            yield group, rng.choice((ANSWERS if open_ > 0 else QUIET)[group.steps])
    if (
        bar in marks.sections
        and bar
        and feel not in SOFT_FEELS
        and (bar in marks.tops or rng.random() < CRASH_AT_SECTION)
    ):
        yield parts[0], {"crash": "x", "kick": "x"}


def _softened(lines: Lines, feel: str) -> Lines:
    if feel not in SOFT_FEELS:
        return lines
    softer = str.maketrans("Xxo", "xog")
    return {voice: line.translate(softer) for voice, line in lines.items()}


def _time(chart: Chart, bar: int, *, feel: str, tempo: float, even: bool, rng: Random) -> list[Lines]:
    """The time of one bar, a dictionary of lines for each group."""
    parts = groups(chart.metre)
    table = TIME[feel]
    whole = table.get(metre_name(chart.metre))
    if whole:
        rows = whole[2:] if even else whole[:2]
        row = rows[(bar // 8) % len(rows)]
        lines = {voice: _of_bar(line, bar) for voice, line in row.items()}
        return [thinned(_cut(lines, group), group.step, tempo) for group in parts]
    return [
        thinned(_row(table.get(group.steps) or TIME["swing"][group.steps], group, tempo, rng), group.step, tempo)
        for group in parts
    ]


def _of_bar(line: str, bar: int) -> str:
    half = len(line) // 2
    return line[half:] if bar % 2 else line[:half]


def _cut(lines: Mapping[str, str], group: Group) -> Lines:
    """The part of a bar's lines that falls into a group."""
    first = group.onset // group.step
    return {voice: line[first : first + group.steps] for voice, line in lines.items()}


def _row(rows: Sequence[Lines], group: Group, tempo: float, rng: Random) -> Lines:
    """One of the ways to play a group: dotted beats alternate, others are played the first way mostly."""
    if group.steps <= 3:
        return rows[group.number % len(rows)]
    if group.steps == 4 and tempo >= QUARTERS_TEMPO and len(rows) > QUARTERS_ROW and rng.random() < HOME:
        return rows[QUARTERS_ROW]
    return rows[0] if rng.random() < HOME else rng.choice(rows)


def thinned(lines: Lines, step: int, tempo: float) -> Lines:
    """The lines without every second step, where steps follow faster than a hand plays them."""
    if step / TICKS_PER_QUARTER * 60 / tempo >= FASTEST:
        return lines
    crowded = {voice for voice, line in lines.items() if any(one != "." != two for one, two in pairwise(line))}
    return {
        voice: "".join(sign if at % 2 == 0 else "." for at, sign in enumerate(line)) if voice in crowded else line
        for voice, line in lines.items()
    }


def _strokes(voice: str, pattern: str, begin: int, step: int, level: int) -> Iterator[Stroke]:
    """The strokes of a line whose first step is at tick `begin`."""
    own = KIT[voice]
    for at, sign in enumerate(pattern):
        if sign != ".":
            onset = begin + at * step
            yield Stroke(onset, onset + own.ticks, own.pitch, max(1, own.velocity + WEIGHTS[sign] + level), 1.0)

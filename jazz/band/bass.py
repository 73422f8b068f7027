"""The bass: which rhythm, and notes that carry the changes, below the soloist.

Swing is walked in four, a waltz in three or one; ballads and introductions are played in two; bossa nova has its
dotted rhythm of root and fifth, even eighths their own. On each change sounds its root, or the bass that a slash asks
for; a pedal stays. Other metres are made of their groups of two and three. Now and then a walking bass drops an eighth
between two beats. A note that would come near the soloist's pitch or above goes down an octave or is left out.

Page time is in ticks of 1/24 quarter note. Sources are named in `walking`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from jazz.band.listening import Listener
from jazz.band.playing import Stroke
from jazz.band.styles import groups, metre_name
from jazz.band.walking import CENTRE, HIGHEST, LOWEST, Stretch, near, walk
from jazz.music import TICKS_PER_QUARTER, Chart, Chord, Metre, Note
from jazz.swing import interpolate

EIGHTH = TICKS_PER_QUARTER // 2

# Rhythms of a bar by feel: of a metre, or of a group of so many steps; x a note, - held on, . silence. One is chosen.
RHYTHMS: dict[str, dict[str | int, tuple[str, ...]]] = {
    "walk": {4: ("x-x-",), 6: ("x-x-x-",), 3: ("x--", "x--", "x-x"), 2: ("x-",)},
    "two": {4: ("x---", "x---", "x---", "x--x"), 6: ("x---x-", "x-----"), 3: ("x--", "x-x"), 2: ("x-",)},
    "waltz": {4: ("x-x-",), 6: ("x-x-x-", "x-x-x-", "x---x-", "x-----"), 3: ("x--",), 2: ("x-",)},
    "ballad": {4: ("x---", "x---", "x---", "x-x-", "x--x"), 6: ("x---x-", "x-----"), 3: ("x--", "x-x"), 2: ("x-",)},
    "bossa": {"4/4": ("x--xx--x",), 4: ("x--x",), 6: ("x--xx-",), 3: ("x-x",), 2: ("x-",)},
    "straight": {
        "4/4": ("x--x--x-", "x--xx---", "x--x..x-", "x--xx--x", "x---x-x-"),
        "3/4": ("x--x--", "x---x-"),
        4: ("x--x", "x---", "x-x-"),
        6: ("x--x--", "x---x-"),
        3: ("x--", "x-x"),
        2: ("x-",),
    },
}
HOLDS = 4  # bars that a rhythm of several stays, where there is a choice
STEADY = frozenset({"straight", "bossa", "waltz"})
RHYTHM_OF = {"swing": "walk", "waltz": "waltz", "ballad": "ballad", "bossa": "bossa", "straight": "straight"}
LINE_OF = {"walk": "walk", "waltz": "walk", "two": "roots", "ballad": "roots", "bossa": "bossa", "straight": "roots"}
LONGEST_STRETCH = 4  # notes that one recipe has

LEVEL = {"walk": 70, "waltz": 68, "two": 69, "ballad": 63, "bossa": 67, "straight": 70}
ON_CHANGE, OFF_BEAT, SECOND_BEAT, DROPPED, LAST_NOTE = 4, -7, 2, -30, 8  # velocity over the level
SOUNDING = {"walk": 0.92, "waltz": 0.92, "two": 0.95, "ballad": 0.97, "bossa": 0.9, "straight": 0.82}
DROPS = ((100, 0.16), (180, 0.10), (240, 0.04), (300, 0.0))  # how likely a bar has a dropped eighth, by tempo
OCTAVE_DROP = 0.4  # of these
UNDER_SOLO = 3  # semitones that the bass stays below the soloist at least


class Slot(NamedTuple):
    """A place for a note: from tick to tick, over which change of the chart, and whether that begins here."""

    onset: int
    end: int
    change: int
    starts: bool


def accompany(
    chart: Chart, listener: Listener, *, feel: str, tempo: float, intro: int, final: int | None, loop: bool, rng: Random
) -> list[Stroke]:
    """The bass part over a whole form; up to the tick `intro` it is played in two, where it is walked after."""
    rhythm = RHYTHM_OF[feel]
    end = chart.length if final is None else final
    slots = [slot for slot in slots_of(chart, rhythm, intro, rng) if slot.onset < end]
    slots = [slot._replace(end=min(slot.end, end)) for slot in slots]
    stretches = stretches_of(chart, slots, LINE_OF[rhythm], loop=loop, last=final)
    line = walk([stretch for stretch, _ in stretches], rng, ceilings=_ceilings(listener, stretches))
    strokes = []
    for (_, places), pitches in zip(stretches, line, strict=True):
        for slot, pitch in zip(places, pitches, strict=True):
            level = LEVEL[rhythm] + ON_CHANGE * slot.starts + _weight(slot, chart)
            strokes.append(Stroke(slot.onset, slot.end, pitch, level, SOUNDING[rhythm]))
    if LINE_OF[rhythm] == "walk":
        strokes = dropped(strokes, chart, tempo, intro, rng)
    if final is not None:
        strokes.append(_last(chart, final, strokes, LEVEL[rhythm] + LAST_NOTE))
    return below(strokes, listener)


def _last(chart: Chart, final: int, strokes: Sequence[Stroke], level: int) -> Stroke:
    """The last note, held: the root that lies nearest below the line."""
    centre = strokes[-1].pitch - 3 if strokes else CENTRE
    return Stroke(final, chart.length, near(chart.changes[-1].chord.bass or 0, centre), level, 0.98)


def _weight(slot: Slot, chart: Chart) -> int:
    beat, within = divmod(slot.onset % chart.metre.bar, TICKS_PER_QUARTER)
    return OFF_BEAT if within else SECOND_BEAT * (beat % 2)


# ---- rhythm


def slots_of(chart: Chart, rhythm: str, intro: int, rng: Random) -> list[Slot]:
    """Places for notes over a chart, a new one at every change; none where nothing is to be played."""
    onsets = [change.onset for change in chart.changes]
    ends = [*onsets[1:], chart.length]
    found: list[Slot] = []
    bars: list[tuple[int, int]] = []
    for number in range(chart.bars):
        begin = number * chart.metre.bar
        kind = "two" if rhythm == "walk" and begin < intro else rhythm
        if kind not in STEADY or number % HOLDS == 0 or not bars:
            bars = list(bar_of(kind, chart.metre, rng))
        for onset, end in bars:
            found += _cut(onset + begin, end + begin, onsets, ends)
    begun = {slot.onset for slot in found}
    later = [*sorted(begun), chart.length]
    for index, onset in enumerate(onsets):
        if onset not in begun:
            end = min(ends[index], onset + TICKS_PER_QUARTER, later[bisect_right(later, onset)])
            found.append(Slot(onset, end, index, True))
    return sorted(slot for slot in found if chart.changes[slot.change].chord.root is not None)


def _cut(onset: int, end: int, onsets: Sequence[int], ends: Sequence[int]) -> Iterator[Slot]:
    """One note of a rhythm, cut where the chord changes; the change has a note of its own."""
    index = bisect_right(onsets, onset) - 1
    yield Slot(onset, min(end, ends[index]), index, onset == onsets[index])
    while ends[index] < end:
        index += 1
        yield Slot(onsets[index], min(end, ends[index]), index, True)


def bar_of(rhythm: str, metre: Metre, rng: Random) -> Iterator[tuple[int, int]]:
    """(onset, end) in a bar of the notes of a rhythm."""
    table = RHYTHMS[rhythm]
    whole = table.get(metre_name(metre))
    if whole:
        pattern = rng.choice(whole)
        yield from _notes(pattern, 0, metre.bar // len(pattern))
        return
    for group in groups(metre):
        yield from _notes(rng.choice(table[group.steps]), group.onset, group.step)


def _notes(pattern: str, begin: int, step: int) -> Iterator[tuple[int, int]]:
    for found in re.finditer("x-*", pattern):
        yield begin + found.start() * step, begin + found.end() * step


# ---- line


def stretches_of(
    chart: Chart, slots: Sequence[Slot], kind: str, *, loop: bool, last: int | None
) -> list[tuple[Stretch, Sequence[Slot]]]:
    """The places of each stretch: over one chord, in one bar, at most four; and what each leads to.

    The last one leads to the last chord, or in a loop to the first.
    """
    runs: list[list[Slot]] = []
    for slot in slots:
        if runs and _together(chart, runs[-1], slot):
            runs[-1].append(slot)
        else:
            runs.append([slot])
    found: list[tuple[Stretch, Sequence[Slot]]] = []
    for run, after in zip(runs, [*runs[1:], None], strict=False):
        chord = chart.changes[run[0].change].chord
        following, goes_on = _following(chart, run, after, loop=loop, last=last)
        goes = "stay" if kind == "walk" and not run[0].starts else kind
        own = "pedal" if _is_pedal(chart, run[0].change) else goes
        found.append((Stretch(chord, len(run), own, following, goes_on), run))
    return found


def _is_pedal(chart: Chart, index: int) -> bool:
    """Whether a chord stands over a foreign bass, or over one that also carries another chord before or after."""
    chord = chart.changes[index].chord
    around = [chart.changes[at].chord for at in (index - 1, index + 1) if 0 <= at < len(chart.changes)]
    shared = any(chord.bass == other.bass and chord.root != other.root for other in around)
    return chord.bass not in chord.tones or (chord.bass != chord.root and shared)


def _together(chart: Chart, run: Sequence[Slot], slot: Slot) -> bool:
    same = run[-1].change == slot.change and run[-1].onset // chart.metre.bar == slot.onset // chart.metre.bar
    return same and len(run) < _longest(chart.metre, run)


def _longest(metre: Metre, run: Sequence[Slot]) -> int:
    """How many notes a stretch may have that began where this one did: five beats are three and two."""
    return 3 if metre.beats in {5, 6} and metre.unit <= 4 and run[0].onset % metre.bar == 0 else LONGEST_STRETCH


def _following(
    chart: Chart, run: Sequence[Slot], after: Sequence[Slot] | None, *, loop: bool, last: int | None
) -> tuple[Chord | None, bool]:
    """The chord that comes after a run without a rest between, and whether it is the same one going on."""
    if after is None:
        silent = chart.changes[-1].chord.root is None
        chord = chart.changes[-1 if last is not None else 0].chord
        return (None if silent or chord.root is None or (last is None and not loop) else chord), False
    between = range(run[-1].change + 1, after[0].change)
    if any(chart.changes[index].chord.root is None for index in between):
        return None, False
    return chart.changes[after[0].change].chord, after[0].change == run[-1].change


def _ceilings(listener: Listener, stretches: Sequence[tuple[Stretch, Sequence[Slot]]]) -> list[int]:
    """How high the line may come at the beginning of each stretch to lie below the soloist in it."""
    found = []
    for _, places in stretches:
        around = listener.sounding(places[0].onset, places[-1].end)
        found.append(min((note.pitch for note in around), default=HIGHEST + 12) - UNDER_SOLO - 4)
    return found


def dropped(strokes: Sequence[Stroke], chart: Chart, tempo: float, intro: int, rng: Random) -> list[Stroke]:
    """The line with a soft eighth between two beats now and then: the note before again, or its lower octave."""
    likely = interpolate(DROPS, tempo) / 5
    found = []
    for stroke, after in zip(strokes, [*strokes[1:], None], strict=False):
        plain = stroke.end - stroke.onset == TICKS_PER_QUARTER and stroke.onset >= intro
        twice = 1 + (stroke.onset % chart.metre.bar == 0)
        if plain and after and after.onset == stroke.end and rng.random() < likely * twice:
            middle = stroke.onset + EIGHTH
            octave = 12 * (stroke.pitch - 12 >= max(LOWEST, after.pitch - 12) and rng.random() < OCTAVE_DROP)
            found.append(stroke._replace(end=middle))
            found.append(Stroke(middle, stroke.end, stroke.pitch - octave, stroke.velocity + DROPPED, 0.5))
        else:
            found.append(stroke)
    return found


def below(strokes: Sequence[Stroke], listener: Listener) -> list[Stroke]:
    """The line below all that the soloist plays meanwhile: notes go an octave down, or end sooner, or go."""
    found: list[Stroke] = []
    for stroke in strokes:
        around = listener.sounding(stroke.onset, stroke.end)
        free = [pitch for pitch in (stroke.pitch, stroke.pitch - 12) if pitch >= LOWEST and not _meets(pitch, around)]
        if free:
            near_enough = [pitch for pitch in free if not found or abs(pitch - found[-1].pitch) <= 12]
            found.append(stroke._replace(pitch=(near_enough or free)[0]))
        elif (until := _meets(stroke.pitch, around)) - stroke.onset >= EIGHTH:
            found.append(stroke._replace(end=until))
    return found


def _meets(pitch: int, around: Sequence[Note]) -> int:
    """The tick at which the soloist comes near a pitch or under it; 0 if that does not happen."""
    return next((max(1, note.onset) for note in around if note.pitch < pitch + UNDER_SOLO), 0)

"""Polish: what a careful player corrects in a line before playing it, in small stages that say what they changed.

Each stage is a pure function (Solo, Chart, Limits) -> Solo, listed in `STAGES`. The first ones settle the rhythm
(inside the chart, breaths, a held last note); `register` then guarantees range and leaps; the next ones mend single
pitches; the last varies what follows a known solo for too long. A mended pitch keeps range and leaps and leaves fewer
faults than before, counted over all kinds, so polishing ends, and polishing twice changes nothing more. Masters break
these rules too: the thresholds let nearly all that the Weimar soloists play pass. Knows no files, no tempo changes, no
randomness; a chord counts by the roles of its tones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from jazz.faults import CLASH, LOOP, REPEATED, UNRESOLVED_END, Fault, View, count
from jazz.fingerprint import NOTHING, Fingerprint
from jazz.music import TICKS_PER_QUARTER, Chart, Note, Solo
from jazz.register import Limits, keeps, place
from jazz.variation import vary_copies

DEFAULT_TEMPO = 120.0
BREATH_SECONDS = 6.0  # 9 of 10 runs of the Weimar horn players are shorter
BREATH_BEATS = 24  # six bars of four: the limit at fast tempi
REST_SECONDS = 0.2
EIGHTH = TICKS_PER_QUARTER // 2
SHORTEST = 3  # ticks that stay of a note shortened for a breath

Stage = Callable[[Solo, Chart, Limits], Solo]


class Polished(NamedTuple):
    """A polished solo and, stage by stage, what was changed and in which bars ("broke up a loop: bars 3, 7")."""

    solo: Solo
    changes: tuple[str, ...]


def polish(
    solo: Solo,
    chart: Chart,
    *,
    bounds: tuple[int, int],
    max_leap: int = 12,
    tempo: float | None = None,
    known: Fingerprint = NOTHING,
) -> Polished:
    """Correct a solo over its chart with every stage, until no stage finds anything more.

    Afterwards all pitches lie in `bounds` (inclusive) and no two neighbours are more than `max_leap` semitones apart,
    whatever the solo was. `tempo` (quarters a minute; the chart's, else 120) decides when a player must breathe.
    No more than 16 notes in a row are those of a solo that is `known`, as far as its fingerprint tells.
    Raises ValueError for bounds that are no range or a limit under one semitone.
    """
    limits = Limits(*bounds, max_leap, tempo or chart.tempo or DEFAULT_TEMPO)
    stages: tuple[tuple[str, Stage], ...] = (*STAGES, ("varied a copy", partial(vary_copies, known=known)))
    touched: dict[str, set[int]] = {}
    settled = False
    while not settled:
        settled = True
        for words, stage in stages:
            before, solo = solo, stage(solo, chart, limits)
            if solo != before:
                settled = False
                changed = set(before.notes) ^ set(solo.notes)
                touched.setdefault(words, set()).update(note.onset // chart.metre.bar + 1 for note in changed)
    return Polished(solo, tuple(_said(words, sorted(bars)) for words, bars in touched.items()))


def _said(words: str, bars: Sequence[int]) -> str:
    return f"{words}: bar{'s' if len(bars) > 1 else ''} {', '.join(map(str, bars))}"


# --- rhythm


def stay_inside(solo: Solo, chart: Chart, _limits: Limits) -> Solo:
    """End with the chart: no note begins after it or sounds beyond it."""
    notes = (note for note in solo if note.onset < chart.length)
    return Solo(tuple(replace(note, duration=min(note.duration, chart.length - note.onset)) for note in notes))


def release(solo: Solo, _chart: Chart, _limits: Limits) -> Solo:
    """Let notes before a rest of an eighth or more end on an eighth line, as players do; later if there is room."""
    notes = list(solo)
    for at in range(len(notes) - 1):
        note, following = notes[at], notes[at + 1].onset
        if following - note.end >= EIGHTH and note.end % EIGHTH:
            later = -_last_eighth(-note.end)
            end = later if following - later >= EIGHTH else max(_last_eighth(note.end), note.onset + SHORTEST)
            notes[at] = replace(note, duration=end - note.onset)
    return Solo(tuple(notes))


def breathe(solo: Solo, _chart: Chart, limits: Limits) -> Solo:
    """Give a player who blows a rest in every run that is longer than a breath.

    The rest goes where it costs least: a long note before it is shortened, or short notes are left out; rather late
    in the run, and before a note on the beat.
    """
    second = limits.tempo * TICKS_PER_QUARTER / 60
    longest = min(BREATH_SECONDS * second, BREATH_BEATS * TICKS_PER_QUARTER)
    rest = min(6 * math.ceil(REST_SECONDS * second / 6), TICKS_PER_QUARTER)
    notes, start = list(solo), 0
    while start < len(notes):
        end = _run_end(notes, start, rest)
        late = next((at for at in range(start, end) if notes[at].onset - notes[start].onset > longest), None)
        if late is None:
            start = end
        else:
            entry = _entry(notes, start, late, rest)
            before = _ending_early(notes[:entry], _silence(notes[entry], rest))
            start, notes = len(before), before + notes[entry:]
    return Solo(tuple(notes))


def _run_end(notes: Sequence[Note], start: int, rest: int) -> int:
    """The index after the last note that follows `start` without a rest."""
    ends = (index for index in range(start + 1, len(notes)) if notes[index].onset - notes[index - 1].end >= rest)
    return next(ends, len(notes))


def _entry(notes: Sequence[Note], start: int, last: int, rest: int) -> int:
    """The note of a run to breathe before: few notes lost, a long one before it, late in the run, on a beat."""
    first, length = notes[start].onset, notes[last].onset - notes[start].onset

    def cost(index: int) -> float:
        onset, before = notes[index].onset, notes[index - 1]
        lost = sum(note.onset + SHORTEST > onset - rest for note in notes[start:index])
        off_beat = onset % TICKS_PER_QUARTER != 0
        return 4 * lost - min(before.duration / TICKS_PER_QUARTER, 2) - 2 * (onset - first) / length + off_beat / 2

    return min((at for at in range(start + 1, last + 1) if _silence(notes[at], rest) >= first + SHORTEST), key=cost)


def _silence(entry: Note, rest: int) -> int:
    """The tick from which nothing sounds, so that there is a rest before a note."""
    return _last_eighth(entry.onset - rest)


def _last_eighth(tick: int) -> int:
    """The last eighth line up to a tick: players stop there, and not in between."""
    return tick - tick % EIGHTH


def _ending_early(notes: Sequence[Note], silence: int) -> list[Note]:
    """The notes that have begun well before `silence`, the last of them ended by then, and on an eighth line."""
    *before, last = [note for note in notes if note.onset + SHORTEST <= silence]
    end = min(silence, -_last_eighth(-last.end))
    return [*before, replace(last, duration=end - last.onset)]


def leave_out_a_pickup(solo: Solo, chart: Chart, _limits: Limits) -> Solo:
    """End before notes that lead past the final bar line: a run that enters in the last beat, a note in its last 16th.

    A first note stays, whatever it leads to.
    """
    notes = solo.notes
    while len(notes) > 1:
        before, last = notes[-2:]
        room = chart.length - last.onset
        if room >= TICKS_PER_QUARTER // 2 and not (room <= TICKS_PER_QUARTER and before.end < last.onset):
            break
        notes = notes[:-1]
    return Solo(notes)


def hold_the_end(solo: Solo, chart: Chart, _limits: Limits) -> Solo:
    """Let the last note sound for a quarter at least, as far as there is room before the final bar line."""
    if not solo.notes:
        return solo
    last = solo.notes[-1]
    room = max(last.duration, min(TICKS_PER_QUARTER, chart.length - last.onset))
    return Solo((*solo.notes[:-1], replace(last, duration=room)))


def keep_register(solo: Solo, chart: Chart, limits: Limits) -> Solo:
    """Fold what lies outside the range or leaps too far by octaves; see `register`."""
    return Solo(tuple(place(solo.notes, chart, limits)))


# --- single pitches


def mend(solo: Solo, chart: Chart, limits: Limits, *, fault: Fault) -> Solo:
    """Take, at every note with this fault, the first offer that keeps the limits and leaves fewer faults."""
    view = View(solo.notes, chart)
    for index in range(len(solo)):
        if fault.is_at(view, index):
            offers = (_with(view, at, pitch, limits) for at, pitch in fault.options(view, index))
            view = next((better for better in offers if better is not None), view)
    return Solo(tuple(view.notes))


def _with(view: View, at: int, pitch: int, limits: Limits) -> View | None:
    """The line with another pitch at one note; None if that breaks a limit or does not leave fewer faults."""
    notes = view.notes
    around = [note.pitch for note in (*notes[max(0, at - 1) : at], *notes[at + 1 : at + 2])]
    around.insert(min(at, 1), pitch)
    if not keeps(around, limits):
        return None
    changed = View([*notes[:at], replace(notes[at], pitch=pitch), *notes[at + 1 :]], view.chart)
    return changed if count(changed, at) < count(view, at) else None


STAGES: tuple[tuple[str, Stage], ...] = (
    ("ended with the chart", stay_inside),
    ("let go on the eighth", release),
    ("took a breath", breathe),
    ("left out a pick-up", leave_out_a_pickup),
    ("held the last note", hold_the_end),
    ("kept range and leaps", keep_register),
    ("broke up repeated notes", partial(mend, fault=REPEATED)),
    ("varied a loop", partial(mend, fault=LOOP)),
    ("resolved a clash", partial(mend, fault=CLASH)),
    ("resolved the last note", partial(mend, fault=UNRESOLVED_END)),
)

"""Faults of a line that one other pitch can mend: repeated notes, loops, clashes, an ending that does not end.

For each fault a predicate judges a note in its line, and a generator offers what may stand there instead, the most
musical first; `FAULTS` pairs them. Nothing is changed here: `polish` tries the offers. Masters do all of this at
times, so the thresholds let nearly everything pass that the Weimar soloists play; chords count by roles alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from jazz.music import TICKS_PER_QUARTER, Chart, Note
from jazz.theory import role

SAME_PITCH_LIMIT = 3  # in a row
SAME_CELL_LIMIT = 2  # times in a row, for a cell of 2-4 notes and for a bar
SMALL_CELLS = range(2, 5)
LARGEST_CELL = 16  # notes in a bar that is compared with the bar before
REACH = (SAME_CELL_LIMIT + 1) * LARGEST_CELL  # notes back that a fault can depend on; it depends on one note forward
EIGHTH = TICKS_PER_QUARTER // 2
STEP = 2
RESTFUL = "CL"  # roles that a line may rest on


class View(NamedTuple):
    """What a fault is judged on."""

    notes: Sequence[Note]
    chart: Chart

    def role(self, index: int, pitch: int | None = None) -> str:
        """The best role of a note (or of another pitch in its place) over the chords that sound with it."""
        note = self.notes[index]
        # a note held or begun an eighth before a change belongs to the next chord as well
        heard = (note.onset, max(note.onset, note.end - 1), note.onset + EIGHTH)
        return min(
            (role(note.pitch if pitch is None else pitch, self.chart.chord_at(at)) for at in heard), key="CLSX".index
        )


def is_repeated(view: View, index: int) -> bool:
    """One same pitch in a row too many."""
    first = index - SAME_PITCH_LIMIT
    return first >= 0 and all(note.pitch == view.notes[index].pitch for note in view.notes[first:index])


def is_loop(view: View, index: int) -> bool:
    """The end of a small cell, or of a bar's worth of notes, played literally once too often."""
    notes, bar = view.notes, view.chart.metre.bar
    for size in range(SMALL_CELLS.start, min(LARGEST_CELL, (index + 1) // (SAME_CELL_LIMIT + 1)) + 1):
        period = notes[index].onset - notes[index - size].onset
        if (size in SMALL_CELLS or period == bar) and all(
            notes[at].pitch == notes[at - size].pitch and notes[at].onset - notes[at - size].onset == period
            for at in range(index, index - SAME_CELL_LIMIT * size, -1)
        ):
            return True
    return False


def is_clash(view: View, index: int) -> bool:
    """A long note on a strong beat, a semitone over a third, seventh or root, that does not resolve by step."""
    note, metre = view.notes[index], view.chart.metre
    strong = {0, metre.bar // 2} if metre.beats % 2 == 0 and metre.beats > 2 else {0}
    if note.duration < TICKS_PER_QUARTER or note.onset % metre.bar not in strong or view.role(index) in RESTFUL:
        return False
    chord = view.chart.chord_at(note.onset)
    if chord.root is None or (note.pitch - 1 - chord.root) % 12 not in _rubbed(chord.intervals):
        return False
    after = view.notes[index + 1] if index + 1 < len(view.notes) else None
    by_step = after is not None and after.onset - note.end < EIGHTH and abs(after.pitch - note.pitch) in (1, STEP)
    return not (by_step and view.role(index + 1) in RESTFUL)


def _rubbed(intervals: Sequence[int]) -> set[int]:
    """The chord tones that a held semitone above them hurts: third and seventh; the root unless it is a dominant."""
    tones = {interval % 12 for interval in intervals}
    dominant = {4, 10} <= tones
    return tones & ({3, 4, 10, 11} if dominant else {0, 3, 4, 10, 11})


def is_unresolved_end(view: View, index: int) -> bool:
    """A last note that is neither a chord tone nor a colour tone of the chord under it."""
    chord = view.chart.chord_at(view.notes[index].onset)
    return index == len(view.notes) - 1 and chord.root is not None and view.role(index) not in RESTFUL


def neighbours(view: View, index: int) -> Iterator[tuple[int, int]]:
    """Notes of the chord scale a step and two steps from this note, toward the next note first."""
    pitch, after = view.notes[index].pitch, view.notes[min(index + 1, len(view.notes) - 1)].pitch
    up, down = (_scale_steps(view, index, direction) for direction in (1, -1))
    near, far = (up, down) if after > pitch else (down, up)
    for one, other in zip(near, far, strict=True):
        yield from ((index, one), (index, other))


def _scale_steps(view: View, index: int, direction: int) -> list[int]:
    """Two scale tones upward (1) or downward (-1) from a note; whole steps where there is no scale."""
    pitch = view.notes[index].pitch
    around = [pitch + direction * step for step in range(1, 7)]
    tones = [other for other in around if view.role(index, other) != "X"]
    return [*tones, pitch + direction * STEP, pitch + direction * 2 * STEP][:2]


def around_repeats(view: View, index: int) -> Iterator[tuple[int, int]]:
    """Neighbour tones in place of this note or the one before, the weaker beat first."""
    weak_first = sorted((index, index - 1), key=lambda at: view.notes[at].onset % TICKS_PER_QUARTER == 0)
    for at in weak_first:
        yield from neighbours(view, at)


def resolutions(view: View, index: int) -> Iterator[tuple[int, int]]:
    """The restful tones around a note, the nearest first."""
    pitch = view.notes[index].pitch
    for step in (-1, 1, -2, 2, -3, 3, -4, 4):
        if view.role(index, pitch + step) in RESTFUL:
            yield index, pitch + step


class Fault(NamedTuple):
    """A kind of fault: whether note `index` shows it, and (index, pitch) pairs that may mend it, the best first."""

    is_at: Callable[[View, int], bool]
    options: Callable[[View, int], Iterator[tuple[int, int]]]


REPEATED = Fault(is_repeated, around_repeats)
LOOP = Fault(is_loop, neighbours)
CLASH = Fault(is_clash, resolutions)
UNRESOLVED_END = Fault(is_unresolved_end, resolutions)
FAULTS = (REPEATED, LOOP, CLASH, UNRESOLVED_END)


def count(view: View, changed: int) -> int:
    """How many faults there are at the notes whose judgement depends on the pitch of note `changed`."""
    affected = range(max(0, changed - 1), min(len(view.notes), changed + REACH))
    return sum(fault.is_at(view, index) for index in affected for fault in FAULTS)

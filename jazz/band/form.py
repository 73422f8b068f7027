"""The form that the band plays: a chart with an introduction and an ending, and its landmarks.

An introduction is the last four bars of the form, as a rhythm section plays itself in, or a turnaround where the form
is too short to have four of its own; two bars where the tempo is slow. An ending is a held chord: on the last bar
where the last chord is home, else on a bar added behind. A loop has neither.

Time is in ticks of 1/24 quarter note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jazz.music import Change, Chart, Chord, Form, Key, Section
from jazz.theory import guess_key, parse_chord, transpose_chord

INTRO, ENDING, FIRST = "Intro", "Ending", "Solo"
INTRO_BARS, SLOW_INTRO_BARS, SLOW = 4, 2, 76  # below that tempo, in quarters a minute, two bars are long enough
SHORTEST_FORM = 8  # bars; a shorter form comes round too soon to be its own introduction
PHRASE = 8  # bars between landmarks in a form without sections

# The roots of a turnaround as semitones over the tonic, with their qualities; and the quality of a last chord.
TURNAROUND = {
    "major": ((0, "maj7"), (9, "7b9"), (2, "m7"), (7, "7")),
    "minor": ((0, "m6"), (9, "m7b5"), (2, "m7b5"), (7, "7b9")),
}
HOME = {"major": "69", "minor": "m69"}
THIRD = {"major": 4, "minor": 3}


def arranged(chart: Chart, *, intro: bool, ending: bool, loop: bool) -> Form:
    """The form for a solo over a chart; a `loop` is the chart alone and goes from its last bar into the first.

    What is added stands in sections of its own, "Intro" and "Ending". A chart that names no key is taken to be in the
    one that its chords fit best; where no chord has a root, no bar is added.
    """
    key = _key(chart)
    if loop or key is None:
        return Form(chart, 0, chart.length, loop)
    before = _intro(chart, key) if intro else []
    after = [home(chart, key)] if ending and not _is_home(chart, key) else []
    bar, start = chart.metre.bar, _intro_bars(chart) * chart.metre.bar if intro else 0
    end = start + chart.length
    changes = [*before, *(Change(change.onset + start, change.chord) for change in chart.changes)]
    changes += [Change(end, chord) for chord in after]
    whole = replace(
        chart,
        bars=(end + bar * len(after)) // bar,
        form_bars=_form_bars(chart),
        changes=_without_repeats(changes),
        sections=_sections(chart, start, end if after else None),
    )
    return Form(whole, start, end)


def _key(chart: Chart) -> Key | None:
    """The key of a chart, guessed where it names none; None where no chord has a root."""
    if all(change.chord.root is None for change in chart.changes):
        return None
    return chart.key or guess_key(chart)


def _is_home(chart: Chart, key: Key) -> bool:
    return chart.changes[-1].chord.root == key.tonic


def home(chart: Chart, key: Key) -> Chord:
    """The last chord: what the chart itself plays most on the tonic of its key, else a six-nine."""
    tonics = [change.chord for change in chart.changes if change.chord.root == key.tonic]
    at_rest = [chord for chord in tonics if THIRD[key.mode] in chord.intervals and chord.bass == chord.root]
    if at_rest:
        return Counter(at_rest).most_common(1)[0][0]
    return _over(key, 0, HOME[key.mode])


def _form_bars(chart: Chart) -> int:
    """Bars in one chorus, without an introduction of the chart's own."""
    return chart.form_bars or (chart.length - chart.origin) // chart.metre.bar


def _intro_bars(chart: Chart) -> int:
    slow = chart.tempo is not None and chart.tempo < SLOW
    return SLOW_INTRO_BARS if slow and chart.metre.beats > 1 else INTRO_BARS


def _intro(chart: Chart, key: Key) -> list[Change]:
    """The changes of an introduction: the end of the form, or a turnaround."""
    bars, bar = _intro_bars(chart), chart.metre.bar
    form = _form_bars(chart)
    end = chart.origin + form * bar
    begin = end - bars * bar
    last = [change for change in chart.changes if begin < change.onset < end]
    own = [Change(0, chart.chord_at(begin)), *(Change(change.onset - begin, change.chord) for change in last)]
    if form >= SHORTEST_FORM and all(change.chord.root is not None for change in own):
        return own
    half = -(-chart.metre.beats // 2) * chart.metre.beat
    onsets = [0, bar, 2 * bar, 3 * bar] if bars == INTRO_BARS else [0, half, bar, bar + half]
    chords = [_over(key, steps, quality) for steps, quality in TURNAROUND[key.mode]]
    return [Change(onset, chord) for onset, chord in zip(onsets, chords, strict=True)]


def _over(key: Key, steps: int, quality: str) -> Chord:
    """The chord of a quality, so many semitones over the tonic, spelled as in the key."""
    return transpose_chord(parse_chord("C" + quality), key.tonic + steps, key=key)


def _without_repeats(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, without those to the chord that already sounds."""
    return tuple(
        change
        for index, change in enumerate(changes)
        if index == 0 or change.chord.symbol != changes[index - 1].chord.symbol
    )


def _sections(chart: Chart, start: int, ending: int | None) -> tuple[Section, ...]:
    own = tuple(Section(part.onset + start, part.name) for part in chart.sections)
    if start:
        first = () if own and own[0].onset == start else (Section(start, FIRST),)
        own = (Section(0, INTRO), *first, *own)
    return own if ending is None else (*own, Section(ending, ENDING))


@dataclass(frozen=True)
class Landmarks:
    """Where players know that they are: bars of the form by number from 0.

    `sections` begin a section (every eighth bar where the chart names none), `tops` a chorus; `choruses` are played.
    `final` is the tick of the chord that ends the piece, None where nothing ends: in a loop, or after silence.
    """

    sections: frozenset[int]
    tops: frozenset[int]
    choruses: int
    final: int | None


def landmarks(form: Form) -> Landmarks:
    """The landmarks of a form."""
    chart, bar = form.chart, form.chart.metre.bar
    first = max(chart.origin, form.start)
    tops = range(first, max(form.end, first + 1), chart.chorus if chart.form_bars else form.end - form.start)
    named = {part.onset // bar for part in chart.sections}
    counted = {top // bar + phrase for top in tops for phrase in range(0, chart.chorus // bar, PHRASE)}
    inside = range(chart.bars)
    return Landmarks(
        frozenset((named if len(named) > 1 else named | counted) & set(inside)),
        frozenset(top // bar for top in tops),
        len(tops),
        None if form.loop or chart.changes[-1].chord.root is None else final_tick(chart),
    )


def final_tick(chart: Chart) -> int:
    """The tick of the last chord: the last bar's first beat, or the chord that comes in it."""
    return max((chart.bars - 1) * chart.metre.bar, chart.changes[-1].onset)

"""The `line` grammar: a solo as a sentence of values, exactly, and relative to the changes.

After Keller & Morrison (2007) and Gillick, Tang & Keller (2009) each note is a terminal with a tonal role and a
duration. Where they abstract, this grammar keeps everything, so that a network can learn the line itself:

    solo  := [ rest ] note*          rest := "R" length
    note  := shift* tone length [ held ]

    tone    C+2  L-1  A+1  S+0  X-3   role against the chord at its onset, semitones from the note before
    shift   8va  8vb                  an octave more before the tone, for leaps over 12 semitones
    length  8  8/3  4.  1~            time to the next onset; "1~" is a whole note tied on
    held    8R  16R                   it sounds only so long, then rests until the next onset

Roles: C chord tone, L colour tone, S chord-scale tone, X outside; A is an approach tone: neither C nor L, it moves
without a rest, within a whole note, by a half or whole step into a C or L of the chord at *that* onset. A promise is
kept: after an A no other continuation is allowed, and an S or X does not resolve. So a solo has just one sentence.
The first interval counts from the *anchor*, the root of the first chord (or the tonic) nearest to the home pitch.

`parse` and `realise` are inverse for every solo. `State`, `start`, `advance` and `allowed` say the same grammar in
arrays: one row a solo, `xp` is numpy or keras.ops, so training, the light engine and the in-graph sampler share them.
This room knows nothing of networks, files or features. Dynamics are not grammar: realised notes have one velocity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from jazz.errors import ChartError
from jazz.lengths import length_name
from jazz.music import WHOLE, Chart, Chord, Note, Solo, Song
from jazz.theory import role
from jazz.timeline import MOVES, Timeline

NAME = "line-1"
ROLES = "CLASX"
OCTAVE = 12
HOME = 62  # D4, the middle of a tenor player's range: where an anchor is sought

Array = Any  # a numpy array or a keras tensor


class Kind(IntEnum):
    """What a value says."""

    REST = 0
    SHIFT = 1
    TONE = 2
    LENGTH = 3
    HELD = 4


@dataclass(frozen=True, slots=True)
class Value:
    """A terminal: its kind, its role (tones only) and its number (semitones or ticks; 0 is the tied whole note)."""

    kind: Kind
    number: int = 0
    role: str = ""

    def __str__(self) -> str:
        if self.kind is Kind.TONE:
            return f"{self.role}{self.number:+d}"
        if self.kind is Kind.SHIFT:
            return "8va" if self.number > 0 else "8vb"
        name = length_name(self.number) if self.number else "1~"
        return {Kind.REST: "R", Kind.LENGTH: name, Kind.HELD: f"{name}R"}[self.kind]


def value(text: str) -> Value:
    """Read one value from its text form; inverse of `str`. Raises ChartError.

    >>> value("A-1"), str(value("8R"))
    (Value(kind=<Kind.TONE: 2>, number=-1, role='A'), '8R')
    """
    if text in _BY_TEXT:
        return _BY_TEXT[text]
    raise ChartError(f'"{text}" is not a value of the grammar; values look like C+2, 8va, 8/3, 4R')


REST = Value(Kind.REST)
UP, DOWN = Value(Kind.SHIFT, OCTAVE), Value(Kind.SHIFT, -OCTAVE)
TIE = Value(Kind.LENGTH)
VALUES: tuple[Value, ...] = (
    REST,
    UP,
    DOWN,
    *(Value(Kind.TONE, interval, letter) for letter in ROLES for interval in range(-OCTAVE, OCTAVE + 1)),
    *(Value(Kind.LENGTH, ticks) for ticks in range(WHOLE + 1)),
    *(Value(Kind.HELD, ticks) for ticks in range(WHOLE + 1)),
)
_BY_TEXT = {str(each): each for each in VALUES}


def anchor(chart: Chart) -> int:
    """Return the MIDI pitch that the first interval counts from: the nearest root (or tonic, or C) to `HOME`."""
    root = next((change.chord.root for change in chart.changes if change.chord.root is not None), None)
    tonic = root if root is not None else chart.key.tonic if chart.key else 0
    return HOME - 6 + (tonic - HOME + 6) % OCTAVE


def is_resolution(pitch: int, following: int, chord: Chord) -> bool:
    """Say whether `following` is a C or L of `chord`, a half or whole step from `pitch`."""
    return following - pitch in MOVES and role(following, chord) in "CL"


def roles(solo: Solo, chart: Chart) -> str:
    """Return a role letter for each note of the solo."""
    return "".join(_role_in_line(solo.notes[index : index + 2], chart) for index in range(len(solo)))


def _role_in_line(pair: tuple[Note, ...], chart: Chart) -> str:
    note, following = pair[0], pair[1] if len(pair) > 1 else None
    letter = role(note.pitch, chart.chord_at(note.onset))
    if letter in "CL" or following is None or following.onset != note.end or note.duration > WHOLE:
        return letter
    return "A" if is_resolution(note.pitch, following.pitch, chart.chord_at(following.onset)) else letter


def parse(song: Song) -> list[Value]:
    """Return the sentence of a song's solo over its chart; inverse of `realise`."""
    notes = song.solo.notes
    sentence = [REST, *_spell(Kind.LENGTH, notes[0].onset)] if notes and notes[0].onset else []
    pitch = anchor(song.chart)
    letters = roles(song.solo, song.chart)
    for index, note in enumerate(notes):
        until = notes[index + 1].onset if index + 1 < len(notes) else note.end
        sentence += _leap(note.pitch - pitch, letters[index]) + _spell(Kind.LENGTH, until - note.onset)
        if note.end < until:
            sentence += _spell(Kind.HELD, note.duration)
        pitch = note.pitch
    return sentence


def _leap(interval: int, letter: str) -> list[Value]:
    """Spell an interval: octave shifts until what is left is a tone of at most twelve semitones."""
    shifts = max(0, (abs(interval) - 1) // OCTAVE)
    shift = UP if interval > 0 else DOWN
    return [shift] * shifts + [Value(Kind.TONE, interval - shifts * shift.number, letter)]


def _spell(kind: Kind, ticks: int) -> list[Value]:
    """Spell a time: tied whole notes, then 1 to 96 ticks."""
    wholes = (ticks - 1) // WHOLE
    return [Value(kind)] * wholes + [Value(kind, ticks - wholes * WHOLE)]


def realise(sentence: list[Value], chart: Chart) -> Solo:
    """Return the solo that a sentence says over a chart; inverse of `parse`. Notes past the end are cut.

    A sentence may break off anywhere (a sampler stops at the final bar line): a last tone without a length is left out.
    """
    notes: list[Note] = []
    onset, pitch, tied, sounding = 0, anchor(chart), 0, False
    for each in sentence:
        if each.kind in (Kind.SHIFT, Kind.TONE):
            pitch += each.number
            sounding = True
        elif each.kind is Kind.REST:
            sounding = False
        elif each.number == 0:
            tied += WHOLE
        elif each.kind is Kind.HELD:
            notes[-1] = replace(notes[-1], duration=tied + each.number)
            tied = 0
        else:
            if sounding:
                notes.append(Note(onset, tied + each.number, pitch))
            onset, tied = onset + tied + each.number, 0
    inside = (note for note in notes if note.onset < chart.length)
    return Solo(tuple(replace(note, duration=min(note.end, chart.length) - note.onset) for note in inside))


def read_sentence(text: str) -> list[Value]:
    """Read values divided by white space. Raises ChartError."""
    return [value(word) for word in text.split()]


# ---------------------------------------------------------------------------------------------------------------------
# The same grammar in arrays: a row a solo.


class Phase:
    """What may come next: plain integers, for they stand inside arrays."""

    START = 0  # rest, shift or tone
    REST = 1  # the length of the opening rest
    HIGHER = 2  # after 8va: another, or a rising tone
    LOWER = 3  # after 8vb: another, or a falling tone
    LENGTH = 4  # after a tone
    AFTER = 5  # after its length: held, shift or tone
    HELD = 6  # after the tied part of a held length
    NEXT = 7  # after a held length or the opening rest: shift or tone
    COUNT = 8


RECENT = 8
NO_PITCH = -1000
SHORTEST_REST = 12  # ticks, an eighth: what ends a phrase

FREE, PROMISED, OPEN = 0, 1, 2  # what the last tone owes: nothing, a resolution, anything but one

_KIND = np.array([each.kind for each in VALUES], np.int32)
_NUMBER = np.array([each.number for each in VALUES], np.int32)
_OWES = np.array([{"A": PROMISED, "S": OPEN, "X": OPEN}.get(each.role, FREE) for each in VALUES], np.int32)
_INTERVALS = np.arange(-OCTAVE, OCTAVE + 1, dtype=np.int32)
_BY_STEP = np.isin(np.abs(_INTERVALS), (1, 2))
_TICKS = np.arange(1, WHOLE + 1, dtype=np.int32)
_MOVES = np.array(MOVES, np.int32)


class State(NamedTuple):
    """Where each of N solos stands in its sentence; every field has shape (N,) but for the last."""

    chart: Array  # row of its chart in the timeline
    low: Array  # lowest and highest pitch allowed
    high: Array
    phase: Array  # a Phase
    tick: Array  # onset of the note being chosen, or of the one whose length is
    pitch: Array  # the pitch that the next interval counts from
    owes: Array  # FREE, PROMISED or OPEN
    tied: Array  # ticks of whole notes tied on so far
    length: Array  # ticks from the last note's onset to the next
    lowest: Array  # register so far: lowest, highest, sum and number of pitches
    highest: Array
    total: Array
    count: Array
    anchor: Array  # the pitch that the first interval counted from
    phrase: Array  # notes since the last rest of an eighth or more
    recent: Array  # (N, RECENT) pitches before the last one, the latest first; NO_PITCH where there were none


def start(charts: Array, anchors: Array, low: int = 0, high: int = 127) -> State:
    """Return the state before the first value, for solos over charts of a timeline (by number) from their anchors."""
    zero = charts * 0
    recent = zero[:, None] + np.full((1, RECENT), NO_PITCH, np.int32)
    register = (anchors, anchors, zero, zero, anchors, zero, recent)
    return State(charts, zero + low, zero + high, zero, zero, anchors, zero, zero, zero, *register)


def advance(xp: Any, state: State, values: Array) -> State:
    """Return the states after one value each; `values` are ids (N,), each of them allowed."""
    kind, number = xp.take(_KIND, values, axis=0), xp.take(_NUMBER, values, axis=0)
    tone, length, held = kind == Kind.TONE, kind == Kind.LENGTH, kind == Kind.HELD
    tie = (length | held) & (number == 0)
    timed = length & (number > 0)
    elapsed = xp.where(timed, state.tied + number, 0)
    pitch = state.pitch + xp.where(tone | (kind == Kind.SHIFT), number, 0)
    owes = xp.where(tone, xp.take(_OWES, values, axis=0), xp.where(length, state.owes, FREE))
    after = xp.where(state.phase == Phase.REST, Phase.NEXT, Phase.AFTER)
    phase = xp.where(kind == Kind.REST, Phase.REST, xp.where(number > 0, Phase.HIGHER, Phase.LOWER))
    phase = xp.where(tone, Phase.LENGTH, phase)
    phase = xp.where(length, xp.where(tie, state.phase, after), phase)
    phase = xp.where(held, xp.where(tie, Phase.HELD, Phase.NEXT), phase)
    first = tone & (state.count == 0)
    rested = held & ~tie & (state.length - state.tied - number >= SHORTEST_REST)
    earlier = xp.concatenate([state.pitch[:, None], state.recent[:, :-1]], axis=1)
    return state._replace(
        phase=phase,
        tick=state.tick + elapsed,
        pitch=pitch,
        owes=xp.where((owes == OPEN) & (elapsed > WHOLE), FREE, owes),
        tied=xp.where(tie, state.tied + WHOLE, 0),
        length=xp.where(timed, elapsed, state.length),
        lowest=xp.where(first, pitch, xp.where(tone, xp.minimum(state.lowest, pitch), state.lowest)),
        highest=xp.where(first, pitch, xp.where(tone, xp.maximum(state.highest, pitch), state.highest)),
        total=state.total + xp.where(tone, pitch, 0),
        count=state.count + xp.where(tone, 1, 0),
        phrase=xp.where(rested, 0, state.phrase + xp.where(tone, 1, 0)),
        recent=xp.where((tone & (state.count > 0))[:, None], earlier, state.recent),
    )


def allowed(xp: Any, timeline: Timeline, state: State) -> Array:
    """Say which values may come next: a boolean mask (N, n_values), never empty in a row."""
    phase, promised = state.phase, state.owes == PROMISED
    fresh = (phase == Phase.START) | (phase == Phase.AFTER) | (phase == Phase.NEXT)
    rest = phase == Phase.START
    up = ((fresh & ~promised) | (phase == Phase.HIGHER)) & (state.pitch + OCTAVE + 1 <= state.high)
    down = ((fresh & ~promised) | (phase == Phase.LOWER)) & (state.pitch - OCTAVE - 1 >= state.low)
    return xp.concatenate(
        [
            xp.stack([rest, up, down], axis=1),
            _allowed_tones(xp, timeline, state, fresh),
            _allowed_lengths(xp, timeline, state),
            _allowed_helds(xp, state),
        ],
        axis=1,
    )


def _inside(state: State, pitches: Array) -> Array:
    """Say which of the pitches (N, ...) lie inside each solo's range."""
    extra = (None,) * (len(pitches.shape) - 1)
    return (pitches >= state.low[(..., *extra)]) & (pitches <= state.high[(..., *extra)])


def _allowed_tones(xp: Any, timeline: Timeline, state: State, fresh: Array) -> Array:
    """Mask the tones, (N, 5 * 25): role by role in the order of `ROLES`, then by interval."""
    pitches = state.pitch[:, None] + _INTERVALS[None]
    now = timeline.at(xp, state.chart, state.tick)
    pitch_class = xp.mod(pitches, OCTAVE)
    letters = xp.take(timeline.roles, xp.take(timeline.chord, now, axis=0)[:, None] * OCTAVE + pitch_class, axis=0)
    resolution = (letters < 2) & _BY_STEP[None]
    direction = (
        fresh[:, None]
        | ((state.phase == Phase.HIGHER)[:, None] & (_INTERVALS > 0)[None])
        | ((state.phase == Phase.LOWER)[:, None] & (_INTERVALS < 0)[None])
    )
    kept = ((state.owes == FREE)[:, None]) | ((state.owes == PROMISED)[:, None] == resolution)
    possible = _inside(state, pitches) & direction & kept
    reach = xp.take(timeline.reach, xp.take(timeline.span, now, axis=0)[:, None] * OCTAVE + pitch_class, axis=0)
    landing = _inside(state, pitches[:, :, None] + _MOVES[None, None])
    approach = (letters >= 2) & xp.any(reach & landing, axis=2)
    by_role = {"C": letters == 0, "L": letters == 1, "A": approach, "S": letters == 2, "X": letters == 3}
    return xp.concatenate([possible & by_role[letter] for letter in ROLES], axis=1)


def _allowed_lengths(xp: Any, timeline: Timeline, state: State) -> Array:
    """Mask the tied whole note and the lengths, (N, 97): an approach tone needs an onset where it can resolve."""
    turn = ((state.phase == Phase.LENGTH) | (state.phase == Phase.REST))[:, None]
    free = (state.owes != PROMISED)[:, None]
    onsets = timeline.at(xp, state.chart[:, None], state.tick[:, None] + _TICKS[None])
    rows = xp.take(timeline.chord, onsets, axis=0) * OCTAVE + xp.mod(state.pitch, OCTAVE)[:, None]
    landing = _inside(state, state.pitch[:, None] + _MOVES[None])
    resolves = xp.any(xp.take(timeline.resolves, rows, axis=0) & landing[:, None], axis=2)
    return turn & xp.concatenate([free, free | resolves], axis=1)


def _allowed_helds(xp: Any, state: State) -> Array:
    """Mask the tied and the plain held lengths, (N, 97): shorter than the time to the next onset."""
    turn = ((state.phase == Phase.AFTER) & (state.owes != PROMISED)) | (state.phase == Phase.HELD)
    left = (state.length - state.tied)[:, None]
    return turn[:, None] & xp.concatenate([left > WHOLE + 1, _TICKS[None] < left], axis=1)

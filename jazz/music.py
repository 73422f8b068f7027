"""The nouns of the program: notes, chords, charts, songs, performances.

All are frozen values. Nothing here knows a file, a screen, a framework or how a chord symbol is spelled; the rooms
that do build these nouns and hand them on.

Conventions: time on the page is an `int` in ticks of 1/24 quarter note (16ths, triplets, 32nds and 16th-triplets
are exact); pitch is MIDI 0-127 with C4 = 60; a pitch class is 0-11 with C = 0. Performed time exists only in
`PlayedNote` and counts 480 ticks a quarter note.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

TICKS_PER_QUARTER = 24
WHOLE = 4 * TICKS_PER_QUARTER
PPQ = 480
PLAYED_PER_TICK = PPQ // TICKS_PER_QUARTER
DEFAULT_VELOCITY = 80
DRUM_CHANNEL = 9  # counted from 0


@dataclass(frozen=True, slots=True)
class Note:
    """One note on the page: onset and duration in ticks, MIDI pitch, MIDI velocity."""

    onset: int
    duration: int
    pitch: int
    velocity: int = DEFAULT_VELOCITY

    def __post_init__(self) -> None:
        if self.onset < 0 or self.duration < 1:
            raise ValueError(f"a note needs onset >= 0 and duration >= 1, got {self.onset} and {self.duration}")
        if not (0 <= self.pitch <= 127 and 1 <= self.velocity <= 127):
            raise ValueError(f"pitch {self.pitch} or velocity {self.velocity} is not MIDI")

    @property
    def end(self) -> int:
        """The tick at which the note has ended."""
        return self.onset + self.duration


@dataclass(frozen=True, slots=True)
class Solo:
    """A monophonic line: notes in onset order, none beginning before the last has ended."""

    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        for before, after in zip(self.notes, self.notes[1:], strict=False):
            if after.onset < before.end:
                raise ValueError(f"notes overlap at tick {after.onset}: a solo is monophonic")

    def __len__(self) -> int:
        return len(self.notes)

    def __iter__(self) -> Iterator[Note]:
        return iter(self.notes)

    @property
    def end(self) -> int:
        """The tick at which the last note has ended; 0 for an empty solo."""
        return self.notes[-1].end if self.notes else 0

    def transposed(self, semitones: int) -> Solo:
        """The same line, `semitones` higher."""
        return Solo(tuple(replace(note, pitch=note.pitch + semitones) for note in self.notes))

    def shifted(self, ticks: int) -> Solo:
        """The same line, `ticks` later."""
        return Solo(tuple(replace(note, onset=note.onset + ticks) for note in self.notes))


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord as a player thinks of it; `theory.parse_chord` makes them, `NO_CHORD` is N.C.

    `intervals` are the chord tones as semitones over the root in the order root, third, fifth, seventh, then
    extensions (9 = 14, 11 = 17, 13 = 21 with their alterations); `colours` are the tones that a player may add
    (available tensions) and `scale` the chord scale, both as pitch classes. `bass` is the sounding bass.
    """

    symbol: str
    root: int | None
    quality: str
    intervals: tuple[int, ...]
    colours: frozenset[int]
    scale: frozenset[int]
    bass: int | None

    @property
    def tones(self) -> frozenset[int]:
        """The chord tones as pitch classes, without a foreign bass."""
        return frozenset((self.root + step) % 12 for step in self.intervals) if self.root is not None else frozenset()


NO_CHORD = Chord("N.C.", None, "N.C.", (), frozenset(), frozenset(), None)


@dataclass(frozen=True, slots=True)
class Key:
    """A key: tonic pitch class and mode, "major" or "minor"."""

    tonic: int
    mode: str = "major"


@dataclass(frozen=True, slots=True)
class Metre:
    """A time signature, `beats` over `unit` (4 = quarter, 8 = eighth)."""

    beats: int = 4
    unit: int = 4

    @property
    def beat(self) -> int:
        """Ticks in one notated beat."""
        return WHOLE // self.unit

    @property
    def bar(self) -> int:
        """Ticks in one bar."""
        return self.beats * self.beat


@dataclass(frozen=True, slots=True)
class Change:
    """A chord that begins at a tick and holds until the next change."""

    onset: int
    chord: Chord


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form ("A", "B", "intro") that begins at a tick."""

    onset: int
    name: str


@dataclass(frozen=True)
class Chart:
    """One way through the form: metre, whole bars, chord changes in onset order (the first at tick 0).

    `bars` counts bars; `form_bars` is the length of one chorus when the chart holds several (0: the chart is one
    chorus). `tempo` is in quarter notes a minute and `style` a word ("swing", "bossa", ...), both None if unsaid.
    """

    metre: Metre
    bars: int
    changes: tuple[Change, ...]
    sections: tuple[Section, ...] = ()
    key: Key | None = None
    title: str = ""
    tempo: float | None = None
    style: str | None = None
    form_bars: int = 0

    def __post_init__(self) -> None:
        if self.bars < 1 or not self.changes or self.changes[0].onset != 0:
            raise ValueError("a chart needs a bar, and a chord at tick 0")
        onsets = [change.onset for change in self.changes]
        if sorted(set(onsets)) != onsets or onsets[-1] >= self.length:
            raise ValueError("chord changes must be in order, one at a tick, inside the chart")

    @property
    def length(self) -> int:
        """Ticks from the first bar line to the last."""
        return self.bars * self.metre.bar

    @property
    def chorus(self) -> int:
        """Ticks in one chorus of the form."""
        return (self.form_bars or self.bars) * self.metre.bar

    @cached_property
    def _onsets(self) -> tuple[int, ...]:
        return tuple(change.onset for change in self.changes)

    def chord_at(self, tick: int) -> Chord:
        """The chord in force at a tick; beyond the end, the last one."""
        return self.changes[max(0, bisect_right(self._onsets, tick) - 1)].chord

    @property
    def origin(self) -> int:
        """The tick where the form begins: the first section that is not an introduction ("Intro", "I1")."""
        return next((part.onset for part in self.sections if not part.name.upper().startswith("I")), 0)

    def repeated(self, choruses: int) -> Chart:
        """The chart played `choruses` times through, but for its introduction, which is played once."""
        begin, body = self.origin, self.length - self.origin
        shifts = [index * body for index in range(1, choruses)]
        again = [Change(begin, self.chord_at(begin)), *(change for change in self.changes if change.onset > begin)]
        marks = [part for part in self.sections if part.onset >= begin]
        return replace(
            self,
            bars=(self.length + (choruses - 1) * body) // self.metre.bar,
            form_bars=self.form_bars or body // self.metre.bar,
            changes=(*self.changes, *(Change(each.onset + shift, each.chord) for shift in shifts for each in again)),
            sections=(*self.sections, *(Section(part.onset + shift, part.name) for shift in shifts for part in marks)),
        )

    def first_bars(self, bars: int) -> Chart:
        """The first `bars` bars, going round the form again when it is shorter."""
        end = bars * self.metre.bar
        whole = self.repeated(1 + max(0, -(-(end - self.length) // (self.length - self.origin))))
        return replace(
            whole,
            bars=bars,
            changes=tuple(change for change in whole.changes if change.onset < end),
            sections=tuple(part for part in whole.sections if part.onset < end),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What was decided when a file was read, for those who want to check it.

    `melody` and `runner_up` are tracks by number and name, `why` says what speaks for the melody; `chords_from` says
    where the chords stood or in what they were heard; both `sure` are probabilities. `said` has a sentence for all
    that was unusual. Words are empty where there was nothing to decide.
    """

    melody: str = ""
    melody_sure: float = 1.0
    why: tuple[str, ...] = ()
    runner_up: str = ""
    chords_from: str = ""
    chords_sure: float = 1.0
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Song:
    """A solo over its chart, and what is known of where it came from.

    `tempo` is in quarter notes a minute; `swing` is the share of a beat that the first of two swung eighths takes
    (0.5 straight, 0.667 triplet); `source` names the file (and the entry in it); `tune` is the same text for all
    takes of one tune, so that they stay on one side of a split. The other words are empty when unknown.
    `timing` is micro-timing: how many beats later than its place on the page, with this swing, each note was played;
    empty where nobody played.
    """

    chart: Chart
    solo: Solo
    tempo: float
    swing: float
    source: str
    tune: str
    title: str = ""
    performer: str = ""
    style: str = ""
    instrument: str = ""
    timing: tuple[float, ...] = ()
    reading: Reading = Reading()


@dataclass(frozen=True, slots=True)
class PlayedNote:
    """A note as performed: start and end in ticks of 1/480 quarter note, MIDI pitch and velocity."""

    start: int
    end: int
    pitch: int
    velocity: int


def separated(notes: Iterable[PlayedNote], end: int) -> tuple[PlayedNote, ...]:
    """The notes in order, none sounding past `end` or into the next of its own pitch; the longer of two at once."""
    following: dict[int, int] = {}
    kept = []
    for note in sorted(notes, key=lambda note: (-note.start, -note.end, note.pitch)):
        stop = min(note.end, following.get(note.pitch, end))
        if note.start < stop:
            kept.append(note if stop == note.end else replace(note, end=stop))
            following[note.pitch] = note.start
    return tuple(reversed(kept))


@dataclass(frozen=True)
class Part:
    """One player of the band: a unique track name, a General MIDI program 0-127, a channel 0-15, the notes.

    Channel 9 is the drum kit's, whose pitches are instruments and whose program is a kit.
    """

    name: str
    program: int
    channel: int
    notes: tuple[PlayedNote, ...]

    @property
    def is_drums(self) -> bool:
        """Whether this is the drum kit."""
        return self.channel == DRUM_CHANNEL


@dataclass(frozen=True)
class Form:
    """A chart as the band plays it, with an introduction and an ending, and where in it the soloist plays.

    The solo's own chart begins at the tick `start` of `chart` and ends at the tick `end`. Whoever plays a `loop` goes
    from the last bar into the first; else the last bar is the last.
    """

    chart: Chart
    start: int
    end: int
    loop: bool = False


@dataclass(frozen=True)
class Performance:
    """What is written to a MIDI file: the chart (metre, key, chords, sections, bars), tempo, players, texts.

    The first of the `parts` is the soloist, with a note for each of the solo's, in order. `swing` is the share of a
    beat before its off-beat. `texts` are provenance lines (version, model, seed, chart, command) that the file carries
    as text events.
    """

    chart: Chart
    tempo: float
    parts: tuple[Part, ...]
    texts: tuple[str, ...] = ()
    swing: float = 0.5


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source, or an entry of one, that gave no song: its name, a short stable code, a sentence for the user."""

    source: str
    code: str
    reason: str

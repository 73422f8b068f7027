"""What a MIDI file says, as the rules of the check ask for it: its words, its notes, its map of bars and tempos.

A note-off ends the oldest sounding note of its pitch and channel; a note that never ends is held to the end of the
file. This room judges nothing. Ticks are the file's own; tracks count from 0 and are shown counted from 1, as channels.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from jazz.daw.walking import Walked
from jazz.midi.events import META, SYSEX
from jazz.midi.piece import KEY, METRE, NOTE_OFF, NOTE_ON, TEMPO, WORD_KINDS
from jazz.music import DRUM_CHANNEL, PPQ

STANDARD_TEMPO = 500_000  # microseconds a quarter note, where a file says none
FRAMES = 0x8000
"""The bit of a division that says that ticks are parts of film frames and not of beats."""
LARGEST_UNIT = 7
"""The power of two up to which the unit of a metre is followed; rules refuse it earlier."""


class Message(NamedTuple):
    """An event of a track: status without channel, or a meta type behind FF; channel (0 where it has none); data."""

    track: int
    tick: int
    status: int
    channel: int
    data: bytes


class Sounding(NamedTuple):
    """A note, from tick to tick."""

    start: int
    end: int
    channel: int
    pitch: int
    velocity: int
    track: int


class Word(NamedTuple):
    """Words of a meta event; `clean` where they are UTF-8 without control characters."""

    track: int
    tick: int
    kind: str
    text: str
    clean: bool


class Stretch(NamedTuple):
    """A stretch of one metre: its first tick, the bars before it, the ticks of a bar and of a beat."""

    tick: int
    bars: float
    bar: float
    beat: float


@dataclass(frozen=True)
class Pairing:
    """The notes of a file in order of onset, and the note-ons and note-offs that are not one to one.

    `endless` are notes without an end, `orphans` ends without a note, `over` onsets of a pitch that still sounds in
    its track, `late` ends that stand behind the next onset of their pitch at the same tick. `offs` are the kinds of
    note-off that occur: "note-off" and "velocity 0".
    """

    notes: tuple[Sounding, ...]
    endless: tuple[Sounding, ...]
    orphans: tuple[Message, ...]
    over: tuple[Message, ...]
    late: tuple[Message, ...]
    offs: frozenset[str]


@dataclass(frozen=True)
class Facts:
    """A walked file, and what follows from it; each fact is found once, when it is first asked for."""

    size: int
    walked: Walked

    @property
    def kind(self) -> int:
        """The type of the file: 0 or 1, or what the header claims."""
        return self.walked.kind

    @property
    def in_frames(self) -> bool:
        """Whether ticks are parts of film frames."""
        return bool(self.walked.division & FRAMES)

    @property
    def ppq(self) -> int:
        """Ticks a quarter note; 480 where the file has none."""
        return PPQ if self.in_frames or not self.walked.division else self.walked.division

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """All events, track after track."""
        return tuple(
            Message(track, tick, status if status >= SYSEX else status & 0xF0, status & 15, data)
            for track, events in enumerate(self.walked.tracks)
            for tick, status, data in events
        )

    @cached_property
    def metas(self) -> tuple[Message, ...]:
        """The meta events, their types as status."""
        return tuple(m._replace(status=m.status & 0xFF) for m in self.messages if m.status >> 8 == META)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the file, in UTF-8 or else in Latin-1."""
        return tuple(_word(each) for each in self.metas if each.status in WORD_KINDS)

    @cached_property
    def names(self) -> dict[int, Word]:
        """The first name of each track that has one."""
        named = [word for word in self.words if word.kind == "track_name"]
        return {word.track: word for word in reversed(named)}

    @cached_property
    def end(self) -> int:
        """The last tick of the file."""
        return max((message.tick for message in self.messages), default=0)

    @cached_property
    def tempos(self) -> tuple[tuple[int, int], ...]:
        """The tempos in order, as (tick, microseconds a quarter note)."""
        whole = (each for each in self.metas if each.status == TEMPO and len(each.data) > 2)
        return tuple(sorted((each.tick, int.from_bytes(each.data[:3], "big")) for each in whole))

    @cached_property
    def metres(self) -> tuple[tuple[int, int, int], ...]:
        """The time signatures in order, as (tick, beats, unit)."""
        whole = (each for each in self.metas if each.status == METRE and len(each.data) > 1 and each.data[0])
        return tuple(sorted((each.tick, each.data[0], 1 << min(each.data[1], LARGEST_UNIT)) for each in whole))

    @cached_property
    def keys(self) -> tuple[Message, ...]:
        """The key signatures, in order."""
        return tuple(sorted((each for each in self.metas if each.status == KEY), key=lambda each: each.tick))

    @cached_property
    def seconds(self) -> float:
        """How long the file lasts."""
        points = [(0, STANDARD_TEMPO), *self.tempos, (self.end, 0)]
        spans = ((after[0] - before[0]) * before[1] for before, after in pairwise(points))
        return sum(spans) / self.ppq / 1e6

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The metres of the file as a map of bars."""
        found = [Stretch(0, 0.0, 4.0 * self.ppq, float(self.ppq))]
        for tick, beats, unit in self.metres:
            last, beat = found[-1], 4 * self.ppq / unit
            found.append(Stretch(tick, last.bars + (tick - last.tick) / last.bar, beats * beat, beat))
        return tuple(found)

    def stretch(self, tick: int) -> Stretch:
        """The metre at a tick."""
        return self.stretches[max(0, bisect_right(self.stretches, tick, key=lambda each: each.tick) - 1)]

    def bars(self, tick: int) -> float:
        """The bars before a tick."""
        metre = self.stretch(tick)
        return metre.bars + (tick - metre.tick) / metre.bar

    @cached_property
    def pairing(self) -> Pairing:
        """The notes, and what is wrong with their ends."""
        return _paired(self)

    @property
    def notes(self) -> tuple[Sounding, ...]:
        """The notes in order of onset."""
        return self.pairing.notes

    @cached_property
    def pitched(self) -> tuple[Sounding, ...]:
        """The notes that are not the drum kit's."""
        return tuple(note for note in self.notes if note.channel != DRUM_CHANNEL)

    @cached_property
    def by_track(self) -> dict[int, list[Sounding]]:
        """The notes of each track that has any, in order of tracks."""
        found: dict[int, list[Sounding]] = defaultdict(list)
        for note in self.notes:
            found[note.track].append(note)
        return dict(sorted(found.items()))

    def player(self, track: int) -> str:
        """A track as it is named in a finding: "track 2 (Piano)"."""
        name = self.names[track].text.strip() if track in self.names else ""
        return f"track {track + 1} ({name})" if name else f"track {track + 1}"

    def place(self, track: int, tick: int) -> str:
        """A place as it is named in a finding: "track 2 (Piano), bar 3"."""
        return f"{self.player(track)}, bar {int(self.bars(tick)) + 1}"


def _word(meta: Message) -> Word:
    """The words of a meta event."""
    try:
        text, clean = meta.data.decode(), True
    except UnicodeDecodeError:
        text, clean = meta.data.decode("latin-1"), False
    clean &= all(sign >= " " or sign in "\r\n\t" for sign in text)
    return Word(meta.track, meta.tick, WORD_KINDS[meta.status], text, clean)


def _on_and_off(facts: Facts) -> Iterator[tuple[Message, str]]:
    """The note-ons ("") and note-offs (their kind), track after track."""
    for message in facts.messages:
        if message.status == NOTE_ON:
            yield message, "" if message.data[1] else "velocity 0"
        elif message.status == NOTE_OFF:
            yield message, "note-off"


def _paired(facts: Facts) -> Pairing:
    """The notes of a file with their ends."""
    held: dict[tuple[int, int, int], deque[Message]] = defaultdict(deque)
    notes: list[Sounding] = []
    orphans: list[Message] = []
    over: list[Message] = []
    late: list[Message] = []
    offs: set[str] = set()
    for message, off in _on_and_off(facts):
        sounding = held[message.track, message.channel, message.data[0]]
        if not off:
            over += [message] if sounding else []
            sounding.append(message)
            continue
        offs.add(off)
        if not sounding:
            orphans.append(message)
            continue
        notes.append(_sounding(sounding.popleft(), message.tick))
        late += [message] if sounding and sounding[0].tick == message.tick > notes[-1].start else []
    endless = [_sounding(message, facts.end) for sounding in held.values() for message in sounding]
    together = tuple(sorted(notes + endless))
    return Pairing(together, tuple(endless), tuple(orphans), tuple(over), tuple(late), frozenset(offs))


def _sounding(on: Message, end: int) -> Sounding:
    return Sounding(on.tick, end, on.channel, on.data[0], on.data[1], on.track)

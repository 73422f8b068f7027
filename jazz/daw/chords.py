"""Rules of chord symbols, and of controllers and events that are better left out."""

from __future__ import annotations

from collections.abc import Iterator

from jazz.daw.facts import Facts
from jazz.daw.rule import Rule
from jazz.daw.tracks import CONTROL
from jazz.harmony import words
from jazz.midi import xf
from jazz.midi.events import SYSEX
from jazz.midi.piece import SEQUENCER
from jazz.music import Chord

BEND = 0xE0
SUSTAIN, RESET = 64, 121
MODES = range(120, 128)
CENTRE = bytes([0, 64])
OBSOLETE = {0x20: "a channel prefix", 0x21: "a port"}
NEAR = 1e-6  # beats


def _symbols(facts: Facts) -> list[tuple[float, Chord]]:
    """The (tick, chord) pairs of the markers, if they are chord symbols for the most part."""
    return words.named((word.tick, "marker", word.text) for word in facts.words if word.kind == "marker").chords


def _chord_markers(facts: Facts) -> Iterator[str]:
    symbols = _symbols(facts)
    if not symbols:
        yield "no marker is a chord symbol"
    elif first := min(tick for tick, _ in symbols):
        yield f"the first chord stands in bar {int(facts.bars(int(first))) + 1}"


def _chords_on_beats(facts: Facts) -> Iterator[str] | None:
    symbols = _symbols(facts)
    return _off_beat(facts, symbols) if symbols else None


def _off_beat(facts: Facts, symbols: list[tuple[float, Chord]]) -> Iterator[str]:
    for tick, chord in symbols:
        metre = facts.stretch(int(tick))
        beats = (tick - metre.tick) / metre.beat
        if abs(beats - round(beats)) > NEAR:
            yield f"{chord.symbol} in bar {int(facts.bars(int(tick))) + 1}"


def _xf_chords(facts: Facts) -> Iterator[str] | None:
    events = [each for each in facts.metas if each.status == SEQUENCER and each.data.startswith(xf.PREFIX)]
    if not events:
        return None
    onsets = {note.start for note in facts.notes}
    return (
        f"bar {int(facts.bars(each.tick)) + 1}: {symbol or each.data.hex()} is {'alone' if symbol else 'no chord'}"
        for each in events
        if (symbol := xf.chord_symbol(each.data)) is None or each.tick not in onsets
    )


def _sysex(facts: Facts) -> Iterator[str]:
    return (facts.place(m.track, m.tick) for m in facts.messages if SYSEX <= m.status < SYSEX + 8)


def _modes(facts: Facts) -> Iterator[str]:
    for message in facts.messages:
        if message.status == CONTROL and message.data[0] in MODES:
            yield f"{facts.place(message.track, message.tick)}: controller {message.data[0]}"


def _released(facts: Facts) -> Iterator[str]:
    """What is left pressed or bent on each channel when all is over."""
    pedal: dict[int, int] = {}
    bend: dict[int, bytes] = {}
    for message in sorted(facts.messages, key=lambda each: each.tick):
        if message.status == BEND:
            bend[message.channel] = message.data
        elif message.status == CONTROL and message.data[0] == SUSTAIN:
            pedal[message.channel] = message.data[1]
        elif message.status == CONTROL and message.data[0] == RESET:
            pedal.pop(message.channel, None)
            bend.pop(message.channel, None)
    yield from (f"the pedal of channel {channel + 1} is down" for channel, value in pedal.items() if value >= 64)
    yield from (f"channel {channel + 1} is bent" for channel, value in bend.items() if value != CENTRE)


def _obsolete(facts: Facts) -> Iterator[str]:
    for meta in facts.metas:
        if meta.status in OBSOLETE:
            yield f"{facts.player(meta.track)} has {OBSOLETE[meta.status]}"


def _copyright(facts: Facts) -> Iterator[str]:
    return (f'"{word.text[:40]}"' for word in facts.words if word.kind == "copyright")


RULES = (
    Rule(
        *("chord-markers", "chord symbols as markers from the beginning on", "warn", _chord_markers),
        "Write the chords as markers, the first at the first tick: Logic, Cubase, Reaper and Rosegarden show them on "
        "the time line, and `jazz` reads them.",
    ),
    Rule(
        *("chords-on-beats", "chord symbols on beats", "warn", _chords_on_beats),
        "Move them to the beat where the chord is meant, not where it was played.",
    ),
    Rule(
        *("xf-chords", "XF chords whole, and each where a note begins", "warn", _xf_chords),
        "Put each on the onset of a note: MuseScore drops an XF chord that stands alone.",
    ),
    Rule(
        *("no-sysex", "no system exclusive messages", "warn", _sysex),
        "Delete them, unless they are for your own synthesiser; they reset others in the middle of a project.",
    ),
    Rule(
        *("no-modes", "no channel mode messages", "warn", _modes),
        "Delete them (all notes off, reset, mono, poly): in a DAW they silence what another track plays.",
    ),
    Rule(
        *("released", "pedals up and pitch bends centred at the end", "fail", _released),
        "Release the pedal and centre the bend before the end; else the next clip sounds on, or out of tune.",
    ),
    Rule(
        *("no-obsolete", "no port or channel prefix events", "warn", _obsolete),
        "Delete them; they send tracks to outputs that nobody has.",
    ),
    Rule(
        *("no-copyright", "no copyright event", "warn", _copyright),
        "Write it as a text event; Logic shows a copyright as a marker.",
    ),
)

"""Rules of the map of time: tempo, metre, key, frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jazz.daw.facts import Facts
from jazz.daw.rule import Rule
from jazz.midi.piece import KEY, METRE, TEMPO
from jazz.midi.score import FIFTHS

SLOWEST, FASTEST = 20, 400  # quarter notes a minute
MICROSECONDS = 60_000_000  # a minute
MOST_BEATS, SMALLEST_UNIT = 32, 6  # a unit as a power of two
SMPTE_OFFSET = 0x54
NEAR = 1e-6  # bars


def _tempo_at_start(facts: Facts) -> Iterator[str]:
    if not facts.tempos:
        yield "there is no tempo"
    elif facts.tempos[0][0]:
        yield f"the first tempo stands in bar {int(facts.bars(facts.tempos[0][0])) + 1}"


def _tempo_range(facts: Facts) -> Iterator[str]:
    for tick, length in facts.tempos:
        if not SLOWEST <= MICROSECONDS / max(1, length) <= FASTEST:
            said = f"{MICROSECONDS / length:,.0f}" if length else "endless"
            yield f"tempo {said} in bar {int(facts.bars(tick)) + 1}"


def _tempo_once(facts: Facts) -> Iterator[str]:
    for tick, count in Counter(tick for tick, _ in facts.tempos).items():
        if count > 1:
            yield f"{count} tempos at one tick in bar {int(facts.bars(tick)) + 1}"


def _in_first_track(facts: Facts) -> Iterator[str] | None:
    if facts.kind != 1:
        return None
    tracks = {meta.track for meta in facts.metas if meta.status in {TEMPO, METRE, KEY}}
    return (f"{facts.player(track)} has tempo, metre or key" for track in sorted(tracks) if track)


def _metre_at_start(facts: Facts) -> Iterator[str]:
    if not facts.metres or facts.metres[0][0]:
        yield "there is no metre at the beginning" if facts.metres else "there is no metre"


def _metre_legal(facts: Facts) -> Iterator[str]:
    for meta in facts.metas:
        beats, power = (*meta.data[:2], 0, 0)[:2]
        if meta.status == METRE and not (len(meta.data) > 3 and 0 < beats <= MOST_BEATS and power <= SMALLEST_UNIT):
            yield f"{facts.place(meta.track, meta.tick)}: {meta.data.hex() or 'nothing'} is no metre"


def _metre_on_bar_lines(facts: Facts) -> Iterator[str]:
    for stretch in facts.stretches:
        if abs(stretch.bars - round(stretch.bars)) > NEAR:
            yield f"the metre changes inside bar {int(stretch.bars) + 1}"


def _key_legal(facts: Facts) -> Iterator[str]:
    for key in facts.keys:
        fifths = int.from_bytes(key.data[:1], "big", signed=True)
        if len(key.data) < 2 or fifths not in FIFTHS or key.data[1] > 1:
            yield f"{facts.place(key.track, key.tick)}: {key.data.hex() or 'nothing'} is no key"


def _key_at_start(facts: Facts) -> Iterator[str]:
    if not facts.keys or facts.keys[0].tick:
        yield "there is no key at the beginning" if facts.keys else "there is no key"


def _offset(facts: Facts) -> Iterator[str]:
    for meta in facts.metas:
        if meta.status == SMPTE_OFFSET and any((meta.data[0] & 0x1F, *meta.data[1:]) if meta.data else ()):
            yield f"it says to begin at hour {meta.data[0] & 0x1F}, and so on"


RULES = (
    Rule(
        *("tempo-at-start", "a tempo at the beginning", "fail", _tempo_at_start),
        "Write a tempo at the very first tick; without it programs keep their own, or take 120.",
    ),
    Rule(
        *("tempo-range", "tempos between 20 and 400", "fail", _tempo_range),
        "Set a tempo between 20 and 400 quarter notes a minute, and write longer or shorter values instead; programs "
        "clip what lies beyond.",
    ),
    Rule(
        *("tempo-once", "one tempo at a time", "fail", _tempo_once),
        "Delete all but one; which of them counts differs from program to program.",
    ),
    Rule(
        *("conductor-alone", "tempo, metre and key in the first track", "fail", _in_first_track),
        "Move them into the first track: several DAWs pass over those that stand elsewhere.",
    ),
    Rule(
        *("metre-at-start", "a metre at the beginning", "fail", _metre_at_start),
        "Write the time signature at the very first tick; programs take 4/4 until one comes.",
    ),
    Rule(
        *("metre-legal", "metres that can be shown", "fail", _metre_legal),
        "Write up to 32 beats over a unit from 1 to 64; anything else is altered on import.",
    ),
    Rule(
        *("metre-on-bar-lines", "the metre changes on bar lines", "warn", _metre_on_bar_lines),
        "Move the change to a bar line; programs move it to one of their own, and all bars after it with it.",
    ),
    Rule(
        *("key-legal", "keys that exist", "fail", _key_legal),
        "Write up to seven sharps or flats, major or minor.",
    ),
    Rule(
        *("key-at-start", "a key at the beginning", "warn", _key_at_start),
        "Write a key signature at the very first tick; without it notation programs guess it, and spell so.",
    ),
    Rule(
        *("no-offset", "bar 1 at the beginning", "fail", _offset),
        "Delete the SMPTE offset, or set it to zero: some DAWs put the music that far along the time line.",
    ),
)

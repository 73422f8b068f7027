"""Rules of the container: header, chunks, events as bytes, size."""

from __future__ import annotations

from collections.abc import Iterator

from jazz.daw.facts import Facts
from jazz.daw.rule import Rule, told

RESOLUTIONS = {*range(96, 961), 1920}
LONGEST_HOURS = 24


def _format(facts: Facts) -> Iterator[str]:
    if facts.kind not in {0, 1}:
        yield f"it is of type {facts.kind}"
    elif facts.kind == 0 and len(facts.walked.tracks) != 1:
        yield f"it is of type 0 and has {len(facts.walked.tracks):,} tracks"


def _division(facts: Facts) -> Iterator[str]:
    if facts.in_frames:
        yield "its ticks are parts of film frames (SMPTE)"
    elif not facts.walked.division:
        yield "a quarter note has 0 ticks"


def _resolution(facts: Facts) -> Iterator[str] | None:
    if facts.in_frames or not facts.walked.division:
        return None
    fine = facts.ppq % 24 == 0 and facts.ppq in RESOLUTIONS
    return iter(() if fine else (f"a quarter note has {facts.ppq:,} ticks",))


def _size(facts: Facts) -> Iterator[str]:
    yield from told("size")(facts)
    if facts.seconds > LONGEST_HOURS * 3600:
        yield f"it lasts {facts.seconds / 3600:,.0f} hours"


RULES = (
    Rule(
        *("header", "a plain header at the first byte", "fail", told("header")),
        "Export it again as a plain Standard MIDI File: MuseScore refuses a header of another length, many programs a "
        "RIFF wrapper; `jazz inspect` shows what can still be read.",
    ),
    Rule(
        *("format", "type 0 or 1", "fail", _format),
        "Save it as type 1; Logic, MuseScore and most sequencers read no type 2, and a type 0 file has one track.",
    ),
    Rule(
        *("chunks", "as many tracks as the header says, and nothing else", "fail", told("chunks")),
        "Open it in a forgiving program and export it again; strict ones stop at what they do not know.",
    ),
    Rule(
        *("events", "every chunk and every event whole", "fail", told("events")),
        "The file is damaged or cut off: get it again from where it came, or export what a forgiving program reads.",
    ),
    Rule(
        *("end-of-track", "each track ends with its end-of-track event", "fail", told("end-of-track")),
        "Export it again; without an end strict programs refuse the file, and what follows the end is lost in all.",
    ),
    Rule(
        *("status-bytes", "no message that belongs on a cable", "fail", told("status-bytes")),
        "Export it again without real-time and system messages: programs read on from them in different ways.",
    ),
    Rule(
        *("data-bytes", "no data byte above 127", "fail", told("data-bytes")),
        "The file is damaged: mido and tools made of it refuse it, other programs play wrong pitches.",
    ),
    Rule(
        *("division", "ticks count beats", "fail", _division),
        "Export it with a resolution in ticks a quarter note; of film frames bars and tempo are lost in every DAW.",
    ),
    Rule(
        *("resolution", "a resolution that programs share", "warn", _resolution),
        "Export it with 480 or 960 ticks a quarter note; elsewhere triplets, or the import, are rounded.",
    ),
    Rule(
        *("size", "a sane size", "fail", _size),
        "Cut it: it is larger or longer than programs are made for (16 MB, half a million events, a day).",
    ),
)

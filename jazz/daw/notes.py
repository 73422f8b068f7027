"""Rules of notes: their ends, how they lie together, how they sound, where in the bars they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from jazz.daw.facts import Facts, Message, Sounding
from jazz.daw.rule import Rule

ROBOT_NOTES, ROBOT_LEVELS = 16, 3
LOWEST, HIGHEST = 21, 108  # the keys of a piano
LONGEST_BARS = 8
LATEST_BARS = 2
NEAR = 1e-3  # bars
GRID = (0, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1)  # of a quarter note
ON_GRID = 1 / 30  # of a quarter note
SWUNG = (0.42, 0.78)  # where in a quarter note a swung off-beat may stand
ENOUGH = 8
MOSTLY = 0.75


def _has_notes(facts: Facts) -> Iterator[str]:
    if not facts.notes:
        yield "there is no note"


def _ends(facts: Facts) -> Iterator[str]:
    return (_named(facts, note) for note in facts.pairing.endless)


def _orphans(facts: Facts) -> Iterator[str]:
    return (_at(facts, message) for message in facts.pairing.orphans)


def _lengths(facts: Facts) -> Iterator[str]:
    endless = set(facts.pairing.endless)
    return (_named(facts, note) for note in facts.notes if note.start == note.end and note not in endless)


def _overlaps(facts: Facts) -> Iterator[str]:
    late = {(each.track, each.channel, each.data[0], each.tick) for each in facts.pairing.late}
    for message in facts.pairing.over:
        if (message.track, message.channel, message.data[0], message.tick) not in late:
            yield _at(facts, message)
    sounding: dict[tuple[int, int], list[Sounding]] = defaultdict(list)
    for note in facts.notes:
        sounding[note.channel, note.pitch].append(note)
    for notes in sounding.values():
        for before, after in pairwise(notes):
            if after.start < before.end and after.track != before.track:
                yield f"{_named(facts, after)}, which {facts.player(before.track)} still plays"


def _off_before_on(facts: Facts) -> Iterator[str]:
    return (_at(facts, message) for message in facts.pairing.late)


def _velocities(facts: Facts) -> Iterator[str]:
    for track, notes in facts.by_track.items():
        levels = {note.velocity for note in notes}
        if len(notes) >= ROBOT_NOTES and len(levels) < ROBOT_LEVELS:
            yield f"{facts.player(track)} plays {len(notes):,} notes with {len(levels)} velocities"


def _range(facts: Facts) -> Iterator[str]:
    return (_named(facts, note) for note in facts.pitched if not LOWEST <= note.pitch <= HIGHEST)


def _long(facts: Facts) -> Iterator[str]:
    for note in facts.notes:
        bars = (note.end - note.start) / facts.stretch(note.start).bar
        if bars > LONGEST_BARS:
            yield f"{_named(facts, note)} lasts {bars:,.0f} bars"


def _early(facts: Facts) -> Iterator[str] | None:
    if not facts.notes:
        return None
    first = facts.bars(facts.notes[0].start)
    return iter((f"the first note stands in bar {int(first) + 1}",) if first >= LATEST_BARS else ())


def _bar_end(facts: Facts) -> Iterator[str] | None:
    if not facts.notes:
        return None
    end, last = facts.bars(facts.end), facts.bars(max(note.end for note in facts.notes))
    wrong = [f"it ends inside bar {int(end) + 1}"] if abs(end - round(end)) > NEAR else []
    return iter([*wrong, f"{end - last:,.1f} empty bars follow the last note"] if end - last > LATEST_BARS else wrong)


def _one_off(facts: Facts) -> Iterator[str]:
    if len(facts.pairing.offs) > 1:
        yield "some notes end by a note-off, some by velocity 0"


def _grid(facts: Facts) -> Iterator[str] | None:
    if len(facts.pitched) < ENOUGH or facts.in_frames:
        return None
    within = [note.start % facts.ppq / facts.ppq for note in facts.pitched]
    swung = [place for place in within if SWUNG[0] < place < SWUNG[1]]
    grid = (*GRID, median(swung)) if len(swung) >= ENOUGH else GRID
    share = sum(min(abs(place - point) for point in grid) <= ON_GRID for place in within) / len(within)
    return iter((f"only {share:.0%} of the notes begin near a grid",) if share < MOSTLY else ())


def _named(facts: Facts, note: Sounding) -> str:
    return f"{facts.place(note.track, note.start)}: pitch {note.pitch}"


def _at(facts: Facts, message: Message) -> str:
    return f"{facts.place(message.track, message.tick)}: pitch {message.data[0]}"


RULES = (
    Rule(
        *("has-notes", "notes", "fail", _has_notes),
        "There is nothing to play; `jazz inspect` says what else the file holds.",
    ),
    Rule(
        *("notes-end", "every note ends", "fail", _ends),
        "Give each note its note-off; without it it hangs to the end of the piece, or for ever.",
    ),
    Rule(
        *("no-orphans", "no end without a note", "warn", _orphans),
        "Delete them; programs drop them, or report the file as damaged.",
    ),
    Rule(
        *("lengths", "no note without length", "fail", _lengths),
        "Delete them, or make them a tick long at least; programs drop them or let them hang.",
    ),
    Rule(
        *("no-overlaps", "no pitch begins while it sounds", "fail", _overlaps),
        "End the first note before the second of the same pitch and channel begins; which note-off belongs to which is "
        "guessed, and by each program in its own way.",
    ),
    Rule(
        *("off-before-on", "a pitch that is repeated ends first", "fail", _off_before_on),
        "At one tick write the note-off before the note-on; the other way round the new note is cut to nothing.",
    ),
    Rule(
        *("velocities", "velocities that vary", "warn", _velocities),
        "Play or draw accents; a single velocity sounds like a machine in every sampler.",
    ),
    Rule(
        *("range", "pitches of a piano, A0 to C8", "warn", _range),
        "Move them by octaves; most instruments have no sound there.",
    ),
    Rule(
        *("no-long-notes", "no note of more than eight bars", "fail", _long),
        "A note-off is missing or misplaced, as a rule; shorten the note.",
    ),
    Rule(
        *("early-start", "a first note within two bars", "warn", _early),
        "Cut the silence, or play into it; FL Studio may move the notes to the beginning.",
    ),
    Rule(
        *("bar-end", "an end on a bar line, soon after the last note", "warn", _bar_end),
        "Put the end of every track on the bar line behind the last note; only so does a clip loop cleanly.",
    ),
    Rule(
        *("one-note-off", "one kind of note-off", "warn", _one_off),
        "Write note-offs of one kind; a few tools know only one.",
    ),
    Rule(
        *("grid", "notes near the beats and their parts", "warn", _grid),
        "Fit the tempo to the music (beat detection, warping), or quantise by three quarters; no groove, quantiser or "
        "notation program finds notes against a foreign grid.",
    ),
)

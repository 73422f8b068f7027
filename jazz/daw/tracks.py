"""Rules of tracks, their names, channels and sounds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from jazz.daw.facts import Facts
from jazz.daw.rule import Rule
from jazz.midi.piece import PROGRAM
from jazz.music import DRUM_CHANNEL

CONTROL = 0xB0
BANKS = (0, 32)
DRUMS = re.compile(
    r"drum|perc|\b(kit|hi-?hats?|hats?|snares?|kicks?|rides?|crash|toms?|bells?|sticks?|claps?|blocks?|bd)\b|cymb|tamb|"
    r"conga|bongo|shaker|brush|cowbell|clave|triangle|guiro|maraca|timbal|agogo|batt?er|schlag|trommel",
    re.IGNORECASE,
)
NO_FILE_NAME = re.compile(r'[\\/:*?"<>|]')


def _conductor(facts: Facts) -> Iterator[str] | None:
    if facts.kind != 1:
        return None
    crowded = 0 in facts.by_track and len(facts.walked.tracks) > 1
    return iter(("the first track has notes",) if crowded else ())


def _track_names(facts: Facts) -> Iterator[str] | None:
    if facts.kind != 1:
        return None
    nameless = [track for track in facts.by_track if track not in facts.names or not facts.names[track].text.strip()]
    late = [word.track for word in facts.names.values() if word.tick]
    return iter(
        [f"{facts.player(t)} has no name" for t in nameless] + [f"{facts.player(t)} is named late" for t in late]
    )


def _sequence_name(facts: Facts) -> Iterator[str] | None:
    if facts.kind == 1:
        return None
    return iter(() if 0 in facts.names and facts.names[0].text.strip() else ("the piece has no name",))


def _unique_names(facts: Facts) -> Iterator[str] | None:
    if facts.kind != 1:
        return None
    counted = Counter(
        word.text.strip().lower() for track, word in facts.names.items() if track in facts.by_track or not track
    )
    return (f'{count} tracks are called "{name}"' for name, count in counted.items() if name and count > 1)


def _clean_words(facts: Facts) -> Iterator[str]:
    for word in facts.words:
        if not word.clean:
            yield f"{facts.place(word.track, word.tick)}: {word.text[:24]!a}"


def _file_names(facts: Facts) -> Iterator[str]:
    for track, word in facts.names.items():
        if NO_FILE_NAME.search(word.text):
            yield facts.player(track)


def _one_channel(facts: Facts) -> Iterator[str] | None:
    if facts.kind != 1:
        return None
    channels = {track: sorted({note.channel + 1 for note in notes}) for track, notes in facts.by_track.items()}
    return (f"{facts.player(track)} uses channels {_list(own)}" for track, own in channels.items() if len(own) > 1)


def _own_channel(facts: Facts) -> Iterator[str] | None:
    if facts.kind != 1:
        return None
    tracks: dict[int, set[int]] = defaultdict(set)
    for note in facts.pitched:
        tracks[note.channel].add(note.track)
    shared = {channel: sorted(track + 1 for track in own) for channel, own in sorted(tracks.items()) if len(own) > 1}
    return (f"tracks {_list(own)} share channel {channel + 1}" for channel, own in shared.items())


def _drums(facts: Facts) -> Iterator[str] | None:
    if facts.kind != 1:
        return None
    wrong = []
    for track, notes in facts.by_track.items():
        name = facts.names[track].text if track in facts.names else ""
        on_ten, called = any(note.channel == DRUM_CHANNEL for note in notes), bool(DRUMS.search(name))
        if name.strip() and on_ten != called:
            wrong.append(f"{facts.player(track)} is {'' if on_ten else 'not '}on channel {DRUM_CHANNEL + 1}")
    return iter(wrong)


def _programs(facts: Facts) -> Iterator[str]:
    first: dict[int, int] = {}
    for message in facts.messages:
        if message.status == PROGRAM:
            first[message.channel] = min(message.tick, first.get(message.channel, message.tick))
    begun: dict[int, int] = {}
    for note in facts.pitched:
        begun.setdefault(note.channel, note.start)
    for channel, tick in sorted(begun.items()):
        if first.get(channel, tick + 1) > tick:
            yield f"channel {channel + 1} has no program before its first note"


def _bank_first(facts: Facts) -> Iterator[str]:
    chosen: set[tuple[int, int, int]] = set()
    for message in facts.messages:
        here = (message.track, message.channel, message.tick)
        if message.status == PROGRAM:
            chosen.add(here)
        elif message.status == CONTROL and message.data[0] in BANKS and here in chosen:
            yield f"{facts.place(message.track, message.tick)}: the bank comes after the program"


def _no_empty_tracks(facts: Facts) -> Iterator[str] | None:
    if facts.kind != 1:
        return None
    empty = [track for track in range(1, len(facts.walked.tracks)) if track not in facts.by_track]
    return (f"{facts.player(track)} has no notes" for track in empty)


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


RULES = (
    Rule(
        *("conductor-track", "a first track without notes", "warn", _conductor),
        "Put tempo, metre, key and markers into a track of their own, where editing a player leaves them alone.",
    ),
    Rule(
        *("track-names", "every player named at the beginning", "fail", _track_names),
        "Name each track at its first tick; without a name it lands under a number.",
    ),
    Rule(
        *("sequence-name", "a file of one track has a name", "warn", _sequence_name),
        "Name it at the first tick; programs show the name of the file instead.",
    ),
    Rule(
        *("unique-names", "no two tracks of one name", "fail", _unique_names),
        "Number them: stems and recordings are named after tracks, and one would overwrite or rename the other.",
    ),
    Rule(
        *("clean-words", "words in UTF-8 without control characters", "fail", _clean_words),
        "Write them in plain ASCII or UTF-8; other bytes show as nonsense, control characters end up in file names.",
    ),
    Rule(
        *("file-names", "track names that are file names", "warn", _file_names),
        'Leave out \\ / : * ? " < > |: Ardour, and whoever exports stems, makes files from track names.',
    ),
    Rule(
        *("one-channel", "one channel a track", "fail", _one_channel),
        "Split the track by channel; Live drops channels on import, and what was mixed cannot be parted again.",
    ),
    Rule(
        *("own-channel", "players on channels of their own", "fail", _own_channel),
        "Give each a channel; else they share one sound, volume and pedal in every General MIDI player.",
    ),
    Rule(
        *("drums-on-10", "drums on channel 10, and nothing else there", "fail", _drums),
        "Move the drums to channel 10, or the others away from it; General MIDI has its drums there and nowhere else.",
    ),
    Rule(
        *("programs", "a sound chosen before the first note", "warn", _programs),
        "Write a program change before the first note of each channel; without one a piano plays it.",
    ),
    Rule(
        *("bank-first", "the bank chosen before the program", "fail", _bank_first),
        "Put the bank select (controllers 0 and 32) in front of its program change; behind it, it counts for the next.",
    ),
    Rule(
        *("no-empty-tracks", "no track without notes but the first", "warn", _no_empty_tracks),
        "Delete them; most programs make an empty instrument of each.",
    ),
)

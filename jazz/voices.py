"""Which track of a score is the melody, and which notes accompany it.

A track is judged by its name, else by its General MIDI instrument, else by whether it plays one note at a time. Where
one player has both hands (a lone piano track), blocks of notes are the chords and the top line is the melody. This room
knows no metre and no chord symbols. Time is in file ticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from jazz.errors import SourceError
from jazz.midi import Score, Track
from jazz.music import PlayedNote

NAMES = (
    ("drums", r"drum|perc|\bkit\b|click|metronome"),
    ("solo", r"solo|melod|lead|vocal|voice|\bvox\b|sing|theme"),
    ("bass", r"bass(?! (?:clarinet|flute|trombone))|tuba"),
    ("chords", r"chord|comp|piano|guitar|key|organ|rhodes|\bpad|string|harmon(?!ica)|backing|rhythm|left"),
    ("horn", r"sax|trumpet|trombone|clarinet|flute|cornet|flugel|horn|violin|harmonica|oboe|tenor|alto|soprano|right"),
)
"""What a track plays, for the first of these patterns that its name holds."""

PROGRAMS = (("bass", range(32, 40)), ("horn", range(56, 88)))
"""What a nameless track plays by its General MIDI program (0-127): basses; brass, reeds, pipes and leads."""

STACKED = 0.2
"""The share of notes on top of others from which a track is no single line."""
GAP = 7
"""Semitones between the top note of a block and the next, above which the top note belongs to the melody."""
REGISTER = 15
"""Semitones under its median in which a top line is still the melody; what lies below is the left hand."""


@dataclass(frozen=True)
class Voices:
    """A melody, nearly one note at a time, and the notes that accompany it; `name` and `program` are the melody's."""

    melody: tuple[PlayedNote, ...]
    accompaniment: tuple[PlayedNote, ...]
    name: str
    program: int


def choose(score: Score, track: str | None = None) -> Voices:
    """The melody of a score, by the name or number (from 1) of its track, else by what the tracks say of themselves.

    Raises SourceError: "no-such-track", "no-melody" (it cannot be told), "polyphonic" (it is no single line).
    """
    chosen = _asked(score, track) if track is not None else _found(score)
    others = [other for other in score.tracks if other is not chosen and role(other) != "drums"]
    if not is_stacked(chosen.notes):
        return Voices(chosen.notes, _together(others), chosen.name, chosen.program)
    if track is None and any(role(other) != "bass" for other in others):
        raise SourceError("polyphonic", f'track "{chosen.name}" plays several notes at once; name another with --track')
    melody, rest = hands(chosen.notes, score.ppq)
    return Voices(melody, (*rest, *_together(others)), chosen.name, chosen.program)


def role(track: Track) -> str:
    """What a track plays: "drums", "solo", "bass", "chords", "horn", or "" where neither name nor program tells."""
    if track.is_drum:
        return "drums"
    for what, pattern in NAMES:
        if re.search(pattern, track.name, re.IGNORECASE):
            return what
    return next((what for what, programs in PROGRAMS if track.program in programs), "")


def _asked(score: Score, track: str) -> Track:
    """The track of a name (in any case) or a number."""
    for number, candidate in enumerate(score.tracks, 1):
        if track.casefold() in (candidate.name.casefold(), str(number)):
            return candidate
    raise SourceError("no-such-track", f'there is no track "{track}"; there are {_listed(score.tracks)}')


def _found(score: Score) -> Track:
    """The one track that can be the melody: by its name, then a horn, then any single line, then the only player."""
    pitched = [track for track in score.tracks if role(track) not in ("drums", "bass")]
    lines = [track for track in pitched if not is_stacked(track.notes)]
    for candidates in (
        [track for track in pitched if role(track) == "solo"],
        [track for track in lines if role(track) == "horn"],
        [track for track in lines if role(track) != "chords"],
        pitched,
        [track for track in score.tracks if role(track) != "drums"],
    ):
        if len(candidates) == 1:
            return candidates[0]
    if all(role(track) == "drums" for track in score.tracks):
        raise SourceError("no-melody", "only drums play in it")
    raise SourceError(
        "no-melody", f"{len(score.tracks)} tracks sound ({_listed(score.tracks)}); say which with --track"
    )


def _listed(tracks: Sequence[Track]) -> str:
    """The tracks by number and name, the first dozen of them."""
    names = [f"{number} {track.name}".strip() for number, track in enumerate(tracks, 1)]
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")


def _together(tracks: Iterable[Track]) -> tuple[PlayedNote, ...]:
    """What accompanies: the tracks named as chords and basses if there are chords among them, else all."""
    tracks = list(tracks)
    named = [track for track in tracks if role(track) in ("chords", "bass")]
    if any(role(track) == "chords" for track in named):
        tracks = named
    return tuple(note for track in tracks for note in track.notes)


def is_stacked(notes: Sequence[PlayedNote]) -> bool:
    """Whether a track plays chords: too many notes sound with the one before for half of the shorter of them."""
    stacked = sum(
        2 * (min(before.end, after.end) - after.start) > min(before.end - before.start, after.end - after.start)
        for before, after in pairwise(notes)
    )
    return stacked > STACKED * len(notes)


def hands(notes: Sequence[PlayedNote], ppq: int) -> tuple[tuple[PlayedNote, ...], tuple[PlayedNote, ...]]:
    """The melody and the rest of one player's notes: the top line, without blocks of chords and the left hand."""
    blocks = {note for block in _blocks(notes, ppq) for note in block}
    top = list(skyline((note for note in notes if note not in blocks), ppq)) or list(skyline(notes, ppq))
    middle = median(note.pitch for note in top)
    melody = [note for note in top if note.pitch >= middle - REGISTER]
    kept = set(melody)
    return tuple(melody), tuple(note for note in notes if note not in kept)


def _blocks(notes: Sequence[PlayedNote], ppq: int) -> Iterator[list[PlayedNote]]:
    """Three or more notes that begin and end together; without the top one, if that stands far above the others."""
    for attack in _near(notes, [note.start for note in notes], ppq // 12):
        by_end = sorted(attack, key=lambda note: note.end)
        for group in _near(by_end, [note.end for note in by_end], ppq // 8):
            block = sorted(group, key=lambda note: note.pitch)
            if len(block) > 2:
                yield block[:-1] if block[-1].pitch - block[-2].pitch > GAP else block


def _near(notes: Sequence[PlayedNote], times: Sequence[int], distance: int) -> Iterator[list[PlayedNote]]:
    """Runs of notes whose times (ascending) lie within a distance of the first."""
    run: list[PlayedNote] = []
    first = 0
    for note, time in zip(notes, times, strict=True):
        if run and time - first > distance:
            yield run
            run = []
        first = first if run else time
        run.append(note)
    if run:
        yield run


def skyline(notes: Iterable[PlayedNote], ppq: int) -> Iterator[PlayedNote]:
    """The notes over which no higher note still sounds for a 32nd or more, in order of onset."""
    above: list[PlayedNote] = []
    for note in sorted(notes, key=lambda note: (note.start, -note.pitch)):
        above = [higher for higher in above if higher.end - note.start > ppq // 8]
        if all(higher.pitch < note.pitch for higher in above):
            above.append(note)
            yield note

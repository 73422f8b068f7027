"""Songs whose chords are known: POP909 and the Weimar Jazz Database, on their own beats. For `harmony.py`.

POP909 (Wang et al., ISMIR 2020) is a folder for each song: `001/001.mid` with the tracks MELODY, BRIDGE and PIANO,
`beat_midi.txt` (a beat a line: seconds, two marks of which the second is 1 on the first beat of a bar) and
`chord_midi.txt` (begin and end in seconds, a label in the syntax of Harte et al. 2005). The Weimar Jazz Database gives
solos, and for most beats the pitch of the bass; its chords are written in the same syntax here.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jazz import midi
from jazz.beattrack import position
from jazz.harmony import lexicon
from jazz.midi import Score
from jazz.music import Chord, Metre
from jazz.quantise import PerformedNote
from jazz.theory import parse_chord

HARTE = {
    "": "maj", "6": "maj6", "maj7": "maj7", "7": "7", "7b9": "7(b9)", "7#9": "7(#9)", "7#5": "aug(b7)",
    "7sus4": "sus4(b7)", "sus4": "sus4", "sus2": "sus2", "m": "min", "m6": "min6", "m7": "min7", "mM7": "minmaj7",
    "m7b5": "hdim7", "dim": "dim", "dim7": "dim7", "+": "aug",
}  # fmt: skip
QUALITY = {harte: quality for quality, harte in HARTE.items()}
ROOTS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
UNKNOWN = -1


@dataclass(frozen=True)
class Annotated:
    """A song in quarter-note beats from the first bar line, and its chords.

    From beat `first` on (0 or less) every beat has a label in `truth` (None: not annotated) and a length in `seconds`.
    """

    name: str
    tracks: dict[str, list[PerformedNote]]
    metre: Metre
    first: int
    truth: list[str | None]
    seconds: list[float]
    fold: int = 0

    def classes(self, first: int, count: int) -> np.ndarray:
        """The class of each of `count` frames of a beat from beat `first` on; UNKNOWN where there is none."""
        known = dict(enumerate((self.truth), self.first))
        labels = (known.get(beat) for beat in range(first, first + count))
        return np.array([UNKNOWN if label is None else class_of(label) for label in labels])


def class_of(label: str) -> int:
    """The class of a label: its quality without inversion."""
    if label == "N":
        return lexicon.SILENCE
    root, _, quality = label.partition(":")
    return lexicon.class_of(parse_chord(root + QUALITY[quality.partition("/")[0] or "maj"]))


def label_of(chord: Chord) -> str:
    """The label of a chord: of the quality that it is heard as."""
    number = lexicon.class_of(chord)
    if number == lexicon.SILENCE:
        return "N"
    root, quality = divmod(number, lexicon.N_QUALITIES)
    return f"{ROOTS[root]}:{HARTE[lexicon.HEARD[quality]]}"


def pop909(folder: Path) -> Iterator[Annotated]:
    """The songs of POP909, in order."""
    for number, song in enumerate(sorted(path for path in folder.iterdir() if path.is_dir())):
        score = midi.read(song / f"{song.name}.mid")
        clock = _Clock(score)
        beats = [(clock.quarter(float(row[0])), float(row[2])) for row in _rows(song / "beat_midi.txt")]
        bar = next((quarter for quarter, mark in beats if mark == 1), beats[0][0])
        last = max(note.end for track in score.tracks for note in track.notes) / score.ppq
        first, end = -int(bar), int(last - bar) + 1
        truth: list[str | None] = [None] * (end - first)
        for begin, stop, label in _rows(song / "chord_midi.txt"):
            for beat in range(round(clock.quarter(float(begin)) - bar), round(clock.quarter(float(stop)) - bar)):
                if first <= beat < end:
                    truth[beat - first] = label
        times = [clock.seconds(beat + bar) for beat in range(first, end + 1)]
        yield Annotated(
            name=song.name,
            tracks={
                track.name: [
                    PerformedNote(note.start / score.ppq - bar, note.end / score.ppq - bar, note.pitch, note.velocity)
                    for note in track.notes
                ]
                for track in score.tracks
            },
            metre=Metre(4, 4),
            first=first,
            truth=truth,
            seconds=list(np.diff(times)),
            fold=number % 5,
        )


def _rows(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text().splitlines() if line.strip()]


class _Clock:
    """Quarter notes and seconds of a score, both from its beginning."""

    def __init__(self, score: Score) -> None:
        marks = [*({0: 120.0} | dict(score.tempos)).items()]
        self._quarters = [tick / score.ppq for tick, _ in marks]
        self._lengths = [60 / tempo for _, tempo in marks]
        self._times = [0.0]
        for index, length in enumerate(self._lengths[:-1]):
            self._times.append(self._times[-1] + (self._quarters[index + 1] - self._quarters[index]) * length)

    def quarter(self, seconds: float) -> float:
        index = max(0, bisect_right(self._times, seconds) - 1)
        return self._quarters[index] + (seconds - self._times[index]) / self._lengths[index]

    def seconds(self, quarter: float) -> float:
        index = max(0, bisect_right(self._quarters, quarter) - 1)
        return self._times[index] + (quarter - self._quarters[index]) * self._lengths[index]


def weimar(folder: Path, split: str) -> Iterator[Annotated]:
    """The solos of a side of the split ("train" or "val") with their bass lines, tracks SOLO and BASS."""
    database = sqlite3.connect(f"{(folder / 'wjazzd.db').resolve().as_uri()}?mode=ro", uri=True)
    for melid, entry in json.loads((folder / "split.json").read_text()).items():
        if entry["split"] == split:
            yield _solo(database, melid, entry["id"])
    database.close()


def _solo(database: sqlite3.Connection, melid: str, name: str) -> Annotated:
    beats = database.execute(
        "SELECT onset, bar, beat, chord, bass_pitch FROM beats WHERE melid = ? ORDER BY beatid", (melid,)
    ).fetchall()
    played = database.execute(
        "SELECT onset, duration, pitch FROM melody WHERE melid = ? ORDER BY eventid", (melid,)
    ).fetchall()
    times = [beat[0] for beat in beats]
    bar = next((index for index, beat in enumerate(beats) if beat[2] == 1), 0)
    solo = [
        PerformedNote(position(onset, times) - bar, position(onset + length, times) - bar, round(pitch), 80)
        for onset, length, pitch in played
    ]
    bass = [PerformedNote(i - bar, i - bar + 1, beat[4], 80) for i, beat in enumerate(beats) if beat[4] is not None]
    return Annotated(
        name=name,
        tracks={"SOLO": solo, "BASS": bass},
        metre=Metre(Counter(_bar_lengths(beats)).most_common(1)[0][0], 4),
        first=-bar,
        truth=list(_labels([beat[3] for beat in beats])),
        seconds=list(np.diff([*times, 2 * times[-1] - times[-2]])),
    )


def _bar_lengths(beats: Sequence[tuple[float, int, int, str, int]]) -> Iterator[int]:
    """The beats of each bar."""
    yield from Counter(beat[1] for beat in beats).values()


def _labels(symbols: Sequence[str]) -> Iterator[str | None]:
    """The label of each beat; a chord holds until the next."""
    label: str | None = None
    for symbol in symbols:
        if symbol:
            label = "N" if symbol == "NC" else label_of(parse_chord(symbol))
        yield label

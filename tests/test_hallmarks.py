"""Hallmarks: each says what its name says, and none knows the key."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from jazz import solotext
from jazz.hallmarks import FAMILIES, HALLMARKS, measured
from jazz.music import Change, Song
from jazz.phrases import phrases
from jazz.theory import transpose_chord

CHORDS = "Dm7 | G7 | Cmaj7 | %"
SCALE = "d4 e4 f4 g4 a4 b4 c5 d5 | d5 c5 b4 a4 g4 f4 e4 d4 | c4:1 | r:1"
CELL = "d4 f4 a4 c5 d4 f4 a4 c5 | b3 d4 f4 a4 b3 d4 f4 a4 | c4:4 e4:4 g4:4 b4:4 | c4:4 e4:4 g4:4 b4:4"
TRIPLETS = "d4:8/3 e4:8/3 f4:8/3 d4:8/3 e4:8/3 f4:8/3 d4:4/3 e4:8/3 r:4 | f4:16 f4:16 f4:8 r:2. | r:1 | r:1"
RESTS = "r:8 d4 f4 a4 r:2 | g4 b4 d5:4 r:2 | r:4 e5 c5 g4:4 r:4 | c4:2 r:2"
HELD = "d4:8. r:16 d4:8. r:16 d4:2 | d4:16 r:16 d4:16 r:16 d4:2. | d4:2 d4:2 | d4:1"

EXPECTED = [
    (SCALE, "notes a beat", 17 / 16),
    (SCALE, "eighths", 1.0),
    (SCALE, "on the beat", 9 / 17),
    (SCALE, "range", 14.0),
    (SCALE, "scale runs", 13 / 15),
    (SCALE, "longest way up", 7.0),
    (SCALE, "repeated notes", 1 / 16),
    (SCALE, "turns", 1 / 14),
    (SCALE, "rise", -2.0),
    (SCALE, "steps into new chords", 0.5),
    (SCALE, "chord tones on one and three", 1.0),
    (CELL, "arpeggios", 12 / 22),
    (CELL, "bars with an earlier rhythm", 0.5),
    (CELL, "3 intervals heard before", 3 / 21),
    (CELL, "groove of neighbouring bars", 1 - 4 / 3 / 96),
    (CELL, "guide tones on new chords", 0.5),
    (CELL, "roots on new chords", 0.5),
    (TRIPLETS, "eighths of triplets", 6 / 10),
    (TRIPLETS, "broken triplets", 1 / 3),
    (TRIPLETS, "shorter than a sixteenth", 0.0),
    (RESTS, "rests a bar", 0.75),
    (RESTS, "longest rest", 3.0),
    (RESTS, "entries on the beat", 1.0),
    (RESTS, "entries on one", 2 / 3),
    (RESTS, "length of last notes", (0.5 + 1 + 1) / 3),
    (RESTS, "interval over a rest", (2 + 2 + 7) / 3),
    (RESTS, "longest run without a rest", 3.0),
    (HELD, "held shorter", 4 / 8),
    (HELD, "repeated notes", 1.0),
    (HELD, "longest rest", 0.25),
]


def song(solo: str) -> Song:
    return solotext.parse(f"| {CHORDS} |\nsolo: | {solo} |")


def hallmark(solo: str, name: str) -> float:
    (row,) = measured(list(phrases([song(solo)])))
    return float(row[[each.name for each in HALLMARKS].index(name)])


@pytest.mark.parametrize(
    ("solo", "name", "expected"), EXPECTED, ids=[f"{name}-{at}" for at, (_, name, _) in enumerate(EXPECTED)]
)
def test_a_hallmark_is_what_its_name_says(solo: str, name: str, expected: float) -> None:
    assert hallmark(solo, name) == pytest.approx(expected)


def test_what_cannot_be_shown_is_not_a_number() -> None:
    assert math.isnan(hallmark(SCALE, "mean rest"))
    assert math.isnan(hallmark(SCALE, "broken triplets"))


def test_names_are_different_and_belong_to_a_family() -> None:
    assert len({each.name for each in HALLMARKS}) == len(HALLMARKS)
    assert {each.family for each in HALLMARKS} == set(FAMILIES)


def transposed(song: Song, semitones: int) -> Song:
    changes = (Change(each.onset, transpose_chord(each.chord, semitones)) for each in song.chart.changes)
    return replace(song, chart=replace(song.chart, changes=tuple(changes)), solo=song.solo.transposed(semitones))


@pytest.mark.parametrize("semitones", [-5, 1, 6])
@pytest.mark.parametrize("solo", [SCALE, CELL, TRIPLETS, RESTS, HELD])
def test_no_hallmark_knows_the_key(solo: str, semitones: int) -> None:
    """A solo transposed with its chords has the same hallmarks."""
    here, there = (measured(list(phrases([each]))) for each in (song(solo), transposed(song(solo), semitones)))
    np.testing.assert_allclose(here, there)

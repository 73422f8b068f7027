"""Copying: passages are found in any key and place, exactly, and nothing reaches over the end of a solo."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import solotext
from jazz.copying import compare, copying, steps
from jazz.music import Note, Solo, Song

LICK = "d4 f4 a4 c5 b4 a4 g4 f4"


def song(line: str, title: str = "a tune") -> Song:
    """A song over one chord a bar; the line is bars of eighths."""
    chords = "| Dm7 " * line.replace("|", " | ").count(" | ") + "| Dm7 |"
    return solotext.parse(f"title: {title}\n{chords}\nsolo: | {line} |")


TRAINING = [
    song("r:1 | r g4 bb4:4 c5 d5:4. | " + LICK + " | e4:1", "the source"),
    song("c4 c4 c4 c4 c4 c4 c4 c4 | c4 c4 c4 c4 r:2", "one note"),
]


def line(moves: list[tuple[int, int]]) -> Song:
    """A song whose solo makes these steps, (interval, time), from the same first note."""
    notes, onset, pitch = [Note(0, 1, 60)], 0, 60
    for interval, time in moves:
        onset, pitch = onset + time, min(max(pitch + interval, 0), 127)
        notes.append(Note(onset, 1, pitch))
    return Song(TRAINING[0].chart, Solo(tuple(notes)), 120.0, 0.5, "", "")


# few different steps, so that much is common and repeats itself
lines = st.lists(st.tuples(st.sampled_from([-2, -1, 2]), st.sampled_from([6, 12])), max_size=24).map(line)


def test_a_lick_is_found_in_another_key_and_place() -> None:
    """It says which notes, in which bars, and where they come from, whatever is around them."""
    played = song("r:2. e4:8 g4 | b4 d5 c#5 b4 a4 g4 c4:4 | c4:1")
    (found,) = compare([played], TRAINING)
    assert found.notes == 8
    assert found.passage is not None
    assert found.source is not None
    assert (found.passage.song, found.passage.first, found.passage.bars) == (played, 0, (1, 2))
    assert (found.source.song.title, found.source.notes, found.source.bars) == ("the source", 8, (3, 3))
    assert found.lengths.tolist() == [8, 7, 6, 5, 4, 3, 2, 1, 1, 1]


def test_the_same_tones_in_another_rhythm_are_common_in_intervals_alone() -> None:
    played = song(LICK.replace("f4 a4", "f4:16 a4:8.", 1))
    assert compare([played], TRAINING)[0].notes == 5
    assert compare([played], TRAINING, rhythm=False)[0].notes == 8


def test_how_long_notes_sound_does_not_count() -> None:
    played = song(LICK.replace("c5", "c5:16 r:16"))
    assert compare([played], TRAINING)[0].notes == 8


def test_no_passage_reaches_over_the_end_of_a_training_solo() -> None:
    """The last note of one and the first of the next are no neighbours."""
    halves = [song("d4 f4 a4 c5 r:2"), song("b4 a4 g4 f4 r:2")]
    assert compare([song(LICK)], halves)[0].lengths.tolist() == [4, 3, 2, 1, 4, 3, 2, 1]


def test_nothing_is_left_out_quietly() -> None:
    """One note over and over again counts, and so does a training song itself."""
    assert compare([song("g4 g4 g4 g4 g4 g4 g4 g4 | g4 g4 a4:2.")], TRAINING)[0].notes == 10
    assert [found.notes for found in compare(TRAINING, TRAINING)] == [len(each.solo) for each in TRAINING]


def test_a_set_of_solos_has_a_median_a_longest_and_a_share_of_patterns() -> None:
    solos = [song(LICK + " | e4:1"), song("c5 b4 c5 b4 c5 b4 c5 b4"), song("c4:1")]
    found = copying(solos, TRAINING)
    assert (found.solos, found.median, found.longest.notes) == (3, 2.0, 9)
    assert found.percentile_95 == pytest.approx(2 + 0.9 * 7)
    assert found.longest.passage is not None
    assert found.longest.passage.song == solos[0]
    assert found.share == pytest.approx(2 / 3)


def test_without_notes_or_training_nothing_is_common() -> None:
    silent, single = line([]), song("c4:1")
    silent = Song(silent.chart, Solo(), 120.0, 0.5, "", "")
    for found in (*compare([silent, single], TRAINING), *compare([silent, song(LICK)], [])):
        assert found.notes <= 1
        assert found.passage is found.source is None
    assert copying([silent], TRAINING).share == 0.0


@given(st.lists(lines, min_size=1, max_size=4), st.lists(lines, max_size=4))
def test_every_length_is_that_of_a_plain_search(songs: list[Song], training: list[Song]) -> None:
    """Against all starts and all lengths tried one by one; what is named as the source is the same passage."""
    known = {
        tuple(moves[start:end])
        for moves in (steps(each.solo).tolist() for each in training)
        for start in range(len(moves))
        for end in range(start, len(moves) + 1)
    }
    for each, found in zip(songs, compare(songs, training), strict=True):
        moves = steps(each.solo).tolist()
        wanted = [
            max(size for size in range(len(moves) - at + 1) if not size or tuple(moves[at : at + size]) in known)
            for at in range(len(each.solo))
        ]
        assert found.lengths.tolist() == [size + 1 for size in wanted]
        if found.passage and found.source:
            here, there = (
                steps(part.song.solo)[part.first : part.first + part.notes - 1]
                for part in (found.passage, found.source)
            )
            assert np.array_equal(here, there)
            assert len(here) == found.notes - 1


@given(st.lists(st.tuples(st.integers(-127, 127), st.integers(1, 10_000)), min_size=1, max_size=9))
def test_different_steps_have_different_numbers(moves: list[tuple[int, int]]) -> None:
    solo = line(moves).solo
    wanted = [(after.pitch - before.pitch, after.onset - before.onset) for before, after in pairwise(solo)]
    assert [(each % 256 - 128, each // 256) for each in steps(solo).tolist()] == wanted

"""The same music twice: copies are told in every key, versions through changes, and other music is neither."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import assets, solotext
from jazz.corpus.duplicates import BY_CHANCE, line, passages, tied, versions, without_copies
from jazz.music import LeftOut, Note, Solo, Song
from tests.strategies import solos

SONGS = [solotext.parse(path.read_text(encoding="utf-8"), source=path.name) for path in assets.corpus_files()]


def moved(solo: Solo, semitones: int, ticks: int = 0, times: int = 1) -> Solo:
    """A solo in another key, later and at another pace."""
    return Solo(tuple(Note(times * note.onset + ticks, times * note.duration, note.pitch + semitones) for note in solo))


def wrong_notes(solo: Solo, share: float = 0.1) -> Solo:
    """A solo in which some notes are others."""
    rng = random.Random(1)
    change = [rng.choice([-2, -1, 1, 2]) if rng.random() < share else 0 for _ in solo]
    return Solo(tuple(replace(note, pitch=note.pitch + by) for note, by in zip(solo, change, strict=True)))


def two_thirds(solo: Solo) -> Solo:
    return Solo(solo.notes[len(solo) // 6 : len(solo) // 6 + 2 * len(solo) // 3])


@given(solos(2000), st.integers(0, 300))
def test_a_line_is_the_same_in_every_key_and_from_every_bar(solo: Solo, ticks: int) -> None:
    room = 127 - max((note.pitch for note in solo), default=0)
    assert line(moved(solo, room, ticks)) == line(solo)


@given(solos(2000), solos(2000))
def test_lines_differ_when_intervals_or_distances_do(one: Solo, other: Solo) -> None:
    def steps(solo: Solo) -> list[tuple[int, int]]:
        return [(after.pitch - before.pitch, after.onset - before.onset) for before, after in pairwise(solo)]

    assert (line(one) == line(other)) is (steps(one) == steps(other))


def test_a_copy_is_left_out_and_says_of_what() -> None:
    first, other = SONGS[:2]
    copy = replace(first, source="copy", solo=moved(first.solo, 2, 96))
    reason = LeftOut("x", "empty", "no note")
    assert list(without_copies([first, reason, other, copy])) == [
        *(first, reason, other),
        LeftOut("copy", "duplicate", f"duplicate of {first.source}"),
    ]


def test_the_shipped_songs_are_no_versions_of_each_other() -> None:
    assert not versions([song.solo for song in SONGS])


@pytest.mark.parametrize(
    "change",
    [
        lambda solo: moved(solo, -3),
        lambda solo: moved(solo, 0, 0, 2),
        wrong_notes,
        two_thirds,
        lambda solo: two_thirds(wrong_notes(moved(solo, 1, 48, 2))),
    ],
    ids=["another key", "double time", "wrong notes", "two thirds", "all at once"],
)
def test_a_version_is_known_through_changes(change: Callable[[Solo], Solo]) -> None:
    count = len(SONGS)
    lines = [song.solo for song in SONGS]
    assert versions([*lines, *map(change, lines)]) == [(number, number + count) for number in range(count)]


def test_all_of_many_versions_are_one_tune() -> None:
    """More than are compared with each other directly; what lies between them does not matter."""
    lines = [two_thirds(moved(SONGS[0].solo, number % 12, number)) for number in range(30)]
    many = [replace(SONGS[0], source=f"{number}", tune=f"{number}", solo=solo) for number, solo in enumerate(lines)]
    assert {song.tune for song in tied([*SONGS[1:], *many])[-30:]} == {"0"}


def test_tunes_are_tied_with_all_their_songs_and_keep_the_first_name() -> None:
    """A version ties two tunes of several takes each; the others stay as they are."""
    one, two, other, fourth = SONGS[:4]
    takes = [
        replace(one, tune="one"),
        replace(two, tune="two"),
        replace(other, tune="other"),
        replace(fourth, tune="two"),
        replace(two, tune="one", solo=wrong_notes(two.solo)),
    ]
    assert [song.tune for song in tied(takes)] == ["one", "one", "other", "one", "one"]


def test_a_lick_in_common_ties_nothing() -> None:
    """What is shorter than chance may bring shared passages is no version of anything."""
    whole = SONGS[0].solo
    lick, chorus = (Solo(whole.notes[:count]) for count in (8 + BY_CHANCE, 8 + 2 * BY_CHANCE))
    assert len(passages(lick)) == BY_CHANCE
    assert not versions([lick, moved(lick, 1), whole])
    assert versions([chorus, whole]) == [(0, 1)]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_no_songs_and_empty_songs_are_no_trouble(count: int) -> None:
    empty = [replace(SONGS[0], source=f"{number}", tune=f"{number}", solo=Solo()) for number in range(count)]
    assert tied(empty) == tuple(empty)


def test_songs_are_whole_afterwards() -> None:
    assert tied(SONGS) == tuple(SONGS)
    assert all(isinstance(song, Song) for song in tied(SONGS))

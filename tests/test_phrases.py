"""Phrases: excerpts that know their notes and the harmony, and neither key nor place in the solo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jazz import solotext
from jazz.music import Song
from jazz.phrases import NO_DEGREE, Phrase, phrases

EIGHTS = "c4 d4 e4 f4 g4 a4 b4 c5"


def song(solo: str, chords: str) -> Song:
    return solotext.parse(f"title: a tune\n| {chords} |\nsolo: | {solo} |")


def only(solo: str, chords: str = "Dm7 | G7 | Cmaj7 | %") -> Phrase:
    (phrase,) = phrases([song(solo, chords)])
    return phrase


def test_excerpts_are_four_bars_and_overlap_by_half() -> None:
    """Eight bars hold three excerpts, each counted from its own bar line."""
    solo = " | ".join([EIGHTS, "r:8 c4:8 r:2.", *[EIGHTS] * 6])
    found = list(phrases([song(solo, " | ".join(["C"] * 8))]))
    assert [len(phrase) for phrase in found] == [25, 32, 32]
    assert [int(phrase.onsets[0]) for phrase in found] == [0, 0, 0]
    assert {phrase.length for phrase in found} == {4 * 96}
    assert {phrase.tune for phrase in found} == {"a tune"}


def test_few_notes_are_no_phrase() -> None:
    chords = "C | C | C | C"
    assert list(phrases([song(f"{EIGHTS} | r:1 | r:1 | r:1", chords)]))
    assert not list(phrases([song("r:8 d4 e4 f4 g4 a4 b4 c5 | r:1 | r:1 | r:1", chords)]))
    assert not list(phrases([song("c4:1", "C")]))


def test_a_note_belongs_where_it_begins_and_ends_with_the_excerpt() -> None:
    solo = f"{EIGHTS} | r:1 | r:1 | r:2. c4:4~ | c4:2 r:2 | r:1"
    first, *later = phrases([song(solo, " | ".join(["C"] * 6))])
    assert len(first) == 9
    assert first.ends[-1] == first.length
    assert not later  # the tied note alone is no phrase


def test_notes_know_the_chord_under_them() -> None:
    """Over no chord there is no degree."""
    phrase = only("d4:2 d4:2 | d4:2 f4:2 | f4:2 a4:2 | a4:2 a4:2", "Dm7 | Dm7 G7 | G7 F | N.C.")
    assert phrase.degrees.tolist() == [0, 0, 0, 10, 10, 4, NO_DEGREE, NO_DEGREE]
    assert phrase.chords.tolist() == [1, 1, 1, 2, 2, 3, 4, 4]
    assert "".join(phrase.roles) == "CCCCCCXX"


def test_a_chord_that_goes_on_into_the_next_chorus_is_no_change() -> None:
    chorus = song(f"{EIGHTS} | {EIGHTS} | {EIGHTS} | {EIGHTS}", "C | F | Dm7 | C").chart
    twice = song(" | ".join([EIGHTS] * 8), " | ".join(["C"] * 8))
    _, middle, _ = phrases([replace(twice, chart=chorus.repeated(2))])
    assert middle.chords[::8].tolist() == [3, 4, 4, 5]


def test_rests_part_the_line_and_short_silences_do_not() -> None:
    phrase = only("c4:8 r:8 d4:16 r:16 e4:8 r:4 f4:4 | g4:4 a4:4 b4:4 c5:4 | r:1 | d5:1")
    assert phrase.enters.nonzero()[0].tolist() == [1, 3, 8]
    assert phrase.leaves.nonzero()[0].tolist() == [0, 2, 7]
    assert phrase.gaps.tolist() == [12, 6, 24, 0, 0, 0, 0, 96]
    assert phrase.beats.tolist()[:4] == [0, 1, 1, 3]


@pytest.mark.parametrize("bars", [1, 2])
def test_shorter_excerpts_can_be_asked_for(bars: int) -> None:
    found = list(phrases([song(f"{EIGHTS} | {EIGHTS} | {EIGHTS} | {EIGHTS}", "C | C | C | C")], bars))
    assert [len(phrase) for phrase in found] == [8 * bars] * (5 - bars)

"""From performed notes to the page: lengths, rests, collisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.music import Note, Solo
from jazz.quantise import PerformedNote, Quantised, copy, quantise

FAST, MEDIUM, SLOW = 0.25, 0.4, 1.0  # seconds in a beat


def performed(text: str) -> list[PerformedNote]:
    """Notes written as "onset-end" in beats, from middle C upwards."""
    times = [word.rpartition("-") for word in text.split()]
    return [PerformedNote(float(onset), float(end), 60 + at, 80) for at, (onset, _, end) in enumerate(times)]


def written(text: str, beat_seconds: float = MEDIUM) -> str:
    """The page as "tick+duration" words."""
    page = quantise(performed(text), beat_seconds=beat_seconds)
    return " ".join(f"{note.onset}+{note.duration}" for note in page.notes)


@pytest.mark.parametrize(
    ("played", "page"),
    [
        pytest.param("0.01-0.5 0.6-0.9 1.01-1.5", "0+12 12+12 24+12", id="swung eighths"),
        pytest.param("0.01-0.3 0.6-0.7 1.01-1.4", "0+12 12+12 24+12", id="short eighths are still eighths"),
        pytest.param("0.01-0.2 0.34-0.5 0.67-0.8 1.01-1.9", "0+8 8+8 16+8 24+24", id="triplet"),
        pytest.param("0.02-0.9 1.01-1.9 2.02-2.9", "0+24 24+24 48+24", id="quarters"),
        pytest.param("0.01-0.4 2.01-2.4", "0+12 48+12", id="an eighth and a long rest"),
        pytest.param("0.01-1.4 3.01-3.1", "0+36 72+12", id="a rest begins on an eighth"),
        pytest.param("0.01-0.2 0.34-0.5 2.01-2.1", "0+8 8+8 48+12", id="a triplet rests on a triplet"),
        pytest.param("0.01-0.6 2.01-2.3", "0+12 48+12", id="an eighth may swing into its rest"),
    ],
)
def test_lengths_are_those_that_a_copyist_writes(played: str, page: str) -> None:
    assert written(played) == page


def test_the_same_silence_is_a_rest_in_slow_music_and_articulation_in_fast() -> None:
    assert written("0.01-0.4 0.76-0.9 1.01-1.4", SLOW) == "0+12 18+6 24+12"
    assert written("0.01-0.4 0.76-0.9 1.01-1.4", FAST) == "0+18 18+6 24+12"


def test_a_typed_line_keeps_its_lengths() -> None:
    assert written("0.0-0.25 0.5-0.625 1.6667-2.0 3.5-4.25") == "0+6 12+3 40+8 84+18"


def test_the_highest_of_notes_struck_together_is_kept() -> None:
    page = quantise(performed("0.01-0.5 0.012-0.4 1.01-1.5"), beat_seconds=MEDIUM)
    assert [note.pitch for note in page.notes] == [61, 62]
    assert page.dropped == 1


def test_a_note_whose_place_is_taken_becomes_a_grace_note_before_it() -> None:
    assert written("0.0-1.0 1.999-2.0 2.001-3.0", beat_seconds=6.0) == "0+24 45+3 48+24"


def test_where_there_is_no_room_for_a_grace_note_the_shorter_note_is_dropped() -> None:
    crowd = [PerformedNote(1 + at * 0.03, 1 + at * 0.03 + 0.02, 60 + at, 80) for at in range(32)]
    page = quantise(crowd, beat_seconds=SLOW)
    ticks = [note.onset for note in page.notes]
    assert ticks == sorted(set(ticks))
    assert min(ticks) >= 24 - 3
    assert len(ticks) + page.dropped == 32


def test_the_swing_and_the_distance_from_the_page_are_reported() -> None:
    swung = " ".join(f"{beat}.0-{beat}.5 {beat}.62-{beat}.9" for beat in range(8))
    page = quantise(performed(swung), beat_seconds=MEDIUM)
    assert page.swing == pytest.approx(0.62)
    assert page.residual == pytest.approx(0.0, abs=1e-9)
    assert {note.onset % 24 for note in page.notes} == {0, 12}


def test_micro_timing_is_how_much_later_than_written_and_swung_each_note_was_played() -> None:
    late = " ".join(f"{beat}.03-{beat}.5 {beat}.62-{beat}.9" for beat in range(8))
    page = quantise(performed(late), beat_seconds=MEDIUM)
    assert page.swing == pytest.approx(0.59)
    assert page.timing == pytest.approx([0.03] * 16)


def test_the_timing_of_a_grace_note_counts_from_where_it_is_written() -> None:
    page = quantise(performed("0.0-1.0 1.999-2.0 2.001-3.0"), beat_seconds=6.0)
    assert page.timing == pytest.approx([0, 1.999 - 45 / 24, 0.001])


def test_no_notes_are_an_empty_page() -> None:
    assert quantise([], beat_seconds=MEDIUM) == Quantised((), 0.5, 0.0, 0)


def test_a_note_before_the_first_bar_line_is_written_on_it() -> None:
    assert written("-0.4-0.3 1.0-1.4").startswith("0+")


@given(
    st.lists(st.tuples(st.floats(0, 30), st.floats(0.001, 4), st.integers(0, 127)), max_size=50),
    st.floats(0.1, 2.0),
)
def test_whatever_is_played_the_page_is_a_solo(played: list[tuple[float, float, int]], beat_seconds: float) -> None:
    notes = [PerformedNote(onset, onset + length, pitch, 80) for onset, length, pitch in played]
    page = quantise(notes, beat_seconds=beat_seconds)
    assert len(Solo(page.notes)) + page.dropped == len(notes)
    assert 0.5 <= page.swing <= 0.75


@given(st.lists(st.tuples(st.sampled_from([6, 8, 12, 16, 18, 24, 36]), st.integers(0, 24)), min_size=1, max_size=40))
def test_a_typed_page_is_read_as_it_stands(lengths: list[tuple[int, int]]) -> None:
    solo, tick = [], 0
    for length, rest in lengths:
        solo.append(Note(tick, length, 60))
        tick += length + rest
    typed = [PerformedNote(note.onset / 24, note.end / 24, note.pitch, note.velocity) for note in solo]
    page = quantise(typed, beat_seconds=MEDIUM)
    assert page.swing > 0.5 or page.notes == tuple(Note(n.onset, n.duration, 60, 80) for n in solo)


def test_a_page_is_copied_as_it_stands() -> None:
    """No note is moved or lengthened; of two at once the higher stays, and none sounds into the next."""
    page = copy(performed("0.125-0.25 0.25-0.5 0.25-0.375 0.5-1.5 1.25-1.5"))
    assert [(note.onset, note.duration, note.pitch) for note in page.notes] == [
        (3, 3, 60),
        (6, 3, 62),
        (12, 18, 63),
        (30, 6, 64),
    ]
    assert (page.swing, page.dropped, page.timing) == (0.5, 1, ())

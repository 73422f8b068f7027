"""A fingerprint: it never misses a copy, seldom sees one that is none, and no array can harm it."""

from __future__ import annotations

from hashlib import sha256
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jazz.copying import compare
from jazz.errors import ModelError
from jazz.fingerprint import (
    ARRAY,
    LENGTHS,
    Fingerprint,
    Match,
    copied,
    fingerprint,
    from_arrays,
    longest_match,
    to_arrays,
    together,
)
from jazz.music import Note, Solo, Song
from tests.test_copying import LICK, line, lines, song

LONG = song(f"{LICK} | e4 g4 b4 d5 c5 a4 g4 e4 | f4:4 a4 c5:4. e5:4", "the source")


def wandering(notes: int, seed: int) -> Song:
    """A song that wanders about over two octaves, in lengths like those that are played."""
    rng = np.random.default_rng(seed)
    onsets = accumulate(rng.choice([4, 6, 8, 12, 12, 24], notes).tolist())
    solo = Solo(tuple(Note(on, 1, int(p)) for on, p in zip(onsets, rng.integers(50, 75, notes), strict=True)))
    return Song(LONG.chart, solo, 120.0, 0.5, "", "")


def test_a_copy_is_known_in_every_key_and_told_with_its_place() -> None:
    known = fingerprint([LONG, wandering(200, 1)])
    lick = Solo((Note(0, 1, 40), Note(5, 1, 99), *(Note(n.onset + 99, 9, n.pitch + 5) for n in LONG.solo)))
    assert longest_match(lick, known) == Match(len(LONG.solo), 2)
    assert longest_match(Solo(LONG.solo.notes[3:15]), known) == Match(12, 0)


def test_other_music_is_not_known() -> None:
    """Fewer than one pattern in twenty is taken for known that is not."""
    known = fingerprint([wandering(2000, 1)])
    lengths = copied(wandering(2000, 2).solo, known)
    assert lengths.max() < LENGTHS.start + 3
    assert (lengths[: -LENGTHS.start] >= LENGTHS.start).mean() < 0.05


@given(st.lists(lines, max_size=4), lines)
def test_a_fingerprint_never_tells_less_than_the_measure(training: list[Song], played: Song) -> None:
    exact = compare([played], training)[0].lengths
    most = copied(played.solo, fingerprint(training))
    assert (most >= exact).all()
    assert (most <= np.arange(len(most), 0, -1)).all()


def test_passages_of_pieces_are_known_as_far_as_their_patterns() -> None:
    """Two passages that overlap by less than a pattern make no longer one; patterns under five are not asked for."""
    halves = [Solo(LONG.solo.notes[:10]), Solo(LONG.solo.notes[8:])]
    known = fingerprint([Song(LONG.chart, half, 120.0, 0.5, "", "") for half in halves])
    lengths = copied(LONG.solo, known)
    assert lengths[0] == 10
    assert lengths[8] == len(LONG.solo) - 8
    assert longest_match(LONG.solo, known).notes < len(LONG.solo)
    assert copied(LONG.solo, fingerprint([]))[0] == LENGTHS.start - 1


def test_the_bytes_are_the_same_everywhere() -> None:
    """No hash depends on the process, the machine or the order of the songs."""
    assert sha256(fingerprint([LONG]).filters[0].tobytes()).hexdigest()[:16] == "3135ef252a6e1151"
    forth, back = (fingerprint(songs) for songs in ([LONG, song(LICK + "|" + LICK)], [song(LICK + "|" + LICK), LONG]))
    assert np.array_equal(forth.filters, back.filters)


@pytest.mark.parametrize("notes", [0, 1, 4, 5, 6, 40])
def test_small_corpora_have_small_fingerprints(notes: int) -> None:
    """A byte a pattern, and a solo of few notes, or of none, is no error."""
    known = fingerprint([wandering(notes, 3)])
    assert len(known.filters[0]) == max(1, sum(max(0, notes - length + 1) for length in LENGTHS))
    assert longest_match(wandering(notes, 3).solo, known) == Match(notes, 0)
    assert longest_match(Solo(), known) == Match(0, 0)
    assert np.array_equal(from_arrays(to_arrays(known), "a model").filters, known.filters)


def test_together_they_know_what_each_knows() -> None:
    """A model that was adapted still knows the solos of its base, and no more of other music than both; so on disk."""
    base, taught, other = wandering(2000, 1), wandering(300, 2), wandering(2000, 3)
    known = together(together(fingerprint([base]), fingerprint([taught])), fingerprint([LONG]))
    found = from_arrays(to_arrays(known), "a model")
    for each in (base, taught, LONG):
        assert longest_match(each.solo, found) == Match(len(each.solo), 0)
    lengths = copied(other.solo, found)
    assert (lengths[: -LENGTHS.start] >= LENGTHS.start).mean() < 0.15


@pytest.mark.parametrize(
    "damaged",
    [
        {},
        {"other": np.zeros(8, np.uint8)},
        {ARRAY: np.zeros(8, np.uint8), "other": np.zeros(8, np.uint8)},
        {ARRAY: np.zeros(0, np.uint8)},
        {ARRAY: np.zeros((2, 8), np.uint8)},
        {ARRAY: np.zeros(8, np.float32)},
        {ARRAY: np.full(8, 255, np.uint8)},
        {ARRAY: np.zeros(8, np.uint8), f"{ARRAY}.1": np.full(8, 255, np.uint8)},
        {f"{ARRAY}.1": np.zeros(8, np.uint8)},
    ],
    ids=["missing", "misnamed", "more", "empty", "matrix", "float", "all set", "later all set", "first missing"],
)
def test_a_damaged_fingerprint_is_refused(damaged: dict[str, np.ndarray]) -> None:
    with pytest.raises(ModelError, match=r"^a model: .* copy or train the model again$"):
        from_arrays(damaged, "a model")


@given(arrays(np.uint8, st.integers(1, 40)), lines)
def test_any_bits_are_harmless(bits: np.ndarray, played: Song) -> None:
    """Whatever a file holds, what is told of a solo lies inside it."""
    lengths = copied(played.solo, Fingerprint((bits,)))
    ends = lengths + np.arange(len(lengths))
    assert (lengths >= np.minimum(LENGTHS.start - 1, np.arange(len(lengths), 0, -1))).all()
    assert (ends <= len(lengths)).all()


def test_a_short_line_is_never_unknown() -> None:
    assert copied(line([(2, 12)] * 3).solo, fingerprint([])).tolist() == [4, 3, 2, 1]

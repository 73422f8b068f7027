"""Style: what is like people is inside, what is not is outside, and people are like each other."""

from __future__ import annotations

import numpy as np
import pytest

from jazz import solotext, style
from jazz.errors import SourceError
from jazz.material import Material
from jazz.music import Song
from jazz.style import compare, jensen_shannon, wasserstein
from jazz.traits import Trait

NOTES = Trait("notes", "how many", lambda song: float(len(song.solo)))
CLASSES = Trait(
    "classes",
    "which",
    lambda song: [float(n) for n in np.bincount([note.pitch % 12 for note in song.solo], minlength=12)],
    tuple("abcdefghijkl"),
    histogram=True,
)


def song(tune: int, notes: int, pitch: str = "c4") -> Song:
    line = f"{pitch}:16 " * notes + "r:16 " * (16 - notes)
    return solotext.parse(f"tune: {tune}\ntitle: {tune}\ntempo: 120\n      | C |\nsolo: | {line}|")


PEOPLE = Material("people", tuple(song(tune, 4 + tune % 5, "c4" if tune % 2 else "d4") for tune in range(20)))


def test_wasserstein_is_how_far_the_weight_must_be_carried() -> None:
    values = np.array([3.0, 1.0, np.nan, 2.0])
    first, second = np.array([[0, 1, 5, 0], [0, 1, 0, 1]]), np.array([[1, 0, 0, 0], [0, 1, 0, 1]])
    assert wasserstein(values, first, second).tolist() == [2, 0]
    assert wasserstein(np.array([0.0, 1.0]), np.array([[1, 3]]), np.array([[1, 1]])) == pytest.approx([0.25])


def test_divergence_is_from_nothing_to_one_bit() -> None:
    assert jensen_shannon(np.array([2.0, 4.0]), np.array([1.0, 2.0])) == pytest.approx(0)
    assert jensen_shannon(np.array([2.0, 0.0]), np.array([0.0, 1.0])) == pytest.approx(1)
    one, two = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    between = 0.5 * np.log2(0.5 / 0.75) + 0.5 * np.log2(0.5 / 0.25)
    assert jensen_shannon(one, two) == pytest.approx((between + np.log2(1 / 0.75)) / 2)


def test_the_same_music_is_inside_and_other_music_is_not() -> None:
    double = Material("double", tuple(song(tune, 12, "e4") for tune in range(20)))
    found = compare([PEOPLE, Material("again", PEOPLE.songs), double], traits=[NOTES, CLASSES])
    assert [found.inside(name) for name in ("people", "again", "double")] == [2, 2, 0]
    notes, classes = found.rows
    assert [each.mean for each in notes.found] == [6, 6, 12]
    assert notes.found[2].distance == pytest.approx(6)
    assert classes.found[2].distance == pytest.approx(1)
    assert classes.found[0].shares[:3] == pytest.approx([6 / 12, 0, 6 / 12])


def test_a_mean_may_be_right_and_the_solos_wrong() -> None:
    """All alike: the band holds their mean, but not their sameness."""
    alike = Material("alike", tuple(song(tune, 6) for tune in range(20)))
    wide = Material("wide", tuple(song(tune, 1 + 10 * (tune % 2), "c4") for tune in range(20)))
    (row,) = compare([PEOPLE, alike, wide], traits=[NOTES]).rows
    assert row.band is not None
    assert all(each.mean == 6 for each in row.found)
    assert row.found[2].distance is not None
    assert row.found[2].distance > row.apart
    assert not row.found[2].inside


def test_the_band_is_as_wide_as_tunes_differ() -> None:
    """Takes of one tune are no new evidence: twice the takes, the same band."""
    (once,) = compare([PEOPLE], traits=[NOTES]).rows
    (twice,) = compare([Material("people", PEOPLE.songs * 2)], traits=[NOTES]).rows
    assert once.band == twice.band
    low, high = once.band or (0, 0)
    error = np.std([len(each.solo) for each in PEOPLE.songs]) / len(PEOPLE.songs) ** 0.5
    assert (high - low) / 2 == pytest.approx(1.96 * error, rel=0.1)


def test_most_halves_of_people_are_inside() -> None:
    assert 0.7 < compare([PEOPLE], traits=[NOTES, CLASSES]).halves_inside < 0.97


def test_the_same_seed_draws_the_same() -> None:
    first, second, other = (compare([PEOPLE], seed, [NOTES]) for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_what_nobody_has_is_left_out_and_what_a_material_lacks_is_said() -> None:
    nothing = Trait("nothing", "", lambda _: float("nan"))
    some = Trait("some", "", lambda song: 1.0 if len(song.solo) > 2 else float("nan"))
    rows = compare([PEOPLE, Material("short", (song(0, 1),))], traits=[nothing, some]).rows
    assert [row.trait for row in rows] == ["some"]
    assert (rows[0].found[1].mean, rows[0].found[1].distance, rows[0].found[1].inside) == (None, None, False)


def test_a_single_tune_is_refused() -> None:
    with pytest.raises(SourceError, match="over one tune"):
        style.check_tunes([song(1, 3), song(1, 5)])

"""Feels: the words of a style, tempo and metre choose one; a bar of any metre falls into groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.band.bass import RHYTHMS as BASS
from jazz.band.kit import ANSWERS, COMPS, FILLS, KIT, QUIET, TIME, WEIGHTS
from jazz.band.piano import CELLS, LEVEL, RHYTHMS
from jazz.band.styles import FEELS, feel_of, groups
from jazz.music import Metre

EIGHTHS = {2: 2, 4: 2, 8: 1}  # eighths in a count


@pytest.mark.parametrize(
    ("style", "tempo", "metre", "feel"),
    [
        ("Medium Up Swing", 180, "4/4", "swing"),
        (None, 200, "4/4", "swing"),
        (None, 60, "4/4", "ballad"),
        ("Ballad", 90, "4/4", "ballad"),
        ("Bossa Nova", 130, "4/4", "bossa"),
        ("Latin", 200, "4/4", "bossa"),
        ("Even 8ths", 100, "4/4", "straight"),
        ("funk", 100, "4/4", "straight"),
        ("Jazz Waltz", 150, "3/4", "waltz"),
        ("swing", 150, "3/4", "waltz"),
        ("swing", 60, "3/4", "ballad"),
        ("Jazz Waltz", 150, "4/4", "swing"),
        ("swing", 160, "5/4", "swing"),
    ],
)
def test_words_tempo_and_metre_choose_the_feel(style: str | None, tempo: float, metre: str, feel: str) -> None:
    beats, unit = map(int, metre.split("/"))
    assert feel_of(style, tempo, Metre(beats, unit)) == feel


@given(st.integers(1, 24), st.sampled_from([1, 2, 4, 8, 16]))
def test_groups_fill_the_bar(beats: int, unit: int) -> None:
    """They follow each other from bar line to bar line, in whole ticks, and every player has a row for each."""
    metre = Metre(beats, unit)
    found = groups(metre)
    assert [group.onset for group in found] == [0, *(group.end for group in found[:-1])]
    assert found[-1].end == metre.bar
    for group in found:
        assert group.step * group.steps == group.end - group.onset
        assert group.steps in set(CELLS) & set(QUIET) & set(ANSWERS) & set(FILLS)


def test_every_feel_has_every_player() -> None:
    assert set(LEVEL) == set(COMPS) == set(TIME) == set(FEELS)


def test_patterns_are_as_long_as_their_metre() -> None:
    """Two bars for the piano and for a drummer's clave, a bar or a group for the others; no sign is unknown."""
    for table in RHYTHMS.values():
        for name, patterns in table.items():
            beats, unit = map(int, name.split("/"))
            assert {len(pattern) for pattern in patterns} == {2 * beats * EIGHTHS[unit]}, name
            assert all(set(pattern) <= set("X-.") and pattern[0] != "-" for pattern in patterns)
            assert any(pattern.startswith("X") for pattern in patterns)
    for rows in BASS.values():
        for key, patterns in rows.items():
            steps = key if isinstance(key, int) else 2 * int(key.split("/")[0])
            assert {len(pattern) for pattern in patterns} == {steps}
            assert all(pattern.startswith("x") for pattern in patterns)
    for feel in TIME.values():
        for key, choices in feel.items():
            steps = key if isinstance(key, int) else 4 * int(key.split("/")[0])
            assert {len(line) for row in choices for line in row.values()} == {steps}
    for table_ in (QUIET, ANSWERS, FILLS):
        for steps, choices in table_.items():
            assert {len(line) for row in choices for line in row.values()} <= {steps}
            assert {voice for row in choices for voice in row} <= set(KIT)
            assert {sign for row in choices for line in row.values() for sign in line} <= {*WEIGHTS, "."}

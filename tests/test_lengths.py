"""Names for note lengths: every number of ticks has one, and nonsense is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.errors import ChartError
from jazz.lengths import ATOMS, length_name, length_ticks


@pytest.mark.parametrize(
    ("ticks", "name"),
    [(96, "1"), (24, "4"), (18, "8."), (8, "8/3"), (30, "4+16"), (13, "8+64/3"), (60, "2+8"), (192, "1+1")],
)
def test_lengths_are_named_longest_atom_first(ticks: int, name: str) -> None:
    assert length_name(ticks) == name


@given(st.integers(min_value=1, max_value=2000))
def test_ticks_from_a_name_undo_the_naming(ticks: int) -> None:
    assert length_ticks(length_name(ticks)) == ticks


def test_every_length_up_to_a_whole_note_has_its_own_name() -> None:
    assert len({length_name(ticks) for ticks in range(1, 97)}) == 96


def test_a_table_atom_is_named_by_itself() -> None:
    assert {ticks: length_name(ticks) for ticks in ATOMS} == ATOMS


def test_atoms_may_be_added_in_any_order() -> None:
    assert length_ticks("16+4") == length_ticks("4+16") == 30


@pytest.mark.parametrize("nonsense", ["", "0", "5", "4..", "8/5", "4+", "+4", "-4", "4 8", "quarter"])
def test_nonsense_is_refused_with_examples(nonsense: str) -> None:
    with pytest.raises(ChartError, match=r"is not a note length; write for example 4, 8"):
        length_ticks(nonsense)


@pytest.mark.parametrize("ticks", [0, -3])
def test_only_a_positive_length_has_a_name(ticks: int) -> None:
    with pytest.raises(ValueError, match="one tick or more"):
        length_name(ticks)

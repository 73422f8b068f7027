"""Charts as arrays."""

from __future__ import annotations

import numpy as np

from jazz import leadsheet
from jazz.timeline import MOVES, NO_ROOT, timeline


def test_each_tick_finds_its_chord_and_the_next() -> None:
    """Two charts stand one behind the other; past the end a chart holds its last chord."""
    tables = timeline([leadsheet.parse("| C | F . . G7 |"), leadsheet.parse("| N.C. |")], [120.0, 90.0])
    charts, ticks = np.array([0, 0, 0, 0, 1]), np.array([0, 96, 168, 5000, 3])
    rows = tables.at(np, charts, ticks)
    assert tables.roots[tables.chord[rows]].tolist() == [0, 5, 7, 7, NO_ROOT]
    assert tables.roots[tables.following[rows]].tolist() == [5, 7, 7, 7, NO_ROOT]
    assert tables.until[rows].tolist() == [96, 72, 24, 1, 93]


def test_roles_and_resolutions_are_those_of_the_chord() -> None:
    """Over C7, C is a chord tone; C sharp leads by step down to it and up to D, a colour, but not to E flat."""
    tables = timeline([leadsheet.parse("| C7 |")], [120.0])
    assert tables.roles[[0, 4, 7, 10]].tolist() == [0, 0, 0, 0]
    assert [move for move, leads in zip(MOVES, tables.resolves[1], strict=True) if leads] == [-1, 1]


def test_the_form_begins_after_the_introduction() -> None:
    tables = timeline([leadsheet.parse("[Intro] | C | C |\n[A] | F | G7 |")], [120.0])
    assert tables.origin.tolist() == [192]

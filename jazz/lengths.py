"""Names for note lengths, as a copyist would say them: 4 a quarter, 8 an eighth, 8/3 an eighth of a triplet.

A name is one or more atoms joined by "+", longest first: 30 ticks are "4+16". Every whole number of ticks (1/24
quarter note) has one name, so the chart text, the solo text and the grammar all speak of lengths in the same words.
This room knows neither pitches nor metres.
"""

from __future__ import annotations

from functools import cache

from jazz.errors import ChartError

ATOMS: dict[int, str] = {
    96: "1",
    72: "2.",
    48: "2",
    36: "4.",
    32: "2/3",
    24: "4",
    18: "8.",
    16: "4/3",
    12: "8",
    9: "16.",
    8: "8/3",
    6: "16",
    4: "16/3",
    3: "32",
    2: "32/3",
    1: "64/3",
}
"""Ticks to the name, longest first: n is 1/n of a whole note, "." half as long again, "/3" of a triplet."""

_TICKS = {name: ticks for ticks, name in ATOMS.items()}


@cache
def length_name(ticks: int) -> str:
    """The name of a length in ticks, its longest atoms first; inverse of `length_ticks`.

    >>> length_name(12), length_name(30), length_name(13)
    ('8', '4+16', '8+64/3')
    """
    if ticks < 1:
        raise ValueError(f"a length is one tick or more, got {ticks}")
    atoms = []
    for atom, name in ATOMS.items():
        count, ticks = divmod(ticks, atom)
        atoms += [name] * count
    return "+".join(atoms)


@cache
def length_ticks(name: str) -> int:
    """The ticks of a length name: any sum of atoms, in any order; inverse of `length_name`.

    >>> length_ticks("4+16"), length_ticks("8/3")
    (30, 8)
    """
    try:
        return sum(_TICKS[atom] for atom in name.split("+"))
    except KeyError:
        raise ChartError(f'"{name}" is not a note length; write for example 4, 8, 8/3, 4. or 4+16') from None

"""What the band plays by: the feel that a style word, a tempo and a metre ask for, and how a bar falls into groups.

A chart's style is free text ("Medium Up Swing", "Latin", "Even 8ths"); the band knows five feels. A bar of any metre is
made of groups of two or three counts (5/4 is 3 + 2, 7/8 is 2 + 2 + 3, 12/8 four threes), so that each player's rule
for two counts and for three makes a bar of every metre. What a player has a pattern of its own for goes before that.

Knows no notes. Time is in ticks of 1/24 quarter note; a step is half a count where quarters are counted, and a count
where eighths or sixteenths are; tempo is in quarter notes a minute.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from jazz.music import WHOLE, Metre
from jazz.swing import is_straight

FEELS = ("swing", "ballad", "bossa", "waltz", "straight")
WORDS = {
    "bossa": ("bossa", "latin", "samba", "mambo", "songo", "calypso", "cha cha", "afro", "rumba", "bolero"),
    "ballad": ("ballad",),
}
BALLAD_TEMPO = 76  # below, swing is accompanied as a ballad


def feel_of(style: str | None, tempo: float, metre: Metre) -> str:
    """The feel for the words of a style; swing in three is a waltz, and slow swing is a ballad.

    >>> feel_of("Medium Swing", 140, Metre(3, 4)), feel_of("Latin", 180, Metre())
    ('waltz', 'bossa')
    """
    words = (style or "").lower()
    named = next((feel for feel, known in WORDS.items() if any(word in words for word in known)), None)
    if named:
        return named
    if is_straight(style):
        return "straight"
    if tempo < BALLAD_TEMPO and metre.unit <= 4:
        return "ballad"
    return "waltz" if is_three(metre) else "swing"


def is_three(metre: Metre) -> bool:
    """Whether a bar is three quarters or halves, or two such bars."""
    return metre.unit <= 4 and metre.beats in {3, 6}


class Group(NamedTuple):
    """Two or three counts that belong together: its ticks in the bar, how many steps, which group it is."""

    onset: int
    end: int
    steps: int
    number: int

    @property
    def step(self) -> int:
        """Ticks in a step."""
        return (self.end - self.onset) // self.steps


@lru_cache(maxsize=256)
def groups(metre: Metre) -> tuple[Group, ...]:
    """The groups of a bar: threes in 3/4, 6/4 and metres of dotted beats, else twos with an odd three.

    >>> [group.steps for group in groups(Metre(5, 4))], [group.steps for group in groups(Metre(7, 8))]
    ([6, 4], [2, 2, 3])
    """
    counts = counted(metre.beats, compound=metre.unit >= 8)
    steps = 1 if metre.unit >= 8 and counts != (1,) else 2
    found, onset = [], 0
    for index, count in enumerate(counts):
        end = onset + count * WHOLE // metre.unit
        found.append(Group(onset, end, count * steps, index))
        onset = end
    return tuple(found)


def counted(beats: int, *, compound: bool) -> tuple[int, ...]:
    """How many counts are in each group of a bar of so many."""
    if beats % 3 == 0 and (compound or beats in {3, 6}):
        return (3,) * (beats // 3)
    if beats == 5 and not compound:
        return (3, 2)
    return (2,) * (beats // 2) if beats % 2 == 0 else (2,) * ((beats - 3) // 2) + ((3,) if beats > 1 else (1,))


def metre_name(metre: Metre) -> str:
    """How the tables of patterns call a metre: "4/4", also for 2/2."""
    return "4/4" if (metre.beats, metre.unit) == (2, 2) else f"{metre.beats}/{metre.unit}"

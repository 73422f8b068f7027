"""How a bass player gets from one chord to the next: recipes of scale degrees, and approaches to the next root.

A recipe has a degree for each note of a chord but the approach, `>`, which leads by step or from its dominant into the
first note of what follows: "1 2 3 >", "1 3 5 >" (Friedland 1995, *Building Walking Bass Lines*). `,` is an octave
lower, `'` one higher. Of all ways to play a stretch the cheapest is taken, by leaps and register, with chance.

Knows no time. Pitches are MIDI; a four-string bass goes from E1 = 28, and walks up to G3 = 55.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from random import Random
from typing import NamedTuple

from jazz.music import Chord

LOWEST, HIGHEST, CENTRE = 28, 55, 40
COMFORTABLE = 48  # above it, the line comes near the hands of the pianist and wants to come down

RECIPES: dict[str, dict[int, tuple[str, ...]]] = {
    "walk": {
        1: ("1",),
        2: ("1 >", "1 >", "1 5", "1 5,", "1 3", "1 1'"),
        3: ("1 3 >", "1 2 >", "1 5 >", "1 5, >", "1 7, >", "1 3 5", "1 1' >", "1 2 3", "1 7, 5,"),
        4: (
            "1 2 3 >", "1 3 5 >", "1 2 3 5", "1 5 3 >", "1 3 2 >", "1 5 6 >", "1 3 5 3", "1 5 1' >", "1 2 5 >",
            "1 1' 5 >", "1 1' 7 >", "1 7, 6, >", "1 7, 5, >", "1 5, 6, >", "1 5, 3, >", "1 7, 6, 5,", "1 6, 5, >",
            "1 2 1 >", "1 3, 5, >", "1 3 6 >",
        ),
    },
    "stay": {  # on a chord that goes on, from whatever degree the line has come to
        1: ("1",),
        2: ("1 >", "1 2", "1 2,", "1 3", "1 5,"),
        3: ("1 2 >", "1 2, >", "1 3 >", "1 3, >", "1 2 3", "1 7, 6,"),
        4: (
            "1 2 3 >", "1 7, 6, >", "1 3 2 >", "1 3 5 >", "1 5 3 >", "1 6, 5, >", "1 5, 6, >", "1 2 1 >", "1 7, 1 >",
            "1 3 5 6", "1 7, 6, 5,", "1 3, 5, >", "1 2 3 4", "1 5 6 >",
        ),
    },
    "roots": {  # two-feel, ballads, even eighths
        1: ("1",),
        2: ("1 5", "1 5", "1 5,", "1 >", "1 3", "1 1'"),
        3: ("1 5 >", "1 5 1'", "1 5, >", "1 1 >", "1 5 5", "1 3 5", "1 5, 1"),
        4: ("1 5 1' >", "1 1 5 >", "1 5 5 >", "1 5, 1 >", "1 3 5 >", "1 5 6 5", "1 5, 1 5,", "1 1' 5 >"),
    },
    "bossa": {
        1: ("1",),
        2: ("1 5", "1 5,", "1 1"),
        3: ("1 5 5", "1 1 5", "1 5, 5,"),
        4: ("1 5 5 1", "1 1 5 5", "1 5, 5, 1", "1 5 5 >", "1 5 1' 5", "1 1 5, 5,"),
    },
    "pedal": {
        1: ("1",),
        2: ("1 1'", "1 1", "1 1,"),
        3: ("1 1' 1", "1 1 1'", "1 1, 1"),
        4: ("1 1 1' 1", "1 1' 1 1'", "1 1, 1 1"),
    },
}  # fmt: skip

# Degrees as semitones over the bass, those before that are in the scale (even) or the chord (odd).
DEGREES = {
    1: (0,), 2: (2, 1, 3), 3: (4, 3, 5, 2), 4: (5, 6, 4), 5: (7, 6, 8), 6: (9, 8, 10), 7: (10, 11, 9),
}  # fmt: skip

LEAP = (4.0, 0.0, 0.0, 0.4, 0.6, 0.5, 2.5, 0.6, 2.5, 2.5, 3.0, 4.0, 1.2)  # what an interval costs, in semitones
TOO_FAR = 50.0
APPROACHES = ((-1, 0.0), (1, 0.1), (-2, 0.2), (2, 0.2), (7, 1.0), (-5, 0.9))  # over the target, and what they cost
OUTSIDE_STEP = 1.0  # for a whole step that is in neither chord's scale
OTHER_DEGREE = {0: 0.8, 7: 0.5, 3: 0.7, 4: 0.7}  # where a chord goes on, its next stretch may begin on these
PER_FROM_CENTRE, PER_TOO_HIGH, PER_OVER_CEILING = 0.1, 0.5, 2.0
SAME_AGAIN, AGAIN, DIRECT, CHANCE = 1.5, 1.0, 0.3, 1.3  # the same first pitch, the same recipe, no approach


class Stretch(NamedTuple):
    """Some notes over one chord: what comes next is the chord after, or the chord itself if it `goes_on`.

    `kind` is a row of `RECIPES`.
    """

    chord: Chord
    size: int
    kind: str
    following: Chord | None
    goes_on: bool


def walk(stretches: Sequence[Stretch], rng: Random, *, ceilings: Sequence[int] | None = None) -> list[list[int]]:
    """The pitches of every stretch; the first of each is what the last one led to.

    `ceilings` are the highest pitches to come to at the beginning of each stretch, for a line that stays below a solo.
    """
    line: list[list[int]] = []
    pitch: int | None = None
    recipe = ""
    for index, stretch in enumerate(stretches):
        if pitch is None:
            pitch = near(stretch.chord.bass or 0, CENTRE)
        after = stretches[index + 1] if index + 1 < len(stretches) else None
        ceiling = min(HIGHEST, ceilings[index + 1]) if ceilings and after else HIGHEST
        ways = _ways(stretch, pitch, _targets(stretch, pitch, ceiling), recipe, rng)
        best = min(ways, key=attrgetter("cost"))
        line.append([*best.notes, *best.approach])
        recipe, pitch = best.recipe, best.target
    return line


def near(tone: int, centre: int) -> int:
    """The pitch of a class that lies nearest to a centre, on the bass."""
    return min(range(LOWEST + (tone - LOWEST) % 12, HIGHEST + 1, 12), key=lambda pitch: abs(pitch - centre))


def _targets(stretch: Stretch, pitch: int, ceiling: int) -> list[tuple[int, float]]:
    """Where the next stretch may begin, with what it costs by degree and register."""
    if stretch.following is None:
        return []
    bass = stretch.following.bass or 0
    tones = [(bass, 0.0)]
    if stretch.goes_on and stretch.kind in {"walk", "stay"}:
        classes = stretch.following.tones
        tones = [
            (tone, cost) for step, cost in OTHER_DEGREE.items() if (tone := (bass + step) % 12) in classes
        ] or tones
    return [
        (target, cost + _height(target) + PER_OVER_CEILING * max(0, target - ceiling) + SAME_AGAIN * (target == pitch))
        for tone, cost in tones
        for target in range(LOWEST + (tone - LOWEST) % 12, HIGHEST + 1, 12)
    ]


def _height(pitch: int) -> float:
    return PER_FROM_CENTRE * abs(pitch - CENTRE) + PER_TOO_HIGH * max(0, pitch - COMFORTABLE)


class Way(NamedTuple):
    """A way to play a stretch: its cost, recipe and notes, the approach if it has one, and the pitch it leads to."""

    cost: float
    recipe: str
    notes: list[int]
    approach: tuple[int, ...]
    target: int | None


def _ways(stretch: Stretch, pitch: int, targets: Sequence[tuple[int, float]], last: str, rng: Random) -> Iterator[Way]:
    """All ways to play a stretch from a pitch; those with an approach only where there is something to approach."""
    approaches = [
        ((target + step,), target, dear + cost + OUTSIDE_STEP * _outside(stretch, step, target) + rng.random())
        for target, dear in targets
        for step, cost in APPROACHES
        if LOWEST <= target + step <= HIGHEST
    ]
    direct: list[tuple[tuple[int, ...], int | None, float]] = [((), target, dear + DIRECT) for target, dear in targets]
    for recipe in RECIPES[stretch.kind][stretch.size]:
        notes = placed(recipe, stretch.chord, pitch)
        if notes is None:
            continue
        cost = _inner(notes) + AGAIN * (recipe == last) + CHANCE * rng.random()
        for approach, target, dear in approaches if recipe.endswith(">") else direct or [((), None, 0.0)]:
            after = approach[0] if approach else target
            way = cost + dear + (leap(after - notes[-1]) if after is not None else 0.0)
            yield Way(way, recipe, notes, approach, target)


def _outside(stretch: Stretch, step: int, target: int) -> bool:
    """Whether an approach by whole step or from the fifth is foreign to the chord that it is over and to the next."""
    tone = (target + step) % 12
    following = stretch.following
    return abs(step) > 1 and tone not in stretch.chord.scale and (following is None or tone not in following.scale)


def _inner(notes: Sequence[int]) -> float:
    cost = 0.0
    for before, note in pairwise(notes):
        cost += leap(note - before)
        if note > COMFORTABLE:
            cost += PER_TOO_HIGH * (note - COMFORTABLE)
    return cost


def leap(interval: int) -> float:
    """What an interval costs on the bass."""
    size = abs(interval)
    return LEAP[size] if size < len(LEAP) else TOO_FAR


def placed(recipe: str, chord: Chord, pitch: int) -> list[int] | None:
    """The pitches of a recipe over a chord from a pitch, without the approach; None where they leave the bass."""
    notes = [pitch + step for step in steps(recipe, chord, (pitch - (chord.bass or 0)) % 12)]
    return notes if min(notes) >= LOWEST and max(notes) <= HIGHEST else None


@lru_cache(maxsize=16384)
def steps(recipe: str, chord: Chord, start: int) -> tuple[int, ...]:
    """The semitones of a recipe over its first note, which lies `start` over the chord's bass.

    Degrees are counted from the first note: over a chord that goes on, "1 2 3" may begin on its fifth.

    >>> from jazz.theory import parse_chord
    >>> steps("1 3 5 >", parse_chord("Dm7"), 0), steps("1 7, 6, 5,", parse_chord("G7"), 0)
    ((0, 3, 7), (0, -2, -3, -5))
    """
    found = []
    for word in recipe.replace(">", "").split():
        degree = int(word[0])
        found.append(semitones(degree, chord, start) + 12 * (word.count("'") - word.count(",")))
    return tuple(found)


@lru_cache(maxsize=16384)
def semitones(degree: int, chord: Chord, start: int) -> int:
    """A degree over a tone of a chord in semitones: the first of its sizes that is in the chord (odd) or its scale."""
    low = (chord.bass or 0) + start
    pools = (chord.tones, chord.scale) if degree % 2 else (chord.scale,)
    for pool in pools:
        for size in DEGREES[degree]:
            if (low + size) % 12 in pool:
                return size
    return DEGREES[degree][0]

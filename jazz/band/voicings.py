"""Voicings: what a pianist's hands take of a chord, where they lie, and how they move.

A voicing holds third, fifth (or thirteenth), seventh and ninth, from the third up (form A) or from the seventh up
(form B), without root, as Bill Evans and Wynton Kelly played them (Levine 1989, *The Jazz Piano Book*). Where that rubs
against the soloist, a pianist who listens takes another: a sixth for a major seventh, the alterations that the soloist
plays on a dominant, three tones, or third and seventh alone. A chord that stays for long is voiced anew, in fourths
where it can, like McCoy Tyner. Of all placings the cheapest is taken.

Knows no time and no rhythm. Pitches are MIDI, C4 = 60.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from jazz.music import Chord

LOWEST, HIGHEST, MIDDLE = 48, 76, 59  # C3 to E5, around the B below middle C
WIDEST = 19  # semitones that a voicing spans at most
LOWEST_BASS = 36

# Tones of chords as semitones over the root.
ALTERED_NINTHS = (13, 15)
SHARP_NINTH = (4, 3)  # third and ninth of a chord that has both thirds
DIMINISHED = frozenset({3, 6, 9})
ALTERED_DOMINANT = frozenset({1, 3, 6, 8})  # with one of these a chord is minor, or a dominant that keeps its fifth
PLAIN_DOMINANT = frozenset({0, 4, 7, 10})

# Other uppers (fifth or thirteenth, ninth) for a dominant whose own tones rub, and what it costs to leave the first.
DOMINANT_COLOURS = (
    (9, 2, 0.0),
    (7, 2, 1.0),
    (9, 1, 3.0),
    (8, 1, 3.0),
    (8, 3, 4.0),
    (6, 2, 4.0),
    (6, 1, 5.0),
    (7, 0, 3.0),
)
AGAINST_THE_WAY = 3.0  # for other colours than the flat ones on the way to a minor chord
SIXTH_FOR_SEVENTH, ROOT_FOR_NINTH, IN_FOURTHS, THREE_TONES, SHELL = 1.5, 3.0, 1.5, 4.0, 6.0  # what these cost

# Voicings in fourths: what the chord must hold, which colour it must allow, and the tones from below.
FOURTHS = (
    (frozenset({3, 7, 10}), 5, (5, 10, 3, 7)),
    (frozenset({5, 7, 10}), 2, (7, 0, 5, 10)),
    (frozenset({4, 7, 11}), 9, (11, 4, 9, 2)),
    (frozenset({4, 7, 9}), 2, (4, 9, 2, 7)),
)

RUB_ON_TOP = 3.0  # a minor second on top of what is left of a voicing
PER_SEMITONE, PER_FROM_MIDDLE, PER_LOST_VOICE = 0.5, 0.5, 9.0
PER_MOVE, PER_KEPT_VOICE, UNMOVED = 0.1, 1.5, 100.0  # where a chord is voiced anew


class Choice(NamedTuple):
    """What a chord may be voiced with: what that costs, pitch classes from the third up, whether form B turns them."""

    cost: float
    classes: tuple[int, ...]
    turns: bool


@lru_cache(maxsize=4096)
def choices(chord: Chord, to_minor: bool) -> tuple[Choice, ...]:
    """All that a chord may be voiced with, the usual way first, none twice.

    The usual way has third, fifth, seventh and ninth; the root stands in for what the chord does not have, a dominant
    takes its thirteenth for the fifth, and on its way to a minor chord flat nine and flat thirteen. Fourths are not
    turned, nor is a sharp ninth put under its third.

    >>> from jazz.theory import parse_chord
    >>> [choices(parse_chord(symbol), False)[0].classes for symbol in ("Cmaj7", "Dm7", "G7", "G7b9")]
    [(4, 7, 11, 2), (5, 9, 0, 4), (11, 4, 5, 9), (11, 2, 5, 8)]
    """
    root = chord.root or 0
    third, fifth, seventh, ninth = _tones(chord, to_minor=to_minor)
    tones = {step % 12 for step in chord.intervals}
    found: dict[tuple[int, ...], Choice] = {}

    def add(cost: float, *steps: int, turns: bool = True) -> None:
        classes = tuple(dict.fromkeys((root + step) % 12 for step in steps))
        found.setdefault(classes, Choice(cost, classes, turns and (steps[0], steps[-1]) != SHARP_NINTH))

    add(0.0, third, fifth, seventh, ninth)
    if _is_plain_dominant(chord):
        for other, colour, cost in DOMINANT_COLOURS:
            add(cost + AGAINST_THE_WAY * to_minor, third, other, seventh, colour)
    if seventh == 11:
        add(SIXTH_FOR_SEVENTH, third, fifth, 9 if third == 4 or 9 in tones else seventh, ninth)
        add(SIXTH_FOR_SEVENTH + ROOT_FOR_NINTH, third, fifth, 9)
    for own, colour, fourths in FOURTHS:
        if own <= tones and not tones & {1, 6, 8} and (root + colour) % 12 in chord.tones | chord.colours:
            add(IN_FOURTHS, *fourths, turns=False)
    add(ROOT_FOR_NINTH, third, fifth, seventh, 0)
    for cost, steps in (
        (THREE_TONES, (third, seventh, ninth)),
        (THREE_TONES, (third, fifth, seventh)),
        (SHELL, (third, seventh)),
    ):
        add(cost, *steps)
    return tuple(found.values())


def _tones(chord: Chord, *, to_minor: bool) -> tuple[int, int, int, int]:
    """Third, fifth, seventh and ninth as semitones over the root, or what stands in for them."""
    tones = {step % 12 for step in chord.intervals}
    colours = tones | {(tone - (chord.root or 0)) % 12 for tone in chord.colours}
    altered = [step % 12 for step in chord.intervals if step in ALTERED_NINTHS]
    third, seventh = _first((4, 3, 5, 2), tones), _first((10, 11, 9), tones)
    fifth = _first((20, 18), chord.intervals) % 12 or _first((7, 6, 8), tones)
    ninth = altered[0] if altered else 0 if tones >= DIMINISHED else _first((2,), colours)
    if to_minor and _is_plain_dominant(chord):
        return third, 8, seventh, 1
    if 10 in tones and 9 in colours and not tones & ALTERED_DOMINANT:
        fifth = 9
    return third, fifth, seventh, ninth


def _is_plain_dominant(chord: Chord) -> bool:
    """Whether a chord is a seventh chord without alterations, that leaves its colours to the player."""
    tones = {step % 12 for step in chord.intervals}
    return {4, 10} <= tones <= PLAIN_DOMINANT and ((chord.root or 0) + 7) % 12 in chord.scale


def _first(wanted: Sequence[int], present: Collection[int]) -> int:
    """The first of the wanted intervals that is present; 0, the root, if none is."""
    return next((step for step in wanted if step in present), 0)


@lru_cache(maxsize=4096)
def placings(classes: tuple[int, ...], turns: bool = True) -> tuple[tuple[int, ...], ...]:
    """Form A in every octave of the register, and form B if it `turns`, which begins with the upper half of A."""
    half = len(classes) // 2 if turns else 0
    found = []
    for form in dict.fromkeys((classes, (*classes[half:], *classes[:half]))):
        for lowest in range(LOWEST + (form[0] - LOWEST) % 12, HIGHEST, 12):
            hands = [lowest]
            for tone in form[1:]:
                hands.append(hands[-1] + ((tone - hands[-1]) % 12 or 12))
            if hands[-1] <= HIGHEST and hands[-1] - hands[0] <= WIDEST:
                found.append(tuple(hands))
    return tuple(found)


def lead(
    previous: Sequence[int],
    chord: Chord,
    *,
    to_minor: bool = False,
    move: bool = False,
    lost: Callable[[int], float] = lambda _: 0.0,
) -> tuple[int, ...]:
    """The voicing of a chord that costs least, rising: near the previous one (empty at first) and to the middle.

    `lost` says what part of a pitch the soloist takes away, 0 to 1. With `move` the hands go elsewhere: voices that
    stay cost, and the previous voicing itself is not taken if there is another.
    """
    best: tuple[int, ...] = ()
    least = float("inf")
    kept = set(previous) if move else set()
    for choice in choices(chord, to_minor):
        for hands in placings(choice.classes, choice.turns) if choice.cost < least else ():
            cost = choice.cost + PER_FROM_MIDDLE * abs(sum(hands) / len(hands) - MIDDLE)
            cost += (PER_MOVE if move else PER_SEMITONE) * motion(previous, hands)
            cost += PER_KEPT_VOICE * len(kept.intersection(hands)) + UNMOVED * (move and hands == tuple(previous))
            if cost < least:
                cost += _taken(hands, lost)
            if cost < least:
                best, least = hands, cost
    return best


def _taken(hands: Sequence[int], lost: Callable[[int], float]) -> float:
    """What it costs that the soloist takes voices away, and that what is left may end in a minor second on top."""
    taken = [lost(pitch) for pitch in hands]
    left = [pitch for pitch, loss in zip(hands, taken, strict=True) if loss < 1.0][-2:]
    return PER_LOST_VOICE * sum(taken) + RUB_ON_TOP * (len(left) == 2 and left[1] - left[0] == 1)


def motion(previous: Sequence[int], hands: Sequence[int]) -> int:
    """How far the hands move between two voicings in semitones, by voice; where numbers differ, to the nearest."""
    if not previous:
        return 0
    if len(previous) == len(hands):
        return sum(abs(one - other) for one, other in zip(hands, previous, strict=True))
    return sum(min(abs(one - other) for other in previous) for one in hands)


def low_bass(chord: Chord) -> tuple[int, ...]:
    """The bass note of a slash chord, below the hands, for a pianist alone; nothing where the root is the bass."""
    if chord.bass is None or chord.bass == chord.root:
        return ()
    return (LOWEST_BASS + (chord.bass - LOWEST_BASS) % 12,)

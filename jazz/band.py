"""The band: a piano that comps, with rootless voicings led voice by voice and rhythms of the style.

A voicing holds third, fifth (or thirteenth), seventh and ninth, from the third up (form A) or from the seventh up
(form B); of all placings in the middle of the keyboard the one that moves least is taken. Rhythms are patterns of two
bars, chosen by chance and repeated as a player does: home, answer, home, turnaround. Every chord is heard, N.C. is
silent, a foreign bass sounds below, and a hit on the last eighth before a change plays the coming chord.

Knows no files and nothing of the solo. Page time is in ticks of 1/24 quarter note; what is returned is played time,
480 ticks a quarter note.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from random import Random
from typing import NamedTuple

from jazz.music import PLAYED_PER_TICK, TICKS_PER_QUARTER, Chart, Chord, Part, PlayedNote
from jazz.swing import Swing, is_straight

PIANO, CHANNEL = 0, 1
LOWEST, HIGHEST, MIDDLE = 48, 72, 58  # C3-C5, where a left hand comps
LOWEST_BASS = 36
EIGHTH = TICKS_PER_QUARTER // 2
SOFTEST, LOUDEST = 45, 75
LATENESS_SPREAD = 4  # played ticks
GAP = 10  # played ticks of silence at least between two hits

# Tones of chords as semitones over the root.
ALTERED_NINTHS = (13, 15)
DIMINISHED = frozenset({3, 6, 9})
ALTERED_DOMINANT = frozenset({1, 3, 6, 8})  # with one of these a chord is minor, or a dominant that keeps its fifth
PLAIN_DOMINANT = frozenset({0, 4, 7, 10})

# Two-bar rhythms by style and metre, one character an eighth: X a hit, - held on, . silence.
RHYTHMS: dict[str, dict[str, tuple[str, ...]]] = {
    "swing": {
        "4/4": (
            "X--X....X--X....",  # Charleston
            ".X--X....X--X...",  # the same, an eighth later
            "...X...X...X...X",  # pushing both halves of the bar
            "X--X.....X-.X-..",
            "X-....X-.X....X-",
            "X-----.X--.X..X-",
        ),
        "3/4": ("X--X..X--X..", "X----.X--X..", "X--X....X-..", "...X-.X--X.."),
        "5/4": ("X--X..X-..X--X..X-..", "X--X..X---X----.X-.X", "X-----X---X--X..X-..", "...X..X-..X--X..X-.."),
        "7/4": ("X--X....X--X..X--X....X--X..", "X------.X--X..X--X..X-X----.", "X--X..X-X-----X--X....X--X.."),
        "2/4": ("X--XX--X", "X-...X-.", ".X-.X--X"),
        "6/8": ("X--X-.X--X-.", "X----XX--X--", "X--..XX--X-."),
        "12/8": ("X-----X--X--X-----X--X--", "X--..X...X--X--..X...X--", "X-----X-----X-----X--..X"),
    },
    "bossa": {
        "4/4": ("X--X--X-..X--X-.", "X--X--X---X--X--", "X-.X-.X-.X-X--X-", "X--X-.X-X--X--X-"),
    },
    "straight": {
        "4/4": ("X--X-.X-X--X-...", "X---..X-X---X---", "X--X--X-X--X--X-", "X--X-...X--X-.X-"),
    },
    "ballad": {
        "4/4": ("X-------X-------", "X---X---X-------", "X-------X---X---", "X-----X---------"),
        "3/4": ("X-----X-----", "X-----X---X-", "X---X-X-----"),
    },
}
BALLAD_TEMPO = 76  # below, swing is accompanied as a ballad
STYLE_WORDS = {
    "bossa": ("bossa", "latin", "samba", "mambo", "songo", "calypso", "cha cha", "afro"),
    "ballad": ("ballad",),
}


class Hit(NamedTuple):
    """A chord struck: from tick to tick, what is played, and whether it leads a fourth up to a minor chord."""

    onset: int
    end: int
    chord: Chord
    to_minor: bool = False


def comping(chart: Chart, *, tempo: float, swing: float, style: str | None, rng: Random) -> Part:
    """A piano part over the whole chart, named Chords; the same `rng` state gives the same part.

    `tempo` is in quarter notes a minute, `swing` the share of a beat before its off-beat, `style` a word or two.
    """
    feel = Swing(swing, ())
    end = chart.length * PLAYED_PER_TICK
    struck = heard(chart, rhythm(chart, comping_style(style, tempo), rng))
    starts = [max(0, feel.time(hit.onset) + rng.randint(-LATENESS_SPREAD, LATENESS_SPREAD)) for hit in struck]
    notes: list[PlayedNote] = []
    hands: tuple[int, ...] = ()
    for last, hit, start, following in zip([None, *struck], struck, starts, [*starts[1:], end], strict=False):
        hands = lead(hands, hit.chord, to_minor=hit.to_minor, move=_is_held(chart, last, hit))
        sounding = 0.7 if hit.end - hit.onset <= EIGHTH else 0.94
        stop = min(start + round(sounding * (feel.time(hit.end) - feel.time(hit.onset))), following - GAP)
        level = _level(hit, rng)
        for pitch in (*bass(hit.chord), *hands):
            weight = 3 if pitch == hands[-1] else rng.randint(-4, 0)
            velocity = min(LOUDEST, max(SOFTEST, level + weight))
            notes.append(PlayedNote(start, max(start + 1, stop), pitch, velocity))
    return Part("Chords", PIANO, CHANNEL, tuple(notes))


def comping_style(style: str | None, tempo: float) -> str:
    """The row of `RHYTHMS` for a style word and a tempo."""
    words = (style or "").lower()
    named = next((row for row, known in STYLE_WORDS.items() if any(word in words for word in known)), None)
    if named:
        return named
    if is_straight(style):
        return "straight"
    return "ballad" if tempo < BALLAD_TEMPO else "swing"


def rhythm(chart: Chart, style: str, rng: Random) -> list[tuple[int, int]]:
    """(onset, end) of every hit, eight bars at a time: home (which has the first beat), answer, home, turnaround."""
    metre = chart.metre
    eighths = max(1, metre.bar // EIGHTH)
    name = f"{metre.beats}/{metre.unit}"
    plain = "X" + "-" * (eighths - 1)
    patterns = RHYTHMS[style].get(name) or RHYTHMS["swing"].get(name) or (2 * plain,)
    hits: list[tuple[int, int]] = []
    for first in range(0, chart.bars, 8):
        home = rng.choice([pattern for pattern in patterns if pattern[0] == "X"])
        answer, turnaround = rng.choices(patterns, k=2)
        for slot, pattern in enumerate((home, answer, home, turnaround)):
            hits += _hits(pattern, (first + 2 * slot) * metre.bar, metre.bar, eighths)
    return [(onset, min(end, chart.length)) for onset, end in hits if onset < chart.length]


def _hits(pattern: str, begin: int, bar: int, eighths: int) -> Iterator[tuple[int, int]]:
    """The hits of a pattern whose first bar line is at tick `begin`."""
    for struck in re.finditer("X-*", pattern):
        onset, end = (begin + at // eighths * bar + at % eighths * EIGHTH for at in struck.span())
        yield onset, end


def heard(chart: Chart, hits: Sequence[tuple[int, int]]) -> list[Hit]:
    """Hits with their chords: a pushed one takes the coming chord, none outlasts its own, each chord has one."""
    ends = [change.onset for change in chart.changes[1:]] + [chart.length]
    chords = [change.chord for change in chart.changes]
    struck: dict[int, tuple[int, int]] = {}  # onset -> end, index of the chord
    for onset, stop in hits:
        now = bisect_right(ends, onset)
        pushed = ends[now] - EIGHTH <= onset and chart.changes[now].onset < onset and ends[now] < chart.length
        now += pushed and chords[now + 1].root is not None
        struck[onset] = min(stop, ends[now]), now
    for index in set(range(len(chords))) - {index for _, index in struck.values()}:
        onset = chart.changes[index].onset
        struck[onset] = min(onset + TICKS_PER_QUARTER, ends[index]), index
    order = sorted(onset for onset, (_, index) in struck.items() if chords[index].root is not None)
    return [
        Hit(onset, min(struck[onset][0], following), chords[struck[onset][1]], _to_minor(chords, struck[onset][1]))
        for onset, following in zip(order, [*order[1:], chart.length], strict=False)
    ]


def _to_minor(chords: Sequence[Chord], index: int) -> bool:
    """Whether a chord is followed by one with a minor third whose root lies a fourth higher; the last by the first."""
    chord, following = chords[index], chords[(index + 1) % len(chords)]
    up = None if chord.root is None or following.root is None else (following.root - chord.root) % 12
    return up == 5 and 3 in following.intervals


def _is_held(chart: Chart, last: Hit | None, hit: Hit) -> bool:
    """Whether the chord of the last hit goes on into a new pair of bars, where a pianist finds another voicing."""
    pair = 2 * chart.metre.bar
    return last is not None and last.chord == hit.chord and last.onset // pair != hit.onset // pair


def lead(previous: Sequence[int], chord: Chord, *, to_minor: bool = False, move: bool = False) -> tuple[int, ...]:
    """The voicing of a chord that lies nearest to the previous one (empty at first) and to the middle, rising.

    With `move` the previous voicing itself is not taken, if there is another.
    """

    def cost(hands: Sequence[int]) -> float:
        centre = abs(sum(hands) / len(hands) - MIDDLE)
        if len(hands) == len(previous):
            return sum(abs(one - other) for one, other in zip(hands, previous, strict=True)) + centre
        return centre * 2

    placings = list(_placings(voicing(chord, to_minor=to_minor)))
    others = [hands for hands in placings if hands != previous] if move else []
    return min(others or placings, key=lambda hands: (cost(hands), hands))


def voicing(chord: Chord, *, to_minor: bool = False) -> tuple[int, ...]:
    """The pitch classes of form A, from the third up; the root stands in for what the chord does not have.

    A dominant takes its thirteenth for the fifth, and on its way to a minor chord flat nine and flat thirteen.

    >>> from jazz.theory import parse_chord
    >>> [voicing(parse_chord(symbol)) for symbol in ("Cmaj7", "Dm7", "G7", "G7b9")]
    [(4, 7, 11, 2), (5, 9, 0, 4), (11, 4, 5, 9), (11, 2, 5, 8)]
    """
    root = chord.root or 0
    tones = {step % 12 for step in chord.intervals}
    colours = tones | {(tone - root) % 12 for tone in chord.colours}
    altered = [step % 12 for step in chord.intervals if step in ALTERED_NINTHS]
    third, seventh = _first((4, 3, 5, 2), tones), _first((10, 11, 9), tones)
    fifth = _first((20, 18), chord.intervals) % 12 or _first((7, 6, 8), tones)
    ninth = altered[0] if altered else 0 if tones >= DIMINISHED else _first((2,), colours)
    if to_minor and {4, 10} <= tones <= PLAIN_DOMINANT:
        fifth, ninth = 8, 1
    elif 10 in tones and 9 in colours and not tones & ALTERED_DOMINANT:
        fifth = 9
    return tuple(dict.fromkeys((root + step) % 12 for step in (third, fifth, seventh, ninth)))


def _first(wanted: Sequence[int], present: Collection[int]) -> int:
    """The first of the wanted intervals that is present; 0, the root, if none is."""
    return next((step for step in wanted if step in present), 0)


def _placings(classes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Forms A and B in every octave of the register; B begins with the upper half of A."""
    half = len(classes) // 2
    for form in (tuple(classes), (*classes[half:], *classes[:half])):
        for lowest in range(LOWEST + (form[0] - LOWEST) % 12, HIGHEST, 12):
            hands = [lowest]
            for tone in form[1:]:
                hands.append(hands[-1] + ((tone - hands[-1]) % 12 or 12))
            if hands[-1] <= HIGHEST:
                yield tuple(hands)


def bass(chord: Chord) -> tuple[int, ...]:
    """The bass note of a slash chord, below the hands; nothing where the root is the bass."""
    if chord.bass is None or chord.bass == chord.root:
        return ()
    return (LOWEST_BASS + (chord.bass - LOWEST_BASS) % 12,)


def _level(hit: Hit, rng: Random) -> int:
    """The velocity of a hit: short and pushed ones are brighter, long ones lie under the soloist."""
    short, pushed = hit.end - hit.onset <= EIGHTH, hit.onset % TICKS_PER_QUARTER == EIGHTH
    return 56 + 5 * short + 4 * pushed + rng.randint(-4, 4)

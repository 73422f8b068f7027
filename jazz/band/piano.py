"""The piano: comps in rhythms of the style, answers the soloist's rests, and keeps out of the soloist's way.

Rhythms are patterns of two bars, eight bars at a time: home, answer, home, turnaround, as a player does; of those that
could come, one is taken whose hits fall where the soloist leaves room, and under busy lines some hits are left out
(Levine 1989, *The Jazz Piano Book*). Every chord is heard, N.C. is silent, and a hit on the last eighth before a change
plays the coming chord. Each voice is let go when the soloist comes within a minor second or ninth of it, on its key, or
to its other side, and none is struck under the bass: on the page no note of the piano rubs against the solo or crosses
it.

Page time is in ticks of 1/24 quarter note.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from jazz.band.listening import Listener
from jazz.band.playing import Stroke
from jazz.band.styles import groups, metre_name
from jazz.band.voicings import lead, low_bass
from jazz.music import TICKS_PER_QUARTER, Chart, Chord, Metre

EIGHTH = TICKS_PER_QUARTER // 2
SHORTEST_VOICE = 6  # ticks: a finger that must go sooner is not put down
PAIR = 2  # bars in a pattern
HIGH_SOLO = 67  # G4: from here on there is room for two hands below the soloist
OVER_SOLO = 0.5  # of a voice: so much more must sound before the hands go over a soloist

# Two-bar rhythms by feel and metre, one character an eighth: X a hit, - held on, . silence.
RHYTHMS: dict[str, dict[str, tuple[str, ...]]] = {
    "swing": {
        "4/4": (
            "X--X....X--X....",  # Charleston
            ".X--X....X--X...",  # the same, an eighth later
            "...X...X...X...X",  # pushing both halves of the bar
            "X--X.....X-.X-..",
            "X-....X-.X....X-",
            "X-----.X--.X..X-",
            "...X.......X-.X.",
            "X-......X--X....",
            ".X.......X-.....",  # hardly anything, under a busy line
        ),
        "3/4": ("X--X..X--X..", "X----.X--X..", "X--X....X-..", "...X-.X--X..", "X-......X-.."),
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
CELLS = {6: ("X--X..", "X-----"), 4: ("X--X", "X---"), 3: ("X--", "X-X"), 2: ("X-",)}  # for groups in other metres

# How likely a hit under a busy line is left out, where its chord has another.
LEAVE_OUT = {"swing": 0.5, "waltz": 0.5, "straight": 0.4, "bossa": 0.3, "ballad": 0.1}
HOLE, BUSY, CHANCE = 1.0, -1.0, 0.8  # what a hit in a rest, and one in a busy bar, speak for a pattern; and chance

LEVEL = {"swing": 56, "waltz": 55, "bossa": 54, "straight": 57, "ballad": 48}
SHORT_HIT, PUSHED_HIT, ANSWER, TOP_VOICE, LOW_BASS, LAST_HIT = 5, 4, 4, 3, 4, 6  # velocity over the level


class Hit(NamedTuple):
    """A chord struck: from tick to tick, what is played, and whether it leads a fourth up to a minor chord."""

    onset: int
    end: int
    chord: Chord
    to_minor: bool = False


def comp(
    chart: Chart,
    listener: Listener,
    line: Sequence[Stroke],
    *,
    feel: str,
    final: int | None,
    loop: bool,
    rng: Random,
) -> list[Stroke]:
    """The piano's part over a whole form, above a bass `line`; without one the bass of slash chords is the piano's."""
    under = [stroke.onset for stroke in line]
    hits = heard(chart, thinned(rhythm(chart, feel, listener, rng), feel, listener, rng), loop=loop)
    if final is not None:
        hits = [
            *(hit._replace(end=min(hit.end, final)) for hit in hits if hit.onset < final - EIGHTH),
            _last(chart, final),
        ]
    strokes: list[Stroke] = []
    hands: tuple[int, ...] = ()
    last: Hit | None = None
    for hit in hits:
        move = last is not None and last.chord == hit.chord and _pair(chart, last.onset) != _pair(chart, hit.onset)
        floor = line[max(0, bisect_right(under, hit.onset) - 1)].pitch if line else 0
        hands, free = _placed(hands, hit, listener, floor, move=move)
        level = LEVEL[feel] + LAST_HIT * (hit.onset == final) + _accent(hit, listener)
        strokes += _struck(hit, hands, free, level, rng)
        if not line:
            low = (pitch for pitch in low_bass(hit.chord) if free(pitch) == hit.end)
            strokes += [Stroke(hit.onset, hit.end, pitch, level + LOW_BASS) for pitch in low]
        last = hit
    return strokes


def _placed(
    previous: Sequence[int], hit: Hit, listener: Listener, floor: int, *, move: bool
) -> tuple[tuple[int, ...], Callable[[int], int]]:
    """The hands for a hit, under the soloist or, where more of the chord sounds so, above; how long each is free."""
    sides = []
    lowest = min((note.pitch for note in listener.sounding(hit.onset, hit.end)), default=HIGH_SOLO)
    for below in (True, False) if lowest < HIGH_SOLO else (True,):
        free = _freedom(listener, hit, floor, below=below)
        loss = _loss(free, hit)
        hands = lead(previous, hit.chord, to_minor=hit.to_minor, move=move, lost=loss)
        sounding = sum(1.0 - loss(pitch) for pitch in hands)
        sides.append((sounding - OVER_SOLO * (not below), hands, free))
    _, hands, free = max(sides, key=lambda side: side[0])
    return hands, free


def _pair(chart: Chart, tick: int) -> int:
    """Which pair of bars a tick lies in; a chord that goes on into a new pair is voiced anew."""
    return tick // (PAIR * chart.metre.bar)


def _last(chart: Chart, final: int) -> Hit:
    return Hit(final, chart.length, chart.changes[-1].chord)


def _freedom(listener: Listener, hit: Hit, floor: int, *, below: bool) -> Callable[[int], int]:
    """Up to which tick each pitch of a hit is free of the soloist, for hands below or above, and over the bass."""
    around = listener.sounding(hit.onset, hit.end)
    known: dict[int, int] = {}

    def free(pitch: int) -> int:
        if pitch not in known:
            known[pitch] = listener.free_until(pitch, hit.onset, hit.end, below=below) if around else hit.end
            known[pitch] = known[pitch] if pitch > floor else hit.onset
        return known[pitch]

    return free


def _loss(free: Callable[[int], int], hit: Hit) -> Callable[[int], float]:
    """The part of a pitch that the soloist takes away; 1 if the finger is not even put down."""

    def lost(pitch: int) -> float:
        sounds = free(pitch) - hit.onset
        return 1.0 if sounds < SHORTEST_VOICE else 0.5 * (1.0 - sounds / (hit.end - hit.onset))

    return lost


def _struck(hit: Hit, hands: Sequence[int], free: Callable[[int], int], level: int, rng: Random) -> Iterator[Stroke]:
    """The strokes of a hit; short ones are detached, long ones held."""
    short = hit.end - hit.onset <= EIGHTH
    for pitch in hands:
        end = free(pitch)
        if end - hit.onset < SHORTEST_VOICE:
            continue
        weight = TOP_VOICE if pitch == hands[-1] else -rng.randint(0, 3)
        yield Stroke(hit.onset, end, pitch, level + weight, 0.7 if short else 0.94)


def _accent(hit: Hit, listener: Listener) -> int:
    """Short, pushed and answering hits are brighter, long ones lie under the soloist."""
    short, pushed = hit.end - hit.onset <= EIGHTH, hit.onset % TICKS_PER_QUARTER == EIGHTH
    return SHORT_HIT * short + PUSHED_HIT * pushed + ANSWER * listener.is_hole(hit.onset)


# ---- rhythm


def rhythm(chart: Chart, feel: str, listener: Listener, rng: Random) -> list[tuple[int, int]]:
    """(onset, end) of every hit, eight bars at a time: home (which has the first beat), answer, home, turnaround."""
    bar = chart.metre.bar
    patterns = patterns_of(feel, chart.metre)
    homes = [pattern for pattern in patterns if pattern[0] == "X"]
    hits: list[tuple[int, int]] = []
    for first in range(0, chart.length, 4 * PAIR * bar):
        home = ""
        for slot in range(4):
            begin = first + slot * PAIR * bar
            pattern = home if slot == 2 else fitting(homes if slot == 0 else patterns, begin, bar, listener, rng)
            home = home or pattern
            hits += _hits(pattern, begin, bar)
    return [(onset, min(end, chart.length)) for onset, end in hits if onset < chart.length]


def patterns_of(feel: str, metre: Metre) -> tuple[str, ...]:
    """The two-bar patterns of a feel in a metre; where the tables have none, they are made of its groups."""
    name = metre_name(metre)
    found = RHYTHMS.get(feel, {}).get(name) or RHYTHMS["swing"].get(name)
    if found:
        return found
    bars = [
        "".join(CELLS[group.steps][choice % len(CELLS[group.steps])] for group in groups(metre)) for choice in (0, 1)
    ]
    return tuple(dict.fromkeys((bars[0] + bars[1], bars[1] + bars[0], 2 * bars[1])))


def fitting(patterns: Sequence[str], begin: int, bar: int, listener: Listener, rng: Random) -> str:
    """The pattern whose hits best fall where the soloist leaves room, with chance."""

    def fit(pattern: str) -> float:
        open_ = [listener.openness(onset) for onset, _ in _hits(pattern, begin, bar)]
        return HOLE * open_.count(1) + BUSY * open_.count(-1) + CHANCE * rng.gauss(0.0, 1.0)

    return max(patterns, key=fit)


def _hits(pattern: str, begin: int, bar: int) -> Iterator[tuple[int, int]]:
    """The hits of a pattern of two bars whose first bar line is at tick `begin`."""
    steps = len(pattern) // PAIR
    for struck in re.finditer("X-*", pattern):
        onset, end = (begin + at // steps * bar + at % steps * bar // steps for at in struck.span())
        yield onset, end


def thinned(hits: Sequence[tuple[int, int]], feel: str, listener: Listener, rng: Random) -> list[tuple[int, int]]:
    """The hits, without some of those under busy lines; what a chord needs comes back in `heard`."""
    return [hit for hit in hits if rng.random() >= LEAVE_OUT[feel] or not listener.is_busy(hit[0])]


def heard(chart: Chart, hits: Sequence[tuple[int, int]], *, loop: bool = False) -> list[Hit]:
    """Hits with their chords: a pushed one takes the coming chord, none outlasts its own, each chord has one.

    In a `loop` the first chord comes after the last.
    """
    ends = [change.onset for change in chart.changes[1:]] + [chart.length]
    chords = [change.chord for change in chart.changes]
    following = [*chords[1:], chords[0] if loop else chords[-1]]
    struck: dict[int, tuple[int, Chord, bool]] = {}  # onset -> end, chord, whether it leads to a minor chord
    sounding = set()
    for onset, stop in hits:
        now = bisect_right(ends, onset)
        pushed = ends[now] - EIGHTH <= onset and chart.changes[now].onset < onset and following[now].root is not None
        if pushed and now + 1 < len(chords):
            now, end = now + 1, ends[now]
            struck[onset] = min(max(stop, end), ends[now]), chords[now], to_minor(chords, now)
        elif pushed and loop:
            struck[onset] = ends[now], chords[0], to_minor(chords, 0)
            continue
        else:
            struck[onset] = min(stop, ends[now]), chords[now], to_minor(chords, now)
        sounding.add(now)
    for index in set(range(len(chords))) - sounding:
        onset = chart.changes[index].onset
        struck[onset] = min(onset + TICKS_PER_QUARTER, ends[index]), chords[index], to_minor(chords, index)
    order = sorted(onset for onset, (_, chord, _) in struck.items() if chord.root is not None)
    return [
        Hit(onset, min(struck[onset][0], after), *struck[onset][1:])
        for onset, after in zip(order, [*order[1:], chart.length], strict=False)
    ]


def to_minor(chords: Sequence[Chord], index: int) -> bool:
    """Whether a chord is followed by one with a minor third whose root lies a fourth higher; the last by the first."""
    chord, following = chords[index], chords[(index + 1) % len(chords)]
    up = None if chord.root is None or following.root is None else (following.root - chord.root) % 12
    return up == 5 and 3 in following.intervals

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
    """A chord struck: from tick to tick, and what is played."""

    onset: int
    end: int
    chord: Chord


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
    for hit, start, following in zip(struck, starts, [*starts[1:], end], strict=False):
        hands = lead(hands, hit.chord)
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
    chords = list(zip(chart.changes, ends, strict=True))
    struck: dict[int, Hit] = {}
    sounded = set()
    for onset, stop in hits:
        now = bisect_right(ends, onset)
        change, end = chords[now]
        pushed = end - EIGHTH <= onset and change.onset < onset and now + 1 < len(chords)
        if pushed and chords[now + 1][0].chord.root is not None:
            now += 1
            change, end = chords[now]
        sounded.add(now)
        struck[onset] = Hit(onset, min(stop, end), change.chord)
    for index, (change, end) in enumerate(chords):
        if index not in sounded:
            struck[change.onset] = Hit(change.onset, min(change.onset + TICKS_PER_QUARTER, end), change.chord)
    ordered = [struck[onset] for onset in sorted(struck) if struck[onset].chord.root is not None]
    following = [hit.onset for hit in ordered[1:]] + [chart.length]
    return [hit._replace(end=min(hit.end, after)) for hit, after in zip(ordered, following, strict=False)]


def lead(previous: Sequence[int], chord: Chord) -> tuple[int, ...]:
    """The voicing of a chord that lies nearest to the previous one (empty at first) and to the middle, rising."""

    def cost(hands: Sequence[int]) -> float:
        centre = abs(sum(hands) / len(hands) - MIDDLE)
        if len(hands) == len(previous):
            return sum(abs(one - other) for one, other in zip(hands, previous, strict=True)) + centre
        return centre * 2

    return min(_placings(voicing(chord)), key=lambda hands: (cost(hands), hands))


def voicing(chord: Chord) -> tuple[int, ...]:
    """The pitch classes of form A, from the third up; the root stands in for what the chord does not have.

    >>> from jazz.theory import parse_chord
    >>> [voicing(parse_chord(symbol)) for symbol in ("Cmaj7", "Dm7", "G7", "G7b9")]
    [(4, 7, 11, 2), (5, 9, 0, 4), (11, 4, 5, 9), (11, 2, 5, 8)]
    """
    root = chord.root or 0
    tones = {step % 12 for step in chord.intervals}
    colours = {(tone - root) % 12 for tone in chord.colours}
    dominant = 10 in tones and 3 not in tones and not tones & {1, 3, 6, 8}
    third = _first((4, 3, 5, 2), tones)
    fifth = 9 if dominant and 9 in colours | tones else _first((20, 18), set(chord.intervals))
    fifth = fifth % 12 or _first((7, 6, 8), tones)
    seventh = _first((10, 11, 9), tones)
    altered = {step % 12 for step in chord.intervals if step in (13, 15)}
    ninth = min(altered) if altered else 2 if 2 in colours | tones and not {3, 6, 9} <= tones else 0
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

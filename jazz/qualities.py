"""The vocabulary of chords: qualities with their tones, chord scales with their colours, and how they are written.

Every table of the theory of chords is here, once; `chords` derives its look-ups from them. Knows no roots, no
symbols and no keys. Which tones a scale colours follows common practice (the avoid notes of Nettles & Graf 1997),
checked against what is played for long over each quality in the Weimar Jazz Database.

Conventions: degrees are written as players say them, "1 b3 5 b7"; an interval is in semitones over the root, the
ninth 14, the eleventh 17, the thirteenth 21. A thirteenth over a major third leaves the eleventh out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

DEGREES = {1: 0, 2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 11, 9: 14, 11: 17, 13: 21}
ACCIDENTALS = {"": 0, "#": 1, "b": -1, "bb": -2}


def semitones(degrees: str) -> tuple[int, ...]:
    """The intervals of written degrees.

    >>> semitones("1 b3 5 b7")
    (0, 3, 7, 10)
    """
    parts = [re.fullmatch(r"([#b]*)(\d+)", degree) for degree in degrees.split()]
    return tuple(DEGREES[int(part[2])] + ACCIDENTALS[part[1]] for part in parts if part)


class Scale(NamedTuple):
    """A chord scale: its degrees, and those that a player may rest on over a chord that takes it."""

    degrees: str
    colours: str


SCALES = {
    "ionian": Scale("1 2 3 4 5 6 7", "7 9 #11 13"),
    "lydian": Scale("1 2 3 #4 5 6 7", "7 9 #11 13"),
    "lydian augmented": Scale("1 2 3 #4 #5 6 7", "7 9 #11 13"),
    "ionian augmented": Scale("1 2 3 4 #5 6 7", "7 9 13"),
    "mixolydian": Scale("1 2 3 4 5 6 b7", "9 #11 13"),
    "suspended": Scale("1 2 3 4 5 6 b7", "9 13"),
    "lydian dominant": Scale("1 2 3 #4 5 6 b7", "9 #11 13"),
    "mixolydian b6": Scale("1 2 3 4 5 b6 b7", "9 #11 b13"),
    "whole tone": Scale("1 2 3 #4 #5 b7", "9 #11 b13"),
    "half-whole": Scale("1 b2 b3 3 #4 5 6 b7", "b9 #9 #11 13"),
    "spanish": Scale("1 b2 b3 3 4 5 b6 b7", "b9 #9 b13"),
    "altered": Scale("1 b2 b3 3 b5 b6 b7", "b9 #9 #11 b13"),
    "dorian": Scale("1 2 b3 4 5 6 b7", "b7 9 11 13"),
    "aeolian": Scale("1 2 b3 4 5 b6 b7", "b7 9 11"),
    "phrygian": Scale("1 b2 b3 4 5 b6 b7", "11"),
    "dorian b2": Scale("1 b2 b3 4 5 6 b7", "11 13"),
    "melodic minor": Scale("1 2 b3 4 5 6 7", "7 9 11 13"),
    "harmonic minor": Scale("1 2 b3 4 5 b6 7", "7 9 11"),
    "locrian": Scale("1 b2 b3 4 b5 b6 b7", "11 b13"),
    "locrian natural 2": Scale("1 2 b3 4 b5 b6 b7", "9 11 b13"),
    "whole-half": Scale("1 2 b3 4 b5 b6 6 7", "7 9 11 b13"),
    "chromatic": Scale("1 b2 2 b3 3 4 b5 5 b6 6 b7 7", ""),
}

# A family of qualities takes the first of its scales that holds every tone of the chord (and its bass).
FAMILIES = {
    "major": "ionian, lydian, mixolydian, lydian dominant, lydian augmented, ionian augmented, spanish, half-whole",
    "minor": "dorian, aeolian, melodic minor, phrygian, dorian b2, harmonic minor, locrian",
    "tonic minor": "melodic minor, dorian, harmonic minor, whole-half",
    "dominant": "mixolydian, lydian dominant, whole tone, mixolydian b6, altered, spanish, half-whole",
    "altered": "altered",
    "augmented": "whole tone, lydian augmented",
    "suspended": "suspended, dorian b2, phrygian, ionian",
    "half-diminished": "locrian, locrian natural 2",
    "diminished": "whole-half",
    "bass": "chromatic",
}


class Quality(NamedTuple):
    """A row of the vocabulary: the canonical suffix, the chord tones, the family, other heads in plain words."""

    name: str
    degrees: str
    family: str
    heads: tuple[str, ...] = ()


QUALITIES = (
    Quality("", "1 3 5", "major", ("M",)),
    Quality("7", "1 3 5 b7", "dominant"),
    Quality("m7", "1 b3 5 b7", "minor"),
    Quality("maj7", "1 3 5 7", "major"),
    Quality("m", "1 b3 5", "minor"),
    Quality("m7b5", "1 b3 b5 b7", "half-diminished", ("h", "h7")),
    Quality("dim7", "1 b3 b5 bb7", "diminished"),
    Quality("6", "1 3 5 6", "major", ("M6",)),
    Quality("m6", "1 b3 5 6", "tonic minor"),
    Quality("mM7", "1 b3 5 7", "tonic minor"),
    Quality("7sus4", "1 4 5 b7", "suspended", ("sus7",)),
    Quality("69", "1 3 5 6 9", "major", ("M69",)),
    Quality("m69", "1 b3 5 6 9", "tonic minor"),
    Quality("9", "1 3 5 b7 9", "dominant"),
    Quality("m9", "1 b3 5 b7 9", "minor"),
    Quality("maj9", "1 3 5 7 9", "major"),
    Quality("mM9", "1 b3 5 7 9", "tonic minor"),
    Quality("m9b5", "1 b3 b5 b7 9", "half-diminished", ("h9",)),
    Quality("9sus4", "1 4 5 b7 9", "suspended", ("sus9",)),
    Quality("11", "1 3 5 b7 9 11", "dominant"),
    Quality("m11", "1 b3 5 b7 9 11", "minor"),
    Quality("maj11", "1 3 5 7 9 11", "major"),
    Quality("mM11", "1 b3 5 7 9 11", "tonic minor"),
    Quality("m11b5", "1 b3 b5 b7 9 11", "half-diminished", ("h11",)),
    Quality("13", "1 3 5 b7 9 13", "dominant"),
    Quality("m13", "1 b3 5 b7 9 11 13", "minor"),
    Quality("maj13", "1 3 5 7 9 13", "major"),
    Quality("mM13", "1 b3 5 7 9 11 13", "tonic minor"),
    Quality("13sus4", "1 4 5 b7 9 13", "suspended", ("sus13",)),
    Quality("7add13", "1 3 5 b7 13", "dominant", ("67",)),
    Quality("7alt", "1 3 b7", "altered", ("alt",)),
    Quality("+", "1 3 #5", "augmented"),
    Quality("dim", "1 b3 b5", "diminished"),
    Quality("dimM7", "1 b3 b5 7", "diminished"),
    Quality("sus4", "1 4 5", "suspended", ("sus", "4")),
    Quality("sus2", "1 2 5", "major"),
    Quality("sus24", "1 2 4 5", "suspended"),
    Quality("add9", "1 3 5 9", "major", ("2",)),
    Quality("5", "1 5", "major"),
    Quality("Bass", "1", "bass"),
)

# The words of a suffix and the plain form that heads and tails are written in: the first that fits, left to right.
WORDS = (
    (r"(?<=[\d(,])-(?=5|9|11|13)", "b"),  # C7-9: after a degree, a minus before one is a flat
    (r"(?<=[\d(,])\+(?=5|9|11|13)", "#"),
    (r"(?i:hdim|half-?dim)|[hø]", "h"),
    (r"(?i:omit|no)(?=[35])", "no"),
    (r"(?i:sus)", "sus"),
    (r"(?i:add)", "add"),
    (r"(?i:alt)", "alt"),
    (r"(?i:aug)|\+", "+"),
    (r"(?i:dom)|:", ""),  # C:min is how chord annotations write it (Harte et al. 2005)
    (r"(?i:dim)|[o°º]", "o"),
    (r"(?i:minor|min|mi)", "m"),
    (r"(?i:major|maj|ma(?!dd|lt))|M|[\^Δ△∆j](?=\d)", "M"),
    (r"[\^Δ△∆j]", "M7"),  # C^ has its seventh without being told
    (r"[m-]", "m"),
    (r"\((?=(?i:M|sus|add|no|omit|alt))|/(?=\d)|\s", ""),  # Cm(maj7), C6/9
    (r"[(),]", ","),
)

# What a tail can do to the tones of a head. An alteration drives out the natural degree, an added tone stands by it;
# of two words for one tone the first is the canonical one.
ALTERED = {"b5": 6, "#5": 8, "b9": 13, "#9": 15, "#11": 18, "b13": 20, "+": 8, "#4": 18, "b6": 20, "b7": 10}
ADDED = {"9": 14, "11": 17, "13": 21, "3": 4, "7": 11, "2": 14, "4": 17, "6": 21}
NATURAL_OF = {6: 7, 8: 7, 13: 14, 15: 14, 18: 17, 20: 21}
SUSPENDED = {"sus4": {5}, "sus2": {2}, "sus24": {2, 5}, "sus": {5}}
OMITTED = {"no3": {3, 4}, "no5": {6, 7, 8}}

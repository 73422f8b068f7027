"""What a drummer plays, as tables: the voices of the kit, time in every feel, comping figures, fills.

A pattern has one character a step (`styles.Group`): X accented, x plain, o soft, g ghosted (felt more than heard), .
nothing. Swing is the ride's "ding, ding-a" with the hi-hat on two and four and a feathered bass drum (Riley 1994, *The
Art of Bop Drumming*); a ballad is brushes on the snare; the bossa's stick has the clave of that style over even
hi-hats and the surdo's bass drum (Faria & Korman 2001, *Inside the Brazilian Rhythm Section*).

Pitches are those of General MIDI's drum map, whose kits of the second level have jazz and brushes (32, 40).
"""

from __future__ import annotations

from typing import NamedTuple


class Voice(NamedTuple):
    """A voice of the kit: its General MIDI pitch, its plain velocity, how long it sounds in ticks on the page."""

    pitch: int
    velocity: int
    ticks: int = 6


KIT = {
    "ride": Voice(51, 66, 10),
    "bell": Voice(53, 60, 10),
    "crash": Voice(49, 78, 22),
    "hat": Voice(42, 56, 4),
    "pedal": Voice(44, 54, 4),
    "kick": Voice(36, 62),
    "snare": Voice(38, 58, 4),
    "stick": Voice(37, 58, 4),
    "high tom": Voice(48, 62, 8),
    "low tom": Voice(43, 64, 8),
}
WEIGHTS = {"X": 9, "x": 0, "o": -14, "g": -30}  # velocity over the voice's own
PROGRAMS = {"ballad": 40}  # brushes; else
JAZZ_KIT = 32

Lines = dict[str, str]

# Time by feel: two bars of a metre, or a group of so many steps; where there are several, the first is the home.
TIME: dict[str, dict[str | int, tuple[Lines, ...]]] = {
    "swing": {
        4: (
            {"ride": "x.Xo", "pedal": "..X.", "kick": "g.g."},
            {"ride": "x.X.", "pedal": "..X.", "kick": "g.g."},
            {"ride": "xoX.", "pedal": "..X.", "kick": "g.g."},
        ),
        6: (
            {"ride": "x.Xox.", "pedal": "..X...", "kick": "o....."},
            {"ride": "x.X.xo", "pedal": "..X...", "kick": "g.g.g."},
        ),
        3: ({"ride": "XoX", "pedal": "...", "kick": "x.."}, {"ride": "X.X", "pedal": "x..", "kick": "..."}),
        2: ({"ride": "Xo", "kick": "o."},),
    },
    "waltz": {
        4: ({"ride": "x.Xo", "pedal": "..X.", "kick": "g.g."},),
        6: (
            {"ride": "X.xox.", "pedal": "..X...", "kick": "o....."},
            {"ride": "X.x.xo", "pedal": "..X.x.", "kick": "o....."},
            {"ride": "X..ox.", "pedal": "..X...", "kick": "o..g.."},
            {"ride": "X.xoxo", "pedal": "..X...", "kick": "o....."},
        ),
    },
    "ballad": {
        4: (
            {"snare": "o.xg", "pedal": "..x.", "kick": "g..."},
            {"snare": "o.x.", "pedal": "..x.", "kick": "g..."},
            {"snare": "ogxg", "pedal": "..x.", "kick": "g..."},
        ),
        6: ({"snare": "o.xgo.", "pedal": "..x.o.", "kick": "g....."},),
        3: ({"snare": "xgo", "pedal": "...", "kick": "g.."}, {"snare": "xgo", "pedal": "x..", "kick": "..."}),
        2: ({"snare": "xg", "pedal": "..", "kick": "g."},),
    },
    "bossa": {
        "4/4": (
            {"stick": "x..x..x...x..x..", "hat": "xoxoxoxoxoxoxoxo",
             "kick": "x..ox..ox..ox..o", "pedal": "..o...o...o...o."},
            {"stick": "..x..x..x..x..x.", "hat": "xoxoxoxoxoxoxoxo",
             "kick": "x..ox..ox..ox..o", "pedal": "..o...o...o...o."},
        ),
        4: ({"stick": "..x.", "hat": "xoxo", "kick": "x..o"},),
        6: ({"stick": "x..x..", "hat": "xoxoxo", "kick": "x....o"},),
        3: ({"stick": "x..", "hat": "xoo", "kick": "o.."}, {"stick": "..x", "hat": "xoo", "kick": "o.."}),
        2: ({"stick": "x.", "hat": "xo", "kick": "o."},),
    },
    "straight": {
        "4/4": (
            {"ride": "XoxoXoxoXoxoXoxo", "stick": "....x.......x...",
             "pedal": "..x...x...x...x.", "kick": "x..o..o.x..o...o"},
            {"ride": "X.xoX.xoX.xoX.xo", "stick": "....x..o....x...",
             "pedal": "..x...x...x...x.", "kick": "x.....o.x.....o."},
            {"hat": "XoxoXoxoXoxoXoxo", "snare": "..X...X...X..gX.", "kick": "x..x..o.x..xo..."},
        ),
        4: ({"ride": "Xoxo", "stick": "..x.", "kick": "x..o"}, {"ride": "X.xo", "stick": "..x.", "kick": "x..."}),
        6: ({"ride": "Xoxoxo", "stick": "....x.", "pedal": "..x.x.", "kick": "x..o.."},),
        3: ({"hat": "Xoo", "kick": "x.o"}, {"hat": "Xoo", "snare": "X..", "kick": "..."}),
        2: ({"hat": "Xo", "kick": "x."}, {"hat": "Xo", "kick": "o."}),
    },
}  # fmt: skip
BACKBEAT_WORDS = ("funk", "rock", "fusion", "pop", "soul", "reggae")  # even eighths that want a backbeat
HOME = 0.6  # how often a group is played as the first row has it
QUARTERS_TEMPO = 250  # from there on the ride plays more quarters than skip notes
QUARTERS_ROW = 1

# What is left of the time where there is no chord, and in an introduction, where the sticks are on the hi-hat.
STOPPED = frozenset({"pedal"})
INTRO_VOICE = {"ride": "hat"}

# Comping, by the steps of a group: snare and bass drum around the time, more where the soloist rests.
QUIET: dict[int, tuple[Lines, ...]] = {
    4: ({}, {}, {}, {}, {}, {"snare": "...g"}, {"snare": ".g.."}, {"kick": "...o"}),
    6: ({}, {}, {}, {"snare": "...g.."}, {"kick": ".....o"}),
    3: ({}, {}, {"snare": "..g"}),
    2: ({},),
}
ANSWERS: dict[int, tuple[Lines, ...]] = {
    4: (
        {"snare": ".x.x"}, {"snare": "...x"}, {"snare": ".x.."}, {"snare": ".o.x", "kick": "...x"}, {"snare": "oox."},
        {"snare": "x..x"}, {"snare": ".x..", "kick": "...x"}, {},
    ),
    6: ({"snare": ".x.x.."}, {"snare": "...x.x"}, {"snare": ".x...x"}, {"snare": "...x..", "kick": ".....x"}, {}),
    3: ({"snare": "..x"}, {"snare": ".ox"}, {}),
    2: ({"snare": ".o"}, {}),
}  # fmt: skip
COMPS = {"swing": 1.0, "waltz": 1.0, "ballad": 0.3, "bossa": 0.25, "straight": 0.4}  # how often a drummer comps at all

# Fills into a new section, in the last group of the bar before.
FILLS: dict[int, tuple[Lines, ...]] = {
    4: (
        {"snare": "xxX.", "low tom": "...x"}, {"snare": ".xoX", "kick": "x..."},
        {"snare": "x.oo", "high tom": "..x.", "low tom": "...X"}, {"snare": "ooox", "kick": "...x"},
        {"snare": ".x.X", "kick": "..x."},
    ),
    6: ({"snare": "..oxX.", "low tom": ".....x"}, {"snare": "x..x.X", "kick": "..x..."}, {"snare": "..ooxX"}),
    3: ({"snare": "oxX"}, {"snare": "xx.", "low tom": "..X"}),
    2: ({"snare": "oX"},),
}  # fmt: skip
SOFT_FEELS = frozenset({"ballad", "bossa"})  # whose fills are half as loud and have no crash

"""What a piano roll shows: the notes of the MIDI file itself, over the chart, with the role of each note of the solo.

The notes are read back from the bytes of the file, so that nobody ever sees a note that is not in it. This room knows
neither pixels nor pages. Conventions: time is in ticks of 1/480 quarter note, as in the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jazz.midi import chunks, piece
from jazz.music import PLAYED_PER_TICK, Key, Metre, Part, Performance
from jazz.theory import key_name

ROLES = {"C": "chord tone", "L": "colour tone", "A": "approach tone", "S": "scale tone", "X": "outside"}

# Colours of Okabe & Ito (2008), which all eyes can tell apart; what asks for an ear is warm.
COLOURS = {"C": "#0072b2", "L": "#009e73", "A": "#e69f00", "S": "#56b4e9", "X": "#d55e00"}

# Where a drummer's instruments stand on a page, from top to bottom, by their General MIDI pitches.
DRUMS = {
    "cymbal": frozenset({49, 51, 52, 53, 55, 57, 59}),
    "hi-hat": frozenset({42, 44, 46}),
    "snare": frozenset({37, 38, 39, 40, 41, 43, 45, 47, 48, 50}),
    "kick": frozenset({35, 36}),
}


@dataclass(frozen=True)
class Roll:
    """A MIDI file, what it says, and what it cannot say.

    `chords` and `sections` are (tick, name) in order; `roles` has a letter of `ROLES` for each note of the first of the
    `players`, the soloist; `tempo` is in quarter notes a minute, `swing` the share of a beat before its off-beat.
    `texts` say where it comes from, and `command` makes it again. A `loop` is played round and round.
    """

    midi: bytes
    title: str
    tempo: float
    swing: float
    metre: Metre
    key: Key | None
    bars: int
    chords: tuple[tuple[int, str], ...]
    sections: tuple[tuple[int, str], ...]
    players: tuple[Part, ...]
    roles: str
    seed: int | None
    command: str
    texts: tuple[str, ...]
    loop: bool = False

    @property
    def bar(self) -> int:
        """Ticks in a bar."""
        return self.metre.bar * PLAYED_PER_TICK

    @property
    def length(self) -> int:
        """Ticks to the last bar line."""
        return self.bars * self.bar

    @property
    def soloist(self) -> Part | None:
        """Who plays the solo; None where it has no note."""
        return self.players[0] if self.roles else None

    @property
    def band(self) -> tuple[Part, ...]:
        """Everyone else."""
        return self.players[1:] if self.roles else self.players


def roll(
    performance: Performance, midi: bytes, roles: str, *, seed: int | None = None, command: str = "", loop: bool = False
) -> Roll:
    """What is shown of a performance and the MIDI file made of it; `roles` as `grammar.roles` gives them."""
    chart = performance.chart
    return Roll(
        midi,
        chart.title,
        performance.tempo,
        performance.swing,
        chart.metre,
        chart.key,
        chart.bars,
        tuple((each.onset * PLAYED_PER_TICK, engraved(each.chord.symbol)) for each in chart.changes),
        tuple((each.onset * PLAYED_PER_TICK, each.name) for each in chart.sections),
        players(midi),
        roles,
        seed,
        command,
        tuple(text for text in performance.texts if text != command and "\n" not in text),  # the chart is seen anyway
        loop,
    )


def players(midi: bytes) -> tuple[Part, ...]:
    """The tracks of a MIDI file that play, in its order."""
    tracks = [piece.read(body) for body in chunks.split(midi).tracks]
    return tuple(
        Part(track.name.decode("utf-8", "replace"), line.program, line.channel, line.notes)
        for track in tracks
        for line in track.lines
        if line.notes
    )


def engraved(symbol: str) -> str:
    """A chord symbol with the signs of print.

    >>> engraved("Bb7#9b13")
    'B♭7♯9♭13'
    """
    return re.sub(r"(?<=[A-G])b|b(?=\d)", "♭", symbol).replace("#", "♯")


def facts(roll: Roll) -> str:
    """Tempo, key, bars and metre, swing, seed, players: the line under the title."""
    metre = f"{roll.metre.beats}/{roll.metre.unit}"
    return " · ".join(
        filter(
            None,
            (
                f"♩ = {roll.tempo:g}",
                f"in {key_name(roll.key)}" if roll.key else "",
                f"{roll.bars} bar{'s' * (roll.bars > 1)} of {metre}",
                f"swing {round(100 * roll.swing)} %" if roll.swing > 0.5 else "straight",
                ", ".join(player.name for player in roll.players),
                "" if roll.seed is None else f"seed {roll.seed}",
            ),
        )
    )

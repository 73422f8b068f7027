"""A band on a stand: a short tune as text, played as it is written by a tenor sax, a piano, a bass and drums."""

from __future__ import annotations

from dataclasses import replace

from jazz import grammar, midi, pianoroll, solotext
from jazz.music import DRUM_CHANNEL, PLAYED_PER_TICK, Part, Performance, PlayedNote
from jazz.pianoroll import Roll
from jazz.theory import parse_pitch

TUNE = """
title: Stand By
key: Bb
tempo: 240
[A]   | Cm7                   | F7                     | Bbmaj7          | %   |
solo: | eb4 g4 bb4 d5 c5:4 r:4 | eb5 c5 a4 gb4 f4 e4 f4:4 | d4:4 c#4 d4 r:2 | r:1 |
"""
SONG = solotext.parse(TUNE)
COMMAND = "jazz solo tune.txt --seed 7"
VOICINGS = ("eb3 bb3 d4", "eb3 a3 d4", "d3 a3 c4", "d3 a3 c4")
ROOTS = "c2 eb2 g2 gb2 f2 a2 c3 b2 bb2 d2 f2 d2 bb2 f2 d2 bb1"
RIDE, PEDAL = 51, 44


def performance(title: str = SONG.title, *, tempo: float = SONG.tempo) -> Performance:
    """The tune as the band plays it."""
    chart = replace(SONG.chart, title=title)
    solo = [(note.onset, note.end, note.pitch) for note in SONG.solo]
    piano = [
        (96 * bar, 96 * bar + 60, parse_pitch(name)) for bar, names in enumerate(VOICINGS) for name in names.split()
    ]
    bass = [(24 * beat, 24 * beat + 23, parse_pitch(name)) for beat, name in enumerate(ROOTS.split())]
    drums = [(24 * beat, 24 * beat + 6, drum) for beat in range(16) for drum in (RIDE, PEDAL)[: 1 + beat % 2]]
    parts = (
        _part("Tenor Sax", 66, 0, solo, 90),
        _part("Piano", 0, 1, piano, 60),
        _part("Bass", 32, 2, bass, 80),
        _part("Drums", 0, DRUM_CHANNEL, drums, 70),
    )
    return Performance(chart, tempo, parts, ("jazz, seed 7", COMMAND), swing=0.6)


def _part(name: str, program: int, channel: int, notes: list[tuple[int, int, int]], velocity: int) -> Part:
    tick = PLAYED_PER_TICK
    return Part(name, program, channel, tuple(PlayedNote(s * tick, e * tick, p, velocity) for s, e, p in notes))


def roll(played: Performance | None = None, *, command: str = COMMAND) -> Roll:
    """What a piano roll shows of it."""
    played = played or performance()
    roles = grammar.roles(SONG.solo, SONG.chart)
    return pianoroll.roll(played, midi.encode(played), roles, seed=7, command=command)

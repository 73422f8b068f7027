"""The band: piano, bass and drums for a chart, that hear the soloist and leave room.

`arranged` lays out the form (introduction, ending, loop), `accompany` plays it. What each player does is in tables that
a player of the instrument can read: `piano` and `voicings`, `bass` and `walking`, `drums` and `kit`; `styles` chooses
the feel, `listening` hears the solo, `playing` makes strokes on the page into notes as played. The band knows no files
and not what the soloist plays on, only the notes.
"""

from __future__ import annotations

from random import Random

from jazz.band import bass, drums, piano
from jazz.band.form import arranged, landmarks
from jazz.band.kit import JAZZ_KIT, PROGRAMS
from jazz.band.listening import Listener
from jazz.band.playing import HANDS, Clock, Stroke, played
from jazz.band.styles import FEELS, feel_of
from jazz.music import DRUM_CHANNEL, Form, Part, Solo

__all__ = ["BACKINGS", "FEELS", "accompany", "arranged", "feel_of"]

BACKINGS = ("none", "chords", "trio")
PIANO_PROGRAM, PIANO_CHANNEL = 0, 1
BASS_PROGRAM, BASS_CHANNEL = 32, 2


def accompany(
    form: Form, solo: Solo, *, tempo: float, share: float, backing: str, humanise: float, rng: Random
) -> tuple[Part, ...]:
    """The parts of the band, named so that no soloist is called the same; players who play nothing are left out.

    `solo` is in ticks of the soloist's own chart, `form.start` of the band's; `tempo` is in quarter notes a minute,
    `share` the part of a beat before its off-beat; `backing` is "none", "chords" (piano) or "trio" (piano, bass,
    drums). `humanise` scales what hands do unevenly; at 0 every note begins on the swung grid. The same `rng` state
    gives the same parts. Raises ValueError for an unknown backing.
    """
    if backing not in BACKINGS:
        raise ValueError(f'"{backing}" is no backing; there is {", ".join(BACKINGS)}')
    if backing == "none":
        return ()
    chart, listener, marks = form.chart, Listener(solo, form.start), landmarks(form)
    feel = feel_of(chart.style, tempo, chart.metre)
    clock = Clock(tempo, share, humanise, chart.length)

    def part(name: str, program: int, channel: int, hands: str, strokes: list[Stroke]) -> Part:
        return Part(name, program, channel, played(strokes, HANDS[hands], clock, rng))

    line = []
    if backing == "trio":
        line = bass.accompany(
            chart, listener, feel=feel, tempo=tempo, intro=form.start, final=marks.final, loop=form.loop, rng=rng
        )
    chords = piano.comp(chart, listener, line, feel=feel, final=marks.final, loop=form.loop, rng=rng)
    parts = [part("Comping Piano", PIANO_PROGRAM, PIANO_CHANNEL, "piano", chords)]
    if backing == "trio":
        beat = drums.accompany(chart, listener, marks, feel=feel, tempo=tempo, intro=form.start, rng=rng)
        parts.append(part("Double Bass", BASS_PROGRAM, BASS_CHANNEL, "bass", line))
        parts.append(part("Drums", PROGRAMS.get(feel, JAZZ_KIT), DRUM_CHANNEL, "drums", beat))
    return tuple(each for each in parts if each.notes)

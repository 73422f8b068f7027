"""Perform: a solo on the page becomes what a soloist and a band play.

The story of a performance, a line per step: which form the band plays, how the soloist renders the line, what the band
plays to it. `rendition` knows how players place and weigh notes, `band` how they accompany. Knows no files; all chance
is in `rng`.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from jazz.band import accompany, arranged
from jazz.defaults import BACKING, HUMANISE, INSTRUMENT
from jazz.instruments import find_instrument
from jazz.music import Chart, Performance, Solo
from jazz.rendition import play
from jazz.swing import swing_share


def perform(
    solo: Solo,
    chart: Chart,
    *,
    tempo: float,
    rng: Random,
    swing: float | None = None,
    humanise: float = HUMANISE,
    instrument: str = INSTRUMENT,
    backing: str = BACKING,
    intro: bool = False,
    ending: bool | None = None,
    loop: bool = False,
    texts: tuple[str, ...] = (),
) -> Performance:
    """The solo as a player would play it, before the band that `backing` names ("none", "chords", "trio").

    `tempo` is in quarter notes a minute; `swing` the share of a beat before its off-beat (0.5 straight, 0.667 triplets;
    None: as the tempo and the style of the chart ask). `humanise` scales what players do beside the page: 0 is the
    exact grid, 1 as they do. `ending` None: a trio ends, others do not; a `loop` has neither `intro` nor `ending`, nor
    has a soloist alone. The same `rng` state gives the same performance, and whatever the band is, the same soloist.
    Raises `JazzError` for an unknown instrument, ValueError for an unknown backing.
    """
    player = find_instrument(instrument)
    share = swing_share(tempo, chart.style, chart.metre) if swing is None else swing
    ends = backing == "trio" if ending is None else ending
    form = arranged(replace(chart, tempo=tempo), intro=intro, ending=ends, loop=loop or backing == "none")
    line = solo.shifted(form.start)
    soloist, band = Random(rng.random()), Random(rng.random())
    part = play(line, form.chart, player, tempo=tempo, share=share, humanise=humanise, rng=soloist)
    parts = accompany(form, solo, tempo=tempo, share=share, backing=backing, humanise=humanise, rng=band)
    return Performance(form.chart, tempo, (part, *(each for each in parts if each.notes)), texts, share)

"""How well beats are found where the tempo map is wrong: `python benchmarks/grid.py WJAZZD [train] [POP909]`.

WJAZZD is the folder of the Weimar Jazz Database that `benchmarks/quantiser.py` reads; its MIDI files are spoilt in
memory: time stays, but ticks are counted at a tempo that is wrong throughout ("3 % fast"), goes from 3 % slow to 3 %
fast, goes to and fro, or wanders; last, as a file is that somebody recorded without a click (the seconds of the
database at the mean tempo of the solo). Chord markers move with the notes, or there are none. A note is right when it
stands on its annotated tatum, in its annotated beat counted from the first bar line. The bound of the last row of a
table is what is reached when every beat is known, but all of them lie beside their place. The solos that judge
are taken, or with `train` those that train; solos that were annotated without bars are left out. With `count` the table
of `jazz.grid.pulse` is printed anew instead.

POP909 holds folders with `<name>.mid` and `beat_midi.txt` (Z. Wang and others, ISMIR 2020: seconds, and whether a beat
is a downbeat in bars of two and of four). Beats and downbeats within 70 ms of one there are right (F measure, as in
mir_eval); then these files are spoilt too, and a note is right when it stands where it did before.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from math import ceil, cos, floor, pi, sin
from pathlib import Path
from typing import Any

import numpy as np
from quantiser import Solo, load, percent

from jazz import grid, midi, voices
from jazz.errors import SourceError
from jazz.grid import Grid, pulse
from jazz.midi import Score, Track
from jazz.music import PPQ, TICKS_PER_QUARTER
from jazz.tatums import swing_ratio, tatums

Warp = Callable[[float], float]
"""From a tick of the right map to one of the wrong one."""
WORST = 0.03
GRAIN = 0.25
"""Seconds in which a tempo that drifts is even."""
TOLERANCE = 0.07
SMOOTH, PRIOR = 0.6, 20.0
"""Of the table that is counted: parts of a beat over which it is smooth, and how many mean notes each row gets."""
BESIDE_MS = (0, 5, 10, 20, 30)


def steady(factor: float) -> Callable[[float], float]:
    """A tempo that is wrong throughout, for each second."""
    return lambda _: factor


def to_and_fro(period: float, phase: float) -> Callable[[float], float]:
    """A tempo that swings around the right one."""
    return lambda second: 1 + WORST * sin(2 * pi * second / period + phase)


def rising(end: float, sign: int) -> Callable[[float], float]:
    """A tempo that goes from one error to the opposite."""
    return lambda second: 1 + sign * WORST * (2 * min(second / end, 1) - 1)


def wandering(every: float, rng: random.Random) -> Callable[[float], float]:
    """A tempo that goes to another error every so many seconds."""
    errors = [rng.uniform(-WORST, WORST) for _ in range(2000)]

    def factor(second: float) -> float:
        step, share = divmod(second / every, 1)
        share = (1 - cos(pi * share)) / 2
        return 1 + errors[int(step)] * (1 - share) + errors[int(step) + 1] * share

    return factor


def spoilings(end: float, rng: random.Random) -> dict[str, Callable[[float], float]]:
    """The ways to spoil a map of so many seconds."""
    return {
        "right": steady(1),
        **{f"{abs(s - 1):.1%} {'fast' if s > 1 else 'slow'}": steady(s) for s in (0.97, 0.98, 0.985, 1.01, 1.02, 1.03)},
        "rising": rising(end, 1),
        "falling": rising(end, -1),
        **{f"to and fro, {period} s": to_and_fro(period, rng.uniform(0, 2 * pi)) for period in (8, 20, 60)},
        **{f"wandering, {every} s": wandering(every, rng) for every in (4, 10, 25)},
    }


def warp(factor: Callable[[float], float], seconds_per_tick: float, end: float) -> Warp:
    """The map that counts `factor` ticks for each right one; tick 0 stays."""
    cells = [factor(cell * GRAIN) * GRAIN for cell in range(ceil(end / GRAIN) + 40)]
    sums = [0.0, *accumulate(cells)]

    def to_wrong(tick: float) -> float:
        cell = max(0.0, tick * seconds_per_tick / GRAIN)
        whole = min(floor(cell), len(cells) - 1)
        return (sums[whole] + (cell - whole) * cells[whole]) / seconds_per_tick

    return to_wrong


def as_recorded(database: sqlite3.Connection, melid: int) -> Warp:
    """The map that counts the seconds of the performance at its mean tempo."""
    beats = database.execute("SELECT beat, onset FROM beats WHERE melid = ? ORDER BY beatid", (melid,)).fetchall()
    onsets = np.array([onset for _, onset in beats])
    mean = (onsets[-1] - onsets[0]) / (len(onsets) - 1)
    places = beats[0][0] - 1 + np.arange(len(onsets))
    wrong = places[0] + (onsets - onsets[0]) / mean
    return lambda tick: float(np.interp(tick / PPQ, places, wrong)) * PPQ


def spoilt(score: Score, to_wrong: Warp, *, words: bool) -> Score:
    """The score on another map; without its words, if so wanted."""

    def moved(track: Track) -> Track:
        notes = (
            replace(note, start=round(to_wrong(note.start)), end=round(to_wrong(note.end))) for note in track.notes
        )
        return replace(track, notes=tuple(notes))

    return replace(
        score,
        tracks=tuple(moved(track) for track in score.tracks),
        metres=tuple((round(to_wrong(tick)), metre) for tick, metre in score.metres),
        texts=tuple(text._replace(tick=round(to_wrong(text.tick))) for text in score.texts) if words else (),
    )


def found(score: Score, track: str | None = None) -> tuple[dict[int, float], list[Grid]]:
    """The onset in 1/24 quarter from the file's first bar line for each note of the melody, by its number."""
    chosen = voices.choose(score, track)
    grids = grid.find(score, chosen)
    places: dict[int, float] = {}
    for each in grids:
        inside = [i for i, note in enumerate(chosen.melody) if each.first <= note.start < each.last]
        onsets = [each.beats(chosen.melody[i].start) for i in inside]
        swing = swing_ratio(onsets, beat_seconds=each.beat_seconds)
        first = round(each.beats(0)) * TICKS_PER_QUARTER
        ticks = tatums(onsets, beat_seconds=each.beat_seconds, swing=swing)
        places |= {i: place.tick - first for i, place in zip(inside, ticks, strict=True)}
    return places, grids


def print_weimar(folder: Path, split: str) -> None:
    """Share of the notes on their tatum, for each way to spoil the map."""
    database = sqlite3.connect(f"{(folder / 'wjazzd.db').resolve().as_uri()}?mode=ro", uri=True)
    names = {int(melid): entry["id"] for melid, entry in json.loads((folder / "split.json").read_text()).items()}
    read = ((solo, midi.read(folder / "midi" / f"{names[solo.melid]}.mid")) for solo in load(folder))
    pairs = [(solo, score) for solo, score in read if solo.split == split and score.metres[0][1].beats > 1]
    solos = [solo for solo, _ in pairs]
    print(f"\n{len(solos)} solos ({split}), notes on the tatum, %")
    print(f"{'tempo map':<20}{'with chords':>12}{'solo alone':>12}{'in its beat':>12}{'ms':>8}{'ms alone':>10}")
    for name in [*spoilings(1, random.Random(0)), "as recorded"]:
        cells: list[float] = []
        speeds: list[float] = []
        for words in (True, False):
            right: list[bool] = []
            near: list[bool] = []
            began = time.perf_counter()
            for solo, score in pairs:
                end = (score.tracks[0].notes[-1].end + 8 * PPQ) / PPQ * solo.beat_seconds
                ways = spoilings(end, random.Random(solo.melid))
                to_wrong = (
                    warp(ways[name], solo.beat_seconds / PPQ, end)
                    if name in ways
                    else as_recorded(database, solo.melid)
                )
                places, _ = found(spoilt(score, to_wrong, words=words))
                right += [places.get(i) == tick for i, tick in enumerate(solo.ticks)]
                near += [abs(places.get(i, 1e9) - tick) <= TICKS_PER_QUARTER / 4 for i, tick in enumerate(solo.ticks)]
            speeds.append(1000 * (time.perf_counter() - began) / len(solos))
            cells.append(percent(right))
        print(
            f"{name:<20}{cells[0]:12.2f}{cells[1]:12.2f}{percent(near):12.1f}{speeds[0]:8.0f}{speeds[1]:10.0f}",
            flush=True,
        )
    print_bound(solos)


def print_bound(solos: Sequence[Solo]) -> None:
    """Share of the notes on their tatum when all beats are known, but too early."""
    print("\nevery beat known, but so many ms beside its place:")
    for beside in BESIDE_MS:
        right: list[bool] = []
        for solo in solos:
            onsets = [onset + beside / 1000 / solo.beat_seconds for onset in solo.onsets]
            swing = swing_ratio(onsets, beat_seconds=solo.beat_seconds)
            placed = tatums(onsets, beat_seconds=solo.beat_seconds, swing=swing)
            right += [place.tick == tick for place, tick in zip(placed, solo.ticks, strict=True)]
        print(f"{beside:5}{percent(right):8.2f}")


def print_pop909(folder: Path) -> None:
    """Beats and downbeats, and how many notes stay where they are when the map is spoilt."""
    songs = {path.name: midi.read(path / f"{path.name}.mid") for path in sorted(folder.iterdir()) if path.is_dir()}
    print(f"\n{len(songs)} songs of POP909, F measure within {TOLERANCE} s")
    scores: dict[str, list[float]] = defaultdict(list)
    seconds: list[float] = []
    for name, score in songs.items():
        rows = np.loadtxt(folder / name / "beat_midi.txt")
        chosen = voices.choose(score, "MELODY")
        began = time.perf_counter()
        try:
            grids = grid.find(score, chosen)
        except SourceError as error:
            print(f"{name}: {error}")
            grids = []
        seconds.append(time.perf_counter() - began)
        for what, ours, theirs in (
            ("the file's own beats", _file_beats(score), rows[:, 0].tolist()),
            ("beats", _times(score, grids, every_beat=True), rows[:, 0].tolist()),
            ("downbeats, bars of four", _times(score, grids, every_beat=False), rows[rows[:, 2] == 1, 0].tolist()),
            ("downbeats, bars of two", _times(score, grids, every_beat=False), rows[rows[:, 1] == 1, 0].tolist()),
        ):
            scores[what].append(f_measure(ours, theirs))
    for what, shares in scores.items():
        print(f"{what:<26}{sum(shares) / len(shares):6.3f}{sum(share > 0.9 for share in shares):5} songs over 0.9")
    print(f"{1000 * sum(seconds) / len(seconds):.1f} ms a song")
    print_spoilt(songs)


def print_spoilt(songs: dict[str, Score]) -> None:
    """The share of notes that stand where they stood when a map that all players share is spoilt."""
    print(f"\n{'tempo map':<20}{'where they stood, %':>20}")
    right = {name: found(score, "MELODY")[0] for name, score in songs.items()}
    for way in spoilings(1, random.Random(0)):
        shares = []
        for name, score in songs.items():
            last = max(note.end for track in score.tracks for note in track.notes)
            end = _seconds(score, [last])[0]
            factor = spoilings(end, random.Random(int(name)))[way]
            try:
                places, _ = found(spoilt(score, warp(factor, end / last, end), words=True), "MELODY")
            except SourceError:
                places = {}
            moved = Counter(places[i] - right[name][i] for i in places if i in right[name])
            shares.append(moved.most_common(1)[0][1] / len(right[name]) if moved else 0.0)
        print(f"{way:<20}{100 * sum(shares) / len(shares):20.1f}", flush=True)


def _file_beats(score: Score) -> list[float]:
    """The seconds of the beats of the file's own map."""
    last = max(note.end for track in score.tracks for note in track.notes)
    return _seconds(score, range(0, last, score.ppq))


def _times(score: Score, grids: Sequence[Grid], *, every_beat: bool) -> list[float]:
    """The seconds of the beats that were found, or of the first beats of bars."""
    last = max(note.end for track in score.tracks for note in track.notes)
    times: list[float] = []
    for each in grids:
        ticks = np.arange(max(0, each.first), min(last, each.last), 4)
        beats = np.array([each.beats(tick) for tick in ticks])
        step = 1.0 if every_beat else each.metre.beats * 4 / each.metre.unit
        wanted = np.arange(ceil(beats[0] / step - 0.01), beats[-1] / step) * step
        times += _seconds(score, np.interp(wanted, beats, ticks))
    return times


def _seconds(score: Score, ticks: Iterable[float]) -> list[float]:
    """File ticks in seconds."""
    marks = dict([(0, 120.0), *score.tempos])
    knots = [*marks, 10**9]
    sums = [0.0, *accumulate((b - a) / score.ppq * 60 / marks[a] for a, b in pairwise(knots))]
    return [float(second) for second in np.interp(list(ticks), knots, sums)]


def f_measure(ours: Any, theirs: Any) -> float:
    """Twice the number of our times that are near to one of theirs, over that of all times."""
    near = sum(np.min(np.abs(np.array(theirs) - time)) < TOLERANCE for time in ours)
    return float(2 * near / (len(ours) + len(theirs)))


def print_counted(folder: Path) -> None:
    """The table of `jazz.grid.pulse`, counted again in the solos that train."""
    classes = len(pulse.NEIGHBOURS) + 1
    counts = np.zeros((classes, classes, pulse.PHASES))
    for solo in (solo for solo in load(folder) if solo.split == "train"):
        for tempo in (0.98, 1.0, 1.02):
            kinds = np.searchsorted(pulse.NEIGHBOURS, np.diff(solo.onsets) * tempo)
            parts = (np.array(solo.onsets) % 1 * pulse.PHASES).astype(int)
            np.add.at(counts, (np.append(classes - 1, kinds), np.append(kinds, classes - 1), parts), 1 / 3)
    kernel = np.exp(-((np.arange(-2, 3) / SMOOTH) ** 2) / 2)
    counts = sum(weight * np.roll(counts, i - 2, axis=2) for i, weight in enumerate(kernel / kernel.sum()))
    mean = counts.sum(axis=(0, 1)) / counts.sum()
    shares = (counts + PRIOR * mean) / (counts.sum(axis=2, keepdims=True) + PRIOR)
    letters = np.rint(np.log(shares * pulse.PHASES) / 0.2).astype(int) + ord("m")
    for before in letters:
        words = ["".join(map(chr, word)) for word in before.tolist()]
        print(*(f'    "{" ".join(words[i : i + 3])}"' for i in (0, 3)), sep="\n")


if __name__ == "__main__":
    if sys.argv[2:] == ["count"]:
        print_counted(Path(sys.argv[1]))
        sys.exit()
    print_weimar(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 and sys.argv[2] in ("train", "val") else "val")
    if Path(sys.argv[-1]).is_dir() and len(sys.argv) > 2:
        print_pop909(Path(sys.argv[-1]))

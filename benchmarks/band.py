"""How well the band keeps the rules of its instruments, beside controls that show that the numbers measure something.

    python benchmarks/band.py [--seeds 2] [--random 300]

Over the shipped charts, each at its own tempo and slower and faster, with solos of the shipped model for a tenor, moved
up an octave, and down one and two, so that they also run through the registers of piano and bass; and over random
charts of many metres with random lines. Prints three tables.

- bass: how many changes have a note on them, and that note the root (or the bass of a slash); how many roots are come
  to by step, or from their fifth; repeated notes; leaps of more than a fifth; the highest and lowest note; how far
  below the soloist it lies at the nearest. Control: the same rhythm with random chord tones of the same register.
- piano: how many chords sound at all, and with both third and seventh (or what stands in for them); semitones that each
  voice moves from voicing to voicing; clashes with the solo (a unison, minor second or minor ninth on the page), hits
  with voices on both sides of it, notes that begin over the bass. Controls: the part of a pianist who hears nobody, and
  each chord voiced for itself.
- how much piano and drums (snare and bass drum) say where the soloist is busy, in the rests between phrases, and else.
  Control: players who hear nobody.
"""

from __future__ import annotations

import argparse
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from statistics import mean
from time import perf_counter
from typing import NamedTuple

from jazz import assets, charts, pipeline
from jazz.band import accompany, arranged
from jazz.band.listening import Listener, clashes
from jazz.band.voicings import lead, motion
from jazz.music import PLAYED_PER_TICK, Change, Chart, Chord, Form, Metre, Note, Part, PlayedNote, Solo
from jazz.swing import STRAIGHT
from jazz.theory import parse_chord

TEMPOS = (0.6, 1.0, 1.5)  # of the chart's own
OCTAVES = (-24, -12, 0, 12)
METRES = (Metre(4, 4), Metre(3, 4), Metre(5, 4), Metre(7, 4), Metre(2, 4), Metre(6, 8), Metre(12, 8), Metre(7, 8))
QUALITIES = [
    "maj7",
    "7",
    "m7",
    "m7b5",
    "dim7",
    "6",
    "m6",
    "7b9",
    "7alt",
    "7sus4",
    "7#11",
    "+",
    "5",
    "mM7",
    "9",
    "13",
    "m9",
    "69",
]
NAMES = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"]
ROUND = 2  # played ticks that a page tick may be off after rounding


class Scene(NamedTuple):
    """A band over a form with a solo; all at humanise 0 and straight, so that page and performance are the same."""

    name: str
    form: Form
    solo: Solo
    tempo: float
    seed: int

    def parts(self, solo: Solo | None = None, humanise: float = 0.0) -> dict[str, Part]:
        """The parts of the band by name, for this solo or another."""
        played = accompany(
            self.form,
            self.solo if solo is None else solo,
            tempo=self.tempo,
            share=STRAIGHT,
            backing="trio",
            humanise=humanise,
            rng=Random(self.seed),
        )
        return {part.name: part for part in played}


# ---- what is played


def shipped(seeds: int) -> Iterator[Scene]:
    """The shipped charts with the model's solos, in several registers and tempos."""
    model = pipeline.open_model("weimar")
    for name in sorted(assets.charts()):
        chart = charts.arrange(charts.find(name))
        for seed in range(seeds):
            (take,) = pipeline.improvise(model, pipeline.Request(chart=chart, seed=seed, takes=1))
            form = arranged(chart, intro=True, ending=True, loop=False)
            for factor in TEMPOS:
                for octave in OCTAVES:
                    tempo = min(340.0, factor * (chart.tempo or 140))
                    yield Scene(f"{octave:+d}", form, take.solo.transposed(octave), tempo, seed)


def by_chance(count: int) -> Iterator[Scene]:
    """Random charts in many metres, with random lines."""
    for seed in range(count):
        rng = Random(seed)
        metre = rng.choice(METRES)
        bars = rng.randint(1, 24)
        beats = sorted({0, *rng.sample(range(bars * metre.beats), min(bars, bars * metre.beats))})
        chords = [_chord(rng) for _ in beats]
        changes = [Change(beat * metre.beat, chord) for beat, chord in zip(beats, chords, strict=True)]
        chart = Chart(metre, bars, tuple(changes), style=rng.choice(["swing", "bossa", "ballad", "straight", "funk"]))
        form = arranged(chart, intro=rng.random() < 0.5, ending=rng.random() < 0.5, loop=rng.random() < 0.3)
        yield Scene("random", form, _line(chart, rng), rng.uniform(40, 330), seed)


def _chord(rng: Random) -> Chord:
    slash = f"/{rng.choice(NAMES)}" if rng.random() < 0.15 else ""
    return parse_chord("N.C." if rng.random() < 0.08 else rng.choice(NAMES) + rng.choice(QUALITIES) + slash)


def _line(chart: Chart, rng: Random) -> Solo:
    notes, onset, pitch = [], rng.choice([0, 12, 48]), rng.randint(40, 84)
    while onset < chart.length - 24:
        duration = rng.choice([6, 8, 12, 12, 12, 24, 48])
        pitch = min(90, max(30, pitch + rng.randint(-5, 5)))
        notes.append(Note(onset, duration, pitch))
        onset += duration + rng.choice([0, 0, 0, 0, 12, 36, 96])
    return Solo(tuple(notes))


# ---- what is measured


Counts = dict[str, list[float]]


def measure_bass(scene: Scene, notes: Sequence[PlayedNote], counts: Counts) -> None:
    """Add what one bass line says to the counts, by measure."""
    chart = scene.form.chart
    starts = {note.start: note for note in notes}
    listener = Listener(scene.solo, scene.form.start)
    for change in chart.changes:
        if change.chord.root is None:
            continue
        on = starts.get(change.onset * PLAYED_PER_TICK)
        counts["note on the change"].append(on is not None)
        if on is None:
            continue
        counts["root on the change"].append(on.pitch % 12 == change.chord.bass)
        before = max((note for note in notes if note.start < on.start), key=lambda note: note.start, default=None)
        if before and on.start - before.start <= chart.metre.bar * PLAYED_PER_TICK:
            step = before.pitch - on.pitch
            counts["root by step"].append(abs(step) in {1, 2})
            counts["or from its fifth"].append(abs(step) in {1, 2, 5, 7})
    for before, after in pairwise(notes):
        counts["repeated"].append(before.pitch == after.pitch)
        counts["over a fifth"].append(abs(before.pitch - after.pitch) > 7)
        counts["over an octave"].append(abs(before.pitch - after.pitch) > 12)
    for note in notes:
        counts["from, to"].append(note.pitch)
        around = listener.sounding(note.start // PLAYED_PER_TICK, -(-note.end // PLAYED_PER_TICK))
        counts["below the solo by"] += [other.pitch - note.pitch for other in around]


def measure_piano(scene: Scene, notes: Sequence[PlayedNote], counts: Counts) -> None:
    """Add what one piano part says to the counts."""
    chart = scene.form.chart
    listener = Listener(scene.solo, scene.form.start)
    hits: dict[int, list[PlayedNote]] = defaultdict(list)
    for note in notes:
        hits[note.start].append(note)
    ends = [*(change.onset for change in chart.changes[1:]), chart.length]
    for change, end in zip(chart.changes, ends, strict=True):
        if change.chord.root is None:
            continue
        within = (change.onset - 12) * PLAYED_PER_TICK - ROUND, end * PLAYED_PER_TICK
        heard = [note for note in notes if within[0] <= note.start < within[1]]
        classes = {note.pitch % 12 for note in heard}
        counts["chords heard"].append(bool(heard))
        counts["third and seventh"].append(guides(change.chord) <= classes)
    for (_, one), (_, other) in pairwise(sorted(hits.items())):
        here, there = (sorted(note.pitch for note in struck) for struck in (one, other))
        if len(here) == len(there) and here != there:
            counts["semitones a voice"].append(motion(here, there) / len(here))
    for struck in hits.values():
        counts["voices"].append(len(struck))
        around = [_meanwhile(listener, note) for note in struck]
        pairs = [(note.pitch, other.pitch) for note, solos in zip(struck, around, strict=True) for other in solos]
        counts["clashes a hit"].append(sum(clashes(pitch, other) for pitch, other in pairs))
        counts["crossings a hit"].append(len({pitch < other for pitch, other in pairs}) > 1)


def measure_unled(scene: Scene, counts: Counts) -> None:
    """Add how far each voice moves where every chord is voiced for itself, in the middle of the keyboard."""
    chords = [change.chord for change in scene.form.chart.changes if change.chord.root is not None]
    for one, other in pairwise([lead((), chord) for chord in chords]):
        if len(one) == len(other) and one != other:
            counts["semitones a voice"].append(motion(one, other) / len(one))


def measure_hands_over_bass(parts: dict[str, Part], counts: Counts) -> None:
    """Add whether each of the piano's notes begins over the note that the bass plays."""
    bass = parts["Double Bass"].notes
    starts = [note.start for note in bass]
    for note in parts["Comping Piano"].notes:
        below = bass[max(0, bisect_right(starts, note.start) - 1)]
        counts["over the bass"].append(note.pitch > below.pitch or not below.start <= note.start < below.end)


def _meanwhile(listener: Listener, note: PlayedNote) -> Sequence[Note]:
    """What the soloist plays while a note sounds, on the page."""
    return listener.sounding(round(note.start / PLAYED_PER_TICK), round((note.end - ROUND) / PLAYED_PER_TICK))


def guides(chord: Chord) -> frozenset[int]:
    """Third and seventh as pitch classes, or the sixth for a seventh that is major or not there, or what there is."""
    root = chord.root or 0
    steps = {step % 12 for step in chord.intervals}
    third = next((step for step in (4, 3, 5, 2) if step in steps), None)
    seventh = next((step for step in (10, 9) if step in steps), None)
    return frozenset((root + step) % 12 for step in (third, seventh) if step is not None)


def measure_talk(scene: Scene, notes: Sequence[PlayedNote], counts: Counts) -> None:
    """Add how often a player speaks, in strokes a whole note, where the soloist is busy and where there is a rest."""
    listener = Listener(scene.solo, scene.form.start)
    spoken = {round(note.start / PLAYED_PER_TICK) for note in notes}
    for tick in range(scene.form.start, scene.form.end, 12):
        where = "in a hole" if listener.is_hole(tick) else "under a busy line" if listener.is_busy(tick) else "else"
        counts[where].append(8 * (tick in spoken))


def left_hand(notes: Sequence[PlayedNote]) -> list[PlayedNote]:
    """What a drummer says beside the time: snare and bass drum, not ghosted."""
    return [note for note in notes if note.pitch in {38, 36} and note.velocity > 40]


def scrambled(notes: Sequence[PlayedNote], chart: Chart, rng: Random) -> list[PlayedNote]:
    """The same rhythm with random chord tones between the same bounds: a bass player who hears no line."""
    low, high = min(note.pitch for note in notes), max(note.pitch for note in notes)
    found = []
    for note in notes:
        tones = chart.chord_at(round(note.start / PLAYED_PER_TICK)).tones
        choices = [pitch for pitch in range(low, high + 1) if pitch % 12 in tones]
        found.append(replace(note, pitch=rng.choice(choices or [note.pitch])))
    return found


# ---- tables


def table(title: str, rows: dict[str, Counts]) -> None:
    """Print the means of all measures, a column each."""
    measures = list(dict.fromkeys(name for counts in rows.values() for name in counts))
    print(f"\n| {title} | {' | '.join(measures)} |\n|{'---|' * (len(measures) + 1)}")
    for row, counts in rows.items():
        print(f"| {row} | {' | '.join(figure(name, counts.get(name, [])) for name in measures)} |")


def figure(name: str, values: Sequence[float]) -> str:
    """A mean; for registers, the extremes."""
    if not values:
        return ""
    if name == "from, to":
        return f"{min(values):.0f} to {max(values):.0f}"
    return f"{min(values):.0f} at least, mean {mean(values):.0f}" if "below" in name else f"{mean(values):.3f}"


class Tables(NamedTuple):
    """The counts of each table, by row and measure."""

    bass: dict[str, Counts]
    piano: dict[str, Counts]
    talk: dict[str, Counts]


def _rows() -> dict[str, Counts]:
    return defaultdict(lambda: defaultdict(list))


def measure(scene: Scene, parts: dict[str, Part], tables: Tables) -> None:
    """Add all that is measured of one scene to the tables."""
    deaf = scene.parts(Solo())
    if "Double Bass" in parts:
        measure_bass(scene, parts["Double Bass"].notes, tables.bass[scene.name])
    if "Comping Piano" in parts:
        measure_piano(scene, parts["Comping Piano"].notes, tables.piano[scene.name])
        measure_talk(scene, parts["Comping Piano"].notes, tables.talk["piano"])
        measure_talk(scene, deaf["Comping Piano"].notes, tables.talk["piano, control"])
    if {"Double Bass", "Comping Piano"} <= set(parts):
        measure_hands_over_bass(parts, tables.piano[scene.name])
    if "Drums" in parts:
        measure_talk(scene, left_hand(parts["Drums"].notes), tables.talk["drums"])
        measure_talk(scene, left_hand(deaf["Drums"].notes), tables.talk["drums, control"])
    if scene.name == "+0":
        notes = scrambled(parts["Double Bass"].notes, scene.form.chart, Random(scene.seed))
        measure_bass(scene, notes, tables.bass["+0, control"])
        measure_piano(scene, deaf["Comping Piano"].notes, tables.piano["+0, control"])
        measure_unled(scene, tables.piano["+0, each chord for itself"])
        measure_hands_over_bass({**deaf, "Double Bass": parts["Double Bass"]}, tables.piano["+0, control"])


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--random", type=int, default=300)
    options = parser.parse_args()
    tables = Tables(_rows(), _rows(), _rows())
    times = []
    for scene in (*shipped(options.seeds), *by_chance(options.random)):
        begin = perf_counter()
        parts = scene.parts()
        times.append((perf_counter() - begin) / scene.form.chart.bars)
        measure(scene, parts, tables)
    table("bass", tables.bass)
    table("piano", tables.piano)
    table("strokes a whole note", tables.talk)
    print(f"\n{1000 * mean(times):.2f} ms a bar for the whole band")


if __name__ == "__main__":
    main()

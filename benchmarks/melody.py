"""How well the melody is found, and where the weights of `jazz.voices.measures` come from.

Run it as `python benchmarks/melody.py POP909_FOLDER [WJAZZD_FOLDER]`. The first folder holds songs of POP909
(`001/001.mid` with tracks MELODY, BRIDGE and PIANO, and `001/chord_midi.txt`), the second the Weimar Jazz Database
(`wjazzd.db`). The scenes are those of `arrangements`. Weights are learned ten times, each time without the songs and
tunes, in whatever scene, on which they are then judged; those that are printed are learned from all.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import mido
import numpy as np
from arrangements import Line, Scene, pop_songs, weimar_solos
from music21.corpus import parse as parse_work
from numpy.typing import NDArray

from jazz import midi
from jazz.midi import Score
from jazz.music import PlayedNote
from jazz.voices import DOUBTFUL, choose, ranked
from jazz.voices.measures import MEASURES, Measure, measured
from jazz.voices.skyline import hands, skyline

FOLDS = 10
RIDGE = 10.0
"""How strongly weights are held to 0; scenes are easier than the world."""
EVERY = 4
"""Of the Weimar solos, one in so many."""
STEPS = 20
"""Newton's steps, more than it takes."""

PART_SONGS = {
    "Bach chorales": [f"bach/bwv{number}" for number in range(254, 434, 12)],
    "string quartets": [
        f"{work}/movement{number}"
        for work, movements in (("haydn/opus1no1", 5), ("mozart/k80", 4), ("mozart/k155", 3), ("mozart/k156", 4))
        for number in range(1, movements + 1)
    ],
}
"""Works of music21's corpus whose first part leads."""

Array = NDArray[np.float64]
Measures = Mapping[str, Measure]


def main(pop909: Path, wjazzd: Path | None = None) -> None:
    """Print every table."""
    scenes = [*pop_songs(pop909), *(weimar_solos(wjazzd, EVERY) if wjazzd else ())]
    values = [values_of(scene.score) for scene in scenes]
    print(f"{len(scenes)} scenes with {sum(len(scene.players) for scene in scenes)} tracks")
    print_measures(learned(scenes, values))
    print_accuracy(scenes, crossed(scenes, values))
    print_part_songs()
    print_names(pop909)
    print_lines(pop909)
    print_speed(pop909)


# ---- learning


def values_of(score: Score) -> Array:
    """The measures of each track, (tracks, measures)."""
    return np.array([[facts[name] for name in MEASURES] for facts in measured(score.tracks, score.ppq)])


def learned(scenes: Sequence[Scene], values: Sequence[Array]) -> Measures:
    """The measures with the weights that make the true melodies likeliest, each kind of scene counting the same."""
    every = np.concatenate(values)
    mean, spread = every.mean(axis=0), every.std(axis=0)
    standard = [(rows - mean) / spread for rows in values]
    kinds = Counter(scene.kind for scene in scenes)
    counts = [len(scenes) / len(kinds) / kinds[scene.kind] for scene in scenes]
    weights = logit(standard, [scene.melody for scene in scenes], counts)
    table = zip(MEASURES.items(), mean, spread, weights, strict=True)
    return {
        name: measure._replace(mean=centre, spread=width, weight=weight)
        for (name, measure), centre, width, weight in table
    }


def logit(standard: Sequence[Array], melodies: Sequence[int], counts: Sequence[float]) -> Array:
    """The weights of a conditional logit with a ridge, by Newton's method."""
    size = standard[0].shape[1]
    weights = np.zeros(size)
    for _ in range(STEPS):
        slope, curve = -RIDGE * weights, RIDGE * np.eye(size)
        for rows, melody, count in zip(standard, melodies, counts, strict=True):
            shares = np.exp(rows @ weights - (rows @ weights).max())
            shares /= shares.sum()
            expected = shares @ rows
            slope += count * (rows[melody] - expected)
            curve += count * ((rows.T * shares) @ rows - np.outer(expected, expected))
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def crossed(scenes: Sequence[Scene], values: Sequence[Array]) -> dict[str, Measures]:
    """For each tune, the measures with weights that were learned without it."""
    tunes = sorted({scene.tune for scene in scenes})
    Random(0).shuffle(tunes)
    table: dict[str, Measures] = {}
    for fold in range(FOLDS):
        held = set(tunes[fold::FOLDS])
        kept = [index for index, scene in enumerate(scenes) if scene.tune not in held]
        table |= dict.fromkeys(held, learned([scenes[i] for i in kept], [values[i] for i in kept]))
    return table


def print_measures(measures: Measures) -> None:
    """The rows for the table of `jazz.voices.measures`."""
    print(f"\n{'measure':<12}{'mean':>9}{'spread':>9}{'weight':>9}{'  as committed'}")
    for name, row in measures.items():
        old = MEASURES[name]
        committed = f"{old.mean:g}, {old.spread:g}, {old.weight:g}"
        print(f"{name:<12}{row.mean:9.3g}{row.spread:9.3g}{row.weight:9.2f}  {committed}")


# ---- how often it is right


def print_accuracy(scenes: Sequence[Scene], weights: Mapping[str, Measures]) -> None:
    """By kind of scene, with weights that do not know the tune: right, how sure, and who was taken instead."""
    tried = [*scenes, *(type_0(scene) for scene in scenes if scene.kind in ("pop909", "arranged"))]
    results: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    instead: dict[str, Counter[str]] = defaultdict(Counter)
    for scene in tried:
        first = ranked(scene.score, weights[scene.tune])[0]
        player = scene.players[first.number - 1]
        results[scene.kind].append((player == "melody", first.score))
        instead[scene.kind].update([player] * (player != "melody"))
    print(f"\n{'names hidden':<20}{'scenes':>8}{'right, %':>10}{'sure, %':>9}{'doubtful, %':>13}{'right then':>12}")
    for kind, pairs in results.items():
        doubtful = [right for right, sure in pairs if sure < DOUBTFUL]
        cells = [percent(right for right, _ in pairs), 100 * np.mean([sure for _, sure in pairs])]
        cells += [100 * len(doubtful) / len(pairs)]
        then = f"{sum(doubtful)} of {len(doubtful)}"
        taken = ", ".join(f"{player} {count}" for player, count in instead[kind].most_common())
        print(f"{kind:<20}{len(pairs):8}{cells[0]:10.1f}{cells[1]:9.1f}{cells[2]:13.1f}{then:>12}  {taken}")


def type_0(scene: Scene) -> Scene:
    """The scene written as a file of one track in which each player has a channel, and read again."""
    channels = [channel for channel in range(16) if channel != 9]
    events = []
    for channel, track in zip(channels, scene.score.tracks, strict=False):
        for note in track.notes:
            sounds = {"channel": channel, "note": note.pitch}
            events.append((note.start, 1, mido.Message("note_on", velocity=note.velocity, **sounds)))
            events.append((note.end, 0, mido.Message("note_off", **sounds)))
    messages, now = mido.MidiTrack(), 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        messages.append(message.copy(time=tick - now))
        now = tick
    file = mido.MidiFile(type=0, ticks_per_beat=scene.score.ppq)
    file.tracks = [messages]
    return replace(scene, kind=f"{scene.kind}, type 0", score=reread(file.save))


def reread(save: Callable[[Path], object]) -> Score:
    """What is read of a file that is saved."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "scene.mid")
        save(path)
        return midi.read(path)


def print_part_songs() -> None:
    """Chorales and string quartets that come with music21, nameless: no weight was learned from them.

    The measures and the ridge were chosen with these figures in sight.
    """
    print(f"\n{'names hidden':<20}{'scores':>8}{'right, %':>10}{'sure, %':>9}{'doubtful, %':>13}")
    for kind, works in PART_SONGS.items():
        firsts = [ranked(nameless(reread(partial(parse_work(work).write, "midi"))))[0] for work in works]
        right = percent(first.number == 1 for first in firsts)
        doubtful = percent(first.score < DOUBTFUL for first in firsts)
        sure = 100 * np.mean([first.score for first in firsts])
        print(f"{kind:<20}{len(works):8}{right:10.1f}{sure:9.1f}{doubtful:13.1f}")


def nameless(score: Score) -> Score:
    """The score without names, instruments and words."""
    return replace(score, texts=(), tracks=tuple(replace(track, name="", program=0) for track in score.tracks))


def print_names(folder: Path) -> None:
    """The songs with their names, and the weights as committed."""
    firsts = [(score, choose(score)) for score in map(midi.read, songs(folder))]
    right = [voices.name == "MELODY" for _, voices in firsts]
    print(f"\nnames shown: {percent(right):.1f} % of {len(right)} songs right")


def songs(folder: Path) -> list[Path]:
    """The files of a POP909 folder."""
    return sorted(folder.glob("*/*.mid"))


# ---- one player with both hands


def plain_skyline(notes: Sequence[PlayedNote], ppq: int) -> Iterable[PlayedNote]:
    """The highest note of each attack."""
    tops: dict[int, PlayedNote] = {}
    for note in notes:
        attack = round(12 * note.start / ppq)
        tops[attack] = max(tops.get(attack, note), note, key=lambda n: n.pitch)
    return tops.values()


LINES: dict[str, Callable[[Sequence[PlayedNote], int], Iterable[PlayedNote]]] = {
    "top of each attack": plain_skyline,
    "skyline": skyline,
    "ours": lambda notes, ppq: hands(notes, ppq)[0],
}


def print_lines(folder: Path) -> None:
    """Melody and piano on one track: how many of the notes that are taken for the melody are, and how many of it."""
    print(f"\n{'MELODY and':<18}{'':<20}{'precision, %':>13}{'recall, %':>11}{'F, %':>7}")
    for others in (("PIANO",), ("BRIDGE", "PIANO")):
        for name, find in LINES.items():
            cells = np.mean([line_figures(midi.read(path), others, find) for path in songs(folder)], axis=0)
            print(f"{' and '.join(others):<18}{name:<20}{cells[0]:13.1f}{cells[1]:11.1f}{cells[2]:7.1f}")


def line_figures(
    score: Score, others: Sequence[str], find: Callable[[Sequence[PlayedNote], int], Iterable[PlayedNote]]
) -> tuple[float, float, float]:
    """Precision, recall and F measure in percent."""
    lines: dict[str, Line] = {track.name: list(track.notes) for track in score.tracks}
    melody = {(note.start, note.pitch) for note in lines["MELODY"]}
    together = {note for name in ("MELODY", *others) for note in lines[name]}
    found = {(n.start, n.pitch) for n in find(sorted(together, key=lambda n: (n.start, n.pitch)), score.ppq)}
    right = len(melody & found)
    return 100 * right / len(found), 100 * right / len(melody), 200 * right / (len(found) + len(melody))


def print_speed(folder: Path) -> None:
    """Milliseconds of processor time for a song, reading left out."""
    scores = [midi.read(path) for path in songs(folder)]
    began = time.process_time()
    for score in scores:
        choose(score)
    print(f"\n{1000 * (time.process_time() - began) / len(scores):.1f} ms a song")


def percent(flags: Iterable[bool]) -> float:
    """The share of true values in percent."""
    return 100 * float(np.mean(list(flags)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

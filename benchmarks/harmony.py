"""How well chords are heard, beside other programs; and how the ear that hears them is trained.

    python benchmarks/harmony.py measure POP909 WJAZZD [--folds FOLDER] [--songs N]
    python benchmarks/harmony.py train POP909 WJAZZD --out FOLDER [--fold N] [--seed N]

POP909 and WJAZZD are folders as `harmony_songs.py` describes them. Without `--folds` the shipped weights are measured,
which were trained on all these songs of POP909 and on the training side of the Weimar solos; with it, each song of
POP909 is heard by the weights `fold-N/weights.safetensors` that were trained without it (`train --fold 0` to `4`).
Other programs are measured as far as they are installed.

Figures are those of mir_eval (Raffel et al. 2014): the share of the time for which a chord is right, of that for which
the comparison is defined, as the mean over songs. All hear the same notes on the same (annotated) beats.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import mir_eval
import numpy as np
from harmony_peers import Peer, installed
from harmony_songs import Annotated, class_of, label_of, pop909, weimar

from jazz import harmony
from jazz.harmony import ear
from jazz.music import TICKS_PER_QUARTER, Metre
from jazz.quantise import PerformedNote
from jazz.weights import Weights, read

COMPARISONS = ("majmin", "sevenths", "root", "mirex")
BEATS_ALONE = Metre(1, 4)
POP_WAYS = {
    "piano; melody": (["PIANO"], ["MELODY"]),
    "piano, bridge; melody": (["PIANO", "BRIDGE"], ["MELODY"]),
    "all tracks as accompaniment": (["PIANO", "BRIDGE", "MELODY"], []),
    "bass of the piano; melody": (["LOWEST"], ["MELODY"]),
    "melody alone": ([], ["MELODY"]),
}
JAZZ_WAYS = {"bass; solo": (["BASS"], ["SOLO"]), "solo alone": ([], ["SOLO"])}
"""What is heard: the tracks that accompany, and those of the melody."""


def main() -> None:
    """Measure, or train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("measure", "train"))
    parser.add_argument("pop909", type=Path)
    parser.add_argument("wjazzd", type=Path)
    parser.add_argument("--folds", type=Path, help="measure: the folder of the cross-validated weights")
    parser.add_argument("--songs", type=int, help="measure: only so many songs of each kind")
    parser.add_argument("--out", type=Path, help="train: the folder for the weights")
    parser.add_argument("--fold", type=int, help="train: leave out every fifth song of POP909 from this one on")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if given.what == "train":
        train(given.pop909, given.wjazzd, given.out, given.fold, given.seed)
    else:
        pop, jazz = list(pop909(given.pop909)), list(weimar(given.wjazzd, "val"))
        measure(pop[: given.songs], jazz[: given.songs], given.folds)


def train(pop: Path, jazz: Path, out: Path, fold: int | None, seed: int) -> None:
    """Train the ear and write `weights.safetensors`; Keras is imported here alone."""
    import harmony_training  # noqa: PLC0415

    songs = [song for song in pop909(pop) if song.fold != fold] + list(weimar(jazz, "train"))
    lessons = [harmony_training.lesson(song) for song in songs]
    folder = out if fold is None else out / f"fold-{fold}"
    folder.mkdir(parents=True, exist_ok=True)
    harmony_training.train(lessons, folder / "weights.safetensors", seed=seed)


def measure(pop: Sequence[Annotated], jazz: Sequence[Annotated], folds: Path | None) -> None:
    """Print every table."""
    warnings.filterwarnings("ignore")
    pop = [with_bass(song) for song in pop]
    weights = (
        {fold: read(folds / f"fold-{fold}" / "weights.safetensors", ear.SHAPES) for fold in range(5)} if folds else {}
    )
    peers = installed()
    for name, songs, ways in (("POP909", pop, POP_WAYS), ("Weimar", jazz, JAZZ_WAYS)):
        print(f"\n{name}, {len(songs)} songs: {', '.join(COMPARISONS)}; ms a song")
        for way, (chords, line) in ways.items():
            ours = [hear(song, chords, line, song.metre, weights.get(song.fold)) for song in songs]
            print_row(f"jazz: {way}", songs, ours)
            print_sureness(songs, [found for found, _, _ in ours], [sure for *_, sure in ours])
        chords, line = next(iter(ways.values()))
        blind = [hear(song, chords, line, BEATS_ALONE, weights.get(song.fold)) for song in songs]
        print_row("jazz: the first, bars not known", songs, blind)
        for peer, ask in peers.items():
            for tracks in (chords, chords + line):
                print_row(f"{peer}: {', '.join(tracks).lower()}", songs, [asked(song, tracks, ask) for song in songs])


def with_bass(song: Annotated) -> Annotated:
    """The song with one more track, the notes of the piano under which no other sounds."""
    bass: list[PerformedNote] = []
    for note in sorted(song.tracks["PIANO"], key=lambda note: (note.onset, note.pitch)):
        below = [other for other in bass[-4:] if other.end > note.onset + 1 / 8 and other.pitch < note.pitch]
        if not below:
            bass.append(note)
    return replace(song, tracks=song.tracks | {"LOWEST": bass})


def notes_of(song: Annotated, tracks: Iterable[str]) -> list[PerformedNote]:
    """The notes of some tracks."""
    return [note for track in tracks for note in song.tracks[track]]


def hear(
    song: Annotated, chords: Sequence[str], line: Sequence[str], metre: Metre, weights: Weights | None
) -> tuple[list[str], float, float]:
    """The label of each beat that this program hears, the seconds that it took, and how sure it is."""
    notes = notes_of(song, chords), notes_of(song, line)
    began = time.perf_counter()
    heard = harmony.hear(*notes, metre, weights=weights)
    seconds = time.perf_counter() - began
    found = ["N"] * len(song.truth)
    for tick, chord in heard.chords:
        start = max(0, round(tick / TICKS_PER_QUARTER) - song.first)
        found[start:] = [label_of(chord)] * (len(found) - start)
    return found, seconds, heard.sure


def asked(song: Annotated, tracks: Sequence[str], ask: Peer) -> tuple[list[str], float]:
    """The label of each beat that a peer finds, and the seconds that it took."""
    notes = [
        replace(note, onset=max(0.0, note.onset - song.first), end=note.end - song.first)
        for note in notes_of(song, tracks)
        if note.end > song.first
    ]
    began = time.perf_counter()
    return ask(sorted(notes, key=lambda note: note.onset), len(song.truth)), time.perf_counter() - began


def print_row(name: str, songs: Sequence[Annotated], found: Sequence[tuple[Any, ...]]) -> None:
    """Print a line of the table, of (labels, seconds, ...) of each song."""
    figures = np.mean([scores(song, answer[0]) for song, answer in zip(songs, found, strict=True)], axis=0)
    seconds = np.mean([answer[1] for answer in found])
    print(f"{name:45s} {' '.join(f'{figure:.3f}' for figure in figures)} {1000 * seconds:8.1f}", flush=True)


def scores(song: Annotated, found: Sequence[str]) -> list[float]:
    """The weighted overlaps of a song, in the order of COMPARISONS."""
    pairs = [(true, said, seconds) for true, said, seconds in zip(song.truth, found, song.seconds, strict=True) if true]
    truth, said, seconds = ([*column] for column in zip(*pairs, strict=True))
    return [
        mir_eval.chord.weighted_accuracy(getattr(mir_eval.chord, comparison)(truth, said), np.array(seconds))
        for comparison in COMPARISONS
    ]


def print_sureness(songs: Sequence[Annotated], found: Sequence[list[str]], sure: Sequence[float]) -> None:
    """Print how sure it was on average, of the less and the more sure half of the songs, and how right it was."""
    right = [exactly(song, answer) for song, answer in zip(songs, found, strict=True)]
    order = np.argsort(sure)
    halves = order[: len(order) // 2], order[len(order) // 2 :]
    told = [f"{np.take(sure, half).mean():.2f} sure, {np.take(right, half).mean():.2f} right" for half in halves]
    print(f"{'':6s}{'; '.join(told)}")


def exactly(song: Annotated, found: Sequence[str]) -> float:
    """The share of the time in which root and quality are exactly those of the annotation."""
    beats = zip(song.truth, found, song.seconds, strict=True)
    right, seconds = zip(
        *((class_of(true) == class_of(said), length) for true, said, length in beats if true), strict=True
    )
    return float(np.average(right, weights=seconds))


if __name__ == "__main__":
    main()

"""How the ear of `jazz.harmony` was trained, in Keras; run it as `python benchmarks/harmony.py train`.

Examples are windows of annotated songs. So that one network serves whatever a file has, its evidence is thinned out at
random: POP909 with and without its second voice, its melody among the accompaniment, only its bass, only its melody;
Weimar solos with their bass or alone; and over the chords of both, or over chords drawn by lot, an accompaniment that
is made up here, in the manners of pianists and programs. Some windows are cut out as if they were whole pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import keras
import numpy as np
from harmony_songs import UNKNOWN, Annotated
from keras import layers, ops
from safetensors.numpy import save_file

from jazz.harmony import ear, evidence, lexicon
from jazz.harmony.evidence import Evidence
from jazz.music import Metre
from jazz.quantise import PerformedNote

FRAMES, BATCH, OF_POP = 48, 8, 4
"""Frames of a window, windows of a batch, and how many of them are of POP909."""
STEPS, RATE, DROPOUT = 3500, 6e-3, 0.1

Batch = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Lesson:
    """A song in every way that it can be heard, and its classes frame by frame; `whole` is heard most often."""

    ways: list[Evidence]
    classes: np.ndarray
    is_pop: bool


def lesson(song: Annotated) -> Lesson:
    """The lesson of a song: for POP909 piano, piano and bridge, and all tracks; for Weimar bass and solo."""
    tracks = song.tracks
    if "PIANO" in tracks:
        both = [*tracks["PIANO"], *tracks["BRIDGE"]]
        heard = [(tracks["PIANO"], tracks["MELODY"]), (both, tracks["MELODY"]), ([*both, *tracks["MELODY"]], [])]
    else:
        heard = [(tracks["BASS"], tracks["SOLO"])]
    ways = [evidence.gather(*notes, song.metre) for notes in heard]
    return Lesson(ways, song.classes(ways[0].first, len(ways[0])), "PIANO" in tracks)


def train(lessons: Sequence[Lesson], path: Path, *, steps: int = STEPS, seed: int = 0) -> None:
    """Train an ear on lessons and write its weights."""
    keras.utils.set_random_seed(seed)
    model = network()
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps, alpha=0.02)
    model.compile(
        keras.optimizers.Adam(rate, clipnorm=1.0),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(batches(lessons, np.random.default_rng(seed)), steps_per_epoch=steps, verbose=2)
    save_file(weights_of(model), path)


def network() -> keras.Model:
    """The network of `ear.listen`: features (batch, frames, 12, N_FEATURES) to logits (batch, frames, classes)."""
    features = keras.Input((FRAMES, 12, evidence.N_FEATURES))
    by_root = layers.Lambda(lambda x: ops.reshape(ops.transpose(x, (0, 2, 1, 3)), (-1, FRAMES, x.shape[3])))(features)
    front = layers.Dense(ear.FRONT, activation="relu", name="front")(by_root)
    front = layers.Dropout(DROPOUT)(front)
    states = layers.Bidirectional(layers.GRU(ear.UNITS, return_sequences=True), name="both_ways")(front)
    states = layers.Dropout(DROPOUT)(states)
    told = layers.Dense(lexicon.N_QUALITIES + 1, name="output")(layers.Concatenate()([front, states]))
    return keras.Model(features, layers.Lambda(_compared)(told))


def _compared(told: Any) -> Any:
    """What is said of each root (batch * 12, frames, qualities + 1) side by side (batch, frames, classes)."""
    told = ops.transpose(ops.reshape(told, (-1, 12, FRAMES, lexicon.N_QUALITIES + 1)), (0, 2, 1, 3))
    chords = ops.reshape(told[..., :-1], (-1, FRAMES, 12 * lexicon.N_QUALITIES))
    return ops.concatenate([chords, ops.mean(told[..., -1], axis=2, keepdims=True)], axis=2)


def weights_of(model: keras.Model) -> dict[str, np.ndarray]:
    """The weights by the names of `ear.SHAPES`."""
    arrays = [array for name in ("front", "both_ways", "output") for array in model.get_layer(name).get_weights()]
    names = sorted(ear.SHAPES, key=lambda name: ("front", "forward", "backward", "output").index(name.split(".")[0]))
    return {name: np.ascontiguousarray(array, np.float32) for name, array in zip(names, arrays, strict=True)}


# ---- examples


def batches(lessons: Sequence[Lesson], rng: np.random.Generator) -> Iterator[Batch]:
    """Batches of features, classes and weights (0: not annotated), without end."""
    pop = [each for each in lessons if each.is_pop]
    jazz = [each for each in lessons if not each.is_pop]
    while True:
        features = np.zeros((BATCH, FRAMES, 12, evidence.N_FEATURES), np.float32)
        classes = np.full((BATCH, FRAMES), UNKNOWN)
        for row in range(BATCH):
            songs = pop if (row < OF_POP or not jazz) and pop else jazz
            x, y = _example(songs[rng.integers(len(songs))], rng)
            features[row, : len(y)], classes[row, : len(y)] = x, y
        yield features, np.maximum(classes, 0), (classes != UNKNOWN).astype(np.float32)


def _example(song: Lesson, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The features and classes of a window of a song."""
    count = len(song.classes)
    short = rng.random() < 0.2
    size = int(rng.integers(4, FRAMES + 1)) if short else FRAMES
    start = int(rng.integers(0 if short else -size // 4, max(1, count - (size if short else size // 2))))
    window = slice(max(0, start), min(count, start + size))
    classes = song.classes[window]
    if rng.random() < (0.12 if song.is_pop else 0.3):
        heard = _cut(song.ways[0], window)
        if rng.random() < 0.3:
            classes = _by_lot(len(classes), rng)
            heard = _without(heard, "melody")
        made_up = evidence.gather(accompany(classes, rng), (), Metre(1, 4))
        heard = _replaced(heard, _padded(made_up, len(classes)))
        if rng.random() < 0.6:
            heard = _without(heard, "melody")
        window = slice(None)
    else:
        way = song.ways[rng.choice(3, p=[0.4, 0.35, 0.25])] if song.is_pop else song.ways[0]
        heard = _thinned(way, song.is_pop, rng)
        if short:
            heard, window = _cut(heard, window), slice(None)
    if rng.random() < 0.3:
        heard = _without(heard, "place")
    return evidence.from_each_root(heard, window), classes


def _thinned(heard: Evidence, is_pop: bool, rng: np.random.Generator) -> Evidence:
    """The evidence with something left out, or not."""
    lot = rng.random()
    if is_pop and lot < 0.12:
        heard = replace(heard, accompaniment=heard.bass)
    elif lot < (0.35 if is_pop else 0.4):
        return _without(_without(heard, "accompaniment"), "bass")
    return _without(heard, "melody") if rng.random() < 0.1 else heard


def _without(heard: Evidence, layer: str) -> Evidence:
    return _with(heard, {layer: np.zeros_like(getattr(heard, layer))})


def _with(heard: Evidence, layers: dict[str, Any]) -> Evidence:
    return replace(heard, **layers)


LAYERS = ("accompaniment", "bass", "melody", "place")


def _cut(heard: Evidence, window: slice) -> Evidence:
    return _with(heard, {layer: getattr(heard, layer)[window] for layer in LAYERS})


def _padded(heard: Evidence, count: int) -> Evidence:
    """The evidence with exactly `count` frames."""
    padded = {layer: np.zeros((count, getattr(heard, layer).shape[1]), np.float32) for layer in LAYERS}
    for layer, array in padded.items():
        array[: len(heard)] = getattr(heard, layer)[:count]
    return _with(heard, padded)


def _replaced(heard: Evidence, by: Evidence) -> Evidence:
    """The evidence with the accompaniment and the bass of another."""
    return replace(heard, accompaniment=by.accompaniment, bass=by.bass)


def _by_lot(count: int, rng: np.random.Generator) -> np.ndarray:
    """Classes of chords on any root, that hold for one to eight frames."""
    lengths = rng.choice([1, 2, 4, 4, 8], count)
    return np.repeat(rng.integers(lexicon.SILENCE, size=count), lengths)[:count]


# ---- an accompaniment that is made up

LOWEST_BASS = 28
RHYTHMS: dict[str, Callable[[int, int], list[tuple[float, float]]]] = {
    "held": lambda start, end: [(start, end)],
    "half bars": lambda start, end: [(at, min(end, at + 2)) for at in range(start, end, 2)],
    "beats": lambda start, end: [(at, at + 0.6) for at in range(start, end)],
    "charleston": lambda start, end: [(at, min(end, at + 0.8)) for at in _charleston(start, end)],
    "broken": lambda start, end: [(at / 2, at / 2 + 0.5) for at in range(2 * start, 2 * end)],
}


def _charleston(start: int, end: int) -> list[float]:
    return [at + late for at in range(start, end, 2) for late in (0, 1.5) if at + late < end]


def accompany(classes: np.ndarray, rng: np.random.Generator) -> list[PerformedNote]:
    """Chords for classes (frames,), one manner throughout: a rhythm, a register, with a bass or without a root."""
    rhythm = list(RHYTHMS)[rng.integers(len(RHYTHMS))]
    lowest = int(rng.integers(43, 56))
    rootless, shell = rng.random() < 0.3, rng.random() < 0.25
    with_bass = rootless or rng.random() < 0.5
    edges = [0, *(np.flatnonzero(np.diff(classes)) + 1), len(classes)]
    notes = []
    for start, end in pairwise(map(int, edges)):
        if 0 <= classes[start] < lexicon.SILENCE:
            root, quality = divmod(int(classes[start]), lexicon.N_QUALITIES)
            steps = _voicing(sorted(lexicon.tones()[quality]), rootless, shell, rng)
            pitches = [lowest + (root - lowest) % 12 + step for step in steps]
            for number, (onset, off) in enumerate(RHYTHMS[rhythm](start, end)):
                struck = pitches if rhythm != "broken" else [pitches[number % len(pitches)]]
                notes += [PerformedNote(onset, off - 0.05, pitch, 80) for pitch in struck]
            if with_bass:
                notes += _bass_line(LOWEST_BASS + (root - LOWEST_BASS) % 12, start, end, rng)
    return notes


def _voicing(steps: list[int], rootless: bool, shell: bool, rng: np.random.Generator) -> list[int]:
    """Steps over the root: at times without root or fifth, with a ninth, with the top note an octave higher."""
    if len(steps) > 3:
        steps = [step for step in steps if not (rootless and step == 0) and not (shell and step == 7)]
        if rng.random() < 0.1 and steps[-1] in (10, 11) and {3, 4} & set(steps):
            steps = [*steps, 14]
    return [*steps[:-1], steps[-1] + (12 if rng.random() < 0.2 else 0)]


def _bass_line(root: int, start: int, end: int, rng: np.random.Generator) -> list[PerformedNote]:
    """The root on the first beat, then the root or the fifth every two."""
    return [
        PerformedNote(
            at, min(end, at + int(rng.integers(1, 3))), root if at == start or rng.random() < 0.5 else root + 7, 80
        )
        for at in range(start, end, 2)
    ]

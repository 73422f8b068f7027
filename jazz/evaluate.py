"""How well a model foresees solos that it has not seen: bits a note, beside controls.

A note's bits are three, each -log2 of the probability given all that came before and the chords:
    onset   when the next note begins (the length values)
    pitch   which pitch it has (shift and tone values), given that onset; an approach tone's promise is part of it
    length  whether and when the note stops sounding before the next onset (held values, or none)
The first note's onset and pitch are left out. Intervals are 95 % percentile bootstrap intervals over tunes. Top-1 is
the share of onsets (pitches) that were the likeliest. Lower is better; a figure means something only beside a control.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from jazz import controls, grammar
from jazz.controls import Predictor
from jazz.dataset import Examples, examples
from jazz.engine import NumpyEngine
from jazz.grammar import Kind, Phase
from jazz.manner import Manners
from jazz.model import Model
from jazz.music import Song
from jazz.scene import scene
from jazz.vocabulary import N_VALUES

RESAMPLES = 2000
SONGS_AT_ONCE = 64
FOLDS = 5

_KINDS = np.array([value.kind for value in grammar.VALUES])
_TONES = np.flatnonzero(_KINDS == Kind.TONE).reshape(len(grammar.ROLES), -1)
_PITCHED = np.isin(_KINDS, (Kind.TONE, Kind.SHIFT))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """What one predictor scores: bits a note, accuracies from 0 to 1, and the notes it was measured on."""

    name: str
    onset: Interval
    pitch: Interval
    length: Interval
    total: Interval
    top1_pitch: float
    top1_onset: float
    notes: int


@dataclass(frozen=True)
class _Tally:
    """Sums for each song (songs,): bits and counts by part, and hits."""

    bits: np.ndarray  # (songs, 3)
    counts: np.ndarray  # (songs, 3)
    hits: np.ndarray  # (songs, 2): pitch, onset


def of_model(model: Model) -> Predictor:
    """Return the predictor of a network: every song from its first value, the state carried through."""
    engine = NumpyEngine(model)

    def predict(data: Examples) -> np.ndarray:
        result = np.zeros((len(data.targets), N_VALUES), np.float32)
        lengths = np.diff(data.starts)
        memory = engine.start(len(lengths))
        for step in range(int(lengths.max())):
            rows = data.starts[:-1] + np.minimum(step, lengths - 1)
            here = grammar.State(*(field[rows] for field in data.states))
            logits, memory = engine.step(data.previous[rows], scene(np, data.timeline, here), memory)
            weights = np.exp(logits - logits.max(axis=1, keepdims=True))
            going = step < lengths
            result[rows[going]] = (weights / weights.sum(axis=1, keepdims=True))[going]
        return result

    return predict


def evaluate(
    model: Model,
    songs: Sequence[Song],
    *,
    fit_on: Sequence[Song] | None = None,
    seed: int = 0,
    on_progress: Callable[[str], None] | None = None,
) -> list[Row]:
    """Score a model and the controls on songs.

    The controls are fitted on `fit_on` (training songs, none of `songs`); without, each fifth of the tunes is judged by
    controls that are fitted on the others. The n-gram is the best of orders 1 to 6 *on these songs*: it gets the
    benefit of the doubt.
    """
    say = on_progress or (lambda _: None)
    parts = [(fit_on, songs)] if fit_on is not None else folds(songs)
    shown = [(examples(fitted), _groups(judged, model.config.manners)) for fitted, judged in parts]
    tunes = np.unique([song.tune for _, judged in parts for song in judged], return_inverse=True)[1]

    def row(name: str, fit: Callable[[Examples], Predictor]) -> Row:
        say(name)
        tallies = []
        for fitted, groups in shown:
            predictor = fit(fitted)
            tallies += [_tally(group, predictor(group)) for group in groups]
        return _row(name, tallies, tunes, np.random.default_rng(seed))

    ngrams = [
        row(f"n-gram of {order} values", partial(controls.Ngram, order=order))
        for order in range(1, controls.MAX_ORDER + 1)
    ]
    untrained = controls.untrained(model.config, seed)
    return [
        row(model.config.name, lambda _: of_model(model)),
        min(ngrams, key=lambda each: each.total.mean),
        row("unigram", controls.unigram),
        row("untrained network", lambda _: of_model(untrained)),
        row("uniform", lambda _: controls.uniform),
    ]


def score(model: Model, songs: Sequence[Song], *, seed: int = 0) -> Row:
    """Score a model alone, as `evaluate` does, on songs that may be told under other names."""
    tunes = np.unique([song.tune for song in songs], return_inverse=True)[1]
    predictor, groups = of_model(model), _groups(songs, model.config.manners)
    tallies = [_tally(group, predictor(group)) for group in groups]
    return _row(model.config.name, tallies, tunes, np.random.default_rng(seed))


def folds(songs: Sequence[Song]) -> list[tuple[list[Song], list[Song]]]:
    """Part songs by tune into a fifth that is judged and the others to fit on, five times over.

    The songs of a single tune are fitted on themselves: the controls know them, and still are controls.
    """
    tunes = {tune: index for index, tune in enumerate(sorted({song.tune for song in songs}))}
    count = min(FOLDS, len(tunes))
    if count == 1:
        return [(list(songs), list(songs))]
    fold_of = [tunes[song.tune] % count for song in songs]
    return [
        (
            [song for song, home in zip(songs, fold_of, strict=True) if home != fold],
            [song for song, home in zip(songs, fold_of, strict=True) if home == fold],
        )
        for fold in range(count)
    ]


def _groups(songs: Sequence[Song], known: Manners) -> list[Examples]:
    return [examples(songs[index : index + SONGS_AT_ONCE], known) for index in range(0, len(songs), SONGS_AT_ONCE)]


def _tally(data: Examples, probabilities: np.ndarray) -> _Tally:
    """Divide the bits of every value among onset, pitch and length, and add them up by song."""
    rows = np.arange(len(data.targets))
    kind, phase = _KINDS[data.targets], data.states.phase
    bits = -np.log2(np.maximum(probabilities[rows, data.targets], 1e-12))
    pitched = np.isin(kind, (Kind.TONE, Kind.SHIFT))
    sounding_on = np.where(phase == Phase.AFTER, -np.log2(probabilities[:, _PITCHED].sum(axis=1) + 1e-12), 0.0)
    song = np.repeat(np.arange(len(data.starts) - 1), np.diff(data.starts))
    final = _final_length(data)
    later = data.states.count > 0
    onset = (kind == Kind.LENGTH) & later & ~final
    pitch = pitched & later
    parts = [
        np.where(onset, bits, 0.0),
        np.where(pitch, bits - sounding_on, 0.0),
        np.where((kind == Kind.HELD) | final, bits, np.where(pitch, sounding_on, 0.0)),
    ]
    heads = [kind == Kind.TONE] * 3
    counted = [heads[0] & later, heads[1] & later, heads[2]]
    by_role = probabilities[:, _TONES].sum(axis=1)
    interval = np.array([value.number for value in grammar.VALUES])[data.targets]
    hit_pitch = (kind == Kind.TONE) & later & (phase != Phase.HIGHER) & (phase != Phase.LOWER)
    hit_pitch &= by_role.argmax(axis=1) - grammar.OCTAVE == interval
    hit_onset = onset & (probabilities.argmax(axis=1) == data.targets) & (interval > 0) & (data.states.tied == 0)
    return _Tally(*(_by_song(song, each) for each in (parts, counted, [hit_pitch, hit_onset])))


def _final_length(data: Examples) -> np.ndarray:
    """Mark the length values of each song's last note: they say how long it sounds, not when another begins."""
    final = np.zeros(len(data.targets), bool)
    kinds = _KINDS[data.targets]
    for begin, end in zip(data.starts, data.starts[1:], strict=False):
        tones = np.flatnonzero(kinds[begin:end] == Kind.TONE)
        if len(tones):
            final[begin + tones[-1] + 1 : end] = True
    return final


def _by_song(song: np.ndarray, columns: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack([np.bincount(song, weights=column.astype(float)) for column in columns], axis=1)


def _row(name: str, tallies: Sequence[_Tally], tunes: np.ndarray, rng: np.random.Generator) -> Row:
    bits, counts, hits = (
        np.stack(
            [
                np.bincount(tunes, weights=column)
                for column in np.concatenate([getattr(each, what) for each in tallies]).T
            ],
            axis=1,
        )
        for what in ("bits", "counts", "hits")
    )
    drawn = rng.integers(0, len(bits), (RESAMPLES, len(bits)))
    means = bits[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    mean = bits.sum(axis=0) / counts.sum(axis=0)
    onset, pitch, length = (_interval(float(mean[part]), means[:, part]) for part in range(3))
    total = _interval(float(mean.sum()), means.sum(axis=1))
    top1_pitch, top1_onset = (float(each) for each in hits.sum(axis=0) / counts[:, 1::-1].sum(axis=0))
    return Row(name, onset, pitch, length, total, top1_pitch, top1_onset, int(counts[:, 2].sum()))


def _interval(mean: float, resampled: np.ndarray) -> Interval:
    low, high = np.percentile(resampled, (2.5, 97.5))
    return Interval(mean, float(low), float(high))

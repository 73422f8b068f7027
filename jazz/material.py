"""What is compared: solos by people, by a model and by controls, over the same charts at the same tempos.

Every player gets the charts of the human solos whole, so that what depends on a solo's length compares alike. The
model plays as `jazz solo` does; the controls that play keep the same window and are polished alike, at temperature 1:

    n-gram             what tables of the last four tones and lengths know of the style
    shuffled           the human solos, pitches and rhythms each in random order: the same notes, no line
    untrained network  what grammar, window and polish alone make of noise

The same seed makes the same music. This room measures nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, pairwise

import numpy as np

from jazz import controls, defaults, pipeline, sampling
from jazz.controls import Ngram, NgramPlayer
from jazz.dataset import examples
from jazz.instruments import find_instrument
from jazz.model import Model
from jazz.music import Note, Solo, Song
from jazz.pipeline import Request
from jazz.polish import polish

NGRAM_ORDER = 4

Progress = Callable[[str, int, int], None]
"""Told who plays, how many charts are done, and of how many."""

Fold = tuple[Sequence[Song], Sequence[Song]]
"""Songs that a control may learn from, and the songs that it is then compared with."""

Play = Callable[[Song, int], Iterable[Solo]]
"""Plays solos over the chart of a song, with a seed."""


@dataclass(frozen=True)
class Material:
    """The songs of one player: one for each human song, or several takes."""

    name: str
    songs: tuple[Song, ...]


@dataclass(frozen=True)
class Playing:
    """How the model plays: `count` solos over each chart, each the best of `takes`; all chance comes from `seed`."""

    seed: int = 0
    count: int = 1
    temperature: float = defaults.TEMPERATURE
    top_p: float = defaults.TOP_P
    takes: int = defaults.TAKES
    motifs: float = defaults.MOTIFS


def gather(
    player: Model, folds: Sequence[Fold], playing: Playing, on_progress: Progress | None = None
) -> tuple[Material, ...]:
    """Return the human songs of all folds, what the model makes of their charts, and the controls, in this order."""
    humans = tuple(song for _, judged in folds for song in judged)
    noise = controls.untrained(player.config, playing.seed)
    plain = replace(playing, temperature=1.0, top_p=1.0, takes=1)
    show = on_progress or (lambda *_: None)
    return (
        Material("human", humans),
        play_over(humans, player.config.name, partial(with_model, player, playing), playing.seed, show),
        of_ngram(folds, playing, show),
        play_over(humans, "shuffled", partial(with_shuffled_notes, playing), playing.seed, show),
        play_over(humans, "untrained network", partial(with_model, noise, plain), playing.seed, show),
    )


def play_over(songs: Sequence[Song], name: str, play: Play, seed: int, show: Progress) -> Material:
    """Let somebody play over the charts of songs, each with a seed of its own."""
    made: list[Song] = []
    for index, song in enumerate(songs):
        made += [replace(song, solo=solo) for solo in play(song, seed + index)]
        show(name, index + 1, len(songs))
    return Material(name, tuple(made))


def with_model(player: Model, playing: Playing, song: Song, seed: int) -> Iterable[Solo]:
    """Play as `jazz solo` does, the tempo being the song's."""
    request = Request(
        song.chart,
        seed,
        tempo=song.tempo,
        temperature=playing.temperature,
        top_p=playing.top_p,
        count=playing.count,
        takes=playing.takes,
        motifs=playing.motifs,
        backing="none",
    )
    return [take.solo for take in pipeline.improvise(player, request)]


def of_ngram(folds: Sequence[Fold], playing: Playing, show: Progress) -> Material:
    """Let n-grams play, fitted for each fold on the songs that it may learn from."""
    made: list[Song] = []
    for fitted, judged in folds:
        ngram = Ngram(examples(fitted), NGRAM_ORDER)
        made += play_over(judged, "n-gram", partial(with_ngram, ngram, playing), playing.seed, show).songs
    return Material("n-gram", tuple(made))


def with_ngram(ngram: Ngram, playing: Playing, song: Song, seed: int) -> Iterable[Solo]:
    """Play what an n-gram finds likely, in the window of a default solo, polished like one."""
    octaves, (low, high) = pipeline.place(song.chart, find_instrument(defaults.INSTRUMENT), None)
    bounds = low - 12 * octaves, high - 12 * octaves
    lines = sampling.improvise(
        NgramPlayer(ngram, song.chart, song.tempo),
        song.chart,
        tempo=song.tempo,
        rng=np.random.default_rng(seed),
        count=playing.count,
        bounds=bounds,
    )
    return [
        polish(line, song.chart, bounds=bounds, max_leap=defaults.MAX_LEAP, tempo=song.tempo).solo for line in lines
    ]


def with_shuffled_notes(playing: Playing, song: Song, seed: int) -> Iterable[Solo]:
    """Play the song's own solo with its pitches in random order, and with its rhythms in another."""
    rng = np.random.default_rng(seed)
    return [shuffled(song.solo, rng) for _ in range(playing.count)]


def shuffled(solo: Solo, rng: np.random.Generator) -> Solo:
    """Put the pitches of a solo in random order, and the rhythms: how long a note sounds, and when the next begins."""
    if not solo.notes:
        return solo
    steps = [after.onset - before.onset for before, after in pairwise(solo)] + [solo.notes[-1].duration]
    order = rng.permutation(len(solo)).tolist()
    onsets = accumulate((steps[index] for index in order), initial=solo.notes[0].onset)
    pitches = rng.permutation([note.pitch for note in solo]).tolist()
    return Solo(
        tuple(
            Note(onset, solo.notes[index].duration, pitch)
            for onset, index, pitch in zip(onsets, order, pitches, strict=False)
        )
    )

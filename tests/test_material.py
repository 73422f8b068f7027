"""Material: the same charts, tempos and lengths for everybody, and the same seed the same music."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np

from jazz import defaults, grammar, pipeline, solotext
from jazz.material import Material, Playing, gather, shuffled
from jazz.model import Model
from jazz.music import Song
from jazz.pipeline import Request

TUNES = [
    solotext.parse(f"title: {title}\ntempo: {tempo}\n      {chords}\nsolo: {line}")
    for title, tempo, chords, line in (
        ("a", 120, "| Dm7 | G7 |", "| d4 f4 a4 c5 b4 a4 g4 f4 | e4:4 r:4 d4:2 |"),
        ("b", 200, "| F7 | Bb7 | F7 |", "| r a4 g#4 a4 f4 d4 c4 b3 | bb3 d4 f4 ab4 g4:4 r:4 | f4:1 |"),
        ("c", 90, "| Ebmaj7 | % |", "| d5:4 c5:8/3 a4:8/3 f4:8/3 d4:2~ | d4:8. f6:16 g4:4 f4:2 |"),
    )
]
FOLDS = [(TUNES[:1], TUNES[1:]), (TUNES[1:], TUNES[:1])]


def made(player: Model, playing: Playing) -> dict[str, tuple[Song, ...]]:
    return {each.name: each.songs for each in gather(player, FOLDS, playing)}


def test_everybody_plays_over_the_charts_of_the_humans(untrained: Model) -> None:
    found = made(untrained, Playing(count=2))
    assert list(found) == ["human", "random", "n-gram", "shuffled", "untrained network"]
    charts = [(song.chart, song.tempo, song.tune) for song in (*TUNES[1:], TUNES[0])]
    for name, songs in found.items():
        wanted = charts if name == "human" else [each for each in charts for _ in range(2)]
        assert [(song.chart, song.tempo, song.tune) for song in songs] == wanted
        assert all(song.solo.end <= song.chart.length for song in songs)


def test_the_model_plays_as_jazz_solo_does(untrained: Model) -> None:
    songs = made(untrained, Playing(seed=7, temperature=1.2, top_p=0.9))["random"]
    for index, song in enumerate(songs):
        request = Request(song.chart, 7 + index, tempo=song.tempo, temperature=1.2, top_p=0.9)
        assert song.solo == pipeline.improvise(untrained, request)[0].solo


def test_the_same_seed_makes_the_same_music(untrained: Model) -> None:
    first, second, other = (gather(untrained, FOLDS, Playing(seed=seed)) for seed in (1, 1, 2))
    assert first == second
    for before, after in zip(first[1:], other[1:], strict=True):
        assert before != after


def test_the_ngram_keeps_the_window_and_the_leaps_of_a_default_solo(untrained: Model) -> None:
    for song in made(untrained, Playing(count=4))["n-gram"]:
        pitches = [note.pitch for note in song.solo]
        home = grammar.anchor(song.chart)
        assert home - pipeline.BELOW_ANCHOR <= min(pitches)
        assert max(pitches) <= home + pipeline.ABOVE_ANCHOR
        assert all(abs(after - before) <= defaults.MAX_LEAP for before, after in pairwise(pitches))


def test_shuffled_notes_are_the_same_notes_in_another_order() -> None:
    """The same pitches, lengths and times from onset to onset, from the same first onset to the same end."""
    solo = TUNES[1].solo
    other = shuffled(solo, np.random.default_rng(0))
    assert [note.pitch for note in other] != [note.pitch for note in solo]
    for what in (lambda note: note.pitch, lambda note: note.duration):
        assert Counter(map(what, other)) == Counter(map(what, solo))
    assert other.notes[0].onset == solo.notes[0].onset
    assert other.end <= solo.end


def test_progress_tells_who_plays_and_how_far(untrained: Model) -> None:
    told: list[tuple[str, int, int]] = []
    gather(untrained, FOLDS, Playing(), lambda *words: told.append(words))
    assert told[:3] == [("random", 1, 3), ("random", 2, 3), ("random", 3, 3)]
    assert told[-1] == ("untrained network", 3, 3)


def test_a_material_is_a_value() -> None:
    assert Material("a", tuple(TUNES)) == Material("a", tuple(TUNES))

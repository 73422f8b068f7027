"""Whether style and player change the music: what a model plays when told, beside the solos of that style or player.

    python benchmarks/manners.py WJAZZD [SPLIT] [--model weimar]

Two choruses of a blues at 160, 24 solos each; beside them the solos of the database (of the training split, if one is
given) that name the style between 120 and 210 quarters a minute, or the player at any tempo. Means of solos. With a
split, first how well the model foresees the validation solos, told their style and player, one of them, none, or a
wrong style, in bits a note.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from jazz import charts, corpus, evaluate, pipeline
from jazz.model import Model
from jazz.music import Chart, Solo, Song
from jazz.theory import role

STYLES = ("traditional", "swing", "bebop", "postbop")
PLAYERS = ("Charlie Parker", "Miles Davis", "John Coltrane", "Paul Desmond")
TEMPO, SLOWEST, FASTEST = 160, 120, 210
SOLOS, SEED = 24, 5


def figures(solo: Solo, chart: Chart) -> list[float]:
    """Return notes a beat, and shares: eighths, shorter notes, chord tones, tones outside, steps."""
    onsets, pitches = (np.array([getattr(note, what) for note in solo]) for what in ("onset", "pitch"))
    letters = np.array([role(note.pitch, chart.chord_at(note.onset)) for note in solo])
    times, intervals = np.diff(onsets), np.abs(np.diff(pitches))
    shares = (times == 12, times < 12, letters == "C", letters == "X", intervals <= 2)
    return [len(solo) / (chart.length / 24), *(float(np.mean(share)) for share in shares)]


def line(name: str, played: Sequence[Solo], chart: Chart, taught: Sequence[Song]) -> str:
    """One line: the means of what was played, and of what was taught."""
    own = np.mean([figures(solo, chart) for solo in played], axis=0)
    theirs = np.mean([figures(song.solo, song.chart) for song in taught], axis=0)
    pairs = "  ".join(f"{one:.2f}/{other:.2f}" for one, other in zip(own, theirs, strict=True))
    return f"{name:15}{len(taught):5}   {pairs}"


def told(model: Model, songs: Sequence[Song]) -> None:
    """Print the bits of songs under other names than their own."""
    rng, styles = np.random.default_rng(0), model.config.styles

    def another(style: str) -> str:
        """Another of the model's styles, by chance."""
        return styles[(styles.index(style) + 1 + int(rng.integers(len(styles) - 1))) % len(styles)]

    ways: dict[str, Callable[[Song], Song]] = {
        "style and player": lambda song: song,
        "style": lambda song: replace(song, performer=""),
        "nothing": lambda song: replace(song, performer="", style=""),
        "a wrong style": lambda song: replace(song, performer="", style=another(song.style)),
    }
    for name, way in ways.items():
        row = evaluate.score(model, [way(song) for song in songs])
        print(f"told {name:18} onset {row.onset.mean:.3f}, pitch {row.pitch.mean:.3f}, in all {row.total.mean:.3f}")


def main() -> None:
    """Print a line for each style and player."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", type=Path)
    parser.add_argument("split", type=Path, nargs="?")
    parser.add_argument("--model", default="weimar")
    asked = parser.parse_args()
    found = corpus.read([asked.database])
    songs = found.songs if asked.split is None else pipeline.part(found, asked.split, 0).training
    songs = tuple(song for song in songs if song.chart.metre.beats == 4 and len(song.solo) > 1)
    if asked.split is not None:
        told(pipeline.open_model(asked.model), pipeline.part(found, asked.split, 0).validation)
    model, chart = pipeline.open_model(asked.model), charts.arrange(charts.find("jazz-blues"), choruses=2)
    print("played/taught  solos   notes a beat, eighths, shorter, chord tones, outside, steps")
    for style in STYLES:
        request = pipeline.Request(chart, SEED, tempo=TEMPO, style=style, count=SOLOS, backing="none")
        taught = [song for song in songs if song.style == style and SLOWEST <= song.tempo <= FASTEST]
        print(line(style, [take.solo for take in pipeline.improvise(model, request)], chart, taught))
    for player in PLAYERS:
        request = pipeline.Request(chart, SEED, tempo=TEMPO, player=player, count=SOLOS, backing="none")
        taught = [song for song in songs if song.performer == player]
        print(line(player, [take.solo for take in pipeline.improvise(model, request)], chart, taught))


if __name__ == "__main__":
    main()

"""How the habits of `jazz.rendition` were learned from the Weimar Jazz Database, in Keras.

    python benchmarks/rendition_training.py WJAZZD SPLIT [--out FOLDER] [--epochs 12] [--seed 0]

WJAZZD is `wjazzd.db`, SPLIT the JSON file that says which solos train. Also prints the medians by tempo that the table
of `jazz.swing` was drawn through. Half a minute on one core. What the network sees, its size and the epochs were chosen
on a fifth of these tunes; there boosted trees and a bidirectional GRU were about as good, and a linear model worse.

A solo is read as the program reads it (`jazz.weimar`), and what the page does not hold is put beside it: when each note
was played, for how long and how loud. The network learns mean and spread at once, by the Gaussian likelihood; the shape
and the memory of what is left over are then measured.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist, mode
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from jazz import weimar
from jazz.beattrack import position
from jazz.music import PPQ, TICKS_PER_QUARTER, Song
from jazz.quantise import PerformedNote, quantise
from jazz.rendition import habits, line
from jazz.swing import EIGHTH, STRAIGHT, Swing, is_straight

BATCH, RATE, DECAY, DROPOUT = 512, 4e-3, 1e-2, 0.1
ENOUGH_OFF_BEATS = 8
MOST_LAGS = 12
TEMPI = (0, 75, 95, 115, 140, 180, 200, 222, 250, 280, 320, 345, 500)
LED_IN = 64  # beats put before a solo, so that none of it is before the first bar line


@dataclass(frozen=True)
class Played:
    """A solo on the page and as it was played, note by note.

    `beats` is when each note was played in beats of the page, `seconds` the same in the recording, `sounding` for how
    many seconds; `beat_seconds` the length of the beat it is in, `loudness` in decibels, NaN where unknown.
    """

    song: Song
    beats: np.ndarray
    seconds: np.ndarray
    sounding: np.ndarray
    beat_seconds: np.ndarray
    loudness: np.ndarray

    @property
    def onsets(self) -> np.ndarray:
        """Where each note stands on the page, in ticks."""
        return np.array([note.onset for note in self.song.solo])

    @property
    def share(self) -> float:
        """The share of the beat before this player's off-beats, the median; 0.5 if there are few, or even eighths."""
        straight = Swing(STRAIGHT, self.onsets.tolist()).straight_beats
        beats, within = np.divmod(self.onsets, TICKS_PER_QUARTER)
        swung = (within == EIGHTH) & ~np.isin(beats, list(straight))
        if is_straight(self.song.chart.style) or swung.sum() < ENOUGH_OFF_BEATS:
            return STRAIGHT
        return min(max(float(np.median(self.beats[swung] - beats[swung])), STRAIGHT), line.MOST_SWING)

    def habits(self, share: float) -> np.ndarray:
        """How late (ms), loud (dB) and long (logarithm of a share) each note is, as in `jazz.rendition.habits`."""
        swing, notes = Swing(share, self.onsets.tolist()), self.song.solo.notes
        begins, ends = (
            np.array([swing.time(tick) for tick in ticks]) / PPQ
            for ticks in ([note.onset for note in notes], [note.end for note in notes])
        )
        late = (self.beats - begins) * self.beat_seconds * 1000
        loud = self.loudness - (np.nanmedian(self.loudness) if np.isfinite(self.loudness).any() else 0)
        joined = np.array([before.end == after.onset for before, after in pairwise(notes)] + [False])
        to_next = np.append(np.diff(self.seconds), np.inf)
        held = np.log(self.sounding / np.where(joined, to_next, (ends - begins) * self.beat_seconds))
        low, high = zip(*habits.LIMITS, strict=True)
        return np.asarray(np.clip(np.stack([late, loud, held], axis=1), low, high))

    def seen(self, share: float) -> np.ndarray:
        """What is seen of the page, as in `jazz.rendition.line`."""
        return line.seen(self.song.solo.notes, self.song.chart.metre, tempo=self.song.tempo, share=share)


def performances(database: Path, split: Path, part: str) -> Iterator[Played]:
    """The solos of a part of the split ("train", "val") that can be read, in quarters."""
    wanted = [int(number) for number, solo in json.loads(split.read_text()).items() if solo["split"] == part]
    with closing(sqlite3.connect(database)) as rows:
        for song in weimar.read(database, wanted):
            if isinstance(song, Song) and song.chart.metre.unit == 4:
                yield _played(song, rows)


def _played(song: Song, database: sqlite3.Connection) -> Played:
    number = (song.source.partition("#")[2],)
    rows = database.execute(
        "SELECT onset, duration, pitch, loud_med FROM melody WHERE melid = ? ORDER BY eventid", number
    ).fetchall()
    beats = [row[0] for row in database.execute("SELECT onset FROM beats WHERE melid = ? ORDER BY beatid", number)]
    shift = _shift(song, rows, beats)
    which, onsets = _found(rows, beats, shift)
    if [rows[index][2] for index in which] != [note.pitch for note in song.solo]:
        raise ValueError(f"{song.source} was read otherwise")
    seconds, sounding, _, loudness = np.array([rows[index] for index in which], dtype=float).T
    beat = np.clip(np.searchsorted(beats, seconds, side="right") - 1, 0, len(beats) - 2)
    return Played(song, np.array(onsets), seconds, sounding, np.diff(beats)[beat], loudness)


def _shift(song: Song, rows: Sequence[Any], beats: Sequence[float]) -> int:
    """How many beats of the beat track lie before the page begins."""
    notes = _copied(rows, beats, -LED_IN)
    pairs = zip(notes, song.solo, strict=True)
    return int(mode((copied.onset - note.onset) // TICKS_PER_QUARTER for copied, note in pairs)) - LED_IN


def _found(rows: Sequence[Any], beats: Sequence[float], shift: int) -> tuple[list[int], list[float]]:
    """The row of each note on the page, and when it was played, in beats of the page."""
    which: list[int] = []
    for note in _copied(rows, beats, shift):
        begin = which[-1] + 1 if which else 0
        which.append(begin + (note.velocity - 1 - begin) % 127)
    return which, [position(rows[index][0], beats) - shift for index in which]


def _copied(rows: Sequence[Any], beats: Sequence[float], shift: int) -> Sequence[Any]:
    """The page as `jazz.weimar` writes it, with the number of each note's row, modulo 127, as its velocity."""
    played = [
        PerformedNote(
            position(onset, beats) - shift, position(onset + length, beats) - shift, round(pitch), at % 127 + 1
        )
        for at, (onset, length, pitch, _) in enumerate(rows)
    ]
    return quantise(played, beat_seconds=(beats[-1] - beats[0]) / (len(beats) - 1)).notes


def main() -> None:
    """Learn, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", type=Path)
    parser.add_argument("split", type=Path)
    parser.add_argument("--out", type=Path, default=Path("data/rendition"))
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    solos = list(performances(given.database, given.split, "train"))
    swing_by_tempo(solos)
    weights = learn(solos, epochs=given.epochs, seed=given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    save_file(weights, given.out / "weights.safetensors")
    print(f"{len(solos)} solos, {sum(len(solo.beats) for solo in solos)} notes; wrote {given.out}")


def swing_by_tempo(solos: Sequence[Played]) -> None:
    """Print where the second of two eighths that have a beat to themselves is played, by the tempo of that beat."""
    found = []
    for solo in solos:
        if not is_straight(solo.song.chart.style):
            beats, within = np.divmod(solo.onsets, TICKS_PER_QUARTER)
            count = np.bincount(beats)[beats]
            pairs = np.flatnonzero((within == EIGHTH) & (count == 2) & np.isin(beats, beats[within == 0]))
            found += [(60 / solo.beat_seconds[at], solo.beats[at] - beats[at]) for at in pairs]
    tempi, shares = np.array(found).T
    print("swing: beats of two eighths\n tempo  beats  share")
    for low, high in pairwise(TEMPI):
        inside = (tempi >= low) & (tempi < high)
        print(f"{np.median(tempi[inside]):6.0f} {inside.sum():6}  {np.median(shares[inside]):.3f}")


def learn(solos: Sequence[Played], *, epochs: int, seed: int) -> dict[str, np.ndarray]:
    """The weights as `habits.SHAPES` names them."""
    features = [solo.seen(solo.share) for solo in solos]
    answers = [solo.habits(solo.share) for solo in solos]
    network = taught(np.concatenate(features), np.concatenate(answers), epochs=epochs, seed=seed)
    left = [leftover(seen, answer, network) for seen, answer in zip(features, answers, strict=True)]
    quantiles = np.nanquantile(np.concatenate(left), np.linspace(0, 1, habits.QUANTILES), axis=0).T
    weights = {
        **network,
        "chance": quantiles,
        "drift": np.array([drift([one[:, at] for one in left]) for at in range(3)]),
    }
    print("of what is left over, the part that drifts, and what is kept of it from note to note:")
    for name, (share, kept) in zip(habits.HABITS, weights["drift"], strict=True):
        print(f"  {name:5} {share:.2f} {kept:.3f}")
    return {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in weights.items()}


def taught(features: np.ndarray, answers: np.ndarray, *, epochs: int, seed: int) -> dict[str, np.ndarray]:
    """The two layers, which take features and give answers as they are, not standardised."""
    import keras  # noqa: PLC0415 - the benchmark reads solos from here without it

    keras.utils.set_random_seed(seed)
    middle, scale = features.mean(0), features.std(0) + 1e-3
    centre, spread = np.nanmean(answers, 0), np.nanstd(answers, 0)
    network = keras.Sequential(
        [
            keras.Input((habits.N_FEATURES,)),
            keras.layers.Dense(habits.UNITS, activation="relu"),
            keras.layers.Dropout(DROPOUT),
            keras.layers.Dense(2 * len(habits.HABITS)),
        ]
    )
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * (len(features) // BATCH), alpha=0.02)
    network.compile(keras.optimizers.AdamW(rate, weight_decay=DECAY, clipnorm=1.0), unlikely)
    network.fit((features - middle) / scale, (answers - centre) / spread, batch_size=BATCH, epochs=epochs, verbose=2)
    hidden, bias, output, output_bias = (np.array(weight) for weight in network.get_weights())
    size = np.concatenate([spread, np.ones(3)])
    return {
        "hidden.kernel": hidden / scale[:, None],
        "hidden.bias": bias - (middle / scale) @ hidden,
        "output.kernel": output * size,
        "output.bias": output_bias * size + np.concatenate([centre, np.log(spread)]),
    }


def unlikely(answers: Any, told: Any) -> Any:
    """How unlikely the answers are, where they are known, under normal distributions of mean and log spread."""
    from keras import ops  # noqa: PLC0415 - as above

    known = ops.cast(ops.logical_not(ops.isnan(answers)), "float32")
    mean, spread = told[:, :3], told[:, 3:]
    errors = (ops.where(ops.isnan(answers), 0.0, answers) - mean) / ops.exp(spread)
    return ops.sum(known * (0.5 * errors**2 + spread)) / ops.sum(known)


def leftover(features: np.ndarray, answers: np.ndarray, network: dict[str, np.ndarray]) -> np.ndarray:
    """What is left to chance of the answers, in spreads, about the middle of the solo."""
    mean, spread = habits.expect(features, network)
    left = (answers - mean) / spread
    return np.asarray(left - np.nansum(left, 0) / np.maximum(1, np.isfinite(left).sum(0)))


def drift(solos: Sequence[np.ndarray]) -> tuple[float, float]:
    """How much of the variance drifts, and how much of that is kept from note to note, from correlations by lag."""
    probabilities = np.linspace(0.001, 0.999, 999)
    quantiles = np.nanquantile(np.concatenate(solos), probabilities)
    normal = [NormalDist().inv_cdf(probability) for probability in probabilities.tolist()]
    scores = [np.where(np.isfinite(solo), np.interp(solo, quantiles, normal), np.nan) for solo in solos]
    lags = np.arange(1, MOST_LAGS + 1)
    correlations = [np.nanmean(np.concatenate([one[lag:] * one[:-lag] for one in scores])) for lag in lags.tolist()]
    candidates = [(share / 100, kept / 100) for share in range(1, 100) for kept in range(1, 100)]
    return min(candidates, key=lambda pair: float(sum((pair[0] * pair[1] ** lags - correlations) ** 2)))


if __name__ == "__main__":
    main()

"""How many versions of a tune are told, and how many songs are taken for versions that are none.

    python benchmarks/duplicates.py SOURCE...

Reads songs, makes a version of each in several ways, and prints the share that is tied to its own tune ("told") and the
share that is tied to another ("wrong"). Then come the pairs of songs as they were read that are tied though their tunes
have other names: versions that the names hide, or mistakes; listen to them. Last, the share of passages that songs of
different tunes have in common, at most, beside the share that is enough.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from jazz.corpus import Corpus, read
from jazz.corpus.duplicates import ENOUGH, passages, versions
from jazz.music import Note, Solo, Song

STEPS = (-2, -1, 1, 2)

Version = Callable[[Solo, random.Random], Solo]


def transposed(solo: Solo, rng: random.Random) -> Solo:
    """The solo in another key."""
    pitches = [note.pitch for note in solo]
    return solo.transposed(rng.randint(max(-6, -min(pitches)), min(5, 127 - max(pitches))))


def double_time(solo: Solo, _: random.Random) -> Solo:
    """The solo notated in notes twice as long."""
    return Solo(tuple(Note(2 * note.onset, 2 * note.duration, note.pitch, note.velocity) for note in solo))


def two_thirds(solo: Solo, rng: random.Random) -> Solo:
    """The solo without a third of its notes, at the beginning and at the end."""
    count = 2 * len(solo) // 3
    first = rng.randint(0, len(solo) - count)
    return Solo(solo.notes[first : first + count])


def changed(share: float) -> Version:
    """A way to change a share of the notes: most get another pitch, some go, some come twice."""

    def change(solo: Solo, rng: random.Random) -> Solo:
        notes: list[Note] = []
        for note in solo:
            how = rng.random() / share
            if how < 0.6:
                notes.append(replace(note, pitch=min(127, max(0, note.pitch + rng.choice(STEPS)))))
            elif how < 0.8 and note.duration > 1:
                half = note.duration // 2
                notes += [replace(note, duration=half), Note(note.onset + half, note.duration - half, note.pitch)]
            elif how >= 1:
                notes.append(note)
        return Solo(tuple(notes))

    return change


def all_at_once(solo: Solo, rng: random.Random) -> Solo:
    """The solo in another key, notated in longer notes, a tenth of its notes changed, a third of them gone."""
    return two_thirds(changed(0.1)(double_time(transposed(solo, rng), rng), rng), rng)


VERSIONS: dict[str, Version] = {
    "another key": transposed,
    "double time": double_time,
    "two thirds of it": two_thirds,
    "10 % of the notes changed": changed(0.1),
    "all of these at once": all_at_once,
    "20 % of the notes changed": changed(0.2),
    "30 % of the notes changed": changed(0.3),
}


def main() -> None:
    """Read, make versions, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", type=Path)
    songs = untied(read(parser.parse_args().sources))
    solos = [song.solo for song in songs]
    print(f"{len(songs)} songs, {sum(map(len, solos)):,} notes\n\n{'version':28}{'told':>8}{'wrong':>8}")
    for name, version in VERSIONS.items():
        rng = random.Random(1)
        made = [version(solo, rng) for solo in solos]
        pairs = [(one, other - len(solos)) for one, other in versions([*solos, *made]) if one < len(solos) <= other]
        told = {one for one, other in pairs if one == other}
        wrong = {other for one, other in pairs if songs[one].tune != songs[other].tune}
        print(f"{name:28}{len(told) / len(solos):8.3f}{len(wrong) / len(solos):8.3f}")
    tied = [(songs[one], songs[other]) for one, other in versions(solos) if songs[one].tune != songs[other].tune]
    print(f"\n{len(tied)} pairs of songs of different tunes are tied")
    for one, other in tied:
        print(f"  {one.source} ({one.title}), {other.source} ({other.title})")
    print_shares(songs)


def untied(corpus: Corpus) -> list[Song]:
    """The songs with the tune that their title names."""
    from jazz.analysis import tune_of  # noqa: PLC0415

    return [replace(song, tune=tune_of(song.title)) for song in corpus.songs]


def print_shares(songs: Sequence[Song]) -> None:
    """Print how much songs of different tunes have in common."""
    found = [passages(song.solo) for song in songs]
    shares = [
        np.intersect1d(found[one], found[other], assume_unique=True).size / min(len(found[one]), len(found[other]))
        for one in range(len(songs))
        for other in range(one)
        if songs[one].tune != songs[other].tune and min(len(found[one]), len(found[other])) > 0
    ]
    print(f"\nin common, {len(shares):,} pairs: {max(shares):.3f} at most; {ENOUGH:g} is enough")


if __name__ == "__main__":
    main()

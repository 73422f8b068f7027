"""How well the quantiser reads performances; run it as `python benchmarks/quantiser.py WJAZZD_FOLDER`.

The folder holds the Weimar Jazz Database (`wjazzd.db`), its solos as unquantised MIDI files (`midi/<id>.mid`) and
`split.json` ({melid: {"id": ..., "split": "train" or "val"}}). A note is right when it stands on the tick of 1/24
quarter that is nearest to its annotated tatum, in the annotated bar and beat. Controls stand beside: the cost as
published (swing never looked at), the nearest tick, and sixteenths or triplets by least squares in each beat.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import floor
from pathlib import Path

from jazz import midi, weimar
from jazz.music import TICKS_PER_QUARTER, Song
from jazz.quantise import PerformedNote, quantise
from jazz.tatums import swing_ratio, tatums

Quantiser = Callable[[Sequence[float], float], list[int]]
DIVISIONS = (1, 2, 3, 4, 5, 6, 8)
SWINGS = (0.5, 0.58, 0.62, 0.667)
JITTER = 0.010


@dataclass(frozen=True)
class Solo:
    """A performance from a MIDI file and what the database says about each of its notes."""

    melid: int
    split: str
    tempo: str
    beat_seconds: float
    notes: list[PerformedNote]
    ticks: list[int]
    divisions: list[int]
    phrase_ends: set[int]

    @property
    def onsets(self) -> list[float]:
        """Onsets in beats."""
        return [note.onset for note in self.notes]


def main(folder: Path) -> None:
    """Print every table."""
    solos = list(load(folder))
    began = time.perf_counter()
    pages = [quantise(solo.notes, beat_seconds=solo.beat_seconds) for solo in solos]
    seconds = time.perf_counter() - began
    count = sum(len(solo.notes) for solo in solos)
    print(f"{len(solos)} solos, {count} notes in {seconds:.1f} s; {sum(p.dropped for p in pages)} notes dropped")
    print_shares(solos)
    print_classes(solos)
    print_rests(solos)
    print_swing(solos)
    print_database(folder, solos)


def load(folder: Path) -> Iterator[Solo]:
    """The solos with their annotation; the MIDI files begin at beat 1 of the first annotated bar."""
    database = sqlite3.connect(f"{(folder / 'wjazzd.db').resolve().as_uri()}?mode=ro", uri=True)
    for melid, entry in json.loads((folder / "split.json").read_text()).items():
        beats = database.execute("SELECT bar, beat FROM beats WHERE melid = ? ORDER BY beatid", (melid,)).fetchall()
        place = {beat: index + beats[0][1] - 1 for index, beat in enumerate(beats)}
        rows = database.execute(
            "SELECT bar, beat, tatum, division, round(pitch) FROM melody WHERE melid = ? ORDER BY eventid", (melid,)
        ).fetchall()
        phrases = database.execute("SELECT \"end\" FROM sections WHERE melid = ? AND type = 'PHRASE'", (melid,))
        (tempo,) = database.execute("SELECT tempoclass FROM solo_info WHERE melid = ?", (melid,)).fetchone()
        score = midi.read(folder / "midi" / f"{entry['id']}.mid")
        (track,) = score.tracks
        notes = [PerformedNote(n.start / score.ppq, n.end / score.ppq, n.pitch, n.velocity) for n in track.notes]
        assert [note.pitch for note in notes] == [row[4] for row in rows], f"{entry['id']}: other notes than {melid}"
        yield Solo(
            melid=int(melid),
            split=entry["split"],
            tempo=tempo,
            beat_seconds=60 / score.tempos[0][1],
            notes=notes,
            ticks=[
                place[bar, beat] * TICKS_PER_QUARTER + round(TICKS_PER_QUARTER * (tatum - 1) / division)
                for bar, beat, tatum, division, _ in rows
            ],
            divisions=[row[3] for row in rows],
            phrase_ends={end for (end,) in phrases},
        )


def ours(onsets: Sequence[float], beat_seconds: float) -> list[int]:
    """The quantiser of the project."""
    swing = swing_ratio(onsets, beat_seconds=beat_seconds)
    return [place.tick for place in tatums(onsets, beat_seconds=beat_seconds, swing=swing)]


def published(onsets: Sequence[float], beat_seconds: float) -> list[int]:
    """The same cost, but eighths are looked for in the middle of the beat only."""
    return [place.tick for place in tatums(onsets, beat_seconds=beat_seconds)]


def nearest_tick(onsets: Sequence[float], beat_seconds: float) -> list[int]:
    """The nearest 1/24."""
    del beat_seconds
    return [round(onset * TICKS_PER_QUARTER) for onset in onsets]


def least_squares(onsets: Sequence[float], beat_seconds: float) -> list[int]:
    """Sixteenths or triplets, whichever is nearer to the notes of a beat."""
    del beat_seconds
    ticks: list[int] = []
    for _, group in groupby(onsets, floor):
        beat = list(group)
        grids = [[round(onset * division) / division for onset in beat] for division in (4, 3)]
        best = min(grids, key=lambda grid: sum((a - b) ** 2 for a, b in zip(grid, beat, strict=True)))
        ticks += [round(onset * TICKS_PER_QUARTER) for onset in best]
    return ticks


QUANTISERS: dict[str, Quantiser] = {
    "ours": ours,
    "cost as published": published,
    "nearest 1/24": nearest_tick,
    "16ths or triplets": least_squares,
}


def print_shares(solos: Sequence[Solo]) -> None:
    """Share of the notes on their tatum, by quantiser and split."""
    print(f"\n{'on the tatum, %':<20}{'all':>8}{'train':>8}{'val':>8}{'within 1/24':>13}")
    for name, quantiser in QUANTISERS.items():
        errors: dict[str, list[int]] = {"train": [], "val": []}
        for solo in solos:
            placed = quantiser(solo.onsets, solo.beat_seconds)
            errors[solo.split] += [abs(tick - right) for tick, right in zip(placed, solo.ticks, strict=True)]
        every = errors["train"] + errors["val"]
        shares = [percent(error == 0 for error in some) for some in (every, errors["train"], errors["val"])]
        print(f"{name:<20}" + "".join(f"{share:8.2f}" for share in shares), f"{percent(e <= 1 for e in every):12.2f}")


def print_classes(solos: Sequence[Solo]) -> None:
    """Share on the tatum by annotated division and by tempo."""
    right: dict[str, list[bool]] = defaultdict(list)
    for solo in solos:
        placed = ours(solo.onsets, solo.beat_seconds)
        for tick, annotated, division in zip(placed, solo.ticks, solo.divisions, strict=True):
            right[f"division {division}" if division in DIVISIONS else "other divisions"].append(tick == annotated)
            right[solo.tempo.lower()].append(tick == annotated)
    print(f"\n{'ours, by class':<20}{'notes':>8}{'%':>8}")
    for name in sorted(right):
        print(f"{name:<20}{len(right[name]):8}{percent(right[name]):8.2f}")


def print_rests(solos: Sequence[Solo]) -> None:
    """How often a rest is written where a phrase was annotated to end, and elsewhere."""
    rests: dict[bool, list[bool]] = {True: [], False: []}
    for solo in solos:
        page = quantise(solo.notes, beat_seconds=solo.beat_seconds).notes
        if len(page) == len(solo.notes):
            for index, (note, after) in enumerate(pairwise(page)):
                rests[index in solo.phrase_ends].append(note.end < after.onset)
    print(f"\nrests written: after {percent(rests[True]):.1f} % of phrases, after {percent(rests[False]):.1f} % of the")
    print("other notes")


def print_swing(solos: Sequence[Solo]) -> None:
    """How many notes of a page are found again when it is played with a swing (and 10 ms of jitter)."""
    rng = random.Random(0)
    print(f"\n{'page played, %':<20}" + "".join(f"{f'swing {swing}':>13}" for swing in SWINGS))
    for name in ("ours", "cost as published"):
        cells = []
        for swing in SWINGS:
            right: list[bool] = []
            for solo in solos[:: max(1, len(solos) // 80)]:
                page = sorted(set(solo.ticks))
                played = sorted(onset + rng.gauss(0, JITTER) / solo.beat_seconds for onset in play(page, swing))
                placed = QUANTISERS[name](played, solo.beat_seconds)
                right += [tick == written for tick, written in zip(placed, page, strict=True)]
            cells.append(f"{percent(right):13.2f}")
        print(f"{name:<20}" + "".join(cells))


def play(page: Sequence[int], swing: float) -> Iterator[float]:
    """Onsets in beats of ticks on the page; eighths swing where nothing shorter is in the beat."""
    for beat, group in groupby(page, lambda tick: tick // TICKS_PER_QUARTER):
        steps = [tick % TICKS_PER_QUARTER for tick in group]
        eighths = set(steps) <= {0, 12}
        yield from (beat + (swing if eighths and step else step / TICKS_PER_QUARTER) for step in steps)


def print_database(folder: Path, solos: Sequence[Solo]) -> None:
    """How often the database and the MIDI file give the same note: onset in the chart, length, pitch, velocity."""
    began = time.perf_counter()
    songs = list(weimar.read(folder / "wjazzd.db"))
    seconds = time.perf_counter() - began
    read = {int(song.source.split("#")[1]): song for song in songs if isinstance(song, Song)}
    out = Counter(song.code for song in songs if not isinstance(song, Song))
    print(f"\nthe database: {len(read)} of {len(songs)} solos in {seconds:.1f} s; left out: {dict(out)}")
    same = total = 0
    for solo in solos:
        if solo.melid in read:
            song = read[solo.melid]
            page = quantise(solo.notes, beat_seconds=solo.beat_seconds).notes
            shift = (page[0].onset - song.solo.notes[0].onset) // song.chart.metre.bar * song.chart.metre.bar
            from_midi = Counter((n.onset - shift, n.duration, n.pitch, n.velocity) for n in page)
            from_database = Counter((n.onset, n.duration, n.pitch, n.velocity) for n in song.solo)
            same += (from_midi & from_database).total()
            total += len(page)
    print(f"database and MIDI agree on {100 * same / total:.3f} % of {total} notes")


def percent(flags: Iterable[bool]) -> float:
    """The share of true values in percent."""
    values = list(flags)
    return 100 * sum(values) / len(values)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

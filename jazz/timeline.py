"""Charts as arrays: what is in force at each tick, for many charts at once.

The grammar asks it for roles and resolutions, the network's context for chords and places. Rows of ticks of several
charts stand one behind the other; a `chart` number and a tick find the row. Past its end a chart holds its last chord.
This room knows charts and roles, and neither values nor features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from jazz.music import WHOLE, Chart, Chord
from jazz.theory import role

MOVES = (-2, -1, 1, 2)  # the steps, in semitones, by which an approach tone resolves
NO_ROOT = 12

Array = Any  # a numpy array or a keras tensor


@dataclass(frozen=True, slots=True)
class Timeline:
    """Look-up tables for `n` charts, `T` ticks, `H` chords and `S` spans (of chords within a whole note).

    By chart (n,): `first` row and `ticks` of each; ticks in a `bar` and in a `chorus`, the tick where the form has its
    `origin`, `tempo` in quarters a minute, `beats` in a bar, the tick where the solo should `end`, the `tonic` as a
    pitch class (12: unknown) and whether the key is `minor`; `manner` (n, K) are flags for who plays how.

    By tick (T,): index of the `chord`, of the `following` chord (itself at the end), ticks `until` that, and the
    `span`. By chord and pitch class (H * 12): `roles` as 0-3 for C, L, S, X; `resolves` (H * 12, 4) whether each of
    `MOVES` from there lands on a C or L. `reach` (S * 12, 4) says the same of any onset within the next whole note.
    `roots` (H,): pitch class, or 12 for N.C.
    """

    first: Array
    ticks: Array
    bar: Array
    chorus: Array
    origin: Array
    tempo: Array
    beats: Array
    end: Array
    tonic: Array
    minor: Array
    manner: Array
    chord: Array
    following: Array
    until: Array
    span: Array
    roles: Array
    resolves: Array
    reach: Array
    roots: Array

    def at(self, xp: Any, charts: Array, ticks: Array) -> Array:
        """Return the rows of ticks of charts, both of one shape; past the end, the last row."""
        length = xp.take(self.ticks, charts, axis=0)
        return xp.take(self.first, charts, axis=0) + xp.minimum(ticks, length - 1)


@cache
def _chord_rows(chord: Chord) -> tuple[np.ndarray, np.ndarray]:
    """Roles of the 12 pitch classes as indices into "CLSX" (12,), and which moves lead into C or L (12, 4)."""
    letters = np.array(["CLSX".index(role(pitch, chord)) for pitch in range(12)], np.int32)
    return letters, np.array([[letters[(pitch + move) % 12] < 2 for move in MOVES] for pitch in range(12)])


def timeline(
    charts: Sequence[Chart],
    tempos: Sequence[float],
    *,
    ends: Sequence[int] | None = None,
    manners: np.ndarray | None = None,
) -> Timeline:
    """Build the tables of some charts and their tempos; solos end with the charts unless `ends` says where else."""
    parts = [_of_one(chart) for chart in charts]
    chords = np.cumsum([0] + [len(chart.changes) for chart in charts])
    spans = np.cumsum([0] + [len(part["reach"]) // 12 for part in parts])
    lengths = np.array([chart.length for chart in charts], np.int32)

    def joined(name: str, shift: np.ndarray | None = None) -> np.ndarray:
        shifts = np.zeros(len(parts), np.int32) if shift is None else shift
        rows = [part[name] + by if by else part[name] for part, by in zip(parts, shifts, strict=False)]
        return np.concatenate(rows).astype(rows[0].dtype)

    return Timeline(
        first=(np.cumsum(lengths) - lengths).astype(np.int32),
        ticks=lengths,
        bar=np.array([chart.metre.bar for chart in charts], np.int32),
        chorus=np.array([chart.chorus for chart in charts], np.int32),
        origin=np.array([chart.origin for chart in charts], np.int32),
        tempo=np.array(tempos, np.float32),
        beats=np.array([chart.metre.beats for chart in charts], np.int32),
        end=lengths if ends is None else np.array(ends, np.int32),
        tonic=np.array([chart.key.tonic if chart.key else NO_ROOT for chart in charts], np.int32),
        minor=np.array([chart.key is not None and chart.key.mode == "minor" for chart in charts]),
        manner=np.zeros((len(charts), 0), np.float32) if manners is None else manners.astype(np.float32),
        chord=joined("chord", chords),
        following=joined("following", chords),
        until=joined("until"),
        span=joined("span", spans),
        roles=joined("roles"),
        resolves=joined("resolves"),
        reach=joined("reach"),
        roots=joined("roots"),
    )


def _of_one(chart: Chart) -> dict[str, np.ndarray]:
    chords = [change.chord for change in chart.changes]
    onsets = np.array([change.onset for change in chart.changes] + [chart.length])
    ticks = np.arange(chart.length)
    chord = np.searchsorted(onsets, ticks, side="right") - 1
    nearest = chord[np.minimum(ticks + 1, chart.length - 1)]
    furthest = chord[np.minimum(ticks + WHOLE, chart.length - 1)]
    spans, span = np.unique(nearest * len(chords) + furthest, return_inverse=True)
    resolves = np.array([_chord_rows(each)[1] for each in chords])
    reach = [resolves[pair // len(chords) : pair % len(chords) + 1].any(axis=0) for pair in spans]
    return {
        "chord": chord.astype(np.int32),
        "following": np.minimum(chord + 1, len(chords) - 1).astype(np.int32),
        "until": (onsets[chord + 1] - ticks).astype(np.int32),
        "span": span.astype(np.int32),
        "roles": np.concatenate([_chord_rows(each)[0] for each in chords]),
        "resolves": resolves.reshape(-1, 4),
        "reach": np.array(reach).reshape(-1, 4),
        "roots": np.array([NO_ROOT if each.root is None else each.root for each in chords], np.int32),
    }

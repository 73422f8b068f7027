"""The chord changes of a score: from its words, or by ear from the notes that accompany.

Words are chord symbols in markers, texts, lyrics, cues or XF events. By ear: every beat is compared with every chord of
a small vocabulary (tones inside the chord against tones outside, its root in the bass), and the best path through the
beats pays for each change, less on a bar line. It hears roots and qualities; inversions and tensions it leaves out.
Time is in ticks of 1/24 quarter note from the first bar line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from jazz.errors import ChartError
from jazz.music import NO_CHORD, TICKS_PER_QUARTER, Change, Chord, Metre
from jazz.quantise import PerformedNote
from jazz.theory import note_name, parse_chord

KINDS = ("marker", "xf", "text", "lyrics", "cue_marker")
ENOUGH = 0.5
"""The share of the different words of one kind that are chord symbols, from which they are read as chords."""
SYMBOL = re.compile(
    r"N\.?C\.?|[A-G][#b♯♭]?(?:maj|min|ma|mi|M|m|dim|aug|dom|sus|add|alt|omit|no|h|o|j|[#b♯♭\d()+,/\\^Δ△∆°º:øØ-]|[A-G])*"
)
"""Whatever may be a chord symbol: a first look, because finding the nearest chord to each word of a song is slow."""
LONGEST_SYMBOL = 20
LONGEST_NOTE = 16.0
"""Beats that one note counts for the harmony; a note that never ends is no pedal point."""

HEARD = {
    "": 0.0, "m": 0.0, "7": 0.0, "maj7": 0.0, "m7": 0.0, "6": -0.05, "m6": -0.05, "m7b5": -0.05,
    "dim7": -0.1, "dim": -0.1, "7sus4": -0.1, "sus4": -0.1, "+": -0.15, "7#5": -0.15, "mM7": -0.15,
}  # fmt: skip
"""The qualities that are listened for, and what each is worth beforehand."""
SILENT = 0.02
MISSING_COST = 0.4
ROOT_IN_BASS = 0.4
CHANGE_COST = 0.6
DOWNBEAT_COST = 0.4
"""The share of a beat below which a tone is silent; what a silent chord tone costs, the root in the bass is worth, a
change costs (and on a bar line)."""


def from_words(words: Iterable[tuple[float, str, str]]) -> list[tuple[float, Chord]]:
    """The (tick, chord) pairs of (tick, kind, text) words, of the kind that names most chords; none if none does.

    Lyrics hold an "A" or an "Am" too: a kind counts only when most of its different words are chord symbols.
    """
    words = list(words)
    kinds = {kind: [(tick, text) for tick, own, text in words if own == kind] for kind in KINDS}
    found = []
    for said in kinds.values():
        chords = [(tick, chord) for tick, text in said if (chord := _chord(text))]
        different = {text for _, text in said}
        if chords and sum(_chord(text) is not None for text in different) >= ENOUGH * len(different):
            found.append(chords)
    return max(found, key=len, default=[])


@lru_cache(maxsize=4096)
def _chord(text: str) -> Chord | None:
    """The chord that a word in a file names, or None."""
    if len(text) > LONGEST_SYMBOL or not SYMBOL.fullmatch(text):
        return None
    try:
        return parse_chord(text)
    except ChartError:
        return None


def changes_on_beats(chords: Iterable[tuple[float, Chord]], metre: Metre, start: int, end: int) -> tuple[Change, ...]:
    """Chart changes from tick `start` (there 0) up to tick `end`, each on its nearest beat; N.C. before the first."""
    at: dict[int, Chord] = {0: NO_CHORD}
    for tick, chord in sorted(chords, key=lambda pair: pair[0]):
        onset = round((tick - start) / metre.beat) * metre.beat
        if onset < end - start:
            at[max(0, onset)] = chord
    changes = [Change(onset, chord) for onset, chord in sorted(at.items())]
    return tuple(c for i, c in enumerate(changes) if not i or c.chord != changes[i - 1].chord)


def from_notes(notes: Sequence[PerformedNote], metre: Metre) -> list[tuple[float, Chord]]:
    """The (tick, chord) pairs heard in notes (in quarter-note beats from the first bar line), a beat at a time."""
    sounding, bass = _heard(notes, metre)
    chords, tones = _vocabulary()
    scores = _scores(sounding, bass, tones)
    path = _best_path(scores, metre.beats)
    silent = sounding.sum(axis=1) == 0
    first = int(np.argmin(silent)) if len(silent) else 0
    return [(beat * metre.beat, chords[path[beat]]) for beat in range(first, len(path))]


@cache
def _vocabulary() -> tuple[list[Chord], Any]:
    """The chords that are listened for, root by root, and their tones (chords, 12) as 0 and 1."""
    chords = [parse_chord(note_name(root)[:-1] + quality) for root in range(60, 72) for quality in HEARD]
    return chords, np.array([[tone in chord.tones for tone in range(12)] for chord in chords], float)


def _heard(notes: Sequence[PerformedNote], metre: Metre) -> tuple[Any, Any]:
    """How long each pitch class sounds in each beat (beats, 12), and the lowest of them in each (-1: silence)."""
    size = metre.beat / TICKS_PER_QUARTER
    beats = int(max((note.end for note in notes), default=0) / size) + 1
    sounding, low = np.zeros((beats, 12)), np.full(beats, 128)
    for note in notes:
        start, end = note.onset / size, min(note.end / size, note.onset / size + LONGEST_NOTE)
        for beat in range(int(start), int(end) + 1):
            share = min(end, beat + 1) - max(start, beat)
            sounding[beat, note.pitch % 12] += max(0.0, share)
            if share > 0.25:
                low[beat] = min(low[beat], note.pitch)
    return sounding, np.where(low < 128, low % 12, -1)


def _scores(sounding: Any, bass: Any, tones: Any) -> Any:
    """How well each chord fits each beat (beats, chords): 1 if all that sounds is in it; 0 in silence.

    Products by einsum, because the threads of a matrix product get in the way of other workers.
    """
    total = sounding.sum(axis=1, keepdims=True)
    share = sounding / np.maximum(total, 1e-9)
    missing = np.einsum("bt,ct->bc", share < SILENT, tones)
    roots = np.arange(len(tones)) // len(HEARD)
    worth = np.tile(list(HEARD.values()), 12)
    fit = np.einsum("bt,ct->bc", share, 2 * tones - 1) - MISSING_COST * missing
    fit += ROOT_IN_BASS * (bass[:, None] == roots) + worth
    return np.where(total > 0, fit, 0.0)


def _best_path(scores: Any, beats_in_bar: int) -> list[int]:
    """The chord of each beat for which fit less the cost of changes is greatest (Viterbi)."""
    best, back = scores[:1].sum(axis=0), []
    for beat, score in enumerate(scores[1:], 1):
        change = best.max() - (CHANGE_COST if beat % beats_in_bar else DOWNBEAT_COST)
        back.append(np.where(best >= change, np.arange(len(best)), best.argmax()))
        best = np.maximum(best, change) + score
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]

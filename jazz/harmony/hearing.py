"""The chords that notes make, by ear: from an accompaniment, from bass and melody, or from a melody alone.

The ear says how likely each chord is in each frame; the chords chosen are those that are right in most respects on
average (root, triad, quality: the decoding of least expected loss), less a price on each change, which is dearest
inside a half bar. So the root of a chord can be right where its seventh is a guess. Where little is sure, the choruses
of a form help each other. Inversions and tensions above the seventh are left out.

Time is in quarter-note beats from the first bar line where notes come in, and in ticks of 1/24 quarter where chords go
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from jazz.harmony import choruses, ear, evidence, lexicon
from jazz.harmony.evidence import Evidence
from jazz.music import Change, Chart, Chord, Metre
from jazz.quantise import PerformedNote
from jazz.theory import guess_key
from jazz.weights import Weights

CHANGE, MIDDLE_CHANGE, DOWNBEAT_CHANGE = 0.5, 0.4, 0.0
"""What a change costs, in frames of a chord that is right; less in the middle of a bar, nothing on its first beat."""
PIECE, OVERLAP = 1024, 64
"""Frames that are listened to at once, which bounds the memory, and how far the ear hears beyond them."""
UNSURE = 0.6
"""The mean probability of the likeliest chords below which the choruses of a form are put together."""
FRAMES_IN_BAR = 4
"""What a bar is taken to hold where bars are not known."""
BASS_PITCH = 55
"""The median pitch below which a single line is a bass."""


@dataclass(frozen=True)
class Heard:
    """The (tick, chord) pairs at which chords begin, how sure they are, and what they were heard by.

    `sure` is the mean probability (0 to 1) of the chosen chords; `by` is "accompaniment", "bass and melody", "bass" or
    "melody".
    """

    chords: list[tuple[int, Chord]]
    sure: float
    by: str


def hear(
    accompaniment: Sequence[PerformedNote],
    melody: Sequence[PerformedNote],
    metre: Metre,
    *,
    weights: Weights | None = None,
) -> Heard:
    """The chords of notes in quarter-note beats from the first bar line; the melody may be empty, or all there is.

    A metre of one beat says that bars are not known. `weights` are those of another ear than the shipped one.
    """
    by = _by(accompaniment, melody)
    heard = evidence.gather(accompaniment, melody, metre)
    if not len(heard):
        return Heard([], 0.0, by)
    likely = _likely(heard, weights or ear.shipped())
    if likely.max(axis=1).mean() < UNSURE:
        in_bar = metre.bar // heard.size if metre.beats > 1 else FRAMES_IN_BAR
        likely = choruses.together(likely, choruses.form(likely, in_bar))
    path = best_path(likely, heard.place)
    sure = likely[np.arange(len(path)), path]
    return Heard(_spelled(path, heard, metre), float(sure.mean()), by)


def _likely(heard: Evidence, weights: Weights) -> np.ndarray:
    """The probability of each class in each frame (frames, classes), of a long piece in pieces that overlap."""
    pieces = []
    for start in range(0, len(heard), PIECE):
        before = min(start, OVERLAP)
        window = slice(start - before, start + PIECE + OVERLAP)
        pieces.append(ear.listen(evidence.from_each_root(heard, window), weights)[before : before + PIECE])
    return np.concatenate(pieces)


def from_notes(notes: Sequence[PerformedNote], metre: Metre) -> list[tuple[int, Chord]]:
    """The (tick, chord) pairs heard in an accompaniment."""
    return hear(notes, (), metre).chords


def best_path(likely: np.ndarray, place: np.ndarray) -> np.ndarray:
    """The class of each frame for which what is right on average, less the price of changes, is greatest (Viterbi).

    `likely` is (frames, classes), `place` (frames, 3).
    """
    worth = likely @ lexicon.agreement()
    price = np.full(len(worth), CHANGE, np.float32)
    price[place[:, evidence.MIDDLE] > 0] = MIDDLE_CHANGE
    price[place[:, evidence.DOWNBEAT] > 0] = DOWNBEAT_CHANGE
    classes = np.arange(worth.shape[1])
    best, back = worth[0], []
    for now, cost in zip(worth[1:], price[1:], strict=True):
        changed = best.max() - cost
        back.append(np.where(best >= changed, classes, best.argmax()))
        best = np.maximum(best, changed) + now
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return np.array(path[::-1])


def _spelled(path: np.ndarray, heard: Evidence, metre: Metre) -> list[tuple[int, Chord]]:
    """Where each chord begins, from the first that sounds on, spelled in the key that the chords make."""
    begins = [0, *(np.flatnonzero(path[1:] != path[:-1]) + 1)]
    found = [(int(frame), int(path[frame])) for frame in begins]
    if found[0][1] == lexicon.SILENCE:
        found = found[1:]
    if not found:
        return []
    bars = -(-len(heard) * heard.size // metre.bar)
    start = found[0][0]
    changes = tuple(Change((frame - start) * heard.size, lexicon.chord_of(number)) for frame, number in found)
    key = guess_key(Chart(metre, bars, changes))
    return [((frame + heard.first) * heard.size, lexicon.chord_of(number, key)) for frame, number in found]


def _by(accompaniment: Sequence[PerformedNote], melody: Sequence[PerformedNote] = ()) -> str:
    """What the chords are heard by."""
    if not accompaniment:
        return "melody"
    low = median(note.pitch for note in accompaniment) < BASS_PITCH
    if low and not _stacked(accompaniment):
        return "bass and melody" if melody else "bass"
    return "accompaniment"


def _stacked(notes: Sequence[PerformedNote]) -> bool:
    """Whether chords are played: one note in five or more begins with the one before it."""
    onsets = sorted(note.onset for note in notes)
    return 5 * sum(after - before < 1 / 24 for before, after in pairwise(onsets)) >= len(onsets)

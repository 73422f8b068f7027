"""Which notes sound: the hallmarks of pitch and harmony."""

from __future__ import annotations

import numpy as np

from jazz.hallmarks.moments import strong, weak
from jazz.hallmarks.shares import Measure, entropy, longest, mean, share
from jazz.phrases import NO_DEGREE, REST, Phrase

# ---- pitch


def _size(low: int, high: int) -> Measure:
    """The share of intervals of a size from `low` to `high`."""
    return lambda phrase: share((np.abs(phrase.intervals) >= low) & (np.abs(phrase.intervals) <= high))


def _on(low: int, high: int) -> Measure:
    """The share of neighbouring intervals that go the same way, both of a size from `low` to `high`."""

    def measure(phrase: Phrase) -> float:
        fits = (np.abs(phrase.intervals) >= low) & (np.abs(phrase.intervals) <= high)
        return share(fits[:-1] & fits[1:] & (phrase.intervals[:-1] * phrase.intervals[1:] > 0))

    return measure


def _turns(phrase: Phrase) -> float:
    """The share of movements that go another way than the one before."""
    ways = np.sign(phrase.intervals[phrase.intervals != 0])
    return share(ways[1:] != ways[:-1])


def _step_back(phrase: Phrase) -> float:
    """The share of leaps that a step in the other direction follows."""
    leap, after = phrase.intervals[:-1], phrase.intervals[1:]
    return share((leap * after < 0) & (np.abs(after) <= 2), np.abs(leap) > 4)


def _h1(phrase: Phrase) -> float:
    bars = phrase.onsets // phrase.bar
    return mean(np.array([entropy((phrase.pitches[bars == bar] % 12).tolist()) for bar in np.unique(bars)]))


def _drift(phrase: Phrase) -> float:
    """How far the mean of the later half of the notes is from that of the first."""
    half = len(phrase) // 2
    return float(abs(phrase.pitches[half:].mean() - phrase.pitches[:half].mean()))


# ---- harmony


def _chord_tone(phrase: Phrase) -> np.ndarray:
    return np.asarray(phrase.roles == "C")


def _role(letter: str) -> Measure:
    return lambda phrase: share(phrase.roles == letter)


def _time(letters: str) -> Measure:
    """The share of the sounding time that roles have."""
    return lambda phrase: float(
        (phrase.ends - phrase.onsets) @ np.isin(phrase.roles, list(letters)) / (phrase.ends - phrase.onsets).sum()
    )


def _root(phrase: Phrase) -> np.ndarray:
    return np.asarray(phrase.degrees == 0)


def _guide(phrase: Phrase) -> np.ndarray:
    return np.asarray(np.isin(phrase.degrees, (3, 4, 10, 11)) & _chord_tone(phrase))


def _degree(*semitones: int) -> Measure:
    return lambda phrase: share(np.isin(phrase.degrees, semitones), phrase.degrees != NO_DEGREE)


def _new(phrase: Phrase) -> np.ndarray:
    """Whether each note is the first over a chord that begins in the phrase (n,)."""
    return np.asarray(np.concatenate([[False], np.diff(phrase.chords) > 0]))


def _into_new(largest: int) -> Measure:
    """The share of the ways into a new chord, without a rest, that are steps of up to so many semitones."""

    def measure(phrase: Phrase) -> float:
        into = _new(phrase)[1:] & (phrase.gaps < REST)
        sizes = np.abs(phrase.intervals)
        return share((sizes >= 1) & (sizes <= largest), into)

    return measure


PITCH: dict[str, Measure] = {
    "range": lambda p: float(np.ptp(p.pitches)),
    "spread": lambda p: float(p.pitches.std()),
    "mean interval": lambda p: mean(np.abs(p.intervals)),
    "repeated notes": _size(0, 0),
    "half steps": _size(1, 1),
    "whole steps": _size(2, 2),
    "thirds": _size(3, 4),
    "fourths and fifths": _size(5, 7),
    "leaps over a fifth": _size(8, 127),
    "octaves and more": _size(12, 127),
    "largest leap": lambda p: float(np.abs(p.intervals).max()),
    "upward": lambda p: share(p.intervals > 0, p.intervals != 0),
    "upward among leaps": lambda p: share(p.intervals > 0, np.abs(p.intervals) > 4),
    "turns": _turns,
    "longest way up": lambda p: longest(p.intervals > 0),
    "longest way down": lambda p: longest(p.intervals < 0),
    "arpeggios": _on(3, 5),
    "scale runs": _on(1, 2),
    "chromatic runs": _on(1, 1),
    "leaps on in one direction": _on(5, 127),
    "leaps that step back": _step_back,
    "different pitches a note": lambda p: len(np.unique(p.pitches)) / len(p),
    "pitch-class entropy of a bar (H1)": _h1,
    "pitch-class entropy of the phrase (H4)": lambda p: entropy((p.pitches % 12).tolist()),
    "mean height in the range": lambda p: mean(p.pitches - p.pitches.min()) / max(1, int(np.ptp(p.pitches))),
    "drift": _drift,
    "rise": lambda p: float(p.pitches[-1] - p.pitches[0]),
    "place of the highest note": lambda p: float(p.onsets[p.pitches.argmax()] / p.length),
}

HARMONY: dict[str, Measure] = {
    "chord tones on one and three": lambda p: share(_chord_tone(p), strong(p)),
    "chord tones on two and four": lambda p: share(_chord_tone(p), weak(p)),
    "chord tones off the beat": lambda p: share(_chord_tone(p), p.in_beat > 0),
    "colour tones": _role("L"),
    "approach tones": _role("A"),
    "scale tones": _role("S"),
    "outside": _role("X"),
    "outside and approach on the beat": lambda p: share(np.isin(p.roles, ["A", "X"]), p.in_beat == 0),
    "time on chord tones": _time("C"),
    "time outside": _time("X"),
    "roots": _degree(0),
    "thirds of chords": _degree(3, 4),
    "fifths of chords": _degree(7),
    "sevenths of chords": _degree(10, 11),
    "chord tones on new chords": lambda p: share(_chord_tone(p), _new(p)),
    "guide tones on new chords": lambda p: share(_guide(p), _new(p)),
    "roots on new chords": lambda p: share(_root(p), _new(p)),
    "half steps into new chords": _into_new(1),
    "steps into new chords": _into_new(2),
    "entries on a root": lambda p: share(_root(p), p.enters),
    "entries on a chord tone": lambda p: share(_chord_tone(p), p.enters),
    "last notes on a root": lambda p: share(_root(p), p.leaves),
    "last notes on a chord tone": lambda p: share(_chord_tone(p), p.leaves),
}

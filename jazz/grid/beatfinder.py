"""Which beats a file really has: those of its tempo map, unless the notes or the chord symbols say otherwise.

Programs write notes on the map; players do not play on it, but near it. A map can be wrong all the same: counted at
another tempo, drifting against the performance, or begun beside the beat. Chord symbols that moved with the notes tell
most (`landmarks`); else the notes do (`pulse`), which say roughly where the beat is, but not to the hundredth of a
second. The map is believed as long as nothing speaks clearly against it. What was found otherwise is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jazz import harmony
from jazz.grid import freetempo, landmarks, pulse
from jazz.midi import Score
from jazz.tatums import typed
from jazz.voices import Voices

MECHANICAL, NO_CHANCE = 0.6, 14.0
"""How strongly onsets keep to one grid of twelfths of a beat (0 to 1) when a program put them there; and the nats by
which that must be no chance."""
BAND = 0.25
"""The share of the melody's onsets that must be struck beside it, to tell of the beat."""
TWELFTH = 12
CLEARLY, CLEARLY_EACH = 10.0, 0.06
"""Nats by which another tempo must explain what is heard better than the map's, and for each onset; 2 of 409 melodies
over a right map reach that."""
ON_MAP, OFF_MAP = 2.0, 0.3
"""How many times as much where chord symbols stand on the map, and where they stand beside it."""
UNSAID, FREELY = 120.0, 40.0
"""The tempo of files that say none; nats by which another must explain the onsets better, if the map means nothing."""
CONTRADICTED, CONTRADICTED_EACH = 10.0, 1.0
"""Nats by which the notes must fit the map better than chord symbols do that stand beside it, and for each of those."""
WANDERS, WANDERS_EACH = 5.0, 0.08
"""Nats by which a wandering tempo must explain the notes better than a steady one, and for each note."""
WANDER_OF_BAND = 0.008
"""How much the tempo of a band may wander (see `pulse.WANDER`), whose beats are plain to hear."""
REFINED = ((4, 0.03), (12, 0.01), (12, 0.003))
"""Divisions of a beat on which onsets stand, and how far (standard deviation, beats) they may be played beside them."""
FEWEST_NAMED, NEAR_NAMED = 2, 0.15
"""Chord symbols through which a track is made exact, and the beats by which they may miss it."""
BARS_ASIDE = 0.25
"""Beats by which all may lie beside the map while its bars are still believed."""
MOST_REFINED = 200
NEAR = 0.4
"""The share of a division in which an onset is near to it."""
AT_MAP = 0.005
"""Beats by which a program's grid may miss the map's divisions and be the map's."""
BESIDE_MARGIN = 60.0
"""Nats by which another division of the map must explain all onsets better, as the beat, than the map's beat."""
BESIDE_PLAYED = 0.1
"""Beats by which a band must be beside the map to be counted from where it plays."""
DRIFTS = 0.002
"""The difference of errors from which a map is said to drift."""
TOGETHER = 0.03
"""Beats: onsets closer than this count once."""


@dataclass(frozen=True)
class Beats:
    """Where the beats are: `beats[i]` at file tick `ticks[i]`, even between and beyond; 0 is the file's beginning.

    `own` is True where they are those of the file's map, `bars` where the file's bar lines are beats. `sure` is
    between 0 (a guess) and 1.
    """

    ticks: Any
    beats: Any
    own: bool = True
    bars: bool = True
    said: tuple[str, ...] = ()
    sure: float = 1.0

    def times(self, factor: float) -> Beats:
        """The same beats where a file counts so many ticks for one."""
        return replace(self, ticks=self.ticks * factor)

    def at(self, ticks: Any) -> Any:
        """Beats at file ticks."""
        return _interpolated(ticks, self.ticks, self.beats)

    def tick(self, beats: Any) -> Any:
        """File ticks of beats; the inverse of `at`."""
        return _interpolated(beats, self.beats, self.ticks)


def _interpolated(where: Any, known: Any, values: Any) -> Any:
    """Values between and beyond those that are known (ascending), on straight lines."""
    after = np.clip(np.searchsorted(known, where, side="right"), 1, len(known) - 1)
    slope = (values[after] - values[after - 1]) / (known[after] - known[after - 1])
    return values[after - 1] + (where - known[after - 1]) * slope


@dataclass(frozen=True)
class _Heard:
    """What there is to hear, in beats of the map, ascending: onsets of the melody, of the band, and chord symbols."""

    melody: Any
    struck: Any
    words: Any

    @property
    def has_band(self) -> bool:
        return bool(len(self.struck) > len(self.melody) * BAND)

    def on(self, beats: Beats) -> _Heard:
        """The same in other beats."""
        return _Heard(beats.at(self.melody), beats.at(self.struck), beats.at(self.words))

    def evidence(self) -> pulse.Evidence:
        return pulse.together([pulse.melody(self.melody), pulse.accompaniment(self.struck), pulse.words(self.words)])


OWN = Beats(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
"""The beats of the map, counted in its beats."""


def find(score: Score, voices: Voices, words: Sequence[float], *, bar: int, rate: float) -> Beats:
    """The beats of a score whose chord symbols stand at the ticks `words`.

    `bar` is the beats in a bar, `rate` the beats in a second, by the file.
    """
    drums = (note.start for track in score.tracks if track.is_drum for note in track.notes)
    heard = _Heard(
        _onsets((note.start for note in voices.melody), score.ppq),
        _onsets([*(note.start for note in voices.accompaniment), *drums], score.ppq),
        np.array([tick / score.ppq for tick in words if tick > 0]),
    )
    return _in_map(score, heard, bar, rate).times(score.ppq)


def _in_map(score: Score, heard: _Heard, bar: int, rate: float) -> Beats:
    """The beats, counted in beats of the map."""
    notes = replace(heard, words=np.zeros(0))
    if not score.beats:
        return _freely(heard, rate, freetempo.find(heard.melody / rate, heard.struck / rate).tempo)
    named = len(heard.words) > 0 and typed(heard.words)
    if typed(heard.melody) or _mechanical(heard.melody):
        written = _written(notes)
        return OWN if named and written.bars else written
    if named:
        found = _performed(notes, rate, ON_MAP)
        return found if found and found.bars else OWN
    if len(heard.words) and (found := _named(heard, bar, rate)):
        return found
    if heard.has_band and typed(heard.struck):
        return OWN
    unsaid = all(tempo == UNSAID for _, tempo in score.tempos)
    return (_unsaid(notes, rate) if unsaid else None) or _performed(notes, rate) or OWN


def _unsaid(notes: _Heard, rate: float) -> Beats | None:
    """The beats at another tempo than the one that nobody has said, if that explains the notes much better."""
    free = freetempo.find(notes.melody / rate, notes.struck / rate, 60 * rate)
    return _freely(notes, rate, free.tempo) if free.gain > FREELY else None


def _named(heard: _Heard, bar: int, rate: float) -> Beats | None:
    """The beats that chord symbols tell, with the notes or without; None where the notes contradict them."""
    notes = replace(heard, words=np.zeros(0))
    if counts := landmarks.counted(heard.words.tolist(), bar=bar, rate=rate):
        track = landmarks.track(heard.words, counts, rate=rate, end=float(heard.melody[-1]))
        found: Beats | None = _found(*track, "by its chord symbols", sure=0.95)
    else:
        found = _performed(heard, rate, OFF_MAP)
    doubt = CONTRADICTED + CONTRADICTED_EACH * len(heard.words)
    contradicted = found and pulse.fit(notes.on(found).evidence()) < pulse.fit(notes.evidence()) - doubt
    return None if contradicted else found


def _written(heard: _Heard) -> Beats:
    """The beats of a program's grid, which may lie beside those of the map."""
    turn = np.exp(2j * np.pi * TWELFTH * heard.melody).mean()
    beside = float(np.angle(turn)) / (2 * np.pi * TWELFTH)
    shifts = beside + np.arange(TWELFTH) / TWELFTH
    scores = pulse.at_phases(heard.evidence(), -shifts)
    if abs(beside) < AT_MAP and (not heard.has_band or scores.max() - scores[0] < BESIDE_MARGIN):
        return OWN
    return _shifted(float(shifts[scores.argmax()]) % 1)


def _freely(heard: _Heard, rate: float, tempo: float) -> Beats:
    """The beats of a performance at a tempo with which the map has nothing to do."""
    factor = tempo / 60 / rate
    found = _performed(heard.on(OWN.times(1 / factor)), tempo / 60, -np.inf)
    assert found is not None
    said = f"it was recorded without beats: a tempo of about {tempo:.0f} was found, which may be half or twice as fast"
    return replace(found.times(1 / factor), bars=False, said=(said,), sure=found.sure / 2)


def _performed(heard: _Heard, rate: float, doubt: float = 1.0) -> Beats | None:
    """The beats that performed notes tell, if they do clearly (`doubt` times as clearly as usual); else None.

    A melody alone may be late throughout; where a band plays, the beat is the band's.
    """
    evidence = heard.evidence()
    steady = pulse.steady(evidence)
    options = {"wander": WANDER_OF_BAND, "first_phase": 1.0} if heard.has_band else {}
    places, beats, wandering = pulse.wandering(evidence, rate, **options)
    wandering -= WANDERS + WANDERS_EACH * len(evidence.places)
    lag, still = steady.still
    if max(steady.score, wandering) - still < doubt * (CLEARLY + CLEARLY_EACH * len(evidence.places)):
        return _shifted(-lag % 1) if heard.has_band and abs(lag) > BESIDE_PLAYED else None
    if wandering < steady.score:
        places = np.array([0.0, float(places[-1])])
        beats = places * (1 + steady.error) + steady.lag
    if not heard.has_band:
        beats = beats - beats[0]
    named = np.interp(heard.words, places, beats)
    if len(named) >= FEWEST_NAMED and np.mean(abs(named - np.rint(named)) < NEAR_NAMED) > MECHANICAL:
        track = landmarks.track(named, np.rint(named), rate=rate, end=float(beats[-1]))
        return _found(places, np.interp(beats, *track), "by its notes and chord symbols", sure=0.8)
    if heard.has_band:
        return _found(*_refined(heard, places, beats, rate), "in its notes", sure=0.8)
    return _found(places, beats, "in its notes", sure=0.5)


def _refined(heard: _Heard, places: Any, beats: Any, rate: float) -> tuple[Any, Any]:
    """A beat track that goes exactly where onsets are, which stand on divisions of the beat."""
    onsets = heard.evidence().places
    onsets = onsets[np.linspace(0, len(onsets) - 1, min(len(onsets), MOST_REFINED)).astype(int)]
    knots = np.arange(places[-1] + 1)
    for division, noise in REFINED:
        played = np.interp(onsets, places, beats)
        written = np.rint(played * division) / division
        near = abs(played - written) < NEAR / division
        errors = landmarks.smooth(onsets[near], (written - onsets)[near], rate, knots, noise)
        places, beats = knots, landmarks.ascending(knots, errors)
        if not _mechanical(np.interp(onsets, places, beats)):
            break
    return places, beats


def _shifted(shift: float) -> Beats:
    """The beats of the map, all beside their place; the first of them at or after its beginning is 0."""
    aside = (shift + 0.5) % 1 - 0.5
    said = f"its beats lie {abs(aside):.2f} beats {'before' if aside < 0 else 'after'} those of its tempo map"
    near = abs(aside) < BARS_ASIDE
    return Beats(np.array([shift, shift + 1]), np.array([0.0, 1.0]), own=False, bars=near, said=(said,), sure=0.9)


def _found(places: Any, beats: Any, how: str, *, sure: float) -> Beats:
    """Beats that were found beside the map."""
    errors = np.diff(beats) / np.diff(places) - 1
    mean = beats[-1] / places[-1] - 1
    wrong = f"{abs(mean):.1%} {'slow' if mean > 0 else 'fast'}"
    drifts = np.ptp(errors) > DRIFTS
    said = f"its tempo map is {wrong}{' in the mean, and drifts' if drifts else ''}: beats were found {how}"
    return Beats(np.asarray(places), np.asarray(beats), own=False, said=(said,), sure=sure)


def _mechanical(places: Any) -> bool:
    """Whether onsets keep to one grid, which may lie beside the map, and are too many for chance."""
    kept = abs(np.exp(2j * np.pi * TWELFTH * places).mean())
    return bool(kept > MECHANICAL and len(places) * kept**2 > NO_CHANCE)


def _onsets(ticks: Iterable[int], ppq: int) -> Any:
    """Onsets in beats of the map, ascending, those at nearly the same time once."""
    places = np.unique(np.fromiter(ticks, float)) / ppq
    return places[np.diff(places, prepend=-np.inf) > TOGETHER]


def chord_ticks(score: Score) -> list[float]:
    """The file ticks at which words name chords."""
    return sorted({tick for tick, _ in harmony.from_words((text.tick, text.kind, text.text) for text in score.texts)})

"""A score to a song: which notes are the solo, on which grid, over which chords.

This is where a performance becomes a page: the melody is chosen (`voices`), its timing written down (`quantise`) and
the changes found (`harmony`). This room knows no file formats. A chart begins with the bar of the first note and ends
with the bar of the last.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath

from jazz import harmony
from jazz.errors import SourceError
from jazz.midi import Score
from jazz.music import TICKS_PER_QUARTER, WHOLE, Chart, Chord, Metre, PlayedNote, Section, Solo, Song
from jazz.quantise import PerformedNote, quantise
from jazz.voices import Voices, choose

DEFAULT_TEMPO = 120.0
SLOWEST, FASTEST = 10.0, 1000.0
LONGEST = 20_000
"""Quarter notes from the beginning of a file to the end of its melody; two hours at a walking tempo."""
ENOUGH_CHANGES = 8
LONGEST_SECTION_NAME = 24


def song_from_score(score: Score, *, source: str, track: str | None = None) -> Song:
    """The solo of a score over its chart; `track` names the melody's track, or is its number from 1.

    Raises SourceError: "no-such-track", "no-melody", "polyphonic", "no-chords", "metre-changes", "no-metre",
    "tempo", "too-long".
    """
    try:
        return _song(score, source, choose(score, track))
    except SourceError as error:
        raise SourceError(error.code, f"{PurePath(source).name}: {error}") from error.__cause__


def _song(score: Score, source: str, chosen: Voices) -> Song:
    """The song of a score whose voices are chosen; its SourceErrors do not name the file."""
    end = max(note.end for note in chosen.melody)
    if end > LONGEST * score.ppq:
        raise SourceError("too-long", f"its melody ends after {end // score.ppq:,} quarter notes; {LONGEST:,} are read")
    origin, metre = _metre(score, chosen.melody)
    if metre.beats == 1:
        origin, metre = _grouped(score, chosen, origin, metre)
    tempo = _tempo(score, chosen.melody)
    quantised = quantise(_performed(chosen.melody, origin, score.ppq), beat_seconds=60 / tempo)
    start = quantised.notes[0].onset // metre.bar * metre.bar
    solo = Solo(tuple(replace(note, onset=note.onset - start) for note in quantised.notes))
    title = score.title or PurePath(source).stem
    chart = _chart(score, chosen, origin, metre, start=start, length=solo.end)
    return Song(
        chart=replace(chart, title=title, tempo=tempo),
        solo=solo,
        tempo=tempo,
        swing=quantised.swing,
        source=source,
        tune=tune_of(title),
        title=title,
        instrument=chosen.name,
    )


def tune_of(title: str) -> str:
    """The tune that a title names, the same for all takes: lower case, without accents, brackets and take numbers.

    >>> tune_of("So What (take 2)"), tune_of("Été #3")
    ('so what', 'ete')
    """
    bare = unicodedata.normalize("NFKD", title).casefold()
    bare = re.sub(r"[(\[].*?[)\]]|\b(?:take|version|solo|no)\b.*$|#?\d+$", " ", bare)
    return " ".join(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c)))) or title.casefold()


def _metre(score: Score, melody: Iterable[PlayedNote]) -> tuple[int, Metre]:
    """The metre under the melody, and the tick at which its bars begin to count."""
    notes = list(melody)
    first, last = notes[0].start, max(note.start for note in notes)
    origin, metre = 0, Metre()
    for tick, said in score.metres:
        if tick > last:
            break
        if said != metre and tick > first:
            raise SourceError("metre-changes", "its metre changes; only one metre can be read yet")
        if said != metre:
            origin, metre = tick, said
    if metre.unit < 1 or WHOLE % metre.unit:
        raise SourceError("no-metre", f"its time signature {metre.beats}/{metre.unit} gives no bars that can be read")
    return origin, metre


def _grouped(score: Score, chosen: Voices, origin: int, metre: Metre) -> tuple[int, Metre]:
    """Beats without bars (a signature of 1/4) grouped by four, beginning where most of the chords change."""
    chords = _chords(score, chosen, origin, metre)
    changes = [round(tick / metre.beat) for (_, before), (tick, after) in pairwise(chords) if before != after]
    if len(changes) < ENOUGH_CHANGES:
        raise SourceError(
            "no-metre", f"its time signature is {metre.beats}/{metre.unit}, and nothing tells where bars begin"
        )
    begins = Counter(beat % 4 for beat in changes).most_common(1)[0][0]
    first_bar = origin + (begins - 4) * score.ppq * 4 // metre.unit
    return first_bar, Metre(4, metre.unit)


def _tempo(score: Score, melody: Iterable[PlayedNote]) -> float:
    """The mean tempo under the melody in quarter notes a minute."""
    notes = list(melody)
    first, last = notes[0].start, max(note.end for note in notes)
    marks = [(0, DEFAULT_TEMPO), *score.tempos, (max(last, first + 1), DEFAULT_TEMPO)]
    spans = [(max(0, min(last, after) - max(first, tick)), tempo) for (tick, tempo), (after, _) in pairwise(marks)]
    minutes = sum(span / tempo for span, tempo in spans)
    tempo = sum(span for span, _ in spans) / minutes if minutes else marks[0][1]
    if not SLOWEST <= tempo <= FASTEST:
        raise SourceError("tempo", f"its tempo is {tempo:.3g} quarter notes a minute, which nobody plays")
    return tempo


def _performed(notes: Iterable[PlayedNote], origin: int, ppq: int) -> list[PerformedNote]:
    """Notes in quarter-note beats from the first bar line."""
    return [
        PerformedNote((note.start - origin) / ppq, (note.end - origin) / ppq, note.pitch, note.velocity)
        for note in notes
        if note.start >= origin
    ]


def _chart(score: Score, chosen: Voices, origin: int, metre: Metre, *, start: int, length: int) -> Chart:
    """The chart under `length` ticks of solo that begin at tick `start` of the page."""
    bars = -(-length // metre.bar)
    page = TICKS_PER_QUARTER / score.ppq
    end = start + bars * metre.bar
    chords = _chords(score, chosen, origin, metre)
    keys = [key for tick, key in score.keys if page * (tick - origin) < end]
    cues = [(page * (tick - origin), text) for tick, kind, text in score.texts if kind == "cue_marker"]
    return Chart(
        metre=metre,
        bars=bars,
        changes=harmony.changes_on_beats(chords, metre, start, end),
        sections=tuple(
            Section(round((tick - start) / metre.bar) * metre.bar, text)
            for tick, text in cues
            if start <= tick < end - metre.bar / 2 and len(text) <= LONGEST_SECTION_NAME
        ),
        key=keys[0] if keys else None,
    )


def _chords(score: Score, chosen: Voices, origin: int, metre: Metre) -> list[tuple[float, Chord]]:
    """The (page tick, chord) pairs that the score names, else those that are heard in the accompaniment."""
    page = TICKS_PER_QUARTER / score.ppq
    named = harmony.from_words((page * (tick - origin), kind, text) for tick, kind, text in score.texts)
    if named:
        return named
    end = max(note.end for note in chosen.melody)
    performed = _performed((note for note in chosen.accompaniment if note.start < end), origin, score.ppq)
    if not performed:
        raise SourceError("no-chords", "it names no chords and no track accompanies; add chord symbols as markers")
    return harmony.from_notes(performed, metre)

"""A score to songs: which notes are the solo, on which grid, over which chords.

This is where a performance becomes a page: the melody is chosen (`voices`), its beats and bars are found (`grid`), its
timing is written down (`quantise`) and so are the changes (`harmony`). A score gives one song, or one for each stretch
of one metre. This room knows no file formats. A chart begins with the bar of the first note and ends with the bar of
the last.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import PurePath

from jazz import grid, harmony
from jazz.errors import SourceError
from jazz.grid import Grid
from jazz.harmony import Heard
from jazz.midi import Score
from jazz.music import TICKS_PER_QUARTER, Chart, Reading, Section, Solo, Song
from jazz.quantise import copy, quantise
from jazz.voices import Candidate, Voices, choose

LONGEST_SECTION_NAME = 24


def songs_from_score(score: Score, *, source: str, track: str | None = None) -> list[Song]:
    """The solo of a score over its chart; where its metre changes, a song for each stretch, named "source#1" and so on.

    `track` names the melody's track, or is its number from 1. Raises SourceError: "no-such-track", "no-melody",
    "no-metre", "tempo", "too-long".
    """
    try:
        chosen = choose(score, track)
        grids = grid.find(score, chosen)
        songs = [_song(score, chosen, each, source) for each in grids]
    except SourceError as error:
        raise SourceError(error.code, f"{PurePath(source).name}: {error}") from error.__cause__
    if len(songs) == 1:
        return songs
    return [replace(song, source=f"{source}#{number}") for number, song in enumerate(songs, 1)]


def _song(score: Score, chosen: Voices, bars: Grid, source: str) -> Song:
    """The song of one stretch of a score; its SourceErrors do not name the file."""
    performed = bars.performed(chosen.melody)
    quantised = copy(performed) if score.written else quantise(performed, beat_seconds=bars.beat_seconds)
    chords = _named(score, bars) or harmony.hear(bars.performed(chosen.accompaniment), performed, bars.metre)
    start = quantised.notes[0].onset // bars.metre.bar * bars.metre.bar
    solo = Solo(tuple(replace(note, onset=note.onset - start) for note in quantised.notes))
    title = score.title or PurePath(source).stem
    return Song(
        chart=replace(_chart(score, bars, chords, start, solo.end), title=title, tempo=bars.tempo),
        solo=solo,
        tempo=bars.tempo,
        swing=quantised.swing,
        source=source,
        tune=tune_of(title),
        title=title,
        instrument=chosen.name,
        timing=quantised.timing,
        reading=_reading(score, chosen, bars, chords),
    )


def _named(score: Score, bars: Grid) -> Heard | None:
    """The chords that the score's words name, in page ticks, if they do."""
    words = ((TICKS_PER_QUARTER * bars.beats(tick), kind, text) for tick, kind, text in score.texts)
    named = harmony.named(words)
    return Heard([(round(tick), chord) for tick, chord in named.chords], 1.0, named.kind) if named.chords else None


def _chart(score: Score, bars: Grid, chords: Heard, start: int, length: int) -> Chart:
    """The chart under `length` ticks of solo that begin at tick `start` of the page."""
    count = -(-length // bars.metre.bar)
    end = start + count * bars.metre.bar
    keys = [key for tick, key in score.keys if TICKS_PER_QUARTER * bars.beats(tick) < end]
    cues = [(TICKS_PER_QUARTER * bars.beats(tick), text) for tick, kind, text in score.texts if kind == "cue_marker"]
    return Chart(
        metre=bars.metre,
        bars=count,
        changes=harmony.changes_on_beats(chords.chords, bars.metre, start, end),
        sections=tuple(
            Section(round((tick - start) / bars.metre.bar) * bars.metre.bar, text)
            for tick, text in cues
            if start <= tick < end - bars.metre.bar / 2 and len(text) <= LONGEST_SECTION_NAME
        ),
        key=keys[0] if keys else None,
    )


def _reading(score: Score, chosen: Voices, bars: Grid, chords: Heard) -> Reading:
    """What was decided, for the user."""
    track, others = chosen.chosen, [other for other in chosen.candidates if other != chosen.chosen]
    return Reading(
        melody=_numbered(track) if track else "",
        melody_sure=round(track.score, 3) if track else 1.0,
        why=track.why if track else (),
        runner_up=_numbered(others[0]) if others else "",
        chords_from=chords.by,
        chords_sure=round(chords.sure, 3),
        said=(*score.damage, *chosen.said, *bars.said),
    )


def _numbered(track: Candidate) -> str:
    return f"{track.number} {track.name}".strip()


def tune_of(title: str) -> str:
    """The tune that a title names, the same for all takes: lower case, without accents, brackets and take numbers.

    >>> tune_of("So What (take 2)"), tune_of("Été #3")
    ('so what', 'ete')
    """
    bare = unicodedata.normalize("NFKD", title).casefold()
    bare = re.sub(r"[(\[].*?[)\]]|\b(?:take|version|solo|no)\b.*$|#?\d+$", " ", bare)
    return " ".join(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c)))) or title.casefold()

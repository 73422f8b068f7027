"""Notation and the questions of theory that music21 answers: MusicXML lead sheets, keys of solos, tones of figures.

The only room that imports music21, and only inside its functions: the import takes a second, and playing a solo needs
none of it. What music21 is asked twice it answers once, because each answer is slow. Its spelling of a flat ("B-") and
its kinds of chords stay in this room.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from jazz.analysis import DEFAULT_TEMPO, tune_of
from jazz.errors import ChartError, SourceError
from jazz.harmony import changes_on_beats
from jazz.music import NO_CHORD, TICKS_PER_QUARTER, Chart, Chord, Key, Metre, Note, Solo, Song
from jazz.theory import guess_key, key_name, key_signature, parse_chord

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 100_000_000
LONGEST = 20_000  # quarter notes
UNITS = {2, 4, 8, 16}
SWING, STRAIGHT = 2 / 3, 0.5

# music21's kinds of chords (those of MusicXML) -> our suffixes.
SUFFIXES = {
    "major": "",
    "minor": "m",
    "augmented": "+",
    "diminished": "dim",
    "dominant-seventh": "7",
    "dominant": "7",
    "major-seventh": "maj7",
    "minor-seventh": "m7",
    "minor-major-seventh": "mM7",
    "major-minor": "mM7",
    "augmented-seventh": "7#5",
    "augmented-major-seventh": "maj7#5",
    "half-diminished-seventh": "m7b5",
    "half-diminished": "m7b5",
    "diminished-seventh": "dim7",
    "seventh-flat-five": "7b5",
    "major-sixth": "6",
    "minor-sixth": "m6",
    "dominant-ninth": "9",
    "major-ninth": "maj9",
    "minor-ninth": "m9",
    "dominant-11th": "11",
    "major-11th": "maj11",
    "minor-11th": "m11",
    "dominant-13th": "13",
    "major-13th": "maj13",
    "minor-13th": "m13",
    "suspended-second": "sus2",
    "suspended-fourth": "sus4",
    "suspended-fourth-seventh": "7sus4",
    "power": "5",
    "pedal": "Bass",
}


# Chord scales -> music21's class of scale, and the semitones from our tonic up to its tonic.
SCALES = {
    "ionian": ("MajorScale", 0),
    "lydian": ("LydianScale", 0),
    "mixolydian": ("MixolydianScale", 0),
    "dorian": ("DorianScale", 0),
    "aeolian": ("MinorScale", 0),
    "phrygian": ("PhrygianScale", 0),
    "locrian": ("LocrianScale", 0),
    "harmonic minor": ("HarmonicMinorScale", 0),
    "ionian augmented": ("HarmonicMinorScale", 9),
    "melodic minor": ("MelodicMinorScale", 0),
    "altered": ("MelodicMinorScale", 1),
    "locrian natural 2": ("MelodicMinorScale", 3),
    "mixolydian b6": ("MelodicMinorScale", 5),
    "lydian dominant": ("MelodicMinorScale", 7),
    "lydian augmented": ("MelodicMinorScale", 9),
    "dorian b2": ("MelodicMinorScale", 10),
    "whole tone": ("WholeToneScale", 0),
    "whole-half": ("OctatonicScale", 0),
    "half-whole": ("OctatonicScale", 1),
    "chromatic": ("ChromaticScale", 0),
}


def read_musicxml(path: Path) -> Song:
    """The song in a MusicXML lead sheet (.musicxml, .xml, .mxl), repeats played out.

    The solo is the top line of the first part that has notes, as it sounds, its onsets on the nearest 1/24 quarter
    note; the chords are the symbols of the first part that has some. Raises `SourceError`: "unreadable", "too-large",
    "damaged", "repeats", "no-notes", "no-chords", "chord", "no-metre", "metre-changes", "tempo", "too-long".
    """
    score = _score(path)
    parts = [_played(part, path.name) for part in score.parts]
    page, line = next(((part, line) for part in parts if (line := _line(part))), (None, []))
    if page is None:
        raise SourceError("no-notes", f"{path.name} has no notes")
    symbols = next((symbols for part in parts if (symbols := _symbols(part, path.name))), None)
    if symbols is None:
        raise SourceError("no-chords", f"{path.name} has no chord symbols; write them over the notes")
    metre = _metre(page, path.name)
    length = max(_ticks(page.highestTime), *(end for _, end, *_ in line))
    upbeat = _upbeat(page, metre)
    bars = -(-(length + upbeat) // metre.bar)
    chart = Chart(
        metre=metre,
        bars=bars,
        changes=changes_on_beats([(tick + upbeat, chord) for tick, chord in symbols], metre, 0, bars * metre.bar),
        title=(score.metadata.bestTitle if score.metadata else None) or path.stem,
        tempo=_tempo(page, path.name),
        style="swing" if _swings(page) else None,
    )
    return Song(
        chart=replace(chart, key=_key(page, chart)),
        solo=_solo(line, upbeat),
        tempo=chart.tempo or DEFAULT_TEMPO,
        swing=SWING if chart.style else STRAIGHT,
        source=path.as_posix(),
        tune=tune_of(chart.title),
        title=chart.title,
        instrument=page.partName or "",
    )


def _score(path: Path) -> Any:
    """What music21 reads from a file, as a score."""
    from music21 import converter, stream

    _check_size(path)
    try:
        read = converter.parse(str(path), format="musicxml", forceSource=True, storePickle=False)
    except _unreadable() as error:
        raise SourceError("damaged", f"{path.name} is not MusicXML that can be read ({type(error).__name__})") from error
    if not isinstance(read, stream.Score) or not read.parts:
        raise SourceError("damaged", f"{path.name} holds no score")
    return read


def _check_size(path: Path) -> None:
    """Refuse what is missing, or too large before or after it is unpacked."""
    try:
        size = path.stat().st_size
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                size = max(size, sum(entry.file_size for entry in packed.infolist()) // PACKING)
    except (OSError, zipfile.BadZipFile) as error:
        raise SourceError("unreadable", f"{path} cannot be opened ({error})") from error
    if size > LARGEST_FILE:
        raise SourceError("too-large", f"{path.name} has {size:,} bytes; at most {LARGEST_FILE:,} are read")


def _unreadable() -> tuple[type[BaseException], ...]:
    """What music21 is known to raise on damaged files: it checks little itself."""
    from music21.exceptions21 import Music21Exception

    return (Music21Exception, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, SyntaxError)[:0] + (
        Music21Exception,
    )


@cache
def figure_tones(figure: str) -> frozenset[int] | None:
    """The pitch classes that music21 gives a chord figure, without its bass note; None where it cannot read it."""
    from music21 import harmony
    from music21.exceptions21 import Music21Exception

    root = re.match("[A-G][#b]?", figure)
    if root is None:
        return None
    try:
        chord = harmony.ChordSymbol(root[0].replace("b", "-") + figure[root.end() :])
        return frozenset(pitch.pitchClass for pitch in chord.pitches)
    except (Music21Exception, ValueError, KeyError, IndexError, AttributeError, TypeError):
        return None


@cache
def scale_tones(name: str, tonic: int) -> frozenset[int] | None:
    """The pitch classes that music21 gives a chord scale on a tonic; None where it has no such scale."""
    from music21 import pitch, scale

    if name not in SCALES:
        return None
    kind, shift = SCALES[name]
    root = pitch.Pitch((tonic + shift) % 12 + 60)
    tones = getattr(scale, kind)(root.name).getPitches(root, root.transpose(12), direction="ascending")
    return frozenset(each.pitchClass for each in tones)


def estimate_key(chart: Chart, solo: Solo) -> Key:
    """The key of a solo by music21's key analysis (Krumhansl 1990): its tones, and those of the chords under it."""
    weights = [0.0] * 12
    for note in solo:
        weights[note.pitch % 12] += note.duration
        for tone in chart.chord_at(note.onset).tones:
            weights[tone] += note.duration / 4
    total = sum(weights) or 1.0
    return _analysed(tuple(round(100 * weight / total) for weight in weights))


@cache
def _analysed(histogram: tuple[int, ...]) -> Key:
    """The key of a pitch class histogram."""
    from music21 import note, stream

    line = stream.Stream(
        note.Note(60 + tone, quarterLength=weight) for tone, weight in enumerate(histogram) if weight
    )
    found = line.analyze("key") if line else None
    return Key(found.tonic.pitchClass, found.mode) if found else Key(0)

"""MusicXML lead sheets, as music21 reads them, to songs.

Its spelling of a flat ("B-") and its kinds of chords stay in this room. It checks little of what it reads, so that the
errors it is known to raise over damaged files are caught here, by name.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from music21 import converter, stream
from music21.exceptions21 import Music21Exception

from jazz.analysis import DEFAULT_TEMPO, FASTEST, LONGEST, SLOWEST, tune_of
from jazz.errors import ChartError, JazzError, SourceError
from jazz.harmony import changes_on_beats
from jazz.music import (
    DEFAULT_VELOCITY,
    NO_CHORD,
    TICKS_PER_QUARTER,
    Chart,
    Chord,
    Key,
    Metre,
    Note,
    Section,
    Solo,
    Song,
)
from jazz.theory import guess_key, key_signature, note_name, parse_chord

LARGEST_FILE = 20_000_000  # bytes, unpacked
MOST_REPEATED = 8 * LONGEST  # quarter notes, by a bound that is quick to know
UNITS = {2, 4, 8, 16}
SWING, STRAIGHT = 2 / 3, 0.5
RAISED = (
    *(Music21Exception, ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError),
    *(SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error),
)

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


def read_musicxml(path: Path) -> Song:
    """The song in a MusicXML lead sheet (.musicxml, .xml, .mxl), repeats played out.

    The solo is the top line of the first part that has notes, as it sounds, its onsets on the nearest 1/24 quarter
    note; the chords are the symbols of the first part that has some, on the nearest beat. Raises `SourceError`:
    "unreadable", "too-large", "damaged", "no-notes", "no-chords", "chord", "no-metre", "metre-changes", "tempo",
    "too-long".
    """
    _check_size(path)
    try:
        return _song(path)
    except JazzError:
        raise
    except RAISED as error:
        raise SourceError("damaged", f"{path.name} is no MusicXML that can be read ({_first_line(error)})") from error


def _check_size(path: Path) -> None:
    """Refuse a file that is missing, or too large packed or unpacked."""
    try:
        size = path.stat().st_size
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                size = max(size, sum(entry.file_size for entry in packed.infolist()))
    except (OSError, zipfile.BadZipFile) as error:
        raise SourceError(
            "unreadable", f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}"
        ) from error
    if size > LARGEST_FILE:
        raise SourceError("too-large", f"{path.name} holds {size:,} bytes; at most {LARGEST_FILE:,} are read")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:80] or type(error).__name__


def _song(path: Path) -> Song:
    score = _score(path)
    parts = [_played(part, path.name) for part in score.parts]
    lines = [_line(part) for part in parts]
    if not any(lines):
        raise SourceError("no-notes", f"{path.name} has no notes")
    page, line = next(pair for pair in zip(parts, lines, strict=True) if pair[1])
    symbols = next(filter(None, (_symbols(part) for part in [page, *parts])), None)
    if symbols is None:
        raise SourceError("no-chords", f"{path.name} has no chord symbols; write them over the notes")
    metre = _metre(page, path.name)
    upbeat = -_ticks(page.getElementsByClass("Measure").first().highestTime) % metre.bar
    end = max(_ticks(page.highestTime), *(note.end for note in line)) + upbeat
    bars = -(-end // metre.bar)
    chart = Chart(
        metre=metre,
        bars=bars,
        changes=changes_on_beats([(tick + upbeat, chord) for tick, chord in symbols], metre, 0, bars * metre.bar),
        sections=tuple(_sections(page, upbeat, metre)),
        title=(score.metadata.bestTitle if score.metadata else None) or path.stem,
        tempo=_tempo(page, path.name),
        style="swing" if _swings(page) else None,
    )
    return Song(
        chart=replace(chart, key=_key(page, chart)),
        solo=Solo(tuple(replace(note, onset=note.onset + upbeat) for note in line)),
        tempo=chart.tempo or DEFAULT_TEMPO,
        swing=SWING if chart.style else STRAIGHT,
        source=path.as_posix(),
        tune=tune_of(chart.title),
        title=chart.title,
        instrument=page.partName or "",
    )


def _score(path: Path) -> Any:
    """What music21 reads from a file, as a score at sounding pitch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where it guesses; what it guesses is checked here
        read = converter.parse(str(path), format="musicxml", forceSource=True, storePickle=False)
    if not isinstance(read, stream.Score) or not read.parts:
        raise SourceError("damaged", f"{path.name} holds no score")
    return read.toSoundingPitch()


def _played(part: Any, name: str) -> Any:
    """A part with its repeats played out."""
    repeats = [mark.times or 2 for mark in part["Repeat"]]
    if sum(repeats) * float(part.highestTime) > MOST_REPEATED:
        raise SourceError("too-long", f"{name} repeats too often to be read")
    page = part.expandRepeats() if repeats or part["RepeatExpression"] else part
    if page.highestTime > LONGEST:
        raise SourceError("too-long", f"{name} lasts {page.highestTime:,} quarter notes; {LONGEST:,} are read")
    return page


def _ticks(quarters: Any) -> int:
    return round(Fraction(quarters) * TICKS_PER_QUARTER)


def _line(page: Any) -> list[Note]:
    """The top line of a part: the first voice of each bar, the highest note of each chord, ties joined."""
    line: list[Note] = []
    for start, sound in _sounds(page):
        onset, pitch = _ticks(start), max(pitch.midi for pitch in sound.pitches)
        length = max(1, _ticks(start + sound.quarterLength) - onset)
        tied = sound.tie is not None and sound.tie.type in {"stop", "continue"}
        if line and line[-1].onset >= onset:
            continue
        if line and tied and line[-1].pitch == pitch and line[-1].end == onset:
            line[-1] = replace(line[-1], duration=line[-1].duration + length)
            continue
        if line and line[-1].end > onset:
            line[-1] = replace(line[-1], duration=onset - line[-1].onset)
        line.append(Note(onset, length, pitch, sound.volume.velocity or DEFAULT_VELOCITY))
    return line


def _sounds(page: Any) -> Iterator[tuple[Fraction, Any]]:
    """The notes and chords of the first voice of each bar with their onsets in quarter notes; no grace notes."""
    for bar in page.getElementsByClass("Measure"):
        voice = bar.voices[0] if bar.voices else bar
        start = Fraction(bar.offset) + (Fraction(voice.offset) if bar.voices else 0)
        for sound in voice.notes:
            if sound.quarterLength and sound.pitches and "Harmony" not in sound.classes:
                yield start + Fraction(sound.offset), sound


def _symbols(page: Any) -> list[tuple[int, Chord]]:
    """The chord symbols of a part with their ticks."""
    return [(_ticks(symbol.getOffsetInHierarchy(page)), _chord(symbol)) for symbol in page["ChordSymbol"]]


def _sections(page: Any, upbeat: int, metre: Metre) -> Iterator[Section]:
    """The rehearsal marks of a part, at their bars."""
    marks = {
        (_ticks(mark.getOffsetInHierarchy(page)) + upbeat) // metre.bar: mark.content for mark in page["RehearsalMark"]
    }
    for bar, name in sorted(marks.items()):
        yield Section(bar * metre.bar, str(name))


def _chord(symbol: Any) -> Chord:
    """Our chord for a chord symbol of music21: by its kind and degrees, by its text where the kind says nothing."""
    if symbol.chordKind == "none":
        return NO_CHORD
    root, bass = _name(symbol.root()), _name(symbol.bass())
    changes = [_change(step.modType, step.degree, step.interval) for step in symbol.chordStepModifications]
    suffix = SUFFIXES.get(symbol.chordKind)
    if suffix is None or "alt" in symbol.chordKindStr:
        suffix, changes = symbol.chordKindStr, []
    inside = f"({','.join(changes)})" if changes else ""
    try:
        return parse_chord(f"{root}{suffix}{inside}" + (f"/{bass}" if bass != root else ""))
    except ChartError as error:
        raise SourceError("chord", f'the chord symbol "{symbol.figure}" cannot be used: {error}') from None


def _change(kind: str, degree: int, interval: Any) -> str:
    """A degree that is added, altered or left out, as a tail of a suffix: "b9", "add9", "no3"."""
    sign = (
        "#" * max(0, semitones) + "b" * max(0, -semitones)
        if (semitones := interval.semitones if interval else 0)
        else ""
    )
    return f"no{degree}" if kind == "subtract" else f"{sign}{degree}" if sign else f"add{degree}"


def _name(pitch: Any) -> str:
    """A note name of music21 in our spelling; double accidentals become plain notes."""
    name = str(pitch.name).replace("-", "b")
    return name if len(name) <= 2 else note_name(pitch.midi)[:-1]


def _metre(page: Any, name: str) -> Metre:
    """The one metre of a part."""
    metres = {(each.numerator, each.denominator) for each in page["TimeSignature"]} or {(4, 4)}
    if len(metres) > 1:
        raise SourceError("metre-changes", f"the metre of {name} changes; only one metre can be read yet")
    beats, unit = metres.pop()
    if unit not in UNITS or not 1 <= beats <= 16:
        raise SourceError("no-metre", f"the time signature {beats}/{unit} of {name} gives no bars that can be read")
    return Metre(beats, unit)


def _tempo(page: Any, name: str) -> float:
    """The first tempo of a part in quarter notes a minute."""
    tempos = [mark.getQuarterBPM() for mark in page["MetronomeMark"]]
    tempo = float(next((tempo for tempo in tempos if tempo), DEFAULT_TEMPO))
    if not SLOWEST <= tempo <= FASTEST:
        raise SourceError("tempo", f"the tempo of {name} is {tempo:.3g} quarter notes a minute, which nobody plays")
    return tempo


def _swings(page: Any) -> bool:
    """Whether a word over the part asks for swing."""
    words = [word.content for word in page["TextExpression"]] + [mark.text or "" for mark in page["MetronomeMark"]]
    return any("swing" in word.lower() for word in words)


def _key(page: Any, chart: Chart) -> Key:
    """The key of a part's first signature; the chords choose between major and minor where it does not say."""
    guess = guess_key(chart)
    signature = page["KeySignature"].first()
    if signature is None or (guess and signature.sharps == key_signature(guess)):
        return guess
    key = signature.asKey(getattr(signature, "mode", None) or "major")
    return Key(key.tonic.pitchClass, "minor" if key.mode == "minor" else "major")

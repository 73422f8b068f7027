"""Songs from the Weimar Jazz Database, a SQLite file with the solos of the Jazzomat Research Project.

Schema and conventions are those of release 2.1 (https://jazzomat.hfm-weimar.de): a row per note in `melody` and per
beat in `beats`, both in seconds, and words about the solo in `solo_info`. Only the beats are taken from the annotation;
where a note stands in its beat is left to our own `quantise`, so that a solo read from here and the same performance
read from a MIDI file give the same song. Columns may be NULL. This is the only room that knows SQLite.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from math import floor
from pathlib import Path

from jazz.beattrack import Beat, chart, check, mean_beat, position, start
from jazz.errors import ChartError, SourceError
from jazz.music import Key, LeftOut, Solo, Song
from jazz.quantise import PerformedNote, quantise
from jazz.tatums import EARLY
from jazz.theory import parse_key

HEADER = b"SQLite format 3\0"
TABLES = {"melody", "beats", "solo_info", "composition_info"}

BROKEN = (sqlite3.Error, UnicodeError)
"""What reading a damaged database raises; UnicodeError, when SQLite quotes the damage in its message."""

INSTRUMENTS = {
    "as": "alto sax",
    "bcl": "bass clarinet",
    "bs": "baritone sax",
    "cl": "clarinet",
    "cor": "cornet",
    "fl": "flute",
    "flgh": "flugelhorn",
    "g": "guitar",
    "p": "piano",
    "ss": "soprano sax",
    "tb": "trombone",
    "tp": "trumpet",
    "ts": "tenor sax",
    "ts-c": "C melody sax",
    "vib": "vibraphone",
    "voc": "voice",
}
FEELS = {"SWING": "swing", "TWOBEAT": "swing", "BALLAD": "ballad", "LATIN": "latin", "FUNK": "funk"}
"""The style word of a chart for the first rhythm feel that is named."""
LONGEST = 60.0
"""Seconds: no note sounds longer than this."""
QUIET, LOUD, UNKNOWN_VELOCITY = 30, 120, 90
"""The velocities of the 5th and the 95th percentile of the loudness in a solo, and of a note without loudness."""


def is_weimar(path: Path) -> bool:
    """Whether a file is a SQLite database with the tables of the Weimar Jazz Database."""
    try:
        with path.open("rb") as file:
            if file.read(len(HEADER)) != HEADER:
                return False
        with closing(_connect(path)) as database:
            return _tables(database) >= TABLES
    except (OSError, *BROKEN):
        return False


def read(path: Path, melids: Collection[int] | None = None) -> Iterator[Song | LeftOut]:
    """The solos of the database in its order, one at a time, or those in `melids`; or why there is no song.

    The source of a song is "wjazzd.db#12" (the name of the file, and the melid). Raises SourceError when the file is
    not the database ("not-weimar"), cannot be opened ("unreadable") or cannot be read to its end ("damaged").
    """
    path = Path(path)
    try:
        with closing(_connect(path)) as database:
            if not _tables(database) >= TABLES:
                raise SourceError("not-weimar", f"{path} is a SQLite file, but not the Weimar Jazz Database")
            yield from _solos(database, path.name, melids)
    except BROKEN as error:
        raise _why(path, error) from error


def numbers(path: Path) -> list[int]:
    """The numbers (melids) of the solos of the database, in order; none where it cannot say."""
    try:
        with closing(_connect(path)) as database:
            rows = database.execute("SELECT melid FROM solo_info ORDER BY melid").fetchall()
            return [int(row["melid"]) for row in rows]
    except (TypeError, ValueError, *BROKEN):
        return []


def _why(path: Path, error: Exception) -> SourceError:
    try:
        with path.open("rb") as file:
            ours = file.read(len(HEADER)) == HEADER
    except OSError as unreadable:
        return SourceError("unreadable", f"{path} cannot be opened: {unreadable.strerror}")
    if ours:
        words = error if isinstance(error, sqlite3.Error) else "its table names are not text"
        return SourceError("damaged", f"{path} is damaged ({words}); download the Weimar Jazz Database again")
    return SourceError("not-weimar", f"{path} is not a SQLite file, so not the Weimar Jazz Database")


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    database.text_factory = lambda text: text.decode(errors="replace")
    return database


def _tables(database: sqlite3.Connection) -> set[str]:
    return {row["name"] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _solos(database: sqlite3.Connection, name: str, melids: Collection[int] | None) -> Iterator[Song | LeftOut]:
    beats = defaultdict(list)
    asked = "" if melids is None else f"WHERE melid IN ({', '.join(str(int(melid)) for melid in melids)})"
    for row in database.execute(
        f"SELECT melid, onset, bar, beat, chord, form, chorus_id FROM beats {asked} ORDER BY beatid"
    ):
        beats[row["melid"]].append(row)
    words = database.execute(
        "SELECT melid, compid, performer, solo_info.title, titleaddon, instrument, style, avgtempo, rhythmfeel, key,"
        " composition_info.form AS composition_form"
        " FROM solo_info LEFT JOIN composition_info USING (compid) ORDER BY melid"
    )
    for solo in words:
        if melids is None or solo["melid"] in melids:
            notes = database.execute(
                "SELECT onset, duration, pitch, loud_med FROM melody WHERE melid = ? ORDER BY eventid", (solo["melid"],)
            )
            source = f"{name}#{solo['melid']}"
            try:
                yield _song(solo, beats[solo["melid"]], notes.fetchall(), source)
            except SourceError as why:
                yield LeftOut(source, why.code, str(why))


def _song(words: sqlite3.Row, beat_rows: Sequence[sqlite3.Row], note_rows: Sequence[sqlite3.Row], source: str) -> Song:
    beats = _beats(beat_rows)
    performed = _performed(note_rows, [beat.onset for beat in beats])
    beat_seconds = mean_beat(beats)
    first = start(beats, floor(min(note.onset for note in performed) + EARLY / beat_seconds))
    shift = first - (beats[first].beat - 1)
    from_bar_line = (replace(note, onset=note.onset - shift, end=note.end - shift) for note in performed)
    quantised = quantise(from_bar_line, beat_seconds=beat_seconds)
    solo = Solo(quantised.notes)
    tempo = _tempo(words["avgtempo"]) or 60 / beat_seconds
    title, addition = _text(words["title"]), _text(words["titleaddon"])
    song_chart = replace(
        chart(beats[first:], solo.end, form_bars=_form_bars(_text(words["composition_form"]))),
        key=_key(_text(words["key"])),
        title=f"{title} ({addition})" if addition else title,
        tempo=tempo,
        style=_feel(_text(words["rhythmfeel"])),
    )
    return Song(
        chart=song_chart,
        solo=solo,
        tempo=tempo,
        swing=quantised.swing,
        source=source,
        tune=f"weimar-{words['compid']}" if words["compid"] is not None else title.casefold() or source,
        title=song_chart.title,
        performer=_text(words["performer"]),
        style=_text(words["style"]).casefold(),
        instrument=INSTRUMENTS.get(_text(words["instrument"]), _text(words["instrument"])),
    )


def _beats(rows: Sequence[sqlite3.Row]) -> list[Beat]:
    """The beat track with every beat's chord, those that are not written again filled in."""
    beats = []
    chord = ""
    for row in rows:
        chord = _text(row["chord"]) or chord
        try:
            when, bar, number = float(row["onset"]), int(row["bar"]), int(row["beat"])
        except (TypeError, ValueError, OverflowError):
            raise SourceError("damaged", "a beat has no time or no number") from None
        beats.append(Beat(when, bar, number, chord, _text(row["form"]), int(row["chorus_id"] or 0)))
    check(beats)
    return beats


def _performed(rows: Sequence[sqlite3.Row], beats: Sequence[float]) -> list[PerformedNote]:
    """The notes in beats from the first annotated beat; `beats` are in seconds."""
    try:
        sounding = [(float(row["onset"]), float(row["duration"]), round(float(row["pitch"]))) for row in rows]
        velocities = _velocities([row["loud_med"] for row in rows])
    except (TypeError, ValueError, OverflowError):
        raise SourceError("damaged", "a note has no time or no pitch") from None
    if not sounding:
        raise SourceError("no-notes", "it has no notes")
    after = 2 * beats[-1] - beats[-2]
    if not all(beats[0] - EARLY <= onset < after and 0 <= duration < LONGEST for onset, duration, _ in sounding):
        raise SourceError("outside-beats", "its notes do not lie inside its beat track")
    if not all(0 <= pitch <= 127 for *_, pitch in sounding):
        raise SourceError("damaged", "a pitch is not MIDI 0 to 127")
    return [
        PerformedNote(position(onset, beats), position(onset + duration, beats), pitch, velocity)
        for (onset, duration, pitch), velocity in zip(sounding, velocities, strict=True)
    ]


def _velocities(loudness: Sequence[float | None]) -> list[int]:
    """MIDI velocities from the loudness of the notes of a solo, between its 5th and 95th percentile."""
    known = sorted(level for level in loudness if level is not None)
    if not known:
        return [UNKNOWN_VELOCITY] * len(loudness)
    quiet, loud = (known[round(share * (len(known) - 1))] for share in (0.05, 0.95))
    scale = (LOUD - QUIET) / (loud - quiet or 1)
    return [
        UNKNOWN_VELOCITY if level is None else round(min(max(QUIET + scale * (level - quiet), QUIET), LOUD))
        for level in loudness
    ]


def _tempo(value: object) -> float | None:
    """Quarter notes a minute, where the database says a tempo that can be played."""
    return float(value) if isinstance(value, int | float) and 1 <= value <= 1000 else None


def _form_bars(form: str) -> int:
    """Bars in a form such as "A8A8B8A8"; 0 for "open" and the like."""
    return sum(int(length) for length in re.findall(r"\d+", form))


def _feel(text: str) -> str | None:
    """The style word for a rhythm feel; of several ("FUNK/SWING", "A:LATIN/B:SWING") the first that is known."""
    return next((FEELS[word] for word in re.findall(r"\w+", text) if word in FEELS), None)


def _key(text: str) -> Key | None:
    try:
        return parse_key(text)
    except ChartError:
        return None


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()

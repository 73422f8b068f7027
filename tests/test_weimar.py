"""Songs from a database in the schema of the Weimar Jazz Database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jazz.errors import SourceError
from jazz.music import Key, LeftOut, Song
from jazz.weimar import is_weimar, read

SCHEMA = """
CREATE TABLE melody(eventid INTEGER PRIMARY KEY AUTOINCREMENT, melid INTEGER, onset REAL, pitch REAL, duration REAL,
  period INTEGER, division INTEGER, bar INTEGER, beat INTEGER, tatum INTEGER, subtatum INTEGER, num INTEGER,
  denom INTEGER, beatprops TEXT, beatdur REAL, tatumprops TEXT, f0_mod TEXT, loud_max REAL, loud_med REAL, loud_sd REAL,
  loud_relpos REAL, loud_cent REAL, loud_s2b REAL, f0_range REAL, f0_freq_hz REAL, f0_med_dev REAL);
CREATE TABLE beats(beatid INTEGER PRIMARY KEY AUTOINCREMENT, melid INTEGER, onset REAL, bar INTEGER, beat INTEGER,
  signature TEXT, chord TEXT, form TEXT, bass_pitch INTEGER, chorus_id INTEGER);
CREATE TABLE solo_info(melid INTEGER, trackid INTEGER, compid INTEGER, recordid INTEGER, performer TEXT, title TEXT,
  titleaddon TEXT, solopart INTEGER, instrument TEXT, style TEXT, avgtempo FLOAT, tempoclass TEXT, rhythmfeel TEXT,
  key TEXT, signature TEXT, chord_changes TEXT, chorus_count INTEGER);
CREATE TABLE composition_info(compid INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT, composer TEXT, form TEXT,
  template TEXT, tonalitytype TEXT, genre TEXT);
"""
BEATS = "NC . . . | D-7 . G79b . | Cj7 . . ."  # bars 0, 1 and 2, two beats a second, A1 from bar 1
LINE = "2.01+0.25 D4, 2.31+0.2 F4, 2.52+0.25 A4, 2.81+0.15 C5, 3.01+0.45 B4"
PITCHES = {"D4": 62, "F4": 65, "A4": 69, "B4": 71, "C5": 72}
WORDS: dict[str, object] = {
    "compid": 7,
    "performer": "Chu Berry",
    "title": "Body and Soul",
    "titleaddon": "",
    "instrument": "ts",
    "style": "SWING",
    "avgtempo": 120.0,
    "rhythmfeel": "BALLAD",
    "key": "Db-maj",
}


class Database:
    """A database under construction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with closing(sqlite3.connect(path)) as database:
            database.executescript(SCHEMA)
            database.execute("INSERT INTO composition_info (compid, form) VALUES (7, 'A8A8B8A8')")
            database.commit()

    def add(
        self,
        melid: int,
        *,
        beats: str = BEATS,
        line: str = LINE,
        loudness: str = "",
        first_bar: int = 0,
        **words: object,
    ) -> None:
        """Add a solo: a word per beat ("." no new chord), notes as "onset+duration pitch" in seconds, solo_info."""
        with closing(sqlite3.connect(self.path)) as database:
            places = [
                (bar, beat, w) for bar, row in enumerate(beats.split("|")) for beat, w in enumerate(row.split(), 1)
            ]
            for index, (bar, beat, chord) in enumerate(places):
                form = "A1" if bar + first_bar == 1 and beat == 1 else ""
                values = (melid, index * 0.5, bar + first_bar, beat, chord.strip("."), form, int(bar + first_bar >= 1))
                database.execute(
                    "INSERT INTO beats (melid, onset, bar, beat, chord, form, chorus_id) VALUES (?,?,?,?,?,?,?)", values
                )
            levels: list[str | None] = [*loudness.split()] or [None] * line.count("+")
            for note, level in zip(line.split(",") if line else (), levels, strict=True):
                time, pitch = note.split()
                onset, _, duration = time.partition("+")
                database.execute(
                    "INSERT INTO melody (melid, onset, duration, pitch, loud_med) VALUES (?,?,?,?,?)",
                    (melid, onset, duration, PITCHES.get(pitch, pitch), level),
                )
            row = {"melid": melid, **WORDS, **words}
            marks = ",".join("?" * len(row))
            database.execute(f"INSERT INTO solo_info ({','.join(row)}) VALUES ({marks})", tuple(row.values()))
            database.commit()

    def song(self) -> Song:
        """The first solo, which must be a song."""
        song = next(read(self.path))
        assert isinstance(song, Song), song
        return song

    def left_out(self) -> LeftOut:
        """The first solo, which must be left out."""
        entry = next(read(self.path))
        assert isinstance(entry, LeftOut)
        return entry


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "tiny.db")


def test_a_solo_becomes_a_chart_and_notes_on_the_page(database: Database) -> None:
    database.add(3)
    song = database.song()
    assert [(note.onset, note.duration, note.pitch) for note in song.solo] == [
        (0, 12, 62),
        (12, 12, 65),
        (24, 12, 69),
        (36, 12, 72),
        (48, 24, 71),
    ]
    assert [(change.onset, change.chord.symbol) for change in song.chart.changes] == [(0, "Dm7"), (48, "G7b9")]
    assert (song.chart.bars, song.chart.metre.beats, song.chart.key) == (1, 4, Key(1))
    assert [(part.onset, part.name) for part in song.chart.sections] == [(0, "A")]


def test_the_words_about_a_solo_are_kept_and_spelled_out(database: Database) -> None:
    database.add(3, titleaddon="Alternate Take")
    song = database.song()
    assert (song.source, song.title, song.performer) == ("tiny.db#3", "Body and Soul (Alternate Take)", "Chu Berry")
    assert (song.instrument, song.style, song.tempo, song.chart.style) == ("tenor sax", "swing", 120.0, "ballad")


def test_a_pick_up_brings_its_bar_along(database: Database) -> None:
    database.add(3, line="1.76+0.2 D4, 2.01+0.4 F4")
    song = database.song()
    assert song.solo.notes[0].onset == 84
    assert [(part.onset, part.name) for part in song.chart.sections] == [(0, "intro"), (96, "A")]


def test_a_soloist_who_comes_in_late_leaves_the_form_whole(database: Database) -> None:
    database.add(3, line="4.01+0.4 D4, 4.51+0.4 F4")
    song = database.song()
    assert song.solo.notes[0].onset == 96
    assert [change.chord.symbol for change in song.chart.changes] == ["Dm7", "G7b9", "Cmaj7"]


def test_a_chord_from_before_the_chart_holds_at_its_beginning(database: Database) -> None:
    database.add(3, beats="C7 . . . | . . . . | F7 . . .")
    assert [change.chord.symbol for change in database.song().chart.changes] == ["C7"]


def test_a_quarter_tone_is_rounded_to_a_pitch(database: Database) -> None:
    database.add(3, line="2.0+0.4 62.4")
    assert database.song().solo.notes[0].pitch == 62


def test_loudness_becomes_velocity_within_the_solo(database: Database) -> None:
    database.add(3, loudness="50 60 70 55 65")
    assert [note.velocity for note in database.song().solo] == [30, 75, 120, 52, 98]


def test_notes_of_unknown_loudness_are_neither_loud_nor_soft(database: Database) -> None:
    database.add(3)
    assert {note.velocity for note in database.song().solo} == {90}


def test_takes_of_one_composition_are_one_tune(database: Database) -> None:
    database.add(3, title="Body and Soul")
    database.add(4, title="Body & Soul")
    database.add(5, compid=None)
    database.add(6, compid=None)
    tunes = [entry.tune for entry in read(database.path) if isinstance(entry, Song)]
    assert tunes[0] == tunes[1] != tunes[2] == tunes[3]


def test_words_may_be_missing(database: Database) -> None:
    nothing: dict[str, Any] = dict.fromkeys(WORDS)
    database.add(3, **nothing)
    song = database.song()
    assert (song.title, song.performer, song.instrument, song.chart.key, song.chart.style) == ("", "", "", None, None)
    assert song.tempo == 120.0


def test_a_tempo_that_is_none_is_taken_from_the_beats(database: Database) -> None:
    database.add(3, avgtempo="slow")
    assert database.song().tempo == 120.0


def test_a_waltz_is_a_waltz(database: Database) -> None:
    database.add(3, beats="C . . | F . . | G . . | C . .")
    assert database.song().chart.metre.beats == 3


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"beats": "C . . . | F . . . | G . . | C . . . | C . . .", "line": f"{LINE}, 7.0+0.4 D4"}, "metre-changes"),
        ({"beats": "C | F | G | C | C | C | C | C | C | C"}, "no-metre"),
        ({"beats": "C . . . | Hm7 . . . | C . . ."}, "chord"),
        ({"beats": "C"}, "no-beats"),
        ({"line": ""}, "no-notes"),
        ({"line": "99.0+0.2 D4"}, "outside-beats"),
        ({"line": "2.0+-1 D4"}, "outside-beats"),
        ({"line": "2.0+0.2 flat"}, "damaged"),
        ({"line": "2.0+0.2 200"}, "damaged"),
    ],
)
def test_what_gives_no_song_is_left_out_with_a_reason(database: Database, how: dict[str, Any], code: str) -> None:
    database.add(3, **how)
    entry = database.left_out()
    assert (entry.source, entry.code) == ("tiny.db#3", code)


def test_one_bad_solo_does_not_stop_the_others(database: Database) -> None:
    database.add(3, line="")
    database.add(4)
    assert [type(entry) for entry in read(database.path)] == [LeftOut, Song]


def test_solos_can_be_chosen(database: Database) -> None:
    for melid in (3, 4, 5):
        database.add(melid)
    assert [entry.source for entry in read(database.path, melids={5, 3})] == ["tiny.db#3", "tiny.db#5"]


def test_reading_changes_nothing(database: Database) -> None:
    database.add(3)
    before = database.path.read_bytes()
    list(read(database.path))
    assert database.path.read_bytes() == before
    assert list(database.path.parent.iterdir()) == [database.path]


def test_the_database_is_known_by_its_tables(database: Database, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as foreign:
        foreign.execute("CREATE TABLE songs (title TEXT)")
    (tmp_path / "song.mid").write_bytes(b"MThd")
    assert is_weimar(database.path)
    assert not any(is_weimar(tmp_path / name) for name in ("other.db", "song.mid", "missing.db", "."))


def test_what_is_not_the_database_says_so(database: Database, tmp_path: Path) -> None:
    (tmp_path / "song.mid").write_bytes(b"MThd" * 99)
    with closing(sqlite3.connect(tmp_path / "other.db")) as foreign:
        foreign.execute("CREATE TABLE songs (title TEXT)")
    database.add(3)
    whole = database.path.read_bytes()
    (tmp_path / "half.db").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "bad-schema.db").write_bytes(whole.replace(b"CREATE TABLE beats", b"CREATE TABL\xff beats"))
    for name, code in {
        "song.mid": "not-weimar",
        "other.db": "not-weimar",
        "half.db": "damaged",
        "bad-schema.db": "damaged",
        "missing.db": "unreadable",
        ".": "unreadable",
    }.items():
        with pytest.raises(SourceError) as caught:
            list(read(tmp_path / name))
        assert caught.value.code == code, name

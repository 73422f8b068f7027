"""The shipped solos: well formed, playable, varied, idiomatic; and the same again from MIDI files of many layouts."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from jazz import assets, midi, solotext
from jazz.analysis import songs_from_score
from jazz.music import Note, Song
from jazz.theory import role
from tests.layouts import LAYOUTS, render

FILES = assets.corpus_files()
SONGS = {path.stem: solotext.parse(path.read_text(encoding="utf-8"), source=path.name) for path in FILES}
TENOR_SAX = range(44, 77)  # Ab2 to E5, as it sounds
WORDED = [name for name, layout in LAYOUTS.items() if layout.words]
OWN_TRACK = [name for name, layout in LAYOUTS.items() if layout.melody != layout.chords]

each_song = pytest.mark.parametrize("song", SONGS.values(), ids=SONGS)


def choruses(song: Song) -> int:
    return song.chart.length // song.chart.chorus


def share(count: int, total: int) -> float:
    return count / total if total else 0.0


def role_of(note: Note, song: Song) -> str:
    return role(note.pitch, song.chart.chord_at(note.onset))


def test_there_are_enough_choruses_and_notes() -> None:
    assert sum(map(choruses, SONGS.values())) >= 24
    assert sum(len(song.solo) for song in SONGS.values()) >= 2500


def test_the_readme_counts_them_and_its_example_is_a_song() -> None:
    readme = (FILES[0].parent / "README.md").read_text(encoding="utf-8")
    example = "\n".join(line for line in readme.splitlines() if line.startswith("    "))
    assert f"{sum(map(choruses, SONGS.values()))} choruses in {len(SONGS)} solos" in readme
    assert len(solotext.parse(example).solo) == 13


def test_the_forms_and_keys_are_many() -> None:
    assert {song.chart.metre.beats for song in SONGS.values()} == {3, 4, 5}
    assert {song.style for song in SONGS.values()} >= {"swing", "bossa", "waltz", "ballad"}
    assert len({song.chart.key for song in SONGS.values()}) >= 10


def test_every_file_is_another_tune_with_a_title() -> None:
    assert len({song.tune for song in SONGS.values()}) == len(SONGS)
    assert all(song.title for song in SONGS.values())


@each_song
def test_every_song_comes_back_from_its_text(song: Song) -> None:
    assert solotext.parse(solotext.format_song(song), source=song.source) == song


@each_song
def test_its_chart_is_whole_choruses(song: Song) -> None:
    assert song.chart.length % song.chart.chorus == 0


@each_song
def test_a_tenor_saxophone_can_play_it(song: Song) -> None:
    assert {note.pitch for note in song.solo} <= set(TENOR_SAX)


@each_song
def test_no_leap_inside_a_phrase_is_wider_than_an_octave(song: Song) -> None:
    leaps = [abs(b.pitch - a.pitch) for a, b in pairwise(song.solo) if b.onset == a.end]
    assert max(leaps) <= 12


@each_song
def test_it_breathes(song: Song) -> None:
    """A rest of an eighth or more at least every six bars."""
    ends = [a.end for a, b in pairwise(song.solo) if b.onset - a.end >= 12]
    stops = [0, *ends, song.chart.length]
    assert max(b - a for a, b in pairwise(stops)) <= 6 * song.chart.metre.bar


@each_song
def test_many_phrases_begin_off_the_first_beat(song: Song) -> None:
    begins = [b.onset % song.chart.metre.bar for a, b in pairwise(song.solo) if b.onset - a.end >= 12]
    assert share(sum(onset > 0 for onset in begins), len(begins)) >= 0.5


def test_no_eight_notes_return_more_than_twice() -> None:
    """Compared as intervals and distances in time, in whatever key."""
    seen: Counter[tuple[tuple[int, int], ...]] = Counter()
    for song in SONGS.values():
        steps = [(b.pitch - a.pitch, b.onset - a.onset) for a, b in pairwise(song.solo)]
        seen.update(tuple(steps[at : at + 7]) for at in range(len(steps) - 6))
    assert max(seen.values()) <= 2


def test_chord_tones_lie_on_half_to_two_thirds_of_the_strong_beats() -> None:
    roles = Counter(
        role_of(note, song)
        for song in SONGS.values()
        for note in song.solo
        if note.onset % song.chart.metre.bar in strong_beats(song)
    )
    assert 0.5 <= share(roles["C"], roles.total()) <= 0.66


def strong_beats(song: Song) -> set[int]:
    """The first beat and the second strong one, where the metre has it: 1 and 3 in four, 1 and 4 in five."""
    return {0} | {4: {48}, 5: {72}}.get(song.chart.metre.beats, set())


def test_outside_notes_are_few_and_most_resolve_by_step() -> None:
    outside = [
        (note, song.solo.notes[at + 1 : at + 4], song)
        for song in SONGS.values()
        for at, note in enumerate(song.solo)
        if role_of(note, song) == "X"
    ]
    resolved = sum(
        any(abs(after.pitch - note.pitch) <= 2 and role_of(after, song) in "CL" for after in following)
        for note, following, song in outside
    )
    assert 0.04 <= share(len(outside), sum(len(song.solo) for song in SONGS.values())) <= 0.2
    assert share(resolved, len(outside)) >= 0.8


def test_lines_move_mostly_by_step() -> None:
    leaps = [abs(b.pitch - a.pitch) for song in SONGS.values() for a, b in pairwise(song.solo)]
    assert 0.5 <= share(sum(1 <= leap <= 2 for leap in leaps), len(leaps)) <= 0.75


def read_again(song: Song, layout: str, folder: Path, *, swing: float = 0.5, jitter: float = 0.0) -> Song:
    path = folder / f"{layout}.mid"
    path.write_bytes(render(song, layout, swing=swing, jitter=jitter, seed=1))
    (read,) = songs_from_score(midi.read(path), source=path.name)
    return read


def onsets(song: Song) -> set[tuple[int, int]]:
    return {(note.onset, note.pitch) for note in song.solo}


def page(song: Song) -> list[tuple[int, int, int]]:
    return [(note.onset, note.duration, note.pitch) for note in song.solo]


@each_song
@pytest.mark.parametrize("layout", OWN_TRACK)
def test_a_straight_file_gives_the_same_notes(song: Song, layout: str, tmp_path: Path) -> None:
    again = read_again(song, layout, tmp_path)
    assert page(again) == page(song)
    assert again.swing == pytest.approx(0.5, abs=0.01)
    assert again.tune == song.tune


@each_song
def test_the_right_hand_of_a_pianist_is_found(song: Song, tmp_path: Path) -> None:
    again = onsets(read_again(song, "piano", tmp_path))
    assert share(len(again & onsets(song)), len(again | onsets(song))) >= 0.98


@each_song
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_swung_and_loose_file_gives_the_onsets(song: Song, layout: str, tmp_path: Path) -> None:
    again = onsets(read_again(song, layout, tmp_path, swing=song.swing, jitter=0.02))
    assert share(len(again & onsets(song)), len(song.solo)) >= 0.95


@each_song
@pytest.mark.parametrize("layout", WORDED)
def test_chords_that_are_written_are_read(song: Song, layout: str, tmp_path: Path) -> None:
    again = read_again(song, layout, tmp_path)
    assert again.chart.changes == song.chart.changes
    assert (again.chart.bars, again.chart.metre) == (song.chart.bars, song.chart.metre)


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name not in WORDED])
def test_the_roots_of_chords_that_are_only_played_are_heard(layout: str, tmp_path: Path) -> None:
    same = [
        again.chart.chord_at(beat).root == song.chart.chord_at(beat).root
        for song in SONGS.values()
        for again in [read_again(song, layout, tmp_path)]
        for beat in range(0, song.chart.length, song.chart.metre.beat)
    ]
    assert share(sum(same), len(same)) >= 0.95


def test_the_same_seed_gives_the_same_file() -> None:
    song = SONGS["night-ferry"]
    files = [render(song, "markers", swing=0.6, jitter=0.02, seed=seed) for seed in (1, 1, 2)]
    assert files[0] == files[1] != files[2]

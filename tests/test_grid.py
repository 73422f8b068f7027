"""Where beats and bars are found: in files whose map is right, wrong, beside the beat, or means nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazz import grid
from jazz.errors import SourceError
from jazz.grid import Grid
from jazz.midi import Score, Text, Track
from jazz.music import Metre, PlayedNote
from jazz.quantise import quantise
from jazz.theory import parse_pitch
from jazz.voices import Voices

PPQ = 480
BAR = 4 * PPQ
Warp = Callable[[float], float]

LINE = "0 1 2 3 4 5 6 7 | 0 1 2 3 4 - 6 - | 0 - - 3 4 5 6 7 | 0 1 2 - - - - -"
"""Four bars: the eighths on which notes begin."""
CHORDS = "D3+F3+A3+C4 G2+B3+D4+F4 C3+E3+G3+B3 A2+C#4+E4+G4"
"""A chord for each bar."""


def line(bars: int = 32, *, swing: float = 0.62, jitter: float = 0.01, start: int = 0) -> tuple[PlayedNote, ...]:
    """A solo in swung eighths, played loosely, in ticks."""
    rng = random.Random(0)
    pattern = [[int(eighth) for eighth in bar.split() if eighth != "-"] for bar in LINE.split("|")]
    places = [bar * 4 + eighth // 2 + swing * (eighth % 2) for bar in range(bars) for eighth in pattern[bar % 4]]
    ticks = [start + max(0, round((place + rng.gauss(0, jitter)) * PPQ)) for place in places]
    return tuple(PlayedNote(tick, tick + 200, 60 + rng.randrange(12), 80) for tick in ticks)


def comping(bars: int = 32, *, start: int = 0, every: int = BAR, rhythm: str = "0 6 12 18") -> tuple[PlayedNote, ...]:
    """Block chords, struck in each bar on these 1/24 of it; a bar is `every` ticks long."""
    return tuple(
        PlayedNote(tick, tick + 400, parse_pitch(name), 60)
        for bar in range(bars)
        for tick in (start + bar * every + int(place) * every // 24 for place in rhythm.split())
        for name in CHORDS.split()[bar % 4].split("+")
    )


def symbols(bars: int = 32, *, every: int = BAR) -> tuple[Text, ...]:
    return tuple(Text(bar * every, "marker", ("Dm7", "G7", "Cmaj7", "A7")[bar % 4]) for bar in range(bars))


SOLO = Score(PPQ, (Track("Sax", line(), 66),), tempos=((0, 160.0),), metres=((0, Metre()),))
MARKED = replace(SOLO, texts=symbols())
BAND = replace(SOLO, tracks=(*SOLO.tracks, Track("Piano", comping())))


def moved(score: Score, warp: Warp) -> Score:
    """The same performance on another tempo map."""

    def track(one: Track) -> Track:
        notes = (replace(n, start=round(warp(n.start)), end=round(warp(n.end))) for n in one.notes)
        return replace(one, notes=tuple(notes))

    return replace(
        score,
        tracks=tuple(map(track, score.tracks)),
        texts=tuple(text._replace(tick=round(warp(text.tick))) for text in score.texts),
    )


def voices(score: Score) -> Voices:
    """The first track over the others."""
    melody, *others = score.tracks
    return Voices(melody.notes, tuple(note for track in others for note in track.notes), melody.name, melody.program)


def found(score: Score) -> list[Grid]:
    return grid.find(score, voices(score))


def page(score: Score) -> list[int]:
    """The ticks of the notes of a score that has one grid."""
    (only,) = found(score)
    return [
        note.onset for note in quantise(only.performed(score.tracks[0].notes), beat_seconds=only.beat_seconds).notes
    ]


def same(one: list[int], other: list[int]) -> float:
    """The share of notes that stand where they stood."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


# ---- a map that is right


def test_the_beats_of_a_right_map_are_those_of_the_file() -> None:
    for score in (SOLO, MARKED, BAND):
        (only,) = found(score)
        assert (only.metre, only.said, only.sure) == (Metre(), (), 1.0)
        assert [only.beats(tick) for tick in (0, 240, 4 * PPQ)] == [0, 0.5, 4]
        assert only.tempo == pytest.approx(160)
        assert only.beat_seconds == pytest.approx(0.375)


def test_typed_notes_keep_their_map_whatever_they_look_like() -> None:
    offbeats = tuple(PlayedNote(n * PPQ + 240, n * PPQ + 400, 60, 80) for n in range(64))
    (only,) = found(replace(SOLO, tracks=(Track("x", offbeats),)))
    assert (only.beats(240), only.said) == (0.5, ())


def test_the_tempo_is_the_mean_under_the_melody() -> None:
    late = replace(SOLO, tracks=(Track("x", line(2, start=BAR)),), tempos=((0, 50.0), (BAR, 200.0)))
    assert found(late)[0].tempo == pytest.approx(200)


# ---- a map that is wrong


WRONG: dict[str, Warp] = {
    "3 % slow": lambda tick: tick * 0.97,
    "1 % fast": lambda tick: tick * 1.01,
    "drifting": lambda tick: tick + 0.03 * 16 * PPQ * sin(tick / PPQ / 16),
    "getting faster": lambda tick: tick * (0.98 + 0.04 * tick / (32 * BAR)),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("score", [MARKED, BAND], ids=["chord symbols", "band"])
def test_where_others_move_with_the_notes_a_wrong_map_does_no_harm(score: Score, wrong: str) -> None:
    spoilt = moved(score, WRONG[wrong])
    assert same(page(spoilt), page(score)) > 0.97
    assert "its tempo map is" in found(spoilt)[0].said[0]


def test_a_line_alone_shows_that_its_map_is_wrong_throughout() -> None:
    assert same(page(moved(SOLO, WRONG["3 % slow"])), page(SOLO)) > 0.9
    assert found(moved(SOLO, WRONG["3 % slow"]))[0].sure < 0.9


def test_what_is_said_names_the_error() -> None:
    (only,) = found(moved(MARKED, WRONG["3 % slow"]))
    assert only.said == ("its tempo map is 3.1% slow: beats were found by its chord symbols",)
    assert only.tempo == pytest.approx(160 / 0.97, rel=0.002)


def test_chord_symbols_that_stay_on_the_map_do_not_hide_that_the_notes_left_it() -> None:
    notes = moved(SOLO, WRONG["3 % slow"]).tracks
    assert same(page(replace(MARKED, tracks=notes)), page(SOLO)) > 0.9


def test_chord_symbols_that_are_no_beats_are_not_taken_for_them() -> None:
    rng = random.Random(1)
    anywhere = tuple(text._replace(tick=text.tick + rng.randrange(PPQ)) for text in symbols())
    assert same(page(replace(SOLO, texts=anywhere)), page(SOLO)) == 1


# ---- a grid beside the map


def test_a_program_s_grid_that_lies_beside_the_map_is_found() -> None:
    def shift(tick: float) -> float:
        return tick + 172

    typed = replace(BAND, tracks=(Track("Sax", line(swing=0.5, jitter=0)), BAND.tracks[1]))
    (only,) = found(moved(typed, shift))
    assert only.beats(172) % 1 == pytest.approx(0, abs=0.01)
    assert only.said[0] == "its beats lie 0.36 beats after those of its tempo map"
    assert {tick % 12 for tick in page(moved(typed, shift))} == {0}


# ---- no map


def test_without_beats_a_tempo_is_found() -> None:
    """SMPTE: 1,000 ticks a second, which mean nothing."""
    frames = replace(moved(BAND, lambda tick: tick / PPQ * 375), ppq=500, tempos=((0, 120.0),), beats=False)
    (only,) = found(frames)
    assert only.tempo == pytest.approx(160, rel=0.01)
    assert "a tempo of about" in only.said[0]
    assert same(page(frames), page(BAND)) > 0.95


def test_a_band_that_was_recorded_at_the_tempo_of_nobody_is_heard() -> None:
    freely = replace(moved(BAND, lambda tick: tick * 120 / 163), tempos=())
    (only,) = found(freely)
    assert only.tempo == pytest.approx(163, rel=0.01)
    assert same(page(freely), page(BAND)) > 0.95


# ---- bars


def test_a_pick_up_gets_a_bar_of_its_own() -> None:
    early = replace(SOLO, tracks=(Track("x", line(8)),), metres=((0, Metre(1)), (PPQ, Metre(4))))
    (only,) = found(early)
    assert (only.beats(PPQ), only.beats(0)) == (4, 3)


@pytest.mark.parametrize(("signature", "size"), [(Metre(1), 4), (Metre(2), 4), (Metre(1), 3)])
def test_beats_without_bars_are_grouped_where_the_harmony_changes(signature: Metre, size: int) -> None:
    late = {2: 2 * PPQ}.get(signature.beats, PPQ)
    chords = Track("Piano", comping(24, start=late, every=size * PPQ, rhythm="0"))
    (only,) = found(replace(SOLO, tracks=(*SOLO.tracks, chords), metres=((0, signature),)))
    assert only.metre == Metre(size)
    assert only.beats(late) % size == 0
    assert f"grouped in bars of {size}" in only.said[-1]


def test_beats_without_bars_are_grouped_where_chord_symbols_stand() -> None:
    later = tuple(text._replace(tick=text.tick + PPQ) for text in symbols())
    (only,) = found(replace(SOLO, texts=later, metres=((0, Metre(1)),)))
    assert (only.metre, only.beats(PPQ) % 4) == (Metre(), 0)


def test_bars_that_lose_half_of_one_begin_anew() -> None:
    chords = (*comping(16, rhythm="0"), *comping(16, start=16 * BAR + 2 * PPQ, rhythm="0"))
    grids = found(replace(SOLO, tracks=(*SOLO.tracks, Track("Piano", chords)), metres=((0, Metre(1)),)))
    assert [(each.first, each.beats(16 * BAR + 2 * PPQ) % 4) for each in grids[1:]] == [(16 * BAR + 2 * PPQ, 0)]
    assert grids[1].said == ("its bars begin anew in the middle of one",)


def test_where_nothing_tells_of_bars_there_is_no_metre() -> None:
    with pytest.raises(SourceError) as error:
        found(replace(SOLO, metres=((0, Metre(1)),)))
    assert error.value.code == "no-metre"


def test_each_stretch_of_one_metre_has_its_grid() -> None:
    score = replace(SOLO, metres=((0, Metre(4)), (8 * BAR, Metre(3)), (8 * BAR + 12 * PPQ, Metre(4))))
    first, waltz, last = found(score)
    assert [each.metre.beats for each in (first, waltz, last)] == [4, 3, 4]
    assert waltz.beats(8 * BAR) == last.beats(8 * BAR + 12 * PPQ) == 0
    assert waltz.said == ("its metre changes to 3/4 in bar 9",)
    assert sum(len(each.performed(score.tracks[0].notes)) for each in (first, waltz, last)) == len(line())


def test_a_few_bars_of_another_metre_are_left_out_and_said() -> None:
    score = replace(SOLO, metres=((0, Metre(4)), (8 * BAR, Metre(5)), (8 * BAR + 5 * PPQ, Metre(4))))
    first, _ = found(score)
    assert first.said == ("10 notes in a few bars of 5/4 are left out",)


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (replace(SOLO, metres=((0, Metre(4, 64)),)), "no-metre"),
        (replace(SOLO, tempos=((0, 5.0),)), "tempo"),
        (replace(SOLO, tracks=(Track("x", line(1, start=PPQ * grid.LONGEST)),)), "too-long"),
    ],
)
def test_what_gives_no_grid_gives_a_reason(score: Score, code: str) -> None:
    with pytest.raises(SourceError) as error:
        found(score)
    assert error.value.code == code


# ---- whatever comes


def notes(times: list[tuple[int, int]]) -> Iterator[PlayedNote]:
    for start, length in sorted(times):
        yield PlayedNote(start, start + length, 60, 80)


TIMES = st.lists(st.tuples(st.integers(0, 40_000), st.integers(1, 3000)), min_size=1, max_size=60)


@settings(deadline=None, max_examples=40)
@given(TIMES, TIMES, st.lists(st.integers(0, 40_000), max_size=12), st.sampled_from([2, 3, 4, 7]), st.booleans())
def test_whatever_is_played_time_goes_on(
    melody: list[tuple[int, int]], others: list[tuple[int, int]], words: list[int], beats: int, smpte: bool
) -> None:
    tracks = (Track("x", tuple(notes(melody))), Track("Piano", tuple(notes(others))))
    texts = tuple(Text(tick, "marker", "Dm7") for tick in sorted(words))
    score = Score(PPQ, tracks, metres=((0, Metre(beats)),), texts=texts, beats=smpte)
    for each in found(score):
        places = [each.beats(tick) for tick in range(0, 45_000, 100)]
        assert all(before < after for before, after in pairwise(places))
        assert all(note.onset >= -0.1 for note in each.performed(tracks[0].notes)[:1])

"""The story as a whole, with a model that has learned nothing: what is asked for holds, whatever it plays."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from jazz import assets, charts, leadsheet, midi, pipeline
from jazz.corpus import Corpus
from jazz.errors import ChartError, ModelError, SourceError
from jazz.instruments import INSTRUMENTS, Instrument
from jazz.model import Model
from jazz.music import Chart, LeftOut, Song
from jazz.pipeline import Request, improvise
from jazz.theory import parse_range

BLUES = charts.arrange(charts.find("| C7 | F7 | C7 | % | F7 | % | C7 | % | G7 | F7 | C7 | G7 |"))


def corpus(*tunes: str) -> Corpus:
    """A corpus with a song of each of these tunes."""
    (song,) = [found for found in [pipeline.inspect(str(assets.corpus_files()[0]))] if isinstance(found, Song)]
    return Corpus(tuple(replace(song, tune=tune, source=f"{tune}.mid") for tune in tunes), ())


@pytest.mark.parametrize("words", ["C4:C6", "C2:C3", "A4:D5", "G7:G9", "C-1:C1", "C4:Db4"])
@pytest.mark.parametrize("max_leap", [1, 5, 12])
def test_range_and_leaps_that_are_asked_for_are_kept(untrained: Model, words: str, max_leap: int) -> None:
    low, high = parse_range(words)
    for take in improvise(untrained, Request(BLUES, 3, bounds=(low, high), max_leap=max_leap, count=3)):
        pitches = [note.pitch for note in take.solo]
        assert all(low <= pitch <= high for pitch in pitches)
        assert all(abs(after - before) <= max_leap for before, after in pairwise(pitches))


def test_a_solo_lies_within_its_chart(untrained: Model) -> None:
    for take in improvise(untrained, Request(BLUES, 1, count=8)):
        assert 0 < take.solo.end <= BLUES.length
        assert len(take.solo) > 3


def test_solos_of_one_batch_differ(untrained: Model) -> None:
    takes = improvise(untrained, Request(BLUES, 1, count=4))
    assert len({take.solo for take in takes}) == 4


def test_the_tempo_is_the_one_asked_for_or_the_charts(untrained: Model) -> None:
    fast = replace(BLUES, tempo=240.0)
    for request, tempo in ((Request(BLUES, 1), 140), (Request(fast, 1), 240), (Request(fast, 1, tempo=90), 90)):
        (take,) = improvise(untrained, request)
        assert take.performance.tempo == tempo


def test_a_tempo_that_no_program_plays_is_refused(untrained: Model) -> None:
    rushed = replace(BLUES, tempo=500.0)
    with pytest.raises(ChartError, match="tempo is 500; say one of 20 to 400"):
        improvise(untrained, Request(rushed, 1))
    assert improvise(untrained, Request(rushed, 1, tempo=300))


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda each: each.name)
def test_a_window_lies_where_the_instrument_plays(instrument: Instrument) -> None:
    """By whole octaves, so that a key does not change the line; at least two thirds of it can be reached."""
    for tonic in ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"):
        chart = charts.arrange(BLUES, key=tonic)
        _, (low, high) = pipeline.place(chart, instrument, None)
        reach = set(range(instrument.low, instrument.high + 1))
        assert len(reach & set(range(low, high + 1))) >= 19
        assert high - low == 28


def test_backing_adds_a_player(untrained: Model) -> None:
    alone, together = (
        improvise(untrained, Request(BLUES, 1, backing=backing))[0].performance for backing in ("none", "trio")
    )
    assert [len(alone.parts), len(together.parts)] == [1, 4]
    assert alone.parts[0] == together.parts[0]


def test_the_file_says_where_it_came_from(untrained: Model, tmp_path: Path) -> None:
    (take,) = improvise(untrained, Request(BLUES, 7, command="jazz solo blues --seed 7"))
    midi.write(take.performance, tmp_path / "a.mid")
    texts = [text.text for text in midi.read(tmp_path / "a.mid").texts if text.kind == "text"]
    assert "jazz solo blues --seed 7" in texts
    assert any("model random, seed 7" in text for text in texts)
    assert leadsheet.parse("\n".join(texts[texts.index("jazz solo blues --seed 7") + 1 :])) == BLUES


# ---- models


def test_songs_of_one_tune_judge_themselves_and_say_so() -> None:
    parted = pipeline.part(corpus("a", "a"), None, 0)
    assert parted.training == parted.validation
    assert "single tune" in parted.note


def test_no_tune_is_on_both_sides() -> None:
    parted = pipeline.part(corpus(*"aabbccddee"), None, 0)
    assert {song.tune for song in parted.training}.isdisjoint(song.tune for song in parted.validation)
    assert not parted.note


def test_a_split_file_decides(tmp_path: Path) -> None:
    split = tmp_path / "split.json"
    split.write_text('{"1": {"id": "a", "split": "train"}, "2": {"id": "b", "split": "val"}}')
    parted = pipeline.part(corpus("a", "b", "c"), split, 0)
    assert [song.tune for song in (*parted.training, *parted.validation)] == ["a", "b"]
    split.write_text('{"1": {"id": "a", "split": "train"}}')
    with pytest.raises(SourceError, match="must put some of these songs"):
        pipeline.part(corpus("a", "b", "c"), split, 0)


def test_an_empty_corpus_says_why() -> None:
    with pytest.raises(SourceError, match="none of the sources gives a song"):
        pipeline.part(Corpus((), ()), None, 0)


def test_an_unknown_model_is_refused(home: Path) -> None:
    with pytest.raises(ModelError, match=r'"untrain" is not a model .* nearest: untrained'):
        pipeline.open_model("untrain")


# ---- pages


def test_inspect_opens_solos_charts_and_names(home: Path) -> None:
    Path("song.txt").write_text("      | C7 |\nsolo: | c4 e4 g4:4 r:2 |\n")
    Path("chart.txt").write_text("| C7 | F7 |")
    assert isinstance(pipeline.inspect("song.txt"), Song)
    assert isinstance(pipeline.inspect("chart.txt"), Chart)
    assert isinstance(pipeline.inspect("blues"), Chart)


def test_inspect_says_why_a_file_gives_no_song(home: Path) -> None:
    Path("broken.mid").write_bytes(b"MThd")
    with pytest.raises(SourceError):
        pipeline.inspect("broken.mid")
    with pytest.raises(ChartError):
        pipeline.inspect("missing.mid")


def test_a_file_with_several_solos_wants_a_number(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Which of them is not guessed."""
    songs = [LeftOut("w.db#1", "x", "first"), LeftOut("w.db#2", "x", "second")]
    monkeypatch.setattr("jazz.weimar.read", lambda _, numbers: songs if numbers is None else [songs[numbers[0] - 1]])
    Path("w.db").touch()
    with pytest.raises(SourceError, match=r"it holds 2 solos; name one by its number, like w\.db#1"):
        pipeline.inspect("w.db")
    with pytest.raises(SourceError, match="second"):
        pipeline.inspect("w.db#2")


def test_our_own_files_are_read_again(untrained: Model, home: Path) -> None:
    """The notes come back on the same grid: what is played is what was written."""
    (take,) = improvise(untrained, Request(BLUES, 5))
    midi.write(take.performance, "a.mid")
    song = pipeline.inspect("a.mid")
    assert isinstance(song, Song)
    assert [note.pitch for note in song.solo] == [note.pitch for note in take.solo]

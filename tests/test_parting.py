"""Songs in two parts: a tune stays on one side, and what a file prescribes is obeyed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.corpus import parting
from jazz.errors import SourceError
from jazz.music import Change, Chart, Metre, Note, Solo, Song
from jazz.theory import parse_chord

CHART = Chart(Metre(), 1, (Change(0, parse_chord("Dm7")),))


def song(tune: str, source: str = "") -> Song:
    return Song(CHART, Solo((Note(0, 12, 60),)), 120, 0.5, source or tune, tune)


TUNES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40)


@given(TUNES, st.floats(0.01, 0.99), st.integers(0, 9))
def test_no_tune_is_on_both_sides_and_nothing_is_lost(tunes: list[str], share: float, seed: int) -> None:
    songs = [song(tune, f"{tune}{i}") for i, tune in enumerate(tunes)]
    training, validation = parting.split(songs, share, seed)
    assert not {s.tune for s in training} & {s.tune for s in validation}
    assert sorted(s.source for s in (*training, *validation)) == sorted(s.source for s in songs)
    if len(set(tunes)) > 1:
        assert training
        assert validation


@given(TUNES, st.randoms())
def test_a_split_does_not_depend_on_the_order(tunes: list[str], dice: object) -> None:
    songs = [song(tune) for tune in tunes]
    backwards = parting.split(songs[::-1], 0.3, 1)
    assert {s.tune for s in backwards[1]} == {s.tune for s in parting.split(songs, 0.3, 1)[1]}


def test_a_split_has_about_the_share_that_was_asked_for_and_depends_on_the_seed() -> None:
    songs = [song(str(number)) for number in range(100)]
    assert len(parting.split(songs, 0.2, 1)[1]) == 20
    assert parting.split(songs, 0.2, 1) != parting.split(songs, 0.2, 2)


def test_a_file_can_prescribe_the_split(tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text(json.dumps({"1": {"id": "Parker_Ornithology", "split": "train"}, "2": {"id": "X", "split": "val"}}))
    songs = [song("a", "wjazzd.db#1"), song("b", "wjazzd.db#2"), song("c", "midi/Parker_Ornithology.mid"), song("d")]
    prescribed = parting.read_split(path)
    assert [s.tune for s in parting.select(songs, prescribed, "train")] == ["a", "c"]
    assert [s.tune for s in parting.select(songs, prescribed, "val")] == ["b"]


@pytest.mark.parametrize("text", ["", "[]", "{}[", '{"1": {}}', '{"1": 2}', "[" * 100_000])
def test_a_file_that_is_no_split_says_what_one_is(text: str, tmp_path: Path) -> None:
    (tmp_path / "split.json").write_text(text)
    with pytest.raises(SourceError, match="is no split; write JSON like"):
        parting.read_split(tmp_path / "split.json")


def test_a_file_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read as text") as error:
        parting.read_split(tmp_path / "no.json")
    assert error.value.code == "unreadable"


def test_tunes_on_both_sides_are_told() -> None:
    one, other, third = (song(tune) for tune in ("b", "a", "c"))
    assert parting.torn([one, other], [third]) == ""
    assert parting.torn([one, other, third], [other, one]) == '2 tunes are on both sides, such as "a"'

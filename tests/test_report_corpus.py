"""What is said about a corpus: in few rows, however many folders there are, and whether it is little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from jazz import solotext
from jazz.corpus import Corpus
from jazz.music import Reading, Song
from jazz.pipeline import Parted
from jazz.report import corpus_page, parted_line
from jazz.report.training import FEW, MOST_ROWS

SONG = solotext.parse("title: A\n| C7 |\nsolo: | c4:4 e4:4 g4:2 |")


def from_places(*places: str) -> list[Song]:
    return [replace(SONG, source=place) for place in places]


def test_many_folders_are_told_by_the_folders_above_and_databases_by_themselves() -> None:
    songs = from_places("x/w.db#1", "x/w.db#2", *(f"x/{n % 2}/{n}/{n}.mid" for n in range(30)))
    rows = corpus_page(songs, []).splitlines()
    assert [row.split()[:2] for row in rows[1:]] == [["x/w.db", "2"], ["x/0", "15"], ["x/1", "15"]]


@pytest.mark.parametrize("source", ["a.mid", "/a.mid", "x/y/z.mid", "../a.mid#2"])
def test_any_place_can_be_told(source: str) -> None:
    folder = {"a.mid": ".", "/a.mid": "/", "x/y/z.mid": "x/y", "../a.mid#2": ".."}[source]
    assert corpus_page(from_places(source), []).splitlines()[1].split()[0] == folder


def test_more_places_than_can_be_joined_are_cut() -> None:
    songs = from_places(*(f"{number}.db#1" for number in range(MOST_ROWS + 5)))
    assert corpus_page(songs, []).endswith("... and 5 more")


def test_where_chords_come_from_is_told_with_how_sure_they_are() -> None:
    heard = [replace(SONG, reading=Reading(chords_from="heard", chords_sure=sure)) for sure in (0.5, 0.7)]
    page = corpus_page([*heard, replace(SONG, reading=Reading(chords_from="markers"))], [])
    assert page.splitlines()[3:] == ["chords   songs  sure", "heard        2  60 %", "markers      1  100 %"]


def parted(training: Sequence[Song], note: str = "") -> Parted:
    return Parted(Corpus((), ()), tuple(training), (SONG,), note)


def test_little_to_learn_from_is_said() -> None:
    enough = FEW // len(SONG.solo) + 1
    assert parted_line(parted([SONG] * enough)) == f"{enough} songs train, 1 judge"
    assert parted_line(parted([SONG], "a note")).splitlines() == [
        "1 songs train, 1 judge (a note)",
        "only 3 notes: enough to try, too few to learn from; add files, or adapt a model with --from",
    ]

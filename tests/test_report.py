"""Words about reading and training."""

from __future__ import annotations

from jazz import leadsheet, solotext
from jazz.events import EpochEnded, Event, Finished, Progress, Sampled, Started
from jazz.music import LeftOut
from jazz.report import corpus_page, progress_line, words

SONG = solotext.parse("title: One\n| C7 |\nsolo: | c4 e4 g4:4 r:2 |", source="folder/one.txt")


def test_what_was_left_out_is_counted_by_reason_with_an_example() -> None:
    left_out = [
        LeftOut("folder/a.mid", "no-chords", "it names no chords"),
        LeftOut("folder/b.mid", "not-midi", "it is a photo"),
        LeftOut("folder/c.mid", "no-chords", "it names no chords either"),
    ]
    page = corpus_page([SONG], left_out)
    assert page.splitlines() == [
        "read from  songs  tunes  notes",
        "folder         1      1      3",
        "",
        "left out   count  for example",
        "no-chords      2  a.mid: it names no chords",
        "not-midi       1  b.mid: it is a photo",
    ]


def test_songs_of_a_database_stand_in_one_row() -> None:
    songs = [solotext.parse(f"title: {number}\n| C7 |\nsolo: | c4:1 |", source=f"w.db#{number}") for number in range(3)]
    assert corpus_page(songs, []).splitlines() == ["read from  songs  tunes  notes", "w.db           3      3      3"]


def test_nothing_read_is_said() -> None:
    assert corpus_page([], []) == "read: nothing"


def test_training_is_told_in_lines() -> None:
    chart = leadsheet.parse("| Dm7 | G7 C |")
    told: list[Event] = [
        Started(120, 256, 322, 4000, 700_000, 1.5),
        EpochEnded(2, 3.25, 3.5, best=True),
        Sampled(0.7, solotext.parse("| Dm7 | G7 C |\nsolo: | d4:2 f4:2 | r:1 |").solo, chart),
        Finished("all epochs", 2, 3.5),
    ]
    assert [line for event in told for line in words(event)] == [
        "X (120, 256, 322) = (m, Tx, n_values): 4,000 notes; 700,000 parameters",
        "goes on from epoch 1.50",
        "epoch 2: 3.250 bits a value, validation 3.500, the best so far: kept",
        "  at temperature 0.7: Dm7: D4 F4 | G7  C (3): rest",
        "all epochs; kept the weights of epoch 2: 3.500 bits a value",
    ]


def test_the_progress_bar_fills() -> None:
    line = progress_line(Progress(3, 40, 50, 100, 3.5, 12345.0, 754.0))
    assert line == "epoch 3/40 [############............] 3.500 bits a value, 12,345 values/s, 12:34 to go"

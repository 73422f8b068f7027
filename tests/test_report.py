"""Words about solos, models, reading, training and judging."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazz import leadsheet, solotext
from jazz.context import N_CONTEXT
from jazz.copying import copying
from jazz.evaluate import Interval
from jazz.events import EpochEnded, Event, Finished, Progress, Sampled, Started
from jazz.fingerprint import Match
from jazz.judge import HUMANS, Tell, Verdict
from jazz.model import Config, Model
from jazz.music import LeftOut, Part, Performance
from jazz.pipeline import Request, Take
from jazz.report import (
    copying_facts,
    copying_table,
    corpus_page,
    model_page,
    progress_line,
    solo_page,
    style_table,
    verdicts_page,
    words,
)
from jazz.style import Found, Row, Style

SAX = Part("Tenor Sax", 66, 0, ())
SONG = solotext.parse("title: One\n| C7 |\nsolo: | c4 e4 g4:4 r:2 |", source="folder/one.txt")


@pytest.mark.parametrize(
    ("match", "says"),
    [
        (Match(3, 0), "fewer than 5 notes in a row as in a training solo"),
        (Match(9, 2), "at most 9 notes in a row as in a training solo (bar 2)"),
    ],
)
def test_a_solo_is_told_with_what_it_has_in_common(untrained: Model, match: Match, says: str) -> None:
    song = solotext.parse("title: Turn\ntempo: 120\n| G7 | C |\nsolo: | b4:2 d5:2 | c5:4 r:2. |")
    take = Take(song.solo, ("leap 1",), (60, 80), Performance(song.chart, 120.0, (SAX,)), match, chosen=False)
    page = solo_page(Request(song.chart, 7, tempo=120, command="jazz solo"), untrained, [([Path("a.mid")], take)])
    assert page.splitlines()[1:] == [
        "model random, seed 7",
        f"a.mid: 3 notes, B4 to D5; polish leap 1; {says}",
        "again: jazz solo",
    ]


@pytest.mark.parametrize(
    ("chosen", "says"),
    [(True, "the best of 4 takes"), (False, "the first of 4 takes: the critic hears no difference")],
)
def test_it_is_told_whether_the_critic_could_choose(untrained: Model, chosen: bool, says: str) -> None:
    """A critic who has heard too little does not pass in silence."""
    chart = SONG.chart
    take = Take(SONG.solo, (), (60, 80), Performance(chart, 120.0, (SAX,)), Match(0, 0), chosen)
    page = solo_page(Request(chart, 7, tempo=120, takes=4), untrained, [([Path("a.mid")], take)])
    assert page.splitlines()[2].endswith(f"; {says}")


def test_a_model_is_told_with_the_names_it_knows() -> None:
    config = Config("mine", n_context=N_CONTEXT + 2, styles=("BEBOP", "COOL"), validation_bits=4.5)
    page = model_page(config).splitlines()
    assert page[0].startswith("model    lstm")
    assert "4.500 bits a value" in " ".join(page)
    assert page[-2:] == ["styles   BEBOP, COOL", "players  not told apart"]


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


def test_a_style_is_told_with_what_is_outside() -> None:
    """Means with distances for numbers, distances for histograms, a word where a material has none."""
    human = Found("human", 28.62, 20.0, 36.0, (), 0.0, True)
    model, silent = Found("mine", 31.25, 25.0, 36.0, (), 2.5, False), Found("noise", None, None, None, (), None, False)
    shares = [
        Found(name, None, None, None, (0.5, 0.5), apart, True) for name, apart in (("human", 0.0), ("mine", 0.012))
    ]
    rows = (
        Row("heard before", "5 pitches", "", (), (26.9, 30.1), 1.75, (human, model, silent)),
        Row("rests", "", "", ("4", "2"), None, 0.05, (*shares, silent)),
    )
    page = style_table(Style(65, 32, 0.75, rows)).splitlines()
    assert page[:3] == [
        "trait                    human  95 % band     apart   mine          noise",
        "heard before, 5 pitches  28.6   26.9 to 30.1  1.75    31.2 (2.50)*  none *",
        "rests                                         0.0500  (0.0120)      none *",
    ]
    assert "65 human solos over 32 tunes" in page[4]
    assert page[-1] == "Inside, of 2: mine 1; noise 0; a half of the humans, against the other: 2."


def test_a_judge_is_told_by_the_figure_of_all_listeners_first() -> None:
    """Then each kind of listener, and what gives the model away; nothing where one side does not show it."""
    around = {mean: Interval(mean, mean - 0.1, mean + 0.1) for mean in (0.5, 0.52, 0.49, 0.8, 0.75, 0.7)}
    people = Verdict(HUMANS, around[0.5], around[0.52], around[0.49], 40)
    tells = (Tell("pitch", "repeated notes", 0.05, 0.4, 0.9, 0.2), Tell("rests", "length", 1.5, None, 0.5, 0.0))
    mine = Verdict("mine", around[0.8], around[0.75], around[0.7], 50, tells)
    assert verdicts_page([people, mine]).splitlines() == [
        "told from humans, AUC      together              by hallmarks          by the raw sequence   phrases",
        "humans against themselves  0.500 [0.400, 0.600]  0.520 [0.420, 0.620]  0.490 [0.390, 0.590]       40",
        "mine                       0.800 [0.700, 0.900]  0.750 [0.650, 0.850]  0.700 [0.600, 0.800]       50",
        "",
        "0.5 is guessing, 1 is always told; phrases of four bars, of tunes that the judge did not learn on.",
        "",
        "what gives mine away   human   mine   AUC alone",
        "pitch: repeated notes  0.0500  0.400  0.900",
        "rests: length          1.50           0.500",
    ]


def test_copies_are_told_as_a_table_and_as_facts() -> None:
    lick = solotext.parse("title: Lick\n| C7 |\nsolo: | c4 e4 g4 bb4 a4 g4 e4 c4 |")
    found = [("human", copying([SONG], [lick])), ("mine", copying([lick], [lick]))]
    assert copying_table(found).splitlines()[:3] == [
        "as in a training song  median  95 %  longest, notes  8-note patterns",
        "human                  3       3                  3  0.0000",
        "mine                   8       8                  8  1.0000",
    ]
    assert copying_facts(found)[1] == {
        "name": "mine",
        "solos": 1,
        "median": 8,
        "percentile_95": 8,
        "longest": 8,
        "share": 1,
    }

"""What became of each source: a row each, safe to open, and one sentence where nothing was read."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from jazz import solotext
from jazz.corpus import Corpus, inventory
from jazz.corpus.inventory import sheet, summary
from jazz.music import LeftOut, Reading

SONG = replace(
    solotext.parse(
        "title: A Tune\ntempo: 160\n| Dm7 | G7 |\nsolo: | d4:4 f4:4 a4:4 c5:4 | b4:1 |", source="/home/me/midi/a.mid"
    ),
    performer="Somebody",
    reading=Reading("2 Sax", 0.97, chords_from="markers", said=("one thing", "another")),
)
LEFT = LeftOut("/home/me/midi/more/b.mid", "no-melody", "no track plays one note at a time")


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_each_source_has_a_row() -> None:
    used, left = rows(sheet(Corpus((SONG,), (LEFT,)), {"training": [SONG]}))
    assert used == {
        **{"source": "a.mid", "status": "used", "side": "training", "code": "", "reason": "", "title": "A Tune"},
        **{"tune": "a tune", "performer": "Somebody", "bars": "2", "notes": "5", "metre": "4/4", "tempo": "160.0"},
        **{"swing": f"{SONG.swing:g}", "melody": "2 Sax", "melody_sure": "0.97", "chords_from": "markers"},
        **{"chords_sure": "1.0", "said": "one thing; another"},
    }
    assert {name: cell for name, cell in left.items() if cell} == {
        **{"source": "more/b.mid", "status": "left out", "code": "no-melody"},
        "reason": "no track plays one note at a time",
    }


def test_no_cell_is_a_formula() -> None:
    """Whoever opens the sheet must not run what a file calls itself."""
    evil = [replace(SONG, source=f"{sign}1.mid", title=f"{sign}cmd()", tune="\tx") for sign in "=+-@"]
    for row in rows(sheet(Corpus(tuple(evil), ()), {})):
        assert all(row[name].startswith("'") for name in ("source", "title", "tune"))


def test_words_of_any_script_and_of_none_come_through() -> None:
    odd = replace(SONG, title='Été, "so"\nwhat', source="caf\udce9.mid")
    (row,) = rows(sheet(Corpus((odd,), ()), {}))
    assert row["title"] == 'Été, "so"\nwhat'
    assert row["source"] == "caf\\udce9.mid"


def test_places_are_told_from_the_folder_in_which_all_lie() -> None:
    copy = LeftOut("relative/c.mid", "duplicate", "duplicate of /home/me/midi/more/d.mid")
    found = rows(sheet(Corpus((SONG, replace(SONG, source="wjazzd.db#3")), (LEFT, copy)), {}))
    assert [row["source"] for row in found] == ["a.mid", "wjazzd.db#3", "more/b.mid", "relative/c.mid"]
    assert found[-1]["reason"] == "duplicate of more/d.mid"


def test_the_report_is_replaced(tmp_path: Path) -> None:
    for _ in range(2):
        inventory.write_report(Corpus((SONG,), ()), tmp_path)
    assert (tmp_path / "report.csv").read_bytes() == sheet(Corpus((SONG,), ()), {})


def test_one_reason_is_told_as_it_is() -> None:
    assert summary(Corpus((), (LEFT,))) == "no track plays one note at a time"
    assert summary(Corpus((), ())) == "nothing was found"


def test_many_reasons_are_counted_with_an_example_each() -> None:
    left = [replace_code(code, number) for number, code in enumerate("aabcccdef")]
    assert summary(Corpus((), tuple(left))) == (
        "9 left out: 3 c (3.mid: because of c); 2 a (0.mid: because of a); 1 b (2.mid: because of b); "
        "1 d (6.mid: because of d); 2 more reasons"
    )


def replace_code(code: str, number: int) -> LeftOut:
    return LeftOut(f"x/{number}.mid", code, f"because of {code}")

"""Charts from words: the shipped ones, each complete and written back as the same, and whatever else people have."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from jazz import charts, midi, pipeline, solotext
from jazz.corpus.readers import READERS
from jazz.engraving import musicxml
from jazz.errors import ChartError
from jazz.instruments import find_instrument
from jazz.leadsheet import format_chart, parse, transpose
from jazz.music import Chart, Solo
from jazz.perform import perform

FOLDER = Path(__file__).parent.parent / "data" / "charts"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
FORMS = {"blues": 12, "minor-blues": 12, "rhythm": 32, "two-five-one": 48, "modal": 32, "bossa": 32, "ballad": 32}


def chart(name: str) -> Chart:
    return parse((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def test_there_are_enough_forms_to_practise() -> None:
    assert len(NAMES) >= 18
    assert {chart(name).metre.beats for name in NAMES} >= {3, 4, 5, 6}
    assert {chart(name).style for name in NAMES} == {"swing", "ballad", "bossa", "waltz", "straight", "funk"}


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_says_what_a_player_asks(name: str) -> None:
    read = chart(name)
    assert read.title
    assert read.key is not None
    assert read.sections[0].onset == 0
    assert read.bars % 4 == 0
    assert read.tempo is not None
    assert 50 <= read.tempo <= 240


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_written_back_as_the_same_chart(name: str) -> None:
    read = chart(name)
    assert parse(format_chart(read)) == read
    assert parse(format_chart(transpose(read, 5))) == transpose(read, 5)


@pytest.mark.parametrize(("name", "bars"), FORMS.items())
def test_a_form_has_its_length(name: str, bars: int) -> None:
    assert chart(name).bars == bars


def test_two_five_ones_go_through_all_keys() -> None:
    tonics = [change.chord.root for change in chart("two-five-one").changes if change.chord.quality == "maj7"]
    assert sorted(tonic for tonic in tonics if tonic is not None) == list(range(12))


# ---- whatever people have


def test_every_file_that_may_hold_a_song_may_hold_a_chart() -> None:
    assert {*charts.MUSICXML, charts.ABC, *charts.SONGS, ".txt"} == set(READERS)


PLAYLIST = "irealbook://Up and Home=Nobody=Swing=C=n=T44{D-7 |G7 |C^7 |x }=Home=Nobody=Bossa=F=n=T44{F6 |C7 |F6 |C7 }"
ABC = """X:3
T:Corner
M:3/4
L:1/4
K:G
"G"GBd|"D7"f2d|"G"g3|
X:5
T:Waltz
M:3/4
L:1/4
K:C
"C"ceg|"G7"gfd|"C"c3|
"""


def symbols(chart: Chart) -> list[str]:
    return [change.chord.symbol for change in chart.changes]


def test_a_link_is_a_chart() -> None:
    found = charts.find("irealbook://Two Five=Nobody=Swing=C=n=T44{D-7 |G7 |C^7 |x }")
    assert (found.title, found.style, symbols(found)[:3]) == ("Two Five", "swing", ["Dm7", "G7", "Cmaj7"])
    with pytest.raises(ChartError, match="link"):
        charts.find("irealb://")


def test_one_of_a_playlist_is_named_by_its_number(tmp_path: Path) -> None:
    page = tmp_path / "mine.html"
    page.write_text(f'<a href="{PLAYLIST}">Mine</a>')
    assert charts.find(f"{page}#2").title == "Home"
    with pytest.raises(ChartError, match=r"holds 2 charts; name one .* #1 Up and Home, #2 Home"):
        charts.find(str(page))
    with pytest.raises(ChartError, match="no chart #3"):
        charts.find(f"{page}#3")


def test_a_tune_in_a_book_is_a_chart(tmp_path: Path) -> None:
    book = tmp_path / "book.abc"
    book.write_text(ABC)
    assert symbols(charts.find(f"{book}#5")) == ["C", "G7", "C"]
    with pytest.raises(ChartError, match="#3 Corner, #5 Waltz"):
        charts.find(str(book))


def test_the_chords_of_a_solo_or_of_a_file_with_one_are_a_chart(tmp_path: Path) -> None:
    solo = "title: One\n| C7 | F7 |\nsolo: | c4 e4 g4:2. | f4 a4 c5:2. |\n"
    (tmp_path / "one.txt").write_text(solo)
    assert symbols(charts.find(str(tmp_path / "one.txt"))) == ["C7", "F7"]
    song = solotext.parse(solo)
    played = perform(song.solo, song.chart, tempo=137, rng=Random(1))
    midi.write(played, tmp_path / "one.mid")
    found = charts.find(str(tmp_path / "one.mid"))
    assert (symbols(found)[:2], found.tempo) == (["C7", "F7"], 137)


def test_chords_that_were_heard_are_told(tmp_path: Path) -> None:
    song = solotext.parse("| C7 | F7 |\nsolo: | c4 e4 g4:2. | f4 a4 c5:2. |\n")
    page = musicxml(song.solo, song.chart, instrument=find_instrument("ts"), tempo=120)
    (tmp_path / "named.musicxml").write_bytes(page)
    (tmp_path / "bare.musicxml").write_bytes(re.sub(rb"(?s)<harmony.*?</harmony>", b"", page))
    notes: list[str] = []
    charts.find(str(tmp_path / "named.musicxml"), notes.append)
    assert notes == []
    charts.find(str(tmp_path / "bare.musicxml"), notes.append)
    assert len(notes) == 1
    assert re.match(r"bare\.musicxml names no chords: they were heard in its melody, \d+% sure", notes[0])


@pytest.mark.parametrize("transposition", [None, 14])
def test_a_lead_sheet_with_or_without_notes_is_a_chart(tmp_path: Path, transposition: int | None) -> None:
    """At sounding pitch, whoever it is written for."""
    chart = parse("key: Eb\n| Fm7 | Bb7 | Ebmaj7 | % |")
    page = musicxml(Solo(), chart, instrument=find_instrument("ts"), tempo=120, transposition=transposition)
    (tmp_path / "sheet.musicxml").write_bytes(page)
    assert symbols(charts.find(str(tmp_path / "sheet.musicxml"))) == ["Fm7", "Bb7", "Ebmaj7"]
    assert pipeline.inspect(str(tmp_path / "sheet.musicxml")) == charts.find(str(tmp_path / "sheet.musicxml"))

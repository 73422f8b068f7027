"""Lead sheets in MusicXML and ABC become charts, whatever stands under their chord symbols."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from jazz import leadsheet
from jazz.errors import ChartError, SourceError
from jazz.leadsheet import format_chart
from jazz.music import Chart, Key, LeftOut, Metre
from jazz.notation import chart_from_musicxml, charts_from_abc, songs_from_musicxml
from tests.midi_bytes import mutated

KINDS = {"": "major", "m": "minor", "7": "dominant", "m7": "minor-seventh", "maj7": "major-seventh", "6": "major-sixth"}
SIGNS = {
    "|:": '<barline location="left"><repeat direction="forward"/></barline>',
    ":|": '<barline location="right"><repeat direction="backward"/></barline>',
    "[1": '<barline location="left"><ending number="1" type="start"/></barline>',
    "1]": '<barline location="right"><ending number="1" type="stop"/><repeat direction="backward"/></barline>',
    "[2": '<barline location="left"><ending number="2" type="start"/></barline>',
    "2]": '<barline location="right"><ending number="2" type="discontinue"/></barline>',
    "segno": '<direction><direction-type><segno/></direction-type><sound segno="1"/></direction>',
    "coda": '<direction><direction-type><coda/></direction-type><sound coda="1"/></direction>',
    "to-coda": '<direction><direction-type><words>To Coda</words></direction-type><sound tocoda="1"/></direction>',
    "fine": '<direction><direction-type><words>Fine</words></direction-type><sound fine="yes"/></direction>',
    "ds-coda": "<direction><direction-type><words>D.S. al Coda</words></direction-type></direction>",
    "dc-fine": "<direction><direction-type><words>D.C. al Fine</words></direction-type></direction>",
}
SLASH = "<note><pitch><step>B</step><octave>4</octave></pitch><duration>{}</duration><notehead>slash</notehead></note>"
REST = "<note><rest/><duration>{}</duration></note>"


def harmony(root: str, kind: str, text: str = "", *rest: str) -> str:
    alter = {"#": "<root-alter>1</root-alter>", "b": "<root-alter>-1</root-alter>"}.get(root[1:], "")
    said = f' text="{text}"' if text else ""
    step = f"<root><root-step>{root[0]}</root-step>{alter}</root>"
    return f"<harmony>{step}<kind{said}>{kind}</kind>{''.join(rest)}</harmony>"


def degree(value: int, alter: int, kind: str) -> str:
    inside = (
        f"<degree-value>{value}</degree-value><degree-alter>{alter}</degree-alter><degree-type>{kind}</degree-type>"
    )
    return f"<degree>{inside}</degree>"


def words(text: str) -> str:
    return f"<direction><direction-type><words>{text}</words></direction-type></direction>"


def rehearsal(text: str) -> str:
    return f"<direction><direction-type><rehearsal>{text}</rehearsal></direction-type></direction>"


def bar(text: str, under: str = REST, beats: int = 4) -> str:
    """A bar from chords and marks, "|: Dm7 G7 to-coda", with a rest or a slash under each chord."""
    items = text.split()
    chords = [item for item in items if item not in SIGNS and not item.startswith("*")]
    length = beats * 24 // max(1, len(chords))
    inside = ""
    for item in items:
        if item in SIGNS:
            inside += SIGNS[item]
        elif item.startswith("*"):
            inside += rehearsal(item[1:])
        else:
            root = item[: 2 if item[1:2] in {"b", "#"} else 1]
            inside += (harmony(root, KINDS[item[len(root) :]]) if item != "." else "") + under.format(length)
    return inside + ("" if chords else under.format(length))


def sheet(*bars: str, fifths: int = 0, mode: str = "<mode>major</mode>", time: str = "4/4", head: str = "") -> str:
    beats, unit = time.split("/")
    first = (
        f"<attributes><divisions>24</divisions><key><fifths>{fifths}</fifths>{mode}</key>"
        f"<time><beats>{beats}</beats><beat-type>{unit}</beat-type></time></attributes>{head}"
    )
    measures = "".join(
        f'<measure number="{number}">{first if number == 1 else ""}{text}</measure>'
        for number, text in enumerate(bars, 1)
    )
    return (
        '<?xml version="1.0"?><score-partwise version="4.0"><work><work-title>Corner Sheet</work-title></work>'
        '<part-list><score-part id="P1"><part-name>Lead</part-name></score-part></part-list>'
        f'<part id="P1">{measures}</part></score-partwise>'
    )


def read(folder: Path, text: str) -> Chart:
    path = folder / "sheet.musicxml"
    path.write_text(text)
    chart = chart_from_musicxml(path)
    assert leadsheet.parse(format_chart(chart)) == chart
    return chart


def played(chart: Chart) -> str:
    return " ".join(line for line in format_chart(chart).splitlines() if "|" in line).replace("| |", "|")


@pytest.mark.parametrize("under", [REST, SLASH])
def test_a_sheet_of_rests_or_slashes_is_a_chart(tmp_path: Path, under: str) -> None:
    beats = "<beat-unit>quarter</beat-unit><per-minute>152</per-minute>"
    tempo = f"<direction><direction-type><metronome>{beats}</metronome></direction-type></direction>"
    texts = ["*A Dm7 G7", "Cmaj7", "*B Fm7", "Bb7 . . Ebmaj7"]
    chart = read(tmp_path, sheet(*(bar(text, under) for text in texts), head=words("Medium Swing, happily") + tempo))
    assert played(chart) == "[A] | Dm7 G7 | Cmaj7 | [B] | Fm7 | Bb7 . . Ebmaj7 |"
    assert (chart.title, chart.key, chart.tempo, chart.style) == ("Corner Sheet", Key(0), 152, "medium swing")


@pytest.mark.parametrize(
    ("bars", "order"),
    [
        (["|: C7", "F7 :|", "G7"], "| C7 | F7 | C7 | F7 | G7 |"),
        (["|: C7", "[1 F7 1]", "[2 G7 2]", "D7"], "| C7 | F7 | C7 | G7 | D7 |"),
        (["C7", "segno F7", "G7 to-coda", "A7 ds-coda", "coda D7"], "| C7 | F7 | G7 | A7 | F7 | G7 | D7 |"),
        (["C7", "segno F7", "to-coda G7", "A7 ds-coda", "coda D7"], "| C7 | F7 | G7 | A7 | F7 | G7 | D7 |"),
        (["C7", "F7 fine", "G7 dc-fine"], "| C7 | F7 | G7 | C7 | F7 |"),
        (["C7", "F7 to-coda", "G7", "coda D7"], "| C7 | F7 | G7 |"),
    ],
)
def test_repeats_endings_and_jumps_are_played_out(tmp_path: Path, bars: list[str], order: str) -> None:
    assert played(read(tmp_path, sheet(*map(bar, bars)))) == order


@pytest.mark.parametrize(
    ("symbol", "ours"),
    [
        (harmony("C", "half-diminished", "m7b5"), "Cm7b5"),
        (harmony("F#", "half-diminished", "ø7"), "F#m7b5"),
        (harmony("C", "diminished-seventh", "o7"), "Cdim7"),
        (harmony("Eb", "major-minor", "m(maj7)"), "EbmM7"),
        (harmony("C", "dominant", "7alt"), "C7alt"),
        (harmony("C", "dominant", "7alt", degree(9, -1, "add"), degree(9, 1, "add"), degree(5, 1, "alter")), "C7alt"),
        (harmony("C", "dominant", "7(b9)", degree(9, -1, "add")), "C7b9"),
        (harmony("C", "dominant", "7", degree(9, 1, "add"), degree(5, 1, "alter")), "C7#5#9"),
        (harmony("C", "dominant", "7", degree(11, 1, "add")), "C7#11"),
        (harmony("C", "dominant-ninth", "9", degree(11, 1, "add")), "C9#11"),
        (harmony("C", "dominant-13th", "13(b9)", degree(9, -1, "alter")), "C13b9"),
        (harmony("C", "suspended-fourth", "7sus4", degree(7, 0, "add")), "C7sus4"),
        (harmony("C", "suspended-fourth", "7sus"), "C7sus4"),
        (harmony("C", "suspended-fourth", "9sus4", degree(7, 0, "add"), degree(9, 0, "add")), "C9sus4"),
        (harmony("C", "dominant", "7sus4", degree(4, 0, "add"), degree(3, 0, "subtract")), "C7sus4"),
        (harmony("C", "suspended-fourth", "sus"), "Csus4"),
        (harmony("C", "major-sixth", "6/9", degree(9, 0, "add")), "C69"),
        (harmony("C", "major", "add9", degree(9, 0, "add")), "Cadd9"),
        (harmony("C", "major-seventh", "Δ7", degree(11, 1, "add")), "Cmaj7#11"),
        (harmony("C", "major-seventh", "^7"), "Cmaj7"),
        (harmony("C", "minor", "-", degree(7, 1, "add")), "CmM7"),
        (harmony("C", "minor", "-7", degree(7, 0, "add")), "Cm7"),
        (harmony("C", "augmented-seventh", "+7"), "C7#5"),
        (harmony("C", "power", "5"), "C5"),
        (harmony("C", "other", "13sus4"), "C13sus4"),
        (harmony("Bb", "major-seventh", "", "<bass><bass-step>F</bass-step></bass>"), "Bbmaj7/F"),
        (harmony("C", "none", "N.C."), "N.C."),
    ],
)
def test_the_chords_of_engravers_are_ours(tmp_path: Path, symbol: str, ours: str) -> None:
    chart = read(tmp_path, sheet(bar("F6"), symbol + REST.format(96)))
    assert chart.changes[-1].chord.symbol == ours


def test_the_key_is_the_one_of_the_page_or_what_its_chords_make_of_it(tmp_path: Path) -> None:
    assert read(tmp_path, sheet(bar("Fm7"), bar("Ebmaj7"), fifths=-3)).key == Key(3)
    assert read(tmp_path, sheet(bar("Cm"), bar("G7"), bar("Cm"), fifths=-3, mode="")).key == Key(0, "minor")


def test_a_transposing_part_sounds_as_it_sounds(tmp_path: Path) -> None:
    text = sheet(bar("Em7"), bar("A7"), bar("Dmaj7"), fifths=2)
    tenor = text.replace("</time>", "</time><transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>")
    chart = read(tmp_path, tenor)
    assert (played(chart), chart.key) == ("| Dm7 | G7 | Cmaj7 |", Key(0))


def test_an_upbeat_is_no_bar_of_a_chart(tmp_path: Path) -> None:
    beat, rest = REST.format(24), REST.format(72)
    texts = [beat, bar("|: Dm7"), bar("G7"), harmony("C", "major") + rest + SIGNS[":|"]]
    assert played(read(tmp_path, sheet(*texts))) == "| Dm7 | G7 | C | Dm7 | G7 | C |"


def test_two_parts_of_a_bar_are_one_bar(tmp_path: Path) -> None:
    half = REST.format(48)
    texts = [bar("|: Dm7"), harmony("G", "dominant") + half + SIGNS[":|"], harmony("C", "major") + half, bar("F6")]
    assert played(read(tmp_path, sheet(*texts))) == "| Dm7 | G7 | Dm7 | G7 C | F6 |"


def test_metres_other_than_four_four(tmp_path: Path) -> None:
    chart = read(tmp_path, sheet(bar("C7 . F7", beats=3), bar("G7", beats=3), time="3/4", head=words("Jazz Waltz")))
    assert (chart.metre, played(chart), chart.style) == (Metre(3, 4), "| C7 F7 | G7 |", "jazz waltz")


def test_a_chart_may_begin_without_a_chord(tmp_path: Path) -> None:
    assert played(read(tmp_path, sheet(bar("."), bar("G7")))) == "| N.C. | G7 |"


def test_a_score_written_bar_by_bar_is_the_same_chart(tmp_path: Path) -> None:
    partwise = sheet(bar("Dm7"), bar("G7"), bar("Cmaj7"))
    timewise = (
        partwise.replace("score-partwise", "score-timewise")
        .replace('<part id="P1">', "")
        .replace("</part></", "</")
        .replace("</measure>", "</part></measure>")
    )
    for number in range(1, 4):
        timewise = timewise.replace(f'<measure number="{number}">', f'<measure number="{number}"><part id="P1">')
    assert read(tmp_path, timewise) == read(tmp_path, partwise)


def test_a_packed_sheet_is_the_same_chart(tmp_path: Path) -> None:
    text = sheet(bar("Dm7"), bar("G7"))
    packed = tmp_path / "sheet.mxl"
    with zipfile.ZipFile(packed, "w") as folder:
        container = '<container><rootfiles><rootfile full-path="sheet.xml"/></rootfiles></container>'
        folder.writestr("META-INF/container.xml", container)
        folder.writestr("sheet.xml", text)
    assert chart_from_musicxml(packed) == read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (sheet(bar("."), bar(".")), "it has no chord symbols"),
        (
            sheet(bar("C7"), harmony("C", "other", "blah") + REST.format(96)),
            'bar 2: the chord symbol "blah" cannot be read',
        ),
        (sheet(bar("|: C7"), bar("F7")), "bar 1: the repeat or ending that begins here has no"),
        (sheet(bar("C7"), bar("F7 ds-coda")), "bar 2: the D.C. or D.S. at its end wants one segno"),
        (
            sheet(
                bar("C7"), "<attributes><time><beats>3</beats><beat-type>4</beat-type></time></attributes>" + bar("F7")
            ),
            "bar 2: the metre changes to 3/4; a chart has one metre",
        ),
        ("", "it is no notation that can be read"),
        ("<score-timewise><measure>", "it is no notation that can be read"),
    ],
)
def test_what_is_no_chart_is_one_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "sheet.musicxml"
    path.write_text(text)
    with pytest.raises((ChartError, SourceError), match=f"^sheet.musicxml: {words}") as caught:
        chart_from_musicxml(path)
    assert "\n" not in str(caught.value)


def test_a_page_without_symbols_may_still_be_a_song(tmp_path: Path) -> None:
    path = tmp_path / "tune.musicxml"
    path.write_text(sheet(*(bar(".", SLASH) for _ in range(4))))
    with pytest.raises(SourceError) as caught:
        chart_from_musicxml(path)
    assert caught.value.code == "no-chords"
    assert songs_from_musicxml(path)[0].chart.bars == 4


def test_no_accident_of_a_sheet_raises_anything_but_a_reason(tmp_path: Path) -> None:
    whole = sheet(bar("*A |: Dm7 to-coda"), bar("[1 G7 1]"), bar("[2 G7 2]"), bar("segno C ds-coda"), bar("coda C6"))
    path, outcomes = tmp_path / "broken.musicxml", set[str]()
    for seed in range(80):
        path.write_bytes(mutated(whole.encode(), seed))
        try:
            chart_from_musicxml(path)
        except SourceError as error:
            outcomes.add(error.code)
        except ChartError:
            outcomes.add("chart")
    assert {"damaged", "chart"} <= outcomes


ABC = 'X:{}\nT:Corner {}\nM:4/4\nL:1/8\nQ:"Swing" 1/4=140\nK:Bb\n'


def tunes(folder: Path, text: str) -> dict[str, Chart | LeftOut]:
    path = folder / "tunes.abc"
    path.write_text(text)
    return charts_from_abc(path)


def test_a_tune_with_chord_symbols_is_a_chart(tmp_path: Path) -> None:
    music = 'F2|:"Bbmaj7"BcdB "G7"=B4|"Cm7"c2 z2 "F7"(3ABc f2|1 "Bb6"B8:|2 "Chorus""Bb6"B4 "Ebm6/Bb"B4|]\n'
    chart = tunes(tmp_path, ABC.format(3, "Three") + music)["3"]
    assert isinstance(chart, Chart)
    assert played(chart) == "| Bbmaj7 G7 | Cm7 F7 | Bb6 | Bbmaj7 G7 | Cm7 F7 | Bb6 Ebm6/Bb |"
    assert (chart.title, chart.key, chart.tempo, chart.style) == ("Corner Three", Key(10), 140, "swing")
    assert leadsheet.parse(format_chart(chart)) == chart


def test_a_tune_of_nothing_but_chords_is_a_chart(tmp_path: Path) -> None:
    chart = tunes(tmp_path, ABC.format(1, "") + '"Cm7"z8|"F7"x4"F7#5"x4|"Bb"Z2|]\n')["1"]
    assert isinstance(chart, Chart)
    assert played(chart) == "| Cm7 | F7 F7#5 | Bb | % |"


def test_each_tune_has_its_number_and_a_bad_one_its_reason(tmp_path: Path) -> None:
    good, plain, wrong, broken = '"C"c8|\n', "c8|\n", '"C7"c8|"G77x"d8|\n', '"C"C/0 D2|\n'
    music = {"2": good, "5": plain, "7": wrong, "9": broken}
    text = "\n".join(ABC.format(number, "") + notes for number, notes in music.items())
    found = tunes(tmp_path, text)
    reasons = [(number, one.code, one.reason) for number, one in found.items() if isinstance(one, LeftOut)]
    assert list(found) == ["2", "5", "7", "9"]
    assert reasons[0] == ("5", "no-chords", "it has no chord symbols")
    assert reasons[1] == ("7", "chart", 'bar 2: the chord symbol "G77x" cannot be read')
    assert reasons[2][:2] == ("9", "damaged")
    assert list(charts_from_abc(tmp_path / "tunes.abc", "2")) == ["2"]
    with pytest.raises(ChartError, match=r"^tunes.abc: it has no tune 3; its tunes are 2, 5, 7, 9$"):
        charts_from_abc(tmp_path / "tunes.abc", "3")


def test_no_accident_of_a_tune_raises_anything_but_a_reason(tmp_path: Path) -> None:
    whole = (ABC.format(1, "") + '|:"Cm7"c2 (3efg "F7"[ce]3 z|[1 "Dm7"Z2:|[2 "C6"c8|]\n').encode()
    path, outcomes = tmp_path / "tunes.abc", set[str]()
    for seed in range(120):
        path.write_bytes(mutated(whole, seed))
        try:
            outcomes |= {getattr(one, "code", "read") for one in charts_from_abc(path).values()}
        except SourceError as error:
            outcomes.add(error.code)
    assert {"read", "damaged", "chart"} <= outcomes

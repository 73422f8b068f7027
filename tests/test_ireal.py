"""Links of iReal Pro become charts, and charts links; what cannot be read says why."""

from __future__ import annotations

import random
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazz import assets, ireal, leadsheet
from jazz.errors import ChartError
from jazz.ireal import links, writing
from jazz.leadsheet import format_chart
from jazz.music import Change, Chart, Key, LeftOut, Metre
from jazz.theory import parse_chord
from tests.midi_bytes import mutated
from tests.strategies import charts

SHIPPED = assets.charts()


def plain(music: str, *, title: str = "Corner", style: str = "Swing", key: str = "C") -> str:
    """A link of the old kind."""
    return "irealbook://" + quote(f"{title}=Nobody={style}={key}=n={music}", safe="=")


def modern(music: str, *, title: str = "Corner", tempo: str = "0", groove: str = "Jazz-Medium Swing") -> str:
    """The fields of a link of the new kind, with the app's shorthand."""
    for written, short in (("| x", "Kcl"), (" |", "LZ"), ("   ", "XyQ")):
        music = music.replace(written, short)
    return f"{title}=Nobody==Medium Swing=C=={links.scrambled(music)}={groove}={tempo}=3"


def read(link: str) -> Chart:
    (chart,) = ireal.charts(link)
    assert isinstance(chart, Chart)
    return chart


def bars(music: str) -> str:
    """What is played of some music: bars of chords, a dot for each beat on which one holds."""
    chart = read(plain(music))
    texts = format_chart(chart).splitlines()
    body = " ".join(text.partition("] ")[2] or text for text in texts if "|" in text)
    return " | ".join(bar.strip() for bar in body.split("|") if bar.strip())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_chart_goes_to_a_link_and_back(name: str) -> None:
    chart = leadsheet.parse(assets.chart_text(name))
    again = read(ireal.link(chart))
    assert (again.metre, again.bars, again.key) == (chart.metre, chart.bars, chart.key)
    assert (again.title, again.tempo, again.style) == (chart.title, chart.tempo, chart.style)
    assert again.changes == leadsheet.parse(format_chart(chart)).changes
    assert [part.onset for part in again.sections] == [part.onset for part in chart.sections]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_chart_of_a_link_goes_to_text_and_back(name: str) -> None:
    chart = read(ireal.link(leadsheet.parse(assets.chart_text(name))))
    assert leadsheet.parse(format_chart(chart)) == chart


def test_a_song_has_its_words() -> None:
    chart = read(plain("T34C^7 |x Z", title="Gentle Corner, The", style="Medium Waltz", key="Eb"))
    assert (chart.title, chart.style, chart.key) == ("The Gentle Corner", "medium waltz", Key(3))
    assert (chart.metre, chart.bars, chart.tempo) == (Metre(3, 4), 2, None)
    assert read(plain("C-7 Z", key="C-")).key == Key(0, "minor")


def test_music_is_scrambled_in_blocks_of_fifty() -> None:
    music = "0123456789" * 13
    block = "98765" + "56789" + "98765432109876" + "4" + "5" + "32109876543210" + "01234" + "43210"
    assert links.scrambled(music).removeprefix(links.MAGIC)[:50] == block
    assert links.unscrambled(links.scrambled(music)) == music


@given(st.text("ABCDEFG-^7b |x", max_size=210))
def test_unscrambling_is_the_inverse_of_scrambling(music: str) -> None:
    assert links.unscrambled(links.scrambled(music)) == music


@pytest.mark.parametrize("length", [49, 50, 51, 52, 100, 101, 102])
def test_a_last_block_of_fifty_or_fifty_one_is_left_as_it_is(length: int) -> None:
    music = "".join(chr(33 + place % 90) for place in range(length))
    untouched = length - (length - 2) // 50 * 50 if length > 51 else length
    assert links.scrambled(music).endswith(music[length - untouched :])
    assert 2 <= untouched <= 51


def test_a_playlist_gives_a_chart_a_song_in_any_page() -> None:
    songs = "===".join(
        [modern("[T44C   |F7   | x  |C   Z", title="One"), modern("[T34G   |D7   Z", title="Two", tempo="120")]
    )
    page = f'<html>\n<a href="irealb://{quote(songs)}%3D%3D%3DMy%20list">Rock &amp; Roll</a>\n<p>irealb</p>'
    first, second = ireal.charts(page)
    assert isinstance(first, Chart)
    assert isinstance(second, Chart)
    assert (first.title, first.bars, first.tempo) == ("One", 4, None)
    assert (second.title, second.bars, second.tempo, second.metre) == ("Two", 2, 120, Metre(3, 4))


def test_old_songs_stand_side_by_side() -> None:
    one, two = (plain("C7 |F7 Z", title=name).removeprefix("irealbook://") for name in ("One", "Two"))
    for between, after in (("===", ""), ("=", ""), ("===", "===My list")):
        found = ireal.charts(f"see irealbook://{one}{between}{two}{after}")
        assert [chart.title for chart in found if isinstance(chart, Chart)] == ["One", "Two"]


def test_links_stand_in_text_as_they_are_or_in_percent_signs() -> None:
    raw = "irealbook://Song Title=LastName FirstName=Style=Ab=n=T44*A{C^7 |A-7 |D-9 |G7#5 }"
    assert read(raw).bars == 8
    text = f"Try {plain('C7 |F7 Z')} and {plain('G7 Z', title='Ben & Me')}, or not".replace("%26", "&amp;")
    assert [chart.title for chart in ireal.charts(text) if isinstance(chart, Chart)] == ["Corner", "Ben & Me"]


@pytest.mark.parametrize(
    ("music", "played"),
    [
        ("C   |F   |G   |A   Z", "C | F | G | A"),
        ("{C |F }G Z", "C | F | C | F | G"),
        ("C |{F |G }A Z", "C | F | G | F | G | A"),
        ("{C |N1F }|N2G ]A Z", "C | F | C | G | A"),
        ("{C |N1F }   |N2G }[A Z", "C | F | C | G | A"),
        ("{C |N1F }|N2G }|N3A ]", "C | F | C | G | C | A"),
        ("{C <3x>|F }G Z", "C | F | C | F | C | F | G"),
        ("[C |F |G<D.C. al Fine> ]", None),
        ("[C |F <Fine>|G |A <D.C. al Fine>Z", "C | F | G | A | C | F"),
        ("[C |SF |G <Fine>|A <D.S. al Fine>Z", "C | F | G | A | F | G"),
        ("[C |F  Q|G |A <D.C. al Coda>][QB |E Z", "C | F | G | A | C | F | B | E"),
        ("[C |SF |QG |A <D.S. al Coda>][QB Z", "C | F | G | A | F | B"),
        ("[C |<D.C. al Coda>F |G ][QA Z", "C | F | G | C | F | G | A"),
        ("{C |N1F }|N2G <Fine>][A |B <D.C. al 2nd ending>Z", "C | F | C | G | A | B | C | G"),
        ("{C |N1F }|N2G ][A |B <D.C. al Fine>][D <Fine>Z", None),
        ("{C |F }[G <*66D.C. al Coda>|A  Q][QB Z", None),
        ("[C |F Q|G ][QA Z", "C | F | G"),
        ("[C |F ][QA Z", "C | F"),
        ("[C |F |UG Z", "C | F | G"),
        ("[C |F |UG |A <D.C. al Fine>Z", "C | F | G | A | C | F | G"),
    ],
)
def test_repeats_endings_and_jumps_are_played_out(music: str, played: str | None) -> None:
    if played is None:
        with pytest.raises(ChartError, match=r"^Corner: bar \d: the D\.C\. or D\.S\. at its end"):
            bars(music)
    else:
        assert bars(music).replace("% |", "F |") == played


@pytest.mark.parametrize(
    ("music", "played"),
    [
        ("T44C A- |F,G,|C,D-,E-,|C,D,E,F,Z", "C Am | F G | C Dm Em | C D E F"),
        ("T44C  A-|sC,F,lG|sC,F,G,l|C F Z", "C . . Am | C F G . | C . F G | C F"),
        ("T44C   D|C D  Z|C   D   Z", "C . . D | C . D . | C D"),
        ("T44CpppZ", "C"),
        ("T44C7 F7 |pG7 Z", "C7 F7 | F7 G7"),
        ("T34C   |C D |C,D,E,Z", "C | C D | C D E"),
        ("T54C   |C D |C  D Z", "C | C D | C D"),
        ("T68C   |C D |C  D  Z", "C | C D | C D"),
        ("T12C   |C D |C,D,E,F,Z", "C | C . . . . . D . . . . . | C . . D . . E . . F . ."),
        ("T22C,D,|C   Z", "C D | C"),
    ],
)
def test_chords_share_their_bar_as_the_app_plays_it(music: str, played: str) -> None:
    metre = read(plain(music)).metre
    assert leadsheet.parse(f"metre: {metre.beats}/{metre.unit}\n| {played} |").changes == read(plain(music)).changes


@pytest.mark.parametrize(
    ("music", "played"),
    [
        ("C7 |x |F7KclLZG7 Z", "C7 | C7 | F7 | F7 | G7"),
        ("C7 |F7 | r|  |G7 Z", "C7 | F7 | C7 | F7 | G7"),
        ("C7 |F7 |r|G7 Z", "C7 | F7 | C7 | F7 | G7"),
        ("C7 |F7 |r Z", "C7 | F7 | C7 | F7"),
        ("{C7 |F7 |r }[G7 Z", "C7 | F7 | C7 | F7 | C7 | F7 | C7 | F7 | G7"),
        ("C7 |   |F7 Z", "C7 | C7 | F7"),
        ("n |C7 |W/E |W |W/Bb Z", "N.C. | C7 | C7/E | C7/E | C7/Bb"),
        ("C7(Gb7)|(A7)F7 |D-7(G7) (Db7) Z", "C7 | F7 | Dm7"),
        ("Y[C7 ]Y{*BfF7 |slG7 }    ", "C7 | F7 | G7 | F7 | G7"),
        ("<*66Slowly>C7 |<D.C. as needed>F7 Z", "C7 | F7"),
        ("C^7LZG7XyQZ", "Cmaj7 | G7"),
    ],
)
def test_signs_mean_what_they_mean_in_the_app(music: str, played: str) -> None:
    chart = read(plain(music))
    assert chart.changes == leadsheet.parse(f"| {played} |").changes
    assert chart.bars == played.count("|") + 1


def test_sections_are_named_wherever_their_sign_stands() -> None:
    chart = read(plain("*i[C7 ]*A{F7 |N1G7 }|N2C7 ][*VF7 Z"))
    assert [(part.onset // 96, part.name) for part in chart.sections] == [
        (0, "intro"),
        (1, "A"),
        (3, "A"),
        (5, "verse"),
    ]


@pytest.mark.parametrize("quality", writing.QUALITIES.split())
def test_every_quality_of_the_app_is_read_and_written(quality: str) -> None:
    chord = read(plain(f"F#{quality}/C# Z")).changes[0].chord
    assert chord.root == 6
    assert parse_chord(f"F#{quality}".replace("susadd3", "sus4add3")).tones == chord.tones
    assert read(plain(f"{writing.symbol(chord)} Z")).changes[0].chord == chord


def test_a_chord_that_the_app_does_not_know_stands_between_asterisks() -> None:
    assert writing.symbol(parse_chord("Em9b5/A")) == "Eh9/A"
    assert writing.symbol(parse_chord("Bbm13")) == "Bb*m13*"
    assert read(plain("Bb*m13*/F Z")).changes[0].chord == parse_chord("Bbm13/F")
    with pytest.raises(ChartError, match="no chord like"):
        writing.symbol(parse_chord("G\\Bb7"))


@given(charts())
@settings(max_examples=60, deadline=None)
def test_a_link_is_the_inverse_of_reading_it(chart: Chart) -> None:
    assert read(ireal.link(chart)).changes == leadsheet.parse(format_chart(chart)).changes


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        (Chart(Metre(11, 8), 1, (Change(0, parse_chord("C")),)), "iReal Pro has no 11/8"),
        (Chart(Metre(), 1, (Change(0, parse_chord("C")), Change(12, parse_chord("F")))), "^bar 1: .* on beats only"),
    ],
)
def test_what_the_app_cannot_show_is_refused(chart: Chart, words: str) -> None:
    with pytest.raises(ChartError, match=words):
        ireal.link(chart)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("nothing here", "there is no song of iReal Pro here"),
        ("irealb://", "cut short"),
        ("irealb://Title=Nobody==Swing=C==", "cut short"),
        ("irealbook://Title=Nobody=Swing", "cut short: 3 of 6 fields"),
        (plain(""), "^Corner: the song has no bars"),
        (plain("C7 |H7 Z"), '^Corner: bar 2: "H" is no sign'),
        (plain("C7 |Cadd Z"), "^Corner: bar 2: .* is not a chord I know"),
        (plain("C7 |T34F7 Z"), "^Corner: bar 2: the metre changes to 3/4; a chart has one metre"),
        (plain("T99C7 Z"), "^Corner: bar 1: T99 is not a metre"),
        (plain("{C7 |F7 Z"), "^Corner: bar 1: the repeat or ending that begins here has no"),
        (plain("{C7 |N0F7 }Z"), "^Corner: bar 2: an ending without a number"),
        (plain("C7 |F7 <D.S. al Coda>Z"), "^Corner: bar 2: the D.C. or D.S. at its end wants one segno"),
        (plain("x |C7 Z"), "^Corner: bar 1: there is nothing before it"),
        (plain("C7 |xF7 Z"), "^Corner: bar 2: a sign that repeats bars stands beside chords"),
        (plain("C,D,E,F,G,Z"), "^Corner: bar 1: 5 chords for 4 beats"),
        (plain("}C7 Z"), "^Corner: bar 1: nothing here can be repeated"),
        (plain("C7 Z", key="H"), '^Corner: "H" is not a key'),
        ("irealb://" + modern("C7 Z", tempo="fast"), '^Corner: "fast" is no tempo'),
        ("irealb://" + modern("C7 Z", tempo="4000"), "^Corner: 4000 quarter notes"),
        (plain("<900x>{C |F |G }Z"), "the chart plays 2,700 bars; 2,000 are the limit"),
    ],
)
def test_a_bad_link_is_one_line(link: str, words: str) -> None:
    with pytest.raises(ChartError, match=words) as caught:
        ireal.charts(link)
    assert "\n" not in str(caught.value)


def test_a_bad_song_stops_no_other() -> None:
    songs = "===".join([modern("C7 Z", title="Good"), modern("H7 Z", title="Bad")])
    good, bad = ireal.charts(f"irealb://{songs}")
    assert isinstance(good, Chart)
    assert bad == LeftOut("Bad", "chart", 'bar 1: "H" is no sign of iReal Pro')


SONG = "*A{T44C-7 |SF7 ,sBb^7,lEb^7/G |N1Ah7 D7b13(Ab7)| x }|N2G-6 <D.S. al Coda>]Y[QG-7XyQ|r|  |UfnW/E Z"


def test_no_accident_raises_anything_but_a_reason() -> None:
    whole, outcomes = f"irealb://{quote(modern(SONG), safe='=')}".encode(), set[str]()
    for seed in range(400):
        try:
            ireal.charts(mutated(whole, seed).decode("latin-1"))
            outcomes.add("read")
        except ChartError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


@given(
    st.lists(
        st.sampled_from(
            [
                *"[]{}|ZSQUfYslxrnpW ,",
                "C7",
                "G-",
                "N1",
                "N2",
                "N3",
                "*A",
                "T44",
                "<D.C. al Coda>",
                "<D.S. al Fine>",
                "<Fine>",
                "<D.C. al 2nd End.>",
                "<3x>",
                "(A)",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=400, deadline=None)
def test_no_order_of_signs_raises_anything_but_a_reason(signs: list[str]) -> None:
    try:
        chart = read(plain("".join(signs)))
    except ChartError:
        assert signs != ["C7"]
    else:
        assert leadsheet.parse(format_chart(chart)).changes == chart.changes


def test_a_long_text_is_read_in_time() -> None:
    noise = random.Random(1)
    text = "".join(noise.choice('irealb:/=%3D&; "<>') for _ in range(200_000))
    with pytest.raises(ChartError):
        ireal.charts(text + "irealb://" * 2000)

"""The page of a roll in a real browser, opened from the file system: it plays, loops, is quiet, and fetches nothing.

Skipped where there is no Chromium.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from jazz.pianoroll import Roll, html
from tests import stand
from tests.chromium import Page, browser, find_chromium

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium or Chrome")

BAR = 1920
PAGE, HOSTILE_PAGE, LOOP_PAGE = "stand-by-7.html", "hostile.html", "loop.html"
HOSTILE = "</script><img src=x onerror=document.title='taken'>&amp;"
LOUDNESS = """(() => {
    const samples = new Float32Array(jazz.analyser.fftSize);
    jazz.analyser.getFloatTimeDomainData(samples);
    return Math.max(...samples.map(Math.abs));
})()"""
"""The largest sample that the analyser hears; the quietest note of the tune has some 0.01."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page, the same as a loop, and one whose every text is hostile."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / PAGE).write_bytes(html(stand.roll(), file_name="stand-by-7.mid"))
    hostile = stand.roll(stand.performance(HOSTILE), command=HOSTILE)
    (folder / LOOP_PAGE).write_bytes(html(replace(stand.roll(), loop=True)))
    (folder / HOSTILE_PAGE).write_bytes(html(hostile))
    return folder


@pytest.fixture(scope="module")
def window(desk: Path) -> Iterator[Page]:
    assert CHROMIUM is not None
    with browser(CHROMIUM, desk) as page:
        yield page


@pytest.fixture
def page(window: Page, desk: Path) -> Iterator[Page]:
    """The page, just opened; in the end it must have asked for nothing and complained of nothing."""
    window.open(desk / PAGE)
    window.resize(1366, 850)
    window.wait("document.querySelector('svg.system').viewBox.baseVal.width === document.body.clientWidth - 32")
    yield window
    fetched = [request for request in window.requests if not request.startswith("data:audio/midi;")]
    assert fetched == [(desk / PAGE).as_uri()]
    assert not window.complaints


def state(page: Page) -> Any:
    return page.evaluate("jazz.state")


def shows(page: Page, selector: str) -> Any:
    return page.evaluate(f"document.querySelector('{selector}').textContent")


def set_bars(page: Page, first: int, last: int) -> None:
    for field, bar in (("first", first), ("last", last)):
        page.evaluate(f"document.getElementById('{field}').value = {bar}")
    page.click("#loop")


def test_it_plays_is_heard_and_stops(page: Page) -> None:
    assert state(page) == {
        "playing": False,
        "tempo": 240,
        "loop": False,
        "from": 0,
        "to": 4 * BAR,
        "tick": 0,
        "time": 0,
    }
    page.click("#play")
    page.wait(f"jazz.state.tick > {BAR} / 2")
    before = state(page)
    assert shows(page, "#play") == "Pause"
    page.wait(f"{LOUDNESS} > 0.01")
    page.wait(f"jazz.state.tick > {BAR} && document.querySelector('.chord.now').textContent === 'F7'")
    after = state(page)
    played = (after["tick"] - before["tick"]) / 480 * 60 / 240
    assert after["time"] - before["time"] == pytest.approx(played, abs=0.02)
    assert shows(page, "#now") == "bar 2 · F7"
    page.click("#stop")
    assert not state(page)["playing"]
    assert state(page)["tick"] == 0
    page.wait(f"{LOUDNESS} < 1e-4")


def test_it_stops_by_itself_when_all_is_played(page: Page) -> None:
    page.click("#play")
    page.wait("jazz.state.playing")
    page.wait("!jazz.state.playing", patience=120)
    page.wait("document.querySelector('#play').textContent === 'Play'")  # from the next frame on
    assert state(page)["time"] > 4


def test_who_is_muted_is_not_heard_and_who_plays_alone_is_all_that_is(page: Page) -> None:
    set_bars(page, 1, 1)
    page.click("#play")
    for track in ("0", "1", "2", "3"):
        alone, mute = (f'button[data-track="{track}"][data-does="{what}"]' for what in ("solo", "mute"))
        page.click(alone)
        page.wait(f"{LOUDNESS} > 0.01")
        page.click(alone)
        page.click(mute)
    page.wait(f"{LOUDNESS} < 1e-4")
    assert state(page)["playing"]
    assert page.evaluate("document.querySelectorAll('g.silent').length") == 4


def test_the_loop_comes_round_and_leaves_out_the_rest(page: Page) -> None:
    set_bars(page, 2, 3)
    page.click("#play")
    seen: list[float] = []
    while len(seen) < 400 and _rounds(seen) < 2:
        seen.append(state(page)["tick"])
        time.sleep(0.02)
    assert _rounds(seen) == 2
    assert min(seen) >= BAR
    assert max(seen) <= 3 * BAR
    assert max(seen) > 2.5 * BAR


def test_a_performance_that_is_a_loop_loops(page: Page, desk: Path) -> None:
    page.open(desk / LOOP_PAGE)
    page.wait("jazz.state.loop")
    assert (state(page)["from"], state(page)["to"]) == (0, 4 * BAR)
    page.open(desk / PAGE)


def _rounds(ticks: list[float]) -> int:
    return sum(after < before for before, after in pairwise(ticks))


def test_the_tempo_can_be_changed_while_it_plays(page: Page) -> None:
    set_bars(page, 1, 4)
    page.click("#play")
    page.wait("jazz.state.tick > 480")
    page.evaluate("document.getElementById('tempo').focus()")
    page.press("End")
    before = state(page)
    page.wait(f"jazz.state.time > {before['time']} + 0.5")
    after = state(page)
    assert after["tempo"] == 400
    ticks = (after["tick"] - before["tick"]) % (4 * BAR)
    assert ticks / 480 * 60 / (after["time"] - before["time"]) == pytest.approx(400, rel=0.03)
    assert shows(page, "#pace") == "♩ = 400"


def test_the_notes_drawn_are_those_of_the_file(page: Page) -> None:
    roll: Roll = stand.roll()
    read = page.evaluate("jazz.tracks.map(({name, channel, program, notes}) => ({name, channel, program, notes}))")
    assert [(track["name"], track["channel"], track["program"]) for track in read] == [
        (player.name, player.channel, player.program) for player in roll.players
    ]
    for track, player in zip(read, roll.players, strict=True):
        found = [(note["start"], note["end"], note["pitch"], note["velocity"]) for note in track["notes"]]
        assert found == [(note.start, note.end, note.pitch, note.velocity) for note in player.notes]
    drawn = page.evaluate("[...document.querySelectorAll('rect[data-note]')].map((rect) => rect.dataset.note)")
    assert sorted(drawn) == sorted(
        f"{number}:{i}" for number, p in enumerate(roll.players) for i in range(len(p.notes))
    )


def test_a_note_stands_over_its_beat_at_its_pitch_in_the_colour_of_its_role(page: Page) -> None:
    notes = stand.roll().players[0].notes
    drawn = page.evaluate("""[...document.querySelectorAll('.solo rect')].map((rect) => [
        ...['x', 'y', 'width'].map((name) => Number(rect.getAttribute(name))),
        rect.querySelector('title').textContent,
    ])""")
    (x, y, width, title), (later, higher, _, _) = drawn[:2]
    tick = (later - x) / (notes[1].start - notes[0].start)
    semitone = (y - higher) / (notes[1].pitch - notes[0].pitch)
    for note, (left, top, *_) in zip(notes, drawn, strict=True):
        assert left - x == pytest.approx((note.start - notes[0].start) * tick)
        assert y - top == pytest.approx((note.pitch - notes[0].pitch) * semitone)
    assert width == pytest.approx((notes[0].end - notes[0].start) * tick, abs=1)
    assert title == "Eb4, chord tone"


def test_the_midi_file_that_is_downloaded_is_the_one_inside(page: Page, desk: Path) -> None:
    page.click("#midi")
    target = desk / "stand-by-7.mid"
    end = time.monotonic() + 20
    while not target.is_file() and time.monotonic() < end:
        time.sleep(0.05)
    assert target.read_bytes() == stand.roll().midi


def test_a_click_goes_there_and_a_drag_loops_the_bars(page: Page) -> None:
    x, y, width, height = page.box("svg.system")
    places = [(x + 44 + (number - 0.5) * (width - 46) / 4, y + height / 2) for number in (1, 2, 3)]
    page.click_at(*places[2])
    assert state(page)["tick"] == pytest.approx(2.5 * BAR, abs=20)
    page.mouse("mousePressed", *places[0], held=1)
    page.mouse("mouseMoved", *places[1], held=1)
    page.mouse("mouseReleased", *places[1])
    assert (state(page)["loop"], state(page)["from"], state(page)["to"]) == (True, 0, 2 * BAR)
    assert state(page)["tick"] == pytest.approx(2.5 * BAR, abs=20)


def test_keys_play_move_and_loop(page: Page) -> None:
    page.press("ArrowRight")
    assert state(page)["tick"] == BAR
    page.press(" ")
    page.wait(f"jazz.state.tick > {BAR} + 100")
    page.press(" ")
    assert not state(page)["playing"]
    assert state(page)["tick"] > BAR
    page.press("ArrowLeft")
    assert state(page)["tick"] == BAR
    page.press("l")
    assert state(page)["loop"]


def test_the_command_can_be_copied(page: Page) -> None:
    page.click("#copy")
    page.wait("document.getElementById('copy').textContent !== 'Copy'")
    assert page.evaluate("getSelection().toString()") == stand.COMMAND


@pytest.mark.parametrize(("width", "bars"), [(360, 2), (1366, 4)])
def test_it_fits_phones_and_laptops(page: Page, width: int, bars: int) -> None:
    page.resize(width, 740, mobile=width < 600)
    page.wait(f"document.querySelectorAll('svg.system').length === {4 // bars}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelectorAll('svg.system')[0].getAttribute('aria-label')").startswith(
        f"Bars 1 to {bars}: Cm7, F7"
    )


def test_hostile_words_stay_words(page: Page, desk: Path) -> None:
    page.open(desk / HOSTILE_PAGE)
    page.wait("document.querySelectorAll('svg.system').length")
    assert page.evaluate("document.title") == shows(page, "h1") == shows(page, "#command") == HOSTILE
    assert page.evaluate("document.images.length") == 0
    assert not page.complaints
    assert page.requests == [(desk / HOSTILE_PAGE).as_uri()]
    page.open(desk / PAGE)


def test_only_one_name_is_global(page: Page) -> None:
    names = "(() => { const frame = document.createElement('iframe'); document.body.append(frame);"
    names += " return Object.keys(window).filter((name) => isNaN(name) && !(name in frame.contentWindow)); })()"
    assert page.evaluate(names) == ["jazz"]

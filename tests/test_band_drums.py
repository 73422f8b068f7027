"""The drums: time in every feel and metre, answers, fills and cymbals where the form asks for them."""

from __future__ import annotations

from random import Random

import pytest

from jazz.band.drums import accompany, thinned
from jazz.band.form import landmarks
from jazz.band.kit import KIT
from jazz.band.listening import Listener
from jazz.leadsheet import parse
from jazz.music import Chart, Form, Note, Solo

NAMES = {voice.pitch: name for name, voice in KIT.items()}
BLUES = parse("[A] | F7 | Bb7 | F7 | % | Bb7 | % | F7 | % | Gm7 | C7 | F7 | C7 |")


def drums(
    chart: Chart, feel: str, solo: Solo | None = None, *, tempo: float = 140, seed: int = 1, intro: int = 0
) -> dict[str, list[int]]:
    """The onsets of each voice of the kit in a loop."""
    marks = landmarks(Form(chart, intro, chart.length, loop=True))
    strokes = accompany(chart, Listener(solo or Solo()), marks, feel=feel, tempo=tempo, intro=intro, rng=Random(seed))
    found: dict[str, list[int]] = {}
    for stroke in strokes:
        found.setdefault(NAMES[stroke.pitch], []).append(stroke.onset)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_swing_has_the_hi_hat_on_two_and_four(seed: int) -> None:
    """The ride has every beat, the bass drum is feathered on all four."""
    played = drums(BLUES, "swing", seed=seed)
    assert played["pedal"] == [onset for onset in range(0, BLUES.length, 24) if onset % 48 == 24]
    assert set(played["ride"]) >= set(range(0, BLUES.length, 24))
    assert set(played["kick"]) >= set(range(0, BLUES.length, 24))
    assert len(played["ride"]) > 1.3 * len(range(0, BLUES.length, 24))


def test_a_bossa_has_its_clave() -> None:
    """One, two-and, four; two, three-and: the stick over two bars, until the section ends."""
    stick = [onset // 12 for onset in drums(BLUES, "bossa")["stick"] if onset < 192]
    assert stick == [0, 3, 6, 10, 13]


def test_a_waltz_and_a_ballad_have_their_time() -> None:
    waltz = drums(parse("metre: 3/4\n| C6 | % |"), "waltz")
    assert {0, 48, 72, 120} <= set(waltz["ride"])
    assert {24, 96} <= set(waltz["pedal"])
    ballad = drums(BLUES, "ballad", tempo=60)
    assert "ride" not in ballad
    assert set(ballad["snare"]) >= set(range(0, BLUES.length - 96, 24))


@pytest.mark.parametrize("metre", ["5/4", "7/4", "6/8", "12/8", "7/8", "5/8", "2/4", "6/4", "7/16", "3/2"])
@pytest.mark.parametrize("feel", ["swing", "bossa", "waltz", "straight", "ballad"])
def test_every_metre_has_time(feel: str, metre: str) -> None:
    """Something is struck on every first beat, and in every half of a bar."""
    chart = parse(f"metre: {metre}\n| C6 | F7 | G7 | C6 |")
    onsets = {onset for voice in drums(chart, feel).values() for onset in voice}
    bar = chart.metre.bar
    for begin in range(0, chart.length, bar):
        assert begin in onsets
        assert any(begin + bar // 2 <= onset < begin + bar for onset in onsets)
    assert all(0 <= onset < chart.length for onset in onsets)


def test_a_chorus_begins_with_a_cymbal_after_a_fill() -> None:
    """The second chorus has a crash on its first beat, and snare or tom in the two beats before it."""
    chart = BLUES.repeated(2)
    for seed in range(6):
        played = drums(chart, "swing", seed=seed)
        assert BLUES.length in played["crash"]
        fill = [onset for voice in ("snare", "low tom", "high tom") for onset in played.get(voice, [])]
        assert any(BLUES.length - 48 <= onset < BLUES.length for onset in fill)
        assert 0 not in played["crash"]


def test_the_left_hand_answers_the_soloist() -> None:
    """In rests the snare speaks more than twice as often as under lines."""
    chart = BLUES.repeated(4)
    solo = Solo(tuple(Note(12 * at, 12, 72) for at in range(chart.length // 12) if at // 8 % 2 == 0))
    in_lines = in_rests = 0
    for seed in range(6):
        for onset in drums(chart, "swing", solo, seed=seed)["snare"]:
            in_lines += onset // 96 % 2 == 0
            in_rests += onset // 96 % 2 == 1
    assert in_rests > 2 * in_lines


def test_an_introduction_is_on_the_hi_hat() -> None:
    played = drums(BLUES, "swing", intro=384)
    assert min(played["ride"]) == 384
    assert max(played["hat"]) < 384


def test_hands_have_a_fastest_tempo() -> None:
    """Eighths at 300 lose every second one; what is slow enough stays."""
    lines = {"hat": "xoxo", "kick": "x..o"}
    assert thinned(lines, 12, 300) == {"hat": "x.x.", "kick": "x..o"}
    assert thinned(lines, 12, 200) == lines

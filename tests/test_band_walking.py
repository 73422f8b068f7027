"""Walking: recipes of degrees over chords, approaches that lead, a line that stays on the instrument."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from jazz.band.walking import HIGHEST, LOWEST, RECIPES, Stretch, near, placed, walk
from jazz.theory import note_name, parse_chord, parse_pitch


def notes(recipe: str, symbol: str, first: str) -> str:
    """The notes of a recipe over a chord, as text."""
    return " ".join(note_name(pitch) for pitch in placed(recipe, parse_chord(symbol), parse_pitch(first)) or [])


@pytest.mark.parametrize(
    ("recipe", "symbol", "first", "line"),
    [
        ("1 2 3 5", "Dm7", "D2", "D2 E2 F2 A2"),
        ("1 3 5 >", "G7", "G1", "G1 B1 D2"),
        ("1 7, 6, 5,", "C7", "C3", "C3 Bb2 A2 G2"),
        ("1 5 1' >", "Bm7b5", "B1", "B1 F2 B2"),
        ("1 2 3 >", "Am7/G", "G2", "G2 A2 C3"),  # counted from the bass
        ("1 3 5", "Dm7", "A1", "A1 C2 F2"),  # where a chord goes on, from whatever tone the line has come to
        ("1 1, >", "E7", "E1", ""),  # there is nothing below
    ],
)
def test_degrees_are_those_of_the_chord(recipe: str, symbol: str, first: str, line: str) -> None:
    assert notes(recipe, symbol, first) == line


def test_near_is_the_nearest_on_the_instrument() -> None:
    assert [note_name(near(tone, 39)) for tone in (0, 4, 9)] == ["C2", "E2", "A1"]
    assert note_name(near(4, 20)) == "E1"


def stretches(text: str, kind: str = "walk") -> list[Stretch]:
    """Bars of four beats on one chord each, round and round."""
    chords = [parse_chord(symbol) for symbol in text.split()]
    return [
        Stretch(chord, 4, kind, following, False)
        for chord, following in zip(chords, [*chords[1:], chords[0]], strict=True)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_a_line_leads_into_every_root(seed: int) -> None:
    """Root on one, mostly a step or a fifth into the next root, no leap over an octave, nothing below E1."""
    text = "Dm7 G7 Cmaj7 Am7 Ebm7 Ab7 Dbmaj7 Bbm7 Bm7b5 E7 Am6 A7 " * 2
    line = walk(stretches(text), Random(seed))
    assert [bar[0] % 12 for bar in line] == [parse_chord(symbol).root for symbol in text.split()]
    flat = [pitch for bar in line for pitch in bar]
    assert all(LOWEST <= pitch <= HIGHEST for pitch in flat)
    assert all(abs(one - other) <= 12 for one, other in pairwise(flat))
    into = [abs(bar[-1] - after[0]) for bar, after in pairwise(line)]
    assert sum(step in {1, 2} for step in into) > 0.5 * len(into)
    assert sum(step in {1, 2, 5, 7} for step in into) > 0.8 * len(into)
    repeated = sum(one == other for one, other in pairwise(flat))
    assert repeated <= 0.08 * len(flat)


def test_lines_differ_from_bar_to_bar() -> None:
    """Over sixteen bars of one two-five-one, hardly a bar of the same chord comes twice the same."""
    line = walk(stretches("Dm7 G7 Cmaj7 A7 " * 4), Random(1))
    assert len({tuple(bar) for bar in line}) > 10


@pytest.mark.parametrize("kind", RECIPES)
def test_from_every_pitch_there_is_a_way(kind: str) -> None:
    """Over every kind of chord, of every length, with and without a chord to lead to."""
    for symbol in ("Cmaj7", "C7alt", "Cdim7", "C+", "C/F#", "Gm7/C"):
        chord = parse_chord(symbol)
        for size in (1, 2, 3, 4):
            for tone in range(12):
                first = Stretch(parse_chord("C"), 1, "walk", replace(chord, bass=tone), False)
                for following in (None, chord):
                    bars = walk([first, Stretch(chord, size, kind, following, False)], Random(tone))
                    assert [len(bar) for bar in bars] == [1, size]


def test_before_silence_nothing_is_approached() -> None:
    """The last note of a stretch that leads nowhere is one of the chord's own."""
    chord = parse_chord("C7")
    for seed in range(20):
        (bar,) = walk([Stretch(chord, 4, "walk", None, False)], Random(seed))
        assert bar[-1] % 12 in chord.scale


def test_a_ceiling_keeps_the_line_down() -> None:
    """Under a low soloist the line seeks the low strings."""
    bars = stretches("Dm7 G7 Cmaj7 A7 " * 6)
    lines = {
        ceiling: [pitch for seed in range(6) for bar in walk(bars, Random(seed), ceilings=ceiling) for pitch in bar]
        for ceiling in (None, (36,) * len(bars))
    }
    low, high = lines[(36,) * len(bars)], lines[None]
    assert sum(low) / len(low) < sum(high) / len(high) - 1


def test_recipes_begin_with_the_first_degree_and_are_whole() -> None:
    for table in RECIPES.values():
        assert set(table) == {1, 2, 3, 4}
        for size, recipes in table.items():
            assert {len(recipe.split()) for recipe in recipes} == {size}
            assert all(recipe.startswith("1") for recipe in recipes)
            assert any(">" not in recipe for recipe in recipes)

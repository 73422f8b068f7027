"""The picture of a roll: every note in its colour and its place, and the same picture again."""

from __future__ import annotations

import warnings
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from jazz.pianoroll import Roll, png
from jazz.pianoroll.roll import COLOURS
from tests import stand


def picture(roll: Roll) -> Any:
    return imread(BytesIO(png(roll)), format="png")[:, :, :3]


def test_a_roll_is_a_picture_and_the_same_again() -> None:
    assert png(stand.roll()) == png(stand.roll())
    assert picture(stand.roll()).shape[1] > 1000


def test_only_the_roles_that_are_played_are_in_the_picture() -> None:
    roll = stand.roll()
    image = picture(replace(roll, players=(replace(roll.players[0], notes=_loud(roll)), *roll.players[1:])))
    paper = image[image.shape[0] // 3 :]  # under the legend
    for letter, colour in COLOURS.items():
        pixels = (np.abs(paper - to_rgb(colour)).max(axis=2) < 0.02).sum()
        assert (pixels > 50) == (letter in roll.roles), letter


def _loud(roll: Roll) -> tuple[Any, ...]:
    return tuple(replace(note, velocity=127) for note in roll.players[0].notes)


def test_another_note_another_picture_at_its_place() -> None:
    roll = stand.roll()
    fewer = replace(roll, players=(replace(roll.players[0], notes=roll.players[0].notes[1:]), *roll.players[1:]))
    differs = np.abs(picture(roll) - picture(replace(fewer, roles=roll.roles[1:]))).max(axis=2) > 0.1
    columns = np.flatnonzero(differs.any(axis=0)) / differs.shape[1]
    assert len(columns)
    assert columns.max() < 0.1  # the first eighth of four bars


@pytest.mark.parametrize("title", ["$x_2$ blues", "Ünïcödé 東京", "a" * 500, "", "line\nbreak"])
def test_any_title_can_be_drawn(title: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert png(replace(stand.roll(), title=title)).startswith(b"\x89PNG")


@pytest.mark.parametrize("bars", [1, 3, 49, 500])
def test_any_number_of_bars_can_be_drawn(bars: int) -> None:
    image = picture(replace(stand.roll(), bars=bars, chords=((0, "Cm7"),), sections=(), players=(), roles=""))
    assert image.shape[0] < 2**16

"""The vocabulary of chords agrees with itself, and with music21 where it knows the same words."""

from __future__ import annotations

import pytest

from jazz.notation import figure_tones, scale_tones
from jazz.qualities import ALTERED, FAMILIES, QUALITIES, SCALES, Quality, semitones

OTHER_FIGURES = {
    "maj9": "M9",
    "maj11": "M11",
    "maj13": "M13",
    "69": "6add9",
    "m69": "m6add9",
    "dimM7": "dimadd#7",
    "sus24": "sus2add4",
}
WITHOUT_ELEVENTH = {"13", "maj13"}  # music21 stacks every third
NOT_IN_MUSIC21 = {"7alt", "Bass", "9sus4", "13sus4", "m9b5", "m11b5"}


@pytest.mark.parametrize("name", [quality.name for quality in QUALITIES if quality.name not in NOT_IN_MUSIC21])
def test_a_quality_has_the_tones_that_music21_gives_it(name: str) -> None:
    quality = next(quality for quality in QUALITIES if quality.name == name)
    theirs = figure_tones("C" + OTHER_FIGURES.get(name, name))
    assert theirs is not None
    assert {step % 12 for step in semitones(quality.degrees)} == theirs - ({5} if name in WITHOUT_ELEVENTH else set())


@pytest.mark.parametrize("name", sorted(SCALES))
def test_a_scale_has_the_tones_that_music21_gives_it(name: str) -> None:
    theirs = scale_tones(name, 2)
    assert theirs in (None, {(2 + step) % 12 for step in semitones(SCALES[name].degrees)})


@pytest.mark.parametrize("quality", QUALITIES, ids=lambda quality: quality.name or "major")
def test_a_scale_of_its_family_holds_every_tone_of_a_quality(quality: Quality) -> None:
    tones = {step % 12 for step in semitones(quality.degrees)}
    scales = [{step % 12 for step in semitones(SCALES[name].degrees)} for name in FAMILIES[quality.family].split(", ")]
    assert any(tones <= scale for scale in scales)


def test_every_family_names_scales_that_there_are() -> None:
    assert {name for scales in FAMILIES.values() for name in scales.split(", ")} <= set(SCALES)
    assert {quality.family for quality in QUALITIES} <= set(FAMILIES)


def test_the_canonical_word_of_an_alteration_comes_first() -> None:
    assert list(ALTERED)[:6] == ["b5", "#5", "b9", "#9", "#11", "b13"]

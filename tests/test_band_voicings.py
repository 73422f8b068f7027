"""Voicings: what a pianist would take, led voice by voice, out of the soloist's way."""

from __future__ import annotations

import pytest

from jazz.band.voicings import HIGHEST, LOWEST, choices, lead, low_bass, placings
from jazz.qualities import QUALITIES
from jazz.theory import note_name, parse_chord, parse_pitch


def names(hands: tuple[int, ...]) -> set[str]:
    return {note_name(pitch)[:-1] for pitch in hands}


@pytest.mark.parametrize(
    ("symbol", "tones"),
    [
        ("Cmaj7", "B D E G"),
        ("Dm7", "C E F A"),
        ("G7", "F A B E"),
        ("G7b9", "F Ab B D"),
        ("Bm7b5", "A B D F"),
        ("Bdim7", "Ab B D F"),
        ("C6", "A D E G"),
        ("G7sus4", "F A C E"),
        ("F", "A C F G"),
    ],
)
def test_voicings_are_rootless_where_the_chord_is_rich(symbol: str, tones: str) -> None:
    assert names(lead((), parse_chord(symbol))) == set(tones.split())


def test_two_forms_lie_in_the_middle_of_the_keyboard() -> None:
    """Form A has the third below, form B the seventh; both go on with the others in order."""
    found = {
        " ".join(note_name(pitch) for pitch in hands)
        for hands in placings(choices(parse_chord("Dm7"), False)[0].classes)
    }
    assert found == {"F3 A3 C4 E4", "F4 A4 C5 E5", "C3 E3 F3 A3", "C4 E4 F4 A4"}


def test_voices_move_little_round_the_key() -> None:
    """Through seven chords in fourths no voice ever moves further than a whole step."""
    hands = lead((), parse_chord("Dm7"))
    for symbol in ["G7", "Cmaj7", "Fmaj7", "Bm7b5", "E7", "Am7"]:
        before, hands = hands, lead(hands, parse_chord(symbol))
        assert all(abs(one - other) <= 2 for one, other in zip(before, hands, strict=True)), symbol


def test_a_dominant_knows_where_it_leads() -> None:
    """G7 has ninth and thirteenth on its way to a major chord, and both flat on its way to a minor one."""
    assert names(lead((), parse_chord("G7"))) == {"F", "A", "B", "E"}
    assert names(lead((), parse_chord("G7"), to_minor=True)) == {"F", "Ab", "B", "Eb"}


@pytest.mark.parametrize("quality", [quality.name for quality in QUALITIES])
def test_every_quality_is_voiced_in_register_with_its_own_tones(quality: str) -> None:
    chord = parse_chord("C" + quality)
    for previous in ((), (52, 55, 59, 62), (72,)):
        hands = lead(previous, chord)
        assert LOWEST <= min(hands) <= max(hands) <= HIGHEST
        assert list(hands) == sorted(set(hands))
        assert {pitch % 12 for pitch in hands} <= chord.tones | chord.colours
    assert all(placings(choice.classes, choice.turns) for choice in choices(chord, True))


def test_a_sharp_ninth_lies_over_its_third() -> None:
    hands = lead((), parse_chord("E7#9"))
    assert [note_name(pitch)[:-1] for pitch in hands] == ["Ab", "B", "D", "G"]


def test_a_chord_that_stays_is_voiced_anew_in_fourths() -> None:
    """So What: from thirds to fourths and back."""
    first = lead((), parse_chord("Dm7"))
    second = lead(first, parse_chord("Dm7"), move=True)
    assert [note_name(pitch) for pitch in second] == ["G3", "C4", "F4", "A4"]
    assert lead(second, parse_chord("Dm7"), move=True) == first


@pytest.mark.parametrize(
    ("symbol", "taken", "tones"),
    [
        ("Cmaj7", "B", "E G A D"),  # the soloist on the root: a sixth for the major seventh
        ("G7", "E", "F A B D"),  # on the flat thirteenth: the fifth
        ("Dm7", "E", "C F G A"),  # on the minor third: the eleventh for the ninth
    ],
)
def test_a_pianist_who_listens_takes_another_voicing(symbol: str, taken: str, tones: str) -> None:
    """Where one tone would rub against the soloist the voicing without it is taken."""
    gone = parse_pitch(taken + "4") % 12
    hands = lead((), parse_chord(symbol), lost=lambda pitch: float(pitch % 12 == gone))
    assert names(hands) == set(tones.split())


def test_a_pianist_alone_plays_the_bass_of_a_slash_chord() -> None:
    assert [note_name(low_bass(parse_chord(symbol))[0]) for symbol in ("C/G", "Gm7/C")] == ["G2", "C2"]
    assert low_bass(parse_chord("C7")) == ()

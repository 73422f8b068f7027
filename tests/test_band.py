"""The band: voicings that a pianist would take, rhythms that fit the metre, every chord heard."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.band import HIGHEST, LOWEST, RHYTHMS, comping, comping_style, heard, lead, rhythm
from jazz.leadsheet import parse
from jazz.music import Chart, PlayedNote
from jazz.theory import note_name, parse_chord

CADENCE = parse("| Dm7 | G7 | Cmaj7 | % |")
FORMS = {
    "cadence": CADENCE.repeated(4),
    "waltz": parse("time: 3/4\n| Cmaj7 | A7b9 | Dm7 G7 | C6 |"),
    "five": parse("time: 5/4\n| Ebm7 . . Bbm7 . | % |"),
    "seven": parse("time: 7/4\n| Em7 | A7/E |"),
    "six eight": parse("time: 6/8\n| Am7 | D7 | Gmaj7 | C/G |"),
    "odd": parse("time: 7/16\n| Cm7 | F7 |"),
    "quick": parse("| Bmaj7 D7 | Gmaj7 Bb7 | C7 F7 Bb7 Eb7 | C+7 Co7 Cø Csus |"),
    "strange": parse("| C5 | C7alt/E | Cm(maj7) | C |"),
}


def chords_of(chart: Chart, *, seed: int = 1, tempo: float = 140) -> list[list[PlayedNote]]:
    """The notes of a comping part, hit by hit."""
    hits: dict[int, list[PlayedNote]] = {}
    for note in comping(chart, tempo=tempo, swing=0.6, style=chart.style, rng=Random(seed)).notes:
        hits.setdefault(note.start, []).append(note)
    return list(hits.values())


@pytest.mark.parametrize(
    ("symbol", "names"),
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
def test_voicings_are_rootless_where_the_chord_is_rich(symbol: str, names: str) -> None:
    voicing = lead((), parse_chord(symbol))
    assert {note_name(pitch)[:-1] for pitch in voicing} == set(names.split())


def test_voices_move_little_round_the_key() -> None:
    """Through seven chords in fourths no voice ever moves further than a whole step."""
    hands = lead((), parse_chord("Dm7"))
    for symbol in ["G7", "Cmaj7", "Fmaj7", "Bm7b5", "E7", "Am7"]:
        before, hands = hands, lead(hands, parse_chord(symbol))
        assert all(abs(one - other) <= 2 for one, other in zip(before, hands, strict=True)), symbol


def test_a_chord_that_stays_is_voiced_anew() -> None:
    """Over eight bars of one chord the voicing changes with every pair of bars, always with the same tones."""
    hits = chords_of(parse("| Dm7 |").repeated(8))
    voicings = {(hit[0].start + 20) // 3840: tuple(note.pitch for note in hit) for hit in hits}
    assert all(voicings[pair] != voicings[pair + 1] for pair in range(3))
    assert len({frozenset(pitch % 12 for pitch in voicing) for voicing in voicings.values()}) == 1


def test_a_dominant_knows_where_it_leads() -> None:
    """The same G7 has ninth and thirteenth on its way to C major, or to D minor, and both flat to C minor."""
    for text, names in (("| G7 | Cmaj7 |", "F A B E"), ("| G7 | Dm7 |", "F A B E"), ("| G7 | Cm7 |", "F Ab B Eb")):
        first = chords_of(parse(text))[0]
        assert {note_name(note.pitch)[:-1] for note in first} == set(names.split())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(5))
def test_every_chord_is_heard_in_register(form: str, seed: int) -> None:
    """In every metre each chord of the chart sounds, between C3 and C5, softly, and only with its own tones."""
    chart = FORMS[form]
    hits = heard(chart, rhythm(chart, "swing", Random(seed)))
    assert {hit.chord for hit in hits} == {change.chord for change in chart.changes}
    for hit in hits:
        assert 0 <= hit.onset < hit.end <= chart.length
        assert hit.chord in {chart.chord_at(hit.onset), chart.chord_at(hit.onset + 12)}
        assert all(LOWEST <= pitch <= HIGHEST for pitch in lead((), hit.chord))
        playable = hit.chord.tones | hit.chord.colours
        assert all(pitch % 12 in playable for pitch in lead((), hit.chord))


@given(st.sampled_from(sorted(FORMS)), st.integers(0, 999), st.floats(40, 320))
def test_every_part_can_be_written(form: str, seed: int, tempo: float) -> None:
    """No pitch begins before it has ended, none is empty or outlasts the chart; the same seed plays the same."""
    chart = FORMS[form]
    part = comping(chart, tempo=tempo, swing=0.6, style=None, rng=Random(seed))
    sounding: dict[int, int] = {}
    for note in part.notes:
        assert sounding.get(note.pitch, 0) <= note.start < note.end <= chart.length * 20
        assert 45 <= note.velocity <= 75
        sounding[note.pitch] = note.end
    assert part == comping(chart, tempo=tempo, swing=0.6, style=None, rng=Random(seed))


def test_a_push_plays_the_coming_chord() -> None:
    """A hit on the last eighth of a chord belongs to the next one and is held over the change."""
    pushed = heard(CADENCE, [(0, 36), (84, 120), (180, 192)])
    assert [(hit.onset, hit.end, hit.chord.symbol) for hit in pushed] == [
        (0, 36, "Dm7"),
        (84, 120, "G7"),
        (180, 192, "Cmaj7"),
    ]


def test_a_missed_chord_gets_a_hit_and_a_long_one_is_cut() -> None:
    chart = parse("| C7 F7 Bb7 Eb7 |")
    assert [(hit.onset, hit.end, hit.chord.symbol) for hit in heard(chart, [(0, 96)])] == [
        (0, 24, "C7"),
        (24, 48, "F7"),
        (48, 72, "Bb7"),
        (72, 96, "Eb7"),
    ]


def test_no_chord_is_silence() -> None:
    """N.C. is not played, and nobody pushes into it."""
    chart = parse("| C7 | N.C. | F7 | N.C. |")
    for seed in range(8):
        hits = heard(chart, rhythm(chart, "swing", Random(seed)))
        assert {hit.chord.symbol for hit in hits} == {"C7", "F7"}
        assert all(hit.end <= 96 or hit.onset >= 180 for hit in hits)
    assert comping(parse("| N.C. |"), tempo=120, swing=0.6, style=None, rng=Random(1)).notes == ()


def test_a_slash_bass_lies_below() -> None:
    for hit in chords_of(parse("| C/G | Gm7/C |")):
        lowest = note_name(min(note.pitch for note in hit))
        assert lowest in {"G2", "C2"}


def test_seeds_differ_and_home_comes_back() -> None:
    """Different seeds comp differently; in eight bars the first pattern returns in bars 5 and 6."""
    chart = CADENCE.repeated(2)
    rhythms = [tuple(rhythm(chart, "swing", Random(seed))) for seed in range(10)]
    assert len(set(rhythms)) > 4
    for hits in rhythms:
        assert hits[0][0] == 0
        home = [onset for onset, _ in hits if onset < 192]
        assert home == [onset - 384 for onset, _ in hits if 384 <= onset < 576]


def test_patterns_are_two_bars_and_begin_somewhere() -> None:
    """Each pattern has one character for every eighth of two bars; some pattern of each metre has the first beat."""
    for style, metres in RHYTHMS.items():
        for metre, patterns in metres.items():
            beats, unit = map(int, metre.split("/"))
            assert {len(pattern) for pattern in patterns} == {2 * beats * 8 // unit}, (style, metre)
            assert all(set(pattern) <= set("X-.") and pattern[0] != "-" for pattern in patterns)
            assert any(pattern.startswith("X") for pattern in patterns)


@pytest.mark.parametrize(
    ("style", "tempo", "row"),
    [
        ("swing", 140, "swing"),
        (None, 200, "swing"),
        (None, 60, "ballad"),
        ("ballad", 90, "ballad"),
        ("bossa nova", 130, "bossa"),
        ("funk", 100, "straight"),
    ],
)
def test_style_and_tempo_choose_the_rhythms(style: str | None, tempo: float, row: str) -> None:
    assert comping_style(style, tempo) == row

"""The pianist's rhythm: patterns that fit the metre, every chord heard, pushes, silence."""

from __future__ import annotations

from random import Random

import pytest

from jazz.band.listening import Listener
from jazz.band.piano import comp, fitting, heard, rhythm, thinned
from jazz.band.playing import Stroke
from jazz.leadsheet import parse
from jazz.music import Chart, Note, Solo
from jazz.theory import note_name, parse_pitch

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
NOBODY = Listener(Solo())


def hits_of(chart: Chart, seed: int, *, loop: bool = False) -> list[tuple[int, int, str]]:
    """(onset, end, chord) of a pianist's hits for nobody."""
    hits = heard(chart, rhythm(chart, "swing", NOBODY, Random(seed)), loop=loop)
    return [(hit.onset, hit.end, hit.chord.symbol) for hit in hits]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(5))
def test_every_chord_is_heard(form: str, seed: int) -> None:
    """In every metre each chord of the chart sounds, in its own time or an eighth before."""
    chart = FORMS[form]
    hits = hits_of(chart, seed)
    assert {symbol for _, _, symbol in hits} == {change.chord.symbol for change in chart.changes}
    for onset, end, symbol in hits:
        assert 0 <= onset < end <= chart.length
        assert symbol in {chart.chord_at(onset).symbol, chart.chord_at(onset + 12).symbol}


def test_a_push_plays_the_coming_chord() -> None:
    """A hit on the last eighth of a chord belongs to the next one and is held over the change."""
    pushed = heard(CADENCE, [(0, 36), (84, 120), (180, 192)])
    assert [(hit.onset, hit.end, hit.chord.symbol) for hit in pushed] == [
        (0, 36, "Dm7"),
        (84, 120, "G7"),
        (180, 192, "Cmaj7"),
    ]


def test_a_loop_pushes_its_first_chord() -> None:
    chart = parse("| Dm7 | G7 |")
    last = heard(chart, [(0, 96), (96, 180), (180, 192)], loop=True)[-1]
    assert (last.onset, last.end, last.chord.symbol) == (180, 192, "Dm7")
    assert heard(chart, [(0, 96), (96, 180), (180, 192)])[-1].chord.symbol == "G7"


def test_a_missed_chord_gets_a_hit_and_a_long_one_is_cut() -> None:
    chart = parse("| C7 F7 Bb7 Eb7 |")
    assert [(hit.onset, hit.end, hit.chord.symbol) for hit in heard(chart, [(0, 96)])] == [
        (0, 24, "C7"),
        (24, 48, "F7"),
        (48, 72, "Bb7"),
        (72, 96, "Eb7"),
    ]


def test_nobody_pushes_into_silence() -> None:
    chart = parse("| C7 | N.C. | F7 | N.C. |")
    for seed in range(8):
        hits = hits_of(chart, seed)
        assert {symbol for _, _, symbol in hits} == {"C7", "F7"}
        assert all(end <= 96 or onset >= 180 for onset, end, _ in hits)


def test_home_comes_back() -> None:
    """Different seeds comp differently; in eight bars the first pattern returns in bars 5 and 6."""
    rhythms = [rhythm(CADENCE.repeated(2), "swing", NOBODY, Random(seed)) for seed in range(10)]
    assert len({tuple(hits) for hits in rhythms}) > 4
    for hits in rhythms:
        assert hits[0][0] == 0
        home = [onset for onset, _ in hits if onset < 192]
        assert home == [onset - 384 for onset, _ in hits if 384 <= onset < 576]


def test_the_pattern_that_answers_is_taken() -> None:
    """Of a pattern under the soloist's bar and one in a rest, nearly always the latter."""
    solo = Listener(Solo((*(Note(12 * at, 12, 72) for at in range(8)), Note(192, 24, 72))))
    patterns = ("X.X.X...........", "........X.X.X...")
    chosen = [fitting(patterns, 0, 96, solo, Random(seed)) for seed in range(50)]
    assert chosen.count(patterns[1]) > 45


def test_under_a_busy_line_hits_are_left_out() -> None:
    busy = Listener(Solo(tuple(Note(12 * at, 12, 72) for at in range(64))))
    hits = [(onset, onset + 12) for onset in range(0, 768, 24)]
    assert len(thinned(hits, "swing", busy, Random(1))) < 24
    assert thinned(hits, "swing", NOBODY, Random(1)) == hits


def test_hands_lie_under_a_high_solo_and_over_a_low_one() -> None:
    """A finger that the soloist comes to is let go then, not before; none goes under the bass."""
    chart = parse("style: ballad\n| Dm7 |")

    def hands(*notes: Note, line: tuple[Stroke, ...] = (Stroke(0, 96, 38, 70),)) -> dict[str, int]:
        strokes = comp(chart, Listener(Solo(notes)), line, feel="ballad", final=0, loop=False, rng=Random(1))
        return {note_name(stroke.pitch): stroke.end for stroke in strokes}

    assert hands() == {"F3": 96, "A3": 96, "C4": 96, "E4": 96}
    assert hands(Note(48, 48, 65)) == {"F3": 96, "A3": 96, "C4": 96, "E4": 48}
    assert all(parse_pitch(name) > 53 for name in hands(line=(Stroke(0, 96, 53, 70),)))
    assert all(parse_pitch(name) > 52 for name in hands(Note(0, 96, 52)))

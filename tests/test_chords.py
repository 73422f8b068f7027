"""Chord symbols: every spelling of a chord means the same tones, and what is no chord says what was near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz.chords import HEADS, note_class, parse_chord
from jazz.errors import ChartError
from jazz.music import NO_CHORD, Chord
from jazz.qualities import ADDED, ALTERED, OMITTED, SUSPENDED

SPELLINGS = [
    ("C CM Cmaj CMaj Cmajor C:maj", "C E G"),
    ("Cm C- Cmin Cmi Cminor C:min", "C Eb G"),
    ("C+ Caug CM#5", "C E G#"),
    ("Cdim Co C° Cmb5", "C Eb Gb"),
    ("Csus Csus4 C4", "C F G"),
    ("Csus2", "C D G"),
    ("Csus24", "C D F G"),
    ("Cadd9 C2 Cadd2 C(add9)", "C E G D"),
    ("C5", "C G"),
    ("C6 CM6 Cmaj6", "C E G A"),
    ("Cm6 C-6 Cmin6", "C Eb G A"),
    ("C69 C6/9 CM69 C6(9)", "C E G A D"),
    ("Cm69 C-69 C-6/9", "C Eb G A D"),
    ("Cmaj7 CM7 C^7 C^ CΔ CΔ7 Cj7 Cj CMaj7 Cma7 CMA7 C△7", "C E G B"),
    ("Cmaj9 CM9 C^9 Cj79", "C E G B D"),
    ("Cmaj7#11 CM7#11 C^7#11 Cmaj7(#11) CΔ#11", "C E G B F#"),
    ("Cmaj9#11 Cj7911# CM9#11", "C E G B D F#"),
    ("Cmaj7#5 CM7+ C+M7 C+j7 C^7#5 CM7#5", "C E G# B"),
    ("CM7b5 Cmaj7-5", "C E Gb B"),
    ("Cmaj13", "C E G B D A"),
    ("Cm7 C-7 Cmi7 Cmin7 CMI7 C:min7", "C Eb G Bb"),
    ("Cm9 C-9 C-79 Cmin9", "C Eb G Bb D"),
    ("Cm11 C-11 C-7911", "C Eb G Bb D F"),
    ("Cm13", "C Eb G Bb D F A"),
    ("C-7913", "C Eb G Bb D A"),
    ("CmM7 C-j7 Cm(maj7) CmMaj7 C-^7 Cm^7 Cmmaj7 CminMaj7 C-Δ7 CmΔ", "C Eb G B"),
    ("CmM7b6", "C Eb G B Ab"),
    ("Cm7b5 C-7b5 Cø Cø7 Ch Ch7 Cm7-5 C-7(b5) Chdim7", "C Eb Gb Bb"),
    ("Cm9b5 Ch9", "C Eb Gb Bb D"),
    ("Cdim7 Co7 C°7", "C Eb Gb A"),
    ("CoM7 Co^7 CdimM7", "C Eb Gb B"),
    ("C7 Cdom7", "C E G Bb"),
    ("C9 C79 C7(9)", "C E G Bb D"),
    ("C11", "C E G Bb D F"),
    ("C13 C7913 C7(9,13)", "C E G Bb D A"),
    ("C67 C7add13 C7add6 C7(13)", "C E G Bb A"),
    ("C7b9 C79b C7(b9) C7-9", "C E G Bb Db"),
    ("C7#9 C79# C7+9 C7(#9)", "C E G Bb D#"),
    ("C7b9#11 C7(b9,#11) C7(b9, #11) C79b11#", "C E G Bb Db F#"),
    ("C9#11 C7911#", "C E G Bb D F#"),
    ("C7#11 C7+11 C7#4", "C E G Bb F#"),
    ("C13b9 C79b13", "C E G Bb Db A"),
    ("C13#9 C79#13", "C E G Bb D# A"),
    ("C7b13 C7b6", "C E G Bb Ab"),
    ("C7b9b13 C79b13b C7(b9,b13)", "C E G Bb Db Ab"),
    ("C7#9b13", "C E G Bb D# Ab"),
    ("C9b13 C7913b", "C E G Bb D Ab"),
    ("C+7 C7+ C7#5 Caug7 C7+5", "C E G# Bb"),
    ("C7#5#9 C+79# C+7#9", "C E G# Bb D#"),
    ("C9+ C+9 C9#5 C+79", "C E G# Bb D"),
    ("C7b5 C7-5 C7(b5)", "C E Gb Bb"),
    ("C13b5", "C E Gb Bb D A"),
    ("C7alt Calt C7(alt)", "C E Bb"),
    ("C7sus4 C7sus Csus7", "C F G Bb"),
    ("C9sus4 C9sus Csus79", "C F G Bb D"),
    ("C13sus4 C13sus Csus7913", "C F G Bb D A"),
    ("C7sus4b9 C7b9sus4 C7susb9 C7b9sus", "C F G Bb Db"),
    ("C7susadd3", "C F G Bb E"),
    ("Cmadd9 C-(add9)", "C Eb G D"),
    ("Cadd9no3", "C G D"),
    ("Cm7add11 Cm7add4", "C Eb G Bb F"),
    ("CBass", "C"),
    ("B♭7 Bb7", "Bb D F Ab"),
    ("F♯m7b5 F#ø", "F# A C E"),
    ("E#m7b5", "F Ab Cb Eb"),
    ("Cb Cbmaj", "Cb Eb Gb"),
    ("Bbsus", "Bb Eb F"),
    ("D7/F# D7/Gb", "D F# A C"),
    ("C-/Bb", "C Eb G"),
    (r"G\Bb7", "Bb D F Ab G B"),
    ("Fm7/Bb7", "Bb D F Ab C Eb"),
]
CASES = [(symbol, tones) for symbols, tones in SPELLINGS for symbol in symbols.replace(", ", ",").split()]
ROOTS = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]

suffixes = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "+"]),
    st.sampled_from(sorted(HEADS)),
    st.lists(
        st.sampled_from(
            [*SUSPENDED, *OMITTED, *(f"({word})" for word in ALTERED), *(f"add{word}" for word in ALTERED | ADDED)]
        ),
        max_size=4,
    ).map("".join),
)


def parsed(symbol: str) -> Chord | None:
    try:
        return parse_chord(symbol)
    except ChartError:
        return None


@pytest.mark.parametrize(("symbol", "tones"), CASES)
def test_a_spelling_has_the_tones_that_a_player_hears(symbol: str, tones: str) -> None:
    assert parse_chord(symbol).tones == {note_class(name) for name in tones.split()}


@pytest.mark.parametrize("symbols", [symbols for symbols, _ in SPELLINGS if "7/Gb" not in symbols])
def test_spellings_of_one_chord_are_one_chord(symbols: str) -> None:
    names = symbols.replace("E#", "F").replace(", ", ",").split()
    assert len({parse_chord(name).symbol for name in names}) == 1


@pytest.mark.parametrize("text", ["N.C.", "NC", "n.c.", " N.C. "])
def test_no_chord_is_a_chord_too(text: str) -> None:
    assert parse_chord(text) is NO_CHORD


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("C-j7", "CmM7"),
        ("C^9#11", "Cmaj9#11"),
        ("C+7", "C7#5"),
        ("C-7-5", "Cm7b5"),
        ("C(b5)", "CMb5"),
        ("C(b9)", "Caddb9"),
        ("C7b9sus", "C7sus4b9"),
        ("C79b13", "C13b9"),
        ("C7susadd3", "C7sus4add3"),
        ("C7no5", "C7no5"),
    ],
)
def test_a_chord_has_one_usual_name(written: str, canonical: str) -> None:
    assert parse_chord(written).symbol == canonical


def test_intervals_come_in_the_order_of_a_stack() -> None:
    assert parse_chord("Bb13b9").intervals == (0, 4, 7, 10, 13, 21)


def test_a_foreign_bass_sounds_below_and_colours_the_chord() -> None:
    chord = parse_chord("C/Bb")
    assert (chord.root, chord.bass) == (0, 10)
    assert 10 in chord.colours
    assert 11 not in chord.scale


def test_a_bass_on_the_root_is_no_foreign_bass() -> None:
    assert parse_chord("Dm7/D") == parse_chord("Dm7")


def test_an_upper_chord_extends_the_lower_one() -> None:
    assert parse_chord(r"D\C7").intervals == (0, 4, 7, 10, 14, 18, 21)


@pytest.mark.parametrize(
    ("symbol", "message"),
    [
        ("Gblah7", '"Gblah7" is not a chord I know; nearest: G7, Gb7'),
        ("Cmaj8", '"Cmaj8" is not a chord I know; nearest: Cmaj7, Cmaj9'),
        ("c7", '"c7" is not a chord I know; nearest: C, C7'),
        ("", '"" is not a chord I know; nearest: C'),
        ("H7", '"H7" is not a chord I know; nearest: C'),
        ("Cblah" * 30, "is not a chord I know"),
    ],
)
def test_what_is_no_chord_names_the_nearest(symbol: str, message: str) -> None:
    with pytest.raises(ChartError) as caught:
        parse_chord(symbol)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "symbol", ["C7/", "C//E", "C7b", "C7#", "Cx", "C9b", "C7altb9", "C()7)", "C\\", "\\C", "Cm6sus4add3"]
)
def test_half_a_symbol_is_no_chord(symbol: str) -> None:
    assert parsed(symbol) is None


@given(st.text(max_size=60))
def test_any_text_is_a_chord_or_one_line_of_advice(text: str) -> None:
    try:
        chord = parse_chord(text)
    except ChartError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017  (either outcome is right; this one has to be one line)
    else:
        assert parse_chord(chord.symbol) == chord


@given(suffixes)
def test_the_canonical_symbol_means_the_chord_it_was_made_from(suffix: str) -> None:
    chord = parsed(f"C{suffix}")
    if chord is not None:
        assert parse_chord(chord.symbol) == chord


@given(st.sampled_from([symbol for symbol, _ in CASES if symbol[0] == "C" and symbol[1:2] not in {"b", "#"}]))
def test_a_suffix_means_the_same_over_every_root(symbol: str) -> None:
    model = parse_chord(symbol)
    for tonic, root in enumerate(ROOTS):
        head, slash, bass = symbol.partition("/")
        moved = root + symbol[1:] if not slash or bass[0].isdigit() else f"{root}{head[1:]}"
        assert parse_chord(moved).tones == {(tone + tonic) % 12 for tone in model.tones}


@given(suffixes)
def test_roles_do_not_overlap(suffix: str) -> None:
    chord = parsed(f"C{suffix}")
    if chord is not None:
        assert not chord.tones & chord.colours
        assert chord.tones <= chord.scale

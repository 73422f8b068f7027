"""Chords from words and by ear: what they say, where they stand, and how sure they are."""

from __future__ import annotations

import numpy as np
import pytest

from jazz import harmony
from jazz.harmony import choruses, ear, evidence, hearing, lexicon
from jazz.harmony.hearing import best_path
from jazz.music import NO_CHORD, Key, Metre
from jazz.quantise import PerformedNote
from jazz.theory import parse_chord, parse_pitch

FOUR = Metre(4, 4)
COMPING = "D3+F3+A3+C4 G3+B3+D4+F4 C3+E3+G3+B3 C3+E3+G3+B3"
WALKING = "D2 F2 A2 C#2 G2 B2 D2 F2 C2 E2 G2 E2 C2 E2 G2 C2"
LINE = "D4 F4 A4 C5 B4 A4 G4 F4 E4 G4 B4 D5 C5 B4 A4 G4"


def played(names: str, *, length: float = 1.0, start: float = 0.0) -> list[PerformedNote]:
    """Notes "D4 F4" or chords "D3+F3 G3+B3" of one length in beats, one after another; `-` is a rest."""
    return [
        PerformedNote(start + number * length, start + (number + 0.95) * length, parse_pitch(name), 80)
        for number, names_together in enumerate(names.split())
        for name in names_together.split("+")
        if name != "-"
    ]


def transposed(notes: list[PerformedNote], semitones: int) -> list[PerformedNote]:
    return [PerformedNote(note.onset, note.end, note.pitch + semitones, note.velocity) for note in notes]


def symbols(heard: harmony.Heard) -> str:
    """The chords as "tick:symbol ..."."""
    return " ".join(f"{tick}:{chord.symbol}" for tick, chord in heard.chords)


def words(symbols: str, kind: str = "marker", every: int = 96) -> list[tuple[float, str, str]]:
    return [(every * number, kind, symbol) for number, symbol in enumerate(symbols.split())]


# ---- words


@pytest.mark.parametrize("kind", harmony.KINDS)
def test_words_that_are_chords_say_what_kind_they_are(kind: str) -> None:
    named = harmony.named(words("Dm7 G7 Cmaj7", kind))
    assert named.kind == kind
    assert [(tick, chord.symbol) for tick, chord in named.chords] == [(0, "Dm7"), (96, "G7"), (192, "Cmaj7")]


def test_every_symbol_that_we_write_is_one_that_we_read() -> None:
    for symbol in ("EBass", "F#m7b5/C", "Bb7alt", "Abmaj7#11", "C#o7", "N.C."):
        assert [chord.symbol for _, chord in harmony.named(words(symbol)).chords] == [parse_chord(symbol).symbol]


def test_without_words_nothing_is_named() -> None:
    assert harmony.named([]) == harmony.Named([], "")


def test_the_syllables_of_a_song_are_no_chords() -> None:
    karaoke = words("A day in the life Am I E ven Be C om ing", "lyrics")
    assert harmony.named(karaoke).chords == []
    assert harmony.named([*karaoke, *words("C G")]).kind == "marker"


@pytest.mark.parametrize("letters", ["A", "A B", "A A B A", "A B C D", "[A] [B] [A]", "Intro A B A C Coda"])
def test_letters_that_count_the_parts_of_a_form_are_no_chords(letters: str) -> None:
    assert harmony.from_words(words(letters)) == []


@pytest.mark.parametrize("triads", ["C F G C", "A D E", "A B7", "Bb", "G A B"])
def test_triads_are_chords_all_the_same(triads: str) -> None:
    assert len(harmony.from_words(words(triads))) == len(triads.split())


def test_chords_in_brackets_may_stand_before_their_syllable() -> None:
    lyrics = [(0, "lyrics", "[Am]Hel"), (24, "lyrics", "[D7] lo"), (48, "lyrics", "[G] ")]
    assert [chord.symbol for _, chord in harmony.from_words(lyrics)] == ["Am", "D7", "G"]


# ---- the lexicon


def test_a_class_and_its_chord_are_inverses() -> None:
    assert [lexicon.class_of(lexicon.chord_of(number)) for number in range(lexicon.N_CLASSES)] == list(
        range(lexicon.N_CLASSES)
    )
    assert lexicon.chord_of(lexicon.SILENCE) == NO_CHORD


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Cmaj9#11", "maj7"),
        ("C13b9", "7b9"),
        ("C7#5#9", "7#5"),
        ("C69", "6"),
        ("C13sus4", "7sus4"),
        ("Cm11", "m7"),
        ("Cadd9", ""),
        ("C/E", ""),
        ("C7alt", "7"),
        ("Cm9b5", "m7b5"),
    ],
)
def test_a_chord_is_heard_as_the_largest_that_it_holds(written: str, heard: str) -> None:
    assert lexicon.HEARD[lexicon.class_of(parse_chord(written))] == heard


def test_chords_are_spelled_in_the_key() -> None:
    number = lexicon.class_of(parse_chord("F#m7b5"))
    assert lexicon.chord_of(number, Key(4)).symbol == "F#m7b5"
    assert lexicon.chord_of(number, Key(1)).symbol == "Gbm7b5"


def test_agreement_counts_root_triad_and_quality() -> None:
    right = lexicon.agreement()
    number = {symbol: lexicon.class_of(parse_chord(symbol)) for symbol in ("C", "C7", "Cm", "Am7", "N.C.")}
    assert right[number["C"], [number[symbol] for symbol in number]] == pytest.approx([1, 2 / 3, 1 / 3, 0, 0])
    assert right[number["N.C."], number["N.C."]] == 1


# ---- the evidence


def test_a_frame_is_a_beat_in_two_halves() -> None:
    heard = evidence.gather(played("C3+E3 -"), played("G4 A4", length=0.5), FOUR)
    assert len(heard) == 1
    assert sorted(np.flatnonzero(heard.accompaniment[0])) == [0, 4, 12, 16]
    assert sorted(np.flatnonzero(heard.bass[0])) == [0, 12]
    assert sorted(np.flatnonzero(heard.melody[0])) == [7, 12 + 9]


def test_what_sounds_before_the_first_bar_line_is_heard_too() -> None:
    heard = evidence.gather(played("G3 C4", start=-1), [], FOUR)
    assert (heard.first, len(heard)) == (-1, 2)
    assert list(heard.place[:, evidence.DOWNBEAT]) == [0, 1]


def test_a_sixteenth_sounds_for_half_of_half_a_beat() -> None:
    heard = evidence.gather(played("C3 - - -", length=0.25), [], FOUR)
    assert heard.accompaniment[0, [0, 12]] == pytest.approx([0.5, 0])


@pytest.mark.parametrize(
    ("metre", "places"), [(FOUR, "x.o."), (Metre(3, 4), "x.."), (Metre(6, 8), "x."), (Metre(12, 8), "x.o.")]
)
def test_the_place_in_the_bar(metre: Metre, places: str) -> None:
    """`x` is a downbeat, `o` the middle of a bar."""
    heard = evidence.gather(played("C3", length=metre.bar / 24 * 1.04), [], metre)
    assert "".join("x" if place[0] else "o" if place[1] else "." for place in heard.place)[: len(places)] == places
    assert heard.place[:, evidence.KNOWN].all()


def test_a_bar_of_one_beat_is_no_bar() -> None:
    assert not evidence.gather(played("C3 E3"), [], Metre(1, 4)).place.any()


def test_a_note_that_never_ends_is_no_pedal_point() -> None:
    heard = evidence.gather([PerformedNote(0, 100, 48, 80)], [], FOUR)
    assert heard.accompaniment[:, 0].sum() == evidence.LONGEST_NOTE


def test_a_root_sees_the_same_wherever_it_stands() -> None:
    here = evidence.from_each_root(evidence.gather(played(COMPING), played(LINE), FOUR))
    there = evidence.from_each_root(evidence.gather(transposed(played(COMPING), 5), transposed(played(LINE), 5), FOUR))
    assert np.array_equal(here, np.roll(there, -5, axis=1))
    assert here.shape[1:] == (12, evidence.N_FEATURES)


# ---- the ear


def test_numpy_and_keras_hear_the_same() -> None:
    keras = pytest.importorskip("keras")
    weights = ear.shipped()
    features = evidence.from_each_root(evidence.gather(played(COMPING), played(LINE), FOUR))
    front = keras.ops.relu(features.swapaxes(0, 1) @ weights["front.kernel"] + weights["front.bias"])
    cell = keras.layers.Bidirectional(keras.layers.GRU(ear.UNITS, return_sequences=True))
    cell.build(front.shape)
    cell.set_weights([weights[name] for way in ("forward", "backward") for name in ear.SHAPES if name.startswith(way)])
    states = keras.ops.concatenate([front, cell(front)], axis=2)
    told = np.asarray(states) @ weights["output.kernel"] + weights["output.bias"]
    scores = [*told[..., :-1].swapaxes(0, 1).reshape(len(features), -1).T, told[..., -1].mean(axis=0)]
    likely = np.asarray(keras.ops.softmax(np.array(scores), axis=0)).T
    assert np.abs(likely - ear.listen(features, weights)).max() < 1e-5


def test_what_is_heard_are_probabilities() -> None:
    features = evidence.from_each_root(evidence.gather(played(COMPING), [], FOUR))
    assert ear.listen(features, ear.shipped()).sum(axis=1) == pytest.approx(np.ones(4), abs=1e-5)


# ---- hearing


@pytest.mark.parametrize(
    ("chords", "heard"),
    [
        (COMPING, "0:Dm7 96:G7 192:Cmaj7"),
        ("D3+F3+Ab3+C4 G3+B3+D4+F4+Ab4 C3+Eb3+G3 C3+Eb3+G3", "0:Dm7b5 96:G7b9 192:Cm"),
        ("C3+E3+G3+A3 Db3+E3+G3+Bb3 D3+F3+A3+C4 G3+C4+D4+F4", "0:C6 96:Dbdim7 192:Dm7 288:G7sus4"),
        ("C3+E3+G3 A2+C3+E3 F3+A3+C4 G3+B3+D4", "0:C 96:Am 192:F 288:G"),
    ],
)
def test_block_chords_are_heard_as_they_are(chords: str, heard: str) -> None:
    found = harmony.hear(played(chords, length=4), [], FOUR)
    assert symbols(found) == heard
    assert found.by == "accompaniment"


@pytest.mark.parametrize("semitones", range(-5, 7))
def test_every_key_is_heard_alike(semitones: int) -> None:
    at_home = harmony.hear(played(COMPING, length=4), played(LINE), FOUR)
    away = harmony.hear(transposed(played(COMPING, length=4), semitones), transposed(played(LINE), semitones), FOUR)
    moved = [(tick, (chord.root or 0) + semitones, chord.quality) for tick, chord in at_home.chords]
    assert [(tick, root % 12, quality) for tick, root, quality in moved] == [
        (tick, chord.root, chord.quality) for tick, chord in away.chords
    ]
    assert away.sure == pytest.approx(at_home.sure, abs=1e-4)


def test_voicings_without_a_root_are_heard_over_the_bass() -> None:
    bass = played("D2 A2 G2 D2 C2 G2 C2 G2", length=2)
    hands = played("F3+A3+C4+E4 F3+A3+B3+E4 E3+G3+B3+D4 E3+G3+B3+D4", length=4)
    roots = [(tick, chord.root) for tick, chord in harmony.hear([*bass, *hands], [], FOUR).chords]
    assert roots == [(0, 2), (96, 7), (192, 0)]


def test_a_walking_bass_and_a_line_tell_the_roots() -> None:
    found = harmony.hear(played(WALKING), played(LINE), FOUR)
    assert found.by == "bass and melody"
    assert {chord.root for _, chord in found.chords} >= {2, 7, 0}


def test_a_melody_alone_tells_its_chord() -> None:
    found = harmony.hear([], played("C4 E4 G4 C5 G4 E4 C4 G4 E4 G4 C5 E5 C5 G4 E4 C4"), FOUR)
    assert found.by == "melody"
    assert [chord.root for _, chord in found.chords] == [0]


def test_the_less_is_heard_the_less_it_is_sure() -> None:
    chords, line, bass = played(COMPING, length=4), played(LINE), played(WALKING)
    sure = [harmony.hear(below, line, FOUR).sure for below in (chords, bass, [])]
    assert 1 > sure[0] > sure[1] > sure[2] > 0


def test_silence_has_no_chords() -> None:
    assert harmony.hear([], [], FOUR).chords == []


def test_chords_begin_with_the_music() -> None:
    found = harmony.hear(played("C3+E3+G3 G3+B3+D4", start=8, length=4), [], FOUR)
    assert symbols(found) == "192:C 288:G"


def test_what_is_heard_is_spelled_in_its_key() -> None:
    found = harmony.hear(played("E3+G#3+B3 C#3+E3+G#3 F#3+A3+C#4 B2+D#3+F#3+A3 E3+G#3+B3", length=4), [], FOUR)
    assert symbols(found) == "0:E 96:C#m 192:F#m 288:B7 384:E"


def test_chords_stand_where_they_are_struck_whatever_the_metre() -> None:
    waltz = harmony.hear(played(COMPING, length=3), [], Metre(3, 4))
    jig = harmony.hear(played(COMPING, length=3), [], Metre(6, 8))
    beats = harmony.hear(played(COMPING, length=3), [], Metre(1, 4))
    assert symbols(waltz) == symbols(jig) == symbols(beats) == "0:Dm7 72:G7 144:Cmaj7"


def test_a_pick_up_stands_before_the_first_bar_line() -> None:
    found = harmony.hear(played("G3+B3+D4+F4", start=-2, length=2) + played("C3+E3+G3", length=8), [], FOUR)
    assert symbols(found) == "-48:G7 0:C"


def test_a_long_piece_is_heard_in_pieces_as_if_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    chords = played(" ".join([COMPING] * 20), length=2)
    at_once = harmony.hear(chords, [], FOUR)
    monkeypatch.setattr(hearing, "PIECE", 60)
    in_pieces = harmony.hear(chords, [], FOUR)
    assert in_pieces.chords == at_once.chords
    assert in_pieces.sure == pytest.approx(at_once.sure, abs=1e-3)


def test_changes_cost_most_inside_a_half_bar() -> None:
    """A chord that is a little likelier for one beat is worth no change, but one that stays is."""
    home, away = lexicon.class_of(parse_chord("C")), lexicon.class_of(parse_chord("G"))
    likely = np.full((8, lexicon.N_CLASSES), 1e-4, np.float32)
    likely[:, home], likely[:, away] = 0.6, 0.3
    likely[[1, 4, 5, 6, 7], home], likely[[1, 4, 5, 6, 7], away] = 0.3, 0.6
    place = np.zeros((8, 3), np.float32)
    place[[0, 4], evidence.DOWNBEAT] = 1
    assert list(best_path(likely, place)) == [home] * 4 + [away] * 4


# ---- choruses


def choruses_of(form: int, count: int, *, noise: float, seed: int = 0) -> np.ndarray:
    """Probabilities of a form heard so many times through noise (frames, classes)."""
    rng = np.random.default_rng(seed)
    true = np.eye(lexicon.N_CLASSES)[np.repeat(rng.integers(lexicon.N_CLASSES, size=form // 4), 4)]
    scores = 6 * np.tile(true, (count, 1)) + noise * rng.normal(size=(form * count, lexicon.N_CLASSES))
    return np.asarray(np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))


@pytest.mark.parametrize("bars", [12, 16, 32])
def test_the_form_is_found_and_heard_better_for_it(bars: int) -> None:
    alone = choruses_of(4 * bars, 4, noise=2.0)
    true = choruses_of(4 * bars, 4, noise=0.0).argmax(axis=1)
    assert choruses.form(alone, 4) == 4 * bars
    together = choruses.together(alone, 4 * bars)
    wrong = [(heard.argmax(axis=1) != true).mean() for heard in (alone, together)]
    assert wrong[0] > 0.1
    assert wrong[1] < wrong[0] / 4
    assert together.sum(axis=1) == pytest.approx(np.ones(16 * bars))


def test_where_nothing_comes_back_there_is_no_form() -> None:
    assert choruses.form(choruses_of(256, 1, noise=1.0), 4) == 0
    assert choruses.form(choruses_of(16, 1, noise=1.0), 4) == 0


def test_without_a_form_nothing_changes() -> None:
    alone = choruses_of(48, 2, noise=1.0)
    assert choruses.together(alone, 0) is alone

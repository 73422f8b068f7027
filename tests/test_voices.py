"""Which track is the melody: by what it plays, by what is written beside it, and how sure that is."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from jazz.errors import SourceError
from jazz.midi import Score, Text, Track
from jazz.music import PlayedNote
from jazz.theory import note_name, parse_pitch
from jazz.voices import DOUBTFUL, Voices, choose, ranked, role
from jazz.voices.choice import NAMES, PROGRAMS

PPQ = 480
BAR = 4 * PPQ
EIGHTH = PPQ // 2


def line(names: str, *, length: int = EIGHTH, start: int = 0, held: float = 0.9) -> tuple[PlayedNote, ...]:
    """Notes at equal distances; `-` is a rest, `F3+A3+C4` a chord; `held` is the share of the distance they sound."""
    return tuple(
        PlayedNote(at, at + round(held * length), parse_pitch(name), 80)
        for at, chord in ((start + i * length, chord) for i, chord in enumerate(names.split()))
        for name in chord.split("+")
        if name != "-"
    )


TUNE = "D5 - E5 F5 - A5 G5 F5 E5 - - D5 C5 D5 E5 - F5 - - E5 D5 - C5 - A4 - - - - - - - " * 2
SUNG = line(TUNE)
CHORDS = line("D3+F3+A3+C4 G3+B3+D4+F4 C3+E3+G3+B3 A3+C#4+E4+G4 " * 2, length=BAR)
LOW = line("D2 A2 G2 D2 C2 G2 A2 E2 " * 2, length=BAR // 2)
BROKEN = line("D4 F4 A4 C5 D4 F4 A4 C5 G4 B4 D5 F5 G4 B4 D5 F5 C4 E4 G4 B4 C4 E4 G4 B4 A4 C5 E5 G5 A4 C5 E5 G5 " * 2)
HIGH = line("A5 B5 B5 C6 " * 2, length=BAR, held=1)
RIFF = line("- - D4 - - D4 - - - - G4 - - G4 - - - - E4 - - E4 - - - - A4 - - A4 - - " * 2)
HITS = line("C2 C2 C2 C2 " * 8, length=PPQ)
BAND = {"chords": CHORDS, "bass": LOW, "arpeggio": BROKEN, "strings": HIGH, "riff": RIFF}


def score(*lines: tuple[PlayedNote, ...], names: str = "", programs: str = "") -> Score:
    """Tracks of these notes, by default without names and with one program; drums are those called Drums."""
    called = names.split("|") if names else [""] * len(lines)
    played = map(int, programs.split()) if programs else [0] * len(lines)
    tracks = zip(called, lines, played, strict=True)
    return Score(PPQ, tuple(Track(name, notes, program, None, name == "Drums") for name, notes, program in tracks))


def chosen(score: Score, track: str | None = None) -> int:
    """The number of the track that is chosen."""
    candidate = choose(score, track).chosen
    assert candidate is not None
    return candidate.number


def names(notes: tuple[PlayedNote, ...]) -> str:
    return " ".join(note_name(note.pitch) for note in notes)


# ---- by the notes


@pytest.mark.parametrize("other", BAND)
def test_a_nameless_melody_is_told_from_another_player(other: str) -> None:
    assert chosen(score(SUNG, BAND[other])) == 1
    assert chosen(score(BAND[other], SUNG)) == 2


def test_a_nameless_melody_is_found_in_a_band_in_any_order() -> None:
    players = [SUNG, *BAND.values()]
    for seed in range(5):
        random.Random(seed).shuffle(players)
        assert players[chosen(score(*players)) - 1] == SUNG


def test_a_tenor_and_a_soprano_sing_the_same_melody() -> None:
    for octave in (-12, 12):
        moved = tuple(replace(note, pitch=note.pitch + octave) for note in SUNG)
        assert chosen(score(CHORDS, LOW, BROKEN, moved)) == 4


def test_the_speed_of_a_file_and_its_division_do_not_matter() -> None:
    finer = [tuple(replace(n, start=2 * n.start, end=2 * n.end) for n in notes) for notes in (CHORDS, SUNG, BROKEN)]
    assert ranked(replace(score(*finer), ppq=2 * PPQ)) == ranked(score(CHORDS, SUNG, BROKEN))


def test_a_second_lead_that_plays_now_and_then_is_the_runner_up() -> None:
    now_and_then = line("- " * 56 + "A5 C6 B5 A5 G5 - - -")
    assert [candidate.number for candidate in ranked(score(CHORDS, now_and_then, SUNG))] == [3, 2, 1]


def test_doubled_notes_are_no_chords() -> None:
    doubled = tuple(note for note in SUNG for _ in range(2))
    voices = choose(score(doubled, CHORDS))
    assert voices.melody == SUNG
    assert voices.said == (f"{len(SUNG)} of the {2 * len(SUNG)} notes of the melody's track are there twice",)


def test_one_note_can_be_judged_and_alone_is_a_melody() -> None:
    assert chosen(score(line("C4"))) == 1
    assert chosen(score(line("C4"), SUNG)) == 2


# ---- by what is written beside them


@pytest.mark.parametrize(
    ("name", "program", "what"),
    [
        ("MELODY", 0, "solo"),
        ("Lead vox", 33, "solo"),
        ("Piano solo", 0, "solo"),
        ("Gesang", 0, "solo"),
        ("Backing Vocals", 0, "backing"),
        ("Vocal harmony", 0, "backing"),
        ("Upright Bass", 0, "bass"),
        ("Bass Clarinet", 71, "horn"),
        ("Comping", 0, "chords"),
        ("alto sax", 0, "horn"),
        ("Percussion", 0, "drums"),
        ("", 65, "horn"),
        ("", 33, "bass"),
        ("", 89, "chords"),
        ("", 122, "drums"),
        ("track 3", 0, ""),
        ("Single", 0, ""),
    ],
)
def test_names_and_else_instruments_say_what_a_track_plays(name: str, program: int, what: str) -> None:
    assert role(Track(name, (), program)) == what


def test_every_word_for_what_a_track_plays_is_a_known_one() -> None:
    assert {what for what, _ in PROGRAMS} < {what for what, _ in NAMES}


@pytest.mark.parametrize("called", ["Piano|Melody", "Piano|Tenor Sax", "Melody|Lead Guitar", "Melody|Vocals"])
def test_of_two_tracks_that_play_alike_the_name_decides(called: str) -> None:
    other = line(TUNE.replace("D5", "Eb5"))
    both = score(other, SUNG, names=called)
    assert chosen(both) == (2 if called.startswith("Piano") else ranked(score(other, SUNG))[0].number)


def test_a_name_wins_against_what_is_played() -> None:
    assert chosen(score(SUNG, RIFF, names="x|Melody")) == 2


@pytest.mark.parametrize("nonsense", [line("C4"), line("C2 C2 " * 32), HITS[:3]], ids=["a note", "one pitch", "three"])
def test_a_name_does_not_win_against_all_sense(nonsense: tuple[PlayedNote, ...]) -> None:
    assert chosen(score(nonsense, SUNG, CHORDS, names="Melody|track 2|track 3")) == 2


def test_drums_are_no_melody_whatever_they_are_called() -> None:
    drums = Track("Melody", SUNG, 0, 9, True)
    assert chosen(Score(PPQ, (drums, Track("Pad", CHORDS)))) == 2


def test_of_two_tracks_that_play_alike_the_instrument_decides() -> None:
    assert [chosen(score(SUNG, SUNG, programs=programs)) for programs in ("33 0", "0 66", "0 89", "89 0")] == [
        2,
        2,
        1,
        2,
    ]


def test_the_track_that_has_the_words_is_sung() -> None:
    other = line(TUNE, start=EIGHTH // 2)
    words = tuple(Text(note.start, "lyrics", "la") for note in SUNG)
    plain = score(other, CHORDS, SUNG)
    sung = {candidate.number: candidate for candidate in ranked(replace(plain, texts=words))}
    before = {candidate.number: candidate for candidate in ranked(plain)}
    assert sung[3].score > 0.99 > before[3].score
    assert "fits 100 % of the words" in sung[3].why


def test_chord_symbols_are_no_words() -> None:
    symbols = tuple(Text(note.start, "lyrics", "Dm7") for note in RIFF)
    plain = score(RIFF, SUNG)
    assert ranked(replace(plain, texts=symbols)) == ranked(plain)


# ---- how sure, and why


def test_candidates_share_one_probability_and_come_likeliest_first() -> None:
    candidates = choose(score(CHORDS, SUNG, HITS, LOW, names="||Drums|")).candidates
    assert sorted(candidate.number for candidate in candidates) == [1, 2, 4]
    assert sum(candidate.score for candidate in candidates) == pytest.approx(1)
    assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)


def test_of_two_that_play_the_same_the_choice_is_doubtful_and_stays_the_first() -> None:
    first, second = ranked(score(SUNG, SUNG))
    assert (first.number, first.why, second.why) == (1, (), ())
    assert first.score == second.score == pytest.approx(0.5)
    assert first.score < DOUBTFUL


def test_the_choice_says_what_speaks_for_it_and_the_runner_up_what_speaks_against_it() -> None:
    first, second = ranked(score(CHORDS, SUNG, names="|Melody"))
    assert first.why[0] == 'is called "Melody"'
    assert "84 % of its moves are steps" in first.why
    assert "the same rhythm in 100 % of its bars" in second.why
    assert len(first.why) == len(second.why) == 3


# ---- the voices


def test_all_other_notes_with_a_pitch_accompany_in_order() -> None:
    voices = choose(score(LOW, HITS, SUNG, CHORDS, names="Bass|Drums|Melody|Piano", programs="32 0 66 0"))
    assert (voices.melody, voices.name, voices.program) == (SUNG, "Melody", 66)
    assert list(voices.accompaniment) == sorted((*LOW, *CHORDS), key=lambda note: (note.start, note.pitch))
    assert voices.said == ()


def test_a_track_is_asked_for_by_name_or_number() -> None:
    duo = score(SUNG, RIFF, names="Tenor Sax|Trumpet")
    for asked in ("trumpet", "2"):
        voices = choose(duo, asked)
        assert (voices.name, voices.melody) == ("Trumpet", RIFF)
        assert voices.accompaniment == SUNG
        assert (voices.chosen, voices.candidates[0].name) == (voices.candidates[1], "Tenor Sax")


def test_even_drums_are_played_if_asked_for() -> None:
    voices = choose(score(SUNG, HITS, names="Sax|Drums"), "drums")
    assert voices.melody == HITS
    assert voices.chosen is not None
    assert (voices.chosen.score, voices.chosen.why) == (0.0, ("plays drums",))


def test_an_unknown_track_is_answered_with_those_there_are() -> None:
    with pytest.raises(SourceError, match='there is no track "flute"; there are 1 Tenor Sax, 2 Piano') as error:
        choose(score(SUNG, CHORDS, names="Tenor Sax|Piano"), "flute")
    assert error.value.code == "no-such-track"


@pytest.mark.parametrize("silent", [score(HITS, names="Drums"), Score(PPQ)], ids=["drums", "nothing"])
def test_where_only_drums_play_there_is_no_melody(silent: Score) -> None:
    with pytest.raises(SourceError) as error:
        choose(silent)
    assert error.value.code == "no-melody"


def under(voices: Voices) -> str:
    return names(voices.accompaniment)


def test_a_line_with_a_few_notes_under_it_is_thinned_and_that_is_said() -> None:
    harmonised = line(TUNE.replace("F5 - A5", "D5+F5 - A5", 1))
    voices = choose(score(harmonised))
    assert (voices.melody, under(voices)) == (SUNG, "D5")
    assert voices.said == (f"1 of the {len(SUNG) + 1} notes of the melody's track sound under it and accompany it",)


def test_legato_is_one_line() -> None:
    legato = line("C5 D5 E5 F5 G5 F5 E5 D5 C5", held=1.3)
    assert choose(score(legato)).melody == legato


def test_one_player_has_melody_and_chords() -> None:
    left = line(("- " * 28 + "C2 - E2 - ") * 2)
    both = tuple(sorted((*SUNG, *CHORDS, *left), key=lambda note: (note.start, note.pitch)))
    for others in ((), (LOW,), (line("C7"),)):
        assert choose(score(both, *others)).melody == SUNG

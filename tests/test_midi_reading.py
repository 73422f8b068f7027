"""Whatever MIDI file is read gives a score or a reason, and what was wrong with it is told."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import mido
import pytest

from jazz import midi
from jazz.errors import SourceError
from jazz.midi import reading
from jazz.music import Key, Metre
from tests.midi_bytes import DONE, header, meta, mutated, note, smf, sysex, track

SCALE = b"".join(map(note, (60, 62, 64, 65, 67, 69, 71, 72)))
TEMPO_60 = b"\x00\xff\x51\x03\x0f\x42\x40"


def read(data: bytes, folder: Path) -> midi.Score:
    path = folder / "song.mid"
    path.write_bytes(data)
    return midi.read(path)


def notes_of(score: midi.Score) -> list[tuple[int, int, int]]:
    return [(note.start, note.end, note.pitch) for track in score.tracks for note in track.notes]


def pitches(score: midi.Score) -> list[int]:
    return [note.pitch for track in score.tracks for note in track.notes]


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    score = read(smf(note() + DONE), tmp_path)
    assert (score.ppq, notes_of(score)) == (480, [(0, 480, 60)])
    assert score.beats
    assert not score.damage


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (smf(DONE), "empty"),
        (b"not a midi file", "not-midi"),
        (b"MThd\0\0", "damaged"),
        (smf(SCALE + DONE, kind=2), "type-2"),
        (smf(SCALE + DONE, kind=9), "damaged"),
        (smf(SCALE + DONE, division=0), "damaged"),
        (smf(SCALE + DONE, division=0xE700), "damaged"),
        (smf(SCALE + DONE, division=0x9028), "damaged"),
        (header(3), "damaged"),
        (smf(b"\x00\x90\x3c"), "damaged"),
        (smf(b"\x00\x3c\x40" + SCALE), "damaged"),
        (smf(b"\xff" * 5000), "damaged"),
        (smf(*[DONE] * 1001), "too-large"),
        (b"\0" * (reading.LARGEST_FILE + 1), "too-large"),
    ],
    ids=[
        *("no bytes", "no notes", "words", "half a header", "type 2", "type 9", "no ticks", "no parts of a frame"),
        *("no such frames", "tracks that are not there", "half an event", "data without a status"),
        *("a number without end", "tracks without end", "bytes without end"),
    ],
)
def test_a_file_without_music_is_refused_with_a_code_and_a_sentence(data: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^song\.mid: its? ") as error:
        read(data, tmp_path)
    assert error.value.code == code
    assert "\n" not in str(error.value)


def test_a_folder_and_a_missing_file_are_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.mid"):
        with pytest.raises(SourceError) as error:
            midi.read(path)
        assert error.value.code == "unreadable"


# ---- tracks


def test_each_channel_of_a_type_0_file_is_a_track(tmp_path: Path) -> None:
    score = read(smf(meta(3, "Tunes") + note() + note(36, channel=9) + DONE, kind=0), tmp_path)
    assert [(track.name, track.channel, track.is_drum) for track in score.tracks] == [
        ("channel 1", 0, False),
        ("channel 10", 9, True),
    ]
    assert score.title == "Tunes"


def test_a_file_of_type_0_may_hold_several_tracks(tmp_path: Path) -> None:
    score = read(smf(note(60) + DONE, note(64, channel=1) + DONE, kind=0), tmp_path)
    assert [track.channel for track in score.tracks] == [0, 1]


def test_a_program_counts_when_it_stands_before_the_first_note(tmp_path: Path) -> None:
    body = b"\x00\xc0\x42\x00\x90\x3c\x40\x00\xc0\x01" + note(62) + DONE
    assert [track.program for track in read(smf(body), tmp_path).tracks] == [66]


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        (b"\x00\x90\x3c\x40\x60\x90\x3e\x40\x60\x80\x3e\x40", [(0, 192, 60), (96, 192, 62)]),
        (b"\x00\x90\x3c\x40\x60\x3c\x40\x60\x3e\x40\x60\x3e\x00", [(0, 288, 60), (96, 288, 60), (192, 288, 62)]),
        (b"\x00\x90\x3c\x40\x00\x80\x3c\x40", [(0, 0, 60)]),
        (b"\x00\x90\x3c\x40\x60\x90\x3c\x50\x60\x80\x3c\x40\x60\x80\x3c\x40", [(0, 192, 60), (96, 288, 60)]),
        (b"\x00\x90\x3c\x40\x60\x3c\x00", [(0, 96, 60)]),
        (b"\x00\x90\x3c\x40\x00\xff\x01\x01x\x60\x3c\x00", [(0, 96, 60)]),
        (b"\x00\x90\x3c\x40\x00\xf0\x02\x7e\xf7\x60\x3c\x00", [(0, 96, 60)]),
        (b"\x00\x80\x3c\x40\x00\x90\x3c\x40\x60\x80\x3c\x40", [(0, 96, 60)]),
        (b"\xff\xff\xff\x7f\x90\x3c\x40\x60\x3c\x00", [(0xFFFFFFF, 0xFFFFFFF + 96, 60)]),
    ],
    ids=[
        *("never ended", "twice never ended", "no length", "same pitch twice", "running status"),
        *("running status after words", "running status after sysex", "an end without a beginning", "a long wait"),
    ],
)
def test_odd_notes_are_kept_as_a_player_would_hear_them(
    body: bytes, notes: list[tuple[int, int, int]], tmp_path: Path
) -> None:
    score = read(smf(body + DONE), tmp_path)
    assert notes_of(score) == notes
    assert not score.damage


@pytest.mark.parametrize("division", [1, 7, 96, 32767])
def test_any_number_of_ticks_a_quarter_note_will_do(division: int, tmp_path: Path) -> None:
    score = read(smf(note(length=division) + DONE, division=division), tmp_path)
    assert (score.ppq, notes_of(score)) == (division, [(0, division, 60)])


def test_tempo_metre_and_key_changes_are_read_and_nonsense_among_them_is_not(tmp_path: Path) -> None:
    changes = (
        *(meta(0x51, b"\x07\xa1\x20"), meta(0x51, b"\x03\xd0\x90", wait=96), meta(0x51, b"\0\0\0")),
        *(meta(0x58, b"\x03\x02\x18\x08"), meta(0x58, b"\x07\x03\x18\x08", wait=96), meta(0x58, b"\x00\x02\x18\x08")),
        *(meta(0x58, b"\x04\xc8\x18\x08"), meta(0x58, b"\x04"), meta(0x51, b"")),
        *(meta(0x59, b"\xfd\x00"), meta(0x59, b"\x01\x01", wait=96), meta(0x59, b"\x09\x00"), meta(0x59, b"")),
    )
    score = read(smf(b"".join(changes) + DONE, SCALE + DONE), tmp_path)
    assert score.tempos == ((0, 120.0), (96, 240.0))
    assert score.metres == ((96, Metre(3, 4)), (192, Metre(7, 8)))
    assert score.keys == ((192, Key(3)), (288, Key(4, "minor")))


# ---- time that is no beats


@pytest.mark.parametrize(
    ("frames", "parts", "ppq"), [(25, 40, 500), (24, 80, 960), (30, 80, 1200), (25, 1, 12), (29, 100, 1499)]
)
def test_ticks_of_film_frames_are_real_time(frames: int, parts: int, ppq: int, tmp_path: Path) -> None:
    """Two seconds last two seconds, whatever tempos the file names, and the score says that ticks are no beats."""
    a_second = {29: 2997}.get(frames, frames * parts)
    body = TEMPO_60 + note(length=2 * a_second) + DONE
    score = read(smf(body, division=(256 - frames) << 8 | parts), tmp_path)
    ((_, tempo),) = score.tempos
    (played,) = score.tracks[0].notes
    assert score.ppq == ppq
    assert not score.beats
    assert tempo == pytest.approx(120, rel=0.05)
    assert played.end / score.ppq * 60 / tempo == pytest.approx(2, abs=0.0001)


# ---- words


@pytest.mark.parametrize(
    ("event", "kind", "text"),
    [
        (meta(1, "Am7"), "text", "Am7"),
        (meta(2, "(c) 1959"), "copyright", "(c) 1959"),
        (meta(3, "Sax") + meta(3, "Tenor"), "track_name", "Tenor"),
        (meta(4, "Sax"), "instrument_name", "Sax"),
        (meta(5, "Am7"), "lyrics", "Am7"),
        (meta(6, "Am7"), "marker", "Am7"),
        (meta(7, "Am7"), "cue_marker", "Am7"),
        (meta(6, "été\0"), "marker", "été"),
        (meta(6, b"\xe9t\xe9"), "marker", "été"),
        (meta(0x7F, b"\x43\x7b\x01\x36\x0a\x7f\x7f"), "xf", "Am7"),
    ],
)
def test_words_of_all_kinds_are_kept(event: bytes, kind: str, text: str, tmp_path: Path) -> None:
    score = read(smf(event + note() + DONE), tmp_path)
    assert score.texts == (midi.Text(0, kind, text),)


def test_all_words_of_a_file_have_one_encoding(tmp_path: Path) -> None:
    song = ["さくら", "やよいの空は 見わたす限り", "ピアノ"]
    title, lyrics, name = (word.encode("cp932") for word in song)
    score = read(smf(meta(3, title) + meta(5, lyrics) + DONE, meta(3, name) + note() + DONE), tmp_path)
    assert [score.title, score.texts[0].text, score.tracks[0].name] == song


def test_a_karaoke_file_sings_its_texts_and_says_its_title(tmp_path: Path) -> None:
    words = meta(3, "Words") + meta(1, "@LENGL") + meta(1, "@TSummer Song") + meta(1, "\\Sum", wait=96)
    score = read(smf(meta(3, "Soft Karaoke") + DONE, words + meta(1, "mer ") + DONE, SCALE + DONE), tmp_path)
    assert score.title == "Summer Song"
    assert [(text.tick, text.text) for text in score.texts if text.kind == "lyrics"] == [(96, "Sum"), (96, "mer")]


# ---- wrappings


def test_a_riff_wrapper_counts_from_its_small_end(tmp_path: Path) -> None:
    inner = smf(note() + DONE)
    data = b"data" + len(inner).to_bytes(4, "little") + inner
    parts = b"DISP\x08\0\0\0\x01\0\0\0MTrk" + data + b"LIST\x04\0\0\0INFO" + track(b"no music here")
    score = read(b"RIFF" + (4 + len(parts)).to_bytes(4, "little") + b"RMID" + parts, tmp_path)
    assert notes_of(score) == [(0, 480, 60)]
    assert not score.damage


@pytest.mark.parametrize("junk", [b"\0" * 128, b"HTTP/1.0 200 OK\r\n\r\n"], ids=["MacBinary", "a web server's words"])
def test_bytes_around_a_file_are_passed_over(junk: bytes, tmp_path: Path) -> None:
    score = read(junk + smf(note() + DONE) + junk, tmp_path)
    assert notes_of(score) == [(0, 480, 60)]
    assert not score.damage


def test_chunks_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    other = b"XFIH" + (12).to_bytes(4, "big") + b"MTrk\0\0\0\2no!!"
    score = read(header() + other + track(note() + DONE) + other, tmp_path)
    assert notes_of(score) == [(0, 480, 60)]
    assert not score.damage


# ---- drums


@pytest.mark.parametrize(
    ("code", "drums"),
    [
        ("7e7f0901", [9]),
        ("41104212401a150213", [9, 10]),
        ("41104212401015001b", []),
        ("43104c08050701", [5, 9]),
    ],
    ids=["General MIDI", "a kit of GS", "no kit of GS", "a kit of XG"],
)
def test_a_synthesiser_is_told_which_channels_are_drums(code: str, drums: list[int], tmp_path: Path) -> None:
    channels = (note(channel=channel) + DONE for channel in (5, 9, 10))
    score = read(smf(sysex(code) + DONE, *channels), tmp_path)
    assert [track.channel for track in score.tracks if track.is_drum] == drums


# ---- damage


@pytest.mark.parametrize(
    ("data", "count", "damage"),
    [
        (smf(SCALE), 8, ()),
        (smf(SCALE + DONE) + b"*", 8, ()),
        (
            smf(SCALE + DONE)[:-1],
            8,
            ("the file ends inside track 1 (bytes missing: 1)", "track 1, bar 3: it breaks off; what follows"),
        ),
        (
            header(2) + track(SCALE + DONE) + track(SCALE)[:-20],
            14,
            ("the file ends inside track 2 (bytes missing: 20)", "track 2, bar 2: it breaks off"),
        ),
        (header(3) + track(SCALE + DONE), 8, ("its header promises 3 tracks, of which 1 are there",)),
        (header(2) + track(SCALE + DONE, 9) + track(SCALE + DONE), 16, ("the length of track 1 is wrong",)),
        (header(2) + track(SCALE + DONE, 90) + track(SCALE + DONE), 16, ("the length of track 1 is wrong",)),
        (header(1) + track(SCALE + DONE, 0), 8, ("the length of track 1 is wrong",)),
        (header(1) + track(SCALE + DONE, 900), 8, ("the length of track 1 is wrong",)),
        (header(2) + track(SCALE + DONE) + b"\0\0" + track(SCALE + DONE), 16, ()),
        (smf(b"\x00\xf4\x00\xf2\x01\x02" + SCALE), 8, ("track 1, bar 1: it has messages that belong into no file (2",)),
        (smf(SCALE + b"\x00\x90\xbc\x40" + SCALE, SCALE), 16, ("track 1, bar 3: it breaks off",)),
        (smf(b"\x81" * 4 + SCALE, SCALE), 8, ("track 1, bar 1: it breaks off",)),
        (smf(b"\xff\xff\xff\x7f\xb0\x00\x00" * 9 + SCALE, SCALE), 8, ("track 1, bar 1118482: it breaks off",)),
    ],
    ids=[
        *("no end of track", "one byte more", "one byte less", "cut off in the second track", "tracks missing"),
        *("too short a length", "too long a length", "no length", "a length beyond the file", "bytes between tracks"),
        *("messages of a cable", "no data", "a number too long", "too far away"),
    ],
)
def test_what_is_whole_of_a_damaged_file_is_read_and_the_rest_is_told(
    data: bytes, count: int, damage: tuple[str, ...], tmp_path: Path
) -> None:
    score = read(data, tmp_path)
    assert len(pitches(score)) == count
    assert len(score.damage) == len(damage)
    for sentence, beginning in zip(score.damage, damage, strict=True):
        assert sentence.startswith(beginning)


def test_the_place_of_a_damage_counts_the_bars_of_the_file(tmp_path: Path) -> None:
    waltz = meta(0x58, b"\x03\x02\x18\x08") + DONE
    score = read(smf(waltz, SCALE + b"\x00\x90\xff"), tmp_path)
    assert score.damage[0].startswith("track 2, bar 3:")
    film = read(smf(SCALE + b"\x00\x90\xff", division=0xE728), tmp_path)
    assert film.damage[0].startswith("track 1, second 4:")


def test_no_more_damage_is_told_than_anybody_reads(tmp_path: Path) -> None:
    score = read(smf(*[SCALE + b"\x00\xf4\x00\x90"] * 50), tmp_path)
    assert len(score.damage) == 21
    assert score.damage[-1] == "and 80 faults more"


def test_no_accident_raises_anything_but_a_reason(tmp_path: Path) -> None:
    whole = (
        smf(meta(3, "Été") + TEMPO_60 + meta(0x58, b"\x03\x02\x18\x08") + DONE, SCALE + DONE, SCALE),
        smf(sysex("41104212401a150213") + meta(1, "@TSong") + SCALE + note(36, channel=9) + SCALE + DONE, kind=0),
    )
    outcomes = Counter[str]()
    for seed in range(400):
        try:
            score = read(mutated(whole[seed % 2], seed), tmp_path)
            outcomes["damage told" if score.damage else "read"] += 1
        except SourceError as error:
            outcomes[error.code] += 1
    assert min(outcomes[each] for each in ("read", "damage told", "damaged", "not-midi")) > 5, outcomes


def test_mido_reads_the_same(tmp_path: Path) -> None:
    """A reader of other people's finds the same notes in a file of theirs."""
    file = mido.MidiFile(type=1)
    file.tracks.append(mido.MidiTrack([mido.MetaMessage("track_name", name="Tune"), mido.MetaMessage("set_tempo")]))
    file.tracks.append(mido.MidiTrack())
    for pitch in (60, 64, 67):
        file.tracks[1] += [mido.Message("note_on", note=pitch), mido.Message("note_off", note=pitch, time=1000)]
    stream = io.BytesIO()
    file.save(file=stream)
    assert pitches(read(stream.getvalue(), tmp_path)) == [60, 64, 67]

"""Words in MIDI files are read as they were written, in whatever encoding."""

from __future__ import annotations

import pytest

from jazz.midi import words

SONGS = {
    "ascii": ["Blue in Green", "Piano"],
    "utf-8": ["Águas de Março", "枯葉"],
    "cp1252": ["Les feuilles mortes été", "Mélodie", "Don’t Get Around Much"],
    "cp1250": ["Škoda lásky", "Dvořák", "Píseň"],
    "cp1251": ["Подмосковные вечера", "Мелодия"],
    "koi8-r": ["Подмосковные вечера", "Мелодия"],
    "cp1253": ["Τα παιδιά του Πειραιά", "Μελωδία"],
    "cp932": ["さくら さくら やよいの空は 見わたす限り", "ピアノ"],
    "euc-jp": ["さくら さくら やよいの空は 見わたす限り", "ピアノ"],
    "gb18030": ["你问我爱你有多深 我爱你有几分", "主旋律"],
    "big5": ["獨夜無伴守燈下 清風對面吹", "主旋律"],
    "euc-kr": ["아리랑 아리랑 아라리요", "피아노"],
}


@pytest.mark.parametrize("encoding", SONGS)
def test_the_encoding_of_a_file_is_found_from_all_its_words(encoding: str) -> None:
    written = [song.encode(encoding) for song in SONGS[encoding]]
    found = words.encoding([*written, b"Piano", b"Bass", b"Drums"])
    assert [words.text(word, found) for word in written] == SONGS[encoding]


def test_a_tag_names_the_encoding_unless_it_cannot_be() -> None:
    assert words.encoding([b"\xb1\xb2", b"{@LATIN}"]) == "cp1252"
    assert words.encoding([b"\xb1\xb2", b"{@JP}"]) == "cp932"
    assert words.encoding(["Земля, прощай".encode("cp1251"), b"{@JP}"]) == "cp1251"


def test_what_is_no_word_at_all_is_still_read() -> None:
    noise = bytes(range(256)) * 1000
    assert words.text(noise, words.encoding([noise]))


def test_blanks_around_words_are_gone() -> None:
    assert words.text(b"\0 Am7\r\n\0", "ascii") == "Am7"


def test_only_karaoke_files_sing_their_texts() -> None:
    said = [(0, "text", b"@KMIDI KARAOKE FILE"), (0, "text", b"/Am7"), (9, "lyrics", b"\\la")]
    assert list(words.sung(said)) == [*said[:2], (9, "lyrics", b"la")]
    assert list(words.sung([(0, "text", b"@LENGL"), (0, "text", b"/la"), (0, "marker", b"Am7")])) == [
        (0, "text", b"@LENGL"),
        (0, "lyrics", b"la"),
        (0, "marker", b"Am7"),
    ]

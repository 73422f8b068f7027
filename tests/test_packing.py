"""Songs as bytes and back: nothing is lost, nothing damaged is taken for a song."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazz import assets, solotext
from jazz.corpus.packing import pack, unpack
from jazz.music import NO_CHORD, Change, Chart, Chord, Key, LeftOut, Metre, Note, Reading, Section, Solo, Song
from tests.strategies import songs

FOREIGN = Chord("Zz", 3, "strange", (0, 5), frozenset({7}), frozenset({1, 2}), None)
WORDS = st.text(max_size=12)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Readings with all that they can say."""
    several = st.lists(WORDS, max_size=3).map(tuple)
    return Reading(draw(WORDS), draw(st.floats(0, 1)), draw(several), draw(WORDS), draw(WORDS), said=draw(several))


@st.composite
def results(draw: st.DrawFn) -> Song | LeftOut:
    """A song with all that a song can have, or a reason why there is none."""
    source = "folder/a.mid" + draw(st.sampled_from(["", "#2"]))
    if draw(st.booleans()):
        return LeftOut(source, draw(WORDS), draw(WORDS))
    song = draw(songs())
    sections = tuple(Section(onset, draw(WORDS)) for onset in range(draw(st.integers(0, 3))))
    chart = replace(
        song.chart, sections=sections, key=draw(st.sampled_from([None, Key(3, "minor")])), tempo=draw(tempos())
    )
    timing = tuple(draw(st.floats(-1, 1)) for _ in song.solo)
    return replace(song, chart=chart, source=source, title=draw(WORDS), timing=timing, reading=draw(readings()))


def tempos() -> st.SearchStrategy[float | None]:
    return st.none() | st.floats(10, 1000)


@given(st.lists(results(), max_size=3))
def test_what_is_packed_comes_back(found: list[Song | LeftOut]) -> None:
    assert unpack(pack(found, "folder/a.mid"), "folder/a.mid") == found


def test_the_shipped_songs_come_back() -> None:
    found = [solotext.parse(path.read_text(), source=path.as_posix()) for path in assets.corpus_files()]
    assert unpack(pack(found, "elsewhere"), "elsewhere") == found


@pytest.mark.parametrize("chord", [NO_CHORD, FOREIGN], ids=["N.C.", "a chord that no symbol means"])
def test_chords_that_no_symbol_means_come_back(chord: Chord) -> None:
    song = Song(Chart(Metre(), 1, (Change(0, chord),)), Solo((Note(0, 6, 60),)), 120.0, 0.5, "a", "a")
    assert unpack(pack([song], "a"), "a") == [song]


def test_a_file_that_was_moved_gives_the_same_bytes() -> None:
    there, here = (LeftOut(f"{place}/x.mid", "empty", "no note") for place in ("there", "here"))
    assert pack([there], "there/x.mid") == pack([here], "here/x.mid")
    assert unpack(pack([there], "there/x.mid"), "here/x.mid") == [here]


def test_numbers_of_numpy_become_plain() -> None:
    solo = Solo((Note(int(np.int64(0)), np.int64(6), 60),))  # type: ignore[arg-type]
    song = Song(Chart(Metre(), 1, (Change(0, NO_CHORD),)), solo, np.float64(120), 0.5, "a", "a")
    (again,) = unpack(pack([song], "a"), "a")
    assert again == song


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_damaged_bytes_are_no_songs(place: int, flip: int) -> None:
    data = bytearray(pack([LeftOut("a", "x", "some words that can be damaged")], "a"))
    data[place % len(data)] ^= flip
    with pytest.raises(ValueError, match="damaged"):
        unpack(bytes(data), "a")


@pytest.mark.parametrize("text", [b"[[0,[]]]", b"[[7,[]]]", b"{}1", b"[1]", b'[[1,["a","b"]]]', b"[" * 10_000])
def test_what_is_no_song_is_told(text: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpack(zlib.compress(text), "a")

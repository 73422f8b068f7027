"""A solo as files: named after chart and seed, all kinds beside each other, and nothing half done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jazz import charts, delivery, midi, sound
from jazz.delivery import KINDS, Wanted
from jazz.errors import JazzError, OutputError
from jazz.model import Model
from jazz.pipeline import Request, Take, improvise

BLUES = charts.arrange(charts.find("| C7 | F7 | C7 | % | F7 | % | C7 | % | G7 | F7 | C7 | G7 |"))
MIDI = Wanted()


def take(player: Model, request: Request) -> Take:
    (made,) = improvise(player, request)
    return made


def files() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


# ---- names


def test_files_are_named_after_chart_and_seed(home: Path) -> None:
    blue = Request(replace(BLUES, title="Blue: Côrner/3"), 7)
    assert delivery.name_files(blue, None, MIDI) == [Path("blue-c-rner-3-7.mid")]
    assert delivery.name_files(replace(blue, count=10), None, MIDI)[0] == Path("blue-c-rner-3-7-01.mid")
    assert delivery.name_files(Request(BLUES, 7), None, MIDI) == [Path("solo-7.mid")]
    assert delivery.name_files(Request(BLUES, 7), Path("x.mid"), MIDI) == [Path("x.mid")]
    assert delivery.name_files(Request(BLUES, 7), home, MIDI) == [home / "solo-7.mid"]


@pytest.mark.parametrize(("there", "wanted"), [("solo-7-2.mid", MIDI), ("solo-7-2.png", Wanted(("png",)))])
def test_nothing_is_replaced_unasked(home: Path, there: str, wanted: Wanted) -> None:
    Path(there).touch()
    request = Request(BLUES, 7, count=3)
    with pytest.raises(OutputError, match="exists; use --force"):
        delivery.name_files(request, None, wanted)
    assert len(delivery.name_files(request, None, wanted, force=True)) == 3


@pytest.mark.parametrize("name", ["x" * 400 + ".mid", "no/such/folder.mid"])
def test_a_name_that_cannot_be_written_is_refused_early(home: Path, name: str) -> None:
    with pytest.raises(OutputError):
        delivery.name_files(Request(BLUES, 7), Path(name), MIDI)


def test_a_midi_file_is_not_called_like_what_lies_beside_it(home: Path) -> None:
    with pytest.raises(OutputError, match=r"name it \.mid"):
        delivery.name_files(Request(BLUES, 7), Path("a.html"), Wanted(("html",)))


# ---- contents


def test_all_kinds_lie_beside_each_other(untrained: Model, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "render", lambda data, *, loop: b"RIFF" + data[:4] + bytes([loop]))
    request = Request(BLUES, 7, backing="chords", command="jazz solo")
    written = delivery.write(take(untrained, request), request, Path("a.mid"), Wanted(tuple(KINDS)))
    beside = ["a-comping-piano.mid", "a-tenor-sax.mid", "a.html", "a.mid", "a.musicxml", "a.png", "a.wav"]
    assert sorted(path.name for path in written) == files() == beside
    assert written[0] == Path("a.mid")
    assert Path("a.wav").read_bytes() == b"RIFFMThd\0"
    assert Path("a.png").read_bytes().startswith(b"\x89PNG")
    assert b"<score-partwise" in Path("a.musicxml").read_bytes()
    assert b"<!doctype html>" in Path("a.html").read_bytes()[:200].lower()


def test_each_stem_is_one_player_of_the_whole(untrained: Model, home: Path) -> None:
    request = Request(BLUES, 7)
    delivery.write(take(untrained, request), request, Path("a.mid"), Wanted(("stems",)))
    whole = {track.name: track.notes for track in midi.read("a.mid").tracks}
    stems = [midi.read(path) for path in sorted(Path().glob("a-*.mid"))]
    assert len(stems) == len(whole) == 4
    for stem in stems:
        (track,) = stem.tracks
        assert whole[track.name] == track.notes
        assert stem.tempos == midi.read("a.mid").tempos


def test_a_page_is_written_for_a_transposing_instrument(untrained: Model, home: Path) -> None:
    request = Request(BLUES, 7)
    solo = take(untrained, request)
    delivery.write(solo, request, Path("a.mid"), Wanted(("musicxml",)))
    delivery.write(solo, request, Path("b.mid"), Wanted(("musicxml",), "Eb"))
    assert b"<chromatic>-9</chromatic>" in Path("b.musicxml").read_bytes()
    assert b"<chromatic>" not in Path("a.musicxml").read_bytes()
    with pytest.raises(JazzError, match="kazoo"):
        Wanted(("musicxml",), "kazoo")


def test_what_cannot_be_made_leaves_nothing_half_done(
    untrained: Model, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> bytes:
        raise JazzError("sound needs FluidSynth")

    monkeypatch.setattr(sound, "render", missing)
    request = Request(BLUES, 7)
    with pytest.raises(JazzError, match="FluidSynth"):
        delivery.write(take(untrained, request), request, Path("a.mid"), Wanted(("html", "wav")))
    assert files() == []
    Path("a-drums.mid").touch()
    with pytest.raises(OutputError, match=r"a-drums\.mid exists"):
        delivery.write(take(untrained, request), request, Path("a.mid"), Wanted(("stems",)))
    assert files() == ["a-drums.mid"]

"""Sound: WAV files as long as they should be, loud but not clipped, and a sentence where a program is missing.

What needs FluidSynth and a soundfont is skipped where they are missing.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jazz import midi, sound
from jazz.errors import JazzError
from jazz.music import Part, Performance, PlayedNote
from jazz.sound import RATE, render
from tests import stand

MIDI = midi.encode(stand.performance())
BARS = 4.0  # seconds: four bars of four at 240


def heard(data: bytes) -> Any:
    """The samples of a WAV file: (frames, 2), 1.0 full scale."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 2, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


@pytest.fixture
def synthesiser() -> None:
    try:
        sound.find_fluidsynth()
        sound.find_soundfont()
    except JazzError as error:
        pytest.skip(str(error))


def loudness(samples: Any) -> float:
    return float(np.sqrt((samples**2).mean()))


@pytest.mark.usefixtures("synthesiser")
def test_a_performance_is_heard_from_the_first_beat_to_its_last_and_dies_away() -> None:
    samples = heard(render(MIDI))
    assert BARS <= len(samples) / RATE < BARS + 8
    assert loudness(samples[: RATE // 4]) > 0.01
    assert loudness(samples[int(3.5 * RATE) : int(BARS * RATE)]) > 0.01
    assert np.abs(samples[-100:]).max() < 0.002
    assert 0.85 < np.abs(samples).max() < 0.95


@pytest.mark.usefixtures("synthesiser")
def test_the_same_file_sounds_the_same() -> None:
    assert render(MIDI) == render(MIDI)


@pytest.mark.usefixtures("synthesiser")
def test_a_loop_has_the_length_of_its_bars_and_begins_with_what_rings_on() -> None:
    last = PlayedNote(3 * 1920, 4 * 1920, 60, 100)
    played = Performance(stand.performance().chart, 240, (Part("Vibraphone", 11, 0, (last,)),))
    once, loop = (heard(render(midi.encode(played), loop=loop)) for loop in (False, True))
    assert len(loop) == BARS * RATE
    assert len(once) > len(loop)
    assert loudness(once[:2000]) == 0
    assert loudness(loop[:2000]) > 0.001
    joined = np.concatenate([loop, loop])
    steps = np.abs(np.diff(joined, axis=0)).max(axis=1)
    assert steps[len(loop) - 1] <= np.percentile(steps, 99.9)


@pytest.mark.usefixtures("synthesiser")
def test_silence_is_as_long_as_its_bars_and_silent() -> None:
    played = Performance(stand.performance().chart, 240, ())
    samples = heard(render(midi.encode(played)))
    assert len(samples) == BARS * RATE
    assert not samples.any()


@pytest.mark.usefixtures("synthesiser")
def test_a_broken_soundfont_is_refused_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    font = tmp_path / "broken.sf2"
    font.write_bytes(b"RIFF....sfbk, or not")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(JazzError, match=r"broken\.sf2"):
        render(MIDI, soundfont=font)
    assert list(tmp_path.iterdir()) == [font]


@pytest.mark.usefixtures("synthesiser")
def test_a_synthesiser_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: Any, timeout: float, **__: Any) -> None:
        raise subprocess.TimeoutExpired("fluidsynth", timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(JazzError, match="fewer bars"):
        render(MIDI)


@pytest.mark.parametrize(
    ("platform", "program", "font"),
    [
        ("linux", "apt install fluidsynth", "apt install musescore-general-soundfont-small"),
        ("darwin", "brew install fluid-synth", "brew install --cask musescore"),
        ("win32", "choco install fluidsynth", "choco install musescore"),
        ("freebsd14", "apt install fluidsynth", "apt install musescore-general-soundfont-small"),
    ],
)
def test_what_is_missing_is_named_with_how_to_get_it_on_each_platform(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, program: str, font: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(sound.FONT_VARIABLE, raising=False)
    monkeypatch.setattr(sound, "FONT_FOLDERS", dict.fromkeys(sound.FONT_FOLDERS, (str(tmp_path),)))
    with pytest.raises(JazzError, match=program):
        sound.find_fluidsynth()
    with pytest.raises(JazzError, match=font):
        sound.find_soundfont()


def test_the_soundfont_that_is_named_comes_before_those_that_are_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("TimGM6mb.sf2", "FluidR3_GM.sf2", "mine.sf2"):
        (tmp_path / name).touch()
    monkeypatch.setattr(sound, "FONT_FOLDERS", dict.fromkeys(sound.FONT_FOLDERS, (str(tmp_path),)))
    monkeypatch.delenv(sound.FONT_VARIABLE, raising=False)
    assert sound.find_soundfont().name == "FluidR3_GM.sf2"
    monkeypatch.setenv(sound.FONT_VARIABLE, str(tmp_path / "mine.sf2"))
    assert sound.find_soundfont().name == "mine.sf2"
    monkeypatch.setenv(sound.FONT_VARIABLE, str(tmp_path / "gone.sf2"))
    with pytest.raises(JazzError, match=r"gone\.sf2"):
        sound.find_soundfont()


@pytest.mark.parametrize("tempo", [20, 133.3, 400])
def test_the_length_of_a_file_is_that_of_its_bars(tempo: float) -> None:
    lasts = sound.seconds(midi.encode(stand.performance(tempo=tempo)))
    assert lasts == pytest.approx(16 * 60 / tempo, rel=1e-5)


def test_a_tempo_counts_from_where_it_stands() -> None:
    tempo = bytes.fromhex("00ff5103 0f4240 8360ff5103 07a120 8360ff2f00")  # a quarter of 1 s, then one of 0.5 s
    header = b"MThd" + bytes.fromhex("00000006 0001 0001 01e0") + b"MTrk" + len(tempo).to_bytes(4, "big")
    assert sound.seconds(header + tempo) == pytest.approx(1.5)

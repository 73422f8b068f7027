"""A MIDI file as sound: `render` plays it with FluidSynth into a WAV file; no sound card is needed.

FluidSynth runs as a program beside us. The libraries of PyPI were weighed: pyfluidsynth needs the same FluidSynth
installed, and then has the caller play event by event; tinysoundfont brings its own synthesiser, but without reverb and
plainer filters. A program that fails or hangs also takes nobody with it. All need a soundfont, a file with the sounds
of the instruments, which is too large to come along; `find_soundfont` knows where systems keep theirs.

Conventions: 44,100 frames a second, two channels of 16 bits. The loudest sample has -1 dB of the largest there is, so
nothing is clipped. This room knows MIDI as bytes, and nothing of who plays.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from jazz.errors import JazzError
from jazz.midi import chunks, events

RATE = 44_100  # frames a second
PEAK = 10 ** (-1 / 20)  # -1 dB
SILENCE = 10 ** (-60 / 20)  # what is 60 dB below the peak is no longer heard
FAINTEST = 1e-5  # a third of the smallest step of 16 bits; what the reverberation of nothing stays below
FADE = RATE // 50  # frames over which the tail ends
TIME_LIMIT = 300  # seconds; a minute of music takes 1 to 10
TEMPO_EVENT = 0xFF51
DEFAULT_TEMPO = 500_000  # microseconds a quarter note, where a file says nothing

Row = TypeVar("Row")

FONT_VARIABLE = "JAZZ_SOUNDFONT"

# Where soundfonts of all General MIDI instruments lie, the better ones first: folders, and patterns in them.
FONT_FOLDERS = {
    "linux": (
        "~/.local/share/soundfonts",
        "~/.local/share/sounds/sf2",
        "/usr/share/sounds/sf3",
        "/usr/share/sounds/sf2",
        "/usr/share/soundfonts",
        "/usr/local/share/soundfonts",
    ),
    "darwin": (
        "~/Library/Audio/Sounds/Banks",
        "/Library/Audio/Sounds/Banks",
        "/Applications/MuseScore 4.app/Contents/Resources/sound",
        "/Applications/MuseScore 3.app/Contents/Resources/sound",
        "/opt/homebrew/share/soundfonts",
        "/usr/local/share/soundfonts",
    ),
    "win32": (
        "~/Documents/SoundFonts",
        "C:/soundfonts",
        "C:/ProgramData/soundfonts",
        "C:/Program Files/MuseScore 4/sound",
        "C:/Program Files/MuseScore 3/sound",
    ),
}
FONT_NAMES = (
    "MS Basic.sf3",
    "MuseScore_General*.sf[23]",
    "FluidR3*.sf[23]",
    "GeneralUser*.sf2",
    "default-GM.sf[23]",
    "default.sf[23]",
    "TimGM6mb.sf2",
)

GET_FLUIDSYNTH = {
    "linux": "sudo apt install fluidsynth (or your system's package of that name)",
    "darwin": "brew install fluid-synth",
    "win32": "choco install fluidsynth",
}
GET_FONT = {
    "linux": "sudo apt install musescore-general-soundfont-small (or fluid-soundfont-gm)",
    "darwin": "install MuseScore (brew install --cask musescore), which brings one",
    "win32": "install MuseScore (choco install musescore), which brings one",
}


def render(midi: bytes, *, soundfont: Path | None = None, loop: bool = False) -> bytes:
    """The sound of a MIDI file as a WAV file: the bars to the last bar line, then the tail until it is silent.

    A `loop` has exactly the length of the bars, and what sounds beyond their end is laid over the beginning, so that
    copies end to end sound like one. The same MIDI and soundfont give the same bytes. Raises JazzError where
    FluidSynth or a soundfont is missing, or where they fail.
    """
    program, font = find_fluidsynth(), find_soundfont() if soundfont is None else soundfont
    if not font.is_file():
        raise JazzError(f"{font} is not a soundfont: there is no such file")
    sound = _play(midi, program, font.absolute())
    length = round(seconds(midi) * RATE)
    return _wave(_wrapped(sound, length) if loop else _trimmed(sound, length))


def find_fluidsynth() -> str:
    """The path of FluidSynth. Raises JazzError that says how to get it."""
    found = shutil.which("fluidsynth")
    if found is None:
        raise JazzError(f"sound needs FluidSynth: {_here(GET_FLUIDSYNTH)}")
    return found


def find_soundfont() -> Path:
    """The soundfont that `$JAZZ_SOUNDFONT` names, else the best in the usual places; JazzError says how to get one."""
    named = os.environ.get(FONT_VARIABLE)
    if named:
        if not Path(named).is_file():
            raise JazzError(f"{FONT_VARIABLE} names {named}, which is not a file; name a soundfont (.sf2 or .sf3)")
        return Path(named)
    folders = [Path(folder).expanduser() for folder in _here(FONT_FOLDERS)]
    found = [path for name in FONT_NAMES for folder in folders for path in sorted(folder.glob(name)) if path.is_file()]
    if not found:
        raise JazzError(f"sound needs a soundfont: {_here(GET_FONT)}, or name one in {FONT_VARIABLE}")
    return found[0]


def _here(table: Mapping[str, Row]) -> Row:
    """The row of this platform."""
    return table.get(sys.platform, table["linux"])


def seconds(midi: bytes) -> float:
    """How long a MIDI file lasts, to the end of its longest track."""
    file = chunks.split(midi)
    tracks = [events.walk(body)[0] for body in file.tracks]
    end = max((track[-1][0] for track in tracks if track), default=0)
    tempos = sorted(
        (tick, int.from_bytes(data, "big")) for track in tracks for tick, status, data in track if status == TEMPO_EVENT
    )
    ticks = [0, *(tick for tick, _ in tempos), end]
    lengths = [later - tick for tick, later in pairwise(ticks)]
    microseconds = [DEFAULT_TEMPO, *(tempo for _, tempo in tempos)]
    return sum(length * each for length, each in zip(lengths, microseconds, strict=True)) / file.division / 1e6


def _play(midi: bytes, program: str, font: Path) -> np.ndarray:
    """What FluidSynth makes of it until the last note has died away: (frames, 2), 1.0 full scale."""
    with TemporaryDirectory(prefix="jazz-") as folder:
        source, target = Path(folder) / "music.mid", Path(folder) / "music.raw"
        source.write_bytes(midi)
        # no audio or MIDI device, no configuration of the user's; a room but no chorus; no soundfont but this one, and
        # of that only what sounds, which halves the time
        words = ["-n", "-i", "-q", "-f", os.devnull, "-R", "1", "-C", "0", "-r", str(RATE)]
        words += ["-o", "synth.default-soundfont=", "-o", "synth.dynamic-sample-loading=1"]
        words += ["-T", "raw", "-O", "float", "-E", "little", "-F", str(target)]
        try:
            done = subprocess.run(
                [program, *words, str(font), str(source)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIME_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise JazzError(f"FluidSynth was stopped: it had not ended after {TIME_LIMIT} s; try fewer bars") from None
        except OSError as error:
            raise JazzError(f"{program} does not run: {error.strerror}") from error
        sound = np.fromfile(target, "<f4").reshape(-1, 2) if target.is_file() else np.zeros((0, 2), "<f4")
    audible = np.abs(sound).max(initial=0) > FAINTEST
    if done.returncode or (not audible and b"error" in done.stderr):
        said = next((line for line in done.stderr.decode(errors="replace").splitlines() if "error" in line), "no sound")
        raise JazzError(f"FluidSynth cannot play with the soundfont {font}: {said.removeprefix('fluidsynth: error: ')}")
    return sound if audible else np.zeros_like(sound)


def _trimmed(sound: np.ndarray, length: int) -> np.ndarray:
    """The sound to where it is silent, but at least `length` frames, fading out over the last few."""
    loud = np.flatnonzero(np.abs(sound).max(axis=1) > SILENCE * np.abs(sound).max(initial=0))
    end = max(length, loud[-1] + FADE if len(loud) else 0)
    kept = _padded(sound, end)[:end]
    kept[-FADE:] *= np.linspace(1, 0, len(kept[-FADE:]))[:, None]
    return kept


def _wrapped(sound: np.ndarray, length: int) -> np.ndarray:
    """Exactly `length` frames, whatever sounds later added from the beginning on, round and round."""
    rounds = max(1, -(-len(sound) // length))
    return np.asarray(_padded(sound, rounds * length).reshape(rounds, length, 2).sum(axis=0))


def _padded(sound: np.ndarray, length: int) -> np.ndarray:
    return np.pad(sound, ((0, max(0, length - len(sound))), (0, 0)))


def _wave(sound: np.ndarray) -> bytes:
    """The WAV file of (frames, 2), as loud as `PEAK` allows."""
    loudest = np.abs(sound).max(initial=0)
    samples = np.round(sound * (32767 * PEAK / loudest if loudest else 0)).astype("<i2")
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return stream.getvalue()

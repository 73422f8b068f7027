"""What real programs make of a file that was written: a sequencer, a DAW, a notation program, a synthesiser.

    python benchmarks/daw_clients.py solo.mid [--pictures FOLDER] [--soundfont FILE.sf2]

Opens the file in Rosegarden (sequencer), LMMS (DAW) and MuseScore 3 (notation), whichever of them are installed, lets
each save it in its own format, and compares what stands there with what was written: tempo, metre, chord symbols, and
of each track its name, the number of its notes, their pitches and, where the program keeps them, their onsets.
Rosegarden and LMMS have no command that imports and saves, so they run on a screen that nobody sees, and keys are
pressed for them; --pictures keeps what that screen shows. FluidSynth then plays each track alone, and the loudness says
whether it sounds. On Debian: apt-get install rosegarden lmms musescore3 fluidsynth xvfb xdotool imagemagick.

Not among them: Ardour, whose scripts without a screen cannot import; Qtractor, which opens, but whose sessions only
refer to the MIDI file. Live, Logic, Cubase, Reaper and FL Studio do not come from Debian.
"""

from __future__ import annotations

import argparse
import array
import gzip
import math
import os
import re
import shutil
import subprocess
import tempfile
import wave
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import mido

from jazz import midi
from jazz.music import PPQ

Notes = list[tuple[int, int]]
"""Onsets in ticks of 1/480 quarter note, and pitches."""
SECONDS = 60
SOUNDFONT = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")

LMMS_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE lmms-config-file>
<lmms version="1.2.2" configversion="1">
  <app configured="1" nomsgaftersetup="1" openlastproject="0"/>
  <mixer audiodev="Dummy (no sound output)" mididev="Dummy (no MIDI support)"/>
  <paths workingdir="{home}/lmms/" defaultsf2="{soundfont}"/>
</lmms>
"""

SAVE_AS = """
xdotool windowsize "$MAIN" 1400 900 windowfocus "$MAIN"; sleep 1
[ -z "$PICTURE" ] || import -window root "$PICTURE"
xdotool key ctrl+s; sleep 2
xdotool windowfocus "$(xdotool search --onlyvisible --name Save | tail -1)" key ctrl+a
xdotool type "$SAVED"; xdotool key Return; sleep 2
kill $PROGRAM
"""
ROSEGARDEN = """
rosegarden --nosplash --nosound "$FILE" & PROGRAM=$!; sleep 8
window=$(xdotool search --onlyvisible --name "Welcome!" | tail -1)
[ -z "$window" ] || { xdotool windowfocus "$window" key Return; sleep 2; }
window=$(xdotool search --onlyvisible --name "Rosegarden Transport" | tail -1)
[ -z "$window" ] || xdotool windowunmap "$window"
MAIN=$(xdotool search --onlyvisible --name " - Rosegarden" | tail -1)
"""
LMMS = """
lmms --allowroot --config "$HOME/settings.xml" --import "$FILE" & PROGRAM=$!; sleep 8
MAIN=$(xdotool search --onlyvisible --name LMMS | tail -1)
"""


@dataclass
class Seen:
    """What a program made of the file; `step` is the finest onset that it keeps, in ticks (0: it keeps none)."""

    tempo: float = 0.0
    metre: str = ""
    chords: int = 0
    tracks: dict[str, Notes] = field(default_factory=dict)
    step: int = 0


def written(path: Path) -> Seen:
    """What stands in the file."""
    score = midi.read(path)
    seen = Seen(score.tempos[0][1], f"{score.metres[0][1].beats}/{score.metres[0][1].unit}", step=1)
    seen.chords = sum(text.kind == "marker" for text in score.texts)
    seen.tracks = {track.name: [(note.start, note.pitch) for note in track.notes] for track in score.tracks}
    return seen


def on_screen(script: str, file: Path, saved: Path, picture: Path | None) -> None:
    """Run a program on a screen that nobody sees, and let it save."""
    home = saved.parent
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    environment = {
        **os.environ,
        **{"FILE": str(file), "SAVED": str(saved), "PICTURE": str(picture or ""), "HOME": str(home)},
        **{"XDG_RUNTIME_DIR": str(home / "run")},
    }
    command = ["xvfb-run", "-a", "-s", "-screen 0 1400x900x24", "bash", "-c", script + SAVE_AS]
    subprocess.run(command, env=environment, capture_output=True, timeout=SECONDS, check=False)


# ---- Rosegarden


def rosegarden(file: Path, folder: Path, picture: Path | None) -> Seen:
    """What Rosegarden saves; its quarter note has 960 ticks."""
    saved = folder / "song.rg"
    on_screen(ROSEGARDEN, file, saved, picture)
    root = ElementTree.fromstring(gzip.decompress(saved.read_bytes()))
    tempo, metre = next(root.iter("tempo")), next(root.iter("timesignature"))
    seen = Seen(int(tempo.get("tempo", 0)) / 1e5, f"{metre.get('numerator')}/{metre.get('denominator')}", step=1)
    seen.chords = sum(1 for _ in root.iter("marker"))
    names = {track.get("id"): track.get("label", "") for track in root.iter("track")}
    for segment in root.iter("segment"):
        notes = [(tick * PPQ // 960, pitch) for tick, pitch in _rosegarden_notes(segment)]
        if notes:
            seen.tracks.setdefault(names[segment.get("track")], []).extend(notes)
    return seen


def _rosegarden_notes(segment: ElementTree.Element) -> Iterator[tuple[int, int]]:
    """The notes of a segment: each event begins where the last ended, if it does not say otherwise."""
    now = int(segment.get("start", 0))
    for each in segment:
        events = [each] if each.tag == "event" else [inner for inner in each if inner.tag == "event"]
        if each.tag not in {"event", "chord"} or not events:
            continue
        ends, expected = [], now
        for event in events:
            expected = int(event.get("absoluteTime", expected + int(event.get("timeOffset", 0))))
            ends.append(expected + int(event.get("duration", 0)))
            if event.get("type") == "note":
                pitch = next(part for part in event if part.get("name") == "pitch")
                yield expected, int(pitch.get("int", 0))
        now = min(ends)


# ---- LMMS


def lmms(file: Path, folder: Path, picture: Path | None) -> Seen:
    """What LMMS saves; its quarter note has 48 ticks, and its keys count from an octave lower."""
    saved = folder / "song.mmp"
    (folder / "lmms").mkdir(exist_ok=True)
    (folder / "settings.xml").write_text(LMMS_SETTINGS.format(home=folder, soundfont=SOUNDFONT))
    on_screen(LMMS, file, saved, picture)
    root = ElementTree.parse(saved).getroot()
    values = {each.get("name"): each for each in root.iter("automationpattern")}
    first = {name: next(each.iter("time")).get("value", "0") for name, each in values.items() if len(each)}
    seen = Seen(float(first.get("Tempo", 0)), f"{first.get('Numerator')}/{first.get('Denominator')}", step=PPQ // 48)
    for track in root.iter("track"):
        notes = [
            ((int(pattern.get("pos", 0)) + int(note.get("pos", 0))) * PPQ // 48, int(note.get("key", 0)) + 12)
            for pattern in track.iter("pattern")
            for note in pattern.iter("note")
        ]
        if notes:
            seen.tracks[track.get("name", "")] = notes
    return seen


# ---- MuseScore


def musescore(file: Path, folder: Path, picture: Path | None) -> Seen:
    """What MuseScore saves: notes as they are engraved, tied ones once. The picture is its page."""
    saved = folder / "song.mscx"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for target in filter(None, (saved, picture)):
        command = [shutil.which("musescore3") or "mscore3", "-o", str(target), str(file)]
        subprocess.run(command, env=environment, capture_output=True, timeout=SECONDS, check=False)
    score = ElementTree.parse(saved).getroot().find("Score")
    assert score is not None
    tempo, metre = next(score.iter("Tempo")), next(score.iter("TimeSig"))
    seen = Seen(60 * float(tempo.findtext("tempo", "0")), f"{metre.findtext('sigN')}/{metre.findtext('sigD')}")
    seen.chords = sum(1 for _ in score.iter("Harmony"))
    staves = {staff.get("id"): staff for staff in score.findall("Staff")}
    for part in score.findall("Part"):
        own = [staves[staff.get("id")] for staff in part.findall("Staff")]
        name = part.findtext("Instrument/longName", "").rpartition(", ")[2]
        seen.tracks[name] = [
            (0, int(note.findtext("pitch", "0")))
            for staff in own
            for note in staff.iter("Note")
            if not any(spanner.find("prev") is not None for spanner in note.findall("Spanner"))
        ]
    return seen


PROGRAMS: dict[str, Callable[[Path, Path, Path | None], Seen]] = {
    "rosegarden": rosegarden,
    "lmms": lmms,
    "musescore3": musescore,
}

# ---- comparison


def plain(name: str) -> str:
    """A name without the signs that programs add."""
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def alike(wanted: Notes, found: Notes, step: int) -> tuple[int, int]:
    """How many notes are there with their pitch, and how many of these with their onset (to the step that is kept)."""
    pitches = (Counter(pitch for _, pitch in wanted) & Counter(pitch for _, pitch in found)).total()
    if not step:
        return pitches, 0
    near = [(onset, pitch) for onset, pitch in found]
    kept = 0
    for onset, pitch in wanted:
        match = next((each for each in near if each[1] == pitch and abs(each[0] - onset) <= step), None)
        if match:
            near.remove(match)
            kept += 1
    return pitches, kept


def compare(name: str, wanted: Seen, found: Seen) -> None:
    """Print a program's rows of the table."""
    chords = f"{found.chords} of {wanted.chords} chord symbols"
    print(f"{name}: tempo {found.tempo:.2f} of {wanted.tempo:.2f}, metre {found.metre} of {wanted.metre}, {chords}")
    by_name = {plain(track): notes for track, notes in found.tracks.items()}
    for track, notes in wanted.tracks.items():
        own = by_name.pop(plain(track), None)
        if own is None:
            print(f"    {track:16} is not there by this name")
            continue
        pitches, onsets = alike(notes, own, found.step)
        placed = f"{onsets} with their onset to {found.step} ticks" if found.step else "onsets quantised"
        print(f"    {track:16} {len(own):5} notes of {len(notes):5}, {pitches} with their pitch, {placed}")
    if by_name:
        print(f"    besides: {', '.join(by_name)}")


# ---- sound


def sound(file: Path, folder: Path, soundfont: Path) -> None:
    """Print how loud each track is by itself, as FluidSynth plays it."""
    source = mido.MidiFile(file)
    for number, track in enumerate(source.tracks[1:], 1):
        alone = mido.MidiFile(type=1, ticks_per_beat=source.ticks_per_beat)
        alone.tracks = [source.tracks[0], source.tracks[number]]
        alone.save(folder / "alone.mid")
        target = folder / "alone.wav"
        command = [
            "fluidsynth",
            "-ni",
            "-q",
            "-r",
            "22050",
            "-F",
            str(target),
            str(soundfont),
            str(folder / "alone.mid"),
        ]
        subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        with wave.open(str(target)) as played:
            samples = array.array("h", played.readframes(played.getnframes()))
            seconds = played.getnframes() / played.getframerate()
        level = math.sqrt(sum(sample * sample for sample in samples[::7]) / max(1, len(samples[::7]))) / 32768
        decibels = 20 * math.log10(level) if level else -math.inf
        print(f"    {track.name:16} {seconds:6.1f} s, {decibels:6.1f} dB of full scale")


def main() -> None:
    """Open the file everywhere, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pictures", type=Path, help="a folder for what the programs show")
    parser.add_argument("--soundfont", type=Path, default=SOUNDFONT)
    arguments = parser.parse_args()
    wanted = written(arguments.file)
    for name, client in PROGRAMS.items():
        if not shutil.which(name):
            print(f"{name}: not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            picture = arguments.pictures.resolve() / f"{name}.png" if arguments.pictures else None
            try:
                compare(name, wanted, client(arguments.file.resolve(), Path(folder), picture))
            except (OSError, subprocess.SubprocessError, ElementTree.ParseError, StopIteration) as error:
                print(f"{name}: could not be made to open and save it ({type(error).__name__}: {error})")
    if shutil.which("fluidsynth") and arguments.soundfont.exists():
        print("fluidsynth, each track alone:")
        with tempfile.TemporaryDirectory() as folder:
            sound(arguments.file, Path(folder), arguments.soundfont)


if __name__ == "__main__":
    main()

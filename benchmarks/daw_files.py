"""Whether the files that are written are ready for a DAW, and whether `jazz check` judges as others do.

    python benchmarks/daw_files.py [--count 1000] [--defaults] [--checker check_midi.py] [--odd FOLDER]

Makes so many random charts (all chord qualities, slash chords, N.C., metres from 2/4 to 12/8, 20 to 400 quarter notes a
minute, sections, keys, titles with odd signs), each with random settings (style, instrument, band, swing, humanise,
introduction, ending, loop), plays them and writes them. Every tenth solo is the shipped model's; the others are random
lines, which are ruder. With --defaults every solo is the model's, and all settings are the defaults.

Then `jazz.daw` judges each file, and the outside checker if one is named (a Python file with `check_bytes(data) ->
(report, facts)`, where `report.rows` is {item: (status, words)}); mido, symusic and pretty_midi read it, and must agree
with what was played in every note (start, end, pitch, velocity), in tempo and metre. Every file, laid end to end with
itself, must join: nothing sounds across the seam. Needs symusic and pretty_midi.

With a checker, its own deliberately broken files (those that its `selftest()` judges), and with --odd every file of a
folder, are judged by both, to see where they differ.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import mido
import pretty_midi
import symusic

from jazz import daw, midi, pipeline
from jazz.instruments import INSTRUMENTS
from jazz.music import NO_CHORD, PPQ, Change, Chart, Chord, Key, Metre, Note, Performance, Section, Solo
from jazz.perform import perform
from jazz.qualities import QUALITIES
from jazz.theory import parse_chord

QUARTERS, EIGHTHS = (2, 3, 4, 4, 4, 4, 5, 6, 7), (3, 5, 6, 7, 9, 12)
METRES = (Metre(2, 2), *(Metre(beats, 4) for beats in QUARTERS), *(Metre(beats, 8) for beats in EIGHTHS))
ROOTS = ("C", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B", "C#")
STYLES = (None, "swing", "medium swing", "Bossa Nova", "ballad", "straight", "waltz", "samba", "bebop")
TITLES = (
    "",
    "Blue Corner",
    "Café: no. 1",
    "Drums / Piano",
    "ΔT – “so what?”",
    "夜",
    "tenor sax",
    'a"b\\c*?<>|',
    "x" * 300,
)
SECTIONS = ("A", "B", "C", "Intro", "Bridge")
FIGURES = ((12, 12), (6, 6, 6, 6), (8, 8, 8), (24,), (36, 12), (96,), (400,), (12,))
"""Lengths of notes, in ticks of 1/24 quarter note."""
LONGEST_BARS = 7
MODEL_EVERY = 10

ITEMS = {
    **{"S1": "header format", "S2": "chunks", "S3": "events", "S4": "end-of-track", "S5": "division resolution"},
    **{
        "S6": "data-bytes events status-bytes key-legal",
        "S7": "status-bytes",
        "S8": "size",
        "T1": "tempo-at-start",
        "T2": "conductor-alone",
    },
    **{"T3": "tempo-range tempo-once", "T4": "metre-at-start metre-legal", "T5": "metre-on-bar-lines"},
    **{"T6": "key-legal key-at-start", "T7": "no-offset", "N1": "conductor-track", "N2": "track-names sequence-name"},
    **{"N3": "unique-names", "N4": "clean-words file-names", "N5": "one-channel", "N6": "own-channel"},
    **{"N7": "drums-on-10", "N8": "programs", "N9": "bank-first", "N10": "no-empty-tracks", "E1": "has-notes"},
    **{"E2": "notes-end", "E3": "no-orphans", "E4": "lengths", "E5": "no-overlaps", "E6": "off-before-on"},
    **{"E7": "velocities", "E8": "range", "E9": "no-long-notes", "E10": "early-start", "E11": "bar-end"},
    **{"E12": "one-note-off", "E13": "grid", "C1": "chord-markers", "C2": "chords-on-beats", "C3": "xf-chords"},
    **{"K1": "no-sysex", "K2": "no-modes", "K3": "released", "K4": "no-obsolete", "K5": "no-copyright"},
}
"""The rules of `jazz.daw` that answer to each item of the outside checker."""
WORST = ("fail", "warn", "pass", "skip")

# ---- random music


def random_chord(dice: Random) -> Chord:
    """Any chord over any root, now and then over a foreign bass, or none."""
    if dice.random() < 0.05:
        return NO_CHORD
    symbol = dice.choice(ROOTS) + dice.choice(QUALITIES).name
    return parse_chord(f"{symbol}/{dice.choice(ROOTS)}" if dice.random() < 0.1 else symbol)


def random_chart(dice: Random) -> Chart:
    """Any chart."""
    metre, bars = dice.choice(METRES), dice.randint(1, 16)
    beats = range(bars * metre.beats)
    onsets = sorted({0, *dice.sample(beats, min(len(beats), dice.randint(0, 2 * bars)))})
    return Chart(
        metre,
        bars,
        tuple(Change(beat * metre.beat, random_chord(dice)) for beat in onsets),
        tuple(Section(bar * metre.bar, dice.choice(SECTIONS)) for bar in range(0, bars, 8)),
        Key(dice.randrange(12), dice.choice(("major", "minor"))),
        dice.choice(TITLES),
        dice.choice((dice.uniform(20, 400), 20.0, 400.0, float(dice.randint(60, 300)))),
        dice.choice(STYLES),
    )


def random_line(chart: Chart, dice: Random) -> Solo:
    """A line without taste: any values, rests and leaps, and sometimes one note."""
    notes, onset = [], dice.choice((0, 0, 12, 24))
    while onset < chart.length:
        for length in dice.choice(FIGURES):
            sounding = min(length, chart.length - onset, LONGEST_BARS * chart.metre.bar)
            if sounding > 0 and dice.random() < 0.85:
                notes.append(Note(onset, sounding, dice.randint(48, 80), dice.randint(60, 100)))
            onset += length
    return Solo(tuple(notes or [Note(0, min(24, chart.length), 60)]))


def performances(count: int, seed: int, *, defaults: bool = False) -> Iterator[Performance]:
    """Random performances."""
    dice, player = Random(seed), pipeline.open_model("weimar")
    for number in range(count):
        chart = random_chart(dice)
        loop = dice.random() < 0.2
        settings: dict[str, Any] = {
            "instrument": dice.choice(INSTRUMENTS).name,
            "backing": dice.choice(("none", "chords", "trio", "trio", "trio")),
            "humanise": dice.choice((0.0, 1.0, 1.0, 1.0, 2.0)),
            "swing": dice.choice((None, None, 0.5, 0.6, 0.75)),
            "loop": loop,
            "intro": not loop and dice.random() < 0.2,
            "ending": dice.choice((None, not loop)),
        }
        if defaults:
            yield pipeline.improvise(player, pipeline.Request(chart, number, command="jazz solo"))[0].performance
        elif number % MODEL_EVERY == 0:
            yield pipeline.improvise(player, pipeline.Request(chart, number, command="jazz solo …", **settings))[
                0
            ].performance
        else:
            line, rng = random_line(chart, dice), Random(number)
            yield perform(line, chart, tempo=chart.tempo or 120, rng=rng, texts=("jazz", "a\nb ♭9"), **settings)


# ---- readers

Reading = tuple[dict[str, list[tuple[int, int, int, int]]], float, tuple[int, int]]
"""The notes (start, end, pitch, velocity) of each track by name, the tempo, the metre."""


def played(performance: Performance) -> Reading:
    """What was to be written."""
    tracks = {
        part.name: sorted((note.start, note.end, note.pitch, note.velocity) for note in part.notes)
        for part in performance.parts
        if part.notes
    }
    return tracks, performance.tempo, (performance.chart.metre.beats, performance.chart.metre.unit)


def by_mido(data: bytes) -> Reading:
    """What mido reads."""
    tracks: dict[str, list[tuple[int, int, int, int]]] = {}
    tempo, metre = 0.0, (0, 0)
    for track in mido.MidiFile(file=io.BytesIO(data)).tracks:
        now, sounding, notes = 0, {}, []
        for message in track:
            now += message.time
            if message.type == "set_tempo":
                tempo = mido.tempo2bpm(message.tempo)
            elif message.type == "time_signature":
                metre = (message.numerator, message.denominator)
            elif message.type == "note_on":
                sounding[message.note] = (now, message.velocity)
            elif message.type == "note_off":
                start, velocity = sounding.pop(message.note)
                notes.append((start, now, message.note, velocity))
        if notes:
            tracks[track.name] = sorted(notes)
    return tracks, tempo, metre


def by_symusic(data: bytes) -> Reading:
    """What symusic reads."""
    score = symusic.Score.from_midi(data)
    tracks = {
        track.name: sorted((note.start, note.end, note.pitch, note.velocity) for note in track.notes)
        for track in score.tracks
    }
    (tempo,), (metre,) = score.tempos, score.time_signatures
    return tracks, tempo.qpm, (metre.numerator, metre.denominator)


def by_pretty_midi(data: bytes) -> Reading:
    """What pretty_midi reads, its seconds in ticks again."""
    score = pretty_midi.PrettyMIDI(io.BytesIO(data))
    tracks = {
        part.name: sorted(
            (score.time_to_tick(note.start), score.time_to_tick(note.end), note.pitch, note.velocity)
            for note in part.notes
        )
        for part in score.instruments
    }
    (metre,) = score.time_signature_changes
    return tracks, float(score.get_tempo_changes()[1][0]), (metre.numerator, metre.denominator)


READERS: dict[str, Callable[[bytes], Reading]] = {
    "mido": by_mido,
    "symusic": by_symusic,
    "pretty_midi": by_pretty_midi,
}


def same(read: Reading, wanted: Reading) -> bool:
    """Whether two readings agree: notes and metre exactly, tempo as exactly as a file can say it."""
    return read[0] == wanted[0] and abs(read[1] - wanted[1]) < 1e-3 * wanted[1] and read[2] == wanted[2]


def joins(data: bytes) -> bool:
    """Whether copies of a file can be laid end to end: whole bars, all tracks as long, nothing over the seam."""
    file = mido.MidiFile(file=io.BytesIO(data))
    metre = next(message for message in file.tracks[0] if message.type == "time_signature")
    bar = 4 * PPQ * metre.numerator // metre.denominator
    ends = {sum(message.time for message in track) for track in file.tracks}
    last = max((note[1] for notes in by_mido(data)[0].values() for note in notes), default=0)
    return len(ends) == 1 and max(ends) % bar == 0 and last <= max(ends)


# ---- checkers


def load(path: Path) -> Any:
    """The outside checker as a module."""
    spec = importlib.util.spec_from_file_location("checker", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def theirs(checker: Any, data: bytes) -> dict[str, str]:
    """The status of each item by the outside checker."""
    return {item: status.lower() for item, (status, _) in checker.check_bytes(data)[0].rows.items()}


def ours(data: bytes) -> dict[str, str]:
    """The status of each item by `jazz.daw`: the worst of the rules that answer to it."""
    found = {finding.code: finding.status for finding in daw.check(data)}
    return {item: min((found[code] for code in codes.split()), key=WORST.index) for item, codes in ITEMS.items()}


def broken_on_purpose(checker: Any) -> list[bytes]:
    """The files that the checker's own test judges."""
    judged: list[bytes] = []
    original = checker.check_bytes

    def listening(data: bytes) -> Any:
        judged.append(data)
        return original(data)

    checker.check_bytes = listening
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            checker.selftest()
    finally:
        checker.check_bytes = original
    return judged


def compare(name: str, checker: Any, files: list[bytes]) -> None:
    """Print how often both checkers judge the same, and on which items they differ."""
    agreed, rows, differences = 0, 0, Counter[str]()
    for data in files:
        mine, other = ours(data), theirs(checker, data)
        for item in ITEMS:
            calm = {"pass", "skip"}
            alike = mine[item] == other[item] or {mine[item], other[item]} <= calm
            rows, agreed = rows + 1, agreed + alike
            if not alike:
                differences[f"{item} {other[item]}, here {mine[item]}"] += 1
    print(f"{name}: {len(files)} files, {agreed:,} of {rows:,} judgements alike ({agreed / rows:.2%})")
    for said, count in differences.most_common(12):
        print(f"    {count:6,}  {said}")


# ---- the tables


def judge_written(made: Iterator[Performance], checker: Any) -> None:
    """Write performances, judge and read them, and print what was found."""
    begun = time.perf_counter()
    mine, other, trouble = Counter[str](), Counter[str](), Counter[str]()
    where: dict[str, set[str]] = defaultdict(set)
    agreed = Counter[str]()
    clean = Counter[str]()
    for performance in made:
        clean["files"] += 1
        data, metre = midi.encode(performance), performance.chart.metre
        findings = daw.check(data)
        clean["daw"] += daw.is_clean(findings, strict=True)
        mine.update(f"{each.status} {each.code}" for each in findings if each.status in {"fail", "warn"})
        if checker:
            rows = {item: status for item, status in theirs(checker, data).items() if status != "pass"}
            clean["checker"] += not rows
            other.update(f"{status} {item}" for item, status in rows.items())
            for item, status in rows.items():
                where[f"{status} {item}"].add(f"{metre.beats}/{metre.unit}")
        for name, reader in READERS.items():
            agreed[name] += same(reader(data), played(performance))
        trouble["does not join"] += not joins(data)
        for name, stem in midi.stems(performance):
            trouble[f"stem {name} fails"] += not daw.is_clean(daw.check(stem))
    print(f"{clean['files']} files in {time.perf_counter() - begun:.0f} s")
    print("read as they were played: " + ", ".join(f"{name} {agreed[name]}" for name in READERS))
    print(f"jazz check: {clean['daw']} without a finding; {dict(mine) or 'no finding at all'}")
    if checker:
        print(f"checker: {clean['checker']} with every item passed")
        for said, number in other.most_common():
            print(f"    {number:6,}  {said}  in {', '.join(sorted(where[said]))}")
    print(f"trouble: {dict(+trouble) or 'none'}")


def main() -> None:
    """Judge what is written, then compare the judges."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--defaults", action="store_true", help="the model's solos with the default settings")
    parser.add_argument("--checker", type=Path, help="another checker, as a Python file")
    parser.add_argument("--odd", type=Path, help="a folder of unusual files, to compare the judges on")
    arguments = parser.parse_args()
    checker = load(arguments.checker) if arguments.checker else None
    judge_written(performances(arguments.count, arguments.seed, defaults=arguments.defaults), checker)
    if checker:
        compare("its own broken files", checker, broken_on_purpose(checker))
    if checker and arguments.odd:
        files = sorted(path for path in arguments.odd.rglob("*") if path.is_file())
        compare("odd files", checker, [path.read_bytes() for path in files])


if __name__ == "__main__":
    main()

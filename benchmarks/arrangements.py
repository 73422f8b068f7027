"""Bands for the benchmark of the melody: known melodies among players who know nothing but the chords.

Songs of one kind would teach only that kind, so the melodies of POP909 and solos of the Weimar Jazz Database are put
among basses, pads, arpeggios, riffs, strumming, counterlines, fills, second voices and doublings. Tracks are shuffled,
nameless and all of one program. All chance comes from the name of the tune. Time is in ticks of 1/480 quarter note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random

from jazz import midi, weimar
from jazz.midi import Score, Track
from jazz.music import PLAYED_PER_TICK, PPQ, PlayedNote, Song
from jazz.perform import perform

BAR = 4 * PPQ
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
QUALITIES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("maj7", (0, 4, 7, 11)),
    ("min7", (0, 3, 7, 10)),
    ("hdim7", (0, 3, 6, 10)),
    ("min", (0, 3, 7)),
    ("dim", (0, 3, 6)),
    ("aug", (0, 4, 8)),
    ("sus", (0, 5, 7)),
    ("7", (0, 4, 7, 10)),
    ("", (0, 4, 7)),
)
"""What the annotated qualities begin with, and their tones; the first that fits."""

Line = list[PlayedNote]
Changes = list[tuple[int, int, tuple[int, ...]]]
"""From tick, to tick, pitch classes with the root first."""


@dataclass(frozen=True)
class Scene:
    """Players together: what each of them plays in the order of the tracks, one of them the melody."""

    kind: str
    tune: str
    score: Score
    players: tuple[str, ...]

    @property
    def melody(self) -> int:
        """The index of the melody's track."""
        return self.players.index("melody")


# ---- players who know the chords


def near(pitch_class: int, pitch: float) -> int:
    """The pitch of a class that is nearest to another pitch."""
    at = round(pitch)
    return at + (pitch_class - at + 6) % 12 - 6


def played(start: float, end: float, pitch: int, velocity: int) -> PlayedNote:
    """A note that is neither too short nor too high."""
    return PlayedNote(round(start), max(round(start) + 10, round(end)), min(127, max(0, pitch)), velocity)


def bass(changes: Changes, rng: Random) -> Line:
    """Eighths on the root, roots and fifths in halves, or a walk."""
    step, centre = rng.choice((PPQ // 2, 2 * PPQ, PPQ)), rng.choice((36, 40, 43))
    share = 0.85 if step == PPQ // 2 else 0.0
    return [
        played(at, at + step - 20, near(tones[0] if i == 0 or rng.random() < share else rng.choice(tones), centre), 90)
        for start, end, tones in changes
        for i, at in enumerate(range(start, end, step))
    ]


def pad(changes: Changes, rng: Random) -> Line:
    """Chords held."""
    centre, voices = rng.choice((55, 60, 67)), rng.choice((3, 4))
    return [
        played(start, end - 5, near(tone, centre + 4 * i), rng.randint(50, 70))
        for start, end, tones in changes
        for i, tone in enumerate(tones[:voices])
    ]


def strings(changes: Changes, rng: Random) -> Line:
    """One chord tone at a time held above the rest."""
    centre = pitch = rng.choice((69, 74, 79))
    line: Line = []
    for start, end, tones in changes:
        pitch = min((near(tone, pitch) for tone in tones), key=lambda p: abs(p - pitch) + abs(p - centre) / 4)
        if line and line[-1].pitch == pitch and end - line[-1].start <= 2 * BAR:
            line[-1] = replace(line[-1], end=end - 5)
        else:
            line.append(played(start, end - 5, pitch, rng.randint(55, 75)))
    return line


def arpeggio(changes: Changes, rng: Random) -> Line:
    """Chords broken in eighths or sixteenths, some of them with the pedal down."""
    step, centre, hold = rng.choice((PPQ // 2, PPQ // 4)), rng.choice((50, 58, 65, 70)), rng.choice((0.9, 0.9, 2.5))
    shape = rng.choice(((0, 1, 2, 3), (0, 2, 1, 2), (3, 2, 1, 0), (0, 1, 2, 1)))
    return [
        played(at, at + step * hold, near(tones[0], centre) + over, rng.randint(55, 80))
        for start, end, tones in changes
        for i, at in enumerate(range(start, end, step))
        for over in [[*((tone - tones[0]) % 12 for tone in tones), 12][shape[i % 4] % (len(tones) + 1)]]
    ]


def riff(changes: Changes, rng: Random) -> Line:
    """One rhythm in every bar, on one note or in three voices."""
    rhythm = [(at, rng.randrange(3), rng.choice((1, 2))) for at in sorted(rng.sample(range(16), rng.randint(2, 6)))]
    centre, voices = rng.choice((57, 64, 70)), rng.choice((1, 1, 3))
    sixteenth = PPQ // 4
    return [
        played(at, at + length * sixteenth, near(tones[(tone + i) % 3], centre + 4 * i), rng.randint(70, 100))
        for start, end, tones in changes
        for bar in range(start // BAR * BAR, end, BAR)
        for place, tone, length in rhythm
        for at in [bar + place * sixteenth]
        if start <= at < end
        for i in range(voices)
    ]


def strumming(changes: Changes, rng: Random) -> Line:
    """Chords struck string by string."""
    step = rng.choice((PPQ // 2, PPQ))
    return [
        played(at + 6 * i, at + step - 30, near(tone, 50 + 5 * i), rng.randint(60, 90))
        for start, end, tones in changes
        for at in range(start, end, step)
        if rng.random() < 0.8
        for i, tone in enumerate((*tones, tones[0]))
    ]


def counterline(changes: Changes, rng: Random) -> Line:
    """A line from chord tone to chord tone that plays now and then."""
    centre = pitch = rng.choice((52, 60, 67))
    share = rng.uniform(0.25, 0.6)
    line = []
    for start, end, tones in changes:
        at = end if start // (4 * BAR) % 2 == 0 and rng.random() > 1.5 * share else start
        while at < end:
            length = rng.choice((PPQ // 2, PPQ, PPQ, 2 * PPQ))
            near_by = [near(tone, pitch + rng.choice((-3, -2, 2, 3))) for tone in tones]
            pitch = min(near_by, key=lambda p: abs(p - pitch) + abs(p - centre) / 3) + rng.choice((0, 0, 0, 1, -1))
            line.append(played(at, min(end, at + length) - 20, pitch, rng.randint(60, 90)))
            at += length
    return line


BAND: dict[str, Callable[[Changes, Random], Line]] = {
    player.__name__: player for player in (bass, pad, strings, arpeggio, riff, strumming, counterline)
}


# ---- players who know the melody


def fills(melody: Line, _: Changes, rng: Random) -> Line:
    """Runs in the rests of a melody."""
    line: Line = []
    centre = rng.choice((60, 67, 72, 79))
    for before, after in pairwise(melody):
        at, length, pitch = before.end + PPQ // 4, rng.choice((PPQ // 4, PPQ // 2)), centre + rng.randint(-4, 4)
        wanted = after.start - before.end >= 1.5 * PPQ and rng.random() < 0.6
        while wanted and at + length <= min(after.start, before.end + 2 * BAR):
            line.append(played(at, at + length - 20, pitch, rng.randint(70, 95)))
            pitch += rng.choice((-3, -2, -2, -1, 1, 2, 2, 3))
            at += length
    return line


def under(melody: Line, changes: Changes, distance: int = 4) -> Line:
    """A second voice in the rhythm of a melody: a chord tone under each of its notes."""
    line, place = [], 0
    for note in melody:
        while place + 1 < len(changes) and changes[place + 1][0] <= note.start:
            place += 1
        tones = [near(tone, note.pitch - distance) for tone in changes[place][2]]
        line.append(replace(note, pitch=max((p for p in tones if p < note.pitch), default=note.pitch - 3)))
    return line


def second(melody: Line, changes: Changes, rng: Random) -> Line:
    """A second voice that sings some of the phrases, or all."""
    share = rng.choice((rng.uniform(0.25, 0.7), 1.0))
    line, sings = [], False
    for last, note in zip([None, *melody], under(melody, changes), strict=False):
        if last is None or note.start - last.end > PPQ:
            sings = rng.random() < share
        line += [replace(note, velocity=max(1, note.velocity - rng.randint(0, 15)))] if sings else []
    return line


def doubling(melody: Line, _: Changes, rng: Random) -> Line:
    """A part of a melody once more, in its octave or another."""
    first, last = melody[0].start, melody[-1].end
    length = rng.uniform(0.2, 0.5) * (last - first)
    begin = rng.uniform(first, last - length)
    return shifted([note for note in melody if begin <= note.start < begin + length], rng.choice((-12, 12, 12, 0)))


FOLLOWERS: dict[str, Callable[[Line, Changes, Random], Line]] = {
    player.__name__: player for player in (fills, second, doubling)
}


def shifted(line: Line, semitones: int) -> Line:
    """The same line, some semitones higher."""
    return [replace(note, pitch=min(127, max(0, note.pitch + semitones))) for note in line]


# ---- scenes


def scene(kind: str, tune: str, rng: Random, parts: Iterable[tuple[str, Line]], *, mixed: bool = False) -> Scene:
    """The players in any order, without names and with one program; mixed, some of them louder or all alike."""
    players = [(player, line) for player, line in parts if line]
    rng.shuffle(players)
    level = rng.choice(("as played", "anyhow", "level")) if mixed else "as played"
    tracks = []
    for _, line in players:
        gain = rng.uniform(0.6, 1.4) if level == "anyhow" else 1.0
        loud = [90 if level == "level" else min(127, max(1, round(gain * note.velocity))) for note in line]
        notes = [replace(note, velocity=velocity) for note, velocity in zip(line, loud, strict=True)]
        tracks.append(Track("", tuple(sorted(notes, key=lambda note: (note.start, note.pitch)))))
    return Scene(kind, tune, Score(PPQ, tuple(tracks)), tuple(player for player, _ in players))


def pop_songs(folder: Path) -> Iterator[Scene]:
    """The songs of a POP909 folder as they are, with parts of their tracks, and arranged."""
    for path in sorted(folder.glob("*/*.mid")):
        score, rng = midi.read(path), Random(path.stem)
        lines = {track.name: list(track.notes) for track in score.tracks}
        yield from _as_written(path.stem, rng, lines["MELODY"], lines["BRIDGE"], lines["PIANO"])
        yield from _arranged(path.stem, rng, lines, _annotated(path.parent / "chord_midi.txt", score))


def _as_written(tune: str, rng: Random, melody: Line, bridge: Line, piano: Line) -> Iterator[Scene]:
    """With and without the second lead, and with the hands of the piano on two tracks."""
    left, right = ([n for n in piano if (n.pitch >= 60) == upper] for upper in (False, True))
    yield scene("pop909", tune, rng, [("melody", melody), ("bridge", bridge), ("piano", piano)])
    yield scene("no bridge", tune, rng, [("melody", melody), ("piano", piano)])
    yield scene(
        "two hands", tune, rng, [("melody", melody), ("bridge", bridge), ("right hand", right), ("left hand", left)]
    )
    kept = [note for note in right if rng.random() < 0.7]
    yield scene("piano alone", tune, rng, [("melody", melody + kept), ("left hand", left)])


def _arranged(tune: str, rng: Random, lines: dict[str, Line], changes: Changes) -> Iterator[Scene]:
    """A piano trio, four voices that move together, and bands of all kinds."""
    left = [note for note in lines["PIANO"] if note.pitch < 60]
    yield scene("trio", tune, rng, [("melody", lines["MELODY"] + left), ("bass", bass(changes, rng))])
    melody = shifted(lines["MELODY"], rng.choice((0, -12)))
    alto = under(melody, changes)
    tenor = under(alto, changes)
    low = under(tenor, [(start, end, tones[:1]) for start, end, tones in changes], 12)
    yield scene("voices", tune, rng, [("melody", melody), ("alto", alto), ("tenor", tenor), ("bass", low)])
    for _ in range(3):
        melody = shifted(lines["MELODY"], rng.choice((0, 0, -12, -5)))
        parts = [("melody", melody), ("bass", bass(changes, rng)), *_some(BAND, 1, 5, changes, rng)]
        followers = rng.sample(sorted(FOLLOWERS), rng.randint(0, 2))
        parts += [(name, FOLLOWERS[name](melody, changes, rng)) for name in followers]
        parts += [("bridge", lines["BRIDGE"])] if rng.random() < 0.5 else []
        parts += [("piano", shifted(lines["PIANO"], rng.choice((0, 12, -5, 5))))] if rng.random() < 0.4 else []
        yield scene("arranged", tune, rng, parts, mixed=True)


def _some(
    players: dict[str, Callable[[Changes, Random], Line]], fewest: int, most: int, changes: Changes, rng: Random
) -> list[tuple[str, Line]]:
    return [(name, players[name](changes, rng)) for name in rng.sample(sorted(players), rng.randint(fewest, most))]


def _annotated(path: Path, score: Score) -> Changes:
    """Chords annotated in seconds, at the ticks of the score."""
    rows = [line.split() for line in path.read_text().splitlines()]
    return [
        (_tick(float(start), score), _tick(float(end), score), _tones(label))
        for start, end, label in rows
        if label != "N"
    ]


def _tick(seconds: float, score: Score) -> int:
    marks = [(0, 120.0), *score.tempos]
    for (tick, tempo), (following, _) in pairwise([*marks, (1 << 40, 0.0)]):
        length = (following - tick) * 60 / (tempo * score.ppq)
        if seconds < length:
            return round(tick + seconds * tempo * score.ppq / 60)
        seconds -= length
    raise ValueError("the song is too long")


def _tones(label: str) -> tuple[int, ...]:
    """The pitch classes of a chord such as "F#:min7/b3", the root first; extensions are left out."""
    root, _, quality = label.partition(":")
    steps = next(steps for start, steps in QUALITIES if quality.startswith(start))
    at = LETTERS[root[0]] + root.count("#") - root.count("b")
    return tuple((at + step) % 12 for step in steps)


def weimar_solos(folder: Path, every: int) -> Iterator[Scene]:
    """One in so many solos of the database with a comping piano and a bass: quartets, piano trios and bigger bands."""
    songs = [song for song in weimar.read(folder / "wjazzd.db") if isinstance(song, Song)]
    for song in songs[::every]:
        rng = Random(song.source)
        changes = _of_chart(song)
        parts = perform(song.solo, song.chart, tempo=song.tempo, rng=rng, backing="chords").parts
        if len(parts) == 2 and changes:
            melody, comping = (list(part.notes) for part in parts)
            low = ("bass", bass(changes, rng))
            yield scene("quartet", song.tune, rng, [("melody", melody), ("comping", comping), low])
            yield scene("trio", song.tune, rng, [("melody", melody + comping), low])
            others = [("comping", comping), *_some(BAND, 2, 5, changes, rng)]
            others += [("fills", fills(melody, changes, rng))] if rng.random() < 0.4 else []
            yield scene("jazz band", song.tune, rng, [("melody", melody), *others], mixed=True)


def _of_chart(song: Song) -> Changes:
    changes = song.chart.changes
    ends = [*(change.onset for change in changes[1:]), song.chart.length]
    return [
        (
            change.onset * PLAYED_PER_TICK,
            end * PLAYED_PER_TICK,
            tuple((change.chord.root + step) % 12 for step in change.chord.intervals[:4]),
        )
        for change, end in zip(changes, ends, strict=True)
        if change.chord.root is not None
    ]

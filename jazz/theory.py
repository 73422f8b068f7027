"""What tones mean: their role over a chord, keys and signatures, names of notes, chords in another key.

Chord symbols are read in `chords`; this room answers questions about them and about keys. Knows no files and no
notation library.

Conventions: C4 is MIDI 60; a signature counts sharps upward and flats downward; a mode other than major and minor
is filed under the one that shares its third (dorian is minor, mixolydian and blues are major).
"""

from __future__ import annotations

import re
from functools import lru_cache

from jazz.chords import LETTERS, note_class, parse_chord
from jazz.errors import ChartError, JazzError
from jazz.music import Chart, Chord, Key

__all__ = [
    "guess_key",
    "key_name",
    "key_signature",
    "note_name",
    "parse_chord",
    "parse_key",
    "parse_pitch",
    "parse_range",
    "role",
    "roles",
    "spelling",
    "transpose_chord",
]

SIGNS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FIFTHS = ("Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#")
LETTER_STEPS = (0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6)  # semitones over a root -> letters over it
TONICS = {
    "major": ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"),
    "minor": ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"),
}
MAJOR_SIGNATURES = (0, -5, 2, -3, 4, -1, -6, 1, -4, 3, -2, 5)
KEY_SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 11)}
MODES = {
    "major": ("", "M", "maj", "major", "ion", "ionian", "lyd", "lydian", "mix", "mixolydian", "blues", "chrom", "dur"),
    "minor": ("m", "min", "minor", "dor", "dorian", "aeo", "aeolian", "phr", "phrygian", "loc", "locrian"),
}
MODE_OF = {word: mode for mode, words in MODES.items() for word in words}


@lru_cache(maxsize=4096)
def roles(chord: Chord) -> str:
    """The role of each of the twelve pitch classes over a chord, as twelve letters from C."""
    tones = chord.tones
    return "".join(
        "C" if tone in tones else "L" if tone in chord.colours else "S" if tone in chord.scale else "X"
        for tone in range(12)
    )


def role(pitch: int, chord: Chord) -> str:
    """The role of a pitch: C chord tone, L colour tone, S other tone of the chord scale, X outside (or no chord)."""
    return roles(chord)[pitch % 12]


def spelling(key: Key) -> tuple[str, ...]:
    """The names of the twelve pitch classes in a key: twelve neighbours on the line of fifths, no Cb, Fb, E# or B#.

    >>> spelling(Key(2))[3], spelling(Key(2))[8]
    ('Eb', 'G#')
    """
    flattest = min(max(key_signature(key) + 1, 0), 5)
    return tuple(sorted(FIFTHS[flattest : flattest + 12], key=note_class))


def transpose_chord(chord: Chord, semitones: int, flats: bool | None = None, *, key: Key | None = None) -> Chord:
    """The chord some semitones higher, its root spelled as in `key`, else in flats or sharps (None: as it leans)."""
    if chord.root is None or (semitones % 12 == 0 and flats is None and key is None):
        return chord
    flat = flats if flats is not None else "#" not in chord.symbol[:2]
    names = spelling(key) if key else FLAT_NAMES if flat else SHARP_NAMES
    moved = []
    for part in chord.symbol.split("\\"):
        match = re.fullmatch(r"([A-G][#b]?)(.*?)(?:/([A-G][#b]?))?", part)
        if match is None:
            raise ChartError(f'"{chord.symbol}" cannot be transposed')
        root, suffix, bass = match.groups()
        new_root = names[(note_class(root) + semitones) % 12]
        interval = (note_class(bass) - note_class(root)) % 12 if bass else 0
        moved.append(new_root + suffix + (f"/{_above(new_root, interval)}" if bass else ""))
    return parse_chord("\\".join(moved))


def _above(root: str, interval: int) -> str:
    """The name of the note an interval over a root, on the letter that the interval asks for where that is plain."""
    letter = "CDEFGAB"[("CDEFGAB".index(root[0]) + LETTER_STEPS[interval]) % 7]
    target = (note_class(root) + interval) % 12
    spellings = [letter + sign for sign in ("", "b", "#") if note_class(letter + sign) == target]
    plain = [name for name in spellings if name not in {"Cb", "Fb", "E#", "B#"}]
    return plain[0] if plain else (SHARP_NAMES if "#" in root else FLAT_NAMES)[target]


def parse_key(text: str) -> Key:
    """The key that a text names: "Bb", "Bb-maj", "Eb minor", "F#m", "D-dor".

    Raises `ChartError` when it names none.
    """
    match = re.fullmatch(r"([A-Ga-g])([#b♯♭]?)(-?)[\s:]*([A-Za-z]*)", text.strip())
    word = match[4] or ("m" if match[3] else "") if match else "?"
    mode = MODE_OF.get(word) or MODE_OF.get(word.lower())
    if match is None or mode is None:
        raise ChartError(f'"{text}" is not a key I know; write it like Bb, F#m or "Eb minor"')
    return Key((LETTERS[match[1].upper()] + SIGNS[match[2]]) % 12, mode)


def key_name(key: Key) -> str:
    """The usual short name of a key, "Bb" or "F#m"; the inverse of `parse_key`."""
    return TONICS[key.mode][key.tonic] + ("m" if key.mode == "minor" else "")


def key_signature(key: Key) -> int:
    """Sharps (positive) or flats (negative) of the signature of `key_name(key)`."""
    if key.mode == "major":
        return MAJOR_SIGNATURES[key.tonic]
    fifths = MAJOR_SIGNATURES[(key.tonic + 3) % 12]
    return fifths + 12 if fifths < -5 and TONICS["minor"][key.tonic].endswith("#") else fifths


def guess_key(chart: Chart) -> Key:
    """The key that the chords of a chart fit best, for charts that give none."""
    keys = [Key(tonic, mode) for mode in KEY_SCALES for tonic in range(12)]
    return max(keys, key=lambda key: _fit(chart, key))


def _fit(chart: Chart, key: Key) -> float:
    """How well the chords of a chart fit a key; higher is better.

    The share of the time that chord tones are in the scale, half the share of the time that the tonic chord sounds,
    and a tenth each for a tonic chord at the beginning, at the end and just before it. The weights were chosen on
    the charts of the Weimar Jazz Database that name their key.
    """
    scale = {(key.tonic + step) % 12 for step in KEY_SCALES[key.mode]}
    third = 4 if key.mode == "major" else 3
    ends = [*(change.onset for change in chart.changes[1:]), chart.length]
    score, tonics = 0.0, []
    for change, end in zip(chart.changes, ends, strict=True):
        chord, share = change.chord, (end - change.onset) / chart.length
        tonics.append(chord.root == key.tonic and third in chord.intervals)
        score += share * (len(chord.tones & scale) / max(1, len(chord.tones)) + 0.5 * tonics[-1])
    return score + 0.1 * (tonics[0] + tonics[-1] + any(tonics[-3:-1]))


def note_name(pitch: int, flats: bool = True, *, key: Key | None = None) -> str:
    """The name of a MIDI pitch with its octave, C4 = 60, as in `key`, else in flats or sharps.

    The inverse of `parse_pitch`.
    """
    names = spelling(key) if key else FLAT_NAMES if flats else SHARP_NAMES
    return f"{names[pitch % 12]}{pitch // 12 - 1}"


def parse_pitch(text: str) -> int:
    """The MIDI pitch of a note name with octave, "Bb4" is 70. Raises `JazzError`."""
    match = re.fullmatch(r"([A-Ga-g])([#b♯♭]?)(-?\d)", text.strip())
    if match is None:
        raise JazzError(f'"{text}" is not a pitch; write it like Bb4, with C4 the middle C')
    pitch = 12 * (int(match[3]) + 1) + LETTERS[match[1].upper()] + SIGNS[match[2]]
    if not 0 <= pitch <= 127:
        raise JazzError(f'"{text}" is not a MIDI pitch; they go from C-1 to G9')
    return pitch


def parse_range(text: str) -> tuple[int, int]:
    """The lowest and highest MIDI pitch of a range: "C4:C6" is (60, 84). Raises `JazzError`."""
    low, colon, high = text.partition(":")
    if not colon:
        raise JazzError(f'"{text}" is not a range; write it like C4:C6')
    bounds = parse_pitch(low), parse_pitch(high)
    if bounds[0] >= bounds[1]:
        raise JazzError(f'"{text}" goes downward; write the lower pitch first, like C4:C6')
    return bounds

"""What stands before the notes of a MusicXML file: title, provenance, paper, player, key, metre, clef, tempo and feel.

The order of all elements is that of the standard. Swung eighths are plain eighths under the word "Swing", with the
share in <swing>; where the metre is compound the tempo counts dotted quarters. Knows no notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from xml.etree.ElementTree import Element

from jazz import __version__
from jazz.engraving.elements import add, element
from jazz.instruments import Instrument
from jazz.music import Chart, Key, Solo
from jazz.swing import STRAIGHT
from jazz.theory import LETTER_STEPS, key_signature

PART = "P1"
SUPPORTED = (
    {"element": "accidental", "type": "yes"},
    {"element": "beam", "type": "yes"},
    {"element": "print", "attribute": "new-system", "type": "yes", "value": "yes"},
)
TREBLE, BASS = ("G", 2), ("F", 4)
"""Clefs: sign and line."""
MIDDLE = 60
"""The middle of its written range from which an instrument reads the treble clef."""
LOWEST, HIGHEST = 52, 67
"""The middle of a line below and above which nobody reads the treble and the bass clef."""
STAFF, PAGE, MARGIN = 6.2, (210, 297), 12
"""Millimetres: the height of the staff, an A4 page, its margins."""
TENTHS = 40
"""The height of the staff in the unit in which MusicXML measures a page."""


def head(chart: Chart, instrument: Instrument, by: str, texts: Sequence[str]) -> Iterator[Element]:
    """Title, provenance, paper and the list of the one part."""
    work = element("work")
    add(work, "work-title", chart.title or "Solo")
    yield work
    about = element("identification")
    if by:
        add(about, "creator", by, type="composer")
    encoding = add(about, "encoding")
    add(encoding, "software", f"jazz {__version__}")
    for supported in SUPPORTED:
        add(encoding, "supports", **supported)
    if texts:
        fields = add(about, "miscellaneous")
        for number, text in enumerate(texts, 1):
            add(fields, "miscellaneous-field", text, name=f"provenance-{number}")
    yield about
    yield _paper()
    parts = element("part-list")
    part = add(parts, "score-part", id=PART)
    add(part, "part-name", instrument.track)
    add(add(part, "score-instrument", id=f"{PART}-I1"), "instrument-name", instrument.track)
    midi = add(part, "midi-instrument", id=f"{PART}-I1")
    add(midi, "midi-channel", 1)
    add(midi, "midi-program", instrument.program + 1)
    yield parts


def _paper() -> Element:
    """The size of the staff and of the page."""
    made = element("defaults")
    scaling = add(made, "scaling")
    add(scaling, "millimeters", STAFF)
    add(scaling, "tenths", TENTHS)
    page = add(made, "page-layout")
    add(page, "page-height", _tenths(PAGE[1]))
    add(page, "page-width", _tenths(PAGE[0]))
    margins = add(page, "page-margins", type="both")
    for side in ("left", "right", "top", "bottom"):
        add(margins, f"{side}-margin", _tenths(MARGIN))
    return made


def _tenths(millimetres: float) -> str:
    return f"{millimetres / STAFF * TENTHS:.1f}"


def attributes(chart: Chart, key: Key, divisions: int, clef: tuple[str, int], transposition: int) -> Element:
    """Key, metre and clef, and how many semitones lower the part sounds than it is written."""
    made = element("attributes")
    add(made, "divisions", divisions)
    signature = add(made, "key")
    add(signature, "fifths", key_signature(key))
    add(signature, "mode", key.mode)
    time = add(made, "time")
    add(time, "beats", chart.metre.beats)
    add(time, "beat-type", chart.metre.unit)
    drawn = add(made, "clef")
    add(drawn, "sign", clef[0])
    add(drawn, "line", clef[1])
    if transposition:
        above, within = divmod(transposition, 12)
        transpose = add(made, "transpose")
        add(transpose, "diatonic", -LETTER_STEPS[within])
        add(transpose, "chromatic", -within)
        if above:
            add(transpose, "octave-change", -above)
    return made


def clef_of(solo: Solo, instrument: Instrument, transposition: int) -> tuple[str, int]:
    """The clef that an instrument reads, or the other for a line far away from it: sign and line."""
    pitches = sorted(note.pitch for note in solo)
    middle = pitches[len(pitches) // 2] if pitches else MIDDLE
    if LOWEST <= middle <= HIGHEST:
        middle = instrument.centre + transposition
    return TREBLE if middle >= MIDDLE else BASS


def tempo_mark(chart: Chart, tempo: float, swing: float) -> Element:
    """The tempo mark with the feel."""
    words = (chart.style or "").title()
    if swing > STRAIGHT and "swing" not in words.lower():
        words = f"{words} (Swing)" if words else "Swing"
    made = element("direction", placement="above")
    if words:
        add(add(made, "direction-type"), "words", f"{words}\N{NO-BREAK SPACE}", font_weight="bold")
    mark = add(add(made, "direction-type"), "metronome", parentheses="no")
    add(mark, "beat-unit", "quarter")
    if compound := chart.metre.unit >= 8 and chart.metre.beats % 3 == 0:
        add(mark, "beat-unit-dot")
    add(mark, "per-minute", f"{tempo / 1.5 if compound else tempo:g}")
    sound = add(made, "sound", tempo=f"{tempo:g}")
    feel = add(sound, "swing")
    if swing > STRAIGHT:
        first, second = _ratio(swing)
        add(feel, "first", first)
        add(feel, "second", second)
        add(feel, "swing-type", "eighth")
    else:
        add(feel, "straight")
    return made


def _ratio(swing: float) -> tuple[int, int]:
    """A share as two small whole numbers: two thirds are 2 to 1."""
    share = Fraction(swing).limit_denominator(20)
    return share.numerator, share.denominator - share.numerator

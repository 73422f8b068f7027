"""A solo with its chord symbols as a MusicXML file, at concert pitch or for a transposing instrument.

What stands where is decided in `pages`; here it becomes elements, in the order that the standard asks for. We write the
XML ourselves: music21 takes more than a second to import, and makes beams and brackets of its own. Reading is
`notation`'s, which gives back the same solo, chords, sections, key, metre and tempo, from the first bar with a note to
the last. Lengths count ticks of the page, 24 a quarter note, and where fifths or sevenths of a beat occur so many more,
that these are exact too. Standard: MusicXML 4.0, <https://www.w3.org/2021/06/musicxml40/>.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from jazz.engraving.elements import add, element
from jazz.engraving.headings import PART, attributes, clef_of, head, tempo_mark
from jazz.engraving.pages import Bar, Printed, bars_of
from jazz.engraving.symbols import Symbol, moved, symbol_of
from jazz.errors import JazzError
from jazz.instruments import Instrument
from jazz.music import TICKS_PER_QUARTER, Change, Chart, Key, Solo
from jazz.swing import STRAIGHT
from jazz.theory import guess_key, key_signature

HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"'
    ' "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
HIGHEST = 127
"""No MIDI pitch is higher, and nobody reads it."""


def musicxml(
    solo: Solo,
    chart: Chart,
    *,
    instrument: Instrument,
    tempo: float,
    swing: float = STRAIGHT,
    transposition: int | None = None,
    by: str = "",
    texts: Sequence[str] = (),
) -> bytes:
    """The file for a solo over a chart.

    `tempo` is in quarter notes a minute, `swing` the share of a beat before its off-beat. The part is written
    `transposition` semitones above what sounds, chords and key with it (see `instruments.transposition`); None is
    concert pitch, with the octave that guitar and bass always take. `by` stands under the title, `texts` are lines of
    provenance. Raises JazzError where no part can be written so high.
    """
    if transposition is None:
        transposition = instrument.transposition if instrument.transposition % 12 == 0 else 0
    line = _moved(solo, transposition)
    key, page = _transposed(chart, transposition)
    bars = bars_of(line, page, key)
    score = element("score-partwise", version="4.0")
    score.extend(list(head(page, instrument, by, texts)))
    part = add(score, "part", id=PART)
    divisions = _divisions(bars)
    for number, bar in enumerate(bars, 1):
        measure = add(part, "measure", number=str(number))
        if bar.new_line and number > 1:
            add(measure, "print", **{"new-system": "yes"})
        if number == 1:
            measure.append(attributes(page, key, divisions, clef_of(line, instrument, transposition), transposition))
            measure.append(tempo_mark(page, tempo, swing))
        measure.extend(list(_contents(bar, page, divisions)))
        if number == len(bars) or bar.ends_section:
            measure.append(_barline("light-heavy" if number == len(bars) else "light-light"))
    ElementTree.indent(score, " ")
    return (HEADER + ElementTree.tostring(score, encoding="unicode") + "\n").encode()


# ---- values


def _moved(solo: Solo, semitones: int) -> Solo:
    """The written line."""
    if semitones and any(note.pitch + semitones > HIGHEST for note in solo):
        raise JazzError("the solo is too high to be written for that instrument; leave out --transpose-for")
    return solo.transposed(semitones)


def _transposed(chart: Chart, semitones: int) -> tuple[Key, Chart]:
    """The written key and chart: names move as far on the line of fifths as the signature does."""
    key = chart.key or guess_key(chart)
    written = Key((key.tonic + semitones) % 12, key.mode)
    fifths = key_signature(written) - key_signature(key)
    changes = tuple(Change(change.onset, moved(change.chord, fifths)) for change in chart.changes)
    return written, replace(chart, key=written, changes=changes)


def _divisions(bars: Sequence[Bar]) -> int:
    """So many parts of a quarter note that all lengths are whole."""
    lengths = {printed.piece.length for bar in bars for printed in bar.symbols}
    return TICKS_PER_QUARTER * lcm(*(length.denominator for length in lengths))


# ---- elements


def _contents(bar: Bar, chart: Chart, divisions: int) -> Iterator[Element]:
    """Section, chords, notes and rests of a bar."""
    if bar.section:
        made = element("direction", placement="above")
        add(add(made, "direction-type"), "rehearsal", bar.section)
        yield made
    changes = list(bar.changes)
    scale = divisions // TICKS_PER_QUARTER
    for number, printed in enumerate(bar.symbols):
        while changes and changes[0].onset < printed.piece.end:
            change = changes.pop(0)
            yield _harmony(symbol_of(change.chord), (change.onset - printed.piece.place) * scale)
        yield _note(printed, number, bar, scale)
    for change in changes:
        yield _harmony(symbol_of(change.chord), Fraction(change.onset * scale))
    if not bar.symbols:
        rest = element("note")
        add(rest, "rest", measure="yes")
        add(rest, "duration", chart.metre.bar * scale)
        add(rest, "voice", 1)
        yield rest


def _note(printed: Printed, number: int, bar: Bar, scale: int) -> Element:
    """A note or rest; the order of what it holds is that of the standard."""
    piece, name = printed.piece, printed.name
    ties = [kind for kind, tied in (("stop", printed.tied_from), ("start", printed.tied_on)) if tied]
    made = element("note")
    if name is None:
        add(made, "rest")
    else:
        pitch = add(made, "pitch")
        add(pitch, "step", name.letter)
        if name.alter:
            add(pitch, "alter", name.alter)
        add(pitch, "octave", name.octave)
    add(made, "duration", piece.length * scale)
    for kind in ties:
        add(made, "tie", type=kind)
    add(made, "voice", 1)
    add(made, "type", piece.value)
    for _ in range(piece.dots):
        add(made, "dot")
    if printed.accidental:
        add(made, "accidental", printed.accidental, **({"cautionary": "yes"} if printed.reminder else {}))
    brace = next((brace for brace in bar.braces if brace.first <= number <= brace.last), None)
    if brace:
        ratio = add(made, "time-modification")
        add(ratio, "actual-notes", brace.actual)
        add(ratio, "normal-notes", brace.normal)
        add(ratio, "normal-type", brace.unit)
    for depth, word in enumerate(printed.beams, 1):
        add(made, "beam", word, number=str(depth))
    notations = [element("tied", type=kind) for kind in ties]
    if brace and number == brace.first:
        notations.append(element("tuplet", type="start", bracket="yes" if brace.bracket else "no"))
    if brace and number == brace.last:
        notations.append(element("tuplet", type="stop"))
    if notations:
        add(made, "notations").extend(notations)
    return made


def _harmony(symbol: Symbol, offset: Fraction) -> Element:
    made = element("harmony", print_frame="no")
    if symbol.root:
        root = add(made, "root")
        add(root, "root-step", symbol.root[0])
        _alter(root, "root-alter", symbol.root)
    else:
        add(made, "function")  # of N.C.; MuseScore 3 would print the letter of a root, though it is to be hidden
    add(made, "kind", symbol.kind, text=symbol.text)
    if symbol.bass:
        bass = add(made, "bass")
        add(bass, "bass-step", symbol.bass[0])
        _alter(bass, "bass-alter", symbol.bass)
    for each in symbol.degrees:
        degree = add(made, "degree", print_object="no")
        add(degree, "degree-value", each.value)
        add(degree, "degree-alter", each.alter)
        add(degree, "degree-type", each.kind)
    if offset:
        add(made, "offset", round(offset))
    return made


def _alter(parent: Element, tag: str, name: str) -> None:
    if name[1:]:
        add(parent, tag, 1 if name[1:] == "#" else -1)


def _barline(style: str) -> Element:
    made = element("barline", location="right")
    add(made, "bar-style", style)
    return made

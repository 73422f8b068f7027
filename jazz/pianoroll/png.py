"""A piano roll as a picture: systems of a few bars, one under the other, as on a page of music.

Each system has the chords above, the solo in the colours of its roles, and below, in grey, what the band plays: pitches
on a smaller scale, the drum kit a line for each kind of instrument. Louder notes are darker. Needs matplotlib, which
is imported when a picture is drawn. Conventions: places are in inches, y upward from the foot of the page.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from jazz.music import PlayedNote
from jazz.pianoroll.roll import COLOURS, DRUMS, ROLES, Roll, facts
from jazz.theory import note_name

WIDTH, SIDE, MARGIN = 11.0, 0.62, 0.35
HEAD, FOOT = 1.05, 0.45
CHORDS, GAP = 0.44, 0.2
SEMITONE, BAND_SEMITONE, DRUM_LINE = 0.058, 0.018, 0.075
CHORD_SIZE, SMALLEST_CHORD, LETTER = 11.0, 4.5, 0.115  # points; and inches that a letter of the largest takes
LEGEND = 1.1  # from one colour to the next
SPARE = 2  # semitones shown above the highest and below the lowest note of the solo
NARROWEST = 18  # semitones of the solo's lane
DOTS_A_INCH = 144
MOST_INCHES = 400  # of height, beyond which pictures cannot be opened
BARS_A_SYSTEM = ((48, 4), (10**9, 8))  # up to so many bars, so many in a system

INK, PALE, FAINT, SHADE = "#222222", "#8a8a8a", "#d8d8d8", "#f4f4f2"
BAND_INK = "#555555"
BLACK_KEYS = frozenset({1, 3, 6, 8, 10})
NAMED_KEYS = frozenset({0, 4, 7})  # whose names stand at the side
SOFT, LOUD = 30, 115  # velocities drawn at the least and the most opacity
LEAST_OPACITY = 0.4


@dataclass(frozen=True)
class _Lane:
    """A strip of a system for pitches `low` to `high`, its foot `foot` inches over the system's, so tall a semitone."""

    low: int
    high: int
    foot: float
    semitone: float

    @property
    def height(self) -> float:
        return (self.high - self.low + 1) * self.semitone

    def y(self, pitch: float) -> float:
        return self.foot + (pitch - self.low) * self.semitone


@dataclass(frozen=True)
class _Page:
    """Where everything stands: the lanes of each system, how tall a system is, and its bars."""

    roll: Roll
    solo: _Lane
    band: _Lane | None
    drums: tuple[str, ...]
    bars: int

    @property
    def systems(self) -> int:
        return -(-self.roll.bars // self.bars)

    @property
    def pitch(self) -> float:
        """Inches from one system to the next."""
        return self.solo.foot + self.solo.height + CHORDS + GAP

    @property
    def height(self) -> float:
        return HEAD + self.systems * self.pitch + FOOT

    @property
    def inch(self) -> float:
        """Inches a tick."""
        return (WIDTH - SIDE - MARGIN) / (self.bars * self.roll.bar)

    def foot(self, system: int) -> float:
        """The y of the foot of a system."""
        return self.height - HEAD - (system + 1) * self.pitch + GAP

    def place(self, tick: int) -> tuple[int, float]:
        """The system that a tick stands in, and its x."""
        system, within = divmod(tick, self.bars * self.roll.bar)
        return system, SIDE + within * self.inch


def png(roll: Roll) -> bytes:
    """Draw a roll: a PNG file. The same roll gives the same picture."""
    from matplotlib.figure import Figure  # noqa: PLC0415  (half a second that only a picture costs)

    page = _layout(roll)
    figure = Figure(figsize=(WIDTH, page.height), dpi=min(DOTS_A_INCH, DOTS_A_INCH * MOST_INCHES / page.height))
    axis = figure.add_axes((0, 0, 1, 1))
    axis.set(xlim=(0, WIDTH), ylim=(0, page.height))
    axis.set_axis_off()
    _draw_head(axis, page)
    for system in range(page.systems):
        _draw_paper(axis, page, system)
    _draw_words(axis, page)
    _draw_notes(axis, page)
    for text in axis.texts:
        text.set_parse_math(False)  # a dollar in a title is a dollar
    picture = BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph", UserWarning)  # a title in a script that the font lacks: boxes
        figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _layout(roll: Roll) -> _Page:
    """Lanes that hold what is played, from the foot upward: drums, band, solo."""
    kit = {note.pitch for player in roll.band if player.is_drums for note in player.notes}
    drums = tuple(line for line, pitches in DRUMS.items() if kit & pitches)
    foot = len(drums) * DRUM_LINE + (0.06 if drums else 0)
    pitches = [note.pitch for player in roll.band if not player.is_drums for note in player.notes]
    band = _Lane(min(pitches), max(pitches), foot, BAND_SEMITONE) if pitches else None
    foot = band.foot + band.height + 0.08 if band else foot
    bars = min(next(bars for most, bars in BARS_A_SYSTEM if roll.bars <= most), roll.bars)
    return _Page(roll, _Lane(*_solo_range(roll), foot, SEMITONE), band, drums, bars)


def _solo_range(roll: Roll) -> tuple[int, int]:
    pitches = [note.pitch for note in roll.soloist.notes] if roll.soloist else [60, 72]
    low, high = min(pitches) - SPARE, max(pitches) + SPARE
    spare = max(0, NARROWEST - (high - low))
    return low - spare // 2, high + spare - spare // 2


# ---- paper


def _draw_head(axis: Any, page: _Page) -> None:
    """Title, what is played, the legend; at the foot where it comes from."""
    roll, top = page.roll, page.height
    axis.text(SIDE, top - 0.42, _short(roll.title or "Solo", 36), fontsize=19, weight="bold", color=INK)
    axis.text(SIDE, top - 0.68, _short(facts(roll), 120), fontsize=9, color=BAND_INK)
    for place, (letter, name) in enumerate(ROLES.items() if roll.roles else ()):
        x = WIDTH - MARGIN - LEGEND * (len(ROLES) - place)
        axis.add_patch(_rectangle(x, top - 0.42, 0.16, 0.1, facecolor=COLOURS[letter]))
        axis.text(x + 0.21, top - 0.41, name, fontsize=7.5, color=BAND_INK)
    axis.text(SIDE, 0.2, _short(" · ".join(filter(None, (*roll.texts[:1], roll.command))), 180), fontsize=7, color=PALE)


def _draw_paper(axis: Any, page: _Page, system: int) -> None:
    """The empty system: keys shaded as on a keyboard, beats and bars, names at the side."""
    roll, foot, solo = page.roll, page.foot(system), page.solo
    bars = min(page.bars, roll.bars - system * page.bars)
    right = SIDE + bars * roll.bar * page.inch
    for pitch in range(solo.low, solo.high + 1):
        if pitch % 12 in BLACK_KEYS:
            axis.add_patch(_rectangle(SIDE, foot + solo.y(pitch), right - SIDE, solo.semitone, facecolor=SHADE))
        if pitch % 12 in NAMED_KEYS:
            middle = foot + solo.y(pitch + 0.5)
            axis.text(SIDE - 0.06, middle, note_name(pitch), fontsize=5.5, color=PALE, ha="right", va="center")
    top = foot + solo.foot + solo.height
    beat = roll.bar // roll.metre.beats
    for tick in range(0, bars * roll.bar + 1, beat):
        x, is_bar = SIDE + tick * page.inch, tick % roll.bar == 0
        axis.plot([x, x], [foot, top], color=PALE if is_bar else FAINT, lw=0.9 if is_bar else 0.4, zorder=1)
    if system == page.systems - 1:
        axis.plot([right - 0.03] * 2, [foot, top], color=PALE, lw=0.9)
    for height in (0.0, solo.foot, solo.foot + solo.height):
        axis.plot([SIDE, right], [foot + height] * 2, color=FAINT, lw=0.5, zorder=1)
    _draw_sides(axis, page, foot)


def _draw_sides(axis: Any, page: _Page, foot: float) -> None:
    """The names of the band beside its lanes."""
    for line, name in enumerate(reversed(page.drums)):
        y = foot + (line + 0.5) * DRUM_LINE
        axis.text(SIDE - 0.06, y, name, fontsize=5, color=PALE, ha="right", va="center")
    for player in page.roll.band:
        if page.band and not player.is_drums:
            middle = sorted(note.pitch for note in player.notes)[len(player.notes) // 2]
            y = foot + page.band.y(middle + 0.5)
            axis.text(SIDE - 0.06, y, player.name.split()[-1].lower(), fontsize=5, color=PALE, ha="right", va="center")


def _draw_words(axis: Any, page: _Page) -> None:
    """Chords and sections where they begin, and the number of each bar."""
    top = page.solo.foot + page.solo.height
    size = _chord_size(page)
    for tick, symbol in page.roll.chords:
        system, x = page.place(tick)
        axis.text(x + 0.03, page.foot(system) + top + 0.07, symbol, fontsize=size, weight="bold", color=INK)
    for tick, name in page.roll.sections:
        system, x = page.place(tick)
        box = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": INK, "linewidth": 0.8}
        axis.text(x + 0.24, page.foot(system) + top + 0.3, name, fontsize=7, weight="bold", color=INK, bbox=box)
    for bar in range(page.roll.bars):
        system, x = page.place(bar * page.roll.bar)
        axis.text(x + 0.03, page.foot(system) + top + 0.28, str(bar + 1), fontsize=6, color=PALE)


def _chord_size(page: _Page) -> float:
    """Points of the chord symbols: as large as they can be without touching each other."""
    ends = [*(tick for tick, _ in page.roll.chords[1:]), page.roll.length]
    room = (
        (end - tick) * page.inch / (LETTER * (len(symbol) + 1))
        for (tick, symbol), end in zip(page.roll.chords, ends, strict=True)
    )
    return max(SMALLEST_CHORD, CHORD_SIZE * min(1.0, *room))


# ---- notes


def _draw_notes(axis: Any, page: _Page) -> None:
    roll, drums = page.roll, list(reversed(page.drums))
    if roll.soloist:
        colours = [COLOURS[role] for role in roll.roles]
        _fill(axis, page, roll.soloist.notes, colours, page.solo)
    for player in roll.band:
        ink = [BAND_INK] * len(player.notes)
        if not player.is_drums and page.band:
            _fill(axis, page, player.notes, ink, page.band)
        for line, name in enumerate(drums if player.is_drums else ()):
            strokes = [note for note in player.notes if note.pitch in DRUMS[name]]
            lane = _Lane(0, 0, line * DRUM_LINE, DRUM_LINE)
            flat = [PlayedNote(note.start, note.start + roll.bar // 64, 0, note.velocity) for note in strokes]
            _fill(axis, page, flat, ink, lane)


def _fill(axis: Any, page: _Page, notes: Sequence[PlayedNote], colours: Sequence[str], lane: _Lane) -> None:
    """Draw notes in a lane, a rectangle each; a note over the end of a system goes on in the next."""
    from matplotlib.collections import PolyCollection  # noqa: PLC0415
    from matplotlib.colors import to_rgba  # noqa: PLC0415

    corners, inks = [], []
    for note, colour in zip(notes, colours, strict=False):
        for system, left, right in _stretches(page, note):
            low = page.foot(system) + lane.y(note.pitch) + 0.08 * lane.semitone
            high = low + 0.84 * lane.semitone
            corners.append([(left, low), (right, low), (right, high), (left, high)])
            inks.append(to_rgba(colour, _opacity(note.velocity)))
    axis.add_collection(PolyCollection(corners, facecolors=inks, edgecolors="none", zorder=3), autolim=False)


def _stretches(page: _Page, note: PlayedNote) -> Iterator[tuple[int, float, float]]:
    """The systems that a note sounds in, and from which x to which."""
    whole = page.bars * page.roll.bar
    for system in range(note.start // whole, (note.end - 1) // whole + 1):
        start, end = max(note.start - system * whole, 0), min(note.end - system * whole, whole)
        yield system, SIDE + start * page.inch, SIDE + end * page.inch


def _opacity(velocity: int) -> float:
    share = (velocity - SOFT) / (LOUD - SOFT)
    return LEAST_OPACITY + (1 - LEAST_OPACITY) * min(1.0, max(0.0, share))


def _short(text: str, most: int) -> str:
    """The text on one line, cut where there is no more room."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _rectangle(x: float, y: float, width: float, height: float, **look: Any) -> Any:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    return Rectangle((x, y), width, height, linewidth=0, zorder=0, **look)

"""The language of iReal Pro's music: cells, bar lines and marks, to the bars of `repeats`.

Of a bar the chords get what the app's player gives them: a beat each and one more for each empty cell behind; what is
left of the bar goes to its large chords, a beat at a time from the first on, and what is too much is taken from the
last on. A mark belongs to the bar in which it stands, outside of bars to the next. Cells outside of bars are layout.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jazz.errors import ChartError
from jazz.music import Metre
from jazz.repeats import MAX_BARS, Bar, parse_jump

METRES = {
    **{f"{beats}4": Metre(beats, 4) for beats in (2, 3, 4, 5, 6, 7)},
    **{f"{beats}8": Metre(beats, 8) for beats in (3, 5, 6, 7, 9)},
    **{"12": Metre(12, 8), "22": Metre(2, 2), "32": Metre(3, 2)},
}
"""The metres of the app."""
SECTIONS = {"i": "intro", "V": "verse", "v": "verse"}
"""The sections that are more than a letter."""
TOKENS = re.compile(
    r"(?P<words><[^>]*>)"
    r"|(?P<other>\([^()]*\)|[Yf,])"  # chords in brackets are other ones that a player may choose
    r"|(?P<chord>(?:[A-G][b#]?(?:sus|alt|add|maj|min|dim|aug|[-+^hom#bøØΔ°M]|6/9|\d)*(?:\*[^*\s|{}\[\]]{1,16}\*)?|W)"
    r"(?:/[A-G][b#]?)?)"
    r"|(?P<section>\*[A-Za-z])"
    r"|T(?P<metre>\d\d)"
    r"|N(?P<ending>\d)"
    r"|(?P<size>[sl])"
    r"|(?P<cell>[npxr])"
    r"|(?P<sign>[SQU])"
    r"|(?P<line>[|\[\]{}Z])"
    r"|(?P<space> )"
    r"|(?P<nothing>\s)"
    r"|(?P<stray>.)"
)
OPENING, CLOSING = "[{", "]}Z"
REPEAT_ONE, REPEAT_TWO, NO_CHORD, HOLD, EMPTY = "x", "r", "n", "p", ""
TIMES = re.compile(r"(\d{1,3})\s*x", re.IGNORECASE)
PLACE = re.compile(r"^\*\d\d")
"""How high over the bar words stand."""


class Item(NamedTuple):
    """What stands in a bar: a chord or a sign for one, and how many beats are its own."""

    text: str
    beats: int
    small: bool = False


class Page(NamedTuple):
    """The bars of a song with their marks, what stands in each, and their metre."""

    bars: list[Bar]
    items: list[list[Item]]
    metre: Metre


class Reader:
    """Reads the tokens of a song from left to right."""

    def __init__(self) -> None:
        self.bars = [Bar(1)]
        self.items: list[list[Item]] = [[]]
        self.metre: Metre | None = None
        self.inside = False  # of a bar
        self.cells = 0  # in this bar
        self.small = False
        self.times = 0  # that the repeat around here is played
        self.half = False  # of a sign for two bars is read
        self.doubles: list[Bar] = []
        self.ends: list[Bar] = []

    def read(self, text: str) -> Page:
        """The bars of a text. Raises ChartError, naming the bar."""
        for token in TOKENS.finditer(text):
            kind = token.lastgroup or ""
            getattr(self, f"_{kind}")(token[kind])
        if self.items[-1] or self.half:
            self._line("Z")
        if self.bars[-1].opens or self.bars[-1].ending:
            raise ChartError(f"the song ends before bar {self.bars[-1].number}, which a mark begins")
        if len(self.bars) == 1:
            raise ChartError("the song has no bars")
        bars = self.bars[:-1]
        for place, bar in enumerate(bars):
            if bar.jump and (line := self._jumps_at(bars[place:])) is not bar:
                line.jump, bar.jump = bar.jump, None
                break
        if not any(bar.fine for bar in bars):  # END is where D.C. al Fine stops
            for bar in self.ends:
                bar.fine = any(other.jump and other.jump.goal == "fine" for other in bars)
        return Page(bars, self.items[:-1], self.metre or Metre())

    def _jumps_at(self, bars: list[Bar]) -> Bar:
        """The bar at whose double bar line the app jumps for words over the first: long words begin early."""
        for bar, following in zip(bars, [*bars[1:], None], strict=True):
            if bar in self.doubles:
                return bar
            if following is None or following.coda:
                break
        return bars[0]

    def _words(self, text: str) -> None:
        said = PLACE.sub("", text[1:-1]).strip()
        bar = self.bars[-1 if self.inside or self.items[-1] or len(self.bars) == 1 else -2]
        if times := TIMES.fullmatch(said):
            self.times = int(times[1])
        elif jump := parse_jump(said):
            bar.jump = jump
        elif said.lower() == "fine":
            bar.fine = True

    def _other(self, _: str) -> None:
        """Layout, and what a player may do or leave."""

    _nothing = _other

    def _chord(self, text: str) -> None:
        self._cell(text)

    def _cell(self, text: str) -> None:
        items = self.items[-1]
        self.inside, self.cells = True, self.cells + 1
        if text in {REPEAT_ONE, REPEAT_TWO} or (items and items[-1].text in {REPEAT_ONE, REPEAT_TWO}):
            if items:
                raise ChartError(f"bar {self.bars[-1].number}: a sign that repeats bars stands beside chords")
            items.append(Item(text, 1))
        elif text == HOLD and items:
            items[-1] = items[-1]._replace(beats=items[-1].beats + 1)
        else:
            items.append(Item(text, 1, self.small))

    def _space(self, _: str) -> None:
        items = self.items[-1]
        self.cells += self.inside
        if items:
            items[-1] = items[-1]._replace(beats=items[-1].beats + 1)

    def _section(self, text: str) -> None:
        self.bars[-1].section = SECTIONS.get(text[1:], text[1:])

    def _metre(self, text: str) -> None:
        metre = METRES.get(text)
        if metre is None:
            raise ChartError(f"bar {self.bars[-1].number}: T{text} is not a metre of iReal Pro")
        if self.metre is None and len(self.bars) == 1:
            self.metre = metre
        elif metre != (self.metre or Metre()):
            said = f"the metre changes to {metre.beats}/{metre.unit}"
            raise ChartError(f"bar {self.bars[-1].number}: {said}; a chart has one metre from beginning to end")

    def _ending(self, text: str) -> None:
        if text == "0":
            raise ChartError(f"bar {self.bars[-1].number}: an ending without a number cannot be followed")
        self.bars[-1].ending = int(text)

    def _size(self, text: str) -> None:
        self.small = text == "s"

    def _sign(self, text: str) -> None:
        bar = self.bars[-1]
        if text == "S":
            bar.segno = True
        elif text == "U":
            self.ends.append(bar)
        elif text == "Q" and self.items[-1]:
            bar.to_coda = True
        elif text == "Q":
            bar.coda = True

    def _stray(self, text: str) -> None:
        raise ChartError(f'bar {self.bars[-1].number}: "{text}" is no sign of iReal Pro')

    def _line(self, text: str) -> None:
        if self.items[-1] or (self.inside and self.cells):
            self._close()
        if text != "|" and self.half:
            self._second_half()
        if text != "|" and len(self.bars) > 1:
            self.doubles.append(self.bars[-2])
        if text == "}":
            self._repeat()
        if text == "{":
            self.bars[-1].opens = True
        self.inside = text not in CLOSING
        self.cells = 0

    def _close(self) -> None:
        """End a bar; one of empty cells holds its chord, or is the second of two that a sign repeats."""
        if self.half and self.items[-1]:
            self._second_half()
        empty = REPEAT_TWO if self.half else EMPTY
        self.items[-1] = self.items[-1] or [Item(empty, 1)]
        self.half = not self.half and self.items[-1][0].text == REPEAT_TWO
        if len(self.bars) > MAX_BARS:
            raise ChartError(f"the song has more than {MAX_BARS:,} bars")
        self.bars.append(Bar(self.bars[-1].number + 1))
        self.items.append([])

    def _second_half(self) -> None:
        """Let a sign for two bars have its second, where that is not written."""
        number = self.bars[-1].number
        self.bars[-1].number += 1
        self.bars.insert(-1, Bar(number))
        self.items.insert(-1, [Item(REPEAT_TWO, 1)])
        self.half = False

    def _repeat(self) -> None:
        """Let a repeat close on the last bar."""
        if len(self.bars) == 1:
            raise ChartError("bar 1: nothing here can be repeated")
        self.bars[-2].times = self.times or 2
        self.times = 0

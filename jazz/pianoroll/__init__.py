"""A performance to look at: `roll` says what is shown, `png` draws it on a page, `html` makes a page that plays it."""

from jazz.pianoroll.html import html
from jazz.pianoroll.png import png
from jazz.pianoroll.roll import Roll, roll

__all__ = ["Roll", "html", "png", "roll"]

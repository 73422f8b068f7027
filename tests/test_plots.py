"""The page: a picture that matplotlib draws, the same for the same style."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from matplotlib import image

from jazz import plots
from jazz.style import Found, Row, Style

HUMAN = Found("human", 1.0, 0.5, 1.5, (), 0.0, True)
MODEL = Found("model", 2.0, 1.5, 2.5, (), 1.0, False)
SILENT = Found("noise", None, None, None, (), None, False)
NUMBER = Row("range", "", "semitones", (), (0.8, 1.2), 0.3, (HUMAN, MODEL, SILENT))
CURVE = [replace(NUMBER, trait="rhythm again", label=f"{back} back") for back in range(1, 9)]
SHARES = [replace(each, mean=None, shares=(0.25, 0.75)) for each in (HUMAN, MODEL, SILENT)]
HISTOGRAM = Row("rests", "", "note values", ("4", "2"), None, 0.1, tuple(SHARES))
STYLE = Style(3, 2, 0.8, (NUMBER, *CURVE, HISTOGRAM))


def test_a_page_has_a_panel_for_each_number_curve_and_histogram() -> None:
    assert [len(panel) for panel in plots._panels(STYLE.rows)] == [1, 8, 1]


def test_a_page_is_a_picture_and_the_same_again() -> None:
    picture = plots.page(STYLE, "model beside 3 human solos")
    height, width, _ = image.imread(BytesIO(picture), format="png").shape
    assert width > 1000
    assert height > 200
    assert picture == plots.page(STYLE, "model beside 3 human solos")
    assert picture != plots.page(STYLE, "another")

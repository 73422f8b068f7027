"""Repeats and endings: written bars in the order in which they are played.

Knows the marks on a bar and nothing of what is in it. `|: A [1 B :| [2 C` plays A B A C; without a `|:` a `:|` goes
back to the bar after the last one, or to the beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jazz.errors import ChartError

MAX_BARS = 2000


@dataclass
class Bar:
    """A bar as written: its items, and the marks at its beginning and end."""

    number: int
    items: list[str] = field(default_factory=list)
    section: str | None = None
    opens: bool = False
    ending: int | None = None
    times: int = 0  # 2 or more where a repeat closes


def playing_order(bars: Sequence[Bar]) -> list[int]:
    """The indices of written bars in the order they are played, passage by passage up to each `:|`.

    Raises `ChartError` for marks that do not belong together, and for more than `MAX_BARS` bars.
    """
    played: list[int] = []
    used: set[int | None] = set()
    first, body, number = 0, range(0), 0
    while (close := next((index for index in range(first, len(bars)) if bars[index].times), None)) is not None:
        start = max((index for index in range(first, close + 1) if bars[index].opens), default=first)
        split = next((index for index in range(start, close + 1) if bars[index].ending), None)
        used |= {start, split}
        if split is None:
            _check_length(len(played) + (close + 1 - start) * bars[close].times)
            played += [*range(first, start), *(list(range(start, close + 1)) * bars[close].times)]
        else:
            later = bool(number) and split == first  # a third ending goes back to the body of the first
            body, number = (body, number + 1) if later else (range(start, split), 1)
            following = bars[close + 1].ending if close + 1 < len(bars) else None
            if bars[split].ending != number or following != number + 1 or bars[close].times > 2:
                raise ChartError(f"bar {bars[close].number}: :| wants endings that go [1 ... :| [2 ...")
            used.add(close + 1)
            played += [*range(first, close + 1), *body]
        first, number = close + 1, number if split is not None else 0
    played += range(first, len(bars))
    _check_length(len(played))
    if stray := [bar for index, bar in enumerate(bars) if (bar.opens or bar.ending) and index not in used]:
        raise ChartError(f"bar {stray[0].number}: the repeat or ending that begins here has no :|")
    return played


def _check_length(bars: int) -> None:
    if bars > MAX_BARS:
        raise ChartError(f"the chart plays {bars:,} bars; {MAX_BARS:,} are the limit")

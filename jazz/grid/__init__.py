"""Where the beats and bars of a file are: `find` gives a `Grid` for each stretch of one metre under its melody.

`stretches` tells the story; `beatfinder` finds the beats (by `pulse`, `landmarks` and `freetempo`), `barlines` the
bars.
"""

from jazz.grid.stretches import LONGEST, Grid, find

__all__ = ["LONGEST", "Grid", "find"]

"""iReal Pro: songs and playlists of its links to charts, and a chart to a link.

No library of PyPI does this: pyRealParser 0.1.0 drops on which beats chords stand, takes any two coda signs for a D.C.
and knows no D.S., Fine or numbered ending to jump to, and prints. So the format is read here.

Convention: a chart is one chorus of many. An introduction is part of it, as it is written; what the app plays in the
last chorus alone is not: the sign END, and a coda that no D.C. or D.S. leads to.
"""

from jazz.ireal.reading import charts
from jazz.ireal.writing import link

__all__ = ["charts", "link"]

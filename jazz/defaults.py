"""What happens when nothing is asked for: the defaults of every option, for the command line and for callers alike.

Taste at play time stands here; what defines a model stands in its config. This room imports nothing, so `jazz --help`
can name the defaults without waiting for NumPy.
"""

from __future__ import annotations

CHART = "blues"
MODEL = "weimar"
TEMPO = 140.0  # quarters a minute, where a chart names none
TEMPERATURE = 0.9
TOP_P = 0.98
MAX_LEAP = 12  # semitones
INSTRUMENT = "tenor sax"
BACKINGS = ("none", "chords")
BACKING = "chords"

TEMPOS = (20.0, 400.0)
TEMPERATURES = (0.01, 10.0)
MOST_BARS = 2000
MOST_SOLOS = 1000

CELLS = ("lstm", "gru", "simple_rnn")
CELL = "lstm"
LAYERS, UNITS, EPOCHS = 1, 256, 16
MOST_LAYERS, MOST_UNITS = 3, 2048
VALIDATION_SHARE = 0.15  # of the songs, in whole tunes

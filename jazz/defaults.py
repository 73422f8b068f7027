"""What happens when nothing is asked for: the defaults of every option, for the command line and for callers alike.

Taste at play time stands here; what defines a model stands in its config. This room imports nothing, so `jazz --help`
can name the defaults without waiting for NumPy.
"""

from __future__ import annotations

CHART = "blues"
MODEL = "weimar"
TEMPO = 140.0  # quarters a minute, where a chart names none
TEMPERATURE = 1.0
TOP_P = 1.0
MOTIFS = 1.25
MAX_LEAP = 18  # semitones
TAKES = 1
INSTRUMENT = "tenor sax"
BACKINGS = ("none", "chords", "trio")
BACKING = "trio"
BESIDE = ("stems", "musicxml", "wav", "png", "html")  # kinds of files that lie beside a MIDI file
FEELS = ("swing", "straight", "ballad", "bossa")
HUMANISE = 1.0

TEMPOS = (20.0, 400.0)
TEMPERATURES = (0.01, 10.0)
MOST_MOTIFS = 4.0
SWINGS = (50.0, 75.0)  # percent of a beat
MOST_HUMAN = 2.0
MOST_BARS = 2000
MOST_SOLOS = 1000
MOST_TAKES = 64

CELLS = ("lstm", "gru", "simple_rnn")
CELL = "lstm"
LAYERS, UNITS, MEMBERS, EPOCHS = 1, 256, 1, 16
STRATEGIES = ("one", "mirrored", "workers")
STRATEGY = "one"
MOST_LAYERS, MOST_UNITS, MOST_MEMBERS = 3, 2048, 8
VALIDATION_SHARE = 0.15  # of the songs, in whole tunes

"""A jazz soloist: changes in, a played solo as MIDI out; and a trainer for solos of your own."""

__version__ = "0.1.0"

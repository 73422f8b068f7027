"""A solo as a player would play it: where each note begins, how loud it is and how long it sounds.

`play` is the whole of it; what is seen of a line is in `line`, what players do with it, learned from the soloists of
the Weimar Jazz Database, in `habits`.
"""

from jazz.rendition.playing import play

__all__ = ["play"]

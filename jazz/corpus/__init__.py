"""Folders and files of solos to songs: found, read under guard, remembered, freed of copies, parted in two.

`reading` tells the way of a source through the other modules here.
"""

from jazz.corpus.reading import Corpus, OnProgress, read, read_packed

__all__ = ["Corpus", "OnProgress", "read", "read_packed"]

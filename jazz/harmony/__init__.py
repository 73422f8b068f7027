"""The chord changes of a score: named by its words, or heard in its notes.

`named` reads chord symbols from words, `hear` listens to the notes when there are none; both answer in ticks of 1/24
quarter note from the first bar line, and `changes_on_beats` makes the changes of a chart of either.
"""

from jazz.harmony.hearing import Heard, from_notes, hear
from jazz.harmony.lexicon import HEARD
from jazz.harmony.words import KINDS, Named, changes_on_beats, from_words, named

__all__ = ["HEARD", "KINDS", "Heard", "Named", "changes_on_beats", "from_notes", "from_words", "hear", "named"]

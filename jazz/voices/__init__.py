"""Which track of a score is the melody, and which notes accompany it.

`choice` weighs what is measured in the notes (`measures`) and what is written beside them; of a player of several notes
at once `skyline` takes the top line.
"""

from jazz.voices.choice import DOUBTFUL, Candidate, Voices, choose, ranked, role

__all__ = ["DOUBTFUL", "Candidate", "Voices", "choose", "ranked", "role"]

"""The network: built, trained by batches, and unrolled one-to-many, in Keras.

A recurrent network reads the previous value (one-hot, made inside the graph) and the context, and says how likely each
value is that the grammar allows. The only room that imports Keras; the code keeps to what every Keras backend has, but
for `strategy`, where there are many devices. It knows arrays, not music: `dataset` makes them, `training` decides how
long, `engine` plays the weights without Keras.
"""

from jazz.network.ensemble import build, set_weights, weights_of
from jazz.network.learning import Batches, Pulse, WeightDrop, compile_for_training, everything, seed_everything
from jazz.network.one_to_many import OneToMany
from jazz.network.strategy import STRATEGIES, One, leads, strategy

__all__ = [
    "STRATEGIES",
    "Batches",
    "One",
    "OneToMany",
    "Pulse",
    "WeightDrop",
    "build",
    "compile_for_training",
    "everything",
    "leads",
    "seed_everything",
    "set_weights",
    "strategy",
    "weights_of",
]

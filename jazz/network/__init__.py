"""The network: built, trained by batches, and unrolled one-to-many, in Keras.

A recurrent network reads the previous value (one-hot, made inside the graph) and the context, and says how likely each
value is that the grammar allows. The only room that imports Keras; the code keeps to what every Keras backend has.
It knows arrays, not music: `dataset` makes them, `training` decides how long, `engine` plays the weights without Keras.
"""

from jazz.network.ensemble import build, set_weights, weights_of
from jazz.network.learning import Batches, Pulse, WeightDrop, compile_for_training, seed_everything
from jazz.network.one_to_many import OneToMany

__all__ = [
    "Batches",
    "OneToMany",
    "Pulse",
    "WeightDrop",
    "build",
    "compile_for_training",
    "seed_everything",
    "set_weights",
    "weights_of",
]

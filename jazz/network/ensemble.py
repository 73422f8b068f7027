"""The whole network: members side by side, from what they are shown to what is allowed, and all weights by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from jazz.engine import FORBIDDEN
from jazz.model import Config, Weights
from jazz.music import WHOLE
from jazz.network.backend import keras, layers, ops
from jazz.network.member import Member
from jazz.views import INTERVALS, LENGTH_VIEWS, TONE_VIEWS, WIDTHS


def build(config: Config, *, dropout: float = 0.0, forget: float = 0.0) -> keras.Model:
    """Build the network: the fields of `dataset.Inputs` to logits (m, Tx, members, n_values).

    In training, `dropout` is the share of units left out, `forget` that of previous values that are not told.
    """
    previous = keras.Input((None,), dtype="int32", name="previous")
    features = keras.Input((None, config.n_context), name="context")
    allowed = keras.Input((None, config.n_values), dtype="bool", name="allowed")
    tones = keras.Input((None, len(TONE_VIEWS), INTERVALS), dtype="int32", name="tones")
    lengths = keras.Input((None, len(LENGTH_VIEWS), WHOLE), dtype="int32", name="lengths")
    recalled = keras.Input((None, len(WIDTHS)), dtype="int32", name="recalled")
    told = layers.Dropout(forget, noise_shape=(None, None, 1))(ops.one_hot(previous, config.n_values))
    x = ops.concatenate([told, features], axis=-1)
    members = [Member(config, dropout, name=f"member_{number}") for number in range(config.members)]
    logits = ops.stack([member(x, recalled, tones, lengths) for member in members], axis=2)
    inputs = [previous, features, allowed, tones, lengths, recalled]
    return keras.Model(inputs, ops.where(allowed[:, :, None], logits, float(FORBIDDEN)), name="jazz")


def weights_of(network: keras.Model, config: Config) -> dict[str, np.ndarray]:
    """Return the network's weights under the names of `model.shapes`; inverse of `set_weights`."""
    return {name: variable.numpy() for name, variable in _variables(network, config).items()}


def set_weights(network: keras.Model, config: Config, weights: Weights) -> None:
    """Load weights into a network of this config; inverse of `weights_of`."""
    for name, variable in _variables(network, config).items():
        variable.assign(weights[name])


def _variables(network: keras.Model, config: Config) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number in range(config.members):
        owners = network.get_layer(f"member_{number}").owners()
        found |= {f"{number}.{name}.{each.name}": each for name, owner in owners for each in owner.trainable_variables}
    return found

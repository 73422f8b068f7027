"""The network's step on other runtimes, for `engines.py` to compare: ONNX Runtime and LiteRT.

The same arithmetic as `jazz.engine` for one LSTM layer: an id picks a row of the kernel, context and hidden state are
multiplied with the rest. For each runtime an engine that `jazz.sampling` can play, and `write_...`, which makes its
file; a runtime is imported when it is used. Knows neither times nor tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from jazz.engine import FORBIDDEN
from jazz.model import Weights

INPUTS = ("previous", "features", "allowed", "hidden", "carry")
OUTPUTS = ("logits", "next_hidden", "next_carry")

State = list[np.ndarray]  # hidden and carry, each (batch, units)


class OnnxEngine:
    """The step as a graph of ONNX Runtime, on one thread."""

    def __init__(self, path: Path) -> None:
        runtime = import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = runtime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._units = self._session.get_inputs()[-1].shape[1]

    def start(self, batch: int) -> State:
        """Return zeros."""
        return [np.zeros((batch, self._units), np.float32)] * 2

    def step(
        self, previous: np.ndarray, features: np.ndarray, allowed: np.ndarray, state: State
    ) -> tuple[np.ndarray, State]:
        """Run the graph once."""
        values = (previous.astype(np.int32), features, allowed, *state)
        logits, *following = self._session.run(OUTPUTS, dict(zip(INPUTS, values, strict=True)))
        return logits, following


class LiteRtEngine:
    """The step as a graph of LiteRT, on one thread; it resizes its inputs when the batch changes."""

    def __init__(self, path: Path) -> None:
        interpreter = import_module("ai_edge_litert.interpreter").Interpreter(str(path), num_threads=1)
        self._run = interpreter.get_signature_runner()
        self._units = self._run.get_input_details()["hidden"]["shape"][1]

    def start(self, batch: int) -> State:
        """Return zeros."""
        return [np.zeros((batch, self._units), np.float32)] * 2

    def step(
        self, previous: np.ndarray, features: np.ndarray, allowed: np.ndarray, state: State
    ) -> tuple[np.ndarray, State]:
        """Run the graph once."""
        values = (previous.astype(np.int32), features, allowed, *state)
        made = self._run(**dict(zip(INPUTS, values, strict=True)))
        logits, *following = (made[name] for name in OUTPUTS)
        return logits, following


def write_litert(weights: Weights, path: Path) -> None:
    """Write the step as a LiteRT file, through TensorFlow's converter."""
    tf = import_module("tensorflow")
    parts, n_values = _parts(weights), weights["output.bias"].size

    def step(previous: Any, features: Any, allowed: Any, hidden: Any, carry: Any) -> dict[str, Any]:
        row = tf.gather(parts["values"], tf.where(previous < 0, n_values, previous))
        gates = row + tf.concat([features, hidden], axis=1) @ parts["kernel"] + parts["bias"]
        i, f, c, o = tf.split(gates, 4, axis=1)
        carry = tf.sigmoid(f) * carry + tf.sigmoid(i) * tf.tanh(c)
        hidden = tf.sigmoid(o) * tf.tanh(carry)
        logits = tf.where(allowed, hidden @ parts["output"] + parts["output_bias"], FORBIDDEN)
        return dict(zip(OUTPUTS, (logits, hidden, carry), strict=True))

    module = tf.Module()
    signature = [tf.TensorSpec([None, *width], kind, name) for name, kind, width in _signature(weights)]
    module.step = tf.function(step, input_signature=signature)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([module.step.get_concrete_function()], module)
    path.write_bytes(converter.convert())


ONNX_NODES = """
    Gather      values previous -> row
    Concat(1)   features hidden -> seen
    MatMul      seen kernel -> product
    Add         row product -> sum
    Add         sum bias -> gates
    Split(1)    gates -> i f c o
    Sigmoid     i -> input
    Sigmoid     f -> forget
    Tanh        c -> candidate
    Sigmoid     o -> output_gate
    Mul         forget carry -> kept
    Mul         input candidate -> new
    Add         kept new -> next_carry
    Tanh        next_carry -> shown
    Mul         output_gate shown -> next_hidden
    MatMul      next_hidden output -> heights
    Add         heights output_bias -> free
    Where       allowed free forbidden -> logits
"""


def write_onnx(weights: Weights, path: Path) -> None:
    """Write the step as an ONNX graph."""
    onnx = import_module("onnx")
    helper = onnx.helper
    inputs = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(np.dtype(kind)), ["batch", *width])
        for name, kind, width in _signature(weights)
    ]
    outputs = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["batch", None]) for name in OUTPUTS]
    constants = [onnx.numpy_helper.from_array(array, name) for name, array in _parts(weights).items()]
    nodes = [_onnx_node(helper, line) for line in ONNX_NODES.strip().splitlines()]
    graph = helper.make_graph(nodes, "step", inputs, outputs, constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(made)
    onnx.save(made, path)


def _onnx_node(helper: Any, line: str) -> Any:
    (kind, *taken), made = (words.split() for words in line.split("->"))
    name, _, axis = kind.rstrip(")").partition("(")
    extra = {"num_outputs": len(made)} if name == "Split" else {}
    return helper.make_node(name, taken, made, **extra, **({"axis": int(axis)} if axis else {}))


def _parts(weights: Weights) -> dict[str, np.ndarray]:
    """Return the constants: the rows of the kernel for values, with zeros for id -1, and the other weights."""
    n_values = weights["output.bias"].size
    values, features = np.split(weights["cell_0.kernel"], [n_values])
    return {
        "values": np.concatenate([values, np.zeros_like(values[:1])]),
        "kernel": np.concatenate([features, weights["cell_0.recurrent_kernel"]]),
        "bias": weights["cell_0.bias"],
        "output": weights["output.kernel"],
        "output_bias": weights["output.bias"],
        "forbidden": np.array([FORBIDDEN]),
    }


def _signature(weights: Weights) -> Iterator[tuple[str, str, list[int]]]:
    """Yield name, type and width of each input."""
    units, n_values = weights["output.kernel"].shape
    n_context = len(weights["cell_0.kernel"]) - n_values
    kinds = ("int32", "float32", "bool", "float32", "float32")
    return zip(INPUTS, kinds, ([], [n_context], [n_values], [units], [units]), strict=True)

"""On many devices and on several machines it learns what it learns on one: the same losses, the same weights."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from jazz import assets, defaults, network, solotext, training
from jazz.dataset import Examples, examples, windows
from jazz.errors import JazzError, ModelError
from jazz.events import EpochEnded, Event
from jazz.music import Song
from jazz.network.backend import keras
from jazz.training import Settings
from tests.models import random_model

ROOT = Path(__file__).parent.parent
SONGS, LAST_SONGS = 8, 2  # of the shipped corpus; the last ones judge
SECONDS = 120
CLIPPED = 1e-3  # so low a norm that every gradient is clipped


def songs() -> list[Song]:
    return [solotext.parse(path.read_text(encoding="utf-8")) for path in assets.corpus_files()[:SONGS]]


def lesson(strategy: str, folder: str, *, stop_after: int | None = None) -> dict[str, list[float]]:
    """Train for two epochs without dropout, which differs by device; return the losses, and how large weights are."""
    told: list[float] = []

    def listen(event: Event) -> None:
        if isinstance(event, EpochEnded):
            told.extend((event.bits, event.validation_bits))
            if event.epoch == stop_after:
                raise KeyboardInterrupt

    settings = Settings(
        "simple_rnn", units=8, dropout=0, forget=0, epochs=2, steps=32, fewest_batches=2, strategy=strategy
    )
    taught, judges = songs()[:-LAST_SONGS], songs()[-LAST_SONGS:]
    model = training.train(taught, judges, settings, Path(folder), name="lesson", on_event=listen)
    return {"losses": told, "weights": [float(np.abs(array).sum()) for array in model.weights.values()]}


def begin(words: str, **environment: str) -> subprocess.Popen[str]:
    """Call a function of this module in a fresh process; it prints JSON."""
    code = f"import json; from tests import test_strategy; print(json.dumps(test_strategy.{words}))"
    given = (
        os.environ
        | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "KERAS_BACKEND": "tensorflow"}
        | environment
    )
    return subprocess.Popen(
        [sys.executable, "-c", code], env=given, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def ends(*processes: subprocess.Popen[str]) -> list[dict[str, list[float]]]:
    """Wait for processes, and return what they printed."""
    try:
        said = [process.communicate(timeout=SECONDS) for process in processes]
    finally:
        for process in processes:
            process.kill()
    for process, (_, errors) in zip(processes, said, strict=True):
        assert process.returncode == 0, errors
    return [json.loads(out.splitlines()[-1]) for out, _ in said]


def free_addresses(count: int) -> list[str]:
    """Places on this machine where nobody listens; skips where there is no network at all."""
    try:
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    except OSError as error:
        pytest.skip(f"no sockets on loopback: {error}")
    addresses = [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]
    for each in sockets:
        each.close()
    return addresses


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[float]]:
    """What one device learns, undisturbed."""
    return lesson("one", str(tmp_path_factory.mktemp("alone")))


@pytest.mark.parametrize("begun", [False, True], ids=["from-nothing", "from-a-checkpoint"])
def test_two_workers_learn_what_one_does(tmp_path: Path, alone: dict[str, list[float]], begun: bool) -> None:
    """Only the first speaks and writes; it alone has the checkpoint of a training that one device began."""
    folders = tmp_path / "chief", tmp_path / "helper"
    hosts = {"cluster": {"worker": free_addresses(2)}}
    if begun:
        with pytest.raises(KeyboardInterrupt):
            lesson("one", str(folders[0]), stop_after=1)
    workers = []
    for index, folder in enumerate(folders):
        here = json.dumps(hosts | {"task": {"type": "worker", "index": index}})
        workers.append(begin(f"lesson('workers', {str(folder)!r})", TF_CONFIG=here))
    chief, helper = ends(*workers)
    np.testing.assert_allclose(chief["losses"], alone["losses"][2 * begun :], rtol=1e-5)
    np.testing.assert_allclose(chief["weights"], alone["weights"], rtol=1e-5)
    assert helper == {"losses": [], "weights": chief["weights"]}
    assert not folders[1].exists()


def data_of(count: int) -> tuple[Examples, np.ndarray]:
    data = examples(songs()[:4])
    return data, windows(data, 32, np.random.default_rng(0))[:count]


def steps(strategy: str) -> dict[str, list[float]]:
    """Learn from batches that no two devices can share evenly, with gradients that are all clipped; judge as well."""
    if strategy == "mirrored":
        import tensorflow  # noqa: PLC0415 - in a process of its own

        (processor,) = tensorflow.config.list_physical_devices("CPU")
        two = [tensorflow.config.LogicalDeviceConfiguration()] * 2
        tensorflow.config.set_logical_device_configuration(processor, two)

    def make() -> keras.Model:
        model = random_model(units=8, members=2)
        net = network.build(model.config)
        network.set_weights(net, model.config, model.weights)
        network.compile_for_training(net, weight_decay=0.1)
        net.optimizer.clipnorm = CLIPPED
        return net

    learner = network.strategy(strategy, make)
    losses: list[float] = []
    data, spans = data_of(13)
    source = network.Batches(data, spans, steps=32, size=5)
    pulse = network.Pulse(lambda: 1e-2, losses.append)
    for _ in range(2):
        learner.fit(source, [pulse])
    weights = [float(np.abs(each.numpy()).sum()) for each in learner.net.trainable_variables]
    return {"losses": [*losses, learner.evaluate(source)], "weights": weights}


def test_two_devices_learn_what_one_does() -> None:
    """What is clipped is the sum of their gradients, and what is averaged are all values, however they are shared."""
    mirrored = begin("steps('mirrored')")
    alone = steps("one")
    (two,) = ends(mirrored)
    assert len(two["losses"]) == 2 * 3 + 1
    np.testing.assert_allclose(two["losses"], alone["losses"], rtol=1e-5)
    np.testing.assert_allclose(two["weights"], alone["weights"], rtol=1e-5)


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_shares_of_a_batch_are_the_batch(count: int) -> None:
    """Each value weighs the same in the shares of all together, and what fills them up weighs nothing."""
    data, spans = data_of(7)
    source = network.Batches(data, spans, steps=32, size=5)
    for index, (_, whole, weights) in enumerate(map(source.__getitem__, range(len(source)))):
        shares = [source.share(index, number, count) for number in range(count)]
        assert len({len(targets) for _, targets, _ in shares}) == 1
        found = np.zeros(whole.max() + 1)
        for _, targets, weighed in shares:
            np.add.at(found, targets, weighed)
        wanted = np.bincount(whole.ravel(), weights.ravel() / weights.sum())
        np.testing.assert_allclose(found, wanted, atol=1e-6)
        assert (source.windows(index), source.values(index)) == (len(whole), weights.sum())


def test_who_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chief, or the first worker where nobody is called chief; who trains alone leads himself."""
    hosts = {"worker": ["a:1", "b:1"]}
    for cluster, kind, index, leads in (
        (hosts, "worker", 0, True),
        (hosts, "worker", 1, False),
        (hosts | {"chief": ["c:1"]}, "worker", 0, False),
        (hosts | {"chief": ["c:1"]}, "chief", 0, True),
    ):
        monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": cluster, "task": {"type": kind, "index": index}}))
        assert network.leads("workers") is leads
        assert network.leads("mirrored")


@pytest.mark.parametrize(
    "config",
    [
        None,
        "",
        "{",
        "[]",
        '{"cluster": {"worker": []}}',
        '{"task": {}}',
        '{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1}}',
        '{"cluster": {"worker": ["a:1"]}, "task": {"type": "helper", "index": 0}}',
    ],
)
def test_workers_that_do_not_know_each_other_are_told(monkeypatch: pytest.MonkeyPatch, config: str | None) -> None:
    with suppress(KeyError):
        monkeypatch.delenv("TF_CONFIG")
    if config is not None:
        monkeypatch.setenv("TF_CONFIG", config)
    with pytest.raises(JazzError, match="TF_CONFIG"):
        network.strategy("workers", lambda: None)


def test_a_worker_with_other_songs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network.One, "of_chief", lambda _, data: data[::-1])
    with pytest.raises(ModelError, match="other songs or settings than the chief"):
        lesson("one", str(tmp_path))


def test_a_single_device_has_nobody_to_share_with() -> None:
    with pytest.raises(JazzError, match='train on "one"'):
        network.strategy("mirrored", lambda: None)


def test_the_command_line_names_them() -> None:
    assert tuple(network.STRATEGIES) == defaults.STRATEGIES
    assert defaults.STRATEGY == "one"

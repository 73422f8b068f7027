"""The command line: what a person types, what comes back, and with which exit code."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from jazz import cli, defaults, delivery, judge, listeners, midi, model, pipeline, teaching
from jazz.band import BACKINGS, FEELS
from jazz.cli import main

ROOT = Path(cli.__file__).parents[2]
TURN = "| Dm7 | G7 | Cmaj7 | % |"
WITH_MODEL = ("--model", "untrained")


class Outcome(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


class Shell:
    """Runs commands inside this process."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *words: str) -> Outcome:
        """Run one command."""
        with pytest.raises(SystemExit) as end:
            main(words)
        out, err = self._capture.readouterr()
        return Outcome(int(end.value.code or 0), out, err)


@pytest.fixture
def jazz(home: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The program, in an empty folder, with the model "untrained"."""
    return Shell(capsys)


def solo(jazz: Shell, *words: str) -> Outcome:
    return jazz("solo", *words, *WITH_MODEL)


def files() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


# ---- solo


def test_a_solo_says_what_it_made_and_how_to_make_it_again(jazz: Shell) -> None:
    outcome = solo(jazz, TURN, "--seed", "7")
    assert outcome.code == 0, outcome.err
    assert files() == ["solo-7.mid"]
    for words in ("4 bars of 4/4 in C", "untrained", "seed 7", "solo-7.mid", "notes", "again: jazz solo"):
        assert words in outcome.out


def test_the_printed_command_makes_the_same_bytes(jazz: Shell) -> None:
    """Every option is in it, quoted for a shell; only the place of the file is not."""
    options = ["--tempo", "90", "--choruses", "2", "--key", "Eb minor", "--temperature", "1.25", "--top-p", "0.8"]
    options += ["--range", "C3:C6", "--max-leap", "9", "--instrument", "muted trumpet", "--backing", "chords"]
    options += ["--feel", "bossa", "--swing", "55", "--humanise", "0.5", "--intro", "--no-ending"]
    outcome = solo(jazz, TURN, *options, "-o", "first.mid")
    again = shlex.split(outcome.out.rpartition("again: ")[2])
    assert again[:2] == ["jazz", "solo"]
    assert jazz(*again[1:], "-o", "second.mid").code == 0
    assert Path("first.mid").read_bytes() == Path("second.mid").read_bytes()


def test_without_words_it_plays_a_blues(jazz: Shell) -> None:
    outcome = solo(jazz, "--seed", "1")
    assert outcome.code == 0, outcome.err
    assert "12 bars of 4/4" in outcome.out


def test_a_seed_is_drawn_and_told(jazz: Shell) -> None:
    seeds = [json.loads(solo(jazz, TURN, "--json").out)["seed"] for _ in range(2)]
    assert seeds[0] != seeds[1]


def test_json_tells_all_and_nothing_else(jazz: Shell) -> None:
    facts = json.loads(solo(jazz, TURN, "--count", "3", "--range", "C4:C5", "--json").out)
    assert facts["bars"] == 4
    assert len(facts["solos"]) == 3
    for each in facts["solos"]:
        assert Path(each["file"]).exists()
        assert 60 <= each["lowest"] <= each["highest"] <= 72
        score = midi.read(each["file"])
        assert len(score.tracks[0].notes) == each["notes"]


def test_the_best_of_some_takes_is_kept(jazz: Shell) -> None:
    """Of so many solos one is written: one of those that --count writes all."""
    every = json.loads(solo(jazz, TURN, "--seed", "3", "--count", "4", "-o", "each.mid", "--json").out)
    kept = json.loads(solo(jazz, TURN, "--seed", "3", "--takes", "4", "-o", "kept.mid", "--json").out)
    assert (kept["takes"], len(kept["solos"]), len(every["solos"])) == (4, 1, 4)
    assert "--takes 4" in kept["command"]
    lines = [midi.read(each["file"]).tracks[0].notes for each in every["solos"]]
    assert [note.pitch for note in midi.read("kept.mid").tracks[0].notes] in [
        [note.pitch for note in line] for line in lines
    ]


def test_bars_tempo_key_and_instrument_reach_the_file(jazz: Shell) -> None:
    words = ("--bars", "6", "--tempo", "200", "--key", "Bb", "--instrument", "trumpet", "-o", "a.mid")
    assert solo(jazz, TURN, *words).code == 0
    score = midi.read("a.mid")
    assert round(score.tempos[0][1]) == 200
    assert [text.text for text in score.texts if text.kind == "marker"] == [
        "Cm7",
        "F7",
        "Bbmaj7",
        "Cm7",
        "F7",
        "Bbmaj7",
    ]
    assert score.tracks[0].program == 56


def test_nothing_is_replaced_unasked(jazz: Shell) -> None:
    Path("a.mid").write_text("mine")
    outcome = solo(jazz, TURN, "-o", "a.mid")
    assert outcome == Outcome(6, "", "jazz: a.mid exists; use --force or another -o\n")
    assert Path("a.mid").read_text() == "mine"
    assert solo(jazz, TURN, "-o", "a.mid", "--force").code == 0
    assert Path("a.mid").read_bytes().startswith(b"MThd")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["| Dm7 | Gblah7 |"], 3, "Gblah7"),
        (["no-such-chart"], 3, "is not a file or a shipped chart"),
        ([TURN, "--key", "H"], 3, "is not a key"),
        ([TURN, "--range", "C6:C4"], 1, "goes downward"),
        ([TURN, "--range", "low"], 1, "is not a range"),
        ([TURN, "--instrument", "kazoo"], 1, "kazoo"),
        ([TURN, "--model", "nobody"], 5, "is not a model"),
        ([TURN, "--choruses", "2000"], 3, "too many"),
        ([TURN, "-o", "no/such/folder/a.mid"], 6, "not a folder"),
    ],
)
def test_mistakes_are_one_line_and_a_code(jazz: Shell, words: list[str], code: int, says: str) -> None:
    outcome = jazz("solo", *WITH_MODEL, *words)
    assert outcome.code == code
    assert says in outcome.err
    assert outcome.err.startswith("jazz: ")
    assert outcome.err.count("\n") == 1
    assert files() == []


@pytest.mark.parametrize(
    "words",
    [
        ["--temperature", "0"],
        ["--temperature", "-1"],
        ["--temperature", "nan"],
        ["--temperature", "inf"],
        ["--top-p", "0"],
        ["--top-p", "1.01"],
        ["--tempo", "19"],
        ["--tempo", "401"],
        ["--tempo", "fast"],
        ["--count", "0"],
        ["--count", "1001"],
        ["--bars", "0"],
        ["--bars", "2001"],
        ["--max-leap", "0"],
        ["--seed", "-1"],
        ["--seed", "4294967296"],
        ["--backing", "orchestra"],
        ["--loop", "--intro"],
        ["--loop", "--ending"],
        ["--backing", "none", "--intro"],
        ["--swing", "80"],
        ["--transpose-for", "Bb"],
        ["--bars", "4", "--choruses", "2"],
        ["--nonsense"],
    ],
)
def test_numbers_out_of_range_are_usage_errors(jazz: Shell, words: list[str]) -> None:
    outcome = solo(jazz, TURN, *words)
    assert outcome.code == 2
    assert "Error: " in outcome.err
    assert files() == []


def test_a_damaged_model_is_one_line(jazz: Shell, home: Path) -> None:
    (home / "models" / "untrained" / "weights.safetensors").write_bytes(b"noise")
    outcome = solo(jazz, TURN)
    assert (outcome.code, outcome.err.count("\n")) == (5, 1)


def test_ctrl_c_is_130_and_a_sentence(jazz: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "improvise", interrupt)
    outcome = solo(jazz, TURN)
    assert outcome.code == 130
    assert "stopped by Ctrl-C" in outcome.err


# ---- the other commands


def test_inspect_shows_bars_chords_notes_values_and_roles(jazz: Shell) -> None:
    Path("lick.txt").write_text("      | Dm7             | G7      |\nsolo: | d4 f4 a4 c#5 d5:2 | b4:1 |\n")
    outcome = jazz("inspect", "lick.txt")
    assert outcome.code == 0, outcome.err
    assert "1: Dm7" in outcome.out
    assert "2+8   Db5   8       A+4 8   approach tone" in outcome.out


def test_inspect_reads_what_solo_writes(jazz: Shell) -> None:
    solo(jazz, TURN, "-o", "a.mid")
    outcome = jazz("inspect", "a.mid")
    assert outcome.code == 0, outcome.err
    assert "4: Cmaj7" in outcome.out


def test_inspect_shows_what_chords_mean(jazz: Shell) -> None:
    outcome = jazz("inspect", "| C7alt |")
    assert "C7alt  C E Bb" in outcome.out


def test_charts_and_models_are_listed(jazz: Shell) -> None:
    assert "12 bars of 4/4" in jazz("charts").out
    assert "untrained  lstm 1 x 24" in jazz("models").out


def test_a_model_is_shown(jazz: Shell) -> None:
    outcome = jazz("models", "show", "untrained")
    assert outcome.code == 0, outcome.err
    assert [line.split()[0] for line in outcome.out.splitlines()] == ["model", "styles", "players"]
    assert "lstm 1 x 24" in outcome.out
    assert jazz("models", "show", "nobody").code == 5


def test_a_damaged_model_does_not_hide_the_others(jazz: Shell, home: Path) -> None:
    (home / "models" / "broken").mkdir()
    (home / "models" / "broken" / "config.json").write_text("{}")
    outcome = jazz("models")
    assert outcome.code == 0
    assert "untrained" in outcome.out
    assert "not the config of a jazz model" in outcome.out


def test_train_refuses_before_it_reads(jazz: Shell) -> None:
    assert jazz("train", "nowhere", "--name", "a/b").code == 1
    assert jazz("train", "nowhere", "--name", "untrained").code == 6
    assert jazz("train", "nowhere", "--name", "mine").code == 4
    assert jazz("train", "--name", "mine").code == 2
    assert jazz("train", "nowhere", "--name", "mine", "--from", "nobody").code == 5
    outcome = jazz("train", "nowhere", "--name", "mine", "--from", "untrained", "--units", "64")
    assert outcome.code == 2
    assert "--units is that of untrained" in outcome.err


def test_the_whole_journey(jazz: Shell, home: Path) -> None:
    """Solos in, a trained network, its card, a solo over other changes, its score."""
    for name, note in (("one", "a4"), ("two", "c5"), ("three", "f4")):
        line = f"solo: | d4 f4 {note} c5 b4 {note} g4 f4 | e4:1 |"
        Path(f"{name}.txt").write_text(f"title: {name}\ntempo: 160\n      | Dm7 G7 | Cmaj7 |\n{line}\n")
    Path("bad.txt").write_text("| C7 |\nsolo: | c9999 |\n")
    train = ("train", ".", "--name", "mine", "--units", "8", "--epochs", "2")
    outcome = jazz(*train)
    assert outcome.code == 0, outcome.err
    for words in ("tunes", "left out", "bad.txt", "(m, Tx, n_values)", "validation", "at temperature", "--model mine"):
        assert words in outcome.out
    folder = home / "models" / "mine"
    assert {path.name for path in folder.iterdir()} == {*model_files(), "report.csv"}
    assert "jazz train . --name mine --units 8 --epochs 2" in (folder / "CARD.md").read_text()
    assert jazz(*train).code == 6
    assert jazz("solo", "| Ebmaj7 | Ab7 |", "--model", "mine").code == 0
    rows = json.loads(jazz("evaluate", "mine", ".", "--json").out)["bits"]
    assert rows[0]["name"] == "mine"


def tunes(*names: str, times: int = 1) -> None:
    """Write solos over tunes of these names into the current folder: two bars, so many times."""
    for number, name in enumerate(names):
        chords = " | Dm7 G7 | Cmaj7" * times
        line = f" | d4 f4 a4 c5 b4 a4 g4 f4 | {'efgab'[number % 5]}4:2 r:2" * times
        Path(f"{name}.txt").write_text(f"title: {name}\ntempo: 160\n      {chords} |\nsolo: {line} |\n")


def test_a_style_is_compared_with_the_songs_and_drawn(jazz: Shell) -> None:
    """A table, the same as JSON, and a page; who plays is told beside them."""
    pytest.importorskip("matplotlib")
    tunes("one", "two", "three")
    style = ("evaluate", "untrained", ".", "--style")
    outcome = jazz(*style, "--page", "style.png")
    assert outcome.code == 0, outcome.err
    for words in ("95 % band", "n-gram", "heard before, 5 pitches", "entropy, H4", "intervals", "3 human solos"):
        assert words in outcome.out
    assert "untrained network played over 3 charts" in outcome.err
    assert Path("style.png").read_bytes().startswith(b"\x89PNG")
    facts = json.loads(jazz(*style, "--count", "2", "--json").out)["style"]
    assert (facts["songs"], facts["tunes"]) == (3, 3)
    assert [found["material"] for found in facts["rows"][0]["found"]][:3] == ["human", "random", "n-gram"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--style"], 4, "all solos are over one tune"),
        (["--page", "a.png"], 2, "--page goes with --style"),
        (["--style", "--page", "one.txt"], 6, "one.txt exists; use --force or another -o"),
        (["--style", "--page", "no/where.png"], 6, "is not a folder"),
        (["--judge"], 4, "all solos are over one tune"),
        (["--copying"], 4, "say with --split which they are"),
    ],
)
def test_what_cannot_be_had_is_refused_before_anybody_plays(
    jazz: Shell, words: list[str], code: int, says: str
) -> None:
    tunes("one")
    outcome = jazz("evaluate", "untrained", ".", *words)
    assert outcome.code == code
    assert says in outcome.err
    assert files() == ["one.txt"]


def test_a_judge_says_how_well_the_model_is_told_from_people(jazz: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """People against themselves come first, then the model, and what gives it away."""
    pytest.importorskip("sklearn")
    for name in ("DEALS", "HUMAN_DEALS"):
        monkeypatch.setattr(judge, name, 1)
    monkeypatch.setattr(listeners, "TREES", 5)
    tunes("one", "two", "three", "four", times=8)
    outcome = jazz("evaluate", "untrained", ".", "--judge", "--json")
    assert outcome.code == 0, outcome.err
    assert "judging humans against themselves" in outcome.err
    facts = json.loads(outcome.out)
    assert list(facts) == ["judge"]
    people, model, *_ = facts["judge"]
    assert [people["name"], model["name"]] == ["humans against themselves", "random"]
    assert people["together"]["low"] <= people["together"]["mean"] <= people["together"]["high"]
    assert model["together"]["mean"] > 0.5
    assert model["tells"]


def test_copies_are_looked_for_in_the_songs_that_train(jazz: Shell) -> None:
    """These people all play the same lick; the table is the same as JSON, and goes with a comparison of style."""
    tunes("one", "two", "three", times=2)
    parts = {"one": "train", "two": "val", "three": "val"}
    Path("split.json").write_text(json.dumps({name: {"id": name, "split": part} for name, part in parts.items()}))
    copying = ("evaluate", "untrained", ".", "--split", "split.json", "--copying")
    outcome = jazz(*copying)
    assert outcome.code == 0, outcome.err
    assert "as in a training song" in outcome.out
    facts = json.loads(jazz(*copying, "--style", "--json").out)
    assert list(facts) == ["style", "copying"]
    people, model, *_ = facts["copying"]
    assert (people["name"], people["solos"], people["longest"]) == ("human", 2, 8)
    assert model["name"] == "random"
    assert model["longest"] < 8


def model_files() -> tuple[str, ...]:
    learned = ("weights.safetensors", "fingerprint.safetensors", "critic.safetensors")
    return ("config.json", "vocabulary.txt", *learned, "CARD.md", "sample.mid")


def test_a_training_that_is_stopped_goes_on(jazz: Shell, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    Path("one.txt").write_text("      | C7 |\nsolo: | c4 e4 g4:4 r:2 |\n")
    monkeypatch.setattr(teaching, "train", interrupt)
    outcome = jazz("train", "one.txt", "--name", "mine")
    assert outcome.code == 130
    assert "same command again to go on" in outcome.err


def test_as_many_members_are_trained_as_are_asked_for(jazz: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    Path("one.txt").write_text("      | C7 |\nsolo: | c4 e4 g4:4 r:2 |\n")
    monkeypatch.setattr(teaching, "train", lambda _, __, settings, **___: asked.append(settings["members"]))
    assert jazz("train", "one.txt", "--name", "mine", "--members", "3").code == 0
    assert jazz("train", "one.txt", "--name", "mine").code == 0
    assert asked == [3, defaults.MEMBERS]
    assert jazz("train", "one.txt", "--name", "mine", "--members", "0").code == 2


# ---- what a command costs


def imported(code: str, folder: Path) -> set[str]:
    """The packages that a fresh interpreter has imported after running some code."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint('\\n' + ' '.join(sys.modules))"
    words, environment = [sys.executable, "-c", script], os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, capture_output=True, text=True, cwd=folder, env=environment, check=True)
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


def test_help_waits_for_nothing(tmp_path: Path) -> None:
    for command in ("['--help']", "['solo', '--help']", "['train', '--help']"):
        found = imported(f"from jazz.cli import main; main({command})", tmp_path)
        assert found.isdisjoint({"numpy", "tensorflow", "keras", "music21", "symusic", "mido", "sqlite3"})


def test_a_solo_waits_for_no_framework(home: Path, tmp_path: Path) -> None:
    words = ["solo", TURN, *WITH_MODEL, "--stems", "--musicxml", "--html"]
    found = imported(f"from jazz.cli import main; main({words})", tmp_path)
    assert list(tmp_path.glob("*.mid"))
    assert found.isdisjoint({"tensorflow", "keras", "music21", "symusic", "sqlite3", "scipy", "pandas", "matplotlib"})


# ---- charts, files and the house


def test_what_lies_beside_a_solo_is_named(jazz: Shell) -> None:
    outcome = solo(jazz, TURN, "--seed", "7", "--stems", "--html", "--musicxml", "--transpose-for", "tenor sax")
    assert outcome.code == 0, outcome.err
    stems = [f"solo-7-{name}.mid" for name in ("comping-piano", "double-bass", "drums", "tenor-sax")]
    assert files() == sorted([*stems, "solo-7.html", "solo-7.mid", "solo-7.musicxml"])
    assert all(f"\n{name}\n" in outcome.out for name in files() if name != "solo-7.mid")
    assert outcome.out.endswith("again: jazz solo '| Dm7 | G7 | Cmaj7 | % |' --seed 7 --model untrained\n")


def test_a_loop_has_the_bars_of_the_chart(jazz: Shell) -> None:
    facts = json.loads(solo(jazz, "| Cmaj7 | A7 | Dm7 | G7 |", "--loop", "--json").out)
    assert facts["solos"][0]["bars"] == 4
    assert facts["solos"][0]["players"] == ["Tenor Sax", "Comping Piano", "Double Bass", "Drums"]


def test_a_chart_is_written_out_as_text_and_as_a_link(jazz: Shell) -> None:
    text = jazz("charts", "show", "blues", "--key", "Bb").out
    assert "key: Bb" in text
    link = jazz("charts", "show", "blues", "--key", "Bb", "--ireal").out.strip()
    assert link.startswith("irealb://")
    assert jazz("charts", "show", link).out == text


def test_what_was_played_is_ready_for_a_daw_and_noise_is_not(jazz: Shell) -> None:
    solo(jazz, TURN, "-o", "a.mid")
    assert jazz("check", "a.mid").code == 0
    assert jazz("check", "--strict", "a.mid").code == 0
    Path("noise.mid").write_bytes(b"noise")
    outcome = jazz("check", "a.mid", "noise.mid", "none.mid")
    assert outcome.code == 1
    assert "a.mid: ready for a DAW" in outcome.out
    assert "noise.mid: not ready" in outcome.out
    assert "No such file" in outcome.out
    facts = json.loads(jazz("check", "a.mid", "--json").out)
    assert facts[0]["ready"]
    assert {each["status"] for each in facts[0]["findings"]} <= {"pass", "skip"}


def test_the_doctor_says_how_things_are(jazz: Shell) -> None:
    outcome = jazz("doctor")
    assert "plays with NumPy" in outcome.out
    assert "FluidSynth" in outcome.out
    assert {"subject", "found", "works", "advice"} == set(json.loads(jazz("doctor", "--json").out)[0])


# ---- one truth


def test_what_help_says_is_what_the_rooms_know() -> None:
    """The light table of defaults, which --help reads, agrees with the rooms that own the words."""
    assert set(defaults.CELLS) == set(model.GATES)
    most = {"layers": defaults.MOST_LAYERS, "units": defaults.MOST_UNITS, "members": defaults.MOST_MEMBERS}
    assert most.items() <= model.LIMITS.items()
    assert set(defaults.BACKINGS) == set(BACKINGS)
    assert set(defaults.FEELS) | {"waltz"} == set(FEELS)
    assert set(defaults.BESIDE) == set(delivery.KINDS)


def test_every_option_is_explained() -> None:
    for command in cli.jazz.commands.values():
        assert command.help
        for parameter in command.params:
            assert isinstance(parameter, click.Argument) or vars(parameter)["help"], parameter.name

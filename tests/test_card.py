"""The card of a model: data with its attribution, settings, figures, the command."""

from __future__ import annotations

from dataclasses import replace

from jazz import solotext
from jazz.card import headline, write_card
from jazz.model import Config
from jazz.music import LeftOut

OWN = solotext.parse("title: One\n| C7 |\nsolo: | c4 e4 g4:4 r:2 |", source="one.txt")
WEIMAR = replace(OWN, source="wjazzd.db#12")
CONFIG = Config("mine", units=64, songs=2, notes=6, epochs=4.0, validation_bits=3.21, seed=5, version="0.1.0")


def test_the_headline_says_what_it_is_and_how_good() -> None:
    assert headline(CONFIG) == (
        "lstm 1 x 64, 2 songs, 6 notes, 4 epochs, 3.210 bits a value on songs it was not trained on"
    )


def test_the_card_tells_how_to_make_it_again() -> None:
    card = write_card(
        CONFIG, [OWN, OWN], [OWN], [LeftOut("x.mid", "no-chords", "none")], command="jazz train . --name mine"
    )
    for words in (
        "2 songs of 1 tunes, 6 notes",
        "no-chords 1",
        "seed 5",
        "3.2100 bits",
        "    jazz train . --name mine",
    ):
        assert words in card


def test_an_adapted_model_tells_what_it_was_and_carries_the_card_of_its_base() -> None:
    """The notice of the base's sources goes on with the weights, in a section of its own."""
    base = write_card(replace(CONFIG, name="old"), [WEIMAR], [OWN], [], command="jazz train wjazzd.db")
    adapted = replace(CONFIG, base="old", base_bits=4.5)
    card = write_card(adapted, [OWN], [OWN], [], command="jazz train . --from old", base_card=base)
    assert headline(adapted).endswith("; adapted from old, which has 4.500")
    assert "old as it was: 4.5000 bits a value on the same songs.\n" in card
    assert "These weights go on from those of old" in card
    assert "share them as your sources allow" not in card
    own, _, theirs = card.partition("## Adapted from\n\n### old\n")
    assert "Weimar" not in own
    assert "Keep this notice with the weights." in theirs
    assert "#### Settings" in theirs
    kept = replace(adapted, epochs=0.0, validation_bits=4.5)
    assert "No epoch was better, so these are its weights." in write_card(
        kept, [OWN], [OWN], [], command="jazz", base_card=base
    )


def test_the_weimar_database_is_named_with_its_licence_only_where_it_was_used() -> None:
    notice = "Weimar Jazz Database (WJazzD), The Jazzomat Research Project, Hochschule für Musik Franz Liszt Weimar"
    with_it, without = (write_card(CONFIG, [song], [OWN], [], command="jazz") for song in (WEIMAR, OWN))
    assert notice in with_it
    assert "ODbL 1.0" in with_it
    assert "https://jazzomat.hfm-weimar.de" in with_it
    assert "Weimar" not in without

"""What the learned part owes: the same bytes from the same labels, and use from few of them."""

from __future__ import annotations

import json
import zlib

import pytest

from mailintake.classify.features import count
from mailintake.classify.learned import Label, LearnedModel, ModelVersionError, fit
from mailintake.classify.tokens import read

LABELS = (
    Label("toner", "The printer needs toner", "printer"),
    Label("jam", "Paper jam in the copier", "printer"),
    Label("wifi", "No wifi in the gym", "network"),
    Label("internet", "The internet is down in our wing", "network"),
    Label("grades", "Grades do not save", "sis", 0.3),
)


def test_like_mails_lie_on_the_side_of_their_category() -> None:
    """A few labels separate what they name."""
    margins = fit(LABELS).weigh_counted(count(read("", "the copier has a paper jam")))

    assert max(margins, key=lambda key: margins[key]) == "printer"


def test_the_order_of_the_labels_does_not_matter() -> None:
    """The same table gives the same model byte for byte."""
    assert fit(LABELS).to_bytes() == fit(tuple(reversed(LABELS))).to_bytes()


def test_a_model_survives_the_database() -> None:
    """What is written is read."""
    model = fit(LABELS)

    assert LearnedModel.from_bytes(model.to_bytes()) == model


def test_nothing_learned_says_nothing() -> None:
    """Without labels there is an empty model."""
    assert fit(()).weigh_counted(count(read("", "printer"))) == {}


def test_seeds_alone_teach_nothing() -> None:
    """They only keep the first corrections in their place."""
    assert fit((), LABELS) == LearnedModel()


def test_the_words_that_speak_for_a_category_can_be_named() -> None:
    """A technician reads them as they were written."""
    assert "copier" in fit(LABELS).telling(read("", "The Copier, it has a paper jam"), "printer")


def test_a_model_of_another_version_is_refused_with_a_hint() -> None:
    """The admin reads what to do."""
    content = zlib.compress(json.dumps({"version": 0}).encode() + b"\n")

    with pytest.raises(ModelVersionError, match="hint: run `mailintake learn refit`"):
        LearnedModel.from_bytes(content)

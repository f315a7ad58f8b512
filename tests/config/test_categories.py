"""categories.yaml and priorities.yaml are laid over what is built in."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailintake.config import check, load
from mailintake.model.settings import Working
from mailintake.model.ticket import Priority
from tests.config.folder import problems, write

BUILT_IN = {
    "network", "account", "computer", "chromebook", "printer", "av", "phone", "sis", "email", "software", "security",
    "safety", "training", "equipment", "other",
}  # fmt: skip


def test_the_built_in_categories_are_all_there(tmp_path: Path) -> None:
    categories = load(write(tmp_path, categories_yaml=None), environ={}).rules.categories

    assert set(categories) == BUILT_IN
    assert all(one.title["en"] and one.title["es"] for one in categories.values())


def test_a_new_category_and_more_words_for_a_known_one(tmp_path: Path) -> None:
    text = "theater: {title: Theater, phrases: {stage lights: 3}}\nprinter: {phrases: {riso: 5}, title: {es: Copias}}\n"
    plain = load(write(tmp_path / "a", categories_yaml=None), environ={}).rules.categories["printer"]
    categories = load(write(tmp_path / "b", categories_yaml=text), environ={}).rules.categories

    assert categories["theater"].title == {"en": "Theater", "es": "Theater"}
    assert categories["printer"].phrases == {**plain.phrases, "riso": 5.0}
    assert not plain.own
    assert categories["printer"].own == {"riso"}
    assert categories["printer"].title == {"en": plain.title["en"], "es": "Copias"}


def test_a_category_may_be_retired_but_the_last_resort_may_not(tmp_path: Path) -> None:
    retired = load(write(tmp_path / "a", categories_yaml="safety: {retired: true}\n"), environ={}).rules.categories
    found = check(write(tmp_path / "b", categories_yaml="other: {retired: true}\n"))

    assert retired["safety"].retired
    assert [one.text for one in found] == ["`other` cannot be retired"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("prnter: {retired: false}\n", "the new category `prnter` has no words"),
        ("two words: {phrases: {a: 1}}\n", "must be one word"),
        ("printer: {phrases: {riso: heavy}}\n", "must be a number from -100 to 100"),
        ("printer: {title: {english: X}}\n", "must be the code of a language"),
        ("printer: [riso]\n", "must be a group of"),
    ],
)
def test_what_is_no_category_is_refused(tmp_path: Path, text: str, why: str) -> None:
    found = check(write(tmp_path, categories_yaml=text))

    assert any(why in one.text for one in found), found


def test_priorities_keep_what_the_file_does_not_say(tmp_path: Path) -> None:
    found = load(write(tmp_path), environ={}).rules.priorities
    cues = {cue.signal: cue.phrases for cue in found.cues}

    assert found.high_threshold == 0.5
    assert found.targets[Priority.HIGH].respond == Working(0.5, "hours")
    assert found.targets[Priority.HIGH].title["en"] == "Now"
    assert found.targets[Priority.HIGH].title["es"]
    assert found.targets[Priority.LOW].resolve == Working(5, "days")
    assert cues["workaround"][-1] == "plan b"
    assert len(cues["workaround"]) > 1


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("  workaround:", "  workarond:", "unknown signal `workarond`"),
        ("high_threshold: 0.5", "high_threshold: 5", "must be a number from 0 to 1"),
        ("respond: 30m", "respond: 0.5d", "must look like `1h`"),
        ("high:", "hihg:", "unknown key `hihg`"),
    ],
)
def test_what_is_no_priority_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    found = problems(tmp_path, "priorities.yaml", old, new)

    assert any(why in one.text for one in found), found

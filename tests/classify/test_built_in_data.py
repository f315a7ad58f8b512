"""The built-in words themselves."""

from __future__ import annotations

from mailintake.classify.signals import LISTS
from tests.classify.conftest import built_in_rules

CATEGORIES = (
    "network account computer chromebook printer av phone sis email software security safety training equipment other"
)


def test_the_categories_are_those_that_help_desks_of_schools_need() -> None:
    """Fifteen, each with title and description in both languages, phrases and seeds."""
    categories = built_in_rules().categories

    assert set(categories) == set(CATEGORIES.split())
    for category in categories.values():
        assert category.title.keys() == category.description.keys() == {"en", "es"}
        assert category.phrases
        assert category.seeds


def test_every_list_that_a_phrase_names_exists() -> None:
    """A misspelled list would match nothing in silence."""
    rules = built_in_rules()
    cues = {cue.signal: cue.phrases for cue in rules.priorities.cues}
    phrases = [phrase for found in cues.values() for phrase in found]
    phrases += [phrase for category in rules.categories.values() for phrase in category.phrases]

    named = {
        part for phrase in phrases for word in phrase.split() for part in word.rstrip("?").split("|") if "<" in part
    }

    assert named <= {f"<{name}>" for name in LISTS} | {"<number>"}
    assert all(name in cues for name in LISTS)

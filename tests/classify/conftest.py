"""The built-in words, loaded without the configuration room, and a way to write mails in tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import mailintake
from mailintake.classify import classify
from mailintake.model.decision import Classification
from mailintake.model.message import Message
from mailintake.model.settings import Category, Cue, Desk, Priorities, Rules

DEFAULTS = Path(mailintake.__file__).parent / "defaults"


@cache
def built_in_rules() -> Rules:
    """Return rules with the built-in categories and cues only."""
    yaml = YAML(typ="safe")
    categories = yaml.load(DEFAULTS / "categories.yaml")
    priorities = yaml.load(DEFAULTS / "priorities.yaml")
    return Rules(
        desk=Desk(name="Help desk", address="helpdesk@example.org"),
        categories={
            key: Category(key, one["title"], one["description"], one["phrases"], tuple(one["seeds"]))
            for key, one in categories.items()
        },
        priorities=Priorities(
            high_threshold=priorities["high_threshold"],
            cues=tuple(Cue(signal, tuple(phrases)) for signal, phrases in priorities["cues"].items()),
        ),
    )


@pytest.fixture
def rules() -> Rules:
    """Return the built-in rules."""
    return built_in_rules()


@pytest.fixture
def judged(rules: Rules) -> Callable[[str, str], Classification]:
    """Return a function that classifies a mail of a subject and a text."""
    return lambda subject, text: classify(Message("", 0, subject=subject, text=text, body=text), None, rules)

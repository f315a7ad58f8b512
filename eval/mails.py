"""The labelled mails, and the rules they are judged by."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

import mailintake
from mailintake.classify import classify
from mailintake.model.decision import Classification
from mailintake.model.message import Message
from mailintake.model.settings import Category, Cue, Desk, Priorities, Rules

HERE = Path(__file__).parent
# Mails that were looked at while the words were chosen.
OWN = HERE / "mails.jsonl"
# Mails that other hands wrote and labelled, each hand a set: the models of the package are made of them.
TRAINING = HERE / "training.jsonl"
# Mails that others again wrote, labelled twice: nobody reads more of them than figures, and nothing is made of them.
HELD_BACK = HERE / "held_back.jsonl"
DEFAULTS = Path(mailintake.__file__).parent / "defaults"

Mail = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled mail and what was made of it."""

    mail: Mail
    found: Classification

    @property
    def category_right(self) -> bool:
        """Tell whether the category is the labelled one."""
        return self.mail["category"] == self.found.category

    @property
    def priority_right(self) -> bool:
        """Tell whether the priority is the labelled one."""
        return self.mail["priority"].lower() == self.found.priority

    @property
    def high(self) -> bool:
        """Tell whether the mail is labelled High."""
        return self.mail["priority"].lower() == "high"

    @property
    def called_high(self) -> bool:
        """Tell whether we call it High."""
        return self.found.priority == "high"

    @property
    def called_low(self) -> bool:
        """Tell whether we call it Low."""
        return self.found.priority == "low"


def load_mails(path: Path) -> list[Mail]:
    """Return the mails of a file: subject, body, category, priority, difficulty, lang, set."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def load_rules(keep: Callable[[str], bool] = bool) -> Rules:
    """Return the built-in categories and cues, with those of their phrases for which `keep` is true."""
    yaml = YAML(typ="safe")
    categories = yaml.load(DEFAULTS / "categories.yaml")
    priorities = yaml.load(DEFAULTS / "priorities.yaml")
    return Rules(
        desk=Desk(name="Help desk", address="helpdesk@example.org"),
        categories={
            key: Category(
                key,
                one["title"],
                one["description"],
                {phrase: weight for phrase, weight in one["phrases"].items() if keep(phrase)},
                tuple(seed for seed in one["seeds"] if keep(seed)),
            )
            for key, one in categories.items()
        },
        priorities=Priorities(
            high_threshold=priorities["high_threshold"],
            cues=tuple(Cue(signal, tuple(phrases)) for signal, phrases in priorities["cues"].items()),
        ),
    )


def judge(mail: Mail, rules: Rules) -> Judged:
    """Judge one mail as the daemon would."""
    message = Message("", 0, subject=mail["subject"], body=mail["body"], text=mail["body"])
    return Judged(mail, classify(message, None, rules))

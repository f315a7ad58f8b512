"""What some thousand labelled school mails taught before the first ticket: two linear models that the package brings.

`python -m eval.train` makes them from the labelled mails in `eval/`; nothing is fetched, and a test makes them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mailintake.classify.learned import LearnedModel
from mailintake.model.ticket import Priority

CATEGORY, PRIORITY = "category.model", "priority.model"


@dataclass(frozen=True, slots=True)
class Leaning:
    """How far a mail lies on the side of each priority: about 1 for one like those it was taught by."""

    margins: Mapping[Priority, float]

    @classmethod
    def of(cls, margins: Mapping[str, float]) -> Leaning:
        """Return the same with the priorities' names read."""
        return cls({priority: margins[priority.value] for priority in Priority})

    @property
    def high(self) -> float:
        """Return by how much High is ahead of the likelier of the others."""
        return self.margins[Priority.HIGH] - max(self.margins[Priority.NORMAL], self.margins[Priority.LOW])

    @property
    def lower(self) -> Priority:
        """Return the likelier of Normal and Low."""
        return max(Priority.NORMAL, Priority.LOW, key=lambda one: self.margins[one])


@dataclass(frozen=True, slots=True)
class Trained:
    """The two models."""

    category: LearnedModel
    priority: LearnedModel

    def lean(self, seen: Iterable[str], cues: Iterable[str]) -> Leaning:
        """Return towards which priority the words and the cues of a mail lean."""
        return Leaning.of(self.priority.weigh_seen(seen, cues))


@cache
def trained() -> Trained:
    """Return the models of the package."""
    folder = files("mailintake") / "defaults"
    return Trained(*(LearnedModel.from_bytes((folder / name).read_bytes()) for name in (CATEGORY, PRIORITY)))

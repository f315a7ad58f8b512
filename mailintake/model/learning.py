"""What was learned from corrections, as those see it who only use it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol


class Words(Protocol):
    """The words of a sentence without their endings, and as they were written; both of one length."""

    @property
    def stems(self) -> tuple[str, ...]:
        """Return the words without endings."""

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words as they were written."""


class Learned(Protocol):
    """What technicians' corrections taught."""

    @property
    def labels(self) -> int:
        """Return how many tickets it was learned from."""

    @property
    def trust(self) -> float:
        """Return how much a margin of 1 counts beside the phrases."""

    @property
    def calibration(self) -> tuple[float, float]:
        """Return shift and slope that make a confidence of it true."""

    @property
    def border(self) -> float:
        """Return how much likelier High is in a borderline case than we thought."""

    def weigh_counted(self, counted: Counter[str]) -> Mapping[str, float]:
        """Return for each category how far the mail lies on its side, by its words counted."""

    def telling(self, sentences: Iterable[Words], category: str) -> tuple[str, ...]:
        """Return the words of the mail that speak most for a category."""

"""How long to wait before the next attempt: doubling, with jitter, never longer than a limit."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

_RANDOM = SystemRandom().random


class Backoff:
    """Delays from `first` up to `longest` seconds; each is drawn from the upper half of its span.

    Jitter keeps many clients from coming back in the same second after an outage.
    """

    def __init__(self, first: float = 1.0, longest: float = 60.0, random: Callable[[], float] = _RANDOM) -> None:
        self._first = first
        self._longest = longest
        self._random = random
        self._span = first

    def next(self) -> float:
        """Return how long to wait now; the next wait will be about twice as long."""
        span = self._span
        self._span = min(span * 2, self._longest)
        return span * (0.5 + self._random() / 2)

    def reset(self) -> None:
        """Begin anew after a success."""
        self._span = self._first

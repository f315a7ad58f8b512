"""At most so many mails in so many seconds."""

from __future__ import annotations

from collections import deque

from mailintake.model.settings import Limit


class Rate:
    """Remembers when mails left, by a clock that only goes forward; without a limit there is always room."""

    def __init__(self, limit: Limit | None) -> None:
        self._limit = limit
        self._left: deque[float] = deque()

    def room(self, clock: float, most: int) -> int:
        """Return how many mails may leave now, at most `most`."""
        if self._limit is None:
            return most
        self._forget(clock)
        return max(0, min(most, self._limit.count - len(self._left)))

    def take(self, clock: float) -> bool:
        """Count one mail, if there is room for it."""
        if self.room(clock, 1) == 0:
            return False
        if self._limit is not None:
            self._left.append(clock)
        return True

    def wait(self, clock: float) -> float:
        """Return in how many seconds there is room again."""
        if self._limit is None or self.room(clock, 1) > 0 or not self._left:
            return 0.0
        return max(0.0, self._left[0] + self._limit.seconds - clock)

    def _forget(self, clock: float) -> None:
        while self._limit and self._left and self._left[0] <= clock - self._limit.seconds:
            self._left.popleft()

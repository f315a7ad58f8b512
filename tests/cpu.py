"""How much CPU time something takes, on machines that others use, too."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 3


def takes_less(seconds: float, work: Callable[[], object]) -> bool:
    """Tell whether work takes less CPU time than that; a busy machine is asked again."""
    return any(_measure(work) < seconds for _ in range(TRIES))


def _measure(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start

"""How much of it: a few points in `make test`, the same on each run; with FAULTS=all, as `make faults` has it, all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
ALL = os.environ.get("FAULTS") == "all"


def spread(number: int, total: int) -> list[int]:
    """Return so many numbers of 1 to total, as far from one another as can be; the last one is always among them."""
    return sorted({total - at * total // max(1, number) for at in range(min(number, total))})


def chosen(number: int, things: Sequence[T]) -> Sequence[T]:
    """Return a few of the things, or all of them in the long form."""
    return things if ALL else [things[at - 1] for at in spread(number, len(things))]

"""A unit of work: what happens together, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mailintake.store.delivery import Delivery
from mailintake.store.writing import Writing


class Work(Writing, Delivery):
    """One transaction that reads and writes; it is kept when its block ends well."""

    @contextmanager
    def part(self) -> Iterator[None]:
        """Take back what this block wrote if it fails, and nothing else (one message of several in a commit)."""
        with self.session.begin_nested():
            yield

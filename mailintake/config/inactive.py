"""What an admin should hear of a valid configuration: above all what this version does not act on yet."""

from __future__ import annotations

from mailintake.config.problems import Place


class Inactive:
    """Collects one sentence for each such setting: its place, its name, and what happens instead."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, place: Place, what: str, instead: str) -> None:
        """Note a setting that has no effect yet."""
        self.sentences.append(f"{place}: {what} is accepted but not active yet: {instead}")

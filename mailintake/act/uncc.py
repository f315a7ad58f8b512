"""`#uncc WHO`: somebody no longer follows the ticket."""

from __future__ import annotations

from mailintake.act.cc import copy
from mailintake.act.verb import Answer, Scene, Verb


def run(scene: Scene, arguments: str) -> Answer:
    """Stop copying people on public answers."""
    return copy(scene, arguments, leave=True)


VERB = Verb("uncc", "#uncc WHO", "No longer copy somebody.", run)

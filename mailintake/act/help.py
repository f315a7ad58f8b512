"""`#help`: what can be said to the desk, by mail."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Scene, Verb


def run(scene: Scene, arguments: str) -> Answer:
    """Answer with the list of commands, and with the technician's own secret address."""
    del scene, arguments
    return Effect("see below")


VERB = Verb("help", "#help", "List the commands.", run, needs_ticket=False)

"""`#priority`: how soon."""

from __future__ import annotations

from difflib import get_close_matches

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.model.ticket import Field, FieldSet, Priority

SHORT = {"h": "high", "n": "normal", "l": "low", "urgent": "high", "critical": "high", "medium": "normal"}


def run(scene: Scene, arguments: str) -> Answer:
    """Set the priority; the targets move with it."""
    word = arguments.strip().casefold()
    wanted = SHORT.get(word, word)
    if wanted not in set(Priority):
        near = get_close_matches(wanted, list(Priority), 1, 0.4)
        return Problem(f"`{arguments.strip()}` is no priority", f"#priority {near[0] if near else 'high|normal|low'}")
    if scene.now_ticket.priority == wanted:
        return Effect(f"it was {wanted} already")
    return Effect(f"priority {wanted}", (FieldSet(Field.PRIORITY, wanted),))


VERB = Verb(
    "priority", "#priority high|normal|low", "Change how urgent the ticket is.", run, aliases=("prio", "severity")
)

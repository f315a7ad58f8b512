"""`#queue [WHO]`: the open tickets of a technician or team, by mail."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.act.who import find_who


def run(scene: Scene, arguments: str) -> Answer:
    """Answer with the open tickets in the order in which they are due."""
    who = find_who(arguments or "me", scene.actor, scene.case.rules)
    if isinstance(who, Problem):
        return Problem(who.reason, f"#queue {who.suggestion}" if who.suggestion else None)
    return Effect("see below")


VERB = Verb("queue", "#queue [WHO]", "List the open tickets of somebody or of a team.", run, needs_ticket=False)

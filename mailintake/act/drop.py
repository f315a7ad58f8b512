"""`#drop`: the writer gives the ticket back."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Scene, Verb
from mailintake.model.ticket import Assigned


def run(scene: Scene, arguments: str) -> Answer:
    """Assign the ticket to nobody; its team keeps it."""
    del arguments
    ticket = scene.now_ticket
    if ticket.assignee is None:
        return Effect("nobody had it")
    return Effect("assigned to nobody", (Assigned(None, ticket.team, because=f"{scene.actor.name} gave it back"),))


VERB = Verb("drop", "#drop", "Give the ticket back; nobody has it then.", run, aliases=("unassign",))

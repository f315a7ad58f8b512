"""`#take`: the writer has the ticket now and works on it."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.model.ticket import Assigned, Change, Reopened, Responded, Status


def run(scene: Scene, arguments: str) -> Answer:
    """Assign the ticket to the writer and set it to open."""
    ticket = scene.now_ticket
    if ticket.status.finished:
        return Problem(f"it is {ticket.status.value}", "#reopen")
    changes: list[Change] = []
    if ticket.assignee != scene.actor.key:
        changes.append(Assigned(scene.actor.key, ticket.team, because=f"{scene.actor.name} took it"))
    if ticket.status is Status.NEW:
        changes.append(Responded())
    if ticket.status is Status.PENDING:
        changes.append(Reopened())
    return Effect("it is yours", tuple(changes), text=arguments)


VERB = Verb(
    "take",
    "#take [text]",
    "Assign the ticket to yourself and set it to open.",
    run,
    aliases=("mine", "claim", "accept"),
    takes_text=True,
)

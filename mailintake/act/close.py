"""`#close`: the work is done."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Scene, Verb
from mailintake.model.ticket import Resolved


def run(scene: Scene, arguments: str) -> Answer:
    """Resolve the ticket; the text and the mail's prose go into the one closure mail."""
    if scene.now_ticket.status.finished:
        return Effect("it was resolved already", text=arguments)
    return Effect("resolved", (Resolved(),), text=arguments)


VERB = Verb(
    "close",
    "#close [text]",
    "Resolve the ticket; the requester gets one closure mail with the text.",
    run,
    aliases=("resolve", "resolved", "solved", "done", "fixed"),
    takes_text=True,
)

"""`#reopen`: the work was not done after all."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Scene, Verb
from mailintake.model.ticket import Reopened, Status


def run(scene: Scene, arguments: str) -> Answer:
    """Set the ticket to open, whatever it was."""
    if scene.now_ticket.status is Status.OPEN:
        return Effect("it was open already", text=arguments)
    return Effect("open", (Reopened(),), text=arguments)


VERB = Verb("reopen", "#reopen [text]", "Set the ticket to open again.", run, aliases=("open",), takes_text=True)

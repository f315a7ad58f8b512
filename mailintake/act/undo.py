"""`#undo`: takes back what one's own last mail did to this ticket."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.model.ticket import Restored


def run(scene: Scene, arguments: str) -> Answer:
    """Restore the fields as they were before; the history and mail that is out stay."""
    del arguments
    before = scene.case.known.previous.get(scene.now_ticket.number)
    if before is None:
        return Problem("there is nothing of yours to undo on this ticket")
    return Effect("undone: it stands as before your last mail", (Restored(before),))


VERB = Verb("undo", "#undo", "Take back what your last mail did to this ticket.", run)

"""`#show N`: one ticket with its history, by mail."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb


def run(scene: Scene, arguments: str) -> Answer:
    """Answer with the ticket as it stands, notes included."""
    word = arguments.strip().rpartition("-")[2].lstrip("#")
    number = int(word) if word.isascii() and word.isdigit() and len(word) <= 9 else None  # noqa: PLR2004 (nine digits)
    if number is None and scene.ticket is not None and not arguments.strip():
        number = scene.ticket.number
    if number is None:
        return Problem("which ticket?", "#show …")
    if number not in scene.case.known.tickets:
        return Problem(f"there is no ticket {number}")
    return Effect("see below")


VERB = Verb("show", "#show N", "Show a ticket with its history.", run, needs_ticket=False)

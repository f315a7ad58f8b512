"""`#pending`: the ticket waits for somebody or something."""

from __future__ import annotations

from mailintake.act.dates import read_date
from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.model.ticket import Suspended


def run(scene: Scene, arguments: str) -> Answer:
    """Set the ticket to pending, until a date if one is given; the rest is a note for the requester."""
    zone = scene.case.rules.desk.timezone
    until, text = read_date(arguments, scene.case.now, zone)
    if until is None and arguments.casefold().startswith(("until ", "till ")):
        return Problem(f"`{arguments.split()[1]}` is no date", "#pending until 2026-12-01")
    if until and until <= scene.case.now:
        return Problem(f"{until:%Y-%m-%d %H:%M} is over", "#pending until tomorrow")
    return Effect(f"pending until {until:%Y-%m-%d %H:%M}" if until else "pending", (Suspended(until),), text=text)


VERB = Verb(
    "pending",
    "#pending [until DATE] [text]",
    "Let the ticket wait; it opens again on the date or when the requester writes.",
    run,
    aliases=("hold", "waiting"),
    takes_text=True,
)

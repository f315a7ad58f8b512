"""`#for ADDRESS`: the ticket is another person's request (a phone call, a forward)."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.act.who import find_person
from mailintake.model.ticket import RequesterSet


def run(scene: Scene, arguments: str) -> Answer:
    """Open the ticket for that person, or move the present one to him."""
    person = find_person(arguments, scene.case.rules, dict(scene.case.known.people))
    if isinstance(person, Problem):
        return Problem(person.reason, f"#for name@{scene.case.rules.desk.domain}")
    changes = () if scene.ticket is None or scene.opening else (RequesterSet(person),)
    return Effect(f"for {person.name or person.address}", changes, on_behalf_of=person)


VERB = Verb(
    "for",
    "#for ADDRESS",
    "Open (or move) the ticket on behalf of a person; the prose is the request.",
    run,
    aliases=("created by",),
    needs_ticket=False,
)

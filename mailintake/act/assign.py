"""`#assign WHO`: somebody else has the ticket now."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.act.who import Nobody, find_who
from mailintake.model.settings import Team
from mailintake.model.ticket import Assigned


def run(scene: Scene, arguments: str) -> Answer:
    """Give the ticket to a technician, a team, or nobody."""
    if not arguments.strip():
        return Problem("to whom?", "#assign me")
    who = find_who(arguments, scene.actor, scene.case.rules)
    because = f"{scene.actor.name} assigned it"
    if isinstance(who, Problem):
        return Problem(who.reason, f"#assign {who.suggestion}" if who.suggestion else None)
    if isinstance(who, Nobody):
        return Effect("assigned to nobody", (Assigned(None, None, because=because),))
    if isinstance(who, Team):
        return Effect(f"assigned to the team {who.key}", (Assigned(_member(scene, who), who.key, because=because),))
    return Effect(f"assigned to {who.name}", (Assigned(who.key, None, because=because),))


def _member(scene: Scene, team: Team) -> str | None:
    """Return the team's member with the fewest open tickets; who is away today only where all are."""
    counts = scene.case.known.open_counts
    roster = scene.case.rules.routing.technicians
    today = scene.case.now.astimezone(scene.case.rules.desk.timezone).date()

    def away(key: str) -> bool:
        return key in roster and any(one.first <= today <= one.last for one in roster[key].away)

    return min(team.members, key=lambda key: (away(key), counts.get(key, 0), team.members.index(key)), default=None)


VERB = Verb(
    "assign", "#assign WHO", "Give the ticket to `me`, `none`, a technician or a team.", run, aliases=("owner",)
)

"""Who looks after a ticket, also where nobody has it."""

from __future__ import annotations

from mailintake.model.settings import Rules, Technician
from mailintake.model.ticket import Ticket


def holder(ticket: Ticket, rules: Rules) -> Technician | None:
    """Return the assignee; without one the lead or first member of its team, else those of `desk.triage`."""
    keys = (ticket.assignee, *_of(ticket.team, rules), *_of(rules.desk.triage, rules))
    roster = rules.routing.technicians
    return next((roster[key] for key in keys if key and key in roster), None)


def _of(name: str | None, rules: Rules) -> tuple[str | None, ...]:
    team = rules.routing.teams.get(name or "")
    return (team.lead, *team.members) if team else (name,)

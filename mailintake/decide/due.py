"""What the clock asks for: reminders before a target passes, word that it has passed, and digests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mailintake.model.decision import Notice, TicketChange
from mailintake.model.settings import Rules, Team, Technician
from mailintake.model.ticket import Priority, Reopened, Retargeted, Status, Ticket, apply
from mailintake.route.targets import is_open_on, is_working, targets

# A reminder comes when a quarter of the time is left, and a day before at the earliest.
LEFT = 4
EARLIEST = timedelta(days=1)
# So many things at once, after a stand-still say, come as one mail: his queue.
MANY = 5
# A digest that could not be sent in time is of no use any more: the queue is another one by then.
LATE = timedelta(hours=3)
AT_WORK = (Status.NEW, Status.OPEN)


class What(StrEnum):
    """What is due."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    DIGEST = "digest"


class Target(StrEnum):
    """Which of the two promises."""

    RESPOND = "respond"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that happens once: it counts as done as soon as its name is remembered."""

    name: str
    what: What
    ticket: Ticket | None = None
    target: Target | None = None
    technician: Technician | None = None


def decide_due(now: datetime, tickets: Sequence[Ticket], rules: Rules) -> tuple[Due, ...]:
    """Return all that is due now, whether it was done already or not; `tickets` are those with work left.

    A technician hears of targets only in working hours; nothing is said of what waits for somebody (pending).
    """
    digests = tuple(_digests(now, rules))
    if not is_working(now, rules.calendar):
        return digests
    return (*(due for ticket in tickets if ticket.status in AT_WORK for due in _targets(now, ticket)), *digests)


def due_notices(dues: Sequence[Due], tickets: Sequence[Ticket], rules: Rules, now: datetime) -> tuple[Notice, ...]:
    """Return the mails for what is due and not done yet: one for each person and ticket, whatever fell together."""
    by_ticket: dict[int, list[Due]] = {}
    for due in dues:
        if due.ticket is not None:
            by_ticket.setdefault(due.ticket.number, []).append(due)
    today = now.astimezone(rules.desk.timezone).date()
    notices = [one for some in by_ticket.values() for one in _about(some, rules, today)]
    counted = Counter(one.to for one in notices)
    digests = [due.technician for due in dues if due.technician and _has_anything(due.technician, tickets, rules)]
    readers = dict.fromkeys([one.email for one in digests] + [to for to, count in counted.items() if count > MANY])
    single = (one for one in notices if counted[one.to] <= MANY)
    return (*single, *(Notice("digest", to) for to in readers))


def led_by(technician: Technician, ticket: Ticket, rules: Rules) -> bool:
    """Tell whether the technician looks after that ticket as a lead."""
    return technician in _leads(ticket, rules)


def resumed(
    changes: Sequence[TicketChange], tickets: Mapping[int, Ticket], rules: Rules, now: datetime
) -> tuple[TicketChange, ...]:
    """Add new targets for work that begins anew: what passed while nobody could work on it is nobody's delay."""
    numbers = dict.fromkeys(one.ticket for one in changes if isinstance(one.change, Reopened) and one.ticket in tickets)
    added = []
    for number in numbers:
        ticket = tickets[number]
        for one in changes:
            if one.ticket == number:
                ticket = apply(ticket, one.change, now)
        if ticket.resolve_by is not None and ticket.resolve_by < now:
            again = targets(ticket.priority, now, rules)
            respond_by = ticket.respond_by if ticket.responded_at else again.respond_by
            added.append(TicketChange(number, Retargeted(respond_by, again.resolve_by)))
    return (*changes, *added)


def _targets(now: datetime, ticket: Ticket) -> Iterator[Due]:
    promised = [(Target.RESOLVE, ticket.due or ticket.resolve_by)]
    if ticket.responded_at is None:
        promised.insert(0, (Target.RESPOND, ticket.respond_by))
    for target, moment in promised:
        if moment is None:
            continue
        name = f"{ticket.number} {target.value} {moment.isoformat()}"
        if now >= moment:
            yield Due(f"overdue {name}", What.OVERDUE, ticket, target)
        elif now >= moment - min((moment - ticket.opened_at) / LEFT, EARLIEST):
            yield Due(f"reminder {name}", What.REMINDER, ticket, target)


def _digests(now: datetime, rules: Rules) -> Iterator[Due]:
    local = now.astimezone(rules.desk.timezone)
    today = local.date()
    if not is_open_on(today, rules.calendar):
        return
    for technician in rules.routing.technicians.values():
        passed = [clock for clock in technician.digest if clock <= local.time()]
        if not passed or _is_away(technician, today):
            continue
        last = max(passed)
        if local.replace(tzinfo=None) - datetime.combine(today, last) <= LATE:
            yield Due(f"digest {technician.key} {today} {last:%H:%M}", What.DIGEST, technician=technician)


def _about(dues: Sequence[Due], rules: Rules, today: date) -> Iterator[Notice]:
    """Say the gravest thing about one ticket."""
    passed = [due for due in dues if due.what is What.OVERDUE]
    due = (passed or list(dues))[-1]
    ticket = due.ticket
    if ticket is None or due.target is None:
        return
    for technician in _who(ticket, due.what, rules, today):
        yield Notice(
            due.what.value,
            technician.email,
            ticket.number,
            facts={"target": due.target.value},
            urgent=ticket.priority is Priority.HIGH,
        )


def _who(ticket: Ticket, what: What, rules: Rules, today: date) -> tuple[Technician, ...]:
    """Return who hears of it: the assignee, with the lead once it is late; the lead where the assignee is away."""
    assignee = rules.routing.technicians.get(ticket.assignee or "")
    present = [assignee] if assignee is not None and not _is_away(assignee, today) else []
    leads = _leads(ticket, rules) if what is What.OVERDUE or not present else ()
    found = tuple(dict.fromkeys((*present, *leads)))
    return found or ((assignee,) if assignee is not None else _triage(rules))


def _leads(ticket: Ticket, rules: Rules) -> tuple[Technician, ...]:
    """Return the lead of the ticket's team or else of the assignee's; without teams, all who are leads."""
    roster, teams = rules.routing.technicians, rules.routing.teams
    team = teams.get(ticket.team or "")
    near = [team] if team is not None else [one for one in teams.values() if ticket.assignee in one.members]
    named = [roster[one.lead] for one in near if one.lead is not None and one.lead in roster]
    return tuple(named[:1]) or tuple(one for one in roster.values() if one.lead)


def _triage(rules: Rules) -> tuple[Technician, ...]:
    """Return who looks after what is nobody's."""
    roster = rules.routing.technicians
    name = rules.desk.triage or ""
    team: Team | None = rules.routing.teams.get(name)
    key = (team.lead or next(iter(team.members), "")) if team is not None else name
    return (roster[key],) if key in roster else ()


def _has_anything(technician: Technician, tickets: Sequence[Ticket], rules: Rules) -> bool:
    return any(one.assignee == technician.key or led_by(technician, one, rules) for one in tickets)


def _is_away(technician: Technician, today: date) -> bool:
    return any(absence.first <= today <= absence.last for absence in technician.away)

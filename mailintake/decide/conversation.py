"""Words of a requester, or of somebody who was copied, on a ticket."""

from __future__ import annotations

from dataclasses import replace

from mailintake.act.thanks import is_thanks
from mailintake.act.words import Asked, Wish, read_wish
from mailintake.classify import classify
from mailintake.decide import queries
from mailintake.decide.opening import stored
from mailintake.model.case import Case
from mailintake.model.decision import Decision, Kind, Notice, TicketChange, Verdict
from mailintake.model.ticket import (
    Change,
    Copied,
    Entry,
    EntryKind,
    Field,
    FieldSet,
    Noted,
    Priority,
    Reopened,
    Resolved,
    Retargeted,
    Status,
    Tagged,
    Ticket,
)
from mailintake.parse.person import find_mentions
from mailintake.route.targets import targets

QUIET = "quiet"


def take_up(case: Case) -> Decision:
    """Add the words to the ticket; what they change depends on how sure we are of their author."""
    asked = read_wish(case.message.text, case.message.subject)
    if asked and asked.wish.is_query and case.participant:
        return queries.answer(case, asked, Verdict(Kind.QUERY, f"asks for {asked.wish.value}"))
    ticket = _ticket(case)
    if case.level < 1:
        return _unverified(case, ticket)
    if asked and not asked.wish.is_query and _is_requester(case, ticket):
        return _wish(case, ticket, asked)
    return _words(case, ticket)


def _words(case: Case, ticket: Ticket) -> Decision:
    if is_thanks(case.message.text) and not case.message.attachments:
        verdict = Verdict(Kind.REPLY, "a thank-you: noted, nothing changes")
        return Decision(verdict, requester=ticket.requester, changes=_on(ticket, _said(case)))
    changes: list[Change] = [_said(case)]
    reopened = ticket.status in {Status.PENDING, Status.RESOLVED}
    if reopened:
        changes.append(Reopened())
    changes += _filled_in(case, ticket)
    raised = _raised(case, ticket)
    changes += raised
    template = "reopened" if ticket.status is Status.RESOLVED else "requester_wrote"
    facts = {"raised": "yes"} if raised else {}
    return Decision(
        Verdict(Kind.REPLY, "words of a requester" + (", reopened" if reopened else "")),
        requester=ticket.requester,
        changes=_on(ticket, *changes),
        notices=_to_technician(case, ticket, template, facts, urgent=bool(raised)),
    )


def _unverified(case: Case, ticket: Ticket) -> Decision:
    """Note a mere claim for the technicians; it moves nothing."""
    verdict = Verdict(Kind.REPLY, "unverified words on a ticket: noted for technicians")
    entry = replace(_said(case).entry, kind=EntryKind.NOTE, public=False)
    changes = _on(ticket, Noted(entry, stored(case.message.attachments)))
    if is_thanks(case.message.text):
        return Decision(verdict, requester=ticket.requester, changes=changes)
    facts = {"unverified": "yes"}
    notices = _to_technician(case, ticket, "requester_wrote", facts)
    return Decision(verdict, requester=ticket.requester, changes=changes, notices=notices)


def _wish(case: Case, ticket: Ticket, asked: Asked) -> Decision:
    """Carry out a requester's word on his own ticket, answer him, and tell the technician."""
    changes, template, change = _carried_out(ticket, asked)
    notice = Notice(template, ticket.requester.address, ticket.number, facts={"change": change}, automatic=True)
    staff = "reopened" if asked.wish is Wish.REOPEN else "requester_wrote"
    told = () if asked.wish is Wish.STOP else _to_technician(case, ticket, staff, {})
    return Decision(
        Verdict(Kind.REPLY, f"the requester's word: {asked.wish.value}"),
        requester=ticket.requester,
        changes=_on(ticket, _said(case), *changes),
        notices=(replace(notice, to=case.address if case.staff else notice.to), *told),
    )


def _carried_out(ticket: Ticket, asked: Asked) -> tuple[tuple[Change, ...], str, str]:
    """Return the changes, the template of the answer and the word for what changed."""
    match asked.wish:
        case Wish.CLOSE:
            return (() if ticket.status.finished else (Resolved(),)), "closed", "resolved"
        case Wish.REOPEN:
            return (Reopened(),) if ticket.status is not Status.OPEN else (), "reopened", "open"
        case Wish.ROOM:
            return (FieldSet(Field.ROOM, asked.value),), "status", "room"
        case Wish.EXTENSION:
            return (FieldSet(Field.EXTENSION, asked.value),), "status", "extension"
        case _:
            return (Tagged(added=(QUIET,)), Copied(removed=ticket.copied)), "status", "stop"


def _filled_in(case: Case, ticket: Ticket) -> list[Change]:
    """Fill in what was missing and is said now: site, room, extension, department, asset."""
    rules = case.rules
    found = find_mentions(case.message.text, case.message.signature, rules.sites, rules.asset_pattern)
    person = ticket.requester
    pairs = (
        (Field.SITE, ticket.site, found.site),
        (Field.ROOM, ticket.room, found.room),
        (Field.EXTENSION, person.extension, found.extension),
        (Field.DEPARTMENT, person.department, found.department),
        (Field.ASSET, ticket.asset, found.asset),
    )
    return [FieldSet(name, new) for name, present, new in pairs if new and not present]


def _raised(case: Case, ticket: Ticket) -> list[Change]:
    """Judge the new words; they can raise the priority to High, never lower it."""
    judged = classify(case.message, ticket.requester, case.rules)
    if judged.priority is not Priority.HIGH or ticket.priority is Priority.HIGH:
        return []
    due = targets(judged.priority, case.now, case.rules)
    return [FieldSet(Field.PRIORITY, judged.priority.value), Retargeted(due.respond_by, due.resolve_by)]


def _said(case: Case) -> Noted:
    message = case.message
    text = message.text or message.body
    entry = Entry(
        case.now,
        case.address,
        EntryKind.MESSAGE,
        public=True,
        text=text,
        message_id=message.message_id,
        level=case.level,
    )
    return Noted(entry, stored(message.attachments))


def _to_technician(
    case: Case, ticket: Ticket, template: str, facts: dict[str, str], *, urgent: bool = False
) -> tuple[Notice, ...]:
    """Tell the assignee; without one the triage person, else the team's lead or first member."""
    routing = case.rules.routing
    team = routing.teams.get(ticket.team or case.rules.desk.triage or "")
    keys = (ticket.assignee, case.rules.desk.triage, team.lead if team else None, *(team.members if team else ()))
    technician = next((routing.technicians[key] for key in keys if key and key in routing.technicians), None)
    if technician is None or technician.email.casefold() == case.address.casefold():
        return ()
    text = case.message.text or case.message.body
    words = {"prose": text, **facts}
    return (
        Notice(template, technician.email, ticket.number, text=text, actor=case.address, facts=words, urgent=urgent),
    )


def _is_requester(case: Case, ticket: Ticket) -> bool:
    own = {ticket.requester.address.casefold(), *(one.casefold() for one in ticket.requester.other_addresses)}
    return any(one.casefold() in own for one in case.addresses)


def _on(ticket: Ticket, *changes: Change) -> tuple[TicketChange, ...]:
    return tuple(TicketChange(ticket.number, change) for change in changes)


def _ticket(case: Case) -> Ticket:
    if case.ticket is None:
        raise LookupError(case.thread)
    return case.ticket

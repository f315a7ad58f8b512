"""Words of a requester, or of somebody who was copied, on a ticket."""

from __future__ import annotations

from dataclasses import replace

from mailintake.act.thanks import is_thanks
from mailintake.act.words import Asked, Wish, read_wish
from mailintake.classify import classify
from mailintake.decide import queries
from mailintake.decide.answers import capped
from mailintake.decide.filled_in import filled_in
from mailintake.decide.holder import holder
from mailintake.decide.opening import stored
from mailintake.model.address import fold_address
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
from mailintake.route.targets import targets

QUIET = "quiet"


def leaves_closed(case: Case) -> bool:
    """Tell whether the words on a closed ticket open no other: a thank-you, a question, a word for the old one."""
    asked = read_wish(case.message.text, case.message.subject)
    return asked is not None or _only_thanks(case, _ticket(case))


def take_up(case: Case) -> Decision:
    """Add the words to the ticket; what they change depends on how sure we are of their author."""
    asked = read_wish(case.message.text, case.message.subject)
    if asked and asked.wish.is_query:
        return queries.answer(case, asked, Verdict(Kind.QUERY, f"asks for {asked.wish.value}"))
    ticket = _ticket(case)
    if case.level < 1:
        return _unverified(case, ticket)
    if asked and _is_requester(case, ticket):
        return _wish(case, ticket, asked)
    if asked and asked.wish is Wish.STOP:
        return _left(case, ticket)
    return _words(case, ticket)


def _words(case: Case, ticket: Ticket) -> Decision:
    if _only_thanks(case, ticket):
        verdict = Verdict(Kind.REPLY, "a thank-you: noted, nothing changes")
        return Decision(verdict, requester=ticket.requester, changes=_on(ticket, _said(case)))
    changes: list[Change] = [_said(case)]
    # Who only had a copy of it adds words; those whom it concerns wake it up.
    reopened = case.participant and ticket.status in {Status.PENDING, Status.RESOLVED}
    if reopened:
        changes.append(Reopened())
    if _is_requester(case, ticket):
        changes += filled_in(case.message.text, case.message.signature, ticket, case.rules)
    raised = _raised(case, ticket) if case.participant else []
    changes += raised
    template = "reopened" if reopened and ticket.status is Status.RESOLVED else "requester_wrote"
    facts = {"raised": "yes"} if raised else {}
    return Decision(
        Verdict(Kind.REPLY, "words of a requester" + (", reopened" if reopened else "")),
        requester=ticket.requester,
        changes=_on(ticket, *changes),
        notices=_to_technician(case, ticket, template, facts, urgent=bool(raised)),
    )


def _only_thanks(case: Case, ticket: Ticket) -> bool:
    """Tell whether the mail is a mere thank-you; pictures in a signature do not count as news."""
    if any(not one.inline for one in case.message.attachments):
        return False
    return is_thanks(case.message.text, waiting=not ticket.status.finished)


def _left(case: Case, ticket: Ticket) -> Decision:
    """Let somebody who was copied leave; whoever copied him may do it again."""
    mine = {fold_address(one) for one in case.addresses}
    leaving = tuple(one for one in ticket.copied if fold_address(one) in mine)
    return Decision(
        Verdict(Kind.REPLY, "no longer wants copies"),
        requester=ticket.requester,
        changes=_on(ticket, _said(case), Copied(removed=leaving)),
        notices=_answer(case, Notice("status", case.address, ticket.number, facts={"change": "stop"})),
    )


def _unverified(case: Case, ticket: Ticket) -> Decision:
    """Note a mere claim for the technicians; it moves nothing."""
    verdict = Verdict(Kind.REPLY, "unverified words on a ticket: noted for technicians")
    entry = replace(_said(case).entry, kind=EntryKind.NOTE, public=False)
    changes = _on(ticket, Noted(entry, stored(case.message.attachments)))
    if _only_thanks(case, ticket):
        return Decision(verdict, requester=ticket.requester, changes=changes)
    facts = {"unverified": "yes"}
    notices = _to_technician(case, ticket, "requester_wrote", facts)
    return Decision(verdict, requester=ticket.requester, changes=changes, notices=notices)


def _wish(case: Case, ticket: Ticket, asked: Asked) -> Decision:
    """Carry out a requester's word on his own ticket, answer him, and tell the technician."""
    changes, template, change = _carried_out(ticket, asked)
    to = case.address if case.staff else ticket.requester.address
    answer = _answer(case, Notice(template, to, ticket.number, actor=case.address, facts={"change": change}))
    staff = "reopened" if asked.wish is Wish.REOPEN else "requester_wrote"
    told = () if asked.wish is Wish.STOP else _to_technician(case, ticket, staff, {})
    return Decision(
        Verdict(Kind.REPLY, f"the requester's word: {asked.wish.value}"),
        requester=ticket.requester,
        changes=_on(ticket, _said(case), *changes),
        notices=(*answer, *told),
        trace=() if answer else (f"not answered: {capped(case)}",),
    )


def _answer(case: Case, notice: Notice) -> tuple[Notice, ...]:
    return () if capped(case) else (replace(notice, automatic=True),)


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
            return (Tagged(added=(QUIET,)),), "status", "stop"


def _raised(case: Case, ticket: Ticket) -> list[Change]:
    """Judge the new words; they can raise the priority to High (`now the whole school`), never lower it.

    They must say so by themselves, since the subject is that of the first mail and a technician may have judged it.
    """
    alone = replace(case.message, subject="")
    both = (classify(one, ticket.requester, case.rules, model=case.known.learned) for one in (alone, case.message))
    if ticket.priority is Priority.HIGH or any(judged.priority is not Priority.HIGH for judged in both):
        return []
    due = targets(Priority.HIGH, case.now, case.rules)
    return [FieldSet(Field.PRIORITY, Priority.HIGH.value), Retargeted(due.respond_by, due.resolve_by)]


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
    """Tell who looks after the ticket, unless he wrote it himself."""
    technician = holder(ticket, case.rules)
    if technician is None or technician == case.technician:
        return ()
    text = case.message.text or case.message.body
    words = {"prose": text, **facts}
    return (
        Notice(template, technician.email, ticket.number, text=text, actor=case.address, facts=words, urgent=urgent),
    )


def _is_requester(case: Case, ticket: Ticket) -> bool:
    own = {fold_address(ticket.requester.address), *(fold_address(one) for one in ticket.requester.other_addresses)}
    return any(fold_address(one) in own for one in case.addresses)


def _on(ticket: Ticket, *changes: Change) -> tuple[TicketChange, ...]:
    return tuple(TicketChange(ticket.number, change) for change in changes)


def _ticket(case: Case) -> Ticket:
    if case.ticket is None:
        raise LookupError(case.thread)
    return case.ticket

"""A new request: who asks, what it is, who gets it, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailintake.classify import classify
from mailintake.decide.answers import answer_address, is_plain
from mailintake.decide.examine import requester_of
from mailintake.decide.merge import one_each
from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Assignment, Classification, Decision, Kind, Notice, Targets, TicketChange, Verdict
from mailintake.model.message import Attachment, Message
from mailintake.model.person import Mentions, Person
from mailintake.model.ticket import (
    Change,
    Entry,
    EntryKind,
    Noted,
    Opened,
    Priority,
    Related,
    Status,
    StoredAttachment,
    Ticket,
    Verified,
)
from mailintake.parse.person import find_mentions
from mailintake.parse.subject import bare_subject
from mailintake.route.facts import Facts
from mailintake.route.rules import OTHERWISE, Routed, route
from mailintake.route.strategies import choose
from mailintake.route.targets import targets as due

NEW = 0
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket that is about to open, with the judgement that made it."""

    ticket: Ticket
    classification: Classification
    assignment: Assignment
    targets: Targets
    trace: tuple[str, ...] = ()


def open_ticket(case: Case) -> Decision:
    """Open a ticket for the author of the message, unless an unproven copy of it has opened one."""
    claimed = _claimed(case)
    if claimed:
        return _verified(case, claimed)
    draft = draft_ticket(case, requester_of(case), case.message)
    receipt, reason = receipt_for(case, draft.ticket)
    return Decision(
        Verdict(Kind.NEW, _why(case)),
        requester=draft.ticket.requester,
        classification=draft.classification,
        assignment=draft.assignment,
        targets=draft.targets,
        changes=opening_changes(case, draft, case.message.text or case.message.body),
        notices=one_each((*receipt, *told_of_opening(case, draft))),
        trace=(*draft.trace, reason),
    )


def draft_ticket(case: Case, requester: Person, message: Message) -> Draft:
    """Judge and route a request; the ticket has number 0 until it is written."""
    rules = case.rules
    mentions = find_mentions(message.text, message.signature, rules.sites, rules.asset_pattern)
    person = _as_written(requester, mentions)
    judged = classify(message, person, rules, model=case.known.learned, recent=case.known.recent)
    routed = assign(case, message, person, judged)
    assignment = routed.assignment
    if assignment.priority and assignment.priority.rank < judged.priority.rank:
        judged = replace(judged, priority=assignment.priority, because=(*judged.because, "raised by a routing rule"))
    targets = due(judged.priority, opened_at(case), rules)
    ticket = _ticket(case, person, message, mentions, judged, assignment, targets)
    return Draft(ticket, judged, assignment, targets, routed.trace)


def assign(case: Case, message: Message, person: Person, judged: Classification) -> Routed:
    """Route a request; where no rule knew it and we doubt what it is, `desk.triage` gets it."""
    facts = Facts(message, person, judged, case.now, case.rules)
    routed = route(facts, case.known, case.rules)
    triage = case.rules.desk.triage
    if not (triage and judged.needs_triage and routed.assignment.rule == OTHERWISE):
        return routed
    choice = choose(triage, facts, case.known)
    if choice.technician is None:
        return routed
    because = f"that it is {judged.category} is not certain, so {triage} looks at it"
    assignment = replace(
        routed.assignment,
        assignee=choice.technician,
        team=choice.team,
        because=(because, *choice.because),
    )
    why = tuple(f"assign: {one}" for one in assignment.because)
    return replace(routed, assignment=assignment, trace=(*routed.trace, *why))


def opened_at(case: Case) -> datetime:
    """Return when the request reached us, whatever its Date says; never in the future."""
    return min(case.received_at, case.now)


def opening_changes(case: Case, draft: Draft, words: str, *, private: bool = False) -> tuple[TicketChange, ...]:
    """Return the changes by which the draft becomes a ticket: its fields, the words, the link."""
    entry = Entry(
        case.now,
        case.address or "desk",
        EntryKind.MESSAGE,
        public=not private,
        text=words,
        message_id=case.message.message_id,
        level=case.level,
    )
    changes: list[Change] = [Opened(draft.ticket), Noted(entry, stored(case.message.attachments))]
    if case.thread.linked:
        changes.append(Related(case.thread.linked))
    if case.surer_than_before and case.known.duplicate_ticket:
        changes.append(Related(case.known.duplicate_ticket))
    return tuple(TicketChange(NEW, change) for change in changes)


def receipt_for(case: Case, ticket: Ticket) -> tuple[tuple[Notice, ...], str]:
    """Return the receipt for the author, or none and why."""
    address, reason = answer_address(case)
    if address is None:
        return (), f"no receipt: {reason}"
    facts = {"plain": "yes"} if is_plain(case) else {}
    urgent = ticket.priority is Priority.HIGH
    receipt = Notice("receipt", address, ticket.number, facts=facts, automatic=True, urgent=urgent)
    return (receipt,), f"receipt to {address}"


def receipt_to(case: Case, ticket: Ticket, words: str = "") -> tuple[Notice, ...]:
    """Return the mail to a person on whose behalf a technician opened the ticket; one solved at once is closed."""
    address = ticket.requester.address
    if case.technician and fold_address(address) in {fold_address(one) for one in case.addresses}:
        return ()
    template = "closed" if ticket.status is Status.RESOLVED else "receipt"
    actor = case.technician.key if case.technician else None
    facts = {"prose": words} if words else {}
    urgent = ticket.priority is Priority.HIGH
    return (Notice(template, address, ticket.number, text=words, actor=actor, facts=facts, urgent=urgent),)


def told_of_opening(case: Case, draft: Draft) -> tuple[Notice, ...]:
    """Return the notices to the technician and to those whom the rule copies."""
    urgent = draft.ticket.priority is Priority.HIGH
    technician = case.rules.routing.technicians.get(draft.ticket.assignee or "")
    words = case.message.text or case.message.body
    told = [Notice("assigned", technician.email, NEW, text=words, urgent=urgent)] if technician else []
    return (*told, *copies(case, draft))


def copies(case: Case, draft: Draft) -> tuple[Notice, ...]:
    """Return the notices to the addresses that routing rules name."""
    urgent = draft.ticket.priority is Priority.HIGH
    words = case.message.text or case.message.body
    return tuple(Notice("copied", one, NEW, text=words, urgent=urgent) for one in draft.assignment.copy)


def stored(attachments: tuple[Attachment, ...]) -> tuple[StoredAttachment, ...]:
    """Return the attachments as a ticket names them."""
    return tuple(StoredAttachment(one.name, one.media_type, one.size, one.sha256, one.inline) for one in attachments)


def _claimed(case: Case) -> Ticket | None:
    """Return the unfinished ticket that an unproven copy of this mail opened for its author."""
    ticket = case.known.tickets.get(case.known.duplicate_ticket or NEW)
    claimed = case.claimed_before and not case.forged_before
    if not claimed or ticket is None or ticket.verified or ticket.status.finished or ticket.merged_into:
        return None
    words = (one for one in ticket.entries if one.kind is EntryKind.MESSAGE)
    opened = any(one.message_id == case.message.message_id for one in words)
    return ticket if opened and ticket.has(case.address) else None


def _verified(case: Case, ticket: Ticket) -> Decision:
    receipt, reason = receipt_for(case, ticket)
    return Decision(
        Verdict(Kind.REPLY, f"ticket {ticket.number} came unproven, and now it is known to be its author's"),
        requester=ticket.requester,
        changes=(TicketChange(ticket.number, Verified()),),
        notices=receipt,
        trace=(reason,),
    )


def _ticket(  # noqa: PLR0913, PLR0917 (each stands in one field)
    case: Case,
    person: Person,
    message: Message,
    mentions: Mentions,
    judged: Classification,
    assignment: Assignment,
    targets: Targets,
) -> Ticket:
    language = person.language or message.language
    return Ticket(
        number=NEW,
        subject=bare_subject(message.subject, case.rules.desk.tag)[:LONGEST_SUBJECT],
        requester=person,
        opened_at=opened_at(case),
        priority=judged.priority,
        category=judged.category,
        site=person.site,
        room=person.room,
        assignee=assignment.assignee,
        team=assignment.team,
        verified=case.level >= 1,
        language=language,
        asset=mentions.asset,
        tags=assignment.tags,
        respond_by=targets.respond_by,
        resolve_by=targets.resolve_by,
        rule=assignment.rule,
        because=(*judged.because, *assignment.because, *_offered(case)),
        confidence=judged.confidence,
        scope=judged.scope,
        work_stopped=judged.work_stopped,
        workaround=judged.workaround,
        needs_triage=judged.needs_triage,
    )


def _as_written(person: Person, mentions: Mentions) -> Person:
    """Let the mail win over the directory; another site leaves the directory's room behind."""
    moved = mentions.site is not None and person.site is not None and mentions.site != person.site
    return replace(
        person,
        extension=mentions.extension or person.extension,
        site=mentions.site or person.site,
        department=mentions.department or (None if moved else person.department),
        room=mentions.room or (None if moved else person.room),
    )


def _offered(case: Case) -> tuple[str, ...]:
    """Name the author of a mail that one of ours passed on: it may be his request."""
    forwarded = case.message.forwarded
    if forwarded is None or not (case.staff or case.technician):
        return ()
    address = forwarded.author.addr_spec
    if "@" not in address or case.rules.desk.is_ours(address) or fold_address(address) == fold_address(case.address):
        return ()
    return (f"it passes on a mail of {address}: `#for {address}` makes it his request",)


def _why(case: Case) -> str:
    if case.thread.linked:
        return f"a request of its own, linked to ticket {case.thread.linked}"
    return "a request outside any thread"

"""A new request: who asks, what it is, who gets it, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailintake.classify import classify
from mailintake.decide.answers import answer_address, is_plain
from mailintake.decide.examine import requester_of
from mailintake.model.case import Case
from mailintake.model.decision import Assignment, Classification, Decision, Kind, Notice, Targets, TicketChange, Verdict
from mailintake.model.message import Attachment, Message
from mailintake.model.person import Mentions, Person
from mailintake.model.ticket import Change, Entry, EntryKind, Noted, Opened, Priority, Related, StoredAttachment, Ticket
from mailintake.parse.person import find_mentions
from mailintake.parse.subject import bare_subject
from mailintake.route.facts import Facts
from mailintake.route.rules import route
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
    """Open a ticket for the author of the message."""
    draft = draft_ticket(case, requester_of(case), case.message)
    receipt, reason = receipt_for(case, draft.ticket)
    return Decision(
        Verdict(Kind.NEW, _why(case)),
        requester=draft.ticket.requester,
        classification=draft.classification,
        assignment=draft.assignment,
        targets=draft.targets,
        changes=opening_changes(case, draft, case.message.text or case.message.body),
        notices=_one_each((*receipt, *told_of_opening(case, draft))),
        trace=(*draft.trace, reason),
    )


def draft_ticket(case: Case, requester: Person, message: Message) -> Draft:
    """Judge and route a request; the ticket has number 0 until it is written."""
    rules = case.rules
    mentions = find_mentions(message.text, message.signature, rules.sites, rules.asset_pattern)
    person = _as_written(requester, mentions)
    judged = classify(message, person, rules)
    routed = route(Facts(message, person, judged, case.now, rules), case.known, rules)
    assignment = routed.assignment
    if assignment.priority and assignment.priority.rank < judged.priority.rank:
        judged = replace(judged, priority=assignment.priority, because=(*judged.because, "raised by a routing rule"))
    targets = due(judged.priority, case.now, rules)
    ticket = _ticket(case, person, message, mentions, judged, assignment, targets)
    return Draft(ticket, judged, assignment, targets, routed.trace)


def opening_changes(case: Case, draft: Draft, words: str) -> tuple[TicketChange, ...]:
    """Return the changes by which the draft becomes a ticket: its fields, the words, the link."""
    entry = Entry(
        case.now,
        case.address or "desk",
        EntryKind.MESSAGE,
        public=True,
        text=words,
        message_id=case.message.message_id,
        level=case.level,
    )
    changes: list[Change] = [Opened(draft.ticket), Noted(entry, stored(case.message.attachments))]
    if case.thread.linked:
        changes.append(Related(case.thread.linked))
    return tuple(TicketChange(NEW, change) for change in changes)


def receipt_for(case: Case, ticket: Ticket) -> tuple[tuple[Notice, ...], str]:
    """Return the receipt for the author, or none and why."""
    address, reason = answer_address(case)
    if address is None:
        return (), f"no receipt: {reason}"
    facts = {"plain": "yes"} if is_plain(case) else {}
    urgent = ticket.priority is Priority.HIGH
    return (Notice("receipt", address, NEW, facts=facts, automatic=True, urgent=urgent),), f"receipt to {address}"


def receipt_to(case: Case, ticket: Ticket) -> tuple[Notice, ...]:
    """Return the receipt for a person on whose behalf a technician opened the ticket."""
    address = ticket.requester.address
    if case.technician and address.casefold() == case.technician.email.casefold():
        return ()
    return (Notice("receipt", address, ticket.number, urgent=ticket.priority is Priority.HIGH),)


def told_of_opening(case: Case, draft: Draft) -> tuple[Notice, ...]:
    """Return the notices to the technician and to those whom the rule copies."""
    urgent = draft.ticket.priority is Priority.HIGH
    technician = case.rules.routing.technicians.get(draft.ticket.assignee or "")
    words = case.message.text or case.message.body
    told = [Notice("assigned", technician.email, NEW, text=words, urgent=urgent)] if technician else []
    copied = [Notice("copied", one, NEW, text=words, urgent=urgent) for one in draft.assignment.copy]
    return (*told, *copied)


def stored(attachments: tuple[Attachment, ...]) -> tuple[StoredAttachment, ...]:
    """Return the attachments as a ticket names them."""
    return tuple(StoredAttachment(one.name, one.media_type, one.size, one.sha256, one.inline) for one in attachments)


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
        opened_at=case.now,
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
        because=(*judged.because, *assignment.because),
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


def _one_each(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """One incoming mail makes one mail for one person on one ticket; the first named wins."""
    seen: dict[str, Notice] = {}
    for notice in notices:
        seen.setdefault(notice.to.casefold(), notice)
    return tuple(seen.values())


def _why(case: Case) -> str:
    if case.thread.linked:
        return f"a request of its own, linked to ticket {case.thread.linked}"
    return "a request outside any thread"

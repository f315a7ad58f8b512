"""What a technician's commands and prose do, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailintake.act import BY_WORD
from mailintake.act.carry_out import Carried, carry_out
from mailintake.act.read import Reading
from mailintake.act.verb import Audience, Problem
from mailintake.act.who import find_person
from mailintake.decide.announce import Words, announce
from mailintake.decide.opening import Draft, draft_ticket, opening_changes, receipt_to, stored
from mailintake.model.case import Case
from mailintake.model.decision import (
    Assignment,
    CommandResult,
    Decision,
    Hold,
    Kind,
    Notice,
    Outcome,
    TicketChange,
    Verdict,
)
from mailintake.model.person import Person
from mailintake.model.settings import Technician
from mailintake.model.ticket import Assigned, Change, Entry, EntryKind, Noted, Responded, Retargeted, Status, Ticket
from mailintake.route.targets import targets

NEW = 0


@dataclass(frozen=True, slots=True)
class _Mail:
    """A technician's mail that is being carried out."""

    case: Case
    actor: Technician
    reading: Reading
    carried: Carried
    draft: Draft | None = None


def carry(case: Case, actor: Technician, reading: Reading) -> Decision:
    """Run the commands and deliver the prose, or, if one certain line is wrong, neither."""
    draft = _draft(case, actor, reading)
    carried = carry_out(
        reading, case, actor, opening=replace(draft.ticket, assignee=None, team=None) if draft else None
    )
    mail = _Mail(case, actor, reading, carried, draft)
    if carried.failed:
        return _failed(mail)
    return _opened(mail, draft) if draft else _done(mail)


def corrected(text: str, results: tuple[CommandResult, ...]) -> str | None:
    """Return the text with every wrong line as suggested; None where one has no suggestion that can be run."""
    wrong = {one.line: one.suggestion for one in results if one.outcome is Outcome.ERROR}
    if not wrong or not all(
        suggestion and "|" not in suggestion and "…" not in suggestion for suggestion in wrong.values()
    ):
        return None
    return "\n".join(wrong.get(line.strip()) or line for line in text.splitlines())


def _draft(case: Case, actor: Technician, reading: Reading) -> Draft | None:
    """Return the ticket that the mail opens: `#for` outside a thread, or prose with commands that need a ticket."""
    if case.ticket is not None or reading.contradiction:
        return None
    behalf = next((line for line in reading.certain if line.verb == "for"), None)
    if behalf is None and not (reading.prose and _needs_new_ticket(reading)):
        return None
    person = (
        find_person(behalf.arguments, case.rules, dict(case.known.people)) if behalf else _as_requester(case, actor)
    )
    if isinstance(person, Problem):
        return None
    return draft_ticket(
        case, person, replace(case.message, text=reading.prose, html_text="", html_new="", signature="")
    )


def _needs_new_ticket(reading: Reading) -> bool:
    lines = [line for line in reading.certain if line.verb and BY_WORD[line.verb].needs_ticket]
    return bool(lines) and not any(word.strip("#").isdigit() for line in lines for word in line.arguments.split()[:1])


def _as_requester(case: Case, actor: Technician) -> Person:
    return case.person or Person(actor.email, actor.name)


def _failed(mail: _Mail) -> Decision:
    case, results = mail.case, mail.carried.results
    text = case.message.text
    number = case.ticket.number if case.ticket else None
    better = corrected(text, results)
    facts = {"ok": "yes"} if better else {}
    transcript = Notice(
        "transcript", mail.actor.email, number, text=text, actor=mail.actor.key, results=results, facts=facts
    )
    return Decision(
        Verdict(Kind.REPLY if case.ticket else Kind.COMMAND, "a command is wrong: nothing was done"),
        commands=results,
        notices=(transcript,),
        hold=Hold(mail.actor.email, number, better) if better else None,
    )


def _opened(mail: _Mail, draft: Draft) -> Decision:
    """Open the ticket as the commands left it; routing assigns only if none of them did."""
    case, carried = mail.case, mail.carried
    left = carried.tickets.get(NEW, draft.ticket)
    assigned = any(isinstance(change, Assigned) for number, change in carried.changes if number == NEW)
    ticket = left if assigned else replace(left, assignee=draft.assignment.assignee, team=draft.assignment.team)
    if ticket.priority != draft.ticket.priority:
        due = targets(ticket.priority, case.now, case.rules)
        ticket = replace(ticket, respond_by=due.respond_by, resolve_by=due.resolve_by)
    assignment = (
        Assignment(ticket.assignee, ticket.team, "by command", (f"{mail.actor.name} said so",))
        if assigned
        else draft.assignment
    )
    draft = replace(draft, ticket=ticket, assignment=assignment)
    words = Words(mail.reading.prose)
    return Decision(
        Verdict(
            Kind.NEW,
            f"{mail.actor.name} opened it" + (f" for {ticket.requester.address}" if carried.on_behalf_of else ""),
        ),
        commands=carried.results,
        requester=ticket.requester,
        classification=draft.classification,
        assignment=assignment,
        targets=draft.targets,
        changes=opening_changes(case, draft, mail.reading.prose or case.message.subject),
        notices=_one_each(
            (*receipt_to(case, ticket), *announce(case, mail.actor, None, ticket, words), _transcript(mail, NEW))
        ),
        trace=draft.trace,
    )


def _done(mail: _Mail) -> Decision:
    """Change every ticket that was named, and tell whom it concerns."""
    case, carried = mail.case, mail.carried
    changes: list[TicketChange] = []
    notices: list[Notice] = []
    for number in _touched(mail):
        before = case.known.tickets.get(number) or case.ticket
        if before is None:
            continue
        words = _words(mail, number)
        made = _changes(mail, before, words)
        changes += [TicketChange(number, change) for change in made]
        after = carried.tickets.get(number, before)
        if any(isinstance(change, Responded) for change in made) and after.status is Status.NEW:
            after = replace(after, status=Status.OPEN)
        moved = after.requester.address != before.requester.address
        notices += receipt_to(case, after) if moved else ()
        notices += announce(case, mail.actor, before, after, words)
    verdict = (
        Verdict(Kind.REPLY, f"{mail.actor.name} wrote")
        if case.ticket
        else Verdict(Kind.COMMAND, "commands of a technician")
    )
    if mail.reading.lines:
        notices.append(_transcript(mail, case.ticket.number if case.ticket else None))
    requester = case.ticket.requester if case.ticket else None
    return Decision(
        verdict,
        commands=carried.results,
        requester=requester,
        changes=tuple(changes),
        notices=_one_each(tuple(notices)),
    )


def _touched(mail: _Mail) -> tuple[int, ...]:
    home = (mail.case.ticket.number,) if mail.case.ticket else ()
    return tuple(dict.fromkeys((*home, *(number for number in mail.carried.tickets if number != NEW))))


def _words(mail: _Mail, number: int) -> Words:
    """Return the words of the mail for one ticket: those behind its commands, then the prose."""
    prose = mail.reading.prose if mail.case.ticket is None or number == mail.case.ticket.number else ""
    said = (*mail.carried.texts.get(number, ()), prose)
    text = "\n\n".join(one for one in said if one)
    return Words(text, private=mail.carried.audience is Audience.STAFF)


def _changes(mail: _Mail, before: Ticket, words: Words) -> tuple[Change, ...]:
    case = mail.case
    made: list[Change] = []
    if words.text or (case.message.attachments and before == case.ticket):
        kind = EntryKind.NOTE if words.private else EntryKind.MESSAGE
        entry = Entry(
            case.now,
            mail.actor.key,
            kind,
            public=not words.private,
            text=words.text,
            message_id=case.message.message_id,
            level=case.level,
        )
        made.append(Noted(entry, stored(case.message.attachments)))
    made += [change for number, change in mail.carried.changes if number == before.number]
    after = mail.carried.tickets.get(before.number, before)
    if words.public and after.status is Status.NEW:
        made.append(Responded())
    if after.priority != before.priority:
        due = targets(after.priority, before.opened_at, case.rules)
        made.append(Retargeted(due.respond_by, due.resolve_by))
    return tuple(made)


def _transcript(mail: _Mail, number: int | None) -> Notice:
    return Notice("transcript", mail.actor.email, number, actor=mail.actor.key, results=mail.carried.results)


def _one_each(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """Keep one mail for one person on one ticket; the actor's transcript stands for all of his."""
    transcripts = {notice.to.casefold() for notice in notices if notice.template == "transcript"}
    seen: dict[tuple[str, int | None], Notice] = {}
    for notice in notices:
        to = notice.to.casefold()
        if notice.template != "transcript" and to in transcripts:
            continue
        seen.setdefault((to, notice.ticket), notice)
    return tuple(seen.values())

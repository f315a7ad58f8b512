"""What a technician's commands and prose do, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailintake.act import BY_WORD
from mailintake.act.carry_out import Carried, carry_out, ticket_numbers
from mailintake.act.inside import PRIVATE
from mailintake.act.read import Reading
from mailintake.act.thanks import is_thanks
from mailintake.act.verb import Audience, CommandLine, Problem
from mailintake.act.who import find_person
from mailintake.decide.announce import Words, announce
from mailintake.decide.merge import one_each
from mailintake.decide.opening import (
    Draft,
    assign,
    copies,
    draft_ticket,
    opening_changes,
    receipt_to,
    stored,
)
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
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.settings import Technician
from mailintake.model.ticket import Assigned, Change, Entry, EntryKind, Noted, Responded, Retargeted, Status, Ticket
from mailintake.route.targets import targets

NEW = 0
NUMBERED = frozenset({"room", "extension", "asset", "subject"})


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


def rewritten(reading: Reading, results: tuple[CommandResult, ...] = ()) -> str | None:
    """Return the mail as it will be carried out on `ok`: its certain lines, each wrong one as suggested, and the prose.

    None where a wrong line has no suggestion that can be run.
    """
    better = {one.line: one.suggestion for one in results if one.outcome is Outcome.ERROR}
    if any(not one or "|" in one or "…" in one for one in better.values()):
        return None
    lines = [better.get(line.line) or _canonical(line) for line in reading.certain]
    if reading.kept and not any(line.verb == PRIVATE for line in reading.certain):
        lines.append(f"#{PRIVATE}")
    # Nothing of the prose becomes a command because other lines went away.
    return "\n".join([*lines, *(["#stop", reading.prose] if reading.prose else [])])


def _canonical(line: CommandLine) -> str:
    """Write a line as it is understood everywhere: those of a control mail carry no sign."""
    return f"#{line.verb} {line.arguments}".strip() if line.verb else line.line


def _draft(case: Case, actor: Technician, reading: Reading) -> Draft | None:
    """Return the ticket that the mail opens: `#for` outside a thread, or prose with commands that need a ticket."""
    if case.ticket is not None or reading.contradiction:
        return None
    behalf = next((line for line in reading.certain if line.verb == "for"), None)
    if behalf is None and not (reading.prose and _needs_new_ticket(case, reading)):
        return None
    person = (
        find_person(behalf.arguments, case.rules, dict(case.known.people)) if behalf else _as_requester(case, actor)
    )
    if isinstance(person, Problem):
        return None
    return draft_ticket(case, person, _as_request(case, reading))


def _as_request(case: Case, reading: Reading) -> Message:
    """Return the mail as a request: without its commands and the technician's signature, with what it passes on."""
    forwarded = case.message.forwarded
    words = (reading.prose, forwarded.text if forwarded else "")
    text = "\n\n".join(one for one in words if one)
    return replace(case.message, text=text, html_text="", html_new="", signature="")


def _needs_new_ticket(case: Case, reading: Reading) -> bool:
    lines = [line for line in reading.certain if line.verb and BY_WORD[line.verb].needs_ticket]
    return bool(lines) and not any(_names_ticket(case, line) for line in lines)


def _names_ticket(case: Case, line: CommandLine) -> bool:
    """Tell whether a line names a ticket; the number of `#room 12` alone is its value."""
    numbers, rest = ticket_numbers(line.arguments, case, bare=True)
    return bool(numbers) and bool(rest or line.verb not in NUMBERED)


def _as_requester(case: Case, actor: Technician) -> Person:
    return case.person or Person(actor.email, actor.name)


def _failed(mail: _Mail) -> Decision:
    case, results = mail.case, mail.carried.results
    home = case.ticket.number if case.ticket else None
    named = [number for number in mail.carried.tickets if number != NEW]
    wrong = any(one.outcome is Outcome.ERROR for one in results) and not mail.reading.contradiction
    better = rewritten(mail.reading, results) if wrong else None
    facts = {"ok": "yes"} if better else {}
    transcript = Notice(
        "transcript",
        mail.actor.email,
        # An `ok` to it then knows the ticket again.
        named[0] if home is None and len(named) == 1 else home,
        text=case.message.text,
        actor=mail.actor.key,
        results=results,
        facts=facts,
    )
    return Decision(
        Verdict(Kind.REPLY if case.ticket else Kind.COMMAND, "a command is wrong: nothing was done"),
        commands=results,
        notices=(transcript,),
        hold=Hold(mail.actor.email, home, better) if better else None,
    )


def _opened(mail: _Mail, draft: Draft) -> Decision:
    """Open the ticket as the commands left it; routing assigns only if none of them did."""
    case, carried = mail.case, mail.carried
    draft = _as_commanded(mail, draft)
    ticket = draft.ticket
    private = carried.audience is Audience.STAFF
    said = "\n\n".join(carried.texts.get(NEW, ()))
    request = _as_request(case, mail.reading).text or case.message.subject
    changes = opening_changes(case, draft, request, private=private)
    if said:
        changes = (*changes, TicketChange(NEW, Noted(_entry(mail, Words(said, private=private)))))
    words = Words(request)
    behalf = f" for {ticket.requester.address}" if carried.on_behalf_of else ""
    return Decision(
        Verdict(Kind.NEW, f"{mail.actor.name} opened it{behalf}"),
        commands=carried.results,
        requester=ticket.requester,
        classification=draft.classification,
        assignment=draft.assignment,
        targets=draft.targets,
        changes=changes,
        notices=one_each(
            (
                *receipt_to(case, ticket, "" if private else said),
                *announce(case, mail.actor, None, ticket, words),
                *copies(case, draft),
                _transcript(mail, NEW),
            )
        ),
        trace=draft.trace,
    )


def _as_commanded(mail: _Mail, draft: Draft) -> Draft:
    """Judge and route again what the commands changed; what they said stands."""
    case, carried = mail.case, mail.carried
    ticket = carried.tickets.get(NEW, draft.ticket)
    judged = replace(draft.classification, category=ticket.category, priority=ticket.priority)
    if ticket.category != draft.ticket.category:
        judged = replace(judged, needs_triage=False)
    if any(isinstance(change, Assigned) for number, change in carried.changes if number == NEW):
        why = (f"{mail.actor.name} said so",)
        assignment, trace = Assignment(ticket.assignee, ticket.team, "by command", why), draft.trace
    else:
        routed = assign(case, _as_request(case, mail.reading), ticket.requester, judged)
        assignment, trace = routed.assignment, routed.trace
    due = targets(ticket.priority, ticket.opened_at, case.rules)
    ticket = replace(
        ticket,
        assignee=assignment.assignee,
        team=assignment.team,
        rule=assignment.rule,
        because=(*judged.because, *assignment.because),
        tags=tuple(dict.fromkeys((*ticket.tags, *assignment.tags))),
        respond_by=due.respond_by,
        resolve_by=due.resolve_by,
    )
    return replace(draft, ticket=ticket, classification=judged, assignment=assignment, targets=due, trace=trace)


def _done(mail: _Mail) -> Decision:
    """Change every ticket that was named, and tell whom it concerns."""
    case, carried = mail.case, mail.carried
    touched = _touched(mail)
    changes: list[TicketChange] = []
    notices: list[Notice] = []
    for number in touched:
        before = case.known.tickets[number]
        words = _words(mail, number)
        made = _changes(mail, before, words)
        changes += [TicketChange(number, change) for change in made]
        after = carried.tickets.get(number, before)
        if any(isinstance(change, Responded) for change in made) and after.status is Status.NEW:
            after = replace(after, status=Status.OPEN)
        moved = after.requester.address != before.requester.address
        notices += receipt_to(case, after, words.public) if moved else ()
        notices += announce(case, mail.actor, before, after, words)
    kind, reason = (
        (Kind.REPLY, f"{mail.actor.name} wrote") if case.ticket else (Kind.COMMAND, "commands of a technician")
    )
    results = (*carried.results, *_unheard(mail, touched))
    if mail.reading.lines or mail.reading.kept:
        about = touched[0] if len(touched) == 1 else None
        notices.append(replace(_transcript(mail, about), results=results))
    return Decision(
        Verdict(kind, reason),
        commands=carried.results,
        requester=case.ticket.requester if case.ticket else None,
        changes=tuple(changes),
        notices=one_each(notices),
    )


def _unheard(mail: _Mail, touched: tuple[int, ...]) -> tuple[CommandResult, ...]:
    """Say so where the words of a mail are for no ticket; a mere thank-you needs no answer."""
    prose = mail.reading.prose
    if touched or not prose or is_thanks(prose):
        return ()
    first = prose.partition("\n")[0]
    reason = "these words are on no ticket: none is named, and no line opens one (`#for ADDRESS` does)"
    return (CommandResult(first, None, "", Outcome.NOT_RUN, reason),)


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
        made.append(Noted(_entry(mail, words), stored(case.message.attachments)))
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


def _entry(mail: _Mail, words: Words) -> Entry:
    return Entry(
        mail.case.now,
        mail.actor.key,
        EntryKind.NOTE if words.private else EntryKind.MESSAGE,
        public=not words.private,
        text=words.text,
        message_id=mail.case.message.message_id,
        level=mail.case.level,
    )

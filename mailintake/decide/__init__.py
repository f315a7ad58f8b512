"""The help desk on one page, pure: what must be known about a message, and what it then means."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailintake.decide import conversation, filing, opening, queries, technician
from mailintake.decide.answers import capped_alert
from mailintake.decide.due import resumed
from mailintake.decide.examine import consents, examine, held_answer, numbers_in_commands
from mailintake.guard import first_verdict
from mailintake.guard.automatic import written_by_program
from mailintake.model.case import Case
from mailintake.model.decision import Decision, Evidence, Kind, Known, Questions, Verdict
from mailintake.model.message import Message
from mailintake.model.settings import Rules
from mailintake.parse.mailing_list import unwrap
from mailintake.parse.subject import fold_digits
from mailintake.thread import is_closed, named_tickets
from mailintake.token import bounced_message_id

__all__ = ["ask", "decide", "examine"]

_BY_PEOPLE = frozenset({Kind.NEW, Kind.REPLY, Kind.COMMAND, Kind.QUERY})


def ask(message: Message, rules: Rules, *, key: str | None = None, released: bool = False) -> Questions:
    """Name all that a decision about this message may need to know; `released` by an admin who read it."""
    author = unwrap(message, rules.desk).author
    status = message.delivery_status
    bounced = [bounced_message_id(one.addr_spec, rules.desk.domain) for one in message.to]
    original = [status.original_message_id] if status else []
    ids = (*message.thread_ids, *(one for one in (*original, *bounced) if one))
    numbers, addresses = numbers_in_commands(message, rules)
    return Questions(
        sha256=message.sha256,
        key=key,
        message_id=message.message_id,
        fingerprint=message.fingerprint,
        duplicate_key=message.duplicate_key,
        author=author.addr_spec if author else None,
        subject_folded=fold_digits(message.subject),
        thread_ids=tuple(dict.fromkeys(ids)),
        tickets=tuple(dict.fromkeys((*named_tickets(message, rules), *numbers))),
        addresses=tuple(dict.fromkeys((*([author.addr_spec] if author else []), *addresses))),
        released=released,
    )


def decide(  # noqa: PLR0913 (what is known, by what rules, when, and what only the mailbox can say)
    message: Message,
    known: Known,
    rules: Rules,
    now: datetime,
    *,
    received_at: datetime | None = None,
    evidence: Evidence | None = None,
    oversized: bool = False,
) -> Decision:
    """Decide what the message is and what follows from it; touches nothing."""
    case = examine(
        unwrap(message, rules.desk), known, rules, now, received_at=received_at, evidence=evidence, oversized=oversized
    )
    verdict, trace = first_verdict(case)
    decision = filing.file(case, verdict) if verdict else _instead_of_held(case, _take_up(case))
    alerted = any(one.template == "admin_alert" for one in decision.notices)
    alert = capped_alert(case) if decision.verdict.kind in _BY_PEOPLE and not alerted else ()
    return replace(
        decision,
        changes=resumed(decision.changes, known.tickets, rules, now),
        notices=(*decision.notices, *alert),
        evidence=case.evidence,
        thread=case.thread,
        delivery_reports=message.delivery_status.reports if message.delivery_status else (),
        trace=(*_circumstances(case), *trace, *decision.trace),
    )


def _take_up(case: Case) -> Decision:
    """Act on what a person wrote; a machine of ours only asks for help, it never commands."""
    if written_by_program(case.message):
        return opening.open_ticket(case)
    held = held_answer(case)
    if held:
        return technician.release(case, held)
    if consents(case):
        return technician.nothing_held(case)
    if case.technician and technician.speaks(case):
        return technician.take_up(case)
    if case.ticket and is_closed(case.ticket) and not conversation.leaves_closed(case):
        return opening.open_ticket(_again(case))
    if case.ticket:
        return conversation.take_up(case)
    asked = queries.asked(case)
    if asked:
        return queries.answer(case, asked, Verdict(Kind.QUERY, f"asks for {asked.wish.value}"))
    return opening.open_ticket(case)


def _instead_of_held(case: Case, decision: Decision) -> Decision:
    """Let a proven mail take the place of its own unproven copy that still waits for an `ok`."""
    if case.claimed_before and decision.release is None:
        return replace(decision, release=case.known.waiting)
    return decision


def _again(case: Case) -> Case:
    """Words on a closed ticket are a new request, linked to the old one."""
    return replace(case, thread=replace(case.thread, ticket=None, by=None, linked=case.thread.ticket))


def _circumstances(case: Case) -> tuple[str, ...]:
    where = f"ticket {case.thread.ticket} by {case.thread.by}" if case.thread.ticket else "none"
    linked = f", links to {case.thread.linked}" if case.thread.linked else ""
    lines = [
        f"author {case.address or 'unknown'}",
        f"level {case.level}: {case.evidence.reason}",
        f"thread: {where}{linked}",
    ]
    if case.surer_than_before:
        earlier = "failed authentication" if case.forged_before else "was not proven"
        lines.append(f"an earlier copy of it {earlier} ({case.known.duplicate_of})")
    return (*lines, case.known.note) if case.known.note else tuple(lines)

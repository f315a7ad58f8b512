"""A technician's mail: what he may do depends on how sure we are that it is he."""

from __future__ import annotations

from dataclasses import replace

from mailintake.act import BY_WORD
from mailintake.act.read import Reading, read_commands
from mailintake.decide import opening
from mailintake.decide.carry import carry
from mailintake.decide.examine import is_control
from mailintake.decide.opening import stored
from mailintake.model.case import Case
from mailintake.model.decision import (
    CommandResult,
    Decision,
    HeldMail,
    Hold,
    Kind,
    Notice,
    Outcome,
    Thread,
    TicketChange,
    Verdict,
)
from mailintake.model.settings import Technician
from mailintake.model.ticket import Entry, EntryKind, Noted

MOST_CHALLENGES = 5
AUTHENTICATED = 2
TOKEN = 1


def speaks(case: Case) -> bool:
    """Tell whether the author writes as a technician here, and not as somebody who asks for help himself."""
    if case.technician is None:
        return False
    if reading_of(case).lines:
        return True
    ticket = case.ticket
    if ticket is None:
        return False
    asks_himself = any(ticket.has(one) for one in case.addresses)
    return not asks_himself or ticket.assignee == case.technician.key


def reading_of(case: Case) -> Reading:
    """Return the command lines and the prose of the author's new words."""
    return read_commands(case.message, BY_WORD, control=is_control(case.message, case.rules))


def take_up(case: Case) -> Decision:
    """Carry out, hold or refuse what a technician's mail says."""
    actor = _actor(case)
    reading = reading_of(case)
    if case.level < 0:
        return _refused(case, actor, reading)
    if case.level < (TOKEN if case.rules.trust.token_is_enough else AUTHENTICATED):
        return _held(case, actor, reading)
    return carry(case, actor, reading)


def release(case: Case, held: HeldMail) -> Decision:
    """Carry out a held mail that its author has confirmed."""
    message = replace(case.message, text=held.text, html_text="", html_new="", reply=False, marked=True, attachments=())
    confirmed = replace(case, message=message, thread=Thread(held.ticket, "token" if held.ticket else None))
    decision = carry(confirmed, _actor(case), reading_of(confirmed))
    return replace(decision, release=held.id, trace=("confirmed by `ok`", *decision.trace))


def _refused(case: Case, actor: Technician, reading: Reading) -> Decision:
    reason = f"we could not verify that you sent it ({case.evidence.reason})"
    results = tuple(_answered(line.line, line.verb, line.arguments, Outcome.REFUSED, reason) for line in reading.lines)
    told = _challenge(case, Notice("transcript", actor.email, _number(case), results=results, facts={"why": reason}))
    if case.ticket is None and reading.prose:
        decision = opening.open_ticket(case)
        return replace(decision, commands=results, notices=(*decision.notices, *told) if results else decision.notices)
    kind = Kind.REPLY if case.ticket else Kind.COMMAND
    verdict = Verdict(kind, "a technician's address that failed authentication: refused")
    return Decision(verdict, commands=results, changes=_noted(case), notices=told)


def _held(case: Case, actor: Technician, reading: Reading) -> Decision:
    """Keep what a mere claim says until the registered address confirms it."""
    if case.ticket is None and not reading.lines:
        return opening.open_ticket(case)
    reason = "it waits until you confirm it"
    results = tuple(_answered(line.line, line.verb, line.arguments, Outcome.NOT_RUN, reason) for line in reading.lines)
    text = case.message.text
    confirm = Notice(
        "confirm", actor.email, _number(case), text=text, results=results, facts={"why": case.evidence.reason}
    )
    kind = Kind.REPLY if case.ticket else Kind.COMMAND
    return Decision(
        Verdict(kind, "a technician's address without proof: held until he confirms"),
        commands=results,
        changes=_noted(case),
        notices=_challenge(case, confirm),
        hold=Hold(actor.email, _number(case), text),
    )


def _challenge(case: Case, notice: Notice) -> tuple[Notice, ...]:
    enough = case.known.challenges_to_author >= MOST_CHALLENGES
    return () if enough else (replace(notice, automatic=True),)


def _noted(case: Case) -> tuple[TicketChange, ...]:
    if case.ticket is None:
        return ()
    message = case.message
    entry = Entry(
        case.now,
        case.address,
        EntryKind.NOTE,
        public=False,
        text=f"Unverified mail in a technician's name:\n{message.text}",
        message_id=message.message_id,
        level=case.level,
    )
    return (TicketChange(case.ticket.number, Noted(entry, stored(message.attachments))),)


def _answered(line: str, verb: str | None, arguments: str, outcome: Outcome, reason: str) -> CommandResult:
    return CommandResult(line, verb, arguments, outcome, reason)


def _number(case: Case) -> int | None:
    return case.ticket.number if case.ticket else None


def _actor(case: Case) -> Technician:
    if case.technician is None:
        raise LookupError(case.address)
    return case.technician

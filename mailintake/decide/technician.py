"""A technician's mail: what he may do depends on how sure we are that it is he."""

from __future__ import annotations

from dataclasses import replace

from mailintake.act import BY_WORD
from mailintake.act.carry_out import not_run
from mailintake.act.read import CONTRADICTION, Reading, read_commands
from mailintake.act.verb import CommandLine
from mailintake.act.words import Wish, read_wish
from mailintake.decide import opening
from mailintake.decide.answers import challenge_capped, kept_back_alert
from mailintake.decide.carry import carry, rewritten
from mailintake.decide.examine import is_control, numbers_in_commands
from mailintake.decide.opening import stored
from mailintake.model.address import fold_address
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

NEW = 0
LONGEST_LINE = 200
ASK_FIRST = frozenset(word for word, verb in BY_WORD.items() if verb.confirm)
QUERIES = {Wish.STATUS: "show", Wish.LIST: "queue", Wish.HELP: "help"}
AUTHENTICATED = 2
TOKEN = 1


def speaks(case: Case) -> bool:
    """Tell whether the author writes as a technician here, and not as somebody who asks for help himself."""
    if case.technician is None:
        return False
    reading = reading_of(case)
    if reading.lines:
        return True
    ticket = case.ticket
    if ticket is None:
        return False
    if reading.kept:
        return True
    # Who was only copied speaks as one of us, who asked for help does not.
    asks_himself = any(replace(ticket, copied=()).has(one) for one in case.addresses)
    return not asks_himself or ticket.assignee == case.technician.key


def reading_of(case: Case) -> Reading:
    """Return the command lines and the prose of the author's new words; on a ticket `status` alone shows it."""
    reading = read_commands(case.message, BY_WORD, control=is_control(case.message, case.rules))
    if reading.lines or case.ticket is None:
        return reading
    asked = read_wish(case.message.text, case.message.subject)
    if asked is None or asked.wish not in QUERIES:
        return reading
    line = case.message.text.strip() or asked.wish.value
    value = asked.value or (str(case.ticket.number) if asked.wish is Wish.STATUS else "")
    return Reading((CommandLine(line, asked.wish.value, QUERIES[asked.wish], value),))


def take_up(case: Case) -> Decision:
    """Carry out, hold or refuse what a technician's mail says."""
    actor = _actor(case)
    reading = reading_of(case)
    if case.level < 0:
        return _refused(case, actor, reading)
    if case.level < (TOKEN if case.rules.trust.token_is_enough else AUTHENTICATED):
        return _held(case, actor, reading)
    decision = carry(case, actor, reading)
    wrong = any(one.outcome is Outcome.ERROR for one in decision.commands)
    if not wrong and any(line.word.casefold() in ASK_FIRST for line in reading.certain):
        return ask_first(case, reading, "it cannot be undone")
    return decision


def ask_first(case: Case, reading: Reading, why: str) -> Decision:
    """Keep a mail until its author's registered address confirms it by `ok`."""
    actor = _actor(case)
    about = case.thread.ticket or case.thread.linked
    waiting = _lines(reading, Outcome.NOT_RUN, "it waits until you confirm it")
    enough = challenge_capped(case)
    if enough:
        return _kept(case, (*waiting, *not_run(reading)), enough)
    confirm = Notice(
        "confirm", actor.email, about or _named(case), text=reading.prose, results=waiting, facts={"why": why}
    )
    text = rewritten(reading)
    return Decision(
        Verdict(Kind.REPLY if case.ticket else Kind.COMMAND, f"held until {actor.name} confirms it: {why}"),
        commands=(*waiting, *not_run(reading)),
        notices=_told(case, confirm),
        hold=Hold(actor.email, about, text) if text else None,
    )


def release(case: Case, held: HeldMail) -> Decision:
    """Carry out a held mail that its author has confirmed."""
    message = replace(case.message, text=held.text, html_text="", html_new="", reply=False, marked=True, attachments=())
    confirmed = replace(case, message=message, thread=Thread(held.ticket, "token" if held.ticket else None))
    decision = carry(confirmed, _actor(case), reading_of(confirmed))
    return replace(decision, release=held.id, trace=("confirmed by `ok`", *decision.trace))


def nothing_held(case: Case) -> Decision:
    """Answer an `ok` to which nothing waits any more; it is never passed on as words."""
    verdict = Verdict(Kind.REPLY if case.ticket else Kind.COMMAND, "an `ok` to which nothing waits")
    if case.level < 1:
        return Decision(verdict, changes=_noted(case))
    actor = _actor(case)
    reason = "nothing waits for it: it was carried out already, or it is older than 24 hours"
    results = (_answered("ok", None, "", Outcome.ERROR, reason),)
    return Decision(
        verdict, notices=(Notice("transcript", actor.email, _number(case), actor=actor.key, results=results),)
    )


def _refused(case: Case, actor: Technician, reading: Reading) -> Decision:
    """Do nothing of what a mail says that failed authentication, and tell the registered address so."""
    reason = f"we could not verify that you sent it ({case.evidence.reason})"
    results = (*_lines(reading, Outcome.REFUSED, reason), *not_run(reading))
    if case.ticket is None and reading.prose:
        decision = opening.open_ticket(case)
        if not results:
            return decision
        told = _transcript(case, actor, results, NEW)
        others = (one for one in decision.notices if fold_address(one.to) != fold_address(actor.email))
        return replace(decision, commands=results, notices=(*others, *told))
    enough = challenge_capped(case)
    if enough:
        return _kept(case, results, enough)
    kind = Kind.REPLY if case.ticket else Kind.COMMAND
    return Decision(
        Verdict(kind, "a technician's address that failed authentication: refused"),
        commands=results,
        changes=_noted(case),
        notices=_transcript(case, actor, results or _words(reading, reason), _number(case)),
    )


def _kept(case: Case, results: tuple[CommandResult, ...], enough: str) -> Decision:
    """Keep a mail about which its supposed author is asked no more: on its ticket, else for an admin's word."""
    noted = _noted(case)
    kind, where = (Kind.REPLY, "only noted") if noted else (Kind.HELD, "it waits for an admin's word")
    return Decision(
        Verdict(kind, f"{where}: {enough}"), commands=results, changes=noted, notices=kept_back_alert(case, enough)
    )


def _transcript(
    case: Case, actor: Technician, results: tuple[CommandResult, ...], number: int | None
) -> tuple[Notice, ...]:
    return _told(case, Notice("transcript", actor.email, number, results=results))


def _held(case: Case, actor: Technician, reading: Reading) -> Decision:
    """Keep what a mere claim says until the registered address confirms it."""
    if case.ticket is None and not reading.lines:
        return opening.open_ticket(case)
    if reading.contradiction:
        return _contradicted(case, actor, reading)
    return replace(ask_first(case, reading, case.evidence.reason), changes=_noted(case))


def _named(case: Case) -> int | None:
    """Return the one ticket that the commands name, so that an `ok` knows it again."""
    numbers, _ = numbers_in_commands(case.message, case.rules)
    found = [number for number in numbers if number in case.known.tickets]
    return found[0] if len(found) == 1 else None


def _contradicted(case: Case, actor: Technician, reading: Reading) -> Decision:
    results = (*_lines(reading, Outcome.ERROR, CONTRADICTION), *not_run(reading))
    enough = challenge_capped(case)
    if enough:
        return _kept(case, results, enough)
    return Decision(
        Verdict(Kind.REPLY if case.ticket else Kind.COMMAND, "text and HTML contradict each other: nothing was done"),
        commands=results,
        changes=_noted(case),
        notices=_transcript(case, actor, results, _number(case)),
    )


def _told(case: Case, notice: Notice) -> tuple[Notice, ...]:
    """Write to the registered address, but not without end: anybody can claim to be a technician."""
    return () if challenge_capped(case) else (replace(notice, automatic=case.level < TOKEN),)


def _lines(reading: Reading, outcome: Outcome, reason: str) -> tuple[CommandResult, ...]:
    return tuple(_answered(line.line, line.verb, line.arguments, outcome, reason) for line in reading.certain)


def _words(reading: Reading, reason: str) -> tuple[CommandResult, ...]:
    """Return the refusal of a mail that holds no command: its first words stand for it."""
    first = reading.prose.partition("\n")[0]
    return (_answered(first[:LONGEST_LINE], None, "", Outcome.REFUSED, reason),) if first else ()


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

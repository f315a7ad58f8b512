"""A notice finds its ticket, its thread and its lists, is composed, and waits in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mailintake.act.verb import Problem
from mailintake.act.who import Nobody, find_who
from mailintake.compose import Context, compose
from mailintake.compose.context import recipient
from mailintake.decide.due import led_by
from mailintake.model.address import fold_address
from mailintake.model.decision import CommandResult, Notice, Outcome
from mailintake.model.outgoing import Outgoing
from mailintake.model.settings import Technician
from mailintake.model.ticket import Status, Ticket
from mailintake.store import OutboxFilter, Reading, TicketFilter, Work, Written
from mailintake.store.errors import StoreError

UNFINISHED = (Status.NEW, Status.OPEN, Status.PENDING)
LONGEST_LIST = 50
LONGEST_DIGEST = 200
RELEASED_BY_OK = frozenset({"confirm", "transcript"})
NOTHING = Written(None)


def announce(notice: Notice, context: Context, work: Work, written: Written = NOTHING) -> int:
    """Put the finished mail into the outbox; a template that fails makes a failed row, and the ticket stands."""
    notice = _with_control_address(_joined(numbered(notice, written), work, context), work, context)
    hold = written.hold_id if notice.template in RELEASED_BY_OK else None
    try:
        outgoing = compose(notice, complete(notice, context, work, written.tickets))
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 (the boundary of one row in the outbox)
        return work.queue(_unfinished(notice, context), context.now, journal_id=written.journal_id, error=_said(error))
    return work.queue(outgoing, context.now, journal_id=written.journal_id, hold_id=hold)


def numbered(notice: Notice, written: Written) -> Notice:
    """Return the notice with the number that its new ticket was given."""
    if notice.ticket is None or notice.ticket > 0:
        return notice
    return replace(notice, ticket=written.numbers.get(notice.ticket))


def complete(notice: Notice, context: Context, reading: Reading, tickets: Mapping[int, Ticket]) -> Context:
    """Return the context with the ticket, the reader's thread on it, his open requests and the lists he asked for."""
    number = notice.ticket
    ticket = (tickets.get(number) or reading.ticket(number)) if number is not None else None
    address = recipient(notice, replace(context, ticket=ticket)).address
    return replace(
        context,
        ticket=ticket,
        references=_thread(number, address, reading) if number is not None else (),
        own_tickets=_own_tickets(notice, address, reading),
        lists=_digest(notice, context, reading) or _lists(notice.results, context, reading),
    )


def _thread(number: int, address: str, reading: Reading) -> tuple[str, ...]:
    earlier = reading.outbox(OutboxFilter(ticket=number, to=address, newest=True, limit=20))
    return tuple(row.outgoing.message_id for row in reversed(earlier))


def _own_tickets(notice: Notice, address: str, reading: Reading) -> tuple[Ticket, ...]:
    if notice.template != "status" or "change" in notice.facts:
        return ()
    asked = notice.facts.get("number")
    mine = reading.own_tickets(address, finished=bool(asked))
    return tuple(one for one in mine if one.number == int(asked)) if asked else mine


def _lists(results: tuple[CommandResult, ...], context: Context, reading: Reading) -> Mapping[str, tuple[Ticket, ...]]:
    lists: dict[str, tuple[Ticket, ...]] = {}
    for one in results:
        if one.outcome is not Outcome.OK:
            continue
        if one.verb == "show":
            lists[one.line] = _shown(one, context, reading)
        elif one.verb == "queue":
            lists[one.line] = _queue(one, context, reading)
    return lists


def _digest(notice: Notice, context: Context, reading: Reading) -> Mapping[str, tuple[Ticket, ...]]:
    """Return the reader's own queue, and of what he leads that which is late or nobody's."""
    technician = context.rules.routing.technician(notice.to)
    if notice.template != "digest" or technician is None:
        return {}
    key = technician.key
    holders = (one for one in reading.one_of_each_holder() if led_by(technician, one, context.rules))
    led = tuple((one.assignee, one.team) for one in holders if one.assignee != key)
    usual = TicketFilter(status=UNFINISHED, limit=LONGEST_DIGEST)
    named = replace(usual, holders=tuple(one for one in led if one[0] is not None), late_at=context.now)
    return {
        "own": reading.tickets(replace(usual, assignee=key)),
        "late": reading.tickets(named),
        "nobody": reading.tickets(replace(usual, holders=led, unassigned=True)),
    }


def _shown(result: CommandResult, context: Context, reading: Reading) -> tuple[Ticket, ...]:
    digits = result.arguments.strip().rpartition("-")[2].lstrip("#")
    number = int(digits) if digits.isdigit() else (context.ticket.number if context.ticket else 0)
    ticket = reading.ticket(number)
    return (ticket,) if ticket else ()


def _queue(result: CommandResult, context: Context, reading: Reading) -> tuple[Ticket, ...]:
    rules = context.rules
    author = context.message.author if context.message else None
    actor = rules.routing.technician(author.addr_spec) if author else None
    who = find_who(result.arguments or "me", actor, rules) if actor else None
    if who is None or isinstance(who, Problem):
        return ()
    if isinstance(who, Nobody):
        return reading.tickets(TicketFilter(status=UNFINISHED, unassigned=True, limit=LONGEST_LIST))
    if isinstance(who, Technician):
        return reading.tickets(TicketFilter(status=UNFINISHED, assignee=who.key, limit=LONGEST_LIST))
    return reading.tickets(TicketFilter(status=UNFINISHED, team=who.key, limit=LONGEST_LIST))


def _joined(notice: Notice, work: Work, context: Context) -> Notice:
    """Join the words with those of a notice of the same kind that still waits, so that one mail brings both."""
    if notice.template != "requester_wrote" or notice.ticket is None:
        return notice
    waiting = work.gathering(f"{notice.template}:{notice.ticket}", notice.to, context.now)
    ticket = work.ticket(notice.ticket)
    if waiting is None or ticket is None:
        return notice
    words = [one.text for one in ticket.entries if one.at >= waiting.created_at and one.actor == notice.actor]
    text = "\n\n".join(words) or notice.text
    return replace(notice, text=text, facts={**notice.facts, "prose": text})


def _with_control_address(notice: Notice, work: Work, context: Context) -> Notice:
    """Show a technician his secret address in the first request he is given."""
    technician = context.rules.routing.technician(notice.to)
    if notice.template != "assigned" or technician is None:
        return notice
    if not work.once(f"control address of {fold_address(technician.email)}", context.now):
        return notice
    return replace(notice, facts={**notice.facts, "control_address": "yes"})


def _unfinished(notice: Notice, context: Context) -> Outgoing:
    """Stand in the outbox for a mail that could not be composed."""
    domain = context.rules.desk.domain
    return Outgoing(
        notice.template, notice.to, "", f"<unfinished.{context.unique()}@{domain}>", b"", ticket=notice.ticket
    )


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"

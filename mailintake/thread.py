"""Which ticket a message belongs to: a token of ours, a reference to a message we know, the tag in the subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mailintake.model.address import fold_address
from mailintake.model.decision import Known, Thread
from mailintake.model.message import Message
from mailintake.model.settings import Desk, Rules, TokenKey
from mailintake.model.ticket import Status, Ticket
from mailintake.token import Token, find_token, valid

LONGEST_NUMBER = 9
# Where a plus-address of ours can turn up, the visible fields first.
ADDRESS_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")


def tokens(message: Message, desk: Desk) -> tuple[Token, ...]:
    """Return every token of ours that the message carries, genuine or not, addresses before references."""
    named = [address.addr_spec for address in (*message.to, *message.cc) if desk.is_ours(address.addr_spec)]
    traced = [value for name in ADDRESS_FIELDS for value in message.get_all(name) if desk.is_ours(value.strip("<> "))]
    found = (find_token(text) for text in (*named, *traced, *message.thread_ids))
    return tuple(dict.fromkeys(one for one in found if one))


def genuine_token(message: Message, addresses: Iterable[str], desk: Desk, key: TokenKey) -> Token | None:
    """Return the first token that we gave to this author; a forwarded one of somebody else is none."""
    mine = tuple(addresses)
    for token in tokens(message, desk):
        if any(valid(token, address, key) for address in mine):
            return token
    return None


def tagged_ticket(subject: str, tag: str) -> int | None:
    """Return the number in `[TECH-1042]`; anything else in brackets is no tag."""
    opening = f"[{tag}-".casefold()
    folded = subject.casefold()
    start = folded.find(opening)
    if start < 0:
        return None
    digits, closing, _ = folded[start + len(opening) :].partition("]")
    return int(digits) if closing and digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else None


def named_tickets(message: Message, rules: Rules) -> tuple[int, ...]:
    """Return every ticket number that tokens and subject name, to be looked up."""
    tag = tagged_ticket(message.subject, rules.desk.tag)
    numbers = [token.ticket for token in tokens(message, rules.desk) if token.ticket]
    return tuple(dict.fromkeys([*numbers, *([tag] if tag else [])]))


def find_thread(  # noqa: PLR0913 (the message, what is known, and who wrote it)
    message: Message, known: Known, rules: Rules, *, addresses: tuple[str, ...], token: Token | None, level: int
) -> Thread:
    """Return the ticket: by token, else by references, else by tag; a mere claim only links.

    Technicians belong to every ticket; others only to those they asked for, were copied on, or had mail of ours about.
    """
    technician = any(rules.routing.technician(address) for address in addresses)
    if token and token.ticket and (ticket := follow(token.ticket, known.tickets)):
        return Thread(ticket.number, "token")
    referred, sent_to_him = _referred(message, known, addresses)
    if referred and (sent_to_him or _belongs(referred, addresses, technician=technician)):
        return Thread(referred.number, "references")
    number = tagged_ticket(message.subject, rules.desk.tag)
    tagged = follow(number, known.tickets) if number else None
    if tagged and level >= 1 and _belongs(tagged, addresses, technician=technician):
        return Thread(tagged.number, "subject")
    linked = tagged or referred
    return Thread(linked=linked.number if linked else None)


def follow(number: int, tickets: Mapping[int, Ticket]) -> Ticket | None:
    """Return the ticket of that number, or the one it was merged into; a circle ends where it began."""
    seen: set[int] = set()
    ticket = tickets.get(number)
    while ticket and ticket.merged_into and ticket.number not in seen:
        seen.add(ticket.number)
        ticket = tickets.get(ticket.merged_into)
    return ticket


def is_closed(ticket: Ticket | None) -> bool:
    """Tell whether later words open another ticket instead."""
    return ticket is not None and ticket.status is Status.CLOSED


def _referred(message: Message, known: Known, addresses: tuple[str, ...]) -> tuple[Ticket | None, bool]:
    """Return the ticket of the nearest message that we know, and whether it is a mail that we sent to this author."""
    mine = {fold_address(one) for one in addresses}
    for message_id in message.thread_ids:
        entry = known.messages.get(message_id)
        if entry and entry.rivals:
            return _meant(message, entry.rivals, known, mine), False
        if entry and entry.ticket and (ticket := follow(entry.ticket, known.tickets)):
            return ticket, entry.ours and fold_address(entry.recipient or "") in mine
    return None, False


def _meant(message: Message, rivals: tuple[int, ...], known: Known, mine: set[str]) -> Ticket | None:
    """Return the ticket whose people the mail is written to, else the author's own; None where that is not one.

    An id that several authors used says nothing by itself: somebody may have copied it to be sent the answer.
    """
    found = {one.number: one for number in rivals if (one := follow(number, known.tickets))}
    written_to = {one.addr_spec for one in (*message.to, *message.cc)}
    for people in (written_to, mine):
        meant = [one for one in found.values() if any(one.has(address) for address in people)]
        if meant:
            return meant[0] if len(meant) == 1 else None
    return None


def _belongs(ticket: Ticket, addresses: tuple[str, ...], *, technician: bool) -> bool:
    return technician or any(ticket.has(address) for address in addresses)

"""What composing a notice needs to know, and who reads it in which language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mailintake.model.address import fold_address
from mailintake.model.decision import Notice
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.settings import Envelope, Rules, Technician
from mailintake.model.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Context:
    """All that notices of one message are made of; nothing else is looked up.

    `unique` returns another short name (letters and digits) each time. `ticket` is as it stands after the changes,
    with its entries. `message` is the mail that caused the notice. `references` are the Message-IDs of our earlier
    mails on this ticket to the same person, oldest first. `own_tickets` are the recipient's open requests. `lists`
    holds the tickets that a command line asked for (`#queue`, `#show 7`), by that line as the transcript has it.
    """

    rules: Rules
    now: datetime
    unique: Callable[[], str]
    ticket: Ticket | None = None
    message: Message | None = None
    references: tuple[str, ...] = ()
    own_tickets: tuple[Ticket, ...] = ()
    lists: Mapping[str, tuple[Ticket, ...]] = field(default_factory=dict)
    templates: Path | None = None
    envelope: Envelope = Envelope.PLAIN


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who reads the mail; `author` says that he wrote the mail it answers."""

    address: str
    name: str
    language: str
    technician: Technician | None = None
    author: bool = False

    @property
    def first_name(self) -> str:
        """Return how a letter greets him, empty where we know no name."""
        return self.name.partition(" ")[0]


def recipient(notice: Notice, context: Context) -> Recipient:
    """Find out who `notice.to` is: an address or a key of the roster."""
    roster = context.rules.routing.technicians
    technician = roster.get(notice.to) or context.rules.routing.technician(notice.to)
    address = technician.email if technician and "@" not in notice.to else notice.to
    person = _person(address, context)
    name = technician.name if technician else person.name if person else ""
    plain = notice.facts.get("plain") == "yes"
    return Recipient(
        address,
        "" if plain else name,
        _language(notice, context, technician, person),
        technician,
        _wrote(address, technician, person, context.message),
    )


def _person(address: str, context: Context) -> Person | None:
    key = fold_address(address)
    requester = context.ticket.requester if context.ticket else None
    if requester and key in _addresses(requester):
        return requester
    mine = (one.requester for one in context.own_tickets)
    return context.rules.person(address) or next((one for one in mine if key in _addresses(one)), None)


def _language(notice: Notice, context: Context, technician: Technician | None, person: Person | None) -> str:
    spoken = context.rules.desk.languages or ("en",)
    ticket = context.ticket if context.ticket and context.ticket.requester == person else None
    # A technician's `languages` say whom he can help; what he reads himself is in the directory.
    wished = (
        notice.language,
        ticket.language if ticket and not technician else None,
        person.language if person else None,
    )
    return next((one for one in wished if one in spoken), spoken[0])


def _wrote(address: str, technician: Technician | None, person: Person | None, message: Message | None) -> bool:
    if message is None or message.author is None:
        return False
    mine = {fold_address(address)} | (_addresses(person) if person else set())
    if technician:
        mine |= {fold_address(one) for one in (technician.email, *technician.other_addresses)}
    return message.author.key in mine


def _addresses(person: Person) -> set[str]:
    return {fold_address(one) for one in (person.address, *person.other_addresses)}

"""Who wrote a message, how sure we are, and which ticket it belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from mailintake.act import BY_WORD
from mailintake.act.read import read_commands
from mailintake.act.words import read_wish
from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Evidence, HeldMail, Known, Thread
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.settings import Rules, Technician
from mailintake.parse.authentication import evidence as weigh
from mailintake.parse.mailing_list import REWRITTEN
from mailintake.thread import find_thread, genuine_token, named_tickets

CONSENT = frozenset({"ok", "okay", "okey", "yes", "yes please", "si", "sí", "confirm", "confirmed", "#ok"})
ASKING = frozenset({"confirm", "transcript"})
HELD_FOR = timedelta(hours=24)
LONGEST_NUMBER = 9
# What one mail may have looked up: more is nobody's honest wish, and would be a load on the database.
MOST_NAMED = 50


def examine(  # noqa: PLR0913 (the same as decide)
    message: Message,
    known: Known,
    rules: Rules,
    now: datetime,
    *,
    received_at: datetime | None = None,
    evidence: Evidence | None = None,
    oversized: bool = False,
) -> Case:
    """Gather the circumstances of a message into one case."""
    address = message.author.addr_spec if message.author else ""
    technician = rules.routing.technician(address) if address else None
    person = (rules.person(address) or known.people.get(fold_address(address))) if address else None
    case = Case(
        message,
        known,
        rules,
        now,
        received_at or now,
        Evidence(0, ""),
        Thread(),
        technician,
        person,
        oversized=oversized,
    )
    token = genuine_token(message, case.addresses, rules.desk, rules.token_key) if message.author else None
    level = _capped(evidence or weigh(message, rules.trust, token is not None), message)
    thread = find_thread(message, known, rules, addresses=case.addresses, token=token, level=level.level)
    return replace(case, evidence=level, thread=thread)


def _capped(found: Evidence, message: Message) -> Evidence:
    """Let nobody vouch for an author whose From a list has rewritten."""
    if message.author_defect == REWRITTEN and found.level > 0:
        return Evidence(0, REWRITTEN)
    return found


def is_control(message: Message, rules: Rules) -> bool:
    """Tell whether the mail is addressed to the control address or has the subject `control`."""
    local, _, domain = fold_address(rules.desk.address).rpartition("@")
    control = f"{local}+control@{domain}"
    return message.subject.strip().casefold() == "control" or any(one.key == control for one in message.to)


def numbers_in_commands(message: Message, rules: Rules) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the ticket numbers and addresses that command lines name, to be looked up."""
    author = message.author
    if author is None or rules.routing.technician(author.addr_spec) is None:
        asked = read_wish(message.text, message.subject)
        return (
            (int(asked.value),) if asked and asked.value.isdigit() and len(asked.value) <= LONGEST_NUMBER else ()
        ), ()
    reading = read_commands(message, BY_WORD, control=is_control(message, rules))
    words = [word.strip("[],;<>") for line in reading.lines for word in line.arguments.split()]
    numbers = (word.rpartition("-")[2].lstrip("#") for word in words)
    found = (int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) <= LONGEST_NUMBER)
    addresses = dict.fromkeys(one for one in words if "@" in one)
    return (
        tuple(dict.fromkeys((*named_tickets(message, rules), *islice(found, MOST_NAMED)))),
        tuple(islice(addresses, MOST_NAMED)),
    )


def consents(case: Case) -> bool:
    """Tell whether a technician's mail says `ok` and nothing else, in answer to a mail of ours that asked for it."""
    if case.technician is None or case.message.text.casefold().strip(" .!\n") not in CONSENT:
        return False
    ours = (case.known.messages.get(message_id) for message_id in case.message.thread_ids)
    return any(one is not None and one.ours and one.template in ASKING for one in ours)


def held_answer(case: Case) -> HeldMail | None:
    """Return the held mail that a technician releases by answering `ok`, as himself, within a day."""
    if case.level < 1 or not consents(case):
        return None
    mine = {fold_address(one) for one in case.addresses}
    for message_id in case.message.thread_ids:
        held = case.known.held.get(message_id)
        fresh = held is not None and (held.created_at is None or case.now - held.created_at <= HELD_FOR)
        if held and fresh and fold_address(held.author) in mine:
            return held
    return None


def requester_of(case: Case) -> Person:
    """Return the author as a requester: the directory's entry, what earlier mail taught, or only his address."""
    author = case.message.author
    name = author.display_name if author else ""
    if case.person:
        return replace(case.person, name=case.person.name or name)
    return _of_roster(case.technician) if case.technician else Person(case.address, name)


def _of_roster(technician: Technician) -> Person:
    site = technician.sites[0] if len(technician.sites) == 1 else None
    language = technician.languages[0] if technician.languages else None
    return Person(technician.email, technician.name, site=site, language=language)

"""The WHO of commands: `me`, `none`, a roster key, a unique part of a name, an address, a team."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from mailintake.act.verb import Problem
from mailintake.model.address import fold_address
from mailintake.model.person import Person
from mailintake.model.settings import Rules, Team, Technician

NOBODY = frozenset({"none", "nobody", "-"})
MYSELF = frozenset({"me", "myself"})
SHOWN = 5
# What answers there is a program, or nothing at all.
MACHINES = frozenset({
    "mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mdaemon", "postmaster", "noreply", "no-reply",
    "no_reply", "donotreply", "do-not-reply", "do_not_reply", "bounce", "bounces", "abuse-bounces",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nobody:
    """The word said that nobody is meant."""


Who: TypeAlias = Technician | Team | Nobody


def find_who(word: str, actor: Technician, rules: Rules) -> Who | Problem:
    """Return whom the word means, or why it means nobody in particular."""
    wanted = word.strip().strip("<>").casefold().removeprefix("to ").strip().removeprefix("@").rstrip(".,")
    if wanted in NOBODY:
        return Nobody()
    if wanted in MYSELF:
        return actor
    if wanted in rules.routing.technicians:
        return rules.routing.technicians[wanted]
    if wanted in rules.routing.teams:
        return rules.routing.teams[wanted]
    if "@" in wanted:
        return rules.routing.technician(wanted) or Problem(f"no technician has the address {wanted}")
    return _by_name(wanted, rules)


def find_address(word: str, rules: Rules) -> str | Problem:
    """Return the address of a technician, a person of the directory, or the address that the word is."""
    wanted = word.strip().strip("<>,;").casefold()
    if wanted in rules.routing.technicians:
        return rules.routing.technicians[wanted].email
    local, at, domain = wanted.partition("@")
    if at and local and "." in domain and not any(one.isspace() for one in wanted):
        return wanted
    people = [one for one in rules.directory.values() if wanted and wanted in one.name.casefold()]
    roster = [one for one in rules.routing.technicians.values() if wanted and wanted in one.name.casefold()]
    found = tuple(dict.fromkeys((*(one.address for one in people), *(one.email for one in roster))))
    if len(found) == 1:
        return found[0]
    if found:
        return Problem(f"`{word.strip()}` could be " + " or ".join(found[:SHOWN]))
    return Problem(f"`{word.strip()}` is no address and no single name that I know")


def refusal(address: str, rules: Rules) -> Problem | None:
    """Return why mail about a ticket must not go to an address: it is the desk's own, or a program's."""
    local, _, domain = fold_address(address).rpartition("@")
    plain = local.partition("+")[0]
    lists = {alias.casefold() for alias in rules.desk.aliases if "@" not in alias}
    if rules.desk.is_ours(address) or f"{plain}.{domain}" in lists:
        return Problem(f"{plain}@{domain} is an address of the help desk itself: mail to it comes back as a request")
    if plain in MACHINES or plain.endswith(("-bounces", "-noreply", "-no-reply")):
        return Problem(f"nobody reads mail to {address}: a program sends from that address")
    return None


def find_person(word: str, rules: Rules, known: dict[str, Person] | None = None) -> Person | Problem:
    """Return the person with that address or name, as the directory or earlier mail knows him."""
    address = find_address(word, rules)
    if isinstance(address, Problem):
        return address
    refused = refusal(address, rules)
    if refused:
        return refused
    person = rules.person(address) or (known or {}).get(fold_address(address))
    technician = rules.routing.technician(address)
    if person is None and technician:
        return Person(technician.email, technician.name)
    return person or Person(address)


def _by_name(wanted: str, rules: Rules) -> Technician | Problem:
    roster = rules.routing.technicians
    hits = [one for one in roster.values() if wanted and wanted in one.name.casefold()]
    exact = [one for one in hits if wanted in one.name.casefold().split()]
    hits = exact or hits
    if len(hits) == 1:
        return hits[0]
    if hits:
        return Problem(f"`{wanted}` could be " + " or ".join(one.key for one in hits))
    names = {word: one.key for one in roster.values() for word in (one.key, *one.name.casefold().split())}
    names.update({key: key for key in rules.routing.teams})
    near = get_close_matches(wanted, list(names), 1, 0.6)
    return Problem(f"I know no technician or team `{wanted}`", names[near[0]] if near else None)

"""What a requester says of his place in a later mail, in answer to the receipt that asked for it."""

from __future__ import annotations

from dataclasses import replace

from mailintake.model.person import Mentions, Site
from mailintake.model.settings import Rules
from mailintake.model.ticket import Field, FieldSet, Ticket
from mailintake.parse.person import find_mentions, resolve_site
from mailintake.parse.wordlist import words

SHORT = 5
MOST_LETTERS = 2
MOST_DIGITS = 3
# These may stand around a bare room: `It's B-4, thanks`.
AROUND = words("it it's its is i i'm am in at the and thanks thank you please es está estoy en la el y gracias")


def filled_in(text: str, signature: str, ticket: Ticket, rules: Rules) -> tuple[FieldSet, ...]:
    """Fill in what was missing and is said now: site, room, extension, department, asset."""
    found = find_mentions(text, signature, rules.sites, rules.asset_pattern)
    found = replace(found, site=found.site or resolve_site(text.partition(",")[0], rules.sites))
    person = ticket.requester
    pairs = (
        (Field.SITE, ticket.site, found.site),
        (Field.ROOM, ticket.room, found.room or _bare_room(text, found, rules)),
        (Field.EXTENSION, person.extension, found.extension),
        (Field.DEPARTMENT, person.department, found.department),
        (Field.ASSET, ticket.asset, found.asset),
    )
    return tuple(FieldSet(name, new) for name, present, new in pairs if new and not present)


def _bare_room(text: str, found: Mentions, rules: Rules) -> str | None:
    """Return the room of a mail that says little else: `B12`, `Oak, 14`."""
    said = [word.strip(".,;:!()") for word in text.replace("\u2019", "'").split()]
    site = rules.sites.get(found.site or "")
    known = AROUND | (_names(site) if site else frozenset())
    left = [word for word in said if word and word.casefold() not in known]
    if len(said) > SHORT or len(left) != 1 or left[0] == found.extension:
        return None
    return left[0] if _is_room(left[0]) else None


def _is_room(word: str) -> bool:
    """Tell whether it has at most two letters and three digits, or four digits alone."""
    plain = word.replace("-", "")
    letters = sum(one.isalpha() for one in plain)
    digits = len(plain) - letters
    if not (plain.isascii() and plain.isalnum()):
        return False
    return letters <= MOST_LETTERS and 0 < digits <= (MOST_DIGITS if letters else MOST_DIGITS + 1)


def _names(site: Site) -> frozenset[str]:
    names = (site.key, site.name, *site.aliases, *site.buildings)
    return frozenset(word.casefold() for name in names for word in name.split())

"""Mail that came through a mailing list, and who wrote it (RFC 2369, RFC 2919)."""

from __future__ import annotations

from dataclasses import replace

from mailintake.model.message import Address, Message
from mailintake.model.settings import Desk
from mailintake.parse.address import parse_addresses

LIST_FIELDS = ("list-id", "list-post", "list-unsubscribe", "list-help", "list-archive", "mailing-list", "x-list-id")
ORIGINAL_FIELDS = ("x-original-from", "x-original-sender")
REWRITTEN = "From was rewritten by a mailing list"


def is_list_mail(message: Message) -> bool:
    """Tell whether the message went through a list or says of itself that it did."""
    precedence = message.get("precedence").strip().casefold()
    return precedence == "list" or any(message.get(name) for name in LIST_FIELDS)


def is_foreign_list(message: Message, desk: Desk) -> bool:
    """Tell whether the list is none of the desk's own groups."""
    return is_list_mail(message) and not _through_ours(message, desk)


def unwrap(message: Message, desk: Desk) -> Message:
    """Return the message with the author it had before one of our groups rewrote From; nobody vouches for him.

    A mail says by itself that it came through the group. So the author is another one only where From is the group's
    own address: whoever writes that there without being it forges an address of the district, which the level shows.
    """
    if message.author is None or not (is_list_mail(message) and _through_ours(message, desk)):
        return message
    original = _original(message) if _rewritten(message, desk) else None
    if original is None:
        return message
    return replace(message, authors=(original,), author_defect=REWRITTEN)


def _through_ours(message: Message, desk: Desk) -> bool:
    wanted = {alias.casefold() for alias in (*desk.aliases, desk.address)}
    dotted = {alias.replace("@", ".") for alias in wanted}
    for name in ("list-id", "x-list-id", "list-post", "mailing-list"):
        value = message.get(name).casefold()
        inside = value.rpartition("<")[2].partition(">")[0].removeprefix("mailto:").strip()
        named = value.replace("list", " ").replace(";", " ").split()
        if {inside, *named} & (wanted | dotted):
            return True
    return False


def _rewritten(message: Message, desk: Desk) -> bool:
    """Tell whether From is the list itself: fields about another author are easily written, by anybody."""
    author = message.authors[0]
    dotted = {alias.casefold() for alias in desk.aliases if "@" not in alias}
    return desk.is_ours(author.addr_spec) or author.key.replace("@", ".") in dotted


def _original(message: Message) -> Address | None:
    for name in ORIGINAL_FIELDS:
        found = parse_addresses(message.get(name), limit=1).addresses
        if found:
            return found[0]
    return message.reply_to[0] if message.reply_to else None

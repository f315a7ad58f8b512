"""Reply tokens: a short signed name of one person on one ticket, carried in Reply-To and Message-ID.

A token reads `<ticket>.<generation>.<mac>`; the MAC is HMAC-SHA256 (RFC 2104) cut to 80 bits, in lower-case base32.
Ticket 0 stands for mail that is about no ticket, `t` for a technician's control address, `b` for a bounce address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

from mailintake.model.address import fold_address
from mailintake.model.settings import TokenKey

MAC_BYTES = 10
MAC_LETTERS = 16
LONGEST_LOCAL_PART = 64
LONGEST_TEXT = 998
BASE32 = frozenset("abcdefghijklmnopqrstuvwxyz234567")
UNIQUE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


class TokenKind(StrEnum):
    """What a token is for."""

    TICKET = "ticket"
    CONTROL = "control"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class Token:
    """What a plus-address or a message id of ours says; worth nothing before `valid` says so.

    `unique` is the rest of a message id or bounce address; `ticket` is None for a control address.
    """

    ticket: int | None
    generation: int
    mac: str
    kind: TokenKind = TokenKind.TICKET
    unique: str = ""


def reply_address(desk_address: str, ticket: int | None, person: str, key: TokenKey) -> str:
    """Return the plus-address whose replies come from that person and belong to that ticket."""
    return _plus(desk_address, _signed(ticket or 0, person, key))


def control_address(desk_address: str, person: str, key: TokenKey) -> str:
    """Return the secret plus-address to which a technician sends commands outside a thread."""
    return _plus(desk_address, f"t.{control_token(person, key)}")


def control_token(person: str, key: TokenKey) -> str:
    """Return `<generation>.<mac>` of a technician's control address."""
    return f"{key.generation}.{_mac('t', person, key.generation, key)}"


def message_id(domain: str, ticket: int | None, person: str, key: TokenKey, unique: str) -> str:
    """Return a Message-ID that carries the token; `unique` must differ from mail to mail."""
    return f"<{_signed(ticket or 0, person, key)}.{unique}@{domain}>"


def bounce_address(desk_address: str, own_message_id: str) -> str:
    """Return the envelope sender from which `bounced_message_id` reads our Message-ID again (VERP)."""
    return _plus(desk_address, f"b.{own_message_id.strip('<>').rpartition('@')[0]}")


def bounced_message_id(address: str, domain: str) -> str | None:
    """Return the Message-ID of the mail that bounced to this address, if it is a bounce address of ours."""
    token = find_token(address)
    if token is None or token.kind is not TokenKind.BOUNCE:
        return None
    return f"<{token.ticket}.{token.generation}.{token.mac}.{token.unique}@{domain}>"


def find_token(text: str) -> Token | None:
    """Return the token in an address (behind its last `+`) or in a message id, if it has the form of one."""
    if not text.isascii() or len(text) > LONGEST_TEXT:
        return None
    local = text.strip().strip("<>").lower().rpartition("@")[0]
    address, plus, detail = local.rpartition("+")
    parts = detail.split(".") if plus else local.split(".")
    match parts:
        case ["t", generation, mac] if address:
            return _token(None, generation, mac, TokenKind.CONTROL)
        case ["b", ticket, generation, mac, unique] if address:
            return _token(ticket, generation, mac, TokenKind.BOUNCE, unique)
        case [ticket, generation, mac] if address:
            return _token(ticket, generation, mac, TokenKind.TICKET)
        case [ticket, generation, mac, unique] if not plus:
            return _token(ticket, generation, mac, TokenKind.TICKET, unique)
        case _:
            return None


def valid(token: Token, person: str, key: TokenKey) -> bool:
    """Tell whether we made this token for that person; takes the same time whatever the answer."""
    known = bool(key.secret) and 1 <= token.generation <= key.generation
    subject = "t" if token.kind is TokenKind.CONTROL else str(token.ticket)
    right = _mac(subject, person, token.generation, key)
    return hmac.compare_digest(right, token.mac) and known


def _plus(desk_address: str, detail: str) -> str:
    local, _, domain = desk_address.rpartition("@")
    full = f"{local}+{detail}"
    # RFC 5321 allows 64 characters; the Message-ID carries the token as well.
    return f"{full}@{domain}" if len(full) <= LONGEST_LOCAL_PART else desk_address


def _signed(ticket: int, person: str, key: TokenKey) -> str:
    return f"{ticket}.{key.generation}.{_mac(str(ticket), person, key.generation, key)}"


def _mac(subject: str, person: str, generation: int, key: TokenKey) -> str:
    signed = f"{subject}|{fold_address(person)}|{generation}".encode("utf-8", "surrogatepass")
    digest = hmac.new(key.secret, signed, hashlib.sha256).digest()
    return base64.b32encode(digest[:MAC_BYTES]).decode("ascii").lower()


def _token(ticket: str | None, generation: str, mac: str, kind: TokenKind, unique: str | None = None) -> Token | None:
    number = None if ticket is None else _number(ticket)
    version = _number(generation)
    if version is None or (ticket is not None and number is None):
        return None
    if len(mac) != MAC_LETTERS or not BASE32.issuperset(mac):
        return None
    if unique is not None and not (unique and UNIQUE.issuperset(unique)):
        return None
    return Token(number, version, mac, kind, unique or "")


def _number(text: str) -> int | None:
    if not text.isdecimal() or len(text) > MAC_BYTES or (len(text) > 1 and text.startswith("0")):
        return None
    return int(text)

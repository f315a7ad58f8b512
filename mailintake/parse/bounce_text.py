"""Bounces that keep to no standard: told by who wrote them and by their phrases, read line by line.

A person who writes about a bounce, or forwards one, has neither a null return path nor a daemon's address, so his
mail is none. An out-of-office answer may have the null return path, but not the phrases.
"""

from __future__ import annotations

from functools import lru_cache

from mailintake.model.message import DeliveryReport, Message
from mailintake.parse.address import parse_addresses
from mailintake.parse.bounce_words import COPIES, DAEMONS, DELAYS, LABELS, PHRASES, POSTMASTERS, SUBJECTS
from mailintake.parse.clean import clean_line
from mailintake.parse.message_id import parse_ids

_SEARCH = 6000
_LINES = 300
_MOST = 50
_WIDTH = 500
_CODE_PARTS = 3
_NOT_IN_ADDRESS = frozenset(' <>()[]/"')
_PROGRAMS = DAEMONS | POSTMASTERS


def is_from_machine(message: Message) -> bool:
    """Tell whether the envelope or the author says that a mail system wrote it."""
    local = message.author.addr_spec.partition("@")[0].casefold() if message.author else ""
    named = message.get("from").casefold()
    return message.return_path == "" or local in _PROGRAMS or "mailer-daemon" in named or not named.strip()


def may_be_bounce(message: Message) -> bool:
    """Tell whether the header leaves room for a bounce."""
    if message.get("x-failed-recipients"):
        return True
    signed = message.return_path == "" or bool(message.get("from").strip())
    return is_from_machine(message) and (signed or _says_so(message))


def is_bounce(message: Message, text: str) -> bool:
    """Tell whether a mail without any standard form is a bounce: a machine wrote it, and it says so."""
    if message.get("x-failed-recipients"):
        return True
    if not may_be_bounce(message):
        return False
    said = _says_so(message)
    beginning = " ".join(text[:_SEARCH].casefold().split())
    explained = sum(phrase in beginning for phrase in PHRASES)
    daemon = "mailer-daemon" in message.get("from").casefold()
    return bool((said and (explained or daemon)) or explained > 1 or (explained and daemon))


def _says_so(message: Message) -> bool:
    return message.subject.casefold().lstrip("*!-=[]{}()<> ").startswith(SUBJECTS)


def is_complaint(message: Message) -> bool:
    """Tell whether it is a feedback report in the form that Hotmail had before the standard."""
    author = message.author
    sender = author.key if author else ""
    return sender == "staff@hotmail.com" and message.subject.casefold().startswith("complaint about message from")


def read_reports(message: Message, text: str, action: str | None) -> list[DeliveryReport]:
    """Find the recipients that failed, with what the bounce says about each."""
    told = text[: _end_of_words(text)]
    beginning = " ".join(f"{message.subject} {told[:_SEARCH]}".casefold().split())
    action = action or ("delayed" if any(phrase in beginning for phrase in DELAYS) else "failed")
    lines = told.split("\n")[:_LINES]
    found = _by_header(message) or _by_form(lines, message) or _by_label(lines, message) or _any_address(lines, message)
    general = find_status(told)
    reports = []
    for address, diagnostic in list(found.items())[:_MOST]:
        words = clean_line(diagnostic or _about(address, told), _WIDTH)
        reports.append(DeliveryReport(address, action, find_status(words) or general, words or None))
    return reports or [DeliveryReport(None, action, general, clean_line(told, _WIDTH) or None)]


def find_status(text: str) -> str | None:
    """Find an enhanced status code (RFC 3463), or make one of a reply code (RFC 5321)."""
    codes: list[str] = []
    for word in text[: 4 * _SEARCH].replace("(", " ").replace(")", " ").replace("-", " ").split():
        code = word.strip("#:;,.[]<>\"'")
        if _is_enhanced(code):
            return code
        if len(code) == 3 and code.isascii() and code.isdigit() and code[0] in "45" and code[1] in "0123457":  # noqa: PLR2004
            codes.append(f"{code[0]}.0.0")
    return codes[0] if codes else None


def original_of(text: str) -> str:
    """Return the copy of the original mail that stands below the program's words."""
    start = _end_of_words(text)
    rest = text[start : start + 16 * _SEARCH].partition("\n")[2].lstrip("\n ")
    return rest if start < len(text) else ""


def find_message_id(text: str) -> str | None:
    """Find the `Message-ID:` line of the original among the words."""
    for line in text.split("\n")[: 4 * _LINES]:
        name, colon, value = line.strip(" >\t").partition(":")
        if colon and name.casefold() == "message-id":
            return next(iter(parse_ids(value, 1)), None)
    return None


# It is asked for again by whoever looks for the original.
@lru_cache(maxsize=1)
def _end_of_words(text: str) -> int:
    lowered = text.casefold() if text.isascii() else text.lower()
    if len(lowered) != len(text):
        return len(text)
    return min((found for phrase in COPIES if (found := lowered.find(phrase)) >= 0), default=len(text))


def _by_header(message: Message) -> dict[str, str]:
    addresses = parse_addresses(", ".join(message.get_all("x-failed-recipients")), _MOST).addresses
    return {one.addr_spec: "" for one in addresses}


def _by_form(lines: list[str], message: Message) -> dict[str, str]:
    """Read `<address>: reason` and an address alone on its line, with the lines that belong to it."""
    found: dict[str, str] = {}
    current: str | None = None
    for line in lines:
        stripped = line.strip()
        address, rest = _leading_address(stripped)
        if address and not _is_ours(address, message):
            current = address
            found.setdefault(current, rest)
        elif current is not None and stripped and (line[:1].isspace() or len(found[current]) < _WIDTH):
            found[current] = f"{found[current]} {stripped}".strip()[: 2 * _WIDTH]
        elif not stripped:
            current = None
    return found


def _leading_address(line: str) -> tuple[str | None, str]:
    if line.startswith("<"):
        inner, closing, rest = line[1:].partition(">")
        if closing and _looks_like(inner):
            return _tidy(inner), rest.lstrip(" :.")
        return None, ""
    word, _, rest = line.partition(" ")
    word = word.strip(":;,()'\"")
    if _looks_like(word) and (not rest or line[len(word) : len(word) + 2].strip() in {":", "(", "..."}):
        return _tidy(word), rest
    return None, ""


def _by_label(lines: list[str], message: Message) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        lowered = line.strip().casefold()
        label = next((one for one in LABELS if lowered.startswith(one)), None)
        address = _address_in(line.strip()[len(label) :]) if label else None
        if address and not _is_ours(address, message):
            found.setdefault(address, " ".join(lines[number + 1 : number + 6]))
    return found


def _any_address(lines: list[str], message: Message) -> dict[str, str]:
    for line in lines:
        address = _address_in(line)
        if address and not _is_ours(address, message):
            return {address: ""}
    return {}


def _address_in(line: str) -> str | None:
    for word in line[:1000].replace("<", " ").replace(">", " ").replace(";", " ").replace("(", " ").split():
        tidy = word.strip(":;,.()'\"[]")
        tidy = tidy[7:] if tidy.lower().startswith("mailto:") else tidy
        if _looks_like(tidy):
            return _tidy(tidy)
    return None


def _about(address: str, text: str) -> str:
    position = text.casefold().find(address.casefold())
    return text[position : position + _WIDTH] if position >= 0 else ""


def _looks_like(word: str) -> bool:
    local, at, domain = word.rpartition("@")
    return bool(local and at) and "." in domain and len(word) < 320 and _NOT_IN_ADDRESS.isdisjoint(word)  # noqa: PLR2004


def _tidy(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}"


def _is_ours(address: str, message: Message) -> bool:
    """Leave out the daemon itself and the one whom the bounce is addressed to."""
    key = address.casefold()
    known = {one.key for one in (*message.authors, *message.to)}
    return key in known or key.partition("@")[0] in _PROGRAMS


def _is_enhanced(code: str) -> bool:
    parts = code.split(".")
    whole = len(parts) == _CODE_PARTS and parts[0] in {"2", "4", "5"}
    return whole and all(len(one) in range(1, 4) and one.isascii() and one.isdigit() for one in parts)

"""Header fields written safely (RFC 5322, RFC 2047): whatever a name or subject holds, it stays one field.

Written by hand, since the library's folding loses the quotes of long display names in some Python versions.
"""

from __future__ import annotations

import base64
import string

from mailintake.compose.clean import one_line

LINE = 76
ENCODED_WORD = 60
LONGEST_WORD = 200
LONGEST_ADDRESS = 254
ATOM = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~.")
PLAIN_Q = frozenset(string.ascii_letters + string.digits + "!*+-/")
HOST = frozenset(string.ascii_letters + string.digits + "-.")
PRINTABLE = range(0x20, 0x7F)


class UnusableAddressError(ValueError):
    """An address to which no mail can be written."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{one_line(address)!r}: not an address that mail can be sent to\nhint: correct it by hand")


def field(name: str, value: str) -> str:
    """Return an unstructured field, encoded and folded as needed, without its line end."""
    text = one_line(value, 2000)
    words = text.split(" ")
    if text.isascii() and "=?" not in text and all(len(word) <= LONGEST_WORD for word in words):
        return _fold(f"{name}:", words)
    return _fold(f"{name}:", _encoded_words(text))


def mailbox(name: str, display_name: str, address: str) -> str:
    """Return an address field with exactly one mailbox."""
    shown = one_line(display_name, 100)
    angle = f"<{bare_address(address)}>"
    if not shown:
        return f"{name}: {angle}"
    if shown.isascii() and "=?" not in shown:
        escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
        return _fold(f"{name}:", [f'"{escaped}"', angle])
    return _fold(f"{name}:", [*_encoded_words(shown), angle])


def ids(name: str, values: tuple[str, ...]) -> str:
    """Return a field of message ids, one a line where they are long."""
    return _fold(f"{name}:", list(values))


def is_message_id(text: str) -> bool:
    """Tell whether the text can stand in References: printable, in angle brackets, not endless."""
    inside = text[1:-1]
    return (
        text.startswith("<")
        and text.endswith(">")
        and "@" in inside
        and len(text) <= LONGEST_ADDRESS
        and all(ord(letter) in PRINTABLE and letter not in "<> " for letter in inside)
    )


def bare_address(address: str) -> str:
    """Return the address as SMTP wants it, its domain in ASCII, or raise `UnusableAddressError`."""
    local, at, domain = address.strip().rpartition("@")
    host = _host(domain)
    if not at or host is None or not _usable(local) or len(local) + len(host) >= LONGEST_ADDRESS:
        raise UnusableAddressError(address)
    return f"{local}@{host}"


def _host(domain: str) -> str | None:
    if domain.startswith("[") and domain.endswith("]"):
        inside = domain[1:-1]
        return domain if inside and all(letter in HOST or letter == ":" for letter in inside) else None
    try:
        host = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return host if HOST.issuperset(host) and all(host.split(".")) else None


def _usable(local: str) -> bool:
    if local.startswith('"') and local.endswith('"') and len(local) > 1:
        inside = local[1:-1].replace("\\\\", "").replace('\\"', "")
        return all(ord(letter) in PRINTABLE for letter in inside) and not {'"', "\\"} & set(inside)
    return all(local.split(".")) and all(letter in ATOM if letter.isascii() else letter.isalnum() for letter in local)


def _fold(start: str, words: list[str]) -> str:
    lines, line = [], start
    for word in words:
        if line != start and len(line) + len(word) >= LINE:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line])


def _encoded_words(text: str) -> list[str]:
    plain = sum(letter in PLAIN_Q or letter == " " for letter in text)
    quoted = plain * 2 > len(text)
    words, piece = [], ""
    for letter in text:
        if piece and len(_encode(piece + letter, quoted=quoted)) > ENCODED_WORD:
            words.append(_encode(piece, quoted=quoted))
            piece = ""
        piece += letter
    return [*words, _encode(piece, quoted=quoted)]


def _encode(text: str, *, quoted: bool) -> str:
    octets = text.encode("utf-8")
    if not quoted:
        return f"=?utf-8?b?{base64.b64encode(octets).decode('ascii')}?="
    letters = (chr(one) if chr(one) in PLAIN_Q else "_" if one == PRINTABLE.start else f"={one:02X}" for one in octets)
    return f"=?utf-8?q?{''.join(letters)}?="

"""What a receiving server writes on top of a mail (RFC 5321, section 4.4; RFC 8601), and what it takes away."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

AUTHSERV_ID = "mx.example.org"
CRLF = b"\r\n"


def stamp(raw: bytes, mail_from: str, recipient: str, *, dmarc: str, now: datetime) -> bytes:
    """Return the mail as the receiving server keeps it; `dmarc` is the result it found (pass, fail, none)."""
    content = strip_forged(with_crlf(raw))
    domain = from_domain(content)
    lines = (
        f"Return-Path: <{mail_from}>",
        "Received: from client.example.org (localhost [127.0.0.1])",
        f"\tby {AUTHSERV_ID} with ESMTP for <{recipient}>;",
        f"\t{format_datetime(now)}",
        f"Authentication-Results: {AUTHSERV_ID}; dmarc={dmarc} header.from={domain}",
    )
    return b"".join(line.encode("utf-8", "replace") + CRLF for line in lines) + content


def with_crlf(raw: bytes) -> bytes:
    """Return the bytes with CRLF line ends, as they travel."""
    return raw.replace(CRLF, b"\n").replace(b"\n", CRLF)


def strip_forged(content: bytes) -> bytes:
    """Return the mail without results that claim to be ours (RFC 8601, section 5) and without Return-Path."""
    header, end, body = content.partition(CRLF + CRLF)
    kept: list[bytes] = []
    dropping = False
    lines = header.split(CRLF)
    for index, line in enumerate(lines):
        if not line.startswith((b" ", b"\t")):
            dropping = _is_forged(line + b" ".join(lines[index + 1 : index + 2]))
        if not dropping:
            kept.append(line)
    return CRLF.join(kept) + end + body


def from_domain(content: bytes) -> str:
    """Return the domain of the first From field, or `invalid` where there is none to be seen."""
    header, _, _ = content.partition(CRLF + CRLF)
    unfolded = header.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    for line in unfolded.split(CRLF):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"from" and b"@" in value:
            return _domain(value.rpartition(b"@")[2])
    return "invalid"


def _is_forged(field: bytes) -> bool:
    name, _, value = field.partition(b":")
    if name.strip().lower() == b"return-path":
        return True
    if name.strip().lower() != b"authentication-results":
        return False
    words = value.replace(b";", b" ").split(maxsplit=1)
    return bool(words) and words[0].lower() == AUTHSERV_ID.encode()


def _domain(text: bytes) -> str:
    for index, byte in enumerate(text):
        if not (chr(byte).isalnum() or byte in b".-"):
            return text[:index].decode("ascii", "replace").lower() or "invalid"
    return text.decode("ascii", "replace").lower() or "invalid"

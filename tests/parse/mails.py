"""Mails for the tests of the parser, put together from a header and parts."""

from __future__ import annotations

AUTHOR = "From: Ana Ruiz <ana@school.example>"


def mail(*header: str, body: str | bytes = "text", author: str = AUTHOR) -> bytes:
    """Return a mail with that header and body; the body's newlines stay as they are."""
    lines = "\n".join([author, *header] if author else header).encode("utf-8", "surrogateescape")
    return lines + b"\n\n" + (body.encode() if isinstance(body, str) else body)


def multipart(kind: str, *parts: str, header: tuple[str, ...] = ()) -> bytes:
    """Return a multipart mail; each part is its header, an empty line and its body."""
    body = "".join(f"--cut\n{part}\n" for part in parts) + "--cut--\n"
    return mail("MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="cut"', *header, body=body)

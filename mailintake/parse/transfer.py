"""Content transfer encodings (RFC 2045, section 6), also where the label is not true."""

from __future__ import annotations

import binascii

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SPACE = b" \t\r\n"
_LIE = 0.02


def decode_transfer(content: bytes, encoding: str, *, text: bool) -> bytes:
    """Undo the transfer encoding; what is no such encoding is returned as it is."""
    match encoding:
        case "base64":
            return content if text and _is_no_base64(content) else decode_base64(content)
        case "quoted-printable":
            return binascii.a2b_qp(content)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return decode_uu(content)
        case _:
            return content


def decode_base64(content: bytes) -> bytes:
    """Decode base64 with white space, garbage, missing padding, or several pieces one after the other."""
    clean = content.translate(_URL_SAFE if b"-" in content or b"_" in content else None, _NOT_BASE64)
    body = clean.rstrip(b"=")
    if b"=" not in body:
        return _quanta(body)
    return b"".join(_quanta(piece) for piece in body.split(b"=") if piece)


def decode_uu(content: bytes) -> bytes:
    """Decode uuencoded lines between `begin` and `end`, or all lines where neither stands."""
    lines = content.splitlines()
    start = next((number for number, line in enumerate(lines) if line.startswith(b"begin ")), -1)
    pieces: list[bytes] = []
    for line in lines[start + 1 :]:
        if line.strip() == b"end":
            break
        pieces.append(_uu_line(line))
    return b"".join(pieces)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders write a wrong length; the first byte says how many bytes there should be.
        length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""


def _quanta(clean: bytes) -> bytes:
    rest = len(clean) % 4
    if rest == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _is_no_base64(content: bytes) -> bool:
    """Tell whether a text part that claims base64 is plain text: words with spaces between, or foreign bytes."""
    body = content.strip()
    if not body:
        return False
    foreign = len(body.translate(None, _BASE64 + _SPACE))
    inner_spaces = body.count(b" ")
    return foreign + inner_spaces > max(2, _LIE * len(body))

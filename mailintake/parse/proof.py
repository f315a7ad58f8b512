"""Codes and links that prove who somebody is: what services send to let a person in, whatever the words around it."""

from __future__ import annotations

import re2

from mailintake.parse.wordlist import words

# A word in a link that says what it is for.
_TELLING = (
    "verif", "confirm", "activat", "activar", "reset", "restablec", "token", "magic", "signin", "sign-in", "sign_in",
    "login", "log-in", "otp", "code=", "recover", "recuperar", "password", "contrasen", "validat", "validar",
    "auth", "enroll", "regist", "unlock", "onetime", "one-time", "2fa", "mfa", "acceso", "acceder",
    "oobcode", "welcome",
)  # fmt: skip
_SECRET_NAMES = words("code otp pin token key secret oobcode ticket passcode codigo nonce sig signature t k")
_SHORT, _LONG, _LONGEST_WORD = 10, 16, 24
_SHORTEST_CODE = 4
_TRACKED = 40
_CODE = (
    r"(?:[A-Z]{1,3}-\d{4,8}|\d{2,4}[ -]\d{2,4}(?:[ -]\d{2,4})?|\d{4,10}"
    r"|[A-Z0-9]{3,5}-[A-Z0-9]{3,5}(?:-[A-Z0-9]{3,5})*|[A-Z0-9]{5,12}|[A-Za-z0-9]{6,12})"
)
_NAMED = (
    r"(?:(?:verification|confirmation|security|one[- ]time|single[- ]use|temporary|log-?in|sign-?in|sign-?up|access"
    r"|authentication|authenticator|activation|recovery|reset|registration|unlock|pairing|two[- ]factor|2fa|mfa|sms"
    r"|duo|okta|your|this|following|apple id|google|microsoft)\s+(?:(?:verification|security|access|sign-?in|log-?in"
    r"|account|single[- ]use)\s+)?(?:pass ?)?(?:code|pin)|one[- ]time (?:pass(?:word|code|phrase)|pin)|passcode|otp"
    r"|(?:use|enter|type|with|the) code|c[oó]digo(?:s)?(?: de (?:verificaci[oó]n|seguridad|acceso|confirmaci[oó]n"
    r"|activaci[oó]n|inicio de sesi[oó]n|un solo uso|recuperaci[oó]n|autenticaci[oó]n))?(?: (?:temporal|único))?"
    r"|(?:contrase[nñ]a|clave) (?:temporal|de un solo uso|din[aá]mica)|pin de (?:acceso|un solo uso))"
)
_IS = r"(?:\s*[:=#]\s*|\s+(?:for [^\n:.]{1,40}?\s+)?(?:is|was|es|son|ser[aá])\s*:?\s+|\s+)"
_EDGE = r"(?:^|[^\pL\pN])"
_END = r"(?:$|[^\pL\pN-])"
_AFTER = re2.compile(rf"({_EDGE}(?i:{_NAMED}){_IS})({_CODE}){_END}")
_BEFORE = re2.compile(
    rf"({_EDGE})({_CODE})\s+(?i:(?:is|es)\s+(?:your|tu|su)\s+[^\n.]{{0,60}}?(?:code|pin|passcode|password|c[oó]digo)\b)"
)
_USED = re2.compile(
    rf"({_EDGE}(?i:use|enter|type in|type|usa|usar|ingresa|ingrese|introduce|introduzca|escriba|escribe)\s+)"
    rf"({_CODE})\s+(?i:to|as|para|como)\s"
)
_ALONE = re2.compile(rf"(?m)^([ \t*>|]*)({_CODE})[ \t*|.]*$")
_NEAR_CODE = re2.compile(r"(?i)\b(?:code|passcode|otp|one[- ]time|pin|c[oó]digo|contrase[nñ]a temporal)\b")
_LINK = re2.compile(r"(?i)(?:https?://|www\.)[^\s<>\"'\x{ff08}]+")
_FAR_AWAY = 300
_NEAR = 60
_HEX_GROUPS = (8, 4, 4, 4, 12)


def codes(text: str) -> list[tuple[int, int]]:
    """Return where the codes stand that let somebody in, in their order."""
    found: set[tuple[int, int]] = set()
    for pattern in (_AFTER, _BEFORE, _USED):
        found |= {match.span(2) for match in pattern.finditer(text) if _is_code(match.group(2)) or _is_said(match)}
    found |= {match.span(2) for match in _ALONE.finditer(text) if _stands_below_words(text, match)}
    return _apart(sorted(found))


def links(text: str) -> list[tuple[int, int]]:
    """Return where the links stand that let somebody in."""
    return [match.span() for match in _LINK.finditer(text) if is_proving(match.group(), _before(text, match.start()))]


def _before(text: str, at: int) -> str:
    return text[max(0, at - _NEAR) : at]


def is_proving(link: str, before: str = "") -> bool:
    """Tell whether a link carries a proof: a word that says so, in it or `before` it, and a random piece."""
    rest = link.partition("://")[2] or link
    rest = rest[rest.find("/") :] if "/" in rest else rest[rest.find("?") :] if "?" in rest else ""
    folded = rest.casefold()
    pieces = folded.replace("?", "/").replace("&", "/").replace("#", "/").replace(";", "/").split("/")
    if not any(word in folded for word in _TELLING):
        said = before.casefold()
        return any(word in said for word in _TELLING) and any(len(piece) >= _TRACKED for piece in pieces)
    original = rest.replace("?", "/").replace("&", "/").replace("#", "/").replace(";", "/").split("/")
    return any(_is_secret(piece) for piece in original)


def _is_secret(piece: str) -> bool:
    name, equals, value = piece.partition("=")
    if not equals:
        return _is_random(piece)
    if name.casefold().removeprefix("amp") in _SECRET_NAMES and len(value) >= _SHORTEST_CODE:
        return any(map(str.isdigit, value)) or len(value) >= _SHORT
    return _is_random(value)


def _is_random(piece: str) -> bool:
    """Tell a random piece from words with hyphens between them and from the number of an article."""
    parts = piece.replace("_", "-").replace(".", "-").split("-")
    if tuple(map(len, parts)) == _HEX_GROUPS:
        return True
    if len(parts) > 1 and all(part.isalpha() or part.isdecimal() for part in parts):
        return False
    mixed = any(map(str.isupper, piece)) and any(map(str.islower, piece))
    digits = any(map(str.isdigit, piece))
    return (
        (len(piece) >= _LONG and digits)
        or (len(piece) >= _SHORT and digits and mixed)
        or (len(piece) >= _LONGEST_WORD and mixed and piece.isalnum())
    )


def _is_said(match: re2.Match[str]) -> bool:
    """Tell whether capitals alone stand where only a code can: behind `is` or a colon."""
    before, code = match.group(1).rstrip(), match.group(2)
    capitals = len(code) > _SHORTEST_CODE and code.isascii() and code.isalpha() and code.isupper()
    return capitals and (before.endswith((":", "=")) or before.casefold().endswith((" is", " es")))


def _is_code(text: str) -> bool:
    """Tell a code from a word: digits, or capitals with digits; small letters only together with both."""
    digits = sum(map(str.isdigit, text))
    if not digits:
        return False
    if any(map(str.islower, text)):
        return digits > 1 and len(text) > _SHORTEST_CODE + 1
    return digits >= _SHORTEST_CODE or any(map(str.isalpha, text))


def _stands_below_words(text: str, match: re2.Match[str]) -> bool:
    """Tell whether what stands alone on its line is the code of which the lines above or below speak."""
    code = match.group(2)
    around = text[max(0, match.start() - _FAR_AWAY) : match.start()]
    capitals = code.isascii() and code.isupper() and code.isalpha()
    return (_is_code(code) or (capitals and len(code) > _SHORTEST_CODE + 1)) and _NEAR_CODE.search(around) is not None


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out what lies within the one before."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept

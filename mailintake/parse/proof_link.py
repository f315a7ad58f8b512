"""Links that prove who somebody is: what services send to let a person in, whatever the words around it."""

from __future__ import annotations

from itertools import pairwise

import re2

from mailintake.parse.wordlist import words

# A word in a link that says what it is for.
_TELLING = (
    "verif", "confirm", "activat", "activar", "reset", "restablec", "token", "magic", "signin", "sign-in", "sign_in",
    "login", "log-in", "otp", "code=", "recover", "recuperar", "password", "contrasen", "validat", "validar",
    "auth", "enroll", "regist", "unlock", "onetime", "one-time", "2fa", "mfa", "acceso", "acceder",
    "oobcode", "welcome", "forgot", "bestaetig", "zuruecksetz", "passwort", "reinitial", "redefin", "senha",
)  # fmt: skip
_SECRET_NAMES = words("code otp pin token key secret oobcode ticket passcode codigo nonce sig signature hash t k")
_SHORT, _LONG, _LONGEST_WORD = 10, 16, 24
_SHORTEST_CODE = 4
_SHORT_CODE = 8
_MOST_CHANGES = 3
_TRACKED = 40
_NEAR = 60
_HEX_GROUPS = (8, 4, 4, 4, 12)
_LINK = re2.compile(r"(?i)(?:https?://|www\.)[^\s<>\"'\x{ff08}]+")


def links(text: str) -> list[tuple[int, int]]:
    """Return where the links stand that let somebody in."""
    return [match.span() for match in _LINK.finditer(text) if is_proving(match.group(), _before(text, match.start()))]


def leads_somewhere_once(text: str) -> bool:
    """Tell whether a link has a random piece, whatever it is for."""
    return any(_has_random_piece(match.group()) for match in _LINK.finditer(text))


def is_proving(link: str, before: str = "") -> bool:
    """Tell whether a link carries a proof: a word that says so, in it or `before` it, and a random piece."""
    rest = link.partition("://")[2] or link
    rest = rest[rest.find("/") :] if "/" in rest else rest[rest.find("?") :] if "?" in rest else ""
    folded = rest.casefold()
    if not any(word in folded for word in _TELLING):
        said = before.casefold()
        return any(word in said for word in _TELLING) and any(len(piece) >= _TRACKED for piece in _pieces(folded))
    return any(_is_secret(piece) for piece in _pieces(rest))


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
        _changes(piece) >= _MOST_CHANGES
        or (len(piece) >= _LONG and digits)
        or (len(piece) >= _SHORT and digits and mixed)
        or (len(piece) >= _LONGEST_WORD and mixed and piece.isalnum())
    )


def _changes(piece: str) -> int:
    """Count how often letters and digits take turns: seldom in words, versions and years."""
    parts = piece.split("-")
    if len(piece) < _SHORT_CODE or not all(map(str.isalnum, parts)):
        return 0
    return sum(one.isdigit() != other.isdigit() for part in parts for one, other in pairwise(part))


def _before(text: str, at: int) -> str:
    return text[max(0, at - _NEAR) : at]


def _has_random_piece(link: str) -> bool:
    rest = link.partition("://")[2].partition("/")[2]
    return any(_is_secret(piece) for piece in _pieces(rest))


def _pieces(path: str) -> list[str]:
    return path.replace("?", "/").replace("&", "/").replace("#", "/").replace(";", "/").split("/")

"""Secrets that people type into mail are masked in what goes out by mail; the original stays with the ticket.

Masked are passwords behind a word for them, social security and student numbers, and what services send to prove who
somebody is: codes and links. Numbers alone are none of these: rooms, extensions and asset tags stay readable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import re2

from mailintake.parse.wordlist import words

HIDDEN = "••••••"
_NOTES = {
    "en": "[Masked in this mail: {}. The help desk keeps the original with the request.]",
    "es": "[Oculto en este correo: {}. La mesa de ayuda conserva el original con la solicitud.]",
}
_KINDS = {
    "en": {"password": "a password", "ssn": "a social security number", "student": "a student number",
           "code": "a code", "link": "a link that proves who somebody is"},
    "es": {"password": "una contraseña", "ssn": "un número de seguro social", "student": "un número de estudiante",
           "code": "un código", "link": "un enlace que prueba quién es alguien"},
}  # fmt: skip

_EDGE = r"(^|[^\pL\pN])"
_IS = r"(?:\s*[:=#]\s*|\s+(?:is|was|are|es|era|son)\s*:?\s+)"
_SSN = re2.compile(r"(^|[^\pN\pL-])(\d{3}-\d{2}-\d{4})($|[^\pN\pL-])")
_NAMED_SSN = re2.compile(
    rf"(?i){_EDGE}((?:ssn|social security(?: (?:number|no|num))?|(?:n[uú]mero de )?seguro social)\.?"
    rf"(?:{_IS}|\s+))(\d{{3}}[- ]?\d{{2}}[- ]?\d{{4}})"
)
_STUDENT = re2.compile(
    rf"(?i){_EDGE}((?:student(?:'s)? ?(?:id|number|no|#)(?: (?:number|no))?|lunch (?:pin|number)"
    r"|(?:id|n[uú]mero|matr[ií]cula) (?:de |del )?(?:la )?(?:estudiante|alumn[oa]))\.?"
    rf"(?:{_IS}|\s+))(\d{{4,12}})"
)
_CODE = re2.compile(
    rf"(?i){_EDGE}((?:verification|confirmation|security|one[- ]time|log-?in|sign-?in|access|authentication|reset) "
    rf"(?:pass)?code|passcode|otp|c[oó]digo de (?:verificaci[oó]n|seguridad|acceso|confirmaci[oó]n))((?:{_IS}|\s+))"
    r"([A-Z]{0,2}-?\d[\d -]{2,10}\d)"
)
_CODE_BELOW = re2.compile(r"(?i)(code|c[oó]digo)([^\n]{0,80}:?\s*\n\s*)(\d[\d -]{2,9}\d)(\s*(?:\n|$))")
_LINK = re2.compile(r"(?i)(https?://[^\s/<>\"']+)(/[^\s<>\"']*|\?[^\s<>\"']*)")
_PROVING = (
    "verif", "confirm", "activat", "reset", "token", "magic", "signin", "sign-in", "login", "otp", "code=", "recover",
    "password", "validate", "restablecer", "auth",
)  # fmt: skip
_TELLING = 16
_LONGEST = 65
_PASSWORD = re2.compile(
    rf"(?i){_EDGE}((?:pass ?words?|passwd|pwd|pw|passphrase|contrase[nñ]a|clave|my pin|mi pin|pin)"
    r"(?: (?:for|to|of|de|del|para)(?: [^\s:=]+){1,3})?"
    r"(?:\s*[:=]\s*|\s+(?:is|was|es|era)(?: (?:now|still|currently|ahora|set to))?:?\s+"
    r"|\s+(?:set |changed |reset )?to\s+))"
    r"(\S+)([^\n]{0,12})"
)
_BARE_PASSWORD = re2.compile(rf"(?i){_EDGE}((?:password|passwd|pwd|contrase[nñ]a|clave)[ \t]+)(\S+)([^\n]{{0,12}})")
# What stands behind "the password is" in a complaint about it.
_NO_SECRETS = words(
    """
    a about again all already also always an and any as asking at back bad being blank blocked broken but by case
    caducada caducado changed confusing correct correcta correcto de different disabled does el en enough entered
    era es está estar expired expiring fine for forgotten from getting going good gone hard has her hers here his
    how if importante in incorrect incorrecta incorrecto invalid inválida invalida it just keeps la locked long
    lost mal me mine mala mi missing must my need needed needs never new no not nothing now nueva of off ok old on
    only or our out para pero por problem que refused rejected required requested reset right same saved se short
    should sin so some still stuck su such supposed taking temporary that the their them there they this to too tu
    un una unable unknown until updated used valid vencida very wanted was we weak what when where which why will
    with without work working works would wrong ya yet you your yours
    """
)
_JOINING = words("and but y pero thanks gracias")
_CLOSERS = ".,;:!?)]\"'”»"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its secrets, and which kinds it had."""

    text: str
    kinds: tuple[str, ...] = ()

    def with_note(self, language: str) -> str:
        """Return the text with a line that says what was masked, where anything was."""
        if not self.kinds:
            return self.text
        names = _KINDS.get(language, _KINDS["en"])
        said = ", ".join(names[kind] for kind in self.kinds)
        return f"{self.text}\n\n{_NOTES.get(language, _NOTES['en']).format(said)}"


def mask(text: str) -> Masked:
    """Mask what nobody should read in a mailbox."""
    found: dict[str, None] = {}
    for kind, pattern, replace in _STEPS:
        text = _replaced(kind, pattern, replace, text, found)
    return Masked(text, tuple(found))


_Replace = Callable[["re2.Match[str]"], str | None]


def _replaced(kind: str, pattern: re2.Pattern[str], replace: _Replace, text: str, found: dict[str, None]) -> str:
    pieces: list[str] = []
    position = 0
    for match in pattern.finditer(text):
        masked = replace(match)
        if masked is not None:
            found[kind] = None
            pieces += (text[position : match.start()], masked)
            position = match.end()
    return "".join((*pieces, text[position:])) if pieces else text


def _between(match: re2.Match[str]) -> str:
    return f"{match.group(1)}{HIDDEN}{match.group(3)}"


def _behind(match: re2.Match[str]) -> str:
    return f"{match.group(1)}{match.group(2)}{HIDDEN}"


def _code(match: re2.Match[str]) -> str:
    return f"{match.group(1)}{match.group(2)}{match.group(3)}{HIDDEN}"


def _code_below(match: re2.Match[str]) -> str:
    return f"{match.group(1)}{match.group(2)}{HIDDEN}{match.group(4)}"


def _link(match: re2.Match[str]) -> str | None:
    """Mask what follows the host of a link that carries a proof: a telling word and a long or random piece."""
    rest = match.group(2)
    folded = rest.casefold()
    telling = any(word in folded for word in _PROVING)
    secret = any(
        len(piece) >= _TELLING and any(map(str.isdigit, piece)) for piece in folded.replace("=", "/").split("/")
    )
    return f"{match.group(1)}/{HIDDEN}" if telling and secret else None


def _password(match: re2.Match[str]) -> str | None:
    before, name, token, after = (match.group(number) or "" for number in range(1, 5))
    secret = token.strip("\"'“”«»")
    closing = secret[len(secret.rstrip(_CLOSERS)) :]
    secret = secret.rstrip(_CLOSERS) or secret
    if not 2 < len(secret) < _LONGEST or secret.casefold() in _NO_SECRETS:  # noqa: PLR2004 (no password is shorter)
        return None
    odd = any(not one.isalpha() and one not in "'-\u2019" for one in secret)
    if not odd and "pin" in name.casefold().replace(":", " ").replace("=", " ").split()[:2]:
        return None
    if not odd and not _ends(closing, after):
        return None
    return f"{before}{name}{HIDDEN}{closing}{after}"


def _bare_password(match: re2.Match[str]) -> str | None:
    """Mask `user jdoe password Tiger#1`: small letters with digits or signs, and nothing behind them."""
    before, name, token, after = (match.group(number) or "" for number in range(1, 5))
    secret = token.rstrip(_CLOSERS)
    closing = token[len(secret) :]
    mixed = any(map(str.islower, secret)) and any(one.isdigit() or one in "!@#$%^&*+" for one in secret)
    return f"{before}{name}{HIDDEN}{closing}{after}" if mixed and _ends(closing, after) else None


def _ends(closing: str, after: str) -> bool:
    """Tell whether the sentence ends behind the word: what goes on talks about the password, it does not name it."""
    following = after.split()
    return (
        bool(closing)
        or not following
        or following[0].strip(_CLOSERS).casefold() in {"and", "but", "y", "pero", "thanks"}
    )


_STEPS: tuple[tuple[str, re2.Pattern[str], _Replace], ...] = (
    ("link", _LINK, _link),
    ("code", _CODE, _code),
    ("code", _CODE_BELOW, _code_below),
    ("ssn", _NAMED_SSN, _behind),
    # Twice: what stands between two numbers is the end of the first and cannot begin the second.
    ("ssn", _SSN, _between),
    ("ssn", _SSN, _between),
    ("student", _STUDENT, _behind),
    ("password", _PASSWORD, _password),
    ("password", _BARE_PASSWORD, _bare_password),
)

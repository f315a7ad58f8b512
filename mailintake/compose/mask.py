"""Secrets that people type into mail are masked in what goes out by mail; the original stays with the ticket.

Masked are passwords behind a word for them, social security, card and student numbers, and what services send to
prove who somebody is: codes and links. Numbers alone are none of these: rooms, extensions and asset tags stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass

import re2

from mailintake.compose.mask_password import PASSWORDS, further_passwords
from mailintake.compose.masked import HIDDEN, Replace, between, last
from mailintake.parse.proof import OTHER_NUMBERS, codes
from mailintake.parse.proof_link import links

__all__ = ["HIDDEN", "Masked", "mask"]

_NOTES = {
    "en": "[Masked in this mail: {}. The help desk keeps the original with the request.]",
    "es": "[Oculto en este correo: {}. La mesa de ayuda conserva el original con la solicitud.]",
}
_KINDS = {
    "en": {"password": "a password", "ssn": "a social security number", "student": "a student number",
           "card": "a card number", "code": "a code", "link": "a link that proves who somebody is"},
    "es": {"password": "una contraseña", "ssn": "un número de seguro social", "student": "un número de estudiante",
           "card": "un número de tarjeta", "code": "un código", "link": "un enlace que prueba quién es alguien"},
}  # fmt: skip

_EDGE = r"(^|[^\pL\pN])"
_IS = r"(?:\s*[:=#]\s*|\s+(?:is|was|are|es|era|son)\s*:?\s+)"
_SSN = re2.compile(r"(^|[^\pN\pL-])(\d{3}-\d{2}-\d{4})($|[^\pN\pL-])")
# With other signs between the groups, it is one only where the numbers can be and nothing else is numbered so.
_SSN_WRITTEN = re2.compile(
    r"(^|[^\pN\pL.+-])"
    r"(\d{3}(?:\.\d{2}\.|\x{2013}\d{2}\x{2013}|\x{2011}\d{2}\x{2011}|[ \x{a0}]\d{2}[ \x{a0}]| - \d{2} - )\d{4})"
    r"($|[^\pN\pL.-]|\.(?:$|[^\pN]))"
)
_SSN_BEFORE = re2.compile(
    r"(?i)(^|[^\pN\pL-])(\d{3}[-. /]?\d{2}[-. /]?\d{4})"
    r"(\s+(?:is|es) (?:my|the|his|her|our|mi|su|el) (?:ssn|social|seguro social|n[uú]mero de seguro))"
)
_NAMED_SSN = re2.compile(
    rf"(?i){_EDGE}((?:ssn|itin|ss ?#|ss number|soc(?:ial)?\.? sec(?:urity)?\.?(?: ?(?:number|no|num|#))?"
    rf"|(?:my|his|her) social|(?:n[uú]mero de )?seguro social|n[uú]mero de seguro|nss)\.?"
    rf"(?:{_IS}|[\s,(]+))(\d{{3}}[-. /\x{{2013}}\x{{2011}}]?\d{{2}}[-. /\x{{2013}}\x{{2011}}]?\d{{4}})"
)
_LAST_FOUR = re2.compile(
    rf"(?i){_EDGE}(last (?:4|four)(?: digits)?(?: of)?(?: my| the| his| her)? (?:ssn|social(?: security(?: number)?)?)"
    rf"(?:{_IS}|\s+))(\d{{4}})"
)
_STUDENT = re2.compile(
    rf"(?i){_EDGE}((?:student(?:'s)? ?(?:id|number|no|#)(?: (?:number|no))?|lunch (?:pin|number)"
    r"|(?:id|n[uú]mero|matr[ií]cula) (?:de |del )?(?:la )?(?:estudiante|alumn[oa]))\.?"
    rf"(?:{_IS}|\s+))(\d{{4,12}})"
)
_DOOR = re2.compile(
    rf"(?i){_EDGE}((?:(?:door|alarm|gate|entry|lock|building|safe|keypad|key pad|copier|unlock|lock ?box) codes?"
    rf"|c[oó]digo de (?:la )?(?:puerta|alarma|entrada|copiadora))(?:{_IS}|\s+))([#*]?\d{{3,8}}[#*]?)"
)
_CARD = re2.compile(r"(^|[^\pN\pL.-])((?:\d[ -]?){12,18}\d)($|[^\pN\pL-])")
_CHECK = re2.compile(rf"(?i){_EDGE}((?:cvv2?|cvc2?|security code on the card)(?:{_IS}|\s+))(\d{{3,4}})")
_NEAR = 32
_MAKES = (
    (13, ("4",)), (14, ("36", "38", "300", "301", "302", "303", "304", "305")), (15, ("34", "37")),
    (16, ("4", "51", "52", "53", "54", "55", "22", "23", "24", "25", "26", "27", "6011", "64", "65", "35")),
    (19, ("4", "62")),
)  # fmt: skip


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
    text = _links_replaced(text, found)
    text = _codes_replaced(text, found)
    for kind, pattern, replace in _STEPS:
        text = _replaced(kind, pattern, replace, text, found)
    return Masked(further_passwords(text) if "password" in found else text, tuple(found))


def _links_replaced(text: str, found: dict[str, None]) -> str:
    """Leave of a proving link its host: that is what one recognises it by."""
    pieces: list[str] = []
    position = 0
    for start, end in links(text):
        found["link"] = None
        host = text.find("/", start + len("https://"), end)
        pieces += (text[position:start], text[start : host if host >= 0 else end].partition("?")[0], f"/{HIDDEN}")
        position = end
    return "".join((*pieces, text[position:])) if pieces else text


def _codes_replaced(text: str, found: dict[str, None]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in codes(text):
        found["code"] = None
        pieces += (text[position:start], HIDDEN)
        position = end
    return "".join((*pieces, text[position:])) if pieces else text


def _replaced(kind: str, pattern: re2.Pattern[str], replace: Replace, text: str, found: dict[str, None]) -> str:
    pieces: list[str] = []
    position = 0
    for match in pattern.finditer(text):
        masked = replace(match)
        if masked is not None:
            found[kind] = None
            pieces += (text[position : match.start()], masked)
            position = match.end()
    return "".join((*pieces, text[position:])) if pieces else text


def _ssn(match: re2.Match[str]) -> str | None:
    """Mask what can be a social security number (or one for taxes) and is not named as, or part of, another."""
    digits = "".join(filter(str.isdigit, match.group(2)))
    before = match.string[max(0, match.start(2) - _NEAR) : match.start(2)].casefold().split()
    before = before[:-1] if before[-1:] in (["number"], ["número"]) else before
    last = before[-1].strip(".,:;#()") if before else ""
    goes_on = last[-1:].isdigit() or match.string[match.end(2) : match.end(2) + 2].strip()[:1].isdigit()
    impossible = digits.startswith(("000", "666")) or digits[3:5] == "00" or digits.endswith("0000")
    return None if impossible or goes_on or last in OTHER_NUMBERS else between(match)


def _card(match: re2.Match[str]) -> str | None:
    """Mask what has the beginning, the length and the check digit of a card: not the numbers of devices."""
    digits = match.group(2).replace(" ", "").replace("-", "")
    made = any(len(digits) == size and digits.startswith(starts) for size, starts in _MAKES)
    return between(match) if made and _checks(digits) else None


def _checks(digits: str) -> bool:
    """Tell whether the last digit is the check digit (ISO/IEC 7812)."""
    doubled = (2 * int(one) if place % 2 else int(one) for place, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0  # noqa: PLR2004 (the sum of its two digits)


_STEPS: tuple[tuple[str, re2.Pattern[str], Replace], ...] = (
    ("code", _DOOR, last),
    ("ssn", _NAMED_SSN, last),
    ("ssn", _LAST_FOUR, last),
    # Twice: what stands between two numbers is the end of the first and cannot begin the second.
    ("ssn", _SSN, between),
    ("ssn", _SSN, between),
    ("ssn", _SSN_BEFORE, between),
    ("ssn", _SSN_WRITTEN, _ssn),
    ("card", _CARD, _card),
    ("card", _CHECK, last),
    ("student", _STUDENT, last),
    *(("password", pattern, replace) for pattern, replace in PASSWORDS),
)

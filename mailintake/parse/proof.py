"""Codes that prove who somebody is: what services send to let a person in, whatever the words around them."""

from __future__ import annotations

import re2

from mailintake.parse.wordlist import words

_SHORTEST_CODE = 4
_CODE = (
    r"(?:[A-Z]{1,3}-\d{4,8}|\d(?:[ -]\d){3,7}|\d{2,4}[ -]\d{2,4}(?:[ -]\d{2,4})?|\d{4,10}"
    r"|[A-Z0-9]{3,5}-[A-Z0-9]{3,5}(?:-[A-Z0-9]{3,5})*|[A-Z0-9]{5,12}|[A-Za-z0-9]{6,12})"
)
_NAMED = (
    r"(?:(?:verification|confirmation|security|one[- ]time|single[- ]use|temporary|log-?in|sign-?in|sign-?up|access"
    r"|authentication|authenticator|activation|recovery|reset|registration|unlock|pairing|two[- ]factor|2fa|mfa|sms"
    r"|duo|okta|your|this|following|apple id|google|microsoft|bypass|backup|identification|authorization)\s+"
    r"(?:(?:verification|security|access|sign-?in|log-?in|account|single[- ]use)\s+)?(?:pass ?)?(?:codes?|pins?|token)"
    r"|one[- ]time (?:pass(?:word|code|phrase)|pin)|passcodes?|otp|security token|m-?tan|ihre tan"
    r"|(?:use|enter|type|with|the|le|den|der|first|second|third|new|other|next|got|received) codes?"
    r"|c[oó]digos?(?: de (?:verificaci[oó]n|seguridad|acceso|confirmaci[oó]n|activaci[oó]n|inicio de sesi[oó]n"
    r"|un solo uso|recuperaci[oó]n|autenticaci[oó]n|ingreso|verifica[cç][aã]o|seguran[cç]a|confirma[cç][aã]o"
    r"|ativa[cç][aã]o))?(?: (?:temporal|único))?|token de (?:seguridad|acceso)|(?:el|su|tu) token"
    r"|(?:contrase[nñ]a|clave) (?:temporal|de un solo uso|din[aá]mica|digital)|pin de (?:acceso|un solo uso)"
    r"|(?:best[aä]tigungs|verifizierungs|sicherheits|anmelde|einmal|zugangs|freischalt|aktivierungs)-?"
    r"(?:code|passwort|kennwort|pin)|code de (?:v[eé]rification|confirmation|s[eé]curit[eé]|connexion|validation)"
    r"|votre code|senha tempor[aá]ria)"
)
_IS = (
    r"(?:\s*[:=#]\s*|\s+(?:(?:for|para) [^\n:.]{1,40}?\s+|(?:[^\s:.,;]+\s+){1,3}?)?"
    r"(?:is|was|are|were|es|son|fue|ser[aá]|ist|lautet|est|é)\s*:?\s+|\s+)"
)
_EDGE = r"(?:^|[^\pL\pN])"
_END = r"(?:$|[^\pL\pN-])"
_AFTER = re2.compile(rf"({_EDGE}(?i:{_NAMED}){_IS})({_CODE}){_END}")
# Any code at all, `Oak code: 482911`: what it is for tells whether it lets somebody in.
_PLAIN = re2.compile(
    r"((?:^|[^\pL\pN])(?:[^\s:=]+\s+)?(?i:codes?|c[oó]digos?)(?: de [^\s:=]+)?"
    rf"(?i:\s*[:=]\s*|\s+(?:is|was|are|es|son|fue)\s*:?\s+))({_CODE}){_END}"
)
_NUMBERED = re2.compile(r"((?:^|\S+[ \t]+)(?i:code|c[oó]digo)[ \t]+)(\d{6,8})(?:$|[^\pL\pN-])")
_BEFORE = re2.compile(
    rf"({_EDGE})({_CODE})(?i:\s+(?:is|es|ist|est|é)\s+|\s*[-\x{{2013}}:]\s+)"
    r"(?i:(?:your|tu|su|dein|ihr|votre|seu)\s+[^\n.]{0,60}?(?:code|pin|passcode|password|c[oó]digo)\b)"
)
_USED = re2.compile(
    rf"({_EDGE}(?i:use|enter|type in|type|usa|usar|ingresa|ingrese|introduce|introduzca|escriba|escribe"
    r"|teclea|teclee|digita|digite|marca|marque|saisissez|entrez|gib|geben sie|insira)\s+)"
    rf"({_CODE})\s+(?i:to|as|para|como|pour|ein|um)\s"
)
_SENT = re2.compile(
    rf"({_EDGE}(?i:(?:sent|texted|emailed) (?:me|us)|me (?:mand[oó]|envi[oó]|lleg[oó]))\s+)"
    rf"([A-Z]-\d{{6}}|\d{{6,8}}){_END}"
)
_SPELLED = re2.compile(
    rf"({_EDGE}(?i:(?:log-?in|sign-?in|verification|security|access)\s+code(?:\s+is\s+|\s*:\s*)))"
    r"([a-z]{3,9}(?:-[a-z]{3,9}){2,4})(?:$|[^\pL\pN-])"
)
_ALONE = re2.compile(rf"(?m)^([ \t*>|]*)({_CODE})[ \t*|.]*$")
_GIVEN = re2.compile(
    r"(?i)(?:^|[^\pL\pN])(?:password|passcode|pin|contrase[nñ]a(?: temporal)?|clave|passwort|kennwort|mot de passe"
    r"|senha)\s*[:=]\s*([^\s/]{4,64})(?:$|\s)"
)
_STANDING = re2.compile(rf"(?m)^[ \t*>|]*({_CODE}|[a-z0-9]{{5,12}})(?:[ \t*|.]*$|[.,:;] )")
_TYPED = re2.compile(
    r"(?i:\b(?:enter|type|use|paste|introduce|introduzca|ingresa|ingrese|escribe|escriba|utilice|utiliza|teclea|teclee"
    r"|digita|digite|marque|saisissez|entrez|insira)\b(?:[^\n:]{0,60}:|))"
    rf"\s*({_CODE}|[a-z0-9]{{5,12}}){_END}"
)
_NEAR_CODE = re2.compile(
    r"(?i)(?:\b(?:codes?|passcode|otp|one[- ]time|pin|security token|c[oó]digos?|contrase[nñ]a temporal)\b|code\b)"
)
_TOKEN = re2.compile(rf"(?:^|[^\pL\pN#/.@-])({_CODE})")
_FAR_AWAY = 300
_LONG_CODE = 6
_PUNCTUATION = "\"'([{.,;:="
# What other codes are for, and what else has a number.
_OTHER_CODES = words(
    """
    error zip postal area country bar qr model source exit dress event response fault failure trouble diagnostic http
    beep stop status product item class classroom course section subject join meeting room building school site budget
    account fund object asset department charge cost job project promo discount coupon order color attendance absence
    sku printer copier scanner projector
    barras producto área area postal salón curso clase materia modelo país fuente vestimenta conducta conduct color
    """
)
OTHER_NUMBERS = words(
    """
    lab labs ticket tickets request requests asset assets tag tags room rooms order orders po serial serials number
    numbers no
    ext extension id ids invoice case cases phone tel call fax chromebook chromebooks ipad ipads printer printers
    copier copiers laptop laptops device devices student students machine machines unit units building part parts
    quote total version firmware build release salón solicitud activo serie orden número teléfono factura impresora
    impresoras
    """
)
_JOINING = words("and or y o und oder et ou & then , / +")


def codes(text: str) -> list[tuple[int, int]]:
    """Return where the codes stand that let somebody in, in their order."""
    found: set[tuple[int, int]] = set()
    for pattern in (_AFTER, _BEFORE, _USED, _SENT):
        found |= {match.span(2) for match in pattern.finditer(text) if _is_named(match)}
    for pattern in (_PLAIN, _NUMBERED):
        found |= {match.span(2) for match in pattern.finditer(text) if _lets_in(match)}
    found |= {match.span(2) for match in _SPELLED.finditer(text)}
    found |= {match.span(2) for match in _ALONE.finditer(text) if _stands_below_words(text, match)}
    return _apart(sorted(found | _more_of_them(text, found)))


def loose_proof(text: str) -> bool:
    """Tell whether something stands out that may be a code: alone on its line, or behind `enter this:`.

    It says little by itself: orders, rooms and prices stand so as well.
    """
    found = (match.group(1) for pattern in (_STANDING, _TYPED) for match in pattern.finditer(text))
    return any(len(one) >= _SHORTEST_CODE and any(map(str.isdigit, one)) for one in found)


def gives_password(text: str) -> bool:
    """Tell whether a password stands behind the name of its field."""
    return any(any(map(str.isdigit, match.group(1))) for match in _GIVEN.finditer(text))


def _is_named(match: re2.Match[str]) -> bool:
    """Tell whether a code stands where one is spoken of, and not the number of something else: `… tag is 482911`."""
    beside = match.group(1).casefold().split()[-2:-1]
    return (_is_code(match.group(2)) or _is_said(match)) and OTHER_NUMBERS.isdisjoint(beside)


def _is_said(match: re2.Match[str]) -> bool:
    """Tell whether capitals alone stand where only a code can: behind `is` or a colon."""
    before, code = match.group(1).rstrip(), match.group(2)
    capitals = len(code) > _SHORTEST_CODE and code.isascii() and code.isalpha() and code.isupper()
    return capitals and (before.endswith((":", "=")) or before.casefold().endswith((" is", " es")))


def _is_code(text: str) -> bool:
    """Tell a code from a word: digits, or capitals with digits; small letters only together with both."""
    digits = sum(map(str.isdigit, text))
    if not digits or text.startswith("0x"):
        return False
    if any(map(str.islower, text)):
        return digits > 1 and len(text) > _SHORTEST_CODE + 1
    return digits >= _SHORTEST_CODE or any(map(str.isalpha, text))


def _lets_in(match: re2.Match[str]) -> bool:
    """Tell whether a code of which no more is said is one, going by the words beside `code`."""
    beside = {one.strip(_PUNCTUATION).removesuffix("'s") for one in match.group(1).casefold().split()}
    return len(match.group(2)) > _SHORTEST_CODE and _is_code(match.group(2)) and _OTHER_CODES.isdisjoint(beside)


def _stands_below_words(text: str, match: re2.Match[str]) -> bool:
    """Tell whether what stands alone on its line is the code of which the lines above or below speak."""
    code = match.group(2)
    around = text[max(0, match.start() - _FAR_AWAY) : match.start()]
    capitals = code.isascii() and code.isupper() and code.isalpha()
    return (_is_code(code) or (capitals and len(code) > _SHORTEST_CODE + 1)) and _NEAR_CODE.search(around) is not None


def _more_of_them(text: str, found: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return what looks like a code of this mail and is not named as the number of something else.

    Short ones look like rooms and years: they count only where they are joined to a code, `4412 and 5519`.
    """
    shapes = {_shape(text[start:end]) for start, end in found}
    more: set[tuple[int, int]] = set()
    end, other, is_one = 0, False, False
    for match in _TOKEN.finditer(text) if shapes else ():
        code = match.group(1)
        if not _is_code(code) or text[match.end() : match.end() + 1].isalnum():
            continue
        between = text[max(end, match.start(1) - _FAR_AWAY) : match.start(1)].casefold().split()
        joined = end > 0 and all(one in _JOINING for one in between)
        other = other if joined else bool(between) and between[-1].strip(_PUNCTUATION) in OTHER_NUMBERS
        far = len(code) < _LONG_CODE and not (joined and is_one)
        is_one = match.span(1) in found or (not other and not far and _shape(code) in shapes)
        end = match.end()
        if is_one:
            more.add(match.span(1))
    return more


def _shape(code: str) -> str:
    """Return the form of a code: two of the same form in one mail are two of the same kind."""
    kind = "9" if not any(map(str.isalpha, code)) else "X"
    return "".join(kind if one.isalnum() else one for one in code)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out what lies within the one before."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept

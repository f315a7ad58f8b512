"""Passwords in the words of people: which word behind `password is` is one, and which only complains of it."""

from __future__ import annotations

import re2

from mailintake.compose.masked import HIDDEN, Replace
from mailintake.parse.wordlist import words

_EDGE = r"(^|[^\pL\pN])"
_NAME = (
    r"(?:pass[ -]?words?|passwd|passwrd|pass ?phrase|pass ?code|pswd|psswd|pwd|pword|p/w|pw"
    r"|contrase[nñ]as?|clave|palabra clave|my pin|mi pin|pin|nip"
    r"|pass?wort|kennwort|mot de passe|mdp|senha|palavra-passe)"
    r"(?: (?:nuev[ao]|temporal|anterior|actual|viej[ao]|provisional)| \((?:new|old|nueva|temp|temporary)\))?"
)
_OF = (
    r"(?: (?:for|to|of|on|de|del|para|für|fuer|pour|du|do|da)(?: [^\s:=]+){1,4})?"
    r"(?: (?:i|we|he|she|they|que) (?:use|used|uses|have|has|set|chose|typed|enter|entered|uso|puse|usamos|tengo"
    r"|gave|sent|tried|put|made|picked|created|wrote|got|di|dimos|cre[eé])(?: (?:him|her|them|you|me|us|it))?)?"
)
_TO_BE = (
    r"(?:\s*(?:[:=\x{2192}]|->|=>)+\s*|\s+[-\x{2013}\x{2014}]\s+|['\x{2019}]s\s+"
    r"|\s+(?:is|was|are|were|es|era|fue|qued[oó] (?:en|como)|son|lautet|hei(?:ss|ß)t|ist|est|é|foi|should be"
    r"|will be|ser[aá])"
    r"(?: (?:now|still|currently|ahora|set to|just|simply|jetzt|agora|maintenant))?:?\s+"
    r"|\s+(?:set |changed |reset |cambiada? )?(?:to|a|auf)\s+)"
)
_WORD = r"([\"\x{201c}\x{ab}][^\"\x{201d}\x{bb}\n]{1,64}[\"\x{201d}\x{bb}]|\S+)"
_PASSWORD = re2.compile(rf"(?i){_EDGE}({_NAME}{_OF}{_TO_BE}){_WORD}([^\n]{{0,12}})")
_BARE = re2.compile(rf"(?i){_EDGE}((?:password|passwd|pwd|pw|p/w|contrase[nñ]a|clave)[ \t]+)(\S+)([^\n]{{0,12}})")
_IN_QUOTES = re2.compile(
    rf"(?i){_EDGE}({_NAME}[ \t]+)([\"\x{{201c}}\x{{2018}}\x{{ab}}'(\[][^\s\"\x{{201d}}\x{{2019}}\x{{bb}}')\]]+"
    r"[\"\x{201d}\x{2019}\x{bb}')\]])()"
)
_AS = re2.compile(
    r"(?i)(^|\s)(\S+)(\s+(?:as|como)\s+(?:(?:my|the|your|his|her|mi|la|su)\s+)?(?:new\s+)?"
    r"(?:password|passwd|pw|contrase[nñ]a|clave)(?:$|[^\pL\pN]))"
)
_PASS = re2.compile(rf"(?i){_EDGE}(pass(?:\s*[:=]\s*|\s+(?:is|was|es)\s+))(\S+)([^\n]{{0,12}})")
# Below the name of a field, or behind a word that means much else: only what can be nothing but a password.
_FIELD = re2.compile(
    rf"(?i){_EDGE}((?:password|passwd|contrase[nñ]a|passwort|kennwort|senha)[ \t]*\n[ \t]*|pass[ \t]+)(\S+)()"
)
_PIN = re2.compile(
    r"(?i)(^|[^\pL\pN-])((?:pin|nip)(?:\s+(?:number|code|no\.?|num|is|es|n[uú]mero|de acceso))*\s*[:=#]?\s*)(\d{4,8})"
)
_PAIR = re2.compile(
    rf"(?i){_EDGE}((?:user ?(?:name)?s?|log-?ins?|log-?ons?|id|usuario|e-?mail|correo)\s*(?:/|and|&|\+|y|or)\s*"
    r"(?:pass(?:word|wd|code)?s?|pwd?|p/w|contrase[nñ]a|clave)|credentials|creds|credenciales"
    r"|(?:my |the )?log-?in(?: info(?:rmation)?)?|log-?on|sign-?in|(?:mis |los )?datos de acceso)"
    r"((?:\s*[:=]\s*|\s+(?:is|are|es|son)\s*:?\s+)\S+(?:\s*(?:/|\||,|:)\s*|\s+(?:and|y|with|con)\s+))(\S+)"
)
_KEY = re2.compile(
    rf"(?i){_EDGE}((?:api[ -]?key|secret[ -]?key|client secret|recovery key|wi-?fi key|wireless key|network key"
    r"|pre-?shared key|psk|access token|bearer token|clave wi-?fi|llave de recuperaci[oó]n)"
    r"(?:\s*[:=]\s*|\s+(?:is|es)\s*:?\s+))(\S{6,200})()"
)
_RECOVERY = re2.compile(r"(^|[^\pN\pL-])()(\d{6}(?:-\d{6}){7})()")
_FURTHER = re2.compile(
    r"(?i)(\.?,?\s*(?:,|/|;|and|or|y|o|und|et|ou|then|luego|before)\s+(?:(?:then|now|later|the|my|la|el|also|maybe)\s+)*"
    r"(?:(?:new|old|other|second|nueva|vieja|otra)(?: one| password)?\s+)?(?:(?:is|was|es|era)\s+)?"
    r"(?:(?:i |la |lo )?(?:changed|cambi[eéo]|puse)(?: it)? (?:to|a|por)\s+)?)(\S+)"
)
# What stands behind "the password is" in a complaint about it.
_NO_WORDS = words(
    """
    a about again all already also always an and any as asking at back bad being blank blocked broken but by case
    corta débil difícil fácil larga olvidada olvidado vieja viejo
    abgelaufen aussi bloqueada caducada caducado cambiada errada expirada expiré expirée falsch faux fausse gesperrt
    incorreta inválido leer nicht non pas trop ungültig vergessen vencida wo
    inválida cambiada changed confusing correct correcta correcto de different disabled does el en empty
    enough entered era es está estar expired expires expiring factory fails field fine for forgotten from getting
    going gone good hard has help her hers here his how i if importante in incorrect incorrecta incorrecto invalid
    invalida issue it just keeps la lab locked long login lost mal me mine mala manager mi missing must my
    n/a need needed needs never new no none not nothing now nueva null of off ok old on once only option or our out
    page para pero por please problem prompt protected que refused rejected required requested reset resetting right
    same saved screen se set short should sin so some still stuck su such supposed taking temporary that the their
    them there they this to too tu un una unable unknown until update updated used valid vencida very wanted was we
    weak what when where which why will with without work working works would wrong ya yet you your yours
    """
)
# Behind these, a small word says how the password is.
_SAYING_HOW = words("fue foi are were son ist est é auf jetzt agora maintenant")
_MARKS = "\"'\u2018\u2019\u201c\u201d\xab\xbb"
_CLOSERS = f".,;:!?)]{_MARKS}"
_QUOTES = f"{_MARKS}()[]"
_SIGNS = frozenset("!@#$%^&*+?=~_")
_SHORTEST, _LONGEST = 3, 64
_STRONG = 8
_NEAR = 140


def _password(match: re2.Match[str]) -> str | None:
    before, name, token, after = (match.group(number) or "" for number in range(1, 5))
    if " " in token:
        return f"{before}{name}{token[0]}{HIDDEN}{token[-1]}{after}"
    secret, closing = _bare(token)
    if not _SHORTEST <= len(secret) <= _LONGEST or secret.casefold() in _NO_WORDS or HIDDEN in secret:
        return None
    odd = any(not one.isalpha() and one not in "'-\u2019/" for one in secret)
    if not odd and secret.islower() and name.casefold().split()[-1] in _SAYING_HOW:
        return None
    pin = name.casefold().replace(":", " ").replace("=", " ").split()[:2]
    if not odd and ("pin" in pin or "nip" in pin or "passcode" in pin):
        return None
    if not odd and not _ends(closing, after):
        return None
    return f"{before}{name}{HIDDEN}{closing}{after}"


def _bare_password(match: re2.Match[str]) -> str | None:
    """Mask `user jdoe password Tiger#1`: small letters with digits or signs and nothing behind, or a strong one."""
    before, name, token, after = (match.group(number) or "" for number in range(1, 5))
    secret, closing = _bare(token)
    kept = (_is_mixed(secret) and _ends(closing, after)) or _is_strong(secret)
    return f"{before}{name}{HIDDEN}{closing}{after}" if kept and HIDDEN not in secret else None


def _before(match: re2.Match[str]) -> str | None:
    secret, closing = _bare(match.group(2))
    if HIDDEN in secret or not _is_mixed(secret):
        return None
    return f"{match.group(1)}{HIDDEN}{closing}{match.group(3)}"


def _field(match: re2.Match[str]) -> str | None:
    """Mask small and capital letters, digits and a sign together."""
    secret, closing = _bare(match.group(3))
    every = (str.islower, str.isupper, str.isdigit, _SIGNS.__contains__)
    if HIDDEN in secret or not all(any(map(kind, secret)) for kind in every):
        return None
    return f"{match.group(1)}{match.group(2)}{HIDDEN}{closing}"


def _quoted(match: re2.Match[str]) -> str | None:
    before, name, token = match.group(1), match.group(2), match.group(3)
    secret = token.strip(_QUOTES)
    if len(secret) < _SHORTEST or secret.casefold() in _NO_WORDS or HIDDEN in secret:
        return None
    return f"{before}{name}{token[0]}{HIDDEN}{token[-1]}"


def _odd_only(match: re2.Match[str]) -> str | None:
    """Mask letters with digits or signs: `pass` is many things."""
    before, name, token, after = (match.group(number) or "" for number in range(1, 5))
    secret, closing = _bare(token)
    odd = any(map(str.isalpha, secret)) and any(one.isdigit() or one in _SIGNS for one in secret)
    long_enough = len(secret) > _SHORTEST + 1
    return f"{before}{name}{HIDDEN}{closing}{after}" if odd and long_enough and HIDDEN not in secret else None


def _pair(match: re2.Match[str]) -> str | None:
    """Mask the second word of `login: jdoe / Tiger1`."""
    before, name, first, token = (match.group(number) for number in range(1, 5))
    secret, closing = _bare(token)
    named = (
        "pass" in name.casefold()
        or name.casefold().startswith("cred")
        or name.casefold().endswith(("clave", "contraseña", "contrasena", "pw", "pwd"))
    )
    odd = any(one.isdigit() or one in _SIGNS for one in secret) and any(map(str.isalpha, secret))
    if len(secret) < _SHORTEST or secret.casefold() in _NO_WORDS or not (odd or named) or HIDDEN in secret:
        return None
    return f"{before}{name}{first}{HIDDEN}{closing}"


def _always(match: re2.Match[str]) -> str | None:
    if HIDDEN in match.group(3):
        return None
    return f"{match.group(1)}{match.group(2)}{HIDDEN}"


def _bare(token: str) -> tuple[str, str]:
    """Return a word without quotes, and the punctuation behind it."""
    secret = token.strip(_MARKS)
    closing = secret[len(secret.rstrip(_CLOSERS)) :]
    return secret.rstrip(_CLOSERS) or secret, closing


def _is_mixed(secret: str) -> bool:
    """Tell whether small letters stand together with digits or signs."""
    return any(map(str.islower, secret)) and any(one.isdigit() or one in _SIGNS for one in secret)


def _is_strong(secret: str) -> bool:
    letters = any(map(str.islower, secret)) and any(map(str.isupper, secret))
    return _STRONG <= len(secret) <= _LONGEST and letters and any(map(str.isdigit, secret)) and "-" not in secret


def _ends(closing: str, after: str) -> bool:
    """Tell whether the sentence ends behind the word: what goes on talks about the password, it does not name it."""
    following = after.split()
    joining = {"and", "or", "but", "y", "o", "pero", "und", "oder", "et", "ou", "thanks", "gracias"}
    return bool(closing) or not following or following[0].strip(_CLOSERS).casefold() in joining


def further_passwords(text: str) -> str:
    """Mask what is joined to a masked password: `•••••• and Lion22`, `•••••• and the new one is Lion22`."""
    first, *rest = text.split(HIDDEN)
    return HIDDEN.join((first, *(_joined(piece) for piece in rest))) if rest else text


def _joined(piece: str) -> str:
    """Mask the words at the beginning of a text that go on with passwords."""
    done = ""
    while match := _FURTHER.match(piece[:_NEAR]):
        secret, closing = _bare(match.group(2))
        if not _is_mixed(secret) or not _SHORTEST < len(secret) <= _LONGEST:
            break
        done += f"{match.group(1)}{HIDDEN}{closing}"
        piece = piece[match.end() :]
    return done + piece


PASSWORDS: tuple[tuple[re2.Pattern[str], Replace], ...] = (
    (_RECOVERY, _always),
    (_KEY, _always),
    (_PAIR, _pair),
    (_IN_QUOTES, _quoted),
    (_PASSWORD, _password),
    (_BARE, _bare_password),
    (_AS, _before),
    (_PASS, _odd_only),
    (_FIELD, _field),
    (_PIN, _always),
)

"""Sites, rooms and departments in what people write: whole words, the longest name first, and only as places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import re2

from mailintake.model.person import Site
from mailintake.parse.wordlist import words

_ROOM_WORDS = r"room|rm\.?|classroom|class room|sal[oó]n|aula|cuarto|habitaci[oó]n|sal[oó]n de clases?"
_NAMED_ROOMS = "portable|port|lab|suite|ste|laboratorio|port[aá]til|oficina|office|gym|cafeteria"
_VALUE = r"(?:[A-Z]{1,2}[- ]?\d{1,4}[A-Z]?|\d{1,4}(?:-?[A-Z])?|[B-H])"
_ROOM = re2.compile(
    rf"(?:^|[^\pL\pN])(?:(?i:{_ROOM_WORDS}))(?::|\s|#|(?i:number|no\.|n[uú]mero|num\.|is|es))*({_VALUE})(?:$|[^\pL\pN:%])"
)
_ROOM_LOWER = re2.compile(
    rf"(?i)(?:^|[^\pL\pN])(?:{_ROOM_WORDS})(?::|\s|#)*([a-z]{{0,2}}-?\d{{1,4}}-?[a-z]?)(?:$|[^\pL\pN:%])"
)
_NAMED_ROOM = re2.compile(rf"(?:^|[^\pL\pN])((?i:{_NAMED_ROOMS}))[.:#]?\s*(?:#\s*)?({_VALUE})(?:$|[^\pL\pN:%])")
_BARE_ROOM = re2.compile(r"(?:^|[^\pL\pN])(?:in|en|In|En|from|desde)\s+([A-Z]-?\d{1,3}[A-Z]?)(?:$|[^\pL\pN:%])")
_NOT_ROOMS = re2.compile(r"^(?:Q[1-4]|A[0-6]|F\d{1,2}|[SHT][12]|K\d{1,2}|G\d|V\d)$")
_COUNTED = words(
    """
    minutes minute mins min hours hour days day weeks computers computer students student people kids times laptops
    chromebooks desks chairs percent am pm minutos minuto horas hora días alumnos estudiantes computadoras veces
    printers devices monitors ipads
    """
)
_PLACE_BEFORE = words("at @ in from for to of en de del desde para a all whole entire todo toda")
_ARTICLES = words("the el la los las our my")
_PLACE_AFTER = words(
    """
    has have is was lost can't cannot doesn't isn't needs need wifi wi-fi internet network campus printer printers
    phones phone computers library gym office cafeteria lab room rm teachers students staff classrooms site server
    tiene está no sin front main and y
    """
)
_NOT_PLACE_AFTER = words(
    """
    side wing end wall hall hallway door doors entrance entry gate street st ave avenue road rd coast of lado ala
    corner exit stairs stairwell parking lot policy policies wide map carolina dakota virginia america pole star
    """
)
_TITLES = words(
    """
    mr mrs ms miss mx dr principal vice coach teacher sr sra srta señor señora maestra maestro profesor profesora
    director directora dean officer secretary
    """
)
_SEPARATORS = frozenset(",;|/-\u2013\u2014\u2022:()\n")
_INITIALS = 2


@dataclass(frozen=True, slots=True)
class _Token:
    """One word, with what stands between it and the word before it."""

    word: str
    key: str
    before: str
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    written: str
    key: str


def find_site(text: str, sites: Mapping[str, Site], *, signature: bool = False) -> str | None:
    """Return the key of the first site that the text names as a place."""
    if not text or not sites:
        return None
    names = _names_of(tuple(sites.values()))
    tokens = list(_tokens(text))
    at = 0
    while at < len(tokens):
        matched = 0
        for name in names.get(tokens[at].key, ()):
            size = len(name.words)
            if tuple(token.key for token in tokens[at : at + size]) != name.words:
                continue
            if _is_place(tokens, at, name, signature=signature):
                return name.key
            matched = max(matched, size if size > 1 else 0)
        at += max(matched, 1)
    return None


def resolve_site(word: str, sites: Mapping[str, Site]) -> str | None:
    """Return the key of the site with that key, name or alias, or of the only one whose name begins so."""
    wanted = _key_of(word)
    if not wanted:
        return None
    names = [(_key_of(name), site.key) for site in sites.values() for name in (site.key, site.name, *site.aliases)]
    exact = {key for name, key in names if name == wanted}
    if exact:
        return exact.pop() if len(exact) == 1 else None
    near = {key for name, key in names if name.startswith(wanted)}
    return near.pop() if len(near) == 1 and len(wanted) > _INITIALS else None


def find_room(text: str, sites: Iterable[Site]) -> str | None:
    """Return the first room that the text names."""
    if not text:
        return None
    found = [room for room in (_in_building(text, sites), _after_word(text), _named(text), _bare(text)) if room]
    return min(found)[1] if found else None


def find_department(text: str, sites: Iterable[Site], *, signature: bool = False) -> str | None:
    """Return the first department of those sites that the text names."""
    if not text:
        return None
    tokens = list(_tokens(text))
    keys = [token.key for token in tokens]
    best: tuple[int, int, str] | None = None
    for department in dict.fromkeys(name for site in sites for name in site.departments):
        words = tuple(_key_of(department).split())
        for at in _positions(keys, words):
            if len(words) > 1 or signature or _is_department(tokens, at):
                candidate = (at, -len(words), department)
                best = candidate if best is None else min(best, candidate)
                break
    return best[2] if best else None


def _positions(keys: Sequence[str], words: tuple[str, ...]) -> Iterator[int]:
    size = len(words)
    for at, key in enumerate(keys):
        if words and key == words[0] and tuple(keys[at : at + size]) == words:
            yield at


def _is_department(tokens: Sequence[_Token], at: int) -> bool:
    before = [token.key for token in tokens[max(0, at - 2) : at]]
    after = tokens[at + 1].key if at + 1 < len(tokens) else ""
    if after in {"department", "dept", "office", "staff", "team"}:
        return True
    return bool(before) and (
        before[-1] in {"in", "from", "at", "en", "de"}
        or (before[-1] in _ARTICLES and len(before) > 1 and before[0] in {"in", "from", "at", "en", "de"})
    )


def _is_place(tokens: Sequence[_Token], at: int, name: _Name, *, signature: bool) -> bool:
    size = len(name.words)
    if size > 1:
        return True
    token = tokens[at]
    before = tokens[at - 1] if at else None
    after = tokens[at + size] if at + size < len(tokens) else None
    if name.written.isupper():
        return token.word == name.written and _is_initials(token, before, after, signature=signature)
    if before is not None and before.key in _TITLES and not _SEPARATORS & set(token.before):
        return False
    joined = after is not None and not _SEPARATORS & set(after.before) and "." not in after.before
    follows = after.key if after is not None and joined else ""
    if follows in _NOT_PLACE_AFTER:
        return False
    preposition = _preposition(tokens, at)
    if not token.word[:1].isupper():
        return preposition == "at" and (not follows or follows in _PLACE_AFTER)
    if follows in _PLACE_AFTER:
        return True
    # "North Carolina", "East Middle School": another name that begins with the same word.
    if after is not None and follows and after.word[:1].isupper():
        return False
    alone = _begins_field(token) and (after is None or "\n" in after.before or after.before[:1] == ":")
    return bool(preposition) or (not follows and (alone or (signature and _begins_field(token))))


def _preposition(tokens: Sequence[_Token], at: int) -> str:
    for back in (1, 2):
        if at - back < 0 or _SEPARATORS & set(tokens[at - back + 1].before):
            return ""
        key = tokens[at - back].key
        if key in _PLACE_BEFORE:
            return key
        if key not in _ARTICLES:
            return ""
    return ""


def _is_initials(token: _Token, before: _Token | None, after: _Token | None, *, signature: bool) -> bool:
    """Tell initials from shouting ("DO NOT") and from an emphasised word."""
    shouted = any(
        other is not None and len(other.word) > 1 and other.word.isalpha() and other.word.isupper()
        for other in (before, after)
    )
    if shouted and not signature:
        return False
    if len(token.word) > _INITIALS or signature:
        return True
    return before is not None and before.key in _PLACE_BEFORE | _ARTICLES


def _begins_field(token: _Token) -> bool:
    return not token.before.strip(" ") if token.at == 0 else bool(_SEPARATORS & set(token.before))


@lru_cache(maxsize=8)
def _names_of(sites: tuple[Site, ...]) -> Mapping[str, Sequence[_Name]]:
    """Return the names of all sites by their first word, the longest first."""
    names: dict[tuple[str, ...], _Name] = {}
    for site in sites:
        for written in (site.name, *site.aliases, *((site.key,) if "-" in site.key else ())):
            words_of = tuple(_key_of(written).split())
            if words_of:
                names.setdefault(words_of, _Name(words_of, written, site.key))
    found: dict[str, list[_Name]] = {}
    for name in sorted(names.values(), key=lambda name: -len(name.words)):
        found.setdefault(name.words[0], []).append(name)
    return found


def _key_of(name: str) -> str:
    return " ".join(token.key for token in _tokens(name.replace("_", " ").replace("-", " ")))


def _tokens(text: str) -> Iterator[_Token]:
    at = previous = 0
    size = len(text)
    while at < size:
        if not (text[at].isalnum() or text[at] == "@"):
            at += 1
            continue
        end = at + 1
        while end < size and (text[end].isalnum() or (text[end] in "'\u2019" and text[end - 1].isalpha())):
            end += 1
        word = text[at:end].rstrip("'\u2019")
        key = word.casefold().replace("\u2019", "'").removesuffix("'s")
        yield _Token(word, key, text[previous:at], at, end)
        at = previous = end


def _after_word(text: str) -> tuple[int, str] | None:
    for pattern in (_ROOM, _ROOM_LOWER):
        for found in pattern.finditer(text):
            value = str(found.group(1))
            if not _counts(text, found.end(1)):
                return found.start(1), _tidy(value)
    return None


def _named(text: str) -> tuple[int, str] | None:
    for found in _NAMED_ROOM.finditer(text):
        word, value = str(found.group(1)), _tidy(str(found.group(2)))
        if _counts(text, found.end(2)):
            continue
        own_letter = value[0].isalpha() and len(value) > 1
        return found.start(1), value if own_letter else f"{word.capitalize()} {value}"
    return None


def _bare(text: str) -> tuple[int, str] | None:
    for found in _BARE_ROOM.finditer(text):
        value = str(found.group(1))
        if not _NOT_ROOMS.match(value):
            return found.start(1), value
    return None


def _in_building(text: str, sites: Iterable[Site]) -> tuple[int, str] | None:
    tokens = list(_tokens(text))
    keys = [token.key for token in tokens]
    best: tuple[int, str] | None = None
    for building in dict.fromkeys(name for site in sites for name in site.buildings):
        words = tuple(_key_of(building).split())
        for at in _positions(keys, words):
            room = _number_after(tokens, at, len(words), text)
            if room and tokens[at].word[:1].isupper():
                candidate = (tokens[at].at, f"{building} {room}")
                best = candidate if best is None else min(best, candidate)
                break
    return best


def _number_after(tokens: Sequence[_Token], at: int, size: int, text: str) -> str | None:
    following = at + size
    while following < len(tokens) and tokens[following].key in {"building", "bldg", "room", "rm", "edificio", "salón"}:
        following += 1
    if following >= len(tokens):
        return None
    token = tokens[following]
    if token.before.strip(" .#,") or not token.word[:1].isdigit() or len(token.word) < 2 or len(token.word) > 5:  # noqa: PLR2004
        return None
    return None if _counts(text, token.end) else token.word.upper()


def _counts(text: str, end: int) -> bool:
    """Tell whether the number counts something ("in the room 30 minutes")."""
    rest = text[end : end + 24].split()
    return bool(rest) and text[end : end + 1] == " " and rest[0].strip(".,;:!?").casefold() in _COUNTED


def _tidy(value: str) -> str:
    return value.replace(" ", "").upper()

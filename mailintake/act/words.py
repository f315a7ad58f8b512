"""The few words by which a requester steers his own tickets, in English and Spanish."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST = 40
VALUE_WORDS = 2


class Wish(StrEnum):
    """What a requester can ask for by one word."""

    STATUS = "status"
    LIST = "list"
    HELP = "help"
    CLOSE = "close"
    REOPEN = "reopen"
    STOP = "stop"
    ROOM = "room"
    EXTENSION = "extension"

    @property
    def is_query(self) -> bool:
        """Tell whether it only asks and so works outside a thread."""
        return self in {Wish.STATUS, Wish.LIST, Wish.HELP}


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish with its value: a ticket number, a room, an extension."""

    wish: Wish
    value: str = ""


WORDS = {
    "status": Wish.STATUS,
    "estado": Wish.STATUS,
    "estatus": Wish.STATUS,
    "list": Wish.LIST,
    "lista": Wish.LIST,
    "help": Wish.HELP,
    "ayuda": Wish.HELP,
    "close": Wish.CLOSE,
    "fixed": Wish.CLOSE,
    "solved": Wish.CLOSE,
    "cancel": Wish.CLOSE,
    "cerrar": Wish.CLOSE,
    "resuelto": Wish.CLOSE,
    "reopen": Wish.REOPEN,
    "reabrir": Wish.REOPEN,
    "stop": Wish.STOP,
    "parar": Wish.STOP,
    "room": Wish.ROOM,
    "salón": Wish.ROOM,
    "salon": Wish.ROOM,
    "extension": Wish.EXTENSION,
    "extensión": Wish.EXTENSION,
    "ext": Wish.EXTENSION,
}
VALUED = frozenset({Wish.ROOM, Wish.EXTENSION})


def read_wish(text: str, subject: str) -> Asked | None:
    """Return the wish when the whole new text is one, or the text is empty and the subject is a query."""
    words = " ".join(text.split())
    if not words:
        asked = _read(subject)
        return asked if asked and asked.wish.is_query and not asked.value else None
    return _read(words) if len(words) <= LONGEST else None


def read_query(text: str, subject: str) -> Asked | None:
    """Return the wish outside a thread, where only queries are known."""
    asked = read_wish(text, subject)
    return asked if asked and asked.wish.is_query else None


def _read(text: str) -> Asked | None:
    word, _, value = text.casefold().strip().lstrip("#!").strip().strip(".!?¡¿ ").partition(" ")
    wish = WORDS.get(word.strip(":,"))
    if wish is None:
        return None
    value = value.strip(" .!?:#")
    if wish in VALUED:
        return Asked(wish, text.split(maxsplit=1)[1].strip(" .!:#")) if _is_value(wish, value) else None
    number = value.rpartition("-")[2]
    if not value:
        return Asked(wish)
    return Asked(wish, number) if wish is Wish.STATUS and number.isascii() and number.isdigit() else None


def _is_value(wish: Wish, value: str) -> bool:
    """Tell a room or an extension from a sentence: `room is cold` names no room."""
    words = value.split()
    numbered = any(one.isdigit() for one in value)
    if wish is Wish.EXTENSION:
        return len(words) == 1 and numbered and not any(one.isalpha() for one in value.lstrip("x"))
    return len(words) == 1 or (len(words) == VALUE_WORDS and numbered)

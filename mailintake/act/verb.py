"""What a tagged command is, what it sees, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from mailintake.model.case import Case
from mailintake.model.person import Person
from mailintake.model.settings import Technician
from mailintake.model.ticket import Change, Ticket


class Audience(StrEnum):
    """For whom the prose of a mail is."""

    EVERYBODY = "everybody"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One command line as typed; `verb` is the canonical name or None, `certain` that the writer wrote it now."""

    line: str
    word: str
    verb: str | None
    arguments: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Scene:
    """What a command sees: the mail, its actor, the ticket it works on, and whether that ticket is just opening."""

    case: Case
    actor: Technician
    ticket: Ticket | None
    opening: bool = False

    @property
    def now_ticket(self) -> Ticket:
        """Return the ticket; commands that need one are never called without."""
        if self.ticket is None:
            raise NoTicketError
        return self.ticket


@dataclass(frozen=True, slots=True)
class Effect:
    """What a command does: changes, words for the requester, and what the transcript says of it."""

    said: str = ""
    changes: tuple[Change, ...] = ()
    text: str = ""
    audience: Audience | None = None
    on_behalf_of: Person | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a command cannot be carried out; `suggestion` is the nearest line that could."""

    reason: str
    suggestion: str | None = None


class NoTicketError(LookupError):
    """A command that works on a ticket was run without one."""

    def __init__(self) -> None:
        super().__init__("this command needs a ticket")


Answer: TypeAlias = Effect | Problem


@dataclass(frozen=True, slots=True)
class Verb:
    """A tagged command: its names, how it is written, what it does; `confirm` asks first, since nothing undoes it."""

    name: str
    usage: str
    summary: str
    run: Callable[[Scene, str], Answer]
    aliases: tuple[str, ...] = ()
    needs_ticket: bool = True
    takes_text: bool = False
    confirm: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return every word that calls it."""
        return (self.name, *self.aliases)

"""The plain values that templates print; every word in them is clean already."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk: `reopen_days` are the days in which a reply reopens."""

    name: str
    address: str
    phone: str
    reopen_days: int


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person; what we do not know is empty."""

    name: str
    first_name: str
    address: str
    extension: str
    site: str
    department: str
    room: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """Words on a ticket: who, when, and whether the requester may read them."""

    who: str
    at: str
    text: str
    public: bool


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """An attachment's name, its size in words, and what is to be known of it in words, empty where nothing is."""

    name: str
    size: str
    dangerous: bool = False
    warning: str = ""


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as the reader may see it; times in words, what is not known empty.

    `name` is `TECH-1042`, `title` the name and the subject. `missing` holds `site` and `room` where they are not known,
    `because` is one line. `late` says that a target has passed.
    """

    number: int
    name: str
    subject: str
    title: str
    requester: PersonView
    verified: bool
    status: str
    status_title: str
    priority: str
    priority_title: str
    category: str
    category_title: str
    site: str
    room: str
    asset: str
    assignee: str
    opened: str
    respond_by: str
    resolve_by: str
    due: str
    pending_until: str
    because: str
    needs_triage: bool
    incident: bool
    tags: tuple[str, ...]
    copied: tuple[str, ...]
    related: tuple[str, ...]
    missing: tuple[str, ...]
    request: str
    notes: tuple[NoteView, ...]
    attachments: tuple[AttachmentView, ...]
    late: bool = False


@dataclass(frozen=True, slots=True)
class ResultView:
    """A command line, what became of it in a word, why, the nearest right line, and the tickets it asked for."""

    line: str
    verb: str
    outcome: str
    word: str
    reason: str
    suggestion: str
    tickets: tuple[TicketView, ...]


@dataclass(frozen=True, slots=True)
class VerbView:
    """A command as `#help` explains it."""

    form: str
    about: str

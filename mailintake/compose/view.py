"""What a template may use: clean words only, nothing that could be called or changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailintake.compose.clean import bare_subject, clean, one_line, shorten
from mailintake.compose.context import Context, Recipient
from mailintake.compose.marker import MARKERS
from mailintake.compose.notices import NOTICES
from mailintake.compose.words import (
    NO_SUBJECT,
    PLAIN_SUBJECT,
    category_title,
    moment,
    outcome_word,
    priority_title,
    size_words,
    status_title,
)
from mailintake.model.decision import CommandResult, Notice
from mailintake.model.person import Person
from mailintake.model.ticket import Entry, EntryKind, Priority, Ticket
from mailintake.route.targets import in_words
from mailintake.token import control_address

WORDS = 60_000
QUOTED, QUOTED_LINES = 3_000, 40
NOTE, NOTES = 2_000, 10
ATTACHMENTS = 50
LISTED = 60


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
    """An attachment's name and size in words."""

    name: str
    size: str


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as the reader may see it; times in words, what is not known empty.

    `name` is `TECH-1042`, `missing` holds `site` and `room` where they are not known, `because` is one line.
    """

    number: int
    name: str
    subject: str
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


def view(notice: Notice, context: Context, reader: Recipient) -> dict[str, object]:
    """Return the names a template may use (see `docs/reference`)."""
    kind = NOTICES[notice.template]
    maker = _Maker(context, reader.language, staff=kind.staff, plain=notice.facts.get("plain") == "yes")
    desk = context.rules.desk
    ticket = maker.ticket(context.ticket) if context.ticket else None
    return {
        "language": reader.language,
        "marker": MARKERS.get(reader.language, MARKERS["en"]),
        "desk": DeskView(
            desk.name, desk.address, desk.phone or "", max(1, round(desk.reopen_within.total_seconds() / 86400))
        ),
        "reader": PersonView(one_line(reader.name), one_line(reader.first_name, 60), reader.address, "", "", "", ""),
        "staff": reader.technician is not None,
        "own": reader.technician is not None and ticket is not None and _is_assignee(context, reader),
        "actor": maker.name(notice.actor) if notice.actor else "",
        "actor_is_requester": _is_requester(notice.actor, context),
        "ticket": ticket,
        "subject": subject(notice, context, reader.language),
        "text": shorten(notice.text, WORDS),
        "prose": shorten(notice.facts.get("prose", "") or notice.text, WORDS),
        "quoted": _quoted(ticket, context),
        "facts": {name: clean(value)[:WORDS] for name, value in notice.facts.items()},
        "control_address": _control(notice, context, reader),
        "results": tuple(maker.result(one) for one in notice.results),
        "failed": any(one.outcome.value in {"error", "refused"} for one in notice.results),
        "requests": tuple(maker.ticket(one) for one in _by_urgency(context.own_tickets)),
        "plain": maker.plain,
    }


def subject(notice: Notice, context: Context, language: str) -> str:
    """Return `Re: [TECH-1042] words`, the same in all mails of a ticket; without the words where they are strange."""
    ticket = context.ticket
    tag = context.rules.desk.tag
    if ticket is None:
        return ""
    if notice.facts.get("plain") == "yes":
        return f"[{tag}-{ticket.number}] {PLAIN_SUBJECT.get(language, PLAIN_SUBJECT['en'])}"
    words = bare_subject(ticket.subject, tag) or NO_SUBJECT.get(language, NO_SUBJECT["en"])
    return f"Re: [{tag}-{ticket.number}] {words}"


class _Maker:
    """Makes views for one reader: his language, and whether he may see internal notes."""

    def __init__(self, context: Context, language: str, *, staff: bool, plain: bool) -> None:
        self._context = context
        self._rules = context.rules
        self._language = language
        self._staff = staff
        self.plain = plain

    def ticket(self, ticket: Ticket) -> TicketView:
        rules, language = self._rules, self._language
        words = "" if self.plain else self._request(ticket)
        return TicketView(
            number=ticket.number,
            name=f"{rules.desk.tag}-{ticket.number}",
            subject="" if self.plain else self._subject(ticket),
            requester=self._person(ticket.requester),
            verified=ticket.verified,
            status=ticket.status.value,
            status_title=status_title(ticket.status, language),
            priority=ticket.priority.value,
            priority_title=priority_title(ticket.priority, rules, language),
            category=ticket.category,
            category_title=category_title(ticket.category, rules, language),
            site=self._site(ticket.site),
            room=one_line(ticket.room or "", 60),
            asset=one_line(ticket.asset or "", 60),
            assignee=self._holder(ticket),
            opened=self._moment(ticket.opened_at),
            respond_by=self._until(ticket.respond_by) if not ticket.responded_at else "",
            resolve_by=self._until(ticket.due or ticket.resolve_by),
            due=self._until(ticket.due),
            pending_until=self._moment(ticket.pending_until) if ticket.pending_until else "",
            because=one_line("; ".join(ticket.because), 400) if self._staff else "",
            needs_triage=ticket.needs_triage,
            incident=ticket.incident is not None,
            tags=tuple(one_line(tag, 40) for tag in ticket.tags) if self._staff else (),
            copied=ticket.copied if self._staff else (),
            related=tuple(f"{rules.desk.tag}-{number}" for number in ticket.related) if self._staff else (),
            missing=tuple(name for name, value in (("site", ticket.site), ("room", ticket.room)) if not value),
            request=words,
            notes=self._notes(ticket),
            attachments=tuple(
                AttachmentView(one_line(one.name or one.media_type, 120), size_words(one.size))
                for one in ticket.attachments[:ATTACHMENTS]
            ),
        )

    def result(self, result: CommandResult) -> ResultView:
        listed = self._context.lists.get(result.line, ())[:LISTED]
        return ResultView(
            line=one_line(result.line, 500),
            verb=result.verb or "",
            outcome=result.outcome.value,
            word=outcome_word(result.outcome, self._language),
            reason=one_line(result.reason or "", 1000),
            suggestion=one_line(result.suggestion or "", 500),
            tickets=tuple(self.ticket(one) for one in listed),
        )

    def name(self, actor: str) -> str:
        routing = self._rules.routing
        technician = routing.technicians.get(actor) or routing.technician(actor)
        if technician:
            return one_line(technician.name)
        if actor == "desk":
            return one_line(self._rules.desk.name)
        ticket = self._context.ticket
        known = ticket.requester if ticket and _is_requester(actor, self._context) else self._rules.person(actor)
        return one_line((known.name if known and not self.plain else "") or actor)

    def _person(self, person: Person) -> PersonView:
        named = replace(person, name="") if self.plain else person
        return PersonView(
            name=one_line(named.name),
            first_name=one_line(named.first_name, 60) if named.name else "",
            address=one_line(person.address, 254),
            extension=one_line(person.extension or "", 40),
            site=self._site(person.site),
            department=one_line(person.department or "", 80),
            room=one_line(person.room or "", 60),
        )

    def _holder(self, ticket: Ticket) -> str:
        technician = self._rules.routing.technicians.get(ticket.assignee or "")
        return one_line(technician.name) if technician else ""

    def _site(self, key: str | None) -> str:
        site = self._rules.sites.get(key or "")
        return one_line(site.name if site else key or "", 100)

    def _subject(self, ticket: Ticket) -> str:
        words = bare_subject(ticket.subject, self._rules.desk.tag)
        return words or NO_SUBJECT.get(self._language, NO_SUBJECT["en"])

    def _request(self, ticket: Ticket) -> str:
        first = next((one for one in ticket.entries if one.kind is EntryKind.MESSAGE), None)
        return shorten(first.text, WORDS) if first and (first.public or self._staff) else ""

    def _notes(self, ticket: Ticket) -> tuple[NoteView, ...]:
        first = next((one for one in ticket.entries if one.kind is EntryKind.MESSAGE), None)
        words = [one for one in ticket.entries if one is not first and self._shown(one, ticket)]
        return tuple(
            NoteView(self.name(one.actor), self._moment(one.at), shorten(one.text, NOTE), one.public)
            for one in words[-NOTES:]
        )

    def _shown(self, entry: Entry, ticket: Ticket) -> bool:
        if entry.kind not in {EntryKind.MESSAGE, EntryKind.NOTE} or not entry.text.strip():
            return False
        # A requester knows his own words; what is not public never leaves the house.
        return self._staff or (entry.public and not ticket.has(entry.actor))

    def _moment(self, at: datetime) -> str:
        return moment(at, self._rules.calendar.timezone, self._language)

    def _until(self, at: datetime | None) -> str:
        if at is None:
            return ""
        return in_words(at, self._context.now, self._rules.calendar, self._language)


def _by_urgency(tickets: tuple[Ticket, ...]) -> list[Ticket]:
    order = {priority: priority.rank for priority in Priority}
    return sorted(tickets, key=lambda one: (order[one.priority], one.number))


def _is_requester(actor: str | None, context: Context) -> bool:
    return bool(actor and context.ticket and context.ticket.has(actor))


def _is_assignee(context: Context, reader: Recipient) -> bool:
    ticket = context.ticket
    return ticket is not None and reader.technician is not None and ticket.assignee == reader.technician.key


def _quoted(ticket: TicketView | None, context: Context) -> str:
    """Return what the opening mail quotes or forwards, shortened: for many requests that is where the fault stands."""
    message = context.message
    if message is None or ticket is None or shorten(message.text, WORDS) != ticket.request:
        return ""
    inner = message.forwarded.text if message.forwarded else message.quoted
    return "" if inner.strip() in ticket.request else shorten(inner, QUOTED, QUOTED_LINES)


def _control(notice: Notice, context: Context, reader: Recipient) -> str:
    asked = notice.facts.get("control_address", "")
    if not asked or reader.technician is None:
        return ""
    desk = context.rules.desk
    return asked if "@" in asked else control_address(desk.address, reader.technician.email, context.rules.token_key)

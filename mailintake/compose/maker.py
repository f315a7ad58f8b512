"""Tickets, people and command results as one reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice

from mailintake.compose.clean import one_line, shorten
from mailintake.compose.context import Context
from mailintake.compose.mask import mask
from mailintake.compose.values import AttachmentView, NoteView, PersonView, ResultView, TicketView
from mailintake.compose.words import (
    NO_SUBJECT,
    category_title,
    moment,
    outcome_word,
    priority_title,
    size_words,
    status_title,
    warning_words,
)
from mailintake.model.decision import CommandResult
from mailintake.model.message import Attachment
from mailintake.model.person import Person
from mailintake.model.ticket import Entry, EntryKind, Status, StoredAttachment, Ticket
from mailintake.parse.danger import danger
from mailintake.parse.subject import bare_subject
from mailintake.route.targets import in_words

WORDS = 60_000
NOTE, NOTES = 2_000, 10
ATTACHMENTS = 50
ORNAMENT = 16 * 1024
LISTED = 60


class Maker:
    """Makes views for one reader: his language, and whether he may see internal notes."""

    def __init__(self, context: Context, language: str, *, staff: bool, plain: bool) -> None:
        self._context = context
        self._rules = context.rules
        self._language = language
        self._staff = staff
        self.plain = plain

    def ticket(self, ticket: Ticket) -> TicketView:
        """Return the ticket as the reader may see it."""
        rules, language = self._rules, self._language
        words = "" if self.plain else self._request(ticket)
        name = f"{rules.desk.tag}-{ticket.number}"
        subject = "" if self.plain else self._subject(ticket)
        return TicketView(
            number=ticket.number,
            name=name,
            subject=subject,
            title=f"{name}, {subject}" if subject else name,
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
            attachments=attachment_views(ticket.attachments, language, rules.limits.attachment),
            late=is_late(ticket, self._context.now),
        )

    def result(self, result: CommandResult) -> ResultView:
        """Return what became of a command line, with the tickets it asked for."""
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
        """Return how an actor is called: an address, a roster key or `desk`."""
        routing = self._rules.routing
        technician = routing.technicians.get(actor) or routing.technician(actor)
        if technician:
            return one_line(technician.name)
        if actor == "desk":
            return one_line(self._rules.desk.name)
        ticket = self._context.ticket
        known = ticket.requester if ticket and is_requester(actor, self._context) else self._rules.person(actor)
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
        words = mask(bare(ticket.subject, self._rules.desk.tag)).text
        return words or NO_SUBJECT.get(self._language, NO_SUBJECT["en"])

    def _request(self, ticket: Ticket) -> str:
        first = next((one for one in ticket.entries if one.kind is EntryKind.MESSAGE), None)
        return readable(first.text, self._language) if first and (first.public or self._staff) else ""

    def _notes(self, ticket: Ticket) -> tuple[NoteView, ...]:
        first = next((one for one in ticket.entries if one.kind is EntryKind.MESSAGE), None)
        words = [one for one in ticket.entries if one is not first and self._shown(one, ticket)]
        return tuple(
            NoteView(self.name(one.actor), self._moment(one.at), readable(one.text, self._language, NOTE), one.public)
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


def attachment_views(
    attachments: Iterable[Attachment | StoredAttachment], language: str, limit: int
) -> tuple[AttachmentView, ...]:
    """Return names and sizes of the first of them, and what is to be known of each; `limit` is the largest we keep."""
    first = islice((one for one in attachments if not _is_ornament(one)), ATTACHMENTS)
    return tuple(
        AttachmentView(
            one_line(one.name or one.media_type, 120),
            size_words(one.size),
            dangerous=(found := danger(one.name, one.media_type)) is not None,
            warning=warning_words(found, language, kept=one.size <= limit),
        )
        for one in first
    )


def _is_ornament(one: Attachment | StoredAttachment) -> bool:
    """Tell a logo that belongs to a signature from a picture that somebody wants to show."""
    return one.inline and one.size <= ORNAMENT and one.media_type.startswith("image/")


def readable(text: str, language: str, limit: int = WORDS, lines: int = 100_000) -> str:
    """Return words from mail as they may stand in another mail: shortened, and without secrets."""
    return mask(shorten(text, limit, lines)).with_note(language)


def is_late(ticket: Ticket, now: datetime) -> bool:
    """Tell whether a promise was not kept; what waits for somebody or is done is not late."""
    promised = (ticket.due or ticket.resolve_by, None if ticket.responded_at else ticket.respond_by)
    at_work = ticket.status in {Status.NEW, Status.OPEN}
    return at_work and any(moment is not None and moment <= now for moment in promised)


def bare(subject: str, tag: str) -> str:
    """Return the subject's own words on one line."""
    return one_line(bare_subject(one_line(subject, 400), tag))


def is_requester(actor: str | None, context: Context) -> bool:
    """Tell whether the actor is the ticket's requester or copied on it."""
    return bool(actor and context.ticket and context.ticket.has(actor))

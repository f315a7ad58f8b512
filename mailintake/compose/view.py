"""What a template may use: clean words only, nothing that could be called or changed."""

from __future__ import annotations

from mailintake.act import VERBS
from mailintake.compose.clean import clean, one_line, shorten
from mailintake.compose.context import Context, Recipient
from mailintake.compose.maker import WORDS, Maker, attachment_views, bare, is_requester, readable
from mailintake.compose.mask import mask
from mailintake.compose.notices import NOTICES
from mailintake.compose.values import DeskView, PersonView, TicketView, VerbView
from mailintake.compose.words import NO_SUBJECT, plain_subject
from mailintake.model.decision import Notice, Outcome
from mailintake.model.ticket import Priority, Ticket
from mailintake.parse.marker import MARKERS
from mailintake.token import control_address

QUOTED, QUOTED_LINES = 3_000, 40
# In these, the words of the mail are somebody else's than the technician's who reads or wrote them.
REQUESTERS_WORDS = frozenset({"assigned", "copied", "receipt", "reopened", "requester_wrote", "unassigned"})


def view(notice: Notice, context: Context, reader: Recipient) -> dict[str, object]:
    """Return the names a template may use (see `docs/reference`)."""
    kind = NOTICES[notice.template]
    maker = Maker(context, reader.language, staff=kind.staff, plain=notice.facts.get("plain") == "yes")
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
        "answers": reader.author,
        "actor_is_requester": is_requester(notice.actor, context),
        "ticket": ticket,
        "subject": subject(notice, context, reader.language),
        "text": _words(notice.text, notice, reader.language),
        "prose": _words(notice.facts.get("prose", "") or notice.text, notice, reader.language),
        "quoted": _quoted(ticket, context, reader.language),
        "facts": {name: clean(value)[:WORDS] for name, value in notice.facts.items()},
        "control_address": _control(notice, context, reader),
        "attachments": attachment_views(
            context.message.attachments if context.message else (), reader.language, context.rules.limits.attachment
        ),
        "verbs": _verbs(notice),
        "results": tuple(maker.result(one) for one in notice.results),
        "failed": any(one.outcome.value in {"error", "refused"} for one in notice.results),
        "lists": _lists(notice, context, maker),
        "requests": tuple(maker.ticket(one) for one in _by_urgency(context.own_tickets)),
        "plain": maker.plain,
    }


def _words(text: str, notice: Notice, language: str) -> str:
    return readable(text, language) if notice.template in REQUESTERS_WORDS else shorten(text, WORDS)


def subject(notice: Notice, context: Context, language: str) -> str:
    """Return `Re: [TECH-1042] words`, the same in all mails of a ticket; without the words where they are strange."""
    ticket = context.ticket
    tag = context.rules.desk.tag
    if ticket is None:
        return ""
    if notice.facts.get("plain") == "yes":
        return f"[{tag}-{ticket.number}] {plain_subject(notice.template, language)}"
    words = mask(bare(ticket.subject, tag)).text or NO_SUBJECT.get(language, NO_SUBJECT["en"])
    return f"Re: [{tag}-{ticket.number}] {words}"


def _lists(notice: Notice, context: Context, maker: Maker) -> dict[str, tuple[TicketView, ...]]:
    found = context.lists if notice.template == "digest" else {}
    return {name: tuple(maker.ticket(one) for one in found.get(name, ())) for name in ("own", "late", "nobody")}


def _by_urgency(tickets: tuple[Ticket, ...]) -> list[Ticket]:
    order = {priority: priority.rank for priority in Priority}
    return sorted(tickets, key=lambda one: (order[one.priority], one.number))


def _is_assignee(context: Context, reader: Recipient) -> bool:
    ticket = context.ticket
    return ticket is not None and reader.technician is not None and ticket.assignee == reader.technician.key


def _quoted(ticket: TicketView | None, context: Context, language: str) -> str:
    """Return what the opening mail quotes or forwards, shortened: for many requests that is where the fault stands."""
    message = context.message
    if message is None or ticket is None or readable(message.text, language) != ticket.request:
        return ""
    inner = message.forwarded.text if message.forwarded else message.quoted
    return "" if inner.strip() in ticket.request else readable(inner, language, QUOTED, QUOTED_LINES)


def _asks_for_help(notice: Notice) -> bool:
    return any(one.verb == "help" and one.outcome is Outcome.OK for one in notice.results)


def _verbs(notice: Notice) -> tuple[VerbView, ...]:
    return tuple(VerbView(one.usage, one.summary) for one in VERBS) if _asks_for_help(notice) else ()


def _control(notice: Notice, context: Context, reader: Recipient) -> str:
    asked = notice.facts.get("control_address", "") or ("yes" if _asks_for_help(notice) else "")
    if not asked or reader.technician is None:
        return ""
    desk = context.rules.desk
    return asked if "@" in asked else control_address(desk.address, reader.technician.email, context.rules.token_key)

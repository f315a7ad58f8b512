"""A made-up request to show a template with, when there is no real one at hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailintake.compose.context import Context
from mailintake.compose.notices import NOTICES
from mailintake.compose.templates import UnknownTemplateError
from mailintake.model.decision import CommandResult, Notice, Outcome
from mailintake.model.person import Person
from mailintake.model.settings import Rules
from mailintake.model.ticket import Entry, EntryKind, Priority, Status, StoredAttachment, Ticket
from mailintake.route.targets import targets

ADDRESS = "aruiz@example.org"
WORDS = {
    "en": ("Copier jams", "The copier in the front office jams on every page. We can use the one in the library."),
    "es": ("La copiadora se atasca", "La copiadora de la oficina se atasca en cada hoja. Usamos la de la biblioteca."),
}
PROSE = {"en": "New rollers fitted, please try again.", "es": "Rodillos nuevos, por favor pruebe otra vez."}
RESULTS = (
    CommandResult("#privat", None, "", Outcome.ERROR, "there is no such command", "#private"),
    CommandResult("#close", "close", "", Outcome.NOT_RUN),
)


def sample(
    template: str,
    rules: Rules,
    now: datetime,
    *,
    ticket: Ticket | None = None,
    language: str | None = None,
) -> tuple[Notice, Context]:
    """Return a notice of that kind and what to render it with, about the ticket or a made-up one."""
    if template not in NOTICES:
        raise UnknownTemplateError(template)
    wished = language or (rules.desk.languages or ("en",))[0]
    shown = ticket or _ticket(rules, now, wished)
    technician = rules.routing.technicians.get(shown.assignee or "") or next(
        iter(rules.routing.technicians.values()), None
    )
    staff = technician.email if technician else f"technician@{rules.desk.domain}"
    alone = template in {"admin_alert", "digest", "help", "too_large"}
    notice = Notice(
        template,
        to=staff if NOTICES[template].staff else shown.requester.address,
        ticket=None if alone else shown.number,
        text=_text(template, shown, wished),
        actor=shown.requester.address if template in {"requester_wrote", "reopened"} else staff,
        results=RESULTS if template in {"transcript", "confirm"} else (),
        facts={**_facts(template, shown, wished), **_plain(template, shown)},
        language=wished,
    )
    lists = {"own": (shown,)} if template == "digest" else {}
    context = Context(rules, now, lambda: "preview", None if alone else shown, lists=lists)
    return notice, context


def _ticket(rules: Rules, now: datetime, language: str) -> Ticket:
    subject, words = WORDS.get(language, WORDS["en"])
    site = next(iter(rules.sites), None)
    promised = targets(Priority.NORMAL, now, rules)
    return Ticket(
        number=1042,
        subject=subject,
        requester=Person(ADDRESS, "Ana Ruiz", "4512", site, "Front Office", "Main 101", language),
        opened_at=now - timedelta(hours=1),
        status=Status.OPEN,
        category="printer",
        site=site,
        room="Main 101",
        assignee=next(iter(rules.routing.technicians), None),
        language=language,
        respond_by=promised.respond_by,
        resolve_by=promised.resolve_by,
        because=("one person", "another copier can be used"),
        entries=(
            Entry(now - timedelta(hours=1), ADDRESS, EntryKind.MESSAGE, public=True, text=words),
            Entry(now, "desk", EntryKind.NOTE, public=True, text=PROSE.get(language, PROSE["en"])),
        ),
        attachments=(StoredAttachment("jam.jpg", "image/jpeg", 1_234_567, "0" * 64),),
    )


def _text(template: str, ticket: Ticket, language: str) -> str:
    match template:
        case "transcript" | "confirm":
            return f"#privat\n#close\n{PROSE.get(language, PROSE['en'])}"
        case "requester_wrote":
            return next((one.text for one in ticket.entries if one.kind is EntryKind.MESSAGE), "")
        case _:
            return ""


def _plain(template: str, ticket: Ticket) -> dict[str, str]:
    """Return what hides an unverified author's own words from the mails that go to him."""
    return {"plain": "yes"} if "plain" in NOTICES[template].facts and not ticket.verified else {}


def _facts(template: str, ticket: Ticket, language: str) -> dict[str, str]:
    match template:
        case "answer" | "closed":
            return {"prose": PROSE.get(language, PROSE["en"])}
        case "assigned":
            return {"control_address": "yes"}
        case "reminder" | "overdue":
            return {"target": "resolve"}
        case "transcript":
            return {"ok": "yes"}
        case "too_large":
            return {"limit": "40 MiB"}
        case "undeliverable":
            return {"recipient": ticket.requester.address, "reason": "550 5.1.1 no such mailbox", "template": "receipt"}
        case "admin_alert":
            return {
                "what": "The mail server refuses our login.",
                "where": "smtp.example.org",
                "hint": "Check the password.",
            }
        case _:
            return {}

"""Words for statuses, priorities, sizes and dates, in the languages we write."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from mailintake.model.decision import Outcome
from mailintake.model.settings import Rules
from mailintake.model.ticket import Priority, Status

STATUS = {
    "en": {
        Status.NEW: "received",
        Status.OPEN: "being worked on",
        Status.PENDING: "waiting",
        Status.RESOLVED: "solved",
        Status.CLOSED: "closed",
    },
    "es": {
        Status.NEW: "recibida",
        Status.OPEN: "en curso",
        Status.PENDING: "en espera",
        Status.RESOLVED: "resuelta",
        Status.CLOSED: "cerrada",
    },
}
PRIORITY = {
    "en": {Priority.HIGH: "High", Priority.NORMAL: "Normal", Priority.LOW: "Low"},
    "es": {Priority.HIGH: "Alta", Priority.NORMAL: "Normal", Priority.LOW: "Baja"},
}
OUTCOME = {
    "en": {Outcome.OK: "ok", Outcome.ERROR: "error", Outcome.REFUSED: "refused", Outcome.NOT_RUN: "not run"},
    "es": {Outcome.OK: "hecho", Outcome.ERROR: "error", Outcome.REFUSED: "rechazado", Outcome.NOT_RUN: "no ejecutado"},
}
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}
NO_SUBJECT = {"en": "(no subject)", "es": "(sin asunto)"}
# Subjects that repeat nothing of what an unverified author wrote, by notice.
PLAIN_SUBJECT = {
    "en": {
        "receipt": "We have your request",
        "answer": "An answer to your request",
        "closed": "Your request is solved",
        "reopened": "Your request is open again",
        "status": "News about your request",
    },
    "es": {
        "receipt": "Hemos recibido su solicitud",
        "answer": "Una respuesta a su solicitud",
        "closed": "Su solicitud está resuelta",
        "reopened": "Su solicitud está abierta de nuevo",
        "status": "Novedades de su solicitud",
    },
}
WARNINGS = {
    "en": {
        "program": "DANGEROUS: a program",
        "page": "DANGEROUS: a page that can pretend to be a sign-in",
        "macros": "DANGEROUS: it can hold macros",
        "large": "too large to be kept apart from its mail",
    },
    "es": {
        "program": "PELIGROSO: un programa",
        "page": "PELIGROSO: una página que puede fingir un inicio de sesión",
        "macros": "PELIGROSO: puede contener macros",
        "large": "demasiado grande para guardarlo aparte de su correo",
    },
}
KILO = 1000
NOON = 12


def status_title(status: Status, language: str) -> str:
    """Return how a requester would call the status."""
    return STATUS.get(language, STATUS["en"])[status]


def plain_subject(template: str, language: str) -> str:
    """Return a subject that says what the notice says, in our own words only."""
    words = PLAIN_SUBJECT.get(language, PLAIN_SUBJECT["en"])
    return words.get(template, words["status"])


def priority_title(priority: Priority, rules: Rules, language: str) -> str:
    """Return the district's word for the priority, or ours."""
    target = rules.priorities.targets.get(priority)
    return (target.title.get(language) if target else None) or PRIORITY.get(language, PRIORITY["en"])[priority]


def category_title(category: str, rules: Rules, language: str) -> str:
    """Return the category's title, or its key with a capital."""
    known = rules.categories.get(category)
    title = (known.title.get(language) or known.title.get("en")) if known else None
    return title or category.replace("_", " ").capitalize()


def outcome_word(outcome: Outcome, language: str) -> str:
    """Return what became of a command line."""
    return OUTCOME.get(language, OUTCOME["en"])[outcome]


def moment(at: datetime, timezone: ZoneInfo, language: str) -> str:
    """Return date and time as people write them: `Nov 23, 8:05 AM`, `23 nov 8:05`."""
    local = at.astimezone(timezone)
    month = MONTHS.get(language, MONTHS["en"])[local.month - 1]
    if language == "es":
        return f"{local.day} {month} {local.hour}:{local:%M}"
    half = "AM" if local.hour < NOON else "PM"
    return f"{month} {local.day}, {local.hour % NOON or NOON}:{local:%M} {half}"


def warning_words(danger: str | None, language: str, *, kept: bool) -> str:
    """Return what is to be known of an attachment before somebody opens or looks for it."""
    words = WARNINGS.get(language, WARNINGS["en"])
    return "; ".join(words[one] for one in (danger, None if kept else "large") if one)


def size_words(size: int) -> str:
    """Return a size in bytes as people read it: `1.2 MB`."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{size / KILO:.0f} kB"
    return f"{size / KILO / KILO:.1f} MB"

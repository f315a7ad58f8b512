"""Answers to invitations (RFC 5546: METHOD of iCalendar)."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.model.message import Message

ANSWERS = frozenset({"reply", "counter", "declinecounter", "refresh", "cancel"})
# What calendar programs write by themselves; the line that we make of the calendar part is among it.
PROGRAMS = (
    "calendar:", "calendar (", "when:", "where:", "who:", "time:", "date:", "location:", "organizer:", "subject:",
    "what:", "required:", "optional:", "attendees:", "cuándo:", "dónde:", "fecha:", "hora:", "lugar:", "ubicación:",
    "organizador:", "asunto:", "this event has been cancel", "this event was cancel", "this meeting has been cancel",
    "event cancel", "meeting cancel", "este evento se ha cancelado", "este evento ha sido cancelado",
    "se ha cancelado este evento", "esta reunión se ha cancelado",
)  # fmt: skip
ANSWERED = (
    "has accepted", "has declined", "has tentatively accepted", "accepted your invitation",
    "declined your invitation", "has replied", "ha aceptado", "ha rechazado", "ha respondido",
)  # fmt: skip
# From here on, nobody writes by hand.
ENDS = ("*~*~", "____", "~~//~~", "microsoft teams", "join zoom", "join on your computer", "-::~:~::~")
GOOGLE = ("invitation from google calendar", "invitación de google calendar")
NOTED = ("with this note", "with a note", "con esta nota", "con una nota")
FEWEST_WORDS = 4


def check(case: Case) -> Verdict | None:
    """File accepted and declined invitations; an invitation itself (REQUEST) is a person's mail, and so are words."""
    method = (case.message.calendar_method or "").casefold()
    if method in ANSWERS and len(_own_words(case.message).split()) < FEWEST_WORDS:
        return Verdict(Kind.AUTOMATIC, f"a calendar answer ({method})", "calendar_answer")
    return None


def _own_words(message: Message) -> str:
    """Return what the person wrote beside the answer."""
    whole = message.body.casefold()
    if any(sign in whole for sign in GOOGLE) and not any(sign in whole for sign in NOTED):
        return ""
    kept: list[str] = []
    for line in message.text.casefold().split("\n"):
        bare = line.strip()
        if bare.startswith(ENDS):
            break
        if not bare.startswith((*PROGRAMS, "http")) and not any(words in bare for words in ANSWERED):
            kept.append(bare)
    return "\n".join(kept)

"""Automatic answers without any header that says so: the well-known subjects and bodies."""

from __future__ import annotations

from mailintake.guard.absence_words import ASKING, CERTAIN, LIKELY, OPENINGS, USUAL
from mailintake.guard.phrases import fold
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.thread import tagged_ticket

GREETING_LINES = 3
LOOKED_AT = 2000


def check(case: Case) -> Verdict | None:
    """Recognise an out-of-office by its subject, or as an answer to our mail by how it begins; no program asks."""
    subject = case.message.subject.casefold().strip()
    certain = next((known for known in CERTAIN if subject.startswith(known)), None)
    if certain:
        return Verdict(Kind.AUTOMATIC, f"its subject begins with “{certain}”", "out_of_office")
    reason = _looks_like_one(case, subject)
    return Verdict(Kind.AUTOMATIC, reason, "out_of_office") if reason and not _asks(case) else None


def _looks_like_one(case: Case, subject: str) -> str | None:
    answers = case.thread.ticket is not None or case.message.reply
    opening = _opening(case.message.text)
    for known in (*USUAL, *LIKELY):
        if subject.startswith(known) and (known in USUAL or answers or opening or subject.strip(" .!") == known):
            return f"its subject begins with “{known}”"
    return f"it begins with “{opening}”" if answers and opening else None


def _asks(case: Case) -> bool:
    """Tell whether somebody asks for something; `Out of office: Re: ` is followed by another's words."""
    message = case.message
    words = message.subject.casefold().split()
    theirs = "re:" in words or "rv:" in words or tagged_ticket(message.subject, case.rules.desk.tag) is not None
    subject = "" if theirs else message.subject
    return ASKING.find(fold(f"{subject}\n{message.text[:LOOKED_AT]}")) is not None


def _opening(text: str) -> str | None:
    """Return the well-known beginning that one of the first lines has."""
    lines = [" ".join(line.casefold().replace("\u2019", "'").split()) for line in text.split("\n") if line.strip()]
    return next((known for line in lines[:GREETING_LINES] for known in OPENINGS if line.startswith(known)), None)

"""Automatic answers without any header that says so: the well-known subjects and bodies."""

from __future__ import annotations

from mailintake.guard.absence_words import ASKING, CERTAIN, LIKELY, OPENINGS, SUBJECT_MATTER, TELLING, USUAL
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
    return Verdict(Kind.AUTOMATIC, reason, "out_of_office") if reason else None


def _looks_like_one(case: Case, subject: str) -> str | None:
    answers = case.thread.ticket is not None or case.message.reply
    opening = _opening(case.message.text)
    for known in (*USUAL, *LIKELY):
        whole = subject.strip(" .!") == known
        if subject.startswith(known) and (known in USUAL or answers or opening or whole):
            return f"its subject begins with “{known}”" if _tells(case, subject.removeprefix(known)) else None
    return f"it begins with “{opening}”" if answers and opening and not _asks(case.message.text) else None


def _tells(case: Case, subject: str) -> bool:
    """Tell whether a mail tells of an absence and asks for nothing; `Re: ` is followed by another's words."""
    text = case.message.text[:LOOKED_AT]
    words = subject.split()
    theirs = "re:" in words or "rv:" in words or tagged_ticket(subject, case.rules.desk.tag) is not None
    said = text if theirs else f"{subject}.\n{text}"
    if _asks(said):
        return False
    if theirs or not text.strip():
        return True
    if "?" in text and SUBJECT_MATTER.find(fold(subject)):
        return False
    return TELLING.find(fold(said)) is not None or ("?" not in text and SUBJECT_MATTER.find(fold(said)) is None)


def _asks(text: str) -> bool:
    """Tell whether somebody asks for something, or about the note itself."""
    questions = f"{text[:LOOKED_AT]} ".replace("?\n", "? ").replace("!", ".").replace("\n", ".").split("? ")[:-1]
    about = (fold(one.rpartition(".")[2]) for one in questions)
    return ASKING.find(fold(text[:LOOKED_AT])) is not None or any(SUBJECT_MATTER.find(one) for one in about)


def _opening(text: str) -> str | None:
    """Return the well-known beginning that one of the first lines has."""
    lines = [" ".join(line.casefold().replace("\u2019", "'").split()) for line in text.split("\n") if line.strip()]
    return next((known for line in lines[:GREETING_LINES] for known in OPENINGS if line.startswith(known)), None)

"""Automatic answers without any header that says so: the well-known subjects and bodies."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

# No person begins a subject like this.
CERTAIN = (
    "automatic reply:",
    "auto reply:",
    "auto-reply:",
    "autoreply:",
    "auto response:",
    "auto-response:",
    "autoresponse:",
    "automatic response:",
    "out of office:",
    "out of the office:",
    "ooo:",
    "vacation reply",
    "respuesta automática:",
    "respuesta automatica:",
    "fuera de la oficina:",
    "fuera de oficina:",
)
# These also begin requests: `Out of office message does not turn on`.
LIKELY = (
    "auto:",
    "automatic reply",
    "autoreply",
    "vacation:",
    "out of office",
    "out of the office",
    "away from the office",
    "on vacation",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "fuera de oficina",
    "ausencia de la oficina",
    "ausente",
)
OPENINGS = (
    "i am out of the office",
    "i am currently out of the office",
    "i'm out of the office",
    "i'm currently out of the office",
    "i am currently out of office",
    "i am out of office",
    "i will be away from",
    "i am currently away",
    "i am on maternity leave",
    "i will have limited access to email",
    "thank you for your email. i will be out",
    "thank you for your message. i will be out",
    "thanks for your email. i am",
    "thank you for contacting me. i am",
    "i will be out of the office",
    "i'll be out of the office",
    "i am away from my desk until",
    "i am on vacation until",
    "i am on leave until",
    "thank you for your email. i am out",
    "thank you for your email. i am currently out",
    "thank you for your message. i am out",
    "thank you for your message. i am currently out",
    "this is an automatic reply",
    "this is an automated reply",
    "this is an automated response",
    "estoy fuera de la oficina",
    "me encuentro fuera de la oficina",
    "estaré fuera de la oficina",
    "no estaré en la oficina",
    "estoy de vacaciones hasta",
    "actualmente estoy fuera de la oficina",
    "gracias por su mensaje. estoy fuera",
    "gracias por su correo. estoy fuera",
    "esta es una respuesta automática",
)
GREETING_LINES = 3


def check(case: Case) -> Verdict | None:
    """Recognise an out-of-office by its subject, or as an answer to our mail by how it begins."""
    subject = case.message.subject.casefold().strip()
    answers = case.thread.ticket is not None or case.message.reply
    opening = _opening(case.message.text)
    for known in CERTAIN:
        if subject.startswith(known):
            return Verdict(Kind.AUTOMATIC, f"its subject begins with “{known}”", "out_of_office")
    for known in LIKELY:
        if subject.startswith(known) and (answers or opening or subject.strip(" .!") == known):
            return Verdict(Kind.AUTOMATIC, f"its subject begins with “{known}”", "out_of_office")
    if answers and opening:
        return Verdict(Kind.AUTOMATIC, f"it begins with “{opening}”", "out_of_office")
    return None


def _opening(text: str) -> str | None:
    """Return the well-known beginning that one of the first lines has."""
    lines = [" ".join(line.casefold().replace("\u2019", "'").split()) for line in text.split("\n") if line.strip()]
    return next((known for line in lines[:GREETING_LINES] for known in OPENINGS if line.startswith(known)), None)

"""Automatic answers without any header that says so: the well-known subjects and bodies."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

SUBJECTS = (
    "automatic reply:",
    "automatic reply",
    "auto reply:",
    "auto-reply:",
    "autoreply:",
    "auto response:",
    "autoresponse:",
    "out of office",
    "out of the office",
    "ooo:",
    "vacation reply",
    "vacation:",
    "away from the office",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "fuera de oficina",
    "ausencia de la oficina",
    "auto:",
)
OPENINGS = (
    "i am out of the office",
    "i am currently out of the office",
    "i'm out of the office",
    "i\u2019m out of the office",
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
    "actualmente estoy fuera de la oficina",
    "gracias por su mensaje. estoy fuera",
    "gracias por su correo. estoy fuera",
    "esta es una respuesta automática",
)
GREETING_LINES = 3


def check(case: Case) -> Verdict | None:
    """Recognise an out-of-office by its subject, or as an answer to our mail by how it begins."""
    subject = case.message.subject.casefold().strip()
    for known in SUBJECTS:
        if subject.startswith(known):
            return Verdict(Kind.AUTOMATIC, f"its subject begins with “{known}”", "out_of_office")
    if not (case.thread.ticket or case.message.reply):
        return None
    lines = [line.strip().casefold() for line in case.message.text.splitlines() if line.strip()]
    for line in lines[:GREETING_LINES]:
        for known in OPENINGS:
            if line.startswith(known):
                return Verdict(Kind.AUTOMATIC, f"it begins with “{known}”", "out_of_office")
    return None

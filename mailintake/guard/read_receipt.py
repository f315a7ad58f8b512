"""Read receipts (RFC 8098)."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

WORDS = ("read: ", "leído: ", "leido: ", "not read: ", "no leído: ")


def check(case: Case) -> Verdict | None:
    """Recognise a disposition notification by its content type, or by its subject when it has no words."""
    content_type = case.message.get("content-type").casefold()
    kind, _, parameters = content_type.partition(";")
    told = {one.strip().replace('"', "").replace(" ", "") for one in parameters.split(";")}
    if kind.strip() == "message/disposition-notification" or "report-type=disposition-notification" in told:
        return Verdict(Kind.AUTOMATIC, "a read receipt", "read_receipt")
    subject = case.message.subject.casefold()
    if subject.startswith(WORDS) and case.message.body.casefold().lstrip().startswith(
        ("your message", "su mensaje", "el mensaje")
    ):
        return Verdict(Kind.AUTOMATIC, "a read receipt, by its words", "read_receipt")
    return None

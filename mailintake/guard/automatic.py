"""Messages that a program wrote (RFC 3834, section 2; RFC 5436)."""

from __future__ import annotations

from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.model.message import Message

DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "mdaemon"})
ANSWER_FIELDS = (
    "x-autoreply",
    "x-autoreply-from",
    "x-auto-reply",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-autorespond",
    "x-autoresponse",
    "x-vacation",
)
POSTMASTER = "written by postmaster"
SUPPRESSING = frozenset({"all", "autoreply", "oof"})


def check(case: Case) -> Verdict | None:
    """File automatic answers; what a machine of the district writes by itself may still open a ticket.

    So may its own postmaster, who is a person: reports come with the marks of reports. What an admin released after
    it was held may, too.
    """
    reason = answered_by_program(case.message)
    if reason and not (reason == POSTMASTER and case.staff):
        return Verdict(Kind.AUTOMATIC, reason, "automatic")
    reason = written_by_program(case.message)
    if reason and not case.known.released and (case.thread.ticket or not is_machine_of_ours(case)):
        return Verdict(Kind.AUTOMATIC, reason, "automatic")
    return None


def is_machine_of_ours(case: Case) -> bool:
    """Tell whether the author is a copier, an alarm, a monitor: in our domains or named as an alert sender."""
    senders = (sender for source in case.rules.alerts.values() for sender in source.senders)
    return case.staff or fold_address(case.address) in {fold_address(sender) for sender in senders}


def answered_by_program(message: Message) -> str | None:
    """Return the reason why this is an automatic answer (auto-replied, null reverse-path, a daemon), else None."""
    value = _auto_submitted(message)
    if value == "auto-replied":
        return "Auto-Submitted: auto-replied"
    for name in ANSWER_FIELDS:
        if message.get(name).strip().casefold() not in {"", "no", "false"}:
            return f"{name.title()}: {message.get(name)[:40]}"
    if message.return_path == "":
        return "a null reverse-path"
    local = message.author.key.partition("@")[0] if message.author else ""
    if local in DAEMONS:
        return f"written by {local}"
    return None


def written_by_program(message: Message) -> str | None:
    """Return the reason why no person wrote this (auto-generated, answers unwanted), else None."""
    value = _auto_submitted(message)
    if value not in {"", "no"}:
        return f"Auto-Submitted: {value}"
    wanted = {word.strip().casefold() for word in message.get("x-auto-response-suppress").split(",")}
    if wanted & SUPPRESSING:
        return f"X-Auto-Response-Suppress: {message.get('x-auto-response-suppress')[:40]}"
    return None


def _auto_submitted(message: Message) -> str:
    return message.get("auto-submitted").partition(";")[0].partition("(")[0].strip().casefold()

"""May this message open a ticket, run commands, be answered? One file a guard, asked in this order."""

from __future__ import annotations

from collections.abc import Callable

from mailintake.guard import (
    automatic,
    blocked,
    bulk,
    calendar_answer,
    delivery_status,
    duplicate,
    mailing_list,
    out_of_office,
    oversized,
    own_mail,
    read_receipt,
    spam,
    storm,
    strangers,
    verification,
)
from mailintake.model.case import Case
from mailintake.model.decision import Verdict

Guard = Callable[[Case], Verdict | None]

GUARDS: tuple[Guard, ...] = (
    duplicate.check,
    own_mail.check,
    oversized.check,
    blocked.check,
    delivery_status.check,
    read_receipt.check,
    calendar_answer.check,
    verification.check,
    automatic.check,
    out_of_office.check,
    bulk.check,
    spam.check,
    mailing_list.check,
    strangers.check,
    storm.check,
)
# What a district wishes, not what keeps the desk out of loops: an admin's word goes before these.
POLICIES = frozenset({blocked.check, spam.check, verification.check, mailing_list.check, strangers.check})


def first_verdict(case: Case) -> tuple[Verdict | None, tuple[str, ...]]:
    """Return the first guard's word, if any, and a line for each guard that was asked."""
    trace: list[str] = []
    for check in GUARDS:
        name = check.__module__.rpartition(".")[2]
        if case.known.released and check in POLICIES:
            trace.append(f"guard {name}: not asked, an admin released the mail")
            continue
        verdict = check(case)
        if verdict:
            return verdict, (*trace, f"guard {name}: {verdict.kind.value}: {verdict.reason}")
        trace.append(f"guard {name}: passed")
    return None, tuple(trace)

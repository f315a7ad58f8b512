"""Mailing lists (RFC 2369, RFC 2919): the desk's own groups are a way to us, other lists are read quietly."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.model.settings import Lists
from mailintake.parse.mailing_list import is_foreign_list


def check(case: Case) -> Verdict | None:
    """Hold mail of foreign lists where the desk wants that; else it becomes a ticket without a receipt."""
    if case.rules.desk.lists is Lists.HOLD and is_foreign_list(case.message, case.rules.desk):
        return Verdict(Kind.HELD, "mail of a list that is not ours", "mailing_list")
    return None

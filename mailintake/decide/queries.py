"""Submitters ask by mail: `status`, `list`, `help`."""

from __future__ import annotations

from mailintake.act.words import Asked, Wish, read_query
from mailintake.decide.answers import query_address
from mailintake.model.case import Case
from mailintake.model.decision import Decision, Notice, Verdict


def asked(case: Case) -> Asked | None:
    """Return the query that a mail outside a thread is, if it is one."""
    return read_query(case.message.text, case.message.subject)


def answer(case: Case, wanted: Asked, verdict: Verdict) -> Decision:
    """Answer to the registered address only; who is not known learns nothing."""
    address, reason = query_address(case)
    if address is None:
        return Decision(verdict, trace=(f"not answered: {reason}",))
    template = "help" if wanted.wish is Wish.HELP else "status"
    facts = {"asked": wanted.wish.value, **_noted(case, wanted)}
    return Decision(verdict, notices=(Notice(template, address, facts=facts, automatic=True),))


def _noted(case: Case, wanted: Asked) -> dict[str, str]:
    """Of a ticket that is not his own the author hears the same as of one that does not exist."""
    if not wanted.value:
        return {}
    ticket = case.known.tickets.get(int(wanted.value))
    mine = ticket is not None and any(ticket.has(one) for one in case.addresses)
    return {"number": wanted.value} if mine else {"unknown": wanted.value}

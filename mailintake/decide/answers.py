"""Whether a mail's author is answered by itself, at which address, and how openly."""

from __future__ import annotations

from datetime import timedelta

from mailintake.guard.automatic import answered_by_program, written_by_program
from mailintake.model.case import Case
from mailintake.model.decision import Notice
from mailintake.model.settings import Limit
from mailintake.parse.mailing_list import is_foreign_list

TOO_OLD = timedelta(days=3)
# Anybody can claim to be a technician: so many mails about that reach him in an hour, by claims and by forgeries each.
MOST_CHALLENGES = 5
# Of each cap, the part that mails which failed authentication may use.
FORGED_PART = 2


def answer_address(case: Case) -> tuple[str | None, str]:
    """Return the address to which a receipt may go, or None and why there is none."""
    message = case.message
    desk = case.rules.desk
    if not case.address:
        return None, "no author to answer"
    if case.level < 0:
        return None, "its sender could not be verified"
    machine = answered_by_program(message) or written_by_program(message)
    if machine:
        return None, f"written by a machine ({machine})"
    if is_foreign_list(message, desk):
        return None, "it came through a list that is not ours"
    if case.now - case.received_at > TOO_OLD:
        return None, "it is more than three days old"
    if desk.is_ours(case.address):
        return None, "it comes from our own address"
    if case.staff or case.level >= 2:  # noqa: PLR2004 (the levels have fixed meanings)
        return _uncapped(case, case.address)
    if case.registered and desk.knows(case.registered):
        return _uncapped(case, case.registered)
    return None, "its sender is outside the district and not authenticated"


def query_address(case: Case) -> tuple[str | None, str]:
    """Return the registered address to which the answer of a query goes, or None and why not."""
    if case.level < 0:
        return None, "its sender could not be verified"
    if case.level >= 1 and (case.staff or case.person or case.technician):
        return _uncapped(case, case.registered or case.address)
    known = case.rules.person(case.address) or case.technician
    if known and case.registered:
        return _uncapped(case, case.registered)
    if case.level >= 2:  # noqa: PLR2004 (the levels have fixed meanings)
        return _uncapped(case, case.address)
    return None, "its sender is in no directory of ours"


def is_plain(case: Case) -> bool:
    """Tell whether an answer must not repeat subject, words or name of its sender."""
    return case.level < 1


def capped(case: Case) -> str | None:
    """Return which cap for automatic answers is reached for this author or ticket, None where none is.

    Mail that failed authentication has only a part of each cap, and what is proven counts for itself, so that nobody
    can use up another's by forgery or by a claim.
    """
    caps, known = case.rules.caps, case.known
    if case.level < 0 and _forgeries_capped(case):
        return f"enough was said about forged mail in the name of {case.address} in the last hour"
    proven = case.level >= 1
    to_author = known.answers_to_author - (known.claims_to_author + known.refusals_to_author if proven else 0)
    if to_author >= caps.per_address.count:
        return f"{to_author} automatic answers to {case.address} in the last hour are enough"
    number = case.ticket.number if case.ticket else 0
    unproven = known.claims_on_ticket.get(number, 0) + known.refusals_on_ticket.get(number, 0)
    if known.answers_on_ticket.get(number, 0) - (unproven if proven else 0) >= caps.per_ticket.count:
        return f"{caps.per_ticket.count} automatic answers on ticket {number} in the last hour are enough"
    return None


def challenge_capped(case: Case) -> str | None:
    """Return why a technician is not written to about a mail in his name, None where he is.

    An admin's word for the mail goes before the caps.
    """
    if case.known.released or case.level >= 1:
        return None
    if case.level == 0 and case.known.challenges_to_author >= MOST_CHALLENGES:
        return f"{case.address} was asked {MOST_CHALLENGES} times in the last hour about mails that only claim his name"
    return capped(case)


def kept_back_alert(case: Case, reason: str) -> tuple[Notice, ...]:
    """Tell the admin, once a day for one author, that mail in a technician's name waits without his knowing."""
    admin = case.rules.desk.admin
    if admin is None or "admin_alert" in case.known.told:
        return ()
    facts = {
        "what": f"Unverified mail in a technician's name is kept, and he is not asked about it: {reason}.",
        "where": case.address,
        "hint": "it stands on its ticket as a note, or in `mailintake quarantine list`: `retry` asks him after all",
    }
    return (Notice("admin_alert", admin, facts=facts),)


def capped_alert(case: Case) -> tuple[Notice, ...]:
    """Tell the admin, once a day for one author, that a cap silences us: two desks may be talking to each other."""
    reason, admin = capped(case), case.rules.desk.admin
    if reason is None or admin is None or "admin_alert" in case.known.told:
        return ()
    facts = {
        "what": f"Automatic answers are held back: {reason}.",
        "where": case.address,
        "hint": "see whether a program answers our mail; `desk.blocked` silences an address, `caps` sets the limits",
    }
    return (Notice("admin_alert", admin, facts=facts),)


def _forgeries_capped(case: Case) -> bool:
    """Tell whether mails that failed authentication have used up their part of a cap."""
    caps, known = case.rules.caps, case.known
    number = case.ticket.number if case.ticket else 0
    return known.refusals_to_author >= _forged_part(caps.per_address) or (
        known.refusals_on_ticket.get(number, 0) >= _forged_part(caps.per_ticket)
    )


def _forged_part(limit: Limit) -> int:
    return max(1, min(MOST_CHALLENGES, limit.count // FORGED_PART))


def _uncapped(case: Case, address: str) -> tuple[str | None, str]:
    reason = capped(case)
    return (None, reason) if reason else (address, "answered")

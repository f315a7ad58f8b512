"""What a guard has judged is put where it belongs: noted on a ticket, counted, or only journalled."""

from __future__ import annotations

from mailintake.decide.holder import holder
from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Decision, Kind, KnownMessage, Notice, TicketChange, Verdict
from mailintake.model.ticket import Entry, EntryKind, Noted, Repeated, Ticket
from mailintake.thread import follow
from mailintake.token import bounced_message_id

LONGEST_NOTE = 4000
STORM_TOLD = frozenset({1, 100, 1000, 10_000, 100_000})


def file(case: Case, verdict: Verdict) -> Decision:
    """Return what follows from a guard's verdict."""
    match verdict.kind:
        case Kind.AUTOMATIC:
            return Decision(verdict, changes=_noted(case, case.ticket, "Automatic mail", EntryKind.NOTE))
        case Kind.DELIVERY_STATUS:
            return _bounced(case, verdict)
        case Kind.REPLY if case.known.storm is not None:
            counted = (TicketChange(case.known.storm, Repeated()),)
            return Decision(verdict, changes=counted, notices=_storm_told(case, case.known.storm))
        case Kind.REFUSED if verdict.guard == "oversized":
            return Decision(verdict, notices=_too_large(case))
        case _:
            return Decision(verdict)


def _storm_told(case: Case, number: int) -> tuple[Notice, ...]:
    """Tell the technician when a storm begins and how it grows: at the first counted mail, the 100th, the 1,000th."""
    every = (*case.known.tickets.values(), *case.known.own_tickets)
    ticket = next((one for one in every if one.number == number), None)
    technician = holder(ticket, case.rules) if ticket else None
    if ticket is None or technician is None or ticket.repeats + 1 not in STORM_TOLD:
        return ()
    text = (case.message.text or case.message.body)[:LONGEST_NOTE]
    facts = {"prose": text, "repeats": f"{ticket.repeats + 1:,}"}
    if case.level < 1:
        facts["unverified"] = "yes"
    return (Notice("requester_wrote", technician.email, number, text=text, actor=case.address, facts=facts),)


def _noted(case: Case, ticket: Ticket | None, title: str, kind: EntryKind) -> tuple[TicketChange, ...]:
    if ticket is None:
        return ()
    words = case.message.text or case.message.body
    text = f"{title}: {case.message.subject}\n{words[:LONGEST_NOTE]}".strip()
    entry = Entry(case.now, case.address or "desk", kind, public=False, text=text, message_id=case.message.message_id)
    return (TicketChange(ticket.number, Noted(entry)),)


def _bounced(case: Case, verdict: Verdict) -> Decision:
    status = case.message.delivery_status
    reports = status.reports if status else ()
    sent = _original(case)
    ticket = follow(sent.ticket, case.known.tickets) if sent and sent.ticket else None
    failed = [one for one in reports if one.permanent]
    if not failed or (status and status.feedback):
        return Decision(verdict, changes=_noted(case, ticket, "Delivery report", EntryKind.DELIVERY))
    recipient = (sent.recipient if sent else None) or failed[0].recipient or "an unknown recipient"
    unreachable = (sent.recipient,) if sent and sent.recipient else ()
    template = (sent.template if sent else None) or ""
    said = failed[0].diagnostic or failed[0].status or "no reason given"
    return Decision(
        verdict,
        changes=_noted(case, ticket, f"Our mail to {recipient} could not be delivered", EntryKind.DELIVERY),
        notices=_undeliverable(case, ticket, recipient, template, said),
        unreachable=unreachable,
    )


def _original(case: Case) -> KnownMessage | None:
    """Return the mail of ours that a bounce is about."""
    status = case.message.delivery_status
    verp = [bounced_message_id(one.addr_spec, case.rules.desk.domain) for one in case.message.to]
    for message_id in (*verp, status.original_message_id if status else None, *case.message.thread_ids):
        known = case.known.messages.get(message_id or "")
        if known and known.ours:
            return known
    return None


def _undeliverable(case: Case, ticket: Ticket | None, recipient: str, template: str, reason: str) -> tuple[Notice, ...]:
    """Tell the ticket's technician, unless he is the one who cannot be reached; then the admin."""
    if ticket is None:
        return ()
    facts = {"recipient": recipient, "reason": reason[:500], "template": template, "subject": ticket.subject}
    technician = holder(ticket, case.rules)
    if technician and fold_address(technician.email) != fold_address(recipient):
        return (Notice("undeliverable", technician.email, ticket.number, facts=facts),)
    admin = case.rules.desk.admin
    return (Notice("undeliverable", admin, ticket.number, facts=facts),) if admin else ()


def _too_large(case: Case) -> tuple[Notice, ...]:
    """Say once, and only to an author of whom we are sure, that his mail was too large."""
    if case.level < 1 or not case.registered or case.known.answers_to_author >= case.rules.caps.per_address.count:
        return ()
    limit = f"{case.rules.limits.message // (1024 * 1024)} MiB"
    return (Notice("too_large", case.registered, facts={"limit": limit}, automatic=True),)

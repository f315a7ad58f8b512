"""Who hears of what a technician did to a ticket: derived from how it stood before and stands after."""

from __future__ import annotations

from dataclasses import dataclass

from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Notice
from mailintake.model.settings import Technician
from mailintake.model.ticket import Priority, Status, Ticket

QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Words:
    """What a technician wrote for one ticket; `private` words are for technicians only."""

    text: str = ""
    private: bool = False

    @property
    def public(self) -> str:
        """Return the words that the requester may read."""
        return "" if self.private else self.text


def announce(case: Case, actor: Technician, before: Ticket | None, after: Ticket, words: Words) -> tuple[Notice, ...]:
    """Return the notices of one ticket; `before` is None where the mail opened it."""
    to_requester = () if before is None else _to_requester(case, actor, before, after, words)
    return (*to_requester, *_to_technicians(case, actor, before, after, words))


def _to_requester(case: Case, actor: Technician, before: Ticket, after: Ticket, words: Words) -> tuple[Notice, ...]:
    template, change = _what_happened(before, after, words)
    if template is None:
        return ()
    facts = {"prose": words.public, "change": change, **({} if after.verified else {"plain": "yes"})}
    people = [after.requester.address] if _may_hear(case, after, words) else []
    notices = [
        Notice(template, one, after.number, text=words.public, actor=actor.key, facts=facts)
        for one in people
        if not _is_actor(one, actor)
    ]
    if words.public:
        followers = (one for one in after.copied if not _is_actor(one, actor))
        notices += [
            Notice("answer", one, after.number, text=words.public, actor=actor.key, facts=facts) for one in followers
        ]
    return tuple(notices)


def _what_happened(before: Ticket, after: Ticket, words: Words) -> tuple[str | None, str]:
    """Return the one notice that says it all, and the word for the change."""
    if after.status is Status.RESOLVED and not before.status.finished:
        return "closed", "resolved"
    if before.status.finished and not after.status.finished:
        return "reopened", "open"
    change = _change(before, after)
    if words.public:
        return "answer", change
    quiet = QUIET in after.tags
    return ("status", change) if change and not quiet else (None, "")


def _change(before: Ticket, after: Ticket) -> str:
    if after.status is Status.PENDING and before.status is not Status.PENDING:
        return "pending"
    if before.status is Status.NEW and after.status is Status.OPEN:
        return "taken"
    return ""


def _may_hear(case: Case, ticket: Ticket, words: Words) -> bool:
    """Tell whether mail may go to him: an outsider of whom nobody is sure hears only a technician's words."""
    return ticket.verified or case.rules.desk.knows(ticket.requester.address) or bool(words.public)


def _to_technicians(
    case: Case, actor: Technician, before: Ticket | None, after: Ticket, words: Words
) -> tuple[Notice, ...]:
    roster = case.rules.routing.technicians
    former = roster.get(before.assignee or "") if before else None
    present = roster.get(after.assignee or "")
    urgent = after.priority is Priority.HIGH
    notices: list[Notice] = []
    if present and present not in (former, actor):
        text = words.text or case.message.text
        facts = {"prose": words.text} if before else {}
        notices.append(
            Notice("assigned", present.email, after.number, text=text, actor=actor.key, facts=facts, urgent=urgent)
        )
    if former and former not in (present, actor):
        notices.append(Notice("unassigned", former.email, after.number, actor=actor.key, facts={"prose": words.text}))
    reopened = before is not None and before.status.finished and not after.status.finished
    if reopened and present and present == former and present != actor:
        facts = {"prose": words.text}
        notices.append(Notice("reopened", present.email, after.number, text=words.text, actor=actor.key, facts=facts))
    return tuple(notices)


def _is_actor(address: str, actor: Technician) -> bool:
    return fold_address(address) in {fold_address(one) for one in (actor.email, *actor.other_addresses)}

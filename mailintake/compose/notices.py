"""The notices there are: for whom, and which facts their templates use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One notice; `staff` may see internal notes, `gathered` ones wait a minute for others on the same ticket."""

    name: str
    about: str
    staff: bool = False
    gathered: bool = False
    facts: tuple[str, ...] = ()


_ALL = (
    NoticeKind(
        "receipt", "tells the requester that his request has a number, who has it and by when", facts=("plain",)
    ),
    NoticeKind("assigned", "gives a technician the whole request", staff=True, facts=("control_address",)),
    NoticeKind("unassigned", "tells the former technician who has the ticket now", staff=True, facts=("prose",)),
    NoticeKind("copied", "shows the request to an address that a routing rule names", staff=True),
    NoticeKind(
        "answer", "relays a technician's words to the requester and those copied", facts=("prose", "change", "plain")
    ),
    NoticeKind("closed", "tells what was done and how to come back", facts=("prose", "plain")),
    NoticeKind("reopened", "tells that work goes on", facts=("prose", "raised", "plain")),
    NoticeKind(
        "requester_wrote",
        "brings the requester's words to the technician",
        staff=True,
        gathered=True,
        facts=("unverified", "raised"),
    ),
    NoticeKind(
        "status",
        "tells where requests stand, or that one was taken, waits, or was changed",
        gathered=True,
        facts=("change", "prose", "number", "unknown", "plain"),
    ),
    NoticeKind("too_large", "tells the sender that his mail was too large to take in", facts=("limit",)),
    NoticeKind("help", "tells a requester which words work by mail"),
    NoticeKind(
        "undeliverable",
        "tells the technician that a mail did not arrive",
        staff=True,
        facts=("recipient", "reason", "template", "subject"),
    ),
    NoticeKind("reminder", "reminds a technician that a target is near", staff=True, facts=("target",)),
    NoticeKind("overdue", "tells a technician and the lead that a target has passed", staff=True, facts=("target",)),
    NoticeKind("digest", "shows a technician his queue at set times, and a lead what is late", staff=True),
    NoticeKind("admin_alert", "tells the admin of our own trouble", staff=True, facts=("what", "where", "hint")),
    NoticeKind(
        "transcript",
        "tells the author of commands what became of each line",
        staff=True,
        facts=("answer", "ok", "control_address"),
    ),
    NoticeKind("confirm", "asks the registered address to confirm commands", staff=True, facts=("why",)),
)
NOTICES = {kind.name: kind for kind in _ALL}

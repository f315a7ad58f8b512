"""What one incoming mail causes for one person on one ticket is one mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailintake.model.address import fold_address
from mailintake.model.decision import Notice

TRANSCRIPT = "transcript"
# The first of these that somebody would get takes the others in.
RANK = (
    "closed",
    "receipt",
    "confirm",
    "reopened",
    "answer",
    "assigned",
    "requester_wrote",
    "unassigned",
    "copied",
    "status",
)


def one_each(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Keep one mail for one person on one ticket, with the words of those it takes in.

    A transcript stands for all that its reader would get: he is the one who did it.
    """
    every = tuple(notices)
    actors = {fold_address(notice.to) for notice in every if notice.template == TRANSCRIPT}
    kept: dict[tuple[str, int | None], Notice] = {}
    for notice in every:
        to = fold_address(notice.to)
        if notice.template == TRANSCRIPT:
            kept[to, None] = notice
        elif to not in actors:
            present = kept.get((to, notice.ticket))
            kept[to, notice.ticket] = _joined(present, notice) if present else notice
    return tuple(kept.values())


def _joined(one: Notice, other: Notice) -> Notice:
    first, second = sorted((one, other), key=_rank)
    facts = {**second.facts, **first.facts}
    prose = first.facts.get("prose") or second.facts.get("prose")
    if prose:
        facts["prose"] = prose
    return replace(first, text=first.text or second.text, facts=facts, urgent=first.urgent or second.urgent)


def _rank(notice: Notice) -> int:
    return RANK.index(notice.template) if notice.template in RANK else len(RANK)

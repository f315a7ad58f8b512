"""What a ticket teaches: what a technician corrected, or let stand when he closed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailintake.classify.learned import Label
from mailintake.model.settings import Routing
from mailintake.model.ticket import EntryKind, Priority
from mailintake.store.history import is_assignment, read_opened

# What `#category` says counts in full; another team's ticket, or a silent closing, may have other reasons.
CORRECTED = 3.0
MOVED = 0.6
CLOSED = 0.3
DESK = "desk"


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket as it stands, and its history as kind, actor and text; `holder` is assignee and team."""

    subject: str
    category: str
    priority: str
    holder: tuple[str | None, str | None]
    finished: bool
    lines: Sequence[tuple[str, str, str]]


def label_of(story: Story, routing: Routing) -> Label | None:
    """Return what the ticket teaches, None where nobody has judged it yet.

    Only where it began and where it stands count, so that what was undone teaches nothing.
    """
    words = next((text for kind, _, text in story.lines if kind == EntryKind.MESSAGE), "")
    began = next(
        (found for kind, _, text in story.lines if kind == EntryKind.CHANGE and (found := read_opened(text))), None
    )
    if began is None:
        return None
    category, priority, first_holder = began
    own = Priority(story.priority) if story.finished or story.priority != priority else None
    if story.category != category:
        return Label(story.subject, words, story.category, CORRECTED, own)
    if _was_moved(story):
        moved = _category_of(story.holder, first_holder, routing)
        if moved is not None:
            return None if moved == category else Label(story.subject, words, moved, MOVED, own)
    if story.finished:
        return Label(story.subject, words, story.category, CLOSED, own)
    return None


def _was_moved(story: Story) -> bool:
    return any(kind == EntryKind.CHANGE and actor != DESK and is_assignment(text) for kind, actor, text in story.lines)


def _category_of(holder: tuple[str | None, str | None], first: str, routing: Routing) -> str | None:
    """Return the one category whose tickets those get who have it now and had not before; None if that is unclear."""
    now = _circle(routing, *holder)
    if not now or now & _circle(routing, first):
        return None
    theirs = {
        value
        for rule in routing.rules
        if rule.assign in now
        for condition in rule.when
        if condition.name == "category"
        for value in condition.values
    }
    return theirs.pop() if len(theirs) == 1 else None


def _circle(routing: Routing, *names: str | None) -> set[str]:
    """Return these technicians and teams, and the teams that they belong to."""
    named = {one for one in names if one}
    return named | {key for key, team in routing.teams.items() if named & set(team.members)}

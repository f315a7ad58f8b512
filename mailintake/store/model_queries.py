"""Reading what corrections taught, and the corrections themselves."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select

from mailintake.classify.learned import Label, LearnedModel, ModelVersionError
from mailintake.model.settings import Routing
from mailintake.model.ticket import EntryKind
from mailintake.store.labels import Story, label_of
from mailintake.store.mail_queries import MailQueries
from mailintake.store.statements import NEWEST_MODEL, RECENT, UNFINISHED
from mailintake.store.tables import ENTRY, MODEL, TICKET

BURST = timedelta(minutes=10)
# Older tickets tell of an older school; more of them cost the night's minutes and teach little.
MOST_LABELS = 5_000
SINCE = "learning_since"
_BATCH = 200
_KEPT = 2

# Models in use, by the digest of their bytes: every message asks, and hardly one finds a new one.
_loaded: OrderedDict[str, LearnedModel] = OrderedDict()


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One version of what corrections taught."""

    id: int
    made_at: datetime
    labels: int
    sha256: str
    size: int
    metrics: Mapping[str, float] = field(default_factory=dict)


class ModelQueries(MailQueries):
    """What can be read about learning."""

    def learned(self) -> LearnedModel | None:
        """Return the model in use, None where nothing was learned yet or another version of the program learned it."""
        row = self.session.execute(NEWEST_MODEL).first()
        if row is None or not row.labels:
            return None
        if row.sha256 not in _loaded:
            content = self.session.execute(select(MODEL.c.content).where(MODEL.c.id == row.id)).scalar_one()
            try:
                _loaded[row.sha256] = LearnedModel.from_bytes(content)
            except ModelVersionError:
                return None
            while len(_loaded) > _KEPT:
                _loaded.popitem(last=False)
        return _loaded.get(row.sha256)

    def models(self) -> tuple[ModelRow, ...]:
        """Return all versions that are kept, the newest first."""
        columns = (MODEL.c.id, MODEL.c.made_at, MODEL.c.labels, MODEL.c.sha256, MODEL.c.metrics)
        rows = self.session.execute(select(*columns, func.length(MODEL.c.content)).order_by(MODEL.c.id.desc()))
        return tuple(ModelRow(row[0], row[1], row[2], row[3], row[5], row[4]) for row in rows)

    def labels(self, routing: Routing) -> Iterator[tuple[int, Label]]:
        """Return what the tickets teach, the newest first: ticket and label."""
        found = select(TICKET).where(TICKET.c.merged_into.is_(None)).order_by(TICKET.c.number.desc())
        since = self.recall(SINCE)
        if since is not None:
            found = found.where(TICKET.c.opened_at >= datetime.fromisoformat(since))
        for batch in self._pages(found, MOST_LABELS):
            lines = self._lines([row.number for row in batch])
            for row in batch:
                finished = row.status not in UNFINISHED and row.responded_at is not None
                holder = (row.assignee, row.team)
                story = Story(row.subject, row.category, row.priority, holder, finished, lines.get(row.number, ()))
                label = label_of(story, routing)
                if label is not None:
                    yield row.number, label

    def _pages(self, found: Select[Any], most: int) -> Iterator[Sequence[Row[Any]]]:
        """Yield so many tickets, the newest first, some at a time."""
        below = found
        while most > 0 and (batch := self.session.execute(below.limit(min(most, _BATCH))).all()):
            most -= len(batch)
            below = found.where(TICKET.c.number < batch[-1].number)
            yield batch

    def _lines(self, numbers: Sequence[int]) -> Mapping[int, Sequence[tuple[str, str, str]]]:
        """Return kind, actor and text of what was said and changed, the first message alone."""
        wanted = (EntryKind.MESSAGE.value, EntryKind.CHANGE.value)
        columns = (ENTRY.c.ticket, ENTRY.c.kind, ENTRY.c.actor, ENTRY.c.text)
        query = select(*columns).where(ENTRY.c.ticket.in_(numbers), ENTRY.c.kind.in_(wanted)).order_by(ENTRY.c.id)
        found: dict[int, list[tuple[str, str, str]]] = {}
        for ticket, kind, actor, text in self.session.execute(query):
            lines = found.setdefault(ticket, [])
            if kind == EntryKind.CHANGE.value or not any(one[0] == kind for one in lines):
                lines.append((kind, actor, text))
        return found

    def _recent(self, now: datetime) -> Mapping[tuple[str, str], int]:
        """Count the tickets of the last minutes by site and category."""
        rows = self.session.execute(RECENT, {"since": now - BURST})
        return {(site, category): int(count) for site, category, count in rows}

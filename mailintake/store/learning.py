"""What one message teaches beside its tickets: who somebody is, who cannot be reached, what waits for an `ok`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select, update

from mailintake.classify.learned import LearnedModel
from mailintake.model.address import fold_address
from mailintake.model.decision import Decision, Hold, Kind
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.store.columns import key as shortened
from mailintake.store.model_queries import ModelRow
from mailintake.store.statements import ADD_HOLD, REACHED
from mailintake.store.tables import HOLD, MEMORY, MODEL, PERSON, UNREACHABLE
from mailintake.store.ticket_writing import TicketWriting

MODELS_KEPT = 10
_BY_PEOPLE = {Kind.NEW, Kind.REPLY, Kind.COMMAND, Kind.QUERY}


class Learning(TicketWriting):
    """What the desk keeps in mind."""

    def learn(self, person: Person, now: datetime, *, trusted: bool) -> None:
        """Keep what a mail said of its writer; a mere claim gives a name and a language where none is known."""
        address = shortened(fold_address(person.address))
        known = self.people((address,)).get(address, Person(address))
        # Nobody could tell later that a room or a site was only claimed once, by whoever wrote under this address.
        told = person if trusted else Person(person.address, person.name, language=person.language)
        fresh = _joined(known, told, trusted=trusted)
        if fresh != known:
            self._replace(PERSON, _values(fresh) | {"learned_at": now})

    def mark_unreachable(self, address: str, now: datetime) -> None:
        """Note that an address takes no mail."""
        if not self.unreachable((address,)):
            self._replace(UNREACHABLE, {"address": shortened(fold_address(address)), "since": now})

    def mark_reachable(self, address: str) -> None:
        """Forget that an address took no mail."""
        self.session.execute(REACHED, {"which": fold_address(address)})

    def remember(self, name: str, value: str, now: datetime) -> None:
        """Keep a small thing under a name."""
        self._replace(MEMORY, {"name": name, "value": value, "at": now})

    def remember_all(self, names: Sequence[str], value: str, now: datetime) -> None:
        """Keep the same small thing under many names, none of which was in use."""
        if names:
            self.session.execute(insert(MEMORY), [{"name": name, "value": value, "at": now} for name in names])

    def forget(self, name: str) -> None:
        """Forget what was remembered under a name."""
        self.session.execute(delete(MEMORY).where(MEMORY.c.name == name))

    def keep_model(self, model: LearnedModel, metrics: Mapping[str, float], now: datetime) -> ModelRow:
        """Keep a new version of what corrections taught; it is in use from the next message on."""
        content = model.to_bytes()
        digest = sha256(content).hexdigest()
        values = {
            "made_at": now,
            "labels": model.labels,
            "sha256": digest,
            "content": content,
            "metrics": dict(metrics),
        }
        number = self._insert(insert(MODEL), values)
        kept = select(MODEL.c.id).order_by(MODEL.c.id.desc()).limit(MODELS_KEPT)
        self.session.execute(delete(MODEL).where(MODEL.c.id.not_in([row[0] for row in self.session.execute(kept)])))
        return ModelRow(number, now, model.labels, digest, len(content), metrics)

    def once(self, name: str, now: datetime) -> bool:
        """Tell whether this is the first time for that name (a digest on its day); from now on it is not."""
        if self.recall(name) is not None:
            return False
        self.remember(name, "done", now)
        return True

    def _hold(self, hold: Hold, journal: int, message: Message | None, now: datetime) -> int:
        values = {
            "journal": journal,
            "author": hold.author,
            "ticket": hold.ticket,
            "text": hold.text,
            "message_id": message.message_id if message else None,
            "created_at": now,
        }
        return self._insert(ADD_HOLD, values)

    def _learn(self, decision: Decision, message: Message | None, now: datetime) -> None:
        if decision.release is not None:
            self.session.execute(update(HOLD).where(HOLD.c.id == decision.release).values(released_at=now))
        if message is not None and message.author is not None and decision.verdict.kind in _BY_PEOPLE:
            # Who writes to us can be reached again.
            self.mark_reachable(message.author.addr_spec)
        for address in decision.unreachable:
            self.mark_unreachable(address, now)
        person, author = decision.requester, message.author if message else None
        # Only what somebody wrote himself says something of him: not a forged mail that a technician answered.
        own = person is not None and author is not None and author.key in _addresses(person)
        if person is not None and own and decision.evidence.level >= 0:
            self.learn(person, now, trusted=decision.evidence.level > 0)


def _joined(known: Person, told: Person, *, trusted: bool) -> Person:
    first, second = (told, known) if trusted else (known, told)
    return Person(
        address=known.address,
        name=first.name or second.name,
        extension=first.extension or second.extension,
        site=first.site or second.site,
        department=first.department or second.department,
        room=first.room or second.room,
        language=first.language or second.language,
        other_addresses=first.other_addresses or second.other_addresses,
    )


def _addresses(person: Person) -> set[str]:
    return {fold_address(one) for one in (person.address, *person.other_addresses)}


def _values(person: Person) -> dict[str, object]:
    return {
        "address": person.address,
        "name": person.name,
        "extension": person.extension,
        "site": person.site,
        "department": person.department,
        "room": person.room,
        "language": person.language,
        "others": list(person.other_addresses),
    }

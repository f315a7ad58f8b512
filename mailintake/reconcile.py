"""Is every message in the folders of a mailbox in our books? The proof that nothing was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby, islice
from typing import TypeVar

from mailintake.fetch.batches import BYTES, LISTED
from mailintake.fetch.shelves import Shelved, Shelves
from mailintake.model.settings import FirstRun, MailboxSettings
from mailintake.parse.message import parse_message
from mailintake.store import Store
from mailintake.store.filters import JournalFilter
from mailintake.watch import FIRST_RUN

T = TypeVar("T")

# What came a moment ago is being taken in.
GRACE = timedelta(minutes=15)
STUCK = "was taken in and still lies in the inbox"


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """A message that is in no book, or that waits for too long."""

    mailbox: str
    folder: str
    uid: int
    message_id: str | None
    size: int
    received_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many messages lie in the folders of a mailbox, and which of them are not accounted for.

    `stuck` are in the journal, but still lie in the inbox: moving them fails.
    """

    mailbox: str
    messages: int
    waiting: int
    unaccounted: tuple[Unaccounted, ...]
    stuck: tuple[Unaccounted, ...] = ()


def reconcile(
    settings: MailboxSettings, shelves: Shelves, store: Store, now: datetime, *, thorough: bool = False
) -> Reconciled:
    """Compare the folders of one mailbox with the journal.

    Moving gives a message another number: what was moved is known by its Message-ID and size, or where these are
    missing or do not say which, by the digest of its content. `thorough` compares the content of every message.
    """
    inbox = list(shelves.look(settings.folder))
    waiting = _not_taken(inbox, store)
    moved = [one for folder in (settings.processed, settings.quarantine) for one in shelves.look(folder)]
    doubtful = moved if thorough else _doubtful(moved, store)
    overdue = _overdue(waiting, settings, store, now)
    found = [
        *(_said(settings, one, "waits in the inbox and was not taken in") for one in overdue),
        *(_said(settings, one, "is not in the journal") for one in _unknown(doubtful, shelves, store)),
    ]
    stuck = _stuck(inbox, settings, store, now)
    return Reconciled(settings.key, len(inbox) + len(moved), len(waiting), tuple(found), stuck)


def find_stuck(settings: MailboxSettings, shelves: Shelves, store: Store, now: datetime) -> tuple[Unaccounted, ...]:
    """Return what was taken in and still lies in the inbox; where the journal misses nothing, nobody is asked."""
    unmoved = JournalFilter(mailbox=settings.key, done=False, until=now - GRACE, limit=1)
    with store.read() as reading:
        if not reading.journal(unmoved):
            return ()
    return _stuck(shelves.look(settings.folder), settings, store, now)


def _stuck(inbox: Iterable[Shelved], settings: MailboxSettings, store: Store, now: datetime) -> tuple[Unaccounted, ...]:
    with store.read() as reading:
        rows = ((one, reading.journal_row(JournalFilter(key=one.key))) for one in inbox)
        late = [one for one, row in rows if row is not None and row.taken_at < now - GRACE]
    return tuple(_said(settings, one, STUCK) for one in late)


def _not_taken(inbox: Iterable[Shelved], store: Store) -> list[Shelved]:
    with store.read() as reading:
        return [one for one in inbox if not reading.has(one.key)]


def _overdue(waiting: Iterable[Shelved], settings: MailboxSettings, store: Store, now: datetime) -> list[Shelved]:
    """Return what should have been taken in by now; `first_run` may leave older mail alone."""
    begun = None
    if settings.first_run is not FirstRun.TAKE_ALL:
        with store.read() as reading:
            begun = reading.recall(FIRST_RUN + settings.key)
    oldest = datetime.fromisoformat(begun) if begun else None
    late = [one for one in waiting if one.received_at is None or one.received_at < now - GRACE]
    return [one for one in late if oldest is None or one.received_at is None or one.received_at >= oldest]


def _doubtful(moved: Sequence[Shelved], store: Store) -> list[Shelved]:
    """Return the messages of which Message-ID and size do not say that they are in the journal."""
    named = [(one, _message_id(one)) for one in moved]
    lying = Counter((name, one.size) for one, name in named)
    known: Counter[tuple[str, int]] = Counter()
    for part in _parts({name for _, name in named if name}):
        with store.read() as reading:
            known.update(reading.taken_sizes(part))
    # Where more lie there than came in, any of them may be the stranger.
    return [one for one, name in named if not name or lying[name, one.size] > known[name, one.size]]


def _unknown(doubtful: Iterable[Shelved], shelves: Shelves, store: Store) -> Iterator[Shelved]:
    for folder, lying in groupby(doubtful, lambda one: one.folder):
        for part in _portions(lying):
            contents = shelves.contents(folder, part)
            digests = {uid: sha256(content).hexdigest() for uid, content in contents.items()}
            with store.read() as reading:
                known = reading.taken_digests(set(digests.values()))
            # What cannot be read any more was taken away meanwhile.
            yield from (one for one in part if one.uid in digests and digests[one.uid] not in known)


def _portions(lying: Iterable[Shelved]) -> Iterator[list[Shelved]]:
    """Group messages so that a group fits in memory."""
    portion: list[Shelved] = []
    size = 0
    for one in lying:
        if portion and (size + one.size > BYTES or len(portion) == LISTED):
            yield portion
            portion, size = [], 0
        portion.append(one)
        size += one.size
    if portion:
        yield portion


def _parts(names: Iterable[T]) -> Iterator[list[T]]:
    left = iter(names)
    while part := list(islice(left, LISTED)):
        yield part


def _message_id(one: Shelved) -> str | None:
    return parse_message(one.header).message_id


def _said(settings: MailboxSettings, one: Shelved, why: str) -> Unaccounted:
    return Unaccounted(settings.key, one.folder, one.uid, _message_id(one), one.size, one.received_at, why)

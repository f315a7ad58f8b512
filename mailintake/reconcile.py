"""Is every message in the folders of a mailbox in our books? The proof that nothing was lost."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice, pairwise

from mailintake.fetch.batches import BYTES, LISTED
from mailintake.fetch.shelves import Shelved, Shelves
from mailintake.model.login import FirstRun, MailboxSettings
from mailintake.parse.message import parse_message
from mailintake.store import Store
from mailintake.store.filters import JournalFilter
from mailintake.watch import FIRST_RUN

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
    inbox = _Inbox()
    inbox.look(settings, shelves, store, now)
    moved = [_look(folder, shelves, store) for folder in (settings.processed, settings.quarantine)]
    unknown = _unknown(_doubtful(moved, thorough=thorough), shelves, store)
    found = [*inbox.overdue, *(_said(settings, one, "is not in the journal") for one in unknown)]
    messages = inbox.messages + sum(len(one.uids) for one in moved)
    return Reconciled(settings.key, messages, inbox.waiting, tuple(found), tuple(inbox.stuck))


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


@dataclass(slots=True)
class _Inbox:
    """What the look into the inbox found, page by page: there may be a whole backlog."""

    messages: int = 0
    waiting: int = 0
    overdue: list[Unaccounted] = field(default_factory=list)
    stuck: list[Unaccounted] = field(default_factory=list)

    def look(self, settings: MailboxSettings, shelves: Shelves, store: Store, now: datetime) -> None:
        """Tell apart what waits, what waits for too long, and what could not be moved."""
        for page in _pages(shelves.look(settings.folder)):
            self.messages += len(page)
            waiting = _not_taken(page, store)
            self.waiting += len(waiting)
            late = _overdue(waiting, settings, store, now)
            self.overdue += [_said(settings, one, "waits in the inbox and was not taken in") for one in late]
            self.stuck += _stuck(page, settings, store, now)


@dataclass(frozen=True, slots=True)
class _Lying:
    """The messages of a folder as bare numbers, since there may be those of many years.

    `names` stands for Message-ID and size (0: none), `known` is how many of these are in the journal.
    """

    folder: str
    uids: array[int] = field(default_factory=lambda: array("Q"))
    names: array[int] = field(default_factory=lambda: array("q"))
    known: array[int] = field(default_factory=lambda: array("L"))


def _look(folder: str, shelves: Shelves, store: Store) -> _Lying:
    lying = _Lying(folder)
    for page in _pages(shelves.look(folder)):
        named = [(name, one.size) if (name := _message_id(one)) else None for one in page]
        with store.read() as reading:
            sizes = reading.taken_sizes({one[0] for one in named if one})
        lying.uids.extend(one.uid for one in page)
        lying.names.extend(hash(one) if one else 0 for one in named)
        lying.known.extend(sizes.get(one, 0) if one else 0 for one in named)
    return lying


def _doubtful(moved: Sequence[_Lying], *, thorough: bool) -> Iterator[tuple[str, list[int]]]:
    """Return by folder the messages of which Message-ID and size do not say that they are in the journal."""
    several = _counted_twice(moved)
    for one in moved:
        # Where more lie there than came in, any of them may be the stranger.
        facts = zip(one.uids, one.names, one.known, strict=True)
        uids = [uid for uid, name, known in facts if thorough or not name or several.get(name, 1) > known]
        if uids:
            yield one.folder, uids


def _counted_twice(moved: Sequence[_Lying]) -> Mapping[int, int]:
    """Count those that lie there more than once."""
    every = sorted(name for one in moved for name in one.names)
    several = {name for name, following in pairwise(every) if name == following}
    return Counter(name for name in every if name in several)


def _not_taken(page: Iterable[Shelved], store: Store) -> list[Shelved]:
    with store.read() as reading:
        return [one for one in page if not reading.has(one.key)]


def _overdue(waiting: Iterable[Shelved], settings: MailboxSettings, store: Store, now: datetime) -> list[Shelved]:
    """Return what should have been taken in by now; `first_run` may leave older mail alone."""
    begun = None
    if settings.first_run is not FirstRun.TAKE_ALL:
        with store.read() as reading:
            begun = reading.recall(FIRST_RUN + settings.key)
    oldest = datetime.fromisoformat(begun) if begun else None
    late = [one for one in waiting if one.received_at is None or one.received_at < now - GRACE]
    return [one for one in late if oldest is None or one.received_at is None or one.received_at >= oldest]


def _unknown(doubtful: Iterable[tuple[str, list[int]]], shelves: Shelves, store: Store) -> Iterator[Shelved]:
    for folder, uids in doubtful:
        for part in _portions(shelves.look(folder, uids)):
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


def _pages(lying: Iterable[Shelved]) -> Iterator[list[Shelved]]:
    left = iter(lying)
    while page := list(islice(left, LISTED)):
        yield page


def _message_id(one: Shelved) -> str | None:
    return parse_message(one.header).message_id


def _said(settings: MailboxSettings, one: Shelved, why: str) -> Unaccounted:
    return Unaccounted(settings.key, one.folder, one.uid, _message_id(one), one.size, one.received_at, why)

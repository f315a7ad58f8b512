r"""A mailbox over IMAP (RFC 9051). The inbox is the queue: what is done is moved away; \Seen means nothing to us."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from mailintake.fetch.batches import batches, slices
from mailintake.fetch.client import SECONDS, Client
from mailintake.fetch.connection import Secret, open_client
from mailintake.fetch.errors import FolderError, NoInboxError, RefusedError, UnreachableError
from mailintake.fetch.mailbox import Folder, Wanted, everything
from mailintake.fetch.moving import Mover
from mailintake.fetch.reading import Listed, list_messages, read_contents, read_headers
from mailintake.fetch.survey import Survey, survey
from mailintake.model.login import MailboxSettings
from mailintake.model.message import Incoming

# A server that breaks the protocol shows itself in IMAPClient as any of these.
TROUBLE = (OSError, EOFError, imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError)


def broken(place: str, error: Exception) -> UnreachableError:
    """Return what ends a talk: a server that says no is still there, and the admin looks elsewhere."""
    refused = isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
    return RefusedError(place, error) if refused else UnreachableError(place, error)


class ImapMailbox:
    """One account and its inbox; `limit` is the size in bytes above which only the header is read."""

    def __init__(
        self,
        settings: MailboxSettings,
        secret: Secret,
        clock: Callable[[], datetime],
        *,
        limit: int,
        seconds: float = SECONDS,
    ) -> None:
        self._settings = settings
        self._secret = secret
        self._clock = clock
        self._limit = limit
        self._seconds = seconds
        self._place = f"{settings.key} ({settings.host}:{settings.port})"
        self._client: Client | None = None
        self._mover: Mover | None = None
        self._validity = 0
        self._can_idle = False
        self._news = False
        self._unwanted: set[int] = set()
        self._stuck: dict[int, Folder] = {}

    @property
    def key(self) -> str:
        """Return the mailbox's name in the configuration."""
        return self._settings.key

    @property
    def stuck(self) -> int:
        """Return how many messages are done but could not be moved; each `new` tries again."""
        return len(self._stuck)

    def connect(self) -> None:
        """Log in and open the inbox."""
        self.close()
        self._client = open_client(self._settings, self._secret, self._seconds)
        with self._talk() as client:
            names = {Folder.PROCESSED: self._settings.processed, Folder.QUARANTINE: self._settings.quarantine}
            self._mover = Mover(client, self.key, names)
            self._can_idle = client.has_capability("IDLE")
            self._select(client, self._mover)

    def prepare(self) -> None:
        """Find or make the folders for what is done. Only a check needs it: `done` does so when it must."""
        with self._talk():
            for folder in Folder:
                self._moving.target(folder)

    def survey(self) -> Survey:
        """Prepare as above, and tell how the account stands: rights, folders, messages; no mail is touched."""
        with self._talk() as client:
            return survey(client, self._moving, self._settings)

    def new(self, wanted: Wanted = everything) -> Iterator[Incoming]:
        """Read what lies in the inbox, the oldest first, a few megabytes at a time.

        What `wanted` refuses is not asked about again until the next `connect`; what is done but could not be moved
        is moved if that works now, and otherwise left out.
        """
        with self._talk() as client:
            # Some servers search only what they told, and they tell only with an answer.
            client.noop()
            client.drop_unsolicited()
            self._retry_moves()
            found = set(client.search("UNDELETED")) - self._unwanted - self._stuck.keys()
        for part in slices(sorted(found)):
            with self._talk() as client:
                listed = list_messages(client, part)
            waiting = [one for one in map(self._without_content, listed) if self._is_wanted(one, wanted)]
            for batch in batches(waiting):
                yield from self._read(batch)

    def done(self, incoming: Incoming, folder: Folder) -> None:
        """Move the message out of the inbox; one that is gone, or known under another UIDVALIDITY, is done.

        After a `FolderError` the connection is in order and the message stays in the inbox, not to be read again.
        """
        uid = self._uid(incoming)
        if uid is None:
            return
        with self._talk():
            self._stuck[uid] = folder
            self._moving.move(uid, folder)
            del self._stuck[uid]

    def listen(self) -> int | None:
        """Begin to idle; return the socket to watch, None where the server has no IDLE."""
        if not self._can_idle:
            return None
        with self._talk() as client:
            self._news = self._can_idle = False
            try:
                # Mail that came between the search and now was announced to the search, not to IDLE.
                self._news = client.start_idle() or client.told_of_news
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                # It said that it could, and refuses.
                return None
            self._can_idle = True
            return client.raw_socket.fileno()

    def heard(self) -> bool:
        """Read what the server told, without blocking; tell whether there may be new mail."""
        with self._talk() as client:
            news, self._news = self._news, False
            return client.read_idle() or news

    def hush(self) -> None:
        """End `listen`."""
        with self._talk() as client:
            client.end_idle()

    def abort(self) -> None:
        """Break the connection from any thread, so that a blocked call fails at once."""
        client = self._client
        if client:
            client.break_off()

    def close(self) -> None:
        """Leave; never fails, never takes long."""
        client, self._client = self._client, None
        if client:
            client.leave()

    @contextmanager
    def _talk(self) -> Iterator[Client]:
        try:
            yield self._connected
        except imaplib.IMAP4.readonly as error:
            raise FolderError(self.key, self._settings.folder, error) from error
        except TROUBLE as error:
            raise broken(self._place, error) from error

    @property
    def _connected(self) -> Client:
        if self._client is None:
            raise UnreachableError(self.key, "not connected")
        return self._client

    @property
    def _moving(self) -> Mover:
        if self._mover is None:
            raise UnreachableError(self.key, "not connected")
        return self._mover

    def _select(self, client: Client, mover: Mover) -> None:
        name = self._settings.folder
        found = name if name.upper() == "INBOX" else mover.find(name)
        if found is None:
            raise NoInboxError(self.key, name, mover.names)
        validity = int(client.select_folder(found).get(b"UIDVALIDITY", 0))
        # How many there are is no news: the first look finds them.
        client.drop_unsolicited()
        self._unwanted.clear()
        if validity != self._validity:
            # The numbers mean other messages now.
            self._stuck.clear()
            self._validity = validity

    def _retry_moves(self) -> None:
        for uid, folder in list(self._stuck.items()):
            try:
                self._moving.move(uid, folder)
            except FolderError:
                # Whoever is responsible was told when it failed first.
                return
            del self._stuck[uid]

    def _without_content(self, listed: Listed) -> Incoming:
        return Incoming(
            key=f"{self.key}:{self._validity}:{listed.uid}",
            content=b"",
            received_at=listed.received_at or self._clock(),
            mailbox=self.key,
            size=listed.size,
            oversized=listed.size > self._limit,
            seen=listed.seen,
        )

    def _is_wanted(self, incoming: Incoming, wanted: Wanted) -> bool:
        if wanted(incoming):
            return True
        uid = self._uid(incoming)
        if uid is not None:
            self._unwanted.add(uid)
        return False

    def _uid(self, incoming: Incoming) -> int | None:
        place, _, uid = incoming.key.rpartition(":")
        return int(uid) if place == f"{self.key}:{self._validity}" and uid.isdecimal() else None

    def _read(self, batch: list[Incoming]) -> Iterator[Incoming]:
        numbered = [(uid, one) for one in batch if (uid := self._uid(one)) is not None]
        with self._talk() as client:
            contents = read_contents(client, [uid for uid, one in numbered if not one.oversized])
            headers = read_headers(client, [uid for uid, one in numbered if one.oversized])
        for uid, one in numbered:
            if uid in headers:
                yield replace(one, content=headers[uid])
            elif uid in contents:
                content = contents.pop(uid)
                yield replace(one, content=content, size=len(content))

"""Looking into the folders of a mailbox without changing anything, for `reconcile`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from mailintake.fetch.batches import slices
from mailintake.fetch.client import SECONDS, Client
from mailintake.fetch.connection import Secret, open_client
from mailintake.fetch.errors import UnreachableError
from mailintake.fetch.folders import Folders, read_folders
from mailintake.fetch.imap import TROUBLE, broken
from mailintake.fetch.reading import read_contents, read_headers
from mailintake.model.login import MailboxSettings

FIELD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
FIELD_ANSWER = b"BODY[HEADER.FIELDS (MESSAGE-ID)]"
INBOX = "INBOX"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A message that lies in a folder; `key` is what the journal calls it while it lies in the inbox."""

    folder: str
    uid: int
    key: str
    size: int
    received_at: datetime | None
    header: bytes


class Shelves:
    """The folders of one account, opened for reading only; use it as a context manager."""

    def __init__(self, settings: MailboxSettings, secret: Secret, *, limit: int, seconds: float = SECONDS) -> None:
        self._settings = settings
        self._secret = secret
        self._limit = limit
        self._seconds = seconds
        self._client: Client | None = None
        self._folders = Folders()
        self._selected = ""
        self._validity = 0

    def __enter__(self) -> Self:
        """Log in."""
        self._client = open_client(self._settings, self._secret, self._seconds)
        with self._talk() as client:
            self._folders = read_folders(client)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave."""
        if self._client is not None:
            self._client.leave()
        self._client = None

    def look(self, folder: str, only: Collection[int] | None = None) -> Iterator[Shelved]:
        """Yield what lies in a folder, by the name of the configuration; one that does not exist is empty.

        Until that is over no other folder may be looked into. `only` names the UIDs that are wanted.
        """
        if not self._select(folder):
            return
        uids = sorted(self._lying() if only is None else only)
        for part in slices(uids):
            with self._talk() as client:
                answer = client.fetch(part, ["RFC822.SIZE", "INTERNALDATE", FIELD])
                client.drop_unsolicited()
            for uid in part:
                if b"RFC822.SIZE" in answer.get(uid, {}):
                    yield self._shelved(folder, uid, answer[uid])

    def contents(self, folder: str, wanted: Sequence[Shelved]) -> dict[int, bytes]:
        """Read messages as intake does: whole, or their headers where they are over the limit."""
        if not self._select(folder):
            return {}
        with self._talk() as client:
            whole = read_contents(client, [one.uid for one in wanted if one.size <= self._limit])
            return whole | read_headers(client, [one.uid for one in wanted if one.size > self._limit])

    def _lying(self) -> list[int]:
        with self._talk() as client:
            return list(client.search("UNDELETED"))

    def _select(self, folder: str) -> bool:
        """Open a folder; tell whether there is such a one."""
        name = INBOX if folder.upper() == INBOX else self._folders.find(folder)
        if name is None:
            return False
        if name != self._selected:
            with self._talk() as client:
                self._validity = int(client.select_folder(name, readonly=True).get(b"UIDVALIDITY", 0))
            self._selected = name
        return True

    def _shelved(self, folder: str, uid: int, data: dict[bytes, object]) -> Shelved:
        date, header = data.get(b"INTERNALDATE"), data.get(FIELD_ANSWER)
        return Shelved(
            folder=folder,
            uid=uid,
            key=f"{self._settings.key}:{self._validity}:{uid}",
            size=int(str(data[b"RFC822.SIZE"])),
            received_at=date.astimezone(UTC) if isinstance(date, datetime) else None,
            header=header if isinstance(header, bytes) else b"",
        )

    @contextmanager
    def _talk(self) -> Iterator[Client]:
        place = f"{self._settings.key} ({self._settings.host}:{self._settings.port})"
        if self._client is None:
            raise UnreachableError(place, "not connected")
        try:
            yield self._client
        except TROUBLE as error:
            raise broken(place, error) from error

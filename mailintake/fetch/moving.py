r"""Moving mail out of the inbox (RFC 6851; without it COPY, \Deleted and UID EXPUNGE of RFC 4315)."""

from __future__ import annotations

import imaplib

from imapclient import DELETED

from mailintake.fetch.client import Client
from mailintake.fetch.errors import FolderError
from mailintake.fetch.folders import Folders, create_folder, read_folders
from mailintake.fetch.mailbox import Folder


class Mover:
    """Knows the folders for what is done, and finds or makes them when they are needed."""

    def __init__(self, client: Client, place: str, names: dict[Folder, str]) -> None:
        self._client = client
        self._place = place
        self._names = names
        self._folders: Folders | None = None
        self._targets: dict[Folder, str] = {}
        self._can_move = client.has_capability("MOVE")
        self._can_expunge = True

    @property
    def names(self) -> frozenset[str]:
        """Return the server's names of all folders that hold mail."""
        return self._all().names

    def find(self, name: str) -> str | None:
        """Return the server's name of an existing folder."""
        return self._all().find(name)

    def target(self, folder: Folder) -> str:
        """Return the server's name of the folder for what is done; make it if it is missing."""
        if folder not in self._targets:
            self._targets[folder] = self._find_or_create(self._names[folder])
        return self._targets[folder]

    def move(self, uid: int, folder: Folder) -> None:
        """Move a message; one that is gone already is fine."""
        try:
            self._transfer(uid, self.target(folder))
            self._client.forget_moves()
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            # Somebody may have removed or renamed the folder since we looked.
            self._folders = None
            self._targets.clear()
            self._move_again(uid, folder)

    def _move_again(self, uid: int, folder: Folder) -> None:
        try:
            self._transfer(uid, self.target(folder))
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            if self._client.search(["UID", uid]):
                raise FolderError(self._place, self._names[folder], error) from error

    def _transfer(self, uid: int, target: str) -> None:
        if self._can_move:
            self._client.move([uid], target)
            return
        self._client.copy([uid], target)
        self._client.add_flags([uid], [DELETED], silent=True)
        self._expunge(uid)

    def _expunge(self, uid: int) -> None:
        """Remove this one message. Without UIDPLUS it only stays marked: EXPUNGE would take other people's, too."""
        if not self._can_expunge:
            return
        try:
            self._client.expunge([uid])
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            self._can_expunge = False

    def _find_or_create(self, name: str) -> str:
        found = self.find(name)
        if found:
            return found
        try:
            return create_folder(self._client, self._all(), name)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise FolderError(self._place, name, error) from error

    def _all(self) -> Folders:
        if self._folders is None:
            self._folders = read_folders(self._client)
        return self._folders

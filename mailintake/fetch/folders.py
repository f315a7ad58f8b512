"""Folder names as people write them, and as the server wants them (RFC 2342: namespaces)."""

from __future__ import annotations

import imaplib
from contextlib import suppress
from dataclasses import dataclass, field

from mailintake.fetch.client import Client

ROOT = "INBOX"
NOT_FOR_MAIL = frozenset({b"\\noselect", b"\\nonexistent"})


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of an account: where personal ones begin, what separates levels, and those that hold mail."""

    prefix: str = ""
    separator: str = "/"
    names: frozenset[str] = field(default_factory=frozenset)

    def find(self, name: str) -> str | None:
        """Return the server's name of a folder that exists."""
        for candidate in self.candidates(name):
            if candidate in self.names:
                return candidate
        return ROOT if name.upper() == ROOT else None

    def candidates(self, name: str) -> tuple[str, ...]:
        """Return the names under which the folder could exist or be made, the likeliest first.

        `/` in the configuration stands for whatever separates levels on this server.
        """
        local = name.replace("/", self.separator)
        names = [local, f"{ROOT}{self.separator}{local}"]
        if self.prefix and not local.startswith(self.prefix):
            names.insert(0, self.prefix + local)
        return tuple(dict.fromkeys(names))


def read_folders(client: Client) -> Folders:
    """Ask the server for its folders."""
    names = set()
    separator = "/"
    for flags, delimiter, name in client.list_folders():
        if delimiter:
            separator = delimiter.decode("ascii", "replace")
        if not NOT_FOR_MAIL & {flag.lower() for flag in flags}:
            names.add(str(name))
    return Folders(_prefix(client), separator, frozenset(names))


def create_folder(client: Client, folders: Folders, name: str) -> str:
    """Make a folder and subscribe to it; return the server's name for it.

    Raises what the server said to the first name if it refuses them all.
    """
    refusal: imaplib.IMAP4.error | None = None
    for candidate in folders.candidates(name):
        try:
            client.create_folder(candidate)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            refusal = refusal or error
        else:
            # Some servers know no subscriptions; people only see the folder more easily with one.
            with suppress(imaplib.IMAP4.error):
                client.subscribe_folder(candidate)
            return candidate
    raise refusal or imaplib.IMAP4.error("no name for it")


def _prefix(client: Client) -> str:
    if not client.has_capability("NAMESPACE"):
        return ""
    personal = client.namespace().personal
    return str(personal[0][0]) if personal else ""

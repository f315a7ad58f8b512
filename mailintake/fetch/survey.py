"""How a mailbox stands before mail comes: whether the account may read, make folders and move (RFC 4314)."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from mailintake.fetch.client import Client
from mailintake.fetch.errors import FolderError, NoFolderError, RightsError
from mailintake.fetch.mailbox import Folder
from mailintake.fetch.moving import Mover
from mailintake.model.login import MailboxSettings

# To take mail out of the inbox: read, mark as deleted, expunge. To put it elsewhere: insert.
TAKE_OUT = "rte"
PUT_IN = "i"
# Servers that know only RFC 2086 have one right for three.
SINCE_RFC_4314 = frozenset("kxte")
OLD_NAMES = {"t": "d", "e": "d"}


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: the version of TLS, how many messages lie in the inbox, the folders, and what stands against it.

    `found` and `made` are the folders for what is done, by their names on the server.
    """

    tls: str | None
    messages: int
    found: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    problems: tuple[FolderError, ...] = ()


def survey(client: Client, mover: Mover, settings: MailboxSettings) -> Survey:
    """Find or make the folders as the daemon does, and ask for our rights in them; no mail is touched."""
    problems = list(_inbox_rights(client, settings))
    found: list[str] = []
    made: list[str] = []
    for folder in Folder:
        name: str = getattr(settings, folder.value)
        known = mover.find(name)
        try:
            target = mover.target(folder)
        except FolderError as error:
            problems.append(NoFolderError(settings.key, folder.value, name, error.__cause__ or error))
            continue
        (found if known else made).append(target)
        problems += _rights(client, settings, folder.value, target, PUT_IN)
    messages = len(client.search("UNDELETED"))
    return Survey(_tls(client), messages, tuple(found), tuple(made), tuple(problems))


def _inbox_rights(client: Client, settings: MailboxSettings) -> list[FolderError]:
    return _rights(client, settings, "folder", settings.folder, TAKE_OUT)


def _rights(client: Client, settings: MailboxSettings, setting: str, folder: str, needed: str) -> list[FolderError]:
    rights = client.my_rights(folder) if client.has_capability("ACL") else ""
    if not rights:
        return []
    if not SINCE_RFC_4314 & set(rights):
        rights += "".join(new for new, old in OLD_NAMES.items() if old in rights)
    lacking = "".join(one for one in needed if one not in rights)
    return [RightsError(settings.key, setting, folder, lacking, needed)] if lacking else []


def _tls(client: Client) -> str | None:
    sock = client.raw_socket
    return sock.version() if isinstance(sock, ssl.SSLSocket) else None

"""The mailboxes of the embedded mail system: pymap with its dictionary backend (RFC 9051)."""

from __future__ import annotations

import asyncio
import ssl
from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event, Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import FetchRequirement
from pymap.parsing.specials.flag import Seen
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

HOST = "127.0.0.1"


class MailboxServer:
    """The users' mailboxes and the doors to them; all of it lives in the loop that called `start`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self.tls_port = 0
        self._tls = tls
        self._config = _config(tls)
        self._login = Login(self._config)
        self._sets: dict[str, MailboxSet] = {}
        self._servers: list[asyncio.Server] = []

    async def start(self, users: Mapping[str, str]) -> None:
        """Open the doors: plain (with STARTTLS where there is a certificate), and TLS."""
        self._config.apply_context()
        for user, password in users.items():
            self.add_user(user, password)
        self.port = await self._listen(None)
        if self._tls:
            self.tls_port = await self._listen(self._tls)

    def stop(self) -> None:
        """Close the doors; the connections end with their tasks."""
        for server in self._servers:
            server.close()

    def add_user(self, user: str, password: str) -> None:
        """Give a user a mailbox, or an old one another password."""
        self._login.users_dict[user] = UserMetadata(self._config, user, password=password)
        if user not in self._sets:
            self._sets[user] = _PromptSet()
            self._config.set_cache[user] = (self._sets[user], FilterSet())

    async def append(self, user: str, folder: str, content: bytes, when: datetime, *, seen: bool = False) -> None:
        """Put a mail into a folder."""
        mailbox = await self._mailbox(user, folder)
        await mailbox.append(AppendMessage(content, when, frozenset({Seen} if seen else ())))

    async def read(self, user: str, folder: str) -> list[bytes]:
        """Return the mails of a folder; of a missing one, none."""
        try:
            mailbox = await self._mailbox(user, folder)
        except KeyError:
            return []
        contents = []
        async for message in mailbox.messages():
            loaded = await message.load_content(FetchRequirement.CONTENT)
            contents.append(bytes(loaded.content))
        return contents

    async def set_uid_validity(self, user: str, folder: str, value: int) -> None:
        """Say that the folder's UIDs mean other mails from now on (RFC 9051, section 2.3.1.1)."""
        mailbox = await self._mailbox(user, folder)
        mailbox._uid_validity = value  # noqa: SLF001 (pymap offers no other way)

    async def _mailbox(self, user: str, folder: str) -> MailboxData:
        return await self._sets[user].get_mailbox(folder)

    async def _listen(self, tls: ssl.SSLContext | None) -> int:
        reader = ProxyProtocolReader(self._config.proxy_protocol)
        callback = reader.get_callback(IMAPServer(self._login, self._config))
        server = await asyncio.start_server(callback, HOST, 0, ssl=tls)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])


class _PromptMailbox(MailboxData):
    """A mailbox that tells an idle client of mail that came just before it began to idle."""

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        """Wait for a change, unless there is one already that this client has not heard of."""
        behind = selected.mod_sequence is not None and selected.mod_sequence < self._mod_sequences.highest
        return await super().update_selected(selected, wait_on=None if behind else wait_on)


class _PromptSet(MailboxSet):
    """The folders of a user; only the inbox is watched."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = _PromptMailbox(self._content_cache, self._thread_cache)


class _Config(Config):
    """A server that says its name without asking the resolver for it (which can take seconds)."""

    @property
    def greeting(self) -> bytes:
        return b"Demo ready"


def _config(tls: ssl.SSLContext | None) -> _Config:
    args = Namespace(passlib_cfg=None, proxy_protocol=None)
    return _Config(
        args,
        host=HOST,
        port=0,
        demo_data=False,
        demo_user="",
        demo_password="",
        tls_enabled=tls is not None,
        ssl_context=tls,
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
        invalid_user_sleep=0.0,
        reject_dnsbl=False,
    )

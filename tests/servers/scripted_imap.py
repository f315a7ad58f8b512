"""A small IMAP server that misbehaves as it is told: one thread a connection, no third-party code.

By itself it serves one INBOX and any folders. `on["IDLE"] = action` has `action(talk, tag, rest)` answer a command
instead; where the action returns `PASS`, the usual answer follows.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self, TypeAlias

HOST = "127.0.0.1"
PASS = "pass"
DATE = '"23-Nov-2026 08:05:00 -0800"'


class Talk:
    """One connection, as the server sees it."""

    def __init__(self, server: ScriptedImap, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = sock.makefile("rb")

    def send(self, *lines: bytes, tiny: bool = False) -> None:
        """Send lines; `tiny` sends each byte in a packet of its own."""
        data = b"".join(line + b"\r\n" for line in lines)
        for piece in [data[at : at + 1] for at in range(len(data))] if tiny or self.server.tiny else [data]:
            self.sock.sendall(piece)

    def line(self) -> str:
        """Return the next line of the client; empty at the end."""
        return self.file.readline().decode("utf-8", "replace").rstrip("\r\n")

    def reset(self) -> None:
        """Break the connection with a RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection."""
        self.file.close()
        self.sock.close()

    def freeze(self) -> None:
        """Say nothing more until the server ends."""
        self.server.over.wait(20)


Action: TypeAlias = Callable[[Talk, str, str], str | None]


class ScriptedImap:
    """The server; `commands` is all that clients sent, `flags` belong to INBOX."""

    def __init__(self, *mails: bytes, capabilities: str = "MOVE UIDPLUS IDLE", prefix: str | None = None) -> None:
        self.capabilities = f"IMAP4rev1 AUTH=PLAIN {capabilities}"
        self.prefix = prefix
        self.mails = dict(enumerate(mails, 1))
        self.flags: dict[int, set[str]] = {uid: set() for uid in self.mails}
        self.folders: dict[str, list[bytes]] = {}
        self.validity = 7
        self.on: dict[str, Action] = {}
        self.greeting: Callable[[Talk], None] = lambda talk: talk.send(b"* OK ready")
        self.commands: list[str] = []
        self.tiny = False
        self.over = threading.Event()
        self.tls: ssl.SSLContext | None = None
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self._threads: list[threading.Thread] = []
        self._talks: list[Talk] = []

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._start(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up on everybody."""
        self.over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for talk in self._talks:
            with suppress(OSError):
                talk.sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                sock, _ = self._listener.accept()
                talk = Talk(self, sock)
                self._talks.append(talk)
                self._start(lambda talk=talk: self._serve(talk))  # type: ignore[misc]  # mypy knows no such lambda

    def _serve(self, talk: Talk) -> None:
        with suppress(OSError, ValueError):
            self.greeting(talk)
            while line := talk.line():
                self.commands.append(line)
                tag, _, rest = line.partition(" ")
                name, _, arguments = rest.partition(" ")
                if name.upper() == "UID":
                    name, _, arguments = arguments.partition(" ")
                action = self.on.get(name.upper())
                if action is None or action(talk, tag, arguments) == PASS:
                    self._answer(talk, tag, name.upper(), arguments)
        talk.hang_up()

    def _answer(self, talk: Talk, tag: str, name: str, arguments: str) -> None:
        usual = getattr(self, f"_{name.lower()}", None)
        if usual:
            usual(talk, tag, arguments)
        else:
            talk.send(f"{tag} BAD unknown command".encode())

    def _ok(self, talk: Talk, tag: str, *lines: str) -> None:
        talk.send(*(line.encode() for line in lines), f"{tag} OK done".encode())

    def _capability(self, talk: Talk, tag: str, _: str) -> None:
        self._ok(talk, tag, f"* CAPABILITY {self.capabilities}")

    def _authenticate(self, talk: Talk, tag: str, _: str) -> None:
        talk.send(b"+ ")
        self.commands.append(talk.line())
        self._ok(talk, tag)

    def _login(self, talk: Talk, tag: str, _: str) -> None:
        self._ok(talk, tag)

    _noop = _subscribe = _login

    def _logout(self, talk: Talk, tag: str, _: str) -> None:
        self._ok(talk, tag, "* BYE")

    def _namespace(self, talk: Talk, tag: str, _: str) -> None:
        self._ok(talk, tag, f'* NAMESPACE (("{self.prefix}" ".")) NIL NIL')

    def _list(self, talk: Talk, tag: str, _: str) -> None:
        separator = "/" if self.prefix is None else "."
        self._ok(talk, tag, *(f'* LIST () "{separator}" "{name}"' for name in ["INBOX", *self.folders]))

    def _create(self, talk: Talk, tag: str, arguments: str) -> None:
        name = arguments.strip('"')
        if self.prefix and not name.startswith(self.prefix):
            talk.send(f"{tag} NO not in your namespace".encode())
            return
        self.folders[name] = []
        self._ok(talk, tag)

    def _select(self, talk: Talk, tag: str, _: str) -> None:
        self._ok(talk, tag, f"* {len(self.mails)} EXISTS", f"* OK [UIDVALIDITY {self.validity}] valid")

    def _search(self, talk: Talk, tag: str, arguments: str) -> None:
        uids = [uid for uid in self.mails if "\\Deleted" not in self.flags[uid]]
        if arguments.startswith("UID "):
            uids = [uid for uid in self.mails if uid == int(arguments[4:])]
        self._ok(talk, tag, " ".join(["* SEARCH", *map(str, uids)]))

    def _fetch(self, talk: Talk, tag: str, arguments: str) -> None:
        uids, _, items = arguments.partition(" ")
        for number, uid in enumerate(map(int, uids.split(",")), 1):
            if uid not in self.mails:
                continue
            mail = self.mails[uid]
            head = mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            if "HEADER" in items:
                talk.send(f"* {number} FETCH (UID {uid} BODY[HEADER]<0> {{{len(head)}}}".encode(), head + b")")
            elif "BODY" in items:
                talk.send(f"* {number} FETCH (UID {uid} BODY[] {{{len(mail)}}}".encode(), mail + b")")
            else:
                flags = " ".join(self.flags[uid])
                facts = f"RFC822.SIZE {len(mail)} INTERNALDATE {DATE} FLAGS ({flags})"
                talk.send(f"* {number} FETCH (UID {uid} {facts})".encode())
        self._ok(talk, tag)

    def _move(self, talk: Talk, tag: str, arguments: str) -> None:
        if self._take_over(talk, tag, arguments):
            self.mails.pop(int(arguments.split(maxsplit=1)[0]), None)
            self._ok(talk, tag)

    def _copy(self, talk: Talk, tag: str, arguments: str) -> None:
        if self._take_over(talk, tag, arguments):
            self._ok(talk, tag)

    def _take_over(self, talk: Talk, tag: str, arguments: str) -> bool:
        uid, _, folder = arguments.partition(" ")
        if folder.strip('"') not in self.folders:
            talk.send(f"{tag} NO [TRYCREATE] no such folder".encode())
            return False
        if int(uid) in self.mails:
            self.folders[folder.strip('"')].append(self.mails[int(uid)])
        return True

    def _store(self, talk: Talk, tag: str, arguments: str) -> None:
        uid = int(arguments.split(maxsplit=1)[0])
        if uid in self.flags:
            self.flags[uid].add("\\Deleted")
        self._ok(talk, tag)

    def _expunge(self, talk: Talk, tag: str, arguments: str) -> None:
        uids = [int(arguments)] if arguments else list(self.mails)
        if arguments and "UIDPLUS" not in self.capabilities:
            talk.send(f"{tag} BAD no such command".encode())
            return
        for uid in uids:
            if "\\Deleted" in self.flags.get(uid, ()):
                self.mails.pop(uid, None)
        self._ok(talk, tag)

    def _idle(self, talk: Talk, tag: str, _: str) -> None:
        talk.send(b"+ idling")
        if talk.line() == "DONE":
            self._ok(talk, tag)

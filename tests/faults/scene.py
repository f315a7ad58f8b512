"""One mailbox, one SMTP server and one desk that can be put back as they were, and looked at from outside."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import text

from mailintake.store import Store
from tests.daemon.desk import PASSWORD, RunningDesk
from tests.faults.life import Ending, Starter, Wish
from tests.servers.dovecot import DovecotServer
from tests.servers.sink import SmtpSink

FOLDERS = ("INBOX", "Processed", "Quarantine")
RESTARTS = 4


@dataclass(frozen=True)
class Outcome:
    """What all is about, told so that two runs can be compared."""

    tickets: tuple[str, ...]
    entries: tuple[str, ...]
    journal: tuple[str, ...]
    outbox: tuple[str, ...]
    folders: tuple[tuple[str, tuple[str, ...]], ...]
    received: tuple[str, ...]
    tries: int
    database: str
    log: str

    def differs_from(self, other: Outcome) -> list[str]:
        """Name what differs."""
        return [
            f"{name}: {getattr(self, name)} instead of {getattr(other, name)}"
            for name in self.__dataclass_fields__
            if getattr(self, name) != getattr(other, name)
        ]


@dataclass
class Scene:
    """The desk's address is its own, so that many scenes share the servers.

    Where the server cannot move, a kill after the copy leaves that in the folder, and the next start makes a second.
    """

    folder: Path
    dovecot: DovecotServer
    sink: SmtpSink
    starter: Starter
    postgresql: str | None = None
    can_move: bool = True
    saved: int = 0
    token: str = field(default_factory=lambda: uuid4().hex[:8])

    def __post_init__(self) -> None:
        self.address = f"desk-{self.token}@school.example"
        self.technician = f"tess-{self.token}@school.example"
        self.person = f"ana-{self.token}@school.example"
        self.dovecot.add_user(self.address, PASSWORD)
        self.database = f"faults_{self.token}"
        self.desk = RunningDesk(
            self.folder,
            self.dovecot.imap_port,
            self.sink.port,
            address=self.address,
            technician=self.technician,
            database=self._url(self.database) if self.postgresql else "sqlite:///var/desk.db",
        )
        self.var = self.folder / "var"
        self.var.mkdir(mode=0o700)
        self.maildir = self.dovecot.maildir(self.address)
        self._since = 0
        if self.postgresql:
            self._execute("CREATE DATABASE {} TEMPLATE template0", self.database)

    def live(self, wish: Wish | None = None) -> Ending:
        """Take in and deliver once, or until the wish ends it."""
        return self.starter.live(self.desk.config, self.var, self.desk.log, wish or Wish())

    def live_on(self) -> int:
        """Start again until all is done; return how often that took. Twice is what a test allows."""
        for count in range(1, RESTARTS):
            if self.live().status == 0:
                return count
        return RESTARTS

    def deliver(self, raw: bytes, sender: str) -> None:
        """Put a mail into the desk's inbox."""
        self.dovecot.deliver(raw, self.address, sender)

    def mails(self, to: str | None = None) -> list[EmailMessage]:
        """Return what the SMTP server took for this scene, the oldest first."""
        mine = [one for one in self.sink.mails if self.token in one.recipients[0] and to in {None, one.recipients[0]}]
        return [message_from_bytes(one.raw, policy=policy.default) for one in mine]

    def save(self) -> None:
        """Remember everything as it is."""
        shutil.rmtree(self.folder / "saved", ignore_errors=True)
        _copy(self.var, self.folder / "saved" / "var")
        _copy(self.maildir, self.folder / "saved" / "maildir")
        if self.postgresql:
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", f"{self.database}_saved")
            self._execute("CREATE DATABASE {} TEMPLATE {}", f"{self.database}_saved", self.database)
        self.saved = len(self.sink.mails)

    def put_back(self) -> None:
        """Make everything as it was saved."""
        for name, place in (("var", self.var), ("maildir", self.maildir)):
            shutil.rmtree(place)
            _copy(self.folder / "saved" / name, place)
        if self.postgresql:
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database)
            self._execute("CREATE DATABASE {} TEMPLATE {}", self.database, f"{self.database}_saved")
        self.desk.log.unlink(missing_ok=True)
        self._since = len(self.sink.mails)

    def outcome(self) -> Outcome:
        """Look at everything."""
        store = Store.open(self._store_url, self.var / "files", migrate=False)
        try:
            with store.read() as reading:
                tickets = [reading.ticket(one.number) for one in reading.tickets()]
                entries = [(one.number, entry) for one in tickets if one for entry in one.entries]
                return Outcome(
                    tickets=tuple(f"{one.number} {one.status} {one.assignee}" for one in tickets if one),
                    entries=tuple(f"{number} {one.kind} {one.actor}: {one.text}" for number, one in entries),
                    journal=tuple(sorted(f"{one.kind} {one.done_at is not None}" for one in reading.journal())),
                    outbox=tuple(sorted(f"{one.outgoing.template} {one.state}" for one in reading.outbox())),
                    folders=tuple((name, self.lying_in(name)) for name in FOLDERS),
                    received=tuple(sorted(set(self._received().values()))),
                    tries=int(reading.session.execute(text('SELECT count(*) FROM "try"')).scalar_one()),
                    database=self._integrity(),
                    log="Traceback" if "Traceback" in self.desk.said() else "",
                )
        finally:
            store.close()

    def doubled(self) -> int:
        """Count the mails that came more than once under the same Message-ID, since `put_back`."""
        seen = Counter(str(one["Message-ID"]) for one in self._mails_since())
        return seen.total() - len(seen)

    def lying_in(self, folder: str) -> tuple[str, ...]:
        """Return the Message-IDs in a folder, sorted; the files are read, so that nobody is disturbed."""
        place = self.maildir if folder == "INBOX" else self.maildir / f".{folder}"
        files = [one for part in ("new", "cur") if (place / part).is_dir() for one in (place / part).iterdir()]
        found = [str(message_from_bytes(one.read_bytes())["Message-ID"]) for one in files]
        return tuple(sorted(found if self.can_move else set(found)))

    def _received(self) -> dict[str, str]:
        """Return to whom each Message-ID went, and about what."""
        return {str(one["Message-ID"]): f"{one['To']}: {one['Subject']}" for one in self._mails_since()}

    def _mails_since(self) -> list[EmailMessage]:
        mine = [one for one in self.sink.mails[self._since :] if self.token in one.recipients[0]]
        return [message_from_bytes(one.raw, policy=policy.default) for one in mine]

    def _integrity(self) -> str:
        if self.postgresql:
            return "ok"
        with sqlite3.connect(self.var / "desk.db") as connection:
            found = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
        connection.close()
        return found

    @property
    def _store_url(self) -> str:
        return self._url(self.database) if self.postgresql else f"sqlite:///{self.var / 'desk.db'}"

    def _url(self, name: str) -> str:
        return urlunsplit(urlsplit(self.postgresql or "")._replace(path=f"/{name}"))

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.postgresql or "", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def scene_of(
    folder: Path, dovecot: DovecotServer, sink: SmtpSink, starter: Starter, postgresql: str | None = None
) -> Iterator[Scene]:
    """Yield a scene; its databases are gone afterwards."""
    scene = Scene(folder, dovecot, sink, starter, postgresql)
    try:
        yield scene
    finally:
        if postgresql:
            for name in (scene.database, f"{scene.database}_saved"):
                scene._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)  # noqa: SLF001 (its own way out)


def _copy(source: Path, target: Path) -> None:
    """Copy with owners and times: Dovecot looks at both."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)

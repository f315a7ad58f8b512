"""Plays a story through the real pipeline, with a database in memory and a clock that the story sets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parseaddr
from pathlib import Path

from mailintake.intake import Desk, Taken, take
from mailintake.jobs import run_due
from mailintake.model.address import fold_address
from mailintake.model.decision import Evidence
from mailintake.model.message import Incoming
from mailintake.model.settings import Rules, Settings, TokenKey
from mailintake.parse.message import parse_message
from mailintake.rehearse.match import Sent, read_sent
from mailintake.rehearse.script import MailIn
from mailintake.store import Store

LAST = "last"
QUOTE = "> quote"
KEY = TokenKey(b"only for rehearsals, never for mail that leaves")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks", "s": "seconds"}
MANY = 10_000


@dataclass(slots=True)
class Stage:
    """The desk during one story: what is remembered, what time it is, what went out."""

    store: Store
    desk: Desk
    now: datetime
    folder: Path
    sent: list[Sent] = field(default_factory=list)
    count: int = 0

    def set_clock(self, text: str) -> None:
        """Set the clock to a local time or a span ahead, and do what is due by then; ValueError if it is neither."""
        self.now = later(self.now, text, self.desk)
        run_due(self.store, self.desk, self.now)

    def receive(self, mail: MailIn) -> Taken:
        """Take in a mail as if the mailbox had brought it."""
        self.count += 1
        content = self._raw(mail)
        incoming = Incoming(f"story:1:{self.count}", content, self.now, "story", len(content))
        return take(incoming, self.store, self.desk, self.now, evidence=self._evidence(mail, content))

    def deliver(self) -> tuple[Sent, ...]:
        """Send everything that is due and return it."""
        with self.store.work() as work:
            rows = work.claim(self.now, MANY, "rehearsal")
            for row in rows:
                work.sent(row.id, "250 rehearsed", self.now)
        fresh = tuple(read_sent(row.outgoing) for row in sorted(rows, key=lambda one: one.id))
        self.sent.extend(fresh)
        return fresh

    def last_to(self, address: str) -> Sent | None:
        """Return the last mail that went to this address; for who never got one (a mail server), the last of all."""
        mine = (one for one in reversed(self.sent) if fold_address(one.outgoing.to) == fold_address(address))
        return next(mine, self.sent[-1] if self.sent else None)

    def _evidence(self, mail: MailIn, content: bytes) -> Evidence | None:
        level = mail.get("x-level")
        if level == "real":
            return None
        if level is None:
            author = parse_message(content).author
            address = author.addr_spec if author else ""
            level = "2" if self.desk.rules.desk.knows(address) else "0"
        return Evidence(int(level), "as the story says")

    def _raw(self, mail: MailIn) -> bytes:
        path = mail.get("file")
        if path is not None:
            return (self.folder / path).read_bytes()
        last = self.last_to(parseaddr(mail.get("from") or "")[1])
        answered = last if mail.get("in-reply-to") == LAST else None
        header = [*self._fields(mail, answered), *self._defaults(mail, answered)]
        lines = [text for line in mail.text for text in _quoted(line, last)]
        return "\r\n".join([*(f"{name}: {value}" for name, value in header), "", *lines, ""]).encode()

    def _fields(self, mail: MailIn, answered: Sent | None) -> Iterator[tuple[str, str]]:
        for name, value in mail.header:
            if name.casefold() == "in-reply-to" and value == LAST:
                if answered is not None:
                    yield "In-Reply-To", answered.outgoing.message_id
            elif name.casefold() != "x-level":
                yield name, value

    def _defaults(self, mail: MailIn, answered: Sent | None) -> Iterator[tuple[str, str]]:
        to = str(answered.message["Reply-To"]) if answered else self.desk.rules.desk.address
        local = self.now.astimezone(self.desk.rules.desk.timezone)
        for name, value in (
            ("To", to),
            ("Date", format_datetime(local)),
            ("Message-ID", f"<story-{self.count}@rehearsal.example>"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ):
            if mail.get(name.casefold()) is None:
                yield name, value


@contextmanager
def open_stage(settings: Settings, folder: Path) -> Iterator[Stage]:
    """Open a desk that forgets everything at the end; `folder` is where the story's files lie."""
    numbers = itertools.count(1)
    rules = replace_key(settings)
    store = Store.open("sqlite://", Path())
    try:
        yield Stage(store, Desk(settings, rules, lambda: f"r{next(numbers)}"), datetime.now(UTC), folder)
    finally:
        store.close()


def replace_key(settings: Settings) -> Rules:
    """Return the rules with a throw-away key, since a rehearsal needs no secret."""
    return replace(settings.rules, token_key=KEY)


def later(now: datetime, text: str, desk: Desk) -> datetime:
    """Return the moment that `at` names: `2026-11-23 08:05` in the desk's time zone, or `+2h`."""
    if text.startswith("+") and text[-1:] in UNITS:
        return now + timedelta(**{UNITS[text[-1]]: float(text[1:-1])})
    local = datetime.fromisoformat(text)
    return (local if local.tzinfo else local.replace(tzinfo=desk.rules.desk.timezone)).astimezone(UTC)


def _quoted(line: str, answered: Sent | None) -> tuple[str, ...]:
    if line.strip() != QUOTE or answered is None:
        return (line,)
    return tuple(f"> {one}" for one in answered.lines)

"""The district of the stories, and mails to its desk, for tests that decide without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from mailintake.config import load
from mailintake.decide import decide
from mailintake.model.decision import Decision, Evidence, Known, KnownMessage
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.settings import Rules, TokenKey
from mailintake.model.ticket import Ticket
from mailintake.parse.message import parse_message

CONFIG = Path(__file__).parent.parent / "conversations" / "lakeside" / "config"
NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
KEY = TokenKey(b"only for tests")
DESK = "it@lakeside.example"
MAYA = Person("mlund@lakeside.example", "Maya Lund", "2201", "pine", "Front Office", "101", "en")
NORA = "Nora Bell <nbell@lakeside.example>"


@cache
def rules() -> Rules:
    return replace(load(CONFIG, environ={}).rules, token_key=KEY)


def mail(text: str = "The printer jams.", sender: str = "Maya Lund <mlund@lakeside.example>", **fields: str) -> Message:
    """Parse a mail to the desk; `content_type` and the like become header fields."""
    header = {"From": sender, "To": DESK, "Subject": "Printer", "Message-ID": "<m1@lakeside.example>"}
    header |= {name.replace("_", "-").title(): value for name, value in fields.items()}
    lines = [*(f"{name}: {value}" for name, value in header.items()), "", text]
    return parse_message("\r\n".join(lines).encode(), languages=("en", "es"))


def ticket(number: int = 1, **values: object) -> Ticket:
    made = Ticket(number, "Copier jams", MAYA, NOW, assignee="nora", site="pine", room="101")
    return replace(made, **values)  # type: ignore[arg-type]  # the fields of a ticket


def known(*tickets: Ticket, ours: Mapping[str, int] | None = None, **values: object) -> Known:
    """Return what is known: these tickets, and mails of ours by Message-ID with the ticket each is about."""
    sent = {name: KnownMessage(name, number, ours=True) for name, number in (ours or {}).items()}
    answers = Known(messages=sent, tickets={one.number: one for one in tickets})
    return replace(answers, **values)  # type: ignore[arg-type]  # the fields of Known


def decided(message: Message, level: int | None = 2, books: Known | None = None, desk: Rules | None = None) -> Decision:
    evidence = None if level is None else Evidence(level, "as the test says")
    return decide(message, books or Known(), desk or rules(), NOW, evidence=evidence)


def templates(decision: Decision) -> list[tuple[str, str]]:
    """Return which notices go to whom."""
    return [(notice.template, notice.to) for notice in decision.notices]

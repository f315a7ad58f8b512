"""The log: one line an event, in the words of the database; no mail text and no secrets at any level."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Protocol, TextIO

import structlog

from mailintake.intake import Taken
from mailintake.model.outgoing import OutboxRow

LONGEST = 200
Event = MutableMapping[str, Any]


class Journal(Protocol):
    """Where events are told."""

    def took_in(self, taken: Taken, seconds: float) -> None:
        """Tell what became of a message."""

    def connected(self, mailbox: str) -> None:
        """Tell that a mailbox is open."""

    def trouble(self, part: str, name: str, error: BaseException) -> None:
        """Tell of something that an admin may have to mend."""

    def said(self, event: str, **words: object) -> None:
        """Tell anything else."""


class LogJournal:
    """Writes events through structlog."""

    def __init__(self, logger: Any = None) -> None:  # noqa: ANN401 (structlog's loggers have no common type)
        self._log = logger or structlog.get_logger("mailintake")

    def took_in(self, taken: Taken, seconds: float) -> None:
        """Write one line for a message."""
        words: dict[str, object] = {"message_id": _id(taken), "ms": round(seconds * 1000)}
        decision = taken.decision
        if decision is None:
            self._log.warning("tried", **words, key=taken.incoming.key, error=one_line(taken.error or ""))
            return
        words |= {"kind": decision.verdict.kind.value, "level": decision.evidence.level}
        if taken.ticket is not None:
            words["ticket"] = taken.ticket
        if decision.classification:
            words |= {"category": decision.classification.category, "priority": decision.classification.priority.value}
        if decision.assignment:
            words |= {"assignee": decision.assignment.assignee, "rule": decision.assignment.rule}
        if taken.error:
            words["error"] = one_line(taken.error)
        self._log.info("took in", **words)

    def connected(self, mailbox: str) -> None:
        """Write that a mailbox is open."""
        self._log.info("connected", mailbox=mailbox)

    def not_delivered(self, row: OutboxRow, error: str) -> None:
        """Write one line for a reply that will not arrive."""
        out = row.outgoing
        self._log.warning(
            "not delivered",
            message_id=out.message_id,
            template=out.template,
            ticket=out.ticket,
            to=one_line(out.to),
            error=one_line(error),
        )

    def trouble_said(self, part: str, text: str) -> None:
        """Write trouble that has no exception any more."""
        self._log.error("trouble", part=part, error=one_line(text))

    def trouble(self, part: str, name: str, error: BaseException) -> None:
        """Write what an admin may have to mend."""
        self._log.warning("trouble", part=part, name=name, error=one_line(str(error)))

    def said(self, event: str, **words: object) -> None:
        """Write anything else."""
        self._log.info(event, **words)


def set_up_log(style: str = "text", stream: TextIO | None = None) -> None:
    """Write logs to standard error, as text or as JSON; libraries only from warnings up."""
    target = stream or sys.stderr
    logging.basicConfig(level=logging.WARNING, stream=target, format="%(message)s", force=True)
    # At DEBUG imaplib would write whole mails.
    for name in ("imapclient", "imapclient.imaplib", "aiosmtplib", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    last: Any = structlog.processors.JSONRenderer() if style == "json" else _as_text
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), last],
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )


def one_line(text: str) -> str:
    """Return a text without line ends and control characters, at most 200 characters long."""
    plain = "".join(one if one.isprintable() else " " for one in text[: 4 * LONGEST])
    return " ".join(plain.split())[:LONGEST]


def _as_text(logger: object, name: str, event: Event) -> str:
    del logger, name
    moment, level, what = event.pop("timestamp"), event.pop("level"), event.pop("event")
    words = " ".join(f"{key}={_value(value)}" for key, value in event.items() if value is not None)
    mark = "" if level == "info" else f"{level}: "
    return f"{moment} {mark}{what} {words}".rstrip()


def _value(value: object) -> str:
    text = one_line(str(value))
    plain = text and not any(one in text for one in ' "=')
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _id(taken: Taken) -> str:
    found = taken.message.message_id if taken.message else None
    return one_line(found or taken.incoming.key)

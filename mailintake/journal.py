"""The log: one line an event, in the words of the database; no mail text and no secrets at any level."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, TextIO

import structlog

from mailintake.intake import Taken
from mailintake.model.outgoing import OutboxRow

LONGEST = 200
DEEPEST = 6
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
            self._log.warning("tried", **words, key=taken.incoming.key, error=_without_details(taken.error or ""))
            return
        # `level` is that of the log.
        words |= {"kind": decision.verdict.kind.value, "evidence": decision.evidence.level}
        if taken.ticket is not None:
            words["ticket"] = taken.ticket
        if decision.classification:
            words |= {"category": decision.classification.category, "priority": decision.classification.priority.value}
        if decision.assignment:
            words |= {"assignee": decision.assignment.assignee, "rule": decision.assignment.rule}
        if taken.error:
            words["error"] = _without_details(taken.error)
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
    """Write logs to standard error, as text or as JSON; libraries only from warnings up, in the same form."""
    target: Any = _Lenient(stream or sys.stderr)
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if style == "json" else _as_text
    handler = logging.StreamHandler(target)
    handler.setFormatter(_Library(last))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # At DEBUG imaplib would write whole mails.
    for name in ("imapclient", "imapclient.imaplib", "aiosmtplib", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.processors.add_log_level, _STAMP, _fault, _short, last],
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )


class _Lenient:
    """A stream whose disk may be full and whose reader may be gone: a line is lost then, and nothing else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def one_line(text: str) -> str:
    """Return a text without line ends and control characters, at most 200 characters long."""
    plain = "".join(one if one.isprintable() else " " for one in text[: 4 * LONGEST])
    return " ".join(plain.split())[:LONGEST]


class _Library(logging.Formatter):
    """Makes a line of our form out of what a library says."""

    def __init__(self, last: Any) -> None:  # noqa: ANN401 (structlog's processors have many types)
        super().__init__()
        self._last = last

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        event: Event = {"event": "library", "level": record.levelname.lower(), "name": record.name}
        event.update(said=record.getMessage(), exc_info=record.exc_info)
        for step in (_STAMP, _fault, _short):
            event = step(None, "", event)
        return str(self._last(None, "", event))


_STAMP: Any = structlog.processors.TimeStamper(fmt="iso", utc=True)


def _fault(logger: object, name: str, event: Event) -> Event:
    """Say of an exception what it was and where; its text could quote a mail, a traceback is many lines."""
    del logger, name
    given = event.pop("exc_info", None)
    found = sys.exc_info() if given is True else given
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
        places = [f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames)]
        event.update(fault=type(error).__name__, at=" < ".join(places))
    return event


def _short(logger: object, name: str, event: Event) -> Event:
    """Make each text one line of sensible length."""
    del logger, name
    return {key: one_line(value) if isinstance(value, str) else value for key, value in event.items()}


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


def _without_details(error: str) -> str:
    """Return the step and the kind of an error (`parse: ValueError`): the rest may quote the mail."""
    return ": ".join(error.split(": ")[:2])


def _id(taken: Taken) -> str:
    found = taken.message.message_id if taken.message else None
    return one_line(found or taken.incoming.key)

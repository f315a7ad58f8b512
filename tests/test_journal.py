"""The log: one line an event, as text or as JSON, whatever strangers and libraries say."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog
from hypothesis import given, strategies as st

from mailintake.intake import Taken
from mailintake.journal import LONGEST, LogJournal, one_line, set_up_log
from mailintake.model.decision import Decision, Evidence, Kind, Verdict
from mailintake.model.message import Incoming

CANARY = "the bird sings at midnight"
HOSTILE = f"\r\n2026-11-23T08:05:00Z took in <forged> ticket=1\x1b[2J\x07 {CANARY}\u2028second"
STYLES = pytest.mark.parametrize("style", ["text", "json"])


@pytest.fixture(autouse=True, scope="module")
def _as_it_was() -> Iterator[None]:
    before = logging.getLogger().handlers[:]
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = before


def written(style: str, *texts: str) -> list[str]:
    """Return the lines that come of trouble with these texts."""
    stream = io.StringIO()
    set_up_log(style, stream)
    for text in texts:
        LogJournal().trouble("mailbox", text, ValueError(text))
    return stream.getvalue().splitlines(keepends=True)


@STYLES
@given(text=st.text(max_size=300))
def test_every_event_is_one_short_line_of_printable_characters(style: str, text: str) -> None:
    lines = written(style, text, text * 40)

    assert len(lines) == 2
    assert all(line.endswith("\n") and line[:-1].isprintable() for line in lines)
    assert all(len(line) < 20 * LONGEST for line in lines)


@given(text=st.text(max_size=300))
def test_a_line_of_json_says_what_the_text_says(text: str) -> None:
    (line,) = written("json", text)

    event = json.loads(line)
    assert event["event"] == "trouble"
    assert event["level"] == "warning"
    assert event["name"] == one_line(text)
    assert datetime.fromisoformat(event["timestamp"]).tzinfo is not None


@STYLES
def test_a_forged_line_stays_within_its_own(style: str) -> None:
    (line,) = written(style, HOSTILE)

    assert "\x1b" not in line
    assert not line.startswith("2026-11-23T08:05")


def test_a_forged_word_stays_within_its_quotes() -> None:
    (line,) = written("text", 'x" ticket=7 level=2 "')

    assert 'name="x\\" ticket=7 level=2 \\""' in line


@STYLES
def test_a_message_that_our_code_cannot_take_is_not_quoted(style: str) -> None:
    stream = io.StringIO()
    set_up_log(style, stream)
    incoming = Incoming("main:7:1", b"", datetime.now(UTC), "main", 0)
    error = f"parse: ValueError: {CANARY}"
    journal = LogJournal()
    journal.took_in(Taken(incoming, None, None, error=error), 0.012)
    failed = Decision(Verdict(Kind.QUARANTINED, error), evidence=Evidence(0, CANARY))
    journal.took_in(Taken(incoming, None, failed, error=error), 0.012)

    assert CANARY not in stream.getvalue()
    assert stream.getvalue().count("parse: ValueError") == 2
    assert stream.getvalue().count("main:7:1") >= 2


def test_the_level_of_trust_is_not_that_of_the_log() -> None:
    stream = io.StringIO()
    set_up_log("json", stream)
    incoming = Incoming("main:7:1", b"", datetime.now(UTC), "main", 0)
    LogJournal().took_in(Taken(incoming, None, Decision(Verdict(Kind.NEW, ""), evidence=Evidence(-1, ""))), 0.012)

    event = json.loads(stream.getvalue())
    assert (event["level"], event["evidence"]) == ("info", -1)


@STYLES
def test_an_exception_is_named_with_its_place_and_without_its_text(style: str) -> None:
    stream = io.StringIO()
    set_up_log(style, stream)
    log = structlog.get_logger()
    try:
        raise KeyError(CANARY)  # noqa: TRY301 (somebody has to)
    except KeyError:
        log.exception("outbox row", outbox=3)

    (line,) = stream.getvalue().splitlines()
    assert CANARY not in line
    assert "KeyError" in line
    assert "test_journal.py:" in line


@STYLES
def test_what_a_library_says_has_the_form_of_an_event(style: str) -> None:
    stream = io.StringIO()
    set_up_log(style, stream)
    logging.getLogger("apscheduler").warning("Run time of job\n%s was missed", "due")

    (line,) = stream.getvalue().splitlines()
    if style == "json":
        assert json.loads(line) | {"timestamp": ""} == {
            "timestamp": "",
            "level": "warning",
            "event": "library",
            "name": "apscheduler",
            "said": "Run time of job due was missed",
        }
    else:
        assert line.endswith('warning: library name=apscheduler said="Run time of job due was missed"')


@pytest.mark.parametrize("name", ["imapclient", "imapclient.imaplib", "aiosmtplib", "sqlalchemy.engine"])
def test_libraries_that_would_write_mail_or_passwords_stay_silent_even_at_debug(name: str) -> None:
    stream = io.StringIO()
    set_up_log("text", stream)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        logging.getLogger(name).debug(CANARY)
        logging.getLogger(name).info(CANARY)
    finally:
        logging.getLogger().setLevel(logging.WARNING)

    assert stream.getvalue() == ""


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    stream = io.StringIO()
    set_up_log(stream=stream)
    stream.close()

    LogJournal().said("started")

    assert stream.closed

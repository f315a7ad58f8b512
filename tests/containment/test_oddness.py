"""Nearly all mail is parsed at once; only what could cost much goes through the child."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from mailintake.containment import needs_child, parse_contained
from mailintake.containment.errors import ForgedAnswerError
from mailintake.containment.frames import pack, unpack
from mailintake.model.message import Message

KIB = 1024
PLAIN = b"From: Ana Ruiz <ana@school.example>\nSubject: Printer\n\n"


@pytest.mark.parametrize(
    ("content", "odd"),
    [
        (PLAIN + b"It jams.\n", False),
        (PLAIN + b"It jams.\n" * 50_000, False),
        (PLAIN + b"-- \n" * 50 + b"x" * 20 * KIB, False),
        (PLAIN + b"QUJD" * 20_000 + b"\n", False),
        (PLAIN + b"It jams.\n" * 150_000, True),
        (PLAIN + b"x" * 200 * KIB, True),
        (b"X-A: " + b"a\n " * 40_000 + b"\n\nx", True),
        (b"Subject: " + b"=?utf-8?q?a?= " * 2000 + b"\n\nx", True),
        (b"Content-Type: multipart/mixed; boundary=a\n\n" * 1000, True),
        (PLAIN + b"\n--cut\n\nx" * 2000, True),
        (PLAIN + b"<p>" * 30_000, True),
        (b"Content-Type: application/ms-tnef\n\nx", True),
    ],
)
def test_what_needs_the_child(content: bytes, odd: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert needs_child(content) is odd


def test_both_ways_lead_to_the_same_message() -> None:
    content = PLAIN + b"<p>" * 30_000

    assert parse_contained(content).size == len(content)
    assert parse_contained(PLAIN + b"It jams.").text == "It jams."


def test_an_answer_holds_nothing_but_a_message() -> None:
    message = Message("0" * 64, 3, subject="Printer", date=datetime(2026, 11, 23, tzinfo=UTC))

    assert unpack(pack(message)) == message


@pytest.mark.parametrize("value", [pickle.dumps(pickle.loads), pickle.dumps({}), pickle.dumps(KIB.__class__)])
def test_an_answer_that_is_no_message_is_refused(value: bytes) -> None:
    with pytest.raises(ForgedAnswerError):
        unpack(value)

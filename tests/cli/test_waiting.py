"""Mail that policy holds or refuses waits for an admin's word, and his word makes it a ticket."""

from __future__ import annotations

import pytest

from tests.cli.typed import DESK, Command, Write

STRANGER = b"""From: Vera Vendor <vera@vendor.example>
To: helpdesk@school.example
Subject: Your copier contract
Message-ID: <v@vendor.example>
Date: Mon, 23 Nov 2026 08:05:00 -0800

The copier in the office needs a new drum.
"""
CODE = b"""From: noreply@service.example
To: helpdesk@school.example
Subject: Verify your account
Message-ID: <c@service.example>
Date: Mon, 23 Nov 2026 08:05:00 -0800

Your verification code is 123456.
"""
SPAM = STRANGER.replace(b"To:", b"X-Spam-Flag: YES\nTo:")
LOOP = STRANGER.replace(b"To:", b"Auto-Submitted: auto-replied\nX-Spam-Flag: YES\nTo:")


@pytest.fixture
def strict(write: Write) -> Write:
    """Return a desk that holds strangers."""
    write("config/mailintake.yaml", DESK.replace("domains:", "strangers: hold, domains:"))
    return write


@pytest.mark.parametrize(("mail", "why"), [(STRANGER, "stranger"), (CODE, "code"), (SPAM, "spam")])
def test_held_mail_is_listed_and_becomes_a_ticket(command: Command, strict: Write, mail: bytes, why: str) -> None:
    command("ingest", strict("a.eml", mail))

    (row,) = command("quarantine", "list", "--json").rows
    assert (row["id"], row["kind"]) == ("h1", "held")
    assert why in row["reason"]
    assert command("quarantine", "retry", "h1").out == "h1: new, ticket 1\n"
    assert command("quarantine", "list", "--json").rows == []
    assert [one["number"] for one in command("tickets", "list", "--json").rows] == [1]
    assert "an admin released the mail" in command("trace", "1").out


def test_refused_mail_is_released_by_the_same_word(command: Command, write: Write) -> None:
    write("config/mailintake.yaml", DESK.replace("domains:", "blocked: [vendor.example], domains:"))
    command("ingest", write("a.eml", STRANGER))

    (row,) = command("quarantine", "list", "--json").rows
    assert (row["id"], row["kind"], row["author"]) == (1, "refused", "vera@vendor.example")
    assert command("quarantine", "retry", "1").out == "1: new, ticket 1\n"


def test_no_word_releases_automatic_mail(command: Command, strict: Write) -> None:
    command("ingest", strict("a.eml", LOOP))

    assert command("quarantine", "list", "--json").rows == []
    assert command("quarantine", "retry", "h1").code == 1


def test_a_second_release_opens_no_second_ticket(command: Command, strict: Write) -> None:
    command("ingest", strict("a.eml", STRANGER))
    command("quarantine", "retry", "h1")

    said = command("quarantine", "retry", "h1")
    assert (said.code, said.out) == (1, "")
    assert "there is no mail h1" in said.err
    command("ingest", strict("b.eml", STRANGER))
    assert len(command("tickets", "list", "--json").rows) == 1


def test_held_mail_that_is_dropped_waits_no_more(command: Command, strict: Write) -> None:
    command("ingest", strict("a.eml", STRANGER))

    assert command("quarantine", "show", "h1", "--raw").code == 0
    assert command("quarantine", "drop", "h1").out == "h1 is dropped\n"
    assert command("quarantine", "drop", "h1").code == 1
    assert command("quarantine", "list").out == "the quarantine is empty, and no mail is held\n"


@pytest.mark.parametrize("name", ["7", "h7", "x", "h", ""])
def test_what_is_not_there_is_said(command: Command, strict: Write, name: str) -> None:
    command("ingest", strict("a.eml", STRANGER))

    said = command("quarantine", "show", name)
    assert said.code == 1
    assert "hint: mailintake quarantine list" in said.err

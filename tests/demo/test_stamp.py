"""The receiving server of the demo writes what real ones write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailintake.demo.stamp import from_domain, stamp, strip_forged, with_crlf

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MAIL = b"From: Ana <aruiz@example.org>\r\nSubject: x\r\n\r\nbody\r\n"


def test_the_result_stands_on_top_and_the_mail_below_it_is_untouched() -> None:
    """What the server found comes first; every byte of the mail follows."""
    stamped = stamp(MAIL, "aruiz@example.org", "helpdesk@example.org", dmarc="pass", now=NOON)

    assert stamped.startswith(b"Return-Path: <aruiz@example.org>\r\nReceived: ")
    assert b"Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\n" in stamped
    assert stamped.endswith(MAIL)


@pytest.mark.parametrize(
    "forged",
    [
        b"Authentication-Results: mx.example.org; dmarc=pass\r\n",
        b"authentication-results:MX.example.org;\r\n dmarc=pass\r\n\theader.from=example.org\r\n",
        b"Authentication-Results:\r\n mx.example.org; dmarc=pass\r\n",
        b"Authentication-Results: mx.example.org 1; dmarc=pass\r\n",
        b"Return-Path: <aruiz@example.org>\r\n",
    ],
)
def test_a_result_that_the_sender_wrote_in_our_name_is_removed(forged: bytes) -> None:
    """Nobody else may speak for the server."""
    assert strip_forged(forged + MAIL) == MAIL


def test_results_of_other_servers_and_words_in_the_body_stay() -> None:
    """Only the header of our own name is taken away."""
    mail = b"Authentication-Results: other.example; dmarc=fail\r\n" + MAIL + b"Return-Path: <x>\r\n"

    assert strip_forged(mail) == mail


@pytest.mark.parametrize(
    ("header", "domain"),
    [
        (b"From: a@example.org", "example.org"),
        (b"FROM : Ana\r\n <a@Example.ORG>", "example.org"),
        (b"Subject: from a@example.org", "invalid"),
        (b"From: nobody", "invalid"),
        (b"From: <a@>", "invalid"),
        (b"", "invalid"),
    ],
)
def test_the_domain_of_the_author_is_found(header: bytes, domain: str) -> None:
    """The result names the domain it was found for."""
    assert from_domain(header + b"\r\n\r\nbody") == domain


def test_line_ends_become_those_of_the_wire() -> None:
    """Bare line feeds do not travel."""
    assert with_crlf(b"a\nb\r\nc") == b"a\r\nb\r\nc"

"""Bounces and feedback reports are told, and people who write about them are not taken for one."""

from __future__ import annotations

import pytest

from mailintake.model.message import DeliveryReport
from mailintake.parse.message import parse_message
from tests.parse.mails import mail, multipart

DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example>"
NULL = "Return-Path: <>"
ORIGINAL = (
    "From: desk@school.example\nTo: Bob <bob@away.example>\nMessage-ID: <42@school.example>\nSubject: Your request\n"
)
WORDS = "Content-Type: text/plain\n\nI'm sorry to have to inform you that your message could not be delivered."


def report(status: str, *, header: tuple[str, ...] = (NULL,)) -> bytes:
    """Return a bounce by the book with that delivery status."""
    return multipart(
        "report; report-type=delivery-status",
        WORDS,
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{status}",
        f"Content-Type: message/rfc822\n\n{ORIGINAL}\nbody",
        header=header,
    )


def test_a_bounce_by_the_book() -> None:
    content = report(
        "Final-Recipient: rfc822; bob@AWAY.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <bob@away.example>:\n Recipient address rejected\n\n"
        "Original-Recipient: rfc822;eve@away.example\nFinal-Recipient: rfc822;@inner:eve@inner\n"
        "Action: delayed\nStatus: 4.4.1"
    )
    status = parse_message(content).delivery_status

    assert status is not None
    assert status.reports == (
        DeliveryReport(
            "bob@away.example", "failed", "5.1.1", "550 5.1.1 <bob@away.example>: Recipient address rejected"
        ),
        DeliveryReport("eve@away.example", "delayed", "4.4.1", None),
    )
    assert status.original_message_id == "<42@school.example>"
    assert status.original_recipients == ("bob@away.example",)
    assert not status.feedback


QMAIL = (
    """Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<bob@away.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no such user
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

"""
    + ORIGINAL
    + "\nbody"
)
EXIM = (
    """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  bob@away.example
    SMTP error from remote mail server after RCPT TO:<bob@away.example>:
    550 mailbox unavailable

------ This is a copy of the message, including all the headers. ------

"""
    + ORIGINAL
)
EXCHANGE = """Your message did not reach some or all of the intended recipients.

      Subject:  Your request
      Sent:     11/23/2026 8:05 AM

The following recipient(s) could not be reached:

      bob@away.example on 11/23/2026 8:06 AM
            The e-mail account does not exist.
            <mx.away.example #5.1.1>
"""
POSTFIX = """This is the mail system at host mx.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<bob@away.example>: host mx.away.example[192.0.2.1] said: 550 5.1.1 User
    unknown (in reply to RCPT TO command)
"""
HOTMAIL = """This is an automatically generated Delivery Status Notification.

Delivery to the following recipients failed.

       bob@away.example (#5.5.0)
"""
DELAY = """This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours.

  bob@away.example
    Delay reason: 451 4.7.1 greylisted

No action is required on your part. Delivery attempts will continue for some time.
"""
SPANISH = """Su mensaje no pudo ser entregado.

<bob@away.example>:
Buzón lleno (#5.2.2)

--- Mensaje original adjunto.
"""


@pytest.mark.parametrize(
    ("subject", "body", "action", "code"),
    [
        ("failure notice", QMAIL, "failed", "5.1.1"),
        ("Mail delivery failed: returning message to sender", EXIM, "failed", "5.0.0"),
        ("Undeliverable: Your request", EXCHANGE, "failed", "5.1.1"),
        ("Undelivered Mail Returned to Sender", POSTFIX, "failed", "5.1.1"),
        ("Delivery Status Notification (Failure)", HOTMAIL, "failed", "5.5.0"),
        ("Warning: message 1GdV3O delayed 24 hours", DELAY, "delayed", "4.7.1"),
        ("Mensaje devuelto", SPANISH, "failed", "5.2.2"),
    ],
)
@pytest.mark.parametrize("header", [(NULL,), ("Auto-Submitted: auto-replied",), (NULL, "Content-Type: text/html")])
def test_bounces_that_keep_to_no_standard(
    header: tuple[str, ...], subject: str, body: str, action: str, code: str
) -> None:
    status = parse_message(mail(*header, f"Subject: {subject}", body=body, author=DAEMON)).delivery_status

    assert status is not None
    assert [(one.recipient, one.action, one.status) for one in status.reports] == [("bob@away.example", action, code)]


@pytest.mark.parametrize("body", [QMAIL, EXIM])
def test_the_original_is_found_in_the_copy_of_its_header(body: str) -> None:
    status = parse_message(mail(NULL, "Subject: failure notice", body=body, author=DAEMON)).delivery_status

    assert status is not None
    assert status.original_message_id == "<42@school.example>"
    assert status.original_recipients == ("bob@away.example",)


@pytest.mark.parametrize(
    "content",
    [
        mail(NULL, "X-Failed-Recipients: bob@away.example", "Subject: x", body="It failed."),
        mail(NULL, "Subject: Undeliverable: x", body="could not be delivered to bob@away.example", author=""),
        report("garbled, no field at all\nbob@away.example"),
        report("Action: failed"),
        report("", header=()),
        report("Final-Recipient: \xff\0;;", header=(NULL,)),
    ],
)
def test_garbled_bounces_are_told(content: bytes) -> None:
    assert parse_message(content).delivery_status is not None


def test_a_feedback_report() -> None:
    content = multipart(
        "report; report-type=feedback-report",
        "\nThis is an abuse report.",
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: bob@away.example",
        f"Content-Type: message/rfc822\n\n{ORIGINAL}\nbody",
    )
    status = parse_message(content).delivery_status

    assert status is not None
    assert status.feedback
    assert [one.recipient for one in status.reports] == ["bob@away.example"]
    assert status.original_message_id == "<42@school.example>"


@pytest.mark.parametrize(
    "content",
    [
        mail("Subject: Undeliverable: Your request", body=f"I keep getting this:\n\n{EXCHANGE}"),
        mail("Subject: Mail delivery failed: returning message to sender", body=f"What is this?\n\n> {EXIM}"),
        mail("Subject: Fwd: failure notice", body=f"---------- Forwarded message ----------\n{QMAIL}"),
        multipart("mixed", "\nSee the bounce.", "Content-Type: message/rfc822\n\n" + report("Action: failed").decode()),
        mail(NULL, "Subject: Automatic reply: Undeliverable mail", body="I am out of the office until Monday."),
        mail(NULL, "Auto-Submitted: auto-replied", "Subject: Out of office", body="I will be back on Monday."),
        mail(
            "Subject: Printer", body="I am afraid it is broken.", author="From: Postmaster <postmaster@school.example>"
        ),
        multipart("report; report-type=disposition-notification", "\nYour message was read."),
        mail("Subject: 550 error", body="My mails are returned: 550 5.1.1 user unknown, could not be delivered"),
    ],
)
def test_other_mail_is_no_bounce(content: bytes) -> None:
    assert parse_message(content).delivery_status is None

"""The embedded mail system does what the tests and the demo need of it."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from imapclient import IMAPClient

from mailintake.demo.embedded import DESK, EmbeddedMail, NoMailboxError, NotRunningError
from mailintake.demo.sink import OutboxWaitError

pytestmark = pytest.mark.server

DANA = "dcole@example.org"
MAIL = b"From: Dana <dcole@example.org>\r\nTo: helpdesk@example.org\r\nSubject: Hello\r\n\r\n.dot\r\n"


@pytest.fixture
def mail() -> Iterator[EmbeddedMail]:
    """Run one with two users."""
    with EmbeddedMail({DESK: "secret", DANA: "pw"}, aliases={"tech@example.org": DESK}, bounces=True) as system:
        yield system


def test_mail_from_outside_reaches_the_user_over_imap(mail: EmbeddedMail) -> None:
    """SMTP in, IMAP out, byte for byte below the stamp."""
    with smtplib.SMTP("127.0.0.1", mail.smtp_port) as smtp:
        smtp.sendmail(DANA, [DESK], MAIL)
    with IMAPClient("127.0.0.1", mail.imap_port, ssl=False, timeout=5) as imap:
        imap.login(DESK, "secret")
        imap.select_folder("INBOX")
        (fetched,) = imap.fetch(imap.search(), ["BODY.PEEK[]"]).values()

    assert fetched[b"BODY[]"].endswith(MAIL)
    assert mail.mails() == [fetched[b"BODY[]"]]


@pytest.mark.parametrize(
    ("login", "sender", "result"),
    [(True, DANA, "dmarc=pass"), (False, DANA, "dmarc=fail"), (False, "joe@home.example", "dmarc=none")],
)
def test_who_logs_in_is_authenticated(mail: EmbeddedMail, login: bool, sender: str, result: str) -> None:  # noqa: FBT001
    """Our own domain without a login is a forgery; a stranger has no policy."""
    with smtplib.SMTP("127.0.0.1", mail.smtp_port) as smtp:
        if login:
            smtp.login(DANA, "pw")
        smtp.sendmail(sender, [DESK], MAIL.replace(b"dcole@example.org", sender.encode()))

    assert result in str(message_from_bytes(mail.mails()[0])["Authentication-Results"])


def test_a_wrong_password_is_refused(mail: EmbeddedMail) -> None:
    """Nobody becomes somebody else."""
    with smtplib.SMTP("127.0.0.1", mail.smtp_port) as smtp, pytest.raises(smtplib.SMTPAuthenticationError):
        smtp.login(DANA, "wrong")


@pytest.mark.parametrize("address", ["helpdesk+1042.tok@example.org", "tech@example.org", "HelpDesk@Example.org"])
def test_plus_addresses_aliases_and_capitals_reach_the_desk(mail: EmbeddedMail, address: str) -> None:
    """All of these are the desk's."""
    mail.deliver(MAIL, DANA, address)

    assert len(mail.mails()) == 1


def test_mail_that_goes_out_is_kept_and_reaches_the_users(mail: EmbeddedMail) -> None:
    """The sink keeps the envelope; a technician finds the mail in his mailbox."""
    with smtplib.SMTP("127.0.0.1", mail.submit_port) as smtp:
        smtp.sendmail(DESK, [DANA], MAIL)
        smtp.sendmail(DESK, ["joe@home.example"], MAIL)
    first, second = mail.wait_for(2)

    assert (first.mail_from, first.recipients, second.recipients) == (DESK, (DANA,), ("joe@home.example",))
    assert first.message["Subject"] == "Hello"
    assert len(mail.mails(user=DANA)) == 1


def test_an_unknown_colleague_makes_a_bounce(mail: EmbeddedMail) -> None:
    """The desk gets a delivery status notification, with the header of its own mail."""
    with smtplib.SMTP("127.0.0.1", mail.submit_port) as smtp:
        smtp.sendmail(DESK, ["nobody@example.org"], MAIL)
    (bounce,) = [message_from_bytes(one) for one in mail.mails()]

    assert bounce.get_content_type() == "multipart/report"
    assert "5.1.1" in bounce.as_string()
    assert "Subject: Hello" in bounce.as_string()


def test_refusals_are_answered_once_each(mail: EmbeddedMail) -> None:
    """A scripted refusal, then the mail passes."""
    mail.refuse("joe@home.example", "450 4.2.0 later")
    mail.refuse("joe@home.example", "554 5.6.0 no", stage="DATA")
    with smtplib.SMTP("127.0.0.1", mail.submit_port) as smtp:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            smtp.sendmail(DESK, ["joe@home.example"], MAIL)
        with pytest.raises(smtplib.SMTPDataError):
            smtp.sendmail(DESK, ["joe@home.example"], MAIL)
        smtp.sendmail(DESK, ["joe@home.example"], MAIL)

    assert len(mail.outbox) == 1


def test_a_mail_can_be_laid_into_a_folder_with_its_date_and_flag(mail: EmbeddedMail) -> None:
    """Tests of the first run need old and read mail, and another UIDVALIDITY."""
    mail.append(MAIL, when=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), seen=True)
    mail.set_uid_validity(77)
    with IMAPClient("127.0.0.1", mail.imap_port, ssl=False, timeout=5) as imap:
        imap.normalise_times = False
        imap.login(DESK, "secret")
        selected = imap.select_folder("INBOX")
        (fetched,) = imap.fetch(imap.search(), ["INTERNALDATE", "FLAGS"]).values()

    assert selected[b"UIDVALIDITY"] == 77
    assert fetched[b"INTERNALDATE"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert b"\\Seen" in fetched[b"FLAGS"]


def test_unknown_addresses_are_refused(mail: EmbeddedMail) -> None:
    """At the door, and in the hands of a test."""
    with smtplib.SMTP("127.0.0.1", mail.smtp_port) as smtp, pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp.sendmail(DANA, ["nobody@example.org"], MAIL)
    with pytest.raises(NoMailboxError):
        mail.deliver(MAIL, DANA, "nobody@example.org")


def test_waiting_for_mail_that_does_not_come_says_how_many_came(mail: EmbeddedMail) -> None:
    """A failing test should read well."""
    with pytest.raises(OutboxWaitError, match="0 of 1"):
        mail.wait_for(1, 0.01)


def test_outside_of_its_with_statement_it_says_so() -> None:
    """No thread, no mail."""
    with pytest.raises(NotRunningError, match="with"):
        EmbeddedMail().deliver(MAIL, DANA)

"""The daemon between a real Dovecot and a real Postfix: nothing lost, nothing doubled."""

from __future__ import annotations

import signal
import ssl
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest
from imapclient import IMAPClient

from tests.daemon.desk import PASSWORD, RunningDesk, mail
from tests.servers.dovecot import DovecotServer
from tests.servers.postfix import PostfixServer
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]
MAILS = 200


STAFF = "staff.example"


@dataclass(frozen=True)
class District:
    """A desk with an address of its own, its staff in another domain whose mail goes to the sink."""

    desk: RunningDesk
    dovecot: DovecotServer
    sink: SmtpSink
    token: str

    def deliver(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            raw = mail(number, to=self.desk.address, author=f"ana{{}}-{self.token}@{STAFF}")
            self.dovecot.deliver(raw, self.desk.address, f"ana{number}-{self.token}@{STAFF}")

    def received(self) -> list[EmailMessage]:
        mine = [one for one in self.sink.mails if self.token in one.recipients[0]]
        return [message_from_bytes(one.raw, policy=policy.default) for one in mine]

    def folder(self, name: str) -> set[str]:
        """Return the Message-IDs in a folder of the desk."""
        context = ssl.create_default_context(cafile=str(self.dovecot.ca_file))
        with IMAPClient("localhost", self.dovecot.imaps_port, ssl_context=context) as client:
            client.login(self.desk.address, PASSWORD)
            client.select_folder(name, readonly=True)
            found = client.fetch(client.search(), ["ENVELOPE"])
        return {str(one[b"ENVELOPE"].message_id.decode()) for one in found.values()}


@pytest.fixture(params=["sqlite", "postgresql"])
def district(
    request: pytest.FixtureRequest,
    dovecot: DovecotServer,
    postfix: PostfixServer,
    smtp_sink: SmtpSink,
    tmp_path: Path,
) -> Iterator[District]:
    token = uuid4().hex[:8]
    address = f"desk-{token}@school.example"
    dovecot.add_user(address, PASSWORD)
    database = "sqlite:///var/desk.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    desk = RunningDesk(
        tmp_path,
        dovecot.imaps_port,
        postfix.submission_port,
        imap_host="localhost",
        imap_security="tls",
        imap_ca_file=str(dovecot.ca_file),
        smtp_host="localhost",
        smtp_security="starttls",
        smtp_ca_file=str(postfix.ca_file),
        smtp_username=address,
        smtp_password="{env: DESK_PASSWORD}",
        address=address,
        staff=STAFF,
        technician=f"tess-{token}@{STAFF}",
        database=database,
    )
    yield District(desk, dovecot, smtp_sink, token)
    desk.stop(signal.SIGKILL)


def test_kill_9_in_the_middle_of_200_mails_changes_no_count(district: District) -> None:
    """200 mails make 200 tickets, receipts and assignment mails, counted by Message-ID."""
    desk = district.desk
    district.deliver(range(MAILS // 2))
    desk.start()
    district.deliver(range(MAILS // 2, MAILS))
    desk.until(lambda: len(district.received()) > MAILS // 4, "nothing went out", seconds=60)
    desk.stop(signal.SIGKILL)

    desk.start()
    desk.until(lambda: len(_ids(district.received())) >= 2 * MAILS, "mails are missing", seconds=150)
    desk.until(lambda: not district.folder("INBOX"), "mail is left in the inbox")

    received = district.received()
    by_id = Counter(str(one["Message-ID"]) for one in received)
    receipts = {str(one["To"]) for one in received if desk.technician not in str(one["To"])}
    assert len(by_id) == 2 * MAILS
    # A mail may come twice only when the kill fell between the end of its DATA and the note that it was sent.
    assert sum(by_id.values()) - len(by_id) <= 1
    assert len(receipts) == MAILS
    assert len(desk.rows("tickets", "list")) == MAILS
    assert len(district.folder("Processed")) == MAILS
    assert "Traceback" not in desk.said()


def test_the_stop_in_the_middle_of_a_backlog_loses_nothing(district: District) -> None:
    desk = district.desk
    district.deliver(range(20))
    desk.start()
    desk.until(lambda: len(district.received()) > 4, "nothing went out", seconds=60)

    assert desk.stop() == 0
    desk.start()
    desk.until(lambda: len(_ids(district.received())) >= 40, "mails are missing", seconds=60)

    assert len(desk.rows("tickets", "list")) == 20
    assert len(district.received()) == 40


def _ids(received: Iterable[EmailMessage]) -> set[str]:
    return {str(one["Message-ID"]) for one in received}

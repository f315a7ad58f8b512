"""Group R: mail that is made to exhaust us costs bounded time and memory, and the next mail is taken."""

from __future__ import annotations

import resource
import time

import pytest

from mailintake.model.decision import Kind
from mailintake.model.settings import Limits
from mailintake.model.ticket import Status
from tests.acceptance.house import House, mail, open_house

SIZE = 256 * 1024
MIB = 1024 * 1024


def much(pattern: str, size: int = SIZE) -> str:
    """Return that many characters of the pattern."""
    return (pattern * (size // len(pattern) + 1))[:size]


def cpu(house: House, content: bytes) -> float:
    """Return the CPU seconds of taking in a mail; the next one must be taken, too."""
    start = time.process_time()
    taken = house.take(content)
    seconds = time.process_time() - start
    assert taken.kind is not None
    assert house.take(mail(f"Message-ID: <after{house.count}@lakeside.example>")).kind is Kind.NEW
    return seconds


NESTED = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2000))
HEAVY = {
    "5,000 parts": mail("Content-Type: multipart/mixed; boundary=b", body="--b\n\nx\n" * 5000),
    "100,000 fields": mail(*["X-A: b"] * 100_000),
    "1 MiB in a field": mail("X-A: " + "a" * MIB),
    "2,000 levels": mail(NESTED),
    "20 MiB of base64": mail(
        "Content-Type: application/zip", "Content-Transfer-Encoding: base64", body="QUJD" * 5 * MIB
    ),
    "a bomb of zeros": mail("Content-Type: application/zip; name=bomb.zip", body=b"PK\x03\x04" + bytes(10 * MIB)),
    "2 MiB of tags": mail("Content-Type: text/html", body="<p>x" * (MIB // 2)),
}


@pytest.mark.parametrize("name", HEAVY)
def test_r01_heavy_mail_costs_the_daemon_little(house: House, name: str) -> None:
    """R01: huge, deep and wide mails are parsed in the child or bounded; the daemon's own CPU time stays small."""
    assert cpu(house, HEAVY[name]) < 5


def test_r01_a_mail_that_is_too_heavy_lies_in_quarantine_and_the_admin_hears(house: House) -> None:
    """R01: what the child cannot parse within its memory is quarantined at once, with its reason."""
    assert house.take(mail(body=bytes(300 * MIB))).kind is Kind.QUARANTINED
    assert "could not be parsed within the limits" in house.quarantined()[0].reason
    assert house.sent_to() == [("admin_alert", "it-admin@lakeside.example")]


def test_r01_an_oversized_mail_is_refused_by_its_header_alone(house: House) -> None:
    """R01: above the size limit only the header is here; the sender is told once, if we are sure of him."""
    taken = house.take(mail("Message-ID: <big@lakeside.example>", body=""), oversized=True)

    assert taken.kind is Kind.REFUSED
    assert house.sent_to() == [("too_large", "mlund@lakeside.example")]
    assert house.tickets() == ()


PLAIN = [
    "On ", "\n", "> ", "-", "-- \n", "From: a\n", "begin 644 a\n", "<a@b.example>:\n", "5.1.1 ", "#close\n",
    "\u0301", "On Mon, Nov 23, 2026 Ana wrote:\n", "printer ", "not ", "aA1!", "http://a/", "password is ",
]  # fmt: skip
RICH = [
    '<a href="', "<div>", "<blockquote>", "<table><tr><td>", "<!--", "&#", "<br>", "<a b=c ", "<p", "<style>", "<p>x",
    "<o:p></o:p>",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PLAIN)
def test_r02_plain_shapes_at_256_kib(house: House, pattern: str) -> None:
    """R02: cutting the reply, reading commands and classifying such text takes less than a second of CPU."""
    assert cpu(house, mail("Subject: Re: Printer", body=much(pattern))) < 1
    assert all(ticket.status is Status.NEW for ticket in house.tickets())


@pytest.mark.parametrize("pattern", RICH)
def test_r02_html_shapes_at_256_kib(house: House, pattern: str) -> None:
    """R02: HTML of such shapes becomes text, and a ticket, in less than a second of CPU."""
    assert cpu(house, mail("Content-Type: text/html", body=f"<html>{much(pattern)}")) < 1


ADDRESSES = {
    "40,000 quotes": mail('From: "' + '"' * 40_000),
    "1,000 parentheses": mail("From: " + "(" * 1000),
    "20,000 recipients": mail("To: " + ", ".join(f"a{number}@x.example" for number in range(20_000))),
    "100 Received": mail(*["Received: from a (b (c)) by d with e; Mon, 23 Nov 2026 08:00:00 -0600"] * 100),
    "40,000 encoded words": mail("Subject: " + " ".join(["=?utf-8?q?a?="] * 40_000)),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_r03_address_bombs(house: House, name: str) -> None:
    """R03: bombs of addresses and encoded words take far less than five seconds, here and in the child."""
    start = time.monotonic()

    assert cpu(house, ADDRESSES[name]) < 1
    assert time.monotonic() - start < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 3 * MIB


def test_r05_ten_thousand_attachments(house: House) -> None:
    """R05: of ten thousand tiny files some hundred are kept, and the mail that names them stays short."""
    part = "--b\nContent-Disposition: attachment; filename=a.txt\n\nx\n"
    house.take(mail("Content-Type: multipart/mixed; boundary=b", body="--b\n\nMany files.\n" + part * 10_000))

    assert 0 < len(house.ticket().attachments) <= 250
    assert all(len(outgoing.content) < 100_000 for outgoing, _ in house.sent())


def test_r05_an_extension_of_4_kib_is_cut(house: House) -> None:
    """R05: a file name of kilobytes is cut; its extension is still known."""
    disposition = f"Content-Disposition: attachment; filename={'a' * 4096}.exe"
    house.take(mail("Content-Type: application/pdf", disposition, body="x"))
    name = house.ticket().attachments[0].name or ""

    assert len(name) <= 255
    assert name.endswith(".exe")


def test_r05_a_file_above_the_limit_is_named_but_not_kept_apart() -> None:
    """R05: an attachment above `limits.attachment` stands in the ticket's list, and lies in the raw mail alone."""
    with open_house(limits=Limits(attachment=1000)) as house:
        files = "".join(f"--b\nContent-Disposition: attachment; filename={name}\n\n{'x' * size}\n" for name, size in
                        (("small.pdf", 500), ("large.pdf", 5000)))  # fmt: skip
        house.take(mail("Content-Type: multipart/mixed; boundary=b", body=f"{files}--b--\n"))
        small, large = house.ticket().attachments

        assert (small.name, large.name) == ("small.pdf", "large.pdf")
        assert house.store.files.has(small.sha256)
        assert not house.store.files.has(large.sha256)


def test_r07_high_goes_first_out_of_a_backlog(house: House) -> None:
    """R07: after a backlog the mail of a High ticket leaves first; the rest in its order."""
    for number, letter in enumerate("abcdefghijklmnopqrst"):
        fields = (f"Message-ID: <b{number}@lakeside.example>", f"Subject: Printer {letter}")
        house.take(mail(*fields, author=f"Person {number} <p{number}@lakeside.example>"))
    house.take(mail("Message-ID: <high@lakeside.example>", "Subject: Network down",
                    body="The network is down in the whole building, nobody can work."))  # fmt: skip
    high = house.tickets()[-1]
    with house.store.work() as work:
        first = work.claim(house.now, 1, "test")

    assert high.priority == "high"
    assert [row.outgoing.ticket for row in first] == [high.number]

"""Group L: loops, storms and backscatter: programs get no answer, and nobody outside is bothered by us."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from mailintake.model.decision import Kind
from mailintake.model.outgoing import Outgoing
from mailintake.model.ticket import EntryKind
from tests.acceptance.house import DESK, MAYA, House, mail
from tests.outgoing_check import texts

VENDOR = "Pat <pat@vendor.example>"
AUTOMATIC = [
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated; type=vacation",
    "Auto-Submitted: auto-notified",
    "Precedence: bulk",
    "Precedence: junk",
    "Precedence: auto_reply",
    "X-Auto-Response-Suppress: All",
    "X-Auto-Response-Suppress: DR, OOF, AutoReply",
    "X-Autoreply: yes",
    "X-Autorespond: yes",
    "Return-Path: <>",
    "List-Id: <news.vendor.example>",
    "Precedence: list",
    "Subject: Automatic reply: Printer",
    "Subject: Respuesta automática: Impresora",
]


def first_request(house: House) -> tuple[Outgoing, EmailMessage]:
    """Open a ticket for Maya and return the receipt she got."""
    house.take(mail("Message-ID: <first@lakeside.example>"))
    return next(one for one in house.sent() if one[0].template == "receipt")


def automatic_answers(sent: list[tuple[Outgoing, EmailMessage]], to: str) -> list[str]:
    return [outgoing.template for outgoing, _ in sent if outgoing.to.casefold() == to]


@pytest.mark.parametrize("field", AUTOMATIC)
def test_l01_automatic_mail_gets_no_answer(house: House, field: str) -> None:
    """L01: whatever a program writes, from inside or outside, is never answered."""
    for author in (MAYA, VENDOR):
        house.take(mail(field, f"Message-ID: <{len(author)}@x.example>", author=author))

    assert automatic_answers(house.sent(), "pat@vendor.example") == []
    assert "receipt" not in automatic_answers(house.sent(), "mlund@lakeside.example")


@pytest.mark.parametrize(
    "sender", ["mailer-daemon@lakeside.example", "MAILER-DAEMON@vendor.example", "postmaster@x.example"]
)
def test_l01_mail_servers_get_no_answer(house: House, sender: str) -> None:
    """L01: a mail server is never answered."""
    house.take(mail("Subject: hello", author=f"Mail Delivery System <{sender}>"))

    assert automatic_answers(house.sent(), sender.casefold()) == []


@pytest.mark.parametrize("field", AUTOMATIC[:1] + AUTOMATIC[-2:])
def test_l01_on_a_ticket_it_is_an_internal_entry(house: House, field: str) -> None:
    """L01: automatic mail that belongs to a ticket is kept there, moves nothing and tells nobody."""
    receipt, parsed = first_request(house)
    before = house.ticket()
    taken = house.take(
        mail(field, f"In-Reply-To: {receipt.message_id}", f"To: {parsed['reply-to']}", body="I am away.")
    )
    after = house.ticket()

    assert taken.kind is Kind.AUTOMATIC
    assert after.status == before.status
    assert [one.public for one in after.entries if "I am away." in one.text] == [False]
    assert house.sent() == []


def test_l01_a_teacher_through_our_own_group_is_a_person(house: House) -> None:
    """L01: Precedence and List-Id of the desk's own list silence nothing."""
    house.take(mail("Precedence: list", "List-Id: <techgroup.lakeside.example>", "To: techgroup@lakeside.example"))

    assert "receipt" in automatic_answers(house.sent(), "mlund@lakeside.example")


def test_l02_our_own_mail_makes_nothing(house: House) -> None:
    """L02: mail that we sent and that comes back is journalled and opens no ticket, in each of its forms."""
    receipt, _ = first_request(house)
    returned = receipt.content
    forwarded = b"Received: by mx.lakeside.example\r\nX-Forwarded: yes\r\n" + returned
    other_id = returned.replace(receipt.message_id.encode(), b"<new-id@elsewhere.example>")

    # A second delivery of the same bytes is told before all else.
    assert set(house.kinds(returned, forwarded, other_id)) <= {Kind.OWN_MAIL, Kind.DUPLICATE}
    assert len(house.tickets()) == 1
    assert house.sent() == []


def test_l03_a_second_help_desk_stops_at_the_caps(house: House) -> None:
    """L03: a program that answers everything and says so nowhere gets so many answers an hour, and one admin hears."""
    robot = "robot@lakeside.example"
    house.take(mail("Message-ID: <r0@lakeside.example>", author=f"Other Desk <{robot}>", body="A request."))
    answers, alerts, number = 0, 0, 0
    waiting = house.sent()
    while waiting and number < 60:
        for outgoing, parsed in waiting:
            alerts += outgoing.template == "admin_alert"
            if outgoing.to == robot:
                answers += 1
                number += 1
                reply = (f"Message-ID: <r{number}@lakeside.example>", f"In-Reply-To: {outgoing.message_id}",
                         f"Subject: Re: your mail {number}", f"To: {parsed['reply-to']}")  # fmt: skip
                house.take(mail(*reply, author=f"Other Desk <{robot}>", body=f"status\n\nWe got your mail {number}."))
        house.wait(seconds=30)
        waiting = house.sent()

    assert answers <= house.desk.rules.caps.per_address.count
    assert number < 60


def test_l03_new_requests_of_a_program_stop_at_the_caps_too(house: House) -> None:
    """L03: receipts for ever new subjects stop at the cap of the address; one alert goes to the admin."""
    robot = "robot@lakeside.example"
    for number in range(20):
        subject = "Subject: " + "abcdefghijklmnopqrst"[number] * 5
        house.take(mail(f"Message-ID: <n{number}@lakeside.example>", subject, author=f"Other Desk <{robot}>",
                        body="We got your mail."))  # fmt: skip
        house.wait(seconds=20)
    sent = house.sent()

    assert len(house.tickets()) == 20
    assert len(automatic_answers(sent, robot)) == house.desk.rules.caps.per_address.count
    assert [outgoing.to for outgoing, _ in sent if outgoing.template == "admin_alert"] == ["it-admin@lakeside.example"]


def storm(house: House, count: int) -> None:
    """Let so many mails of one monitor come within minutes."""
    for number in range(count):
        fields = (f"Message-ID: <s{number}@lakeside.example>", f"Subject: Switch {number} is down")
        house.take(mail(*fields, author="Monitor <monitor@lakeside.example>", body=f"Port {number} does not answer."))
        house.wait(seconds=0.06)


def test_l05_a_storm_is_one_ticket_with_a_counter(house: House) -> None:
    """L05: many mails of one monitor in minutes: tickets and answers stop, the count goes on, the technician hears."""
    storm(house, 320)
    # What is about one ticket leaves in its order.
    sent = [*house.sent(), *house.sent()]
    told = [texts(outgoing.content)[0] for outgoing, _ in sent if outgoing.template == "requester_wrote"]

    assert len(house.tickets()) == 100
    assert house.ticket(1).repeats == 220
    assert len(automatic_answers(sent, "monitor@lakeside.example")) <= house.desk.rules.caps.per_address.count
    assert ["A storm" in one for one in told] == [True]
    assert "counted on this one: 100 so far" in " ".join(told[-1].split())


def bounce(recipient: str, original: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    body = (
        f"--b\r\n\r\nYour mail to {recipient} could not be delivered.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n--b--\r\n"
    )
    fields = ("Return-Path: <>", 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
              "Subject: Undelivered Mail Returned to Sender")  # fmt: skip
    return mail(*fields, author="Mail Delivery System <mailer-daemon@mx.example>", body=body, proof="")


def test_l06_bounces_are_matched_or_parked_and_never_answered(house: House) -> None:
    """L06: 5.1.1, delayed, garbled and original-less reports: kept on the mail's ticket or journalled; no answer."""
    receipt, _ = first_request(house)
    named = f"Message-ID: {receipt.message_id}"
    qmail = f"Hi. This is the qmail-send program.\n\n<{receipt.to}>:\nUser unknown. 550 5.1.1\n\n--- Below\n\n{named}\n"
    kinds = house.kinds(
        bounce(receipt.to, named),
        bounce(receipt.to, named, action="delayed", status="4.4.1"),
        bounce("nobody@vendor.example", "Subject: no id"),
        bounce(receipt.to, named)[:-150],
        mail(
            "Return-Path: <>",
            "Subject: failure notice",
            author="MAILER-DAEMON <md@qmail.example>",
            proof="",
            body=qmail,
        ),
    )
    sent = house.sent()
    kept = [one for one in house.ticket().entries if one.kind is EntryKind.DELIVERY]

    assert kinds == [Kind.DELIVERY_STATUS] * 5
    assert len(house.tickets()) == 1
    assert len(kept) >= 3
    assert {outgoing.template for outgoing, _ in sent} <= {"undeliverable"}
    assert {outgoing.to for outgoing, _ in sent} <= {"nbell@lakeside.example", "it-admin@lakeside.example"}


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "Authentication-Results: mx.lakeside.example; dmarc=none",
        "Authentication-Results: mx.lakeside.example; dmarc=fail",
    ],
)
def test_l07_a_forged_sender_is_not_bothered(house: House, proof: str) -> None:
    """L07: nothing leaves to an outside address that somebody pretended to be."""
    house.take(mail(author="Victim <victim@elsewhere.example>", proof=proof))
    house.take(mail("Subject: status", author="Victim <victim@elsewhere.example>", proof=proof, body=""))

    assert automatic_answers(house.sent(), "victim@elsewhere.example") == []


def test_l07_a_forged_colleague_gets_no_words_of_the_forger(house: House) -> None:
    """L07: a colleague whose name was used at level 0 gets a receipt without the sender's words."""
    house.take(mail("Subject: Buy gift cards", body="Buy gift cards at once.", proof=""))
    receipts = [outgoing for outgoing, _ in house.sent() if outgoing.to == "mlund@lakeside.example"]

    assert all(b"gift cards" not in outgoing.content for outgoing in receipts)


def test_l09_people_in_copy_get_nothing(house: House) -> None:
    """L09: two hundred addresses in To and Cc: none of them hears from us."""
    copied = [f"person{number}@{'lakeside' if number % 2 else 'vendor'}.example" for number in range(200)]
    house.take(mail(f"To: {DESK}, " + ", ".join(copied[:100]), "Cc: " + ", ".join(copied[100:])))

    assert {outgoing.to for outgoing, _ in house.sent()} == {"mlund@lakeside.example", "nbell@lakeside.example"}
    assert house.ticket().copied == ()

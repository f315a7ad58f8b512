"""People whose mail looks like a program's: words beside a calendar answer, and our own postmaster."""

from __future__ import annotations

import pytest

from mailintake.model.decision import Kind
from tests.decide.district import decided, mail

CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nSUMMARY:Cart pick-up\r\n"
    "DTSTART:20261124T150000Z\r\nEND:VEVENT\r\nEND:VCALENDAR"
)
GOOGLE = (
    "Maya Lund has accepted this invitation.\r\n\r\nCart pick-up\r\nMonday Nov 23, 2026, 10am to 11am\r\n\r\nGuests\r\n"
    "it@lakeside.example\r\n\r\n~~//~~\r\nInvitation from Google Calendar: https://calendar.example/\r\n"
)


def answer(words: str, method: str = "REPLY") -> str:
    part = CALENDAR.format(method=method)
    return (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        f"--b\r\nContent-Type: text/calendar; method={method}\r\n\r\n{part}\r\n--b--\r\n"
    )


MIXED = 'multipart/mixed; boundary="b"'
SILENT = [
    "",
    "\r\n",
    "Thank you!",
    "When: Monday, November 23, 2026 10:00 AM-11:00 AM\r\nWhere: Room 12\r\n\r\n*~*~*~*~*\r\n\r\nWe pick up the carts.",
    "Maya Lund has declined your invitation to the event “Cart pick-up”.",
    "This event has been canceled.\r\n",
    "Microsoft Teams meeting\r\nJoin on your computer or mobile app now",
    "________________\r\nJoin with a video conferencing device at your site",
    "Maya Lund ha rechazado esta invitación.",
    GOOGLE,
]


@pytest.mark.parametrize("words", SILENT)
@pytest.mark.parametrize("method", ["REPLY", "CANCEL", "COUNTER"])
def test_a_calendar_answer_without_words_is_filed(words: str, method: str) -> None:
    decision = decided(mail(answer(words, method), content_type=MIXED, subject="Declined: Cart pick-up"))

    assert (decision.verdict.kind, decision.verdict.guard) == (Kind.AUTOMATIC, "calendar_answer")


SAYING = [
    "I am out on Monday, can you pick up the carts on Friday?",
    "The wifi in the library is down since this morning.",
    "No puedo el lunes, ¿pueden venir el viernes?",
    GOOGLE.replace("invitation.", "invitation with this note:\r\n\r\n“The cart in room 12 has no charger.”"),
    "When: Monday, November 23, 2026\r\n\r\nPlease bring two chargers with you.\r\n*~*~*~*\r\nWe pick up the carts.",
]


@pytest.mark.parametrize("words", SAYING)
@pytest.mark.parametrize("method", ["REPLY", "CANCEL", "COUNTER"])
def test_words_beside_a_calendar_answer_are_a_request(words: str, method: str) -> None:
    message = mail(answer(words, method), content_type=MIXED, subject="Declined: Cart pick-up")

    assert decided(message).verdict.kind is Kind.NEW
    assert "Calendar (" in message.body
    assert "Cart pick-up" in message.body


POSTMASTER = "Theo Park <postmaster@lakeside.example>"
REPORT = "Mail to kim@lakeside.example could not be delivered. 550 5.1.1 user unknown. Can you look at her mailbox?"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Printer", "The printer in my office jams."),
        ("Undeliverable mail to the board", REPORT),
        ("Mail delivery is slow", REPORT),
        ("Bounces since this morning", f"Delivery has failed for some of us.\r\n\r\n{REPORT}"),
    ],
)
def test_our_own_postmaster_is_a_person(subject: str, text: str) -> None:
    assert decided(mail(text, sender=POSTMASTER, subject=subject)).verdict.kind is Kind.NEW


@pytest.mark.parametrize(
    "header",
    [
        {"return_path": "<>"},
        {"auto_submitted": "auto-replied"},
        {"content_type": 'multipart/report; report-type=delivery-status; boundary="b"'},
        {"x_failed_recipients": "kim@lakeside.example"},
    ],
)
def test_a_report_of_our_own_postmaster_is_a_report(header: dict[str, str]) -> None:
    decision = decided(mail(REPORT, sender=POSTMASTER, subject="Undeliverable: Printer", **header))

    assert decision.verdict.kind in {Kind.DELIVERY_STATUS, Kind.AUTOMATIC}
    assert decision.notices == ()


@pytest.mark.parametrize("sender", ["postmaster@vendor.example", "mailer-daemon@lakeside.example"])
def test_other_mail_systems_are_programs(sender: str) -> None:
    decision = decided(mail(REPORT, sender=sender, subject="Undeliverable: Printer"))

    assert decision.verdict.kind in {Kind.DELIVERY_STATUS, Kind.AUTOMATIC}

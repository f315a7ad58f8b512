"""P09, A14: secrets in mail are masked in what goes out; what only looks like one stays readable."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, strategies as st

from mailintake.compose import compose
from mailintake.compose.mask import HIDDEN, mask
from mailintake.model.decision import Notice
from mailintake.model.ticket import Entry, EntryKind
from tests.compose.factory import ANA, DANA, MESSAGE, NOW, TICKET, context
from tests.cpu import takes_less
from tests.outgoing_check import texts

X = HIDDEN


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("my password is Welcome123!", f"my password is {X}!"),
        ("My password is sunshine. It fails.", f"My password is {X}. It fails."),
        ("my password is Bob", f"my password is {X}"),
        ("password: hunter2", f"password: {X}"),
        ("Password=abc123", f"Password={X}"),
        ("user jdoe password Tiger#1", f"user jdoe password {X}"),
        ("I changed the password to Summer2026 and it fails", f"I changed the password to {X} and it fails"),
        ("the password for the wifi is Lake2024", f"the password for the wifi is {X}"),
        ("my PIN is 4512", f"my PIN is {X}"),
        ("mi contraseña es Perro2024.", f"mi contraseña es {X}."),
        ("la clave es gato", f"la clave es {X}"),
        ("My SSN is 123-45-6789.", f"My SSN is {X}."),
        ("social security number 123 45 6789", f"social security number {X}"),
        ("mi número de seguro social es 123-45-6789", f"mi número de seguro social es {X}"),
        ("his 123-45-6789 is wrong in the SIS", f"his {X} is wrong in the SIS"),
        ("student id 1234567 cannot log in", f"student id {X} cannot log in"),
        ("Student ID: 904512", f"Student ID: {X}"),
        ("ID de estudiante 904512", f"ID de estudiante {X}"),
        ("Your verification code is 482911", f"Your verification code is {X}"),
        ("su código de verificación es 48-29-11", f"su código de verificación es {X}"),
        ("Enter this code:\n\n482 911\n", f"Enter this code:\n\n{X}\n"),
        ("https://accounts.example.com/reset?token=abcdef0123456789", f"https://accounts.example.com/{X}"),
    ],
)
def test_secrets(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "My password is not working",
        "the password is wrong",
        "Password: expired",
        "password is about to expire",
        "la contraseña es incorrecta",
        "please reset my password, extension 4512",
        "reset the password of CB-10234",
        "the password for room B12 does not work",
        "call 555-123-4567 ext 4512",
        "Room 123-45, building 6789",
        "asset CB10234, serial 5CD1234567",
        "push pin: blue",
        "error code 0x80070005, printer code 50.1",
        "Student Chromebook 1042 has no charger",
        "https://school.example/help/login",
        "https://docs.example.com/d/1a2b3c4d5e6f7a8b9c0d/edit",
        "123-45-67890",
    ],
)
def test_what_is_no_secret(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).with_note("en") == text


@pytest.mark.parametrize(("language", "words"), [("en", "a password"), ("es", "una contraseña"), ("fr", "a password")])
def test_a_note_says_what_was_masked(language: str, words: str) -> None:
    said = mask("my password is Welcome123!").with_note(language)

    assert words in said.rpartition("[")[2]


@pytest.mark.parametrize(
    "pattern",
    [
        "password is a ",
        "pin ",
        "123-45-",
        "https://a/",
        "code\n1",
        "student id ",
        "password for a ",
        "ssn ",
        "password x1 ",
        "code\n482911\n",
        "482911\n",
        "login: a / ",
        "user/pass: a/",
        "4111 ",
        "4111-",
        "pin 1",
        "https://a/login/a1B2c3D4e5F6 ",
        "https://a/login/" + "a1",
        "use 1234 to ",
        "code: 482911 ",
        "the code a b c is ",
        "password a1 and b1 or ",
        "password: a1b and a1b ",
        "123 45 6789 ",
        "Tiger1 as my password ",
        "1-",
        "é",
    ],
)
def test_r02_masking_takes_linear_time(pattern: str) -> None:
    assert takes_less(1, lambda: mask(pattern * (256 * 1024 // len(pattern))))


@given(
    st.text() | st.lists(st.sampled_from(["password", " is ", "123-45-6789", "\n", "code: ", "x1#", " "])).map("".join)
)
@example("000-00-0000:000-00-0000")
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text).text

    assert mask(once).text == once


@pytest.mark.parametrize("template", ["assigned", "copied", "requester_wrote"])
def test_p09_the_mail_that_goes_out_hides_what_the_ticket_keeps(template: str) -> None:
    """P09: a password and a social security number typed in a ticket are masked in notifications."""
    words = "My password is Welcome123! and my number is 123-45-6789. I am in room B12, ext 4512."
    entries = (Entry(NOW, ANA.address, EntryKind.MESSAGE, public=True, text=words),)
    ticket = replace(TICKET, entries=entries, subject="password is Welcome123!")
    about = context(ticket, replace(MESSAGE, text=words, body=words))
    outgoing = compose(Notice(template, DANA.email, 1042, text=words), about)
    text, html = texts(outgoing.content)

    for shown in (text, html, outgoing.subject):
        assert "Welcome123" not in shown
        assert "123-45-6789" not in shown
    assert "room B12, ext 4512" in text
    assert "Masked in this mail: a social security number, a password." in " ".join(text.split())
    assert ticket.entries[0].text == words

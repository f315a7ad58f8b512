"""A14 on whole mails: of many services in five languages, and of people who write about codes and passwords."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailintake.model.decision import Kind
from mailintake.model.message import Address, Message
from tests.decide.district import decided, known
from tests.guard.letters import letters

SERVICES = letters("services.txt")
PEOPLE = letters("people.txt")


def subject(message: Message) -> str:
    return message.subject[:50]


@pytest.mark.parametrize("message", SERVICES, ids=subject)
def test_a14_mail_that_lets_somebody_in_waits(message: Message) -> None:
    decision = decided(message, level=2)

    assert (decision.verdict.kind, decision.verdict.guard) == (Kind.HELD, "verification")
    assert (decision.changes, decision.notices) == ((), ())


@pytest.mark.parametrize("message", PEOPLE, ids=subject)
def test_a14_a_person_or_another_machine_is_taken_in(message: Message) -> None:
    assert decided(message, level=0).verdict.kind is Kind.NEW


@pytest.mark.parametrize(
    ("field", "value"), [("auto-submitted", "auto-generated"), ("precedence", "bulk"), ("list-unsubscribe", "<x>")]
)
def test_a14_marks_of_a_program_do_not_hide_a_code(field: str, value: str) -> None:
    """A code waits for an admin even where the mail would be filed without a word."""
    coded = [one for one in SERVICES if "code is" in one.subject]

    assert len(coded) > 1
    for message in coded:
        marked = replace(message, header=(*message.header, (field, value)))
        assert decided(marked, level=2).verdict.kind is Kind.HELD


def test_what_an_admin_releases_is_taken_in_although_a_program_wrote_it() -> None:
    message = next(one for one in SERVICES if "code is" in one.subject)
    marked = replace(message, header=(*message.header, ("auto-submitted", "auto-generated")))
    decision = decided(marked, level=2, books=known(released=True))

    assert decision.verdict.kind is Kind.NEW
    assert "receipt" not in [notice.template for notice in decision.notices]


@pytest.mark.parametrize("message", SERVICES, ids=subject)
def test_the_same_words_of_a_colleague_are_a_request(message: Message) -> None:
    """He passes them on, or asks whether they are real."""
    passed_on = replace(message, authors=(Address("mlund@lakeside.example", "Maya Lund"),))

    assert decided(passed_on, level=2).verdict.kind is Kind.NEW


@pytest.mark.parametrize("local", ["accounting", "authors", "duane", "confirmed.travel", "registrar", "botanist"])
def test_an_address_is_not_a_machines_by_how_it_begins(local: str) -> None:
    text = "Please confirm your account number for the new books. Thank you, Dana"
    message = replace(PEOPLE[0], authors=(Address(f"{local}@vendor.example", "Dana Cole"),), body=text, text=text)

    assert decided(message, level=0).verdict.kind is Kind.NEW

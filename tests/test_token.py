"""Reply tokens name one person on one ticket and cannot be made by anybody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from mailintake.model.settings import TokenKey
from mailintake.token import (
    TokenKind,
    bounce_address,
    bounced_message_id,
    control_address,
    find_token,
    message_id,
    reply_address,
    valid,
)

DESK = "helpdesk@example.org"
ANA = "aruiz@example.org"
KEY = TokenKey(b"a secret of the tests", 1)


def test_a_reply_address_is_short_and_comes_back_as_the_token_it_was_made_of() -> None:
    address = reply_address(DESK, 1042, ANA, KEY)
    token = find_token(address)

    assert address.startswith("helpdesk+1042.1.")
    assert address.endswith("@example.org")
    assert len(address.partition("@")[0]) <= 36
    assert token is not None
    assert (token.ticket, token.generation, token.kind) == (1042, 1, TokenKind.TICKET)
    assert valid(token, ANA, KEY)


@pytest.mark.parametrize("change", [str.upper, str.title, lambda text: f" <{text}> "])
def test_mail_programs_may_change_case_and_brackets(change: type[str]) -> None:
    token = find_token(change(reply_address(DESK, 7, "Ana@Example.org", KEY)))

    assert token is not None
    assert valid(token, "aNA@example.ORG", KEY)


def test_a_message_id_carries_the_token_and_its_own_name() -> None:
    mail = message_id("example.org", 1042, ANA, KEY, "k3jf9a")
    token = find_token(mail)

    assert token is not None
    assert token.unique == "k3jf9a"
    assert valid(token, ANA, KEY)


def test_mail_about_no_ticket_has_ticket_zero() -> None:
    token = find_token(message_id("example.org", None, ANA, KEY, "x1"))

    assert token is not None
    assert token.ticket == 0
    assert valid(token, ANA, KEY)


def test_a_control_address_counts_for_its_technician_and_for_no_ticket() -> None:
    token = find_token(control_address(DESK, "dcole@example.org", KEY))

    assert token is not None
    assert (token.ticket, token.kind) == (None, TokenKind.CONTROL)
    assert valid(token, "dcole@example.org", KEY)
    assert not valid(token, ANA, KEY)


def test_a_bounce_address_leads_back_to_our_message_id() -> None:
    mail = message_id("example.org", 1042, ANA, KEY, "k3jf9a")

    assert bounced_message_id(bounce_address(DESK, mail), "example.org") == mail
    assert bounced_message_id(reply_address(DESK, 1042, ANA, KEY), "example.org") is None


def test_a_token_is_for_this_ticket_this_person_and_this_secret_only() -> None:
    token = find_token(reply_address(DESK, 1042, ANA, KEY))

    assert token is not None
    assert not valid(replace(token, ticket=1043), ANA, KEY)
    assert not valid(token, "pchen@example.org", KEY)
    assert not valid(token, ANA, TokenKey(b"another", 1))
    assert not valid(replace(token, kind=TokenKind.CONTROL), ANA, KEY)


def test_tokens_of_earlier_generations_stay_good_and_later_ones_are_unknown() -> None:
    first = find_token(reply_address(DESK, 1, ANA, KEY))
    third = find_token(reply_address(DESK, 1, ANA, replace(KEY, generation=3)))

    assert first is not None
    assert third is not None
    assert first.mac != third.mac
    assert valid(first, ANA, replace(KEY, generation=3))
    assert not valid(third, ANA, KEY)


def test_without_a_secret_no_token_is_good() -> None:
    token = find_token(reply_address(DESK, 1, ANA, TokenKey(b"")))

    assert token is not None
    assert not valid(token, ANA, TokenKey(b""))


def test_a_desk_with_a_very_long_name_keeps_its_plain_address() -> None:
    desk = f"{'technology-services-' * 3}desk@example.org"

    assert reply_address(desk, 1042, ANA, KEY) == desk


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "<>",
        "helpdesk@example.org",
        "helpdesk+control@example.org",
        "helpdesk+1042.1.short@example.org",
        "helpdesk+1042.1.khgupkmde72hioue.@example.org",
        "helpdesk+01042.1.khgupkmde72hioue@example.org",
        "helpdesk+-1.1.khgupkmde72hioue@example.org",
        "helpdesk+².1.khgupkmde72hioue@example.org",
        "helpdesk+1042.1.khgupkmde72hio\u212ae@example.org",
        "helpdesk+1042.1.khgupkmde72hio1e@example.org",
        "+1042.1.khgupkmde72hioue@example.org",
        "1042.1.khgupkmde72hioue@example.org",
        "<1042.1.khgupkmde72hioue.un ique@example.org>",
        "helpdesk+99999999999.1.khgupkmde72hioue@example.org",
    ],
)
def test_what_is_no_token_is_none(text: str) -> None:
    assert find_token(text) is None


@given(st.text(max_size=80), st.sampled_from(["{}", "helpdesk+{}@d", "<{}@d>", "helpdesk+1042.1.{}@d"]))
def test_any_text_is_a_token_or_none_and_never_a_good_one(text: str, form: str) -> None:
    token = find_token(form.format(text))

    assert token is None or not valid(token, ANA, KEY)


@given(st.integers(0, 10**9), st.emails(), st.integers(1, 999))
def test_every_token_we_make_is_found_and_good(ticket: int, person: str, generation: int) -> None:
    key = replace(KEY, generation=generation)
    token = find_token(message_id("example.org", ticket, person, key, "abc"))

    assert token is not None
    assert token.ticket == ticket
    assert valid(token, person, key)

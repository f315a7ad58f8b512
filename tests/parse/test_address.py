"""Address fields as strangers write them (RFC 5322, section 3.4)."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.parse.address import parse_addresses
from tests.cpu import takes_less


def pairs(text: str) -> list[tuple[str, str]]:
    """Return names and addresses of a field."""
    return [(one.display_name, one.addr_spec) for one in parse_addresses(text, 50).addresses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ana@school.example", [("", "ana@school.example")]),
        ("Ana Ruiz <ana@School.Example>", [("Ana Ruiz", "ana@school.example")]),
        ('"Ruiz, Ana" <ana@school.example>', [("Ruiz, Ana", "ana@school.example")]),
        ("Ruiz, Ana <ana@school.example>", [("Ruiz, Ana", "ana@school.example")]),
        ('"Ana \\"A\\" Ruiz" <ana@school.example>', [('Ana "A" Ruiz', "ana@school.example")]),
        ("ana@school.example (Ana Ruiz)", [("Ana Ruiz", "ana@school.example")]),
        ("=?utf-8?q?Jos=C3=A9?= <j@school.example>", [("José", "j@school.example")]),
        ('"=?utf-8?b?Sm9zw6k=?=" <j@school.example>', [("José", "j@school.example")]),
        ("=?utf-8?q?Ruiz,_Ana?= <ana@school.example>", [("Ruiz, Ana", "ana@school.example")]),
        ("a@x.example, b@y.example", [("", "a@x.example"), ("", "b@y.example")]),
        ("a@x.example; b@y.example", [("", "a@x.example"), ("", "b@y.example")]),
        (
            "Staff: a@x.example, B <b@y.example>;, c@z.example",
            [("", "a@x.example"), ("B", "b@y.example"), ("", "c@z.example")],
        ),
        ("undisclosed-recipients:;", []),
        ("Ana ana@school.example", [("Ana", "ana@school.example")]),
        ("<@relay.example:ana@school.example>", [("", "ana@school.example")]),
        ("<mailto:ana@school.example>", [("", "ana@school.example")]),
        ("Ana <ana@school.example", [("Ana", "ana@school.example")]),
        ('"x@evil.example, Bob" <bob@school.example>', [("x@evil.example, Bob", "bob@school.example")]),
        ('"two words"@school.example', [("", '"two words"@school.example')]),
        ("jösé@schule.example", [("", "jösé@schule.example")]),
        ("Ana\u202e\u200b <ana@school.example>", [("Ana", "ana@school.example")]),
        ("MAILER-DAEMON", []),
        ("<>", []),
        ("", []),
    ],
)
def test_mailboxes_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ana@school.example",
        "Ana <ana@school.example>",
        '"A, B" <a@x.example>',
        "a@x.example (A)",
        "A B C <a@x.example>",
    ],
)
def test_what_is_by_the_book_has_no_defect(text: str) -> None:
    assert parse_addresses(text, 50).defects == ()


def test_a_name_with_a_line_break_stays_one_line() -> None:
    ((name, _),) = pairs("=?utf-8?q?Ana=0D=0ABcc:_x=40y.example?= <ana@school.example>")

    assert "\n" not in name
    assert "\r" not in name


def test_only_so_many_are_read() -> None:
    found = parse_addresses(", ".join(f"a{number}@x.example" for number in range(100)), 10)

    assert len(found.addresses) == 10
    assert found.defects == ("too many addresses",)


@pytest.mark.parametrize("bomb", ['"', "(", "<", '"\\', "a:", "=?utf-8?q?", "a@b,", "@", "(a", '<"'])
def test_no_bomb_takes_a_second(bomb: str) -> None:
    assert takes_less(1, lambda: parse_addresses(bomb * (256 * 1024 // len(bomb)), 500))


@given(st.text(alphabet='ab@.<>(),;:"\\ =?_\u200bé', max_size=60))
def test_any_text_gives_clean_addresses(text: str) -> None:
    for name, address in pairs(text):
        assert address.count("@") >= 1
        assert name.isprintable()
        assert address.isprintable()

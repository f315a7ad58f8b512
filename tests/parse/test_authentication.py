"""Who gains authority, and who must not: forms of From and Authentication-Results (RFC 8601)."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.model.settings import Profile, Trust
from mailintake.parse.authentication import evidence, parse_results
from mailintake.parse.message import parse_message

GENERIC = Trust(Profile.GENERIC, ("mx.school.example",))
GOOGLE = Trust(Profile.GOOGLE)
MICROSOFT = Trust(Profile.MICROSOFT)
NONE = Trust(Profile.NONE)

FROM = "From: Dana Tech <dana@school.example>"
RESULTS = "Authentication-Results: "
PASS = f"{RESULTS}mx.school.example; dmarc=pass header.from=school.example"
INNER_HOP = "Received: by 2002:a05:6512:3b9c:b0:52f:1 with SMTP id g28; Mon, 23 Nov 2026 08:00:01 -0800 (PST)"
ENTRY_HOP = "Received: from mail.school.example (mail.school.example. [192.0.2.7]) by mx.google.com with ESMTPS id a1"
GOOGLE_PASS = (
    f"{RESULTS}mx.google.com; dkim=pass header.i=@school.example; dmarc=pass (p=NONE) header.from=school.example"
)
INTERNAL = "X-MS-Exchange-Organization-AuthAs: Internal"
ORIGINATING = "X-MS-Exchange-Organization-MessageDirectionality: Originating"
OUTLOOK = f"{RESULTS}spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=school.example; dkim=none;"


def level(header: tuple[str, ...], trust: Trust, *, token: bool = False) -> int:
    """Return the level of a mail with that header."""
    content = "\r\n".join([*header, "Subject: x", "", "text"]).encode("utf-8", "surrogateescape")
    return evidence(parse_message(content), trust, token).level


@pytest.mark.parametrize(
    "header",
    [
        (PASS, FROM),
        (PASS, "From: dana@school.example"),
        (PASS, 'From: "Tech, Dana" <dana@school.example>'),
        (PASS, "From: =?utf-8?q?D=C3=A1na?= <dana@school.example>"),
        (PASS, "From: Dána Tech <dana@school.example>"),
        (PASS, "From: dana@school.example <dana@school.example>"),
        (PASS, "From: dana@school.example (Dana Tech)"),
        (PASS, "From:\r\n Dana Tech\r\n <dana@school.example>"),
        (PASS, "FROM: Dana Tech <Dana@SCHOOL.example>"),
        (f"{RESULTS}MX.School.Example; dmarc=pass header.from=SCHOOL.example", FROM),
        (f"{RESULTS}mx.school.example 1; dmarc = pass (p=none) header.from = school.example", FROM),
        (f"{RESULTS}mx.school.example; dmarc=pass", FROM),
        (f"{RESULTS}mx.school.example; dkim=pass header.d=school.example", FROM),
        (f"{RESULTS}mx.school.example; dkim=pass header.d=mail.school.example; spf=fail", FROM),
        (f"{RESULTS}mx.school.example; dkim=pass header.i=@school.example", FROM),
        (f"{RESULTS}mx.school.example; dkim=fail header.d=list.example; dkim=pass header.d=school.example", FROM),
        (f"{RESULTS}mx.school.example;\r\n\tdkim=pass (2048-bit key; unprotected)\r\n\theader.d=school.example", FROM),
        (f"{RESULTS}relay.example; dmarc=fail", PASS, FROM),
        (PASS, f"{RESULTS}mx.school.example; dmarc=fail", FROM),
    ],
)
def test_honest_mail_is_authenticated_by_the_generic_profile(header: tuple[str, ...]) -> None:
    assert level(header, GENERIC) == 2


@pytest.mark.parametrize(
    "header",
    [
        (FROM,),
        (f"{RESULTS}mx.school.example; none", FROM),
        (f"{RESULTS}mx.school.example; spf=pass smtp.mailfrom=school.example", FROM),
        (f"{RESULTS}other.example; dmarc=pass header.from=school.example", FROM),
        (f"{RESULTS}mx.school.example.evil.example; dmarc=pass header.from=school.example", FROM),
        (f"{RESULTS}dmarc=pass header.from=school.example", FROM),
        (f"{RESULTS}mx.school.example; dmarc=pass header.from=evil.example", FROM),
        (f"{RESULTS}mx.school.example; dmarc=pass header.from=school.example header.from=evil.example", FROM),
        (f"{RESULTS}mx.school.example; dkim=pass header.d=evil.example", FROM),
        (f"{RESULTS}mx.school.example; dkim=pass header.d=evilschool.example", FROM),
        (f"{RESULTS}mx.school.example; dkim=pass header.d=example", FROM),
        (f"{RESULTS}mx.school.example; dkim=pass header.d=school.example; dkim=fail header.d=school.example", FROM),
        (f"{RESULTS}mx.school.example; dkim=neutral header.d=school.example", FROM),
        (f"{RESULTS}mx.school.example; dmarc=bestguesspass header.from=school.example", FROM),
        (f"{RESULTS}mx.school.example; dmarc=temperror; dkim=pass header.d=school.example", FROM),
        (f'{RESULTS}mx.school.example; spf=pass smtp.mailfrom="x; dmarc=pass"@evil.example', FROM),
        (f"{RESULTS}mx.school.example; spf=none smtp.mailfrom=(x; dmarc=pass header.from=school.example", FROM),
        (f"{RESULTS}mx.school.example; spf=none (x(y); dmarc=pass", FROM),
        (f'{RESULTS}mx.school.example; "dmarc=pass"', FROM),
        (f"{RESULTS}mx.school.example; (dmarc=pass)", FROM),
        (f"{RESULTS}mx.school.example; =?utf-8?q?dmarc=3Dpass?=", FROM),
        (f'{RESULTS}mx.school.example; spf=pass reason="dmarc=pass"', FROM),
        (f"{RESULTS}mx.school.example; spf=none", PASS, FROM),
        (f'{RESULTS}mx.school.example; spf="', PASS, FROM),
        (f"X-{PASS}", FROM),
        (f"{PASS[: -len('school.example')]}sub.school.example", FROM),
    ],
)
def test_nothing_else_gains_authority(header: tuple[str, ...]) -> None:
    assert level(header, GENERIC) == 0
    assert level(header, GENERIC, token=True) == 1


@pytest.mark.parametrize(
    "author",
    [
        (FROM, "From: Eve <eve@evil.example>"),
        ("From: Eve <eve@evil.example>", FROM),
        (FROM, FROM),
        (FROM, "from : eve@evil.example"),
        (FROM, " From: eve@evil.example"),
        ("From : dana@school.example",),
        ("From\t: dana@school.example",),
        ("From\x00: dana@school.example",),
        ("From\r\n : dana@school.example",),
        ("From: dana@school.example, eve@evil.example",),
        ("From: eve@evil.example; dana@school.example",),
        ("From: Staff: dana@school.example;",),
        ("From: <@evil.example,@relay.example:dana@school.example>",),
        ("From: <eve@evil.example>dana@school.example",),
        ("From: <eve@evil.example> <dana@school.example>",),
        ("From: dana@school.example <eve@evil.example>",),
        ("From: dana@school.example)eve@evil.example",),
        ("From: dana@school.example(eve@evil.example",),
        ("From: dana(eve@evil.example)@school.example",),
        ("From: (dana@school.example) eve@evil.example",),
        ("From: dana@(x)school.example",),
        ("From: =?utf-8?q?dana?=@school.example",),
        ("From: =?utf-8?q?dana=40school.example?=@school.example",),
        ("From: =?utf-8?b?ZGFuYUBzY2hvb2wuZXhhbXBsZQ==?=",),
        ("From: dana@school.example\x00@evil.example",),
        ("From: dana@school\x07.example",),
        ("From: Dana\x00 <dana@school.example>",),
        ("From: dana@school.\u200bexample",),
        ("From: Dana \udcff\udcfe <dana@school.example>",),
        ("From: dana @ school.example",),
        ("From: dana@school.\r\n example",),
        ('From: "dana@school.example',),
        ('From: "dana@evil.example"@school.example',),
        ("From: dana@@school.example",),
        ("From: dana@evil.example@school.example",),
        ("From: Dana <dana@school.example",),
        ("From: Dana",),
        ("From: <>",),
        ("From:",),
        (),
        ("Sender: dana@school.example", "Reply-To: dana@school.example"),
        ("Subject: x\rFrom: eve@evil.example", FROM),
        ("From: Dana =?utf-8?q?=0aBcc:_x?= <dana@school.example>",),
        ("From: Tech, Dana <dana@school.example>",),
        ("From: " + "(" * 1000 + " dana@school.example",),
        ("From: " + '"' * 1001 + " <dana@school.example>",),
        (FROM, "what is no field", "From: eve@evil.example"),
    ],
)
def test_a_doubtful_author_has_no_authority_even_with_a_token(author: tuple[str, ...]) -> None:
    header = (*author, PASS) if author and author[0].startswith(" ") else (PASS, *author)

    assert level(header, GENERIC, token=True) == 0
    assert level((GOOGLE_PASS, *author), GOOGLE, token=True) == 0
    assert level((INTERNAL, ORIGINATING, *author), MICROSOFT, token=True) == 0


@pytest.mark.parametrize(
    ("header", "trust"),
    [
        ((f"{RESULTS}mx.school.example; dmarc=fail header.from=school.example", FROM), GENERIC),
        ((f"{RESULTS}mx.school.example; dmarc=fail; dmarc=pass", FROM), GENERIC),
        ((f"{RESULTS}mx.school.example; dmarc=pass; dmarc=fail", FROM), GENERIC),
        ((f"{RESULTS}mx.school.example; dkim=pass header.d=school.example; dmarc=fail", FROM), GENERIC),
        ((f"{RESULTS}mx.school.example; dmarc=fail", PASS, FROM), GENERIC),
        ((f'{RESULTS}mx.school.example; spf=pass smtp.mailfrom="("@evil.example; dmarc=fail', FROM), GENERIC),
        ((ENTRY_HOP, f"{RESULTS}mx.google.com; dmarc=fail (p=REJECT) header.from=school.example", FROM), GOOGLE),
        (
            (f"{OUTLOOK} dmarc=fail action=oreject header.from=school.example; compauth=fail reason=000", FROM),
            MICROSOFT,
        ),
        ((f"{OUTLOOK} dmarc=none header.from=school.example; compauth=fail reason=601", FROM), MICROSOFT),
        ((f"{OUTLOOK} dmarc=none header.from=school.example; compauth=none reason=001", FROM), MICROSOFT),
        ((f"{OUTLOOK} dmarc=fail header.from=school.example", INTERNAL, ORIGINATING, FROM), MICROSOFT),
        (
            (
                f"{OUTLOOK} dmarc=none; compauth=fail reason=010",
                "X-MS-Exchange-Organization-AuthAs: Anonymous",
                ORIGINATING,
                FROM,
            ),
            MICROSOFT,
        ),
    ],
)
def test_a_failed_mail_stays_failed_whatever_token_it_has(header: tuple[str, ...], trust: Trust) -> None:
    assert level(header, trust) == -1
    assert level(header, trust, token=True) == -1


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ((ENTRY_HOP, GOOGLE_PASS, FROM), 2),
        ((INNER_HOP, ENTRY_HOP, GOOGLE_PASS, FROM), 2),
        ((GOOGLE_PASS, FROM), 2),
        ((INNER_HOP, ENTRY_HOP, ENTRY_HOP, GOOGLE_PASS, FROM), 0),
        ((INNER_HOP, ENTRY_HOP, "Received: from x by mail.evil.example with SMTP", GOOGLE_PASS, FROM), 0),
        ((ENTRY_HOP, f"{RESULTS}mx.google.com; dmarc=none header.from=school.example", GOOGLE_PASS, FROM), 0),
        ((ENTRY_HOP, f"{RESULTS}mx.google.com; dkim=pass header.i=@school.example", FROM), 0),
        ((ENTRY_HOP, f"{RESULTS}mx.google.com; dmarc=pass", FROM), 0),
        ((ENTRY_HOP, f"{RESULTS}mx.google.com; dmarc=pass header.from=evil.example", FROM), 0),
        ((ENTRY_HOP, f"{RESULTS}mx.google.com; spf=pass (", GOOGLE_PASS, FROM), 0),
        ((ENTRY_HOP, FROM), 0),
    ],
)
def test_google_s_word_counts_right_below_its_own_received(header: tuple[str, ...], expected: int) -> None:
    assert level(header, GOOGLE) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ((INTERNAL, ORIGINATING, FROM), 2),
        ((f"{RESULTS}spf=fail smtp.mailfrom=school.example; dkim=none; dmarc=none", INTERNAL, ORIGINATING, FROM), 2),
        ((f"{OUTLOOK} dmarc=pass action=none header.from=school.example;compauth=pass reason=100", FROM), 2),
        ((f"{OUTLOOK} dmarc=pass header.from=school.example;compauth=pass reason=703", FROM), 2),
        ((INTERNAL, FROM), 0),
        ((INTERNAL, "X-MS-Exchange-Organization-MessageDirectionality: Incoming", FROM), 0),
        ((INTERNAL, "X-MS-Exchange-Organization-AuthAs: Anonymous", ORIGINATING, FROM), 0),
        ((f"{OUTLOOK} dmarc=bestguesspass header.from=school.example;compauth=pass reason=109", FROM), 0),
        ((f"{OUTLOOK} dmarc=none header.from=school.example;compauth=softpass reason=201", FROM), 0),
        ((f"{OUTLOOK} dmarc=pass header.from=evil.example;compauth=pass reason=100", FROM), 0),
        ((f"{OUTLOOK} dmarc=pass header.from=school.example", FROM), 0),
        ((f"{RESULTS}evil.example; dmarc=pass header.from=school.example;compauth=pass reason=100", FROM), 0),
        (
            (
                f"{OUTLOOK} dmarc=none header.from=school.example;compauth=none reason=405",
                f"{OUTLOOK} dmarc=pass header.from=school.example;compauth=pass reason=100",
                FROM,
            ),
            0,
        ),
        ((FROM,), 0),
    ],
)
def test_microsoft_s_word_counts_in_its_own_form(header: tuple[str, ...], expected: int) -> None:
    assert level(header, MICROSOFT) == expected


@pytest.mark.parametrize("header", [(PASS, FROM), (GOOGLE_PASS, FROM), (INTERNAL, ORIGINATING, FROM), (FROM,)])
def test_without_a_profile_a_token_is_all_there_is(header: tuple[str, ...]) -> None:
    assert level(header, NONE) == 0
    assert level(header, NONE, token=True) == 1


def test_all_forms_of_results_are_read() -> None:
    found = parse_results('mx.example; dkim=pass (good (really)) header.d="example.org" header.b=abc=; spf=none')

    assert found.authserv_id == "mx.example"
    assert [(one.method, one.result) for one in found.results] == [("dkim", "pass"), ("spf", "none")]
    assert found.results[0].get("header.d") == "example.org"


def test_a_hundred_thousand_parentheses_are_only_a_broken_field() -> None:
    assert not parse_results("mx.example; spf=none " + "(" * 100_000).sound


@given(st.text(alphabet='ab=;()"\\ \t.mxdmarcpass@', max_size=200))
def test_any_value_can_be_read(value: str) -> None:
    found = parse_results(value)

    assert found.sound or not found.results

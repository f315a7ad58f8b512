"""Each condition holds where its documentation says so."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from mailintake.model.message import Address, Attachment, Message
from mailintake.model.ticket import Priority
from mailintake.route import CONDITIONS, Facts
from mailintake.route.facts import fold, matches_glob
from tests.route.desk import MONDAY, ZONE, facts

PHOTO = Attachment("x.png", "image/png", b"", 0, "0")
LOGO = Attachment("logo.png", "image/png", b"", 0, "0", inline=True)


@pytest.mark.parametrize(
    ("name", "values", "given", "holds"),
    [
        ("category", ("printer", "av"), facts(), True),
        ("category", ("network",), facts(), False),
        ("priority", ("high",), facts(priority=Priority.HIGH), True),
        ("priority", ("high",), facts(), False),
        ("scope", ("person",), facts(), True),
        ("site", ("hill", "dale"), facts(), True),
        ("site", ("dale",), facts(), False),
        ("site", ("dale",), facts(site=None), False),
        ("department", ("front office",), facts(person={"department": "Front Office"}), True),
        ("department", ("Front Office",), facts(), False),
        ("room", ("Main *",), facts(person={"room": "main 101"}), True),
        ("room", ("Main *",), facts(person={"room": "Gym"}), False),
        ("from", ("*@lake.example",), facts(), True),
        ("from", ("EVE@lake.example",), facts(), True),
        ("from", ("*@vendor.example",), facts(), False),
        ("from", ("*",), facts(authors=()), False),
        ("requester", ("eve@*",), facts(), True),
        ("to", ("it@lake.example",), facts(to=(Address("it@lake.example"),)), True),
        ("to", ("it@lake.example",), facts(cc=(Address("IT@lake.example"),)), True),
        ("to", ("it@lake.example",), facts(), False),
        ("subject_contains", ("salón",), facts(subject="Impresora del SALON 12"), True),
        ("subject_contains", ("gradebook",), facts(subject="Grade\nbook"), False),
        ("subject_contains", ("grade book",), facts(subject="Grade\n  Book"), True),
        ("body_contains", ("impresora",), facts(body="La Impresora"), True),
        ("body_contains", ("toner",), facts(body="La impresora"), False),
        ("subject_matches", (r"room\s+\d+",), facts(subject="ROOM  12"), True),
        ("body_matches", (r"infinite\s+campus",), facts(body="Infinite\nCampus is down"), True),
        ("body_matches", (r"^x",), facts(body="a x"), False),
        ("header", ("X-Copier",), facts(header=(("x-copier", "yes"),)), True),
        ("header", ("X-Mailer: ricoh*",), facts(header=(("x-mailer", "Ricoh MP"),)), True),
        ("header", ("X-Mailer: xerox*",), facts(header=(("x-mailer", "Ricoh MP"),)), False),
        ("language", ("es",), facts(language="es"), True),
        ("language", ("es",), facts(), False),
        ("has_attachment", ("true",), facts(attachments=(PHOTO,)), True),
        ("has_attachment", ("true",), facts(attachments=(LOGO,)), False),
        ("has_attachment", ("false",), facts(), True),
        ("stranger", ("true",), facts(person={"address": "x@far.example"}), True),
        ("stranger", ("true",), facts(), False),
        ("needs_triage", ("true",), facts(), False),
        ("tag", ("office",), facts(), False),
        ("hours", ("open",), facts(now=MONDAY), True),
        ("hours", ("closed",), facts(now=datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)), True),
    ],
)
def test_a_condition(name: str, values: tuple[str, ...], given: Facts, *, holds: bool) -> None:
    match = CONDITIONS[name].test(given, values)

    assert match.holds is holds
    assert match.because


def test_every_condition_is_documented_by_one_sentence() -> None:
    assert all(one.documentation.endswith(".") and one.name == name for name, one in CONDITIONS.items())


def test_the_starter_configuration_lists_every_condition() -> None:
    starter = Path(__file__).parents[2] / "mailintake/defaults/starter/routing.yaml"
    words = set(
        starter.read_text(encoding="utf-8")
        .replace(",", " ")
        .replace(".", " ")
        .replace(";", " ")
        .replace(":", " ")
        .split()
    )

    assert set(CONDITIONS) <= words


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*@x.example", "a@X.example", True),
        ("a*c*e", "abcde", True),
        ("a*c*e", "ace", True),
        ("a*a", "a", False),
        ("ab*bc", "abc", False),
        ("*", "", True),
        ("a", "ab", False),
        ("*@x.example", "a@x.example.evil", False),
    ],
)
def test_a_star_stands_for_any_characters(pattern: str, text: str, *, fits: bool) -> None:
    assert matches_glob(pattern, text) is fits


@given(st.lists(st.text("ab", max_size=3), min_size=1, max_size=5), st.lists(st.text("ab", max_size=3), max_size=5))
def test_a_text_made_from_a_pattern_fits_it(pieces: list[str], fill: list[str]) -> None:
    filled = [piece + (fill[index] if index < len(fill) else "") for index, piece in enumerate(pieces[:-1])]

    assert matches_glob("*".join(pieces), "".join(filled) + pieces[-1])


@pytest.mark.parametrize("text", ["a" * 300_000, "a " * 150_000, "é" * 300_000, "\n" * 300_000])
def test_long_mail_costs_little_whatever_it_holds(text: str) -> None:
    given = facts(body=text, subject=text)
    begun = time.perf_counter()
    for name in ("body_contains", "body_matches", "subject_contains", "subject_matches"):
        CONDITIONS[name].test(given, (r"(a+)+$" if name.endswith("matches") else "ab",))

    assert time.perf_counter() - begun < 5


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_mail_without_anything_meets_every_condition() -> None:
    empty = facts(authors=(), header=(), subject="", site=None)

    assert isinstance(empty.message, Message)
    assert all(isinstance(one.test(empty, ("x",)).holds, bool) for one in CONDITIONS.values())

"""The WHO of commands, and the addresses that they name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from mailintake.act.verb import Problem
from mailintake.act.who import Nobody, find_address, find_person, find_who, refusal
from mailintake.model.person import Person
from mailintake.model.settings import Team, Technician
from tests.decide.district import rules

WHO = [
    ("me", "gwen"),
    ("Myself", "gwen"),
    ("nora", "nora"),
    ("NORA", "nora"),
    ("Nora Bell", "nora"),
    ("bell", "nora"),
    ("@nora", "nora"),
    ("to nora", "nora"),
    ("nora.", "nora"),
    ("nbell@lakeside.example", "nora"),
    ("<NBell@Lakeside.example>", "nora"),
    ("wires", "wires"),
    ("none", None),
    ("nobody", None),
]
NOT_WHO = [
    ("Tehodor", None),
    ("thoe", "theo"),
    ("wire", "wires"),
    ("someone@lakeside.example", None),
    ("a", None),
    ("", None),
]
ADDRESSES = [
    ("jpark@lakeside.example", "jpark@lakeside.example"),
    ("<JPark@lakeside.example>,", "jpark@lakeside.example"),
    ("Joan Park", "jpark@lakeside.example"),
    ("joan", "jpark@lakeside.example"),
    ("theo", "tgrant@lakeside.example"),
    ("Theo Grant", "tgrant@lakeside.example"),
    ("someone@elsewhere.example", "someone@elsewhere.example"),
]


@pytest.mark.parametrize(("word", "key"), WHO)
def test_who_is_found_by_key_name_address_or_team(word: str, key: str | None) -> None:
    found = find_who(word, rules().routing.technicians["gwen"], rules())

    assert isinstance(found, Technician | Team | Nobody)
    assert (None if isinstance(found, Nobody) else found.key) == key


@pytest.mark.parametrize(("word", "suggestion"), NOT_WHO)
def test_who_is_nobody_in_particular_is_a_problem_with_the_nearest_name(word: str, suggestion: str | None) -> None:
    found = find_who(word, rules().routing.technicians["gwen"], rules())

    assert isinstance(found, Problem)
    assert found.suggestion == suggestion


@pytest.mark.parametrize(("word", "address"), ADDRESSES)
def test_an_address_is_found_by_name_too(word: str, address: str) -> None:
    assert find_address(word, rules()) == address


@pytest.mark.parametrize("word", ["", "nobody at all", "a b@c.example", "@", "x@", "@x.example", "o"])
def test_what_names_nobody_is_a_problem(word: str) -> None:
    assert isinstance(find_address(word, rules()), Problem)


def test_a_person_comes_with_what_the_directory_knows() -> None:
    person = find_person("maya.lund@home.example", rules())

    assert not isinstance(person, Problem)
    assert (person.address, person.extension) == ("mlund@lakeside.example", "2201")


@given(st.text(max_size=80))
def test_looking_for_somebody_never_fails(word: str) -> None:
    who = find_who(word, rules().routing.technicians["gwen"], rules())
    person = find_person(word, rules())

    assert isinstance(who, Technician | Team | Nobody | Problem)
    assert isinstance(person, Person | Problem)


@pytest.mark.parametrize(
    "address",
    [
        "help@lakeside.example",
        "HELP+t.1.abcdefghijklmnop@Lakeside.example",
        "it@lakeside.example",
        "techs@lakeside.example",
        "mailer-daemon@evil.example",
        "no-reply@vendor.example",
        "list-bounces@vendor.example",
    ],
)
def test_the_desk_and_programs_are_no_persons(address: str) -> None:
    desk = replace(
        rules().desk, address="help@lakeside.example", aliases=("it@lakeside.example", "techs.lakeside.example")
    )
    known = replace(rules(), desk=desk)
    assert isinstance(refusal(address, known), Problem)
    assert isinstance(find_person(address, known), Problem)


def test_people_are_not_refused() -> None:
    assert refusal("jpark@lakeside.example", rules()) is None
    assert refusal("bounce.house+party@elsewhere.example", rules()) is None

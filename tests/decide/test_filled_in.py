"""An answer to the question of the receipt fills in what was missing, and only that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailintake.decide.filled_in import filled_in
from mailintake.model.person import Person
from mailintake.model.ticket import Ticket
from tests.decide.district import rules, ticket

EMPTY = ticket(site=None, room=None)
NOBODY: Ticket = replace(EMPTY, requester=Person("cdune@lakeside.example", "Carl Dune"))

ANSWERS = [
    ("B12", {"room": "B12"}),
    ("It's B-4.", {"room": "B-4"}),
    ("14", {"room": "14"}),
    ("Pine, 101", {"site": "pine", "room": "101"}),
    ("Oak", {"site": "oak"}),
    ("B-4, thanks", {"room": "B-4"}),
    ("Estoy en 12, gracias", {"room": "12"}),
    ("room B12 at Oak, extension 3344", {"site": "oak", "room": "B12", "extension": "3344"}),
    ("I am in the library at Pine", {"site": "pine", "department": "Library"}),
    ("It jams 3 times a day", {}),
    ("2026-12-01", {}),
    ("extension 3344", {"extension": "3344"}),
    ("HP2055", {}),
    ("Yes, 2 of them jam", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "expected"), ANSWERS)
def test_what_was_missing_is_filled_in(text: str, expected: dict[str, str]) -> None:
    found = {one.field.value: one.value for one in filled_in(text, "", NOBODY, rules())}

    assert found == expected


def test_what_is_known_stays() -> None:
    assert filled_in("room 7 at Oak, extension 9999", "", ticket(), rules()) == ()

"""Two addresses are one only where no letter but ASCII lost its case."""

from __future__ import annotations

import pytest

from mailintake.model.address import fold_address
from mailintake.model.message import Address
from tests.decide.district import rules

LONG_S, KELVIN = "\N{LATIN SMALL LETTER LONG S}", "\N{KELVIN SIGN}"


@pytest.mark.parametrize(
    ("address", "folded"),
    [
        ("Gwen@Lakeside.Example", "gwen@lakeside.example"),
        (f"gmo{LONG_S}s@lakeside.example", f"gmo{LONG_S}s@lakeside.example"),
        (f"{KELVIN}im@lakeside.example", f"{KELVIN}im@lakeside.example"),
        ("MU\N{LATIN CAPITAL LETTER N WITH TILDE}OZ@x.example", "mu\N{LATIN CAPITAL LETTER N WITH TILDE}oz@x.example"),
    ],
)
def test_only_ascii_letters_lose_their_case(address: str, folded: str) -> None:
    assert fold_address(address) == Address(address).key == folded


def test_a_letter_that_only_folds_alike_makes_no_technician() -> None:
    routing = rules().routing
    technician = routing.technicians["gwen"]
    near = technician.email.replace("s", LONG_S)

    assert routing.technician(technician.email.upper()) == technician
    assert near != technician.email
    assert routing.technician(near) is None

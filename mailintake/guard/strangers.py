"""People whom the district does not know."""

from __future__ import annotations

from typing import assert_never

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.model.settings import Strangers


def check(case: Case) -> Verdict | None:
    """Go by `desk.strangers` for an author outside our domains, our directory, our roster and this ticket."""
    if case.staff or case.rules.person(case.address) or case.technician or case.participant:
        return None
    match case.rules.desk.strangers:
        case Strangers.ACCEPT:
            return None
        case Strangers.HOLD:
            return Verdict(Kind.HELD, "its sender is a stranger", "strangers")
        case Strangers.REFUSE:
            return Verdict(Kind.REFUSED, "its sender is a stranger", "strangers")
        case _:
            assert_never(case.rules.desk.strangers)

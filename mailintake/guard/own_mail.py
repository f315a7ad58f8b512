"""Our own mail that came back to us (RFC 3834, section 5: loops)."""

from __future__ import annotations

from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

LOOP_FIELD = "x-mailintake-loop"


def check(case: Case) -> Verdict | None:
    """Recognise our loop header or a Message-ID that we issued; answers quote both only elsewhere."""
    address = fold_address(case.rules.desk.address)
    if any(fold_address(value.strip()) == address for value in case.message.get_all(LOOP_FIELD)):
        return Verdict(Kind.OWN_MAIL, "it carries our loop header", "own_mail")
    known = case.known.messages.get(case.message.message_id or "")
    if known and known.ours:
        return Verdict(Kind.OWN_MAIL, "its Message-ID is one that we issued", "own_mail")
    return None

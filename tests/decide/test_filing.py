"""What guards have judged: bounces, feedback, mail that is too large."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailintake.decide import decide
from mailintake.model.decision import Decision, Evidence, Kind, Known, KnownMessage
from mailintake.model.message import DeliveryReport, DeliveryStatus, Message
from mailintake.model.ticket import Entry, EntryKind, Noted, Ticket
from tests.decide.district import MAYA, NOW, decided, known, mail, rules, templates, ticket

SENT = KnownMessage("<ours@lakeside.example>", 1, ours=True, recipient=MAYA.address, template="answer")
GONE = DeliveryReport(MAYA.address, "failed", "5.1.1", "550 no such user")
LATER = DeliveryReport(MAYA.address, "delayed", "4.4.1")


def test_a_permanent_failure_is_noted_told_and_remembered() -> None:
    decision = _bounced(GONE)
    notice = decision.notices[0]

    assert templates(decision) == [("undeliverable", "nbell@lakeside.example")]
    assert dict(notice.facts) == {
        "recipient": MAYA.address,
        "reason": "550 no such user",
        "template": "answer",
        "subject": "Copier jams",
    }
    assert decision.unreachable == (MAYA.address,)
    assert [entry.kind for entry in _entries(decision)] == [EntryKind.DELIVERY]


@pytest.mark.parametrize(
    "report", [LATER, DeliveryReport(MAYA.address, "failed", "4.2.2"), DeliveryReport(None, "relayed")]
)
def test_what_may_still_arrive_is_only_noted(report: DeliveryReport) -> None:
    decision = _bounced(report)

    assert decision.notices == ()
    assert decision.unreachable == ()
    assert [entry.public for entry in _entries(decision)] == [False]


def test_feedback_is_only_noted() -> None:
    decision = _bounced(GONE, feedback=True)

    assert decision.notices == ()
    assert len(_entries(decision)) == 1


def test_without_assignee_those_who_look_after_the_ticket_hear_of_it() -> None:
    team = _bounced(GONE, present=ticket(assignee=None, team="wires"))
    nobody = _bounced(GONE, present=ticket(assignee=None))

    assert templates(team) == [("undeliverable", "gmoss@lakeside.example")]
    assert templates(nobody) == [("undeliverable", "gmoss@lakeside.example")]


def test_who_cannot_be_reached_is_not_told_so() -> None:
    report = DeliveryReport("nbell@lakeside.example", "failed", "5.1.1")
    sent = replace(SENT, recipient="nbell@lakeside.example")

    assert templates(_bounced(report, sent=sent)) == [("undeliverable", "it-admin@lakeside.example")]


def test_a_bounce_that_nobody_can_match_is_only_journalled() -> None:
    decision = decided(_bounce(GONE, None), 0)

    assert decision.verdict.kind is Kind.DELIVERY_STATUS
    assert (decision.changes, decision.notices, decision.unreachable) == ((), (), ())


@pytest.mark.parametrize(("level", "told"), [(-1, []), (0, []), (1, [("too_large", MAYA.address)])])
def test_a_mail_that_is_too_large_is_said_to_who_surely_wrote_it(level: int, told: list[tuple[str, str]]) -> None:
    evidence = Evidence(level, "as the test says")

    decision = decide(mail(), Known(), rules(), NOW, evidence=evidence, oversized=True)

    assert decision.verdict.kind is Kind.REFUSED
    assert decision.changes == ()
    assert templates(decision) == told


def _bounced(
    report: DeliveryReport, *, sent: KnownMessage = SENT, present: Ticket | None = None, feedback: bool = False
) -> Decision:
    books = replace(known(present or ticket()), messages={sent.message_id: sent})
    return decided(_bounce(report, sent.message_id, feedback=feedback), 0, books)


def _bounce(report: DeliveryReport, about: str | None, *, feedback: bool = False) -> Message:
    status = DeliveryStatus((report,), original_message_id=about, feedback=feedback)
    return replace(mail("It did not arrive.", "MAILER-DAEMON@mx.example"), delivery_status=status)


def _entries(decision: Decision) -> list[Entry]:
    return [one.change.entry for one in decision.changes if isinstance(one.change, Noted)]

"""What the clock asks for: each thing once, in working hours, to whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from mailintake.decide.due import decide_due, due_notices, resumed
from mailintake.model.decision import TicketChange
from mailintake.model.person import Person
from mailintake.model.settings import Hours, Rules, Team
from mailintake.model.ticket import Priority, Reopened, Retargeted, Status, Ticket
from tests.route.desk import ADA, CLEO, MONDAY, ZONE, away, rules

DESK = rules(replace(CLEO, lead=True), teams=(Team("front", ("ada", "bob"), lead="cleo"),))
HOUR = timedelta(hours=1)
TICKET = Ticket(
    7,
    "Copier",
    Person("eve@lake.example", "Eve"),
    MONDAY,
    assignee="ada",
    respond_by=MONDAY + timedelta(hours=4),
    resolve_by=MONDAY + timedelta(days=2),
)


def said(now: datetime, ticket: Ticket = TICKET, desk: Rules = DESK) -> set[tuple[str, str, str]]:
    notices = due_notices(decide_due(now, (ticket,), desk), (ticket,), desk, now)
    return {(one.template, one.to, one.facts["target"]) for one in notices}


@pytest.mark.parametrize(
    ("hours", "what"),
    [
        (2.9, set()),
        (3, {("reminder", "ada@lake.example", "respond")}),
        (4, {("overdue", "ada@lake.example", "respond"), ("overdue", "cleo@lake.example", "respond")}),
        (7, set()),
        (22, {("overdue", "ada@lake.example", "respond"), ("overdue", "cleo@lake.example", "respond")}),
        (70, {("overdue", "ada@lake.example", "resolve"), ("overdue", "cleo@lake.example", "resolve")}),
    ],
)
def test_targets_are_spoken_of_in_working_hours(hours: float, what: set[tuple[str, str, str]]) -> None:
    assert said(MONDAY + hours * HOUR) == what


@pytest.mark.parametrize(
    "changed",
    [
        {"status": Status.PENDING},
        {"status": Status.RESOLVED},
        {"status": Status.CLOSED},
        {"respond_by": None, "resolve_by": None},
        {"responded_at": MONDAY, "resolve_by": MONDAY + timedelta(days=9)},
        {"responded_at": MONDAY, "due": MONDAY + timedelta(days=9)},
    ],
)
def test_nothing_is_said_of_what_waits_is_done_or_in_time(changed: dict[str, object]) -> None:
    assert said(MONDAY + 5 * HOUR, replace(TICKET, **changed)) == set()  # type: ignore[arg-type]  # a table of fields


@pytest.mark.parametrize(
    ("ticket", "desk", "to"),
    [
        (TICKET, DESK, {"ada", "cleo"}),
        (replace(TICKET, assignee=None, team="front"), DESK, {"cleo"}),
        (replace(TICKET, assignee="cleo"), DESK, {"cleo"}),
        (TICKET, rules(away(ADA), replace(CLEO, lead=True), teams=()), {"cleo"}),
        (TICKET, rules(away(ADA), teams=()), {"ada"}),
        (TICKET, rules(teams=()), {"ada"}),
        (replace(TICKET, assignee=None), rules(teams=()), set()),
        (replace(TICKET, assignee="gone"), rules(teams=()), set()),
    ],
)
def test_who_hears_that_it_is_late(ticket: Ticket, desk: Rules, to: set[str]) -> None:
    assert {one[1].partition("@")[0] for one in said(MONDAY + 5 * HOUR, ticket, desk)} == to


@pytest.mark.parametrize("triage", ["bob", "front"])
def test_what_is_nobodys_goes_to_triage(triage: str) -> None:
    desk = rules(teams=(Team("front", ("bob", "ada")),))
    desk = replace(desk, desk=replace(desk.desk, triage=triage))

    assert said(MONDAY + 5 * HOUR, replace(TICKET, assignee=None), desk) == {("overdue", "bob@lake.example", "respond")}


def test_a_high_one_is_urgent() -> None:
    ticket = replace(TICKET, priority=Priority.HIGH)
    now = MONDAY + 5 * HOUR

    assert all(one.urgent for one in due_notices(decide_due(now, (ticket,), DESK), (ticket,), DESK, now))


def test_many_things_at_once_are_one_mail() -> None:
    now = MONDAY + 5 * HOUR
    tickets = tuple(replace(TICKET, number=number) for number in range(1, 10))
    few = due_notices(decide_due(now, tickets[:5], DESK), tickets, DESK, now)
    many = due_notices(decide_due(now, tickets, DESK), tickets, DESK, now)

    assert [one.template for one in few] == ["overdue"] * 10
    assert [(one.template, one.to) for one in many] == [("digest", "ada@lake.example"), ("digest", "cleo@lake.example")]


def test_another_target_is_another_thing() -> None:
    later = replace(TICKET, respond_by=MONDAY + timedelta(hours=4, minutes=30))
    now = MONDAY + 5 * HOUR

    names = {due.name for one in (TICKET, later) for due in decide_due(now, (one,), DESK)}
    assert len(names) == 2


DIGESTS = rules(replace(ADA, digest=(time(7, 45), time(13))), replace(CLEO, lead=True, digest=(time(8),)), teams=())


@pytest.mark.parametrize(
    ("at", "names"),
    [
        ((23, 7, 44), set()),
        ((23, 7, 45), {"digest ada 2026-11-23 07:45"}),
        ((23, 9, 0), {"digest ada 2026-11-23 07:45", "digest cleo 2026-11-23 08:00"}),
        ((23, 12, 59), set()),
        ((23, 13, 30), {"digest ada 2026-11-23 13:00"}),
        ((28, 13, 30), set()),
    ],
)
def test_a_digest_has_its_time_on_working_days(at: tuple[int, int, int], names: set[str]) -> None:
    now = datetime(2026, 11, *at, tzinfo=ZONE)

    assert {due.name for due in decide_due(now, (), DIGESTS)} == names


def test_a_digest_without_anything_is_not_sent_and_the_lead_sees_what_he_leads() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=ZONE)
    dues = decide_due(now, (), DIGESTS)

    assert due_notices(dues, (), DIGESTS, now) == ()
    others = replace(TICKET, assignee="bob")
    assert [one.to for one in due_notices(dues, (others,), DIGESTS, now)] == ["cleo@lake.example"]
    assert len(due_notices(dues, (TICKET,), DIGESTS, now)) == 2


def test_who_is_away_gets_no_digest() -> None:
    desk = rules(replace(away(ADA), digest=(time(8),)))

    assert decide_due(datetime(2026, 11, 23, 9, tzinfo=ZONE), (), desk) == ()


def test_a_change_of_the_clock_doubles_no_digest() -> None:
    """On November 1 an hour comes twice; the name has the local date and the set time."""
    desk = rules(replace(ADA, digest=(time(1, 30),)))
    desk = replace(desk, calendar=replace(desk.calendar, hours={day: Hours(time(0), time(23)) for day in range(7)}))
    begin = datetime(2026, 11, 1, 5, tzinfo=UTC)
    minutes = [begin + timedelta(minutes=minute) for minute in range(300)]

    assert {due.name for now in minutes for due in decide_due(now, (), desk)} == {"digest ada 2026-11-01 01:30"}


@pytest.mark.parametrize(
    ("resolve_by", "responded", "again"),
    [
        (MONDAY - timedelta(days=1), True, True),
        (MONDAY - timedelta(days=1), False, True),
        (MONDAY + timedelta(days=1), True, False),
        (None, True, False),
    ],
)
def test_work_that_begins_anew_gets_its_time_anew(resolve_by: datetime | None, *, responded: bool, again: bool) -> None:
    before = replace(
        TICKET, status=Status.RESOLVED, resolve_by=resolve_by, responded_at=MONDAY - 9 * HOUR if responded else None
    )
    tickets: Mapping[int, Ticket] = {7: before}

    changes = resumed((TicketChange(7, Reopened()),), tickets, DESK, MONDAY)

    added = [one.change for one in changes[1:]]
    assert len(added) == again
    for one in added:
        assert isinstance(one, Retargeted)
        assert one.resolve_by is not None
        assert one.resolve_by > MONDAY
        assert (one.respond_by == before.respond_by) is responded


def test_other_changes_are_left_as_they_are() -> None:
    changes = (TicketChange(7, Reopened()),)

    assert resumed(changes, {}, DESK, MONDAY) == changes
    assert resumed((), {7: TICKET}, DESK, MONDAY) == ()

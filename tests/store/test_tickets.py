"""Reading and changing tickets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailintake.model.decision import TicketChange
from mailintake.model.person import Person
from mailintake.model.ticket import (
    Assigned,
    Change,
    Closed,
    Copied,
    Entry,
    EntryKind,
    Field,
    FieldSet,
    Noted,
    Opened,
    Priority,
    Related,
    Reopened,
    Repeated,
    RequesterSet,
    Resolved,
    Responded,
    Retargeted,
    Status,
    StoredAttachment,
    Suspended,
    Tagged,
    Verified,
)
from mailintake.store import Store, TicketFilter
from mailintake.store.changes import UnknownTicketError
from tests.store.samples import ANA, NOW, TECH, change, open_ticket, ticket

DAY = timedelta(days=1)


def test_tickets_are_numbered_from_one(store: Store) -> None:
    assert [open_ticket(store, number) for number in (1, 2, 3)] == [1, 2, 3]


def test_the_first_number_can_be_chosen(store: Store) -> None:
    with store.work() as work:
        work.start_numbers_at(1001, NOW)

    assert [open_ticket(store, 1), open_ticket(store, 2)] == [1001, 1002]


def test_one_decision_can_open_several_tickets(store: Store) -> None:
    with store.work() as work:
        made = [TicketChange(number, Opened(ticket(f"Part {number}"))) for number in (0, -1)]
        numbers = work.change([*made, TicketChange(-1, Resolved())], NOW).numbers
    with store.read() as reading:
        found = {number: reading.ticket(real) for number, real in numbers.items()}

    assert numbers == {0: 1, -1: 2}
    assert [(one.subject, one.status) for one in found.values() if one] == [
        ("Part 0", Status.NEW),
        ("Part -1", Status.RESOLVED),
    ]


@pytest.mark.parametrize(
    ("made", "line", "public"),
    [
        (FieldSet(Field.PRIORITY, "high"), "priority: normal → high", False),
        (FieldSet(Field.ROOM, "B12"), "room: none → B12", False),
        (FieldSet(Field.EXTENSION, "4512"), "extension: none → 4512", False),
        (Assigned("dana", "network", None, "asked for"), "assigned: nobody → dana (asked for)", False),
        (Responded(), "status: new → open", True),
        (Suspended(NOW), "status: new → pending until 2026-11-23 16:00 UTC", True),
        (Resolved(), "status: new → resolved", True),
        (Reopened(), "status: new → open", True),
        (Closed(), "status: new → closed", True),
        (Retargeted(NOW, None), "targets: respond by 2026-11-23 16:00 UTC, resolve by none", False),
        (Tagged(("loan",), ("old",)), "tags: +loan -old", False),
        (Copied((TECH,)), f"copied: +{TECH}", False),
        (RequesterSet(Person(TECH)), f"requester: {ANA} → {TECH}", False),
        (Related(7), "related to 7", False),
        (Verified(), "verified: the request came again, proven", False),
        (Repeated(), None, False),
    ],
)
def test_each_change_leaves_a_line(store: Store, made: Change, line: str | None, public: bool) -> None:  # noqa: FBT001
    number = open_ticket(store)
    changed = change(store, number, made, actor="dana")
    with store.read() as reading:
        found = reading.ticket(number)

    assert found == changed
    last = changed.entries[-1]
    if line is None:
        assert last.text == "Paper everywhere."
    else:
        assert (last.text, last.public, last.actor, last.kind) == (line, public, "dana", EntryKind.CHANGE)


def test_what_a_rule_assigns_is_the_doing_of_the_desk(store: Store) -> None:
    number = open_ticket(store)

    assert change(store, number, Assigned("dana", "network", "Printers"), actor="ben").entries[-1].actor == "desk"


def test_an_unknown_ticket_cannot_be_changed(store: Store) -> None:
    with pytest.raises(UnknownTicketError, match="ticket 77: does not exist"):
        change(store, 77, Resolved())


def test_attachments_come_once(store: Store) -> None:
    number = open_ticket(store)
    photo = StoredAttachment("x.png", "image/png", 3_000_000_000, "ab" * 32)
    note = Noted(Entry(NOW, ANA, EntryKind.MESSAGE, public=True, text="See."), (photo,))
    change(store, number, note)
    change(store, number, note)
    with store.read() as reading:
        found = reading.ticket(number)

    assert found is not None
    assert found.attachments == (photo,)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (TicketFilter(), [2, 1, 3]),
        (TicketFilter(status=(Status.RESOLVED,)), [3]),
        (TicketFilter(status=(Status.NEW, Status.OPEN)), [2, 1]),
        (TicketFilter(assignee="dana"), [2]),
        (TicketFilter(team="network"), [2]),
        (TicketFilter(category="printer", priority=Priority.NORMAL), [1]),
        (TicketFilter(priority=Priority.HIGH), [2]),
        (TicketFilter(site="north"), [1]),
        (TicketFilter(since=NOW), [2, 3]),
        (TicketFilter(until=NOW), [1]),
        (TicketFilter(limit=1), [2]),
    ],
)
def test_lists_are_narrowed_and_high_comes_first(store: Store, wanted: TicketFilter, numbers: list[int]) -> None:
    open_ticket(store, 1, category="printer", site="north", opened_at=NOW - DAY)
    open_ticket(store, 2, category="network", priority=Priority.HIGH, assignee="dana", team="network")
    change(store, open_ticket(store, 3, priority=Priority.LOW), Resolved())
    with store.read() as reading:
        found = reading.tickets(wanted)

    assert [one.number for one in found] == numbers
    assert all(one.entries == () for one in found)


def test_the_nearest_target_comes_first(store: Store) -> None:
    open_ticket(store, 1)
    open_ticket(store, 2, resolve_by=NOW + 2 * DAY)
    open_ticket(store, 3, resolve_by=NOW + DAY)
    with store.read() as reading:
        assert [one.number for one in reading.tickets()] == [3, 2, 1]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("printer", [2, 1]),
        ("PRINT", [2, 1]),
        ("toner library", [2]),
        ("paper", [2, 1]),
        ("ana ruiz", [2, 1]),
        ("100%", [2]),
        ("%", [2]),
        ('" OR * NEAR(', []),
        ("nothing", []),
        ("", []),
        ("  ", []),
    ],
)
def test_search_wants_every_word(store: Store, words: str, numbers: list[int]) -> None:
    open_ticket(store, 1, subject="Printer jams")
    open_ticket(store, 2, subject="Printer toner at 100%")
    change(store, 2, Noted(Entry(NOW, TECH, EntryKind.NOTE, public=False, text="In the library, ask Kim.")))
    with store.read() as reading:
        assert [one.number for one in reading.search(words)] == numbers


def test_own_tickets_are_those_of_any_address_and_of_the_copied(store: Store) -> None:
    other = "ana@home.example"
    mine = open_ticket(store, 1, requester=Person(ANA, other_addresses=(other,)))
    shared = open_ticket(store, 2, address=TECH)
    change(store, shared, Copied((ANA.upper(),)))
    done = open_ticket(store, 3)
    change(store, done, Resolved())
    open_ticket(store, 4, address=TECH)
    with store.read() as reading:
        assert [one.number for one in reading.own_tickets(ANA)] == [shared, mine]
        assert [one.number for one in reading.own_tickets(other)] == [mine]
        assert [one.number for one in reading.own_tickets(ANA, finished=True)] == [done, shared, mine]
        assert reading.own_tickets(ANA)[0].entries != ()


def test_who_is_no_longer_copied_owns_it_no_longer(store: Store) -> None:
    number = open_ticket(store, 1, address=TECH)
    change(store, number, Copied((ANA,)))
    change(store, number, Copied(removed=(ANA,)))
    with store.read() as reading:
        assert reading.own_tickets(ANA) == ()


def test_a_moved_ticket_belongs_to_the_new_requester(store: Store) -> None:
    number = open_ticket(store)
    change(store, number, RequesterSet(Person("kim@school.example")))
    with store.read() as reading:
        assert reading.own_tickets(ANA) == ()
        assert [one.number for one in reading.own_tickets("kim@school.example")] == [number]


def test_jobs_find_what_is_due(store: Store) -> None:
    old, fresh, waiting, later = (open_ticket(store, number) for number in (1, 2, 3, 4))
    change(store, old, Resolved(), now=NOW - 8 * DAY)
    change(store, fresh, Resolved(), now=NOW - DAY)
    change(store, waiting, Suspended(NOW))
    change(store, later, Suspended(NOW + DAY))
    with store.read() as reading:
        assert [one.number for one in reading.resolved_before(NOW - 7 * DAY)] == [old]
        assert [one.number for one in reading.pending_until(NOW)] == [waiting]


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_numbers_that_cannot_be_are_simply_not_there(store: Store, number: int) -> None:
    with store.read() as reading:
        assert reading.ticket(number) is None
        assert reading.outbox_row(number) is None
        assert reading.quarantine_row(number) is None
    with store.work() as work:
        assert not work.drop(number)
        assert not work.retry(number, NOW)
        assert not work.release(number)


# In memory, readers and writers take turns on the one connection.
@pytest.mark.parametrize("store_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.server)], indirect=True)
def test_a_reading_sees_one_moment(store: Store) -> None:
    number = open_ticket(store)
    with store.read() as reading:
        before = reading.ticket(number)
        change(store, number, Resolved())
        assert reading.ticket(number) == before


def test_a_work_sees_its_own_changes(store: Store) -> None:
    number = open_ticket(store)
    with store.work() as work:
        before = work.ticket(number)
        work.change((TicketChange(number, Resolved()),), NOW)
        after = work.ticket(number)

    assert before is not None
    assert after is not None
    assert (before.status, after.status) == (Status.NEW, Status.RESOLVED)
    assert replace(after, entries=()) != replace(before, entries=())


def test_what_was_promised_comes_page_by_page(store: Store) -> None:
    promised = [open_ticket(store, number, resolve_by=NOW + number * DAY) for number in range(1, 6)]
    open_ticket(store, 6)
    answered = open_ticket(store, 7, respond_by=NOW)
    change(store, open_ticket(store, 8, resolve_by=NOW), Resolved())
    with store.read() as reading:
        pages = [[one.number for one in page] for page in reading.promised_before(NOW + 4 * DAY, page=2)]

    assert pages == [promised[:2], promised[2:4], [answered]]


def test_a_day_that_somebody_named_goes_before_the_target(store: Store) -> None:
    number = open_ticket(store, 1, resolve_by=NOW, due=NOW + DAY)
    with store.read() as reading:
        assert list(reading.promised_before(NOW)) == []
        assert [one.number for page in reading.promised_before(NOW + DAY) for one in page] == [number]


def test_one_ticket_stands_for_each_holder(store: Store) -> None:
    holders = [("dana", "network"), ("dana", "network"), ("kim", "network"), ("kim", None), (None, None), (None, None)]
    for number, (assignee, team) in enumerate(holders, 1):
        open_ticket(store, number, assignee=assignee, team=team)
    with store.read() as reading:
        found = reading.one_of_each_holder()

    assert sorted((one.number, one.assignee, one.team) for one in found) == [
        (1, "dana", "network"),
        (3, "kim", "network"),
        (4, "kim", None),
        (5, None, None),
    ]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (TicketFilter(unassigned=True), [3, 4]),
        (TicketFilter(holders=(("dana", None), (None, "network"))), [1, 3]),
        (TicketFilter(holders=()), []),
        (TicketFilter(late_at=NOW), [2, 4]),
        (TicketFilter(late_at=NOW, holders=(("kim", None),)), [2]),
    ],
)
def test_tickets_can_be_asked_for_by_holder_and_lateness(
    store: Store, wanted: TicketFilter, numbers: list[int]
) -> None:
    open_ticket(store, 1, assignee="dana", resolve_by=NOW + DAY)
    open_ticket(store, 2, assignee="kim", resolve_by=NOW)
    open_ticket(store, 3, team="network", respond_by=NOW, responded_at=NOW)
    open_ticket(store, 4, respond_by=NOW)
    with store.read() as reading:
        assert sorted(one.number for one in reading.tickets(wanted)) == numbers

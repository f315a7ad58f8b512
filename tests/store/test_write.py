"""Writing what was decided."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mailintake.model.decision import Classification, Decision, Kind, Notice, Thread, TicketChange
from mailintake.model.message import Incoming
from mailintake.model.ticket import Entry, EntryKind, Noted, Priority, Resolved, Scope
from mailintake.store import JournalFilter, Store, TicketFilter
from mailintake.store.changes import UnknownTicketError
from tests.store.samples import ANA, NOW, TECH, decision, incoming, message, open_ticket, opening, take_in

MINUTE = timedelta(minutes=1)


def test_the_same_place_in_the_mailbox_is_taken_once(store: Store) -> None:
    first = take_in(store, message(1), opening())
    with store.work() as work:
        second = work.write(incoming("<1@school.example>"), message(2), decision(opening()), NOW)
    with store.read() as reading:
        tickets = reading.tickets()

    assert (first.already, second.already, second.journal_id) == (False, True, first.journal_id)
    assert len(tickets) == 1


def test_the_same_bytes_cannot_act_twice_whatever_was_decided(store: Store) -> None:
    take_in(store, message(1), opening())
    with pytest.raises(IntegrityError), store.work() as work:
        work.write(incoming("other"), message(1), decision(opening()), NOW)
    with store.work() as work:
        assert not work.write(incoming("third"), message(1), decision(kind=Kind.DUPLICATE), NOW).already
    with store.read() as reading:
        assert [one.kind for one in reading.journal()] == ["new", "duplicate"]


def test_the_journal_says_what_was_decided_and_why(store: Store) -> None:
    facts = Classification("network", 0.9, Priority.HIGH, Scope.SITE, work_stopped=True, workaround=False)
    made = decision(
        opening(),
        classification=facts,
        notices=(Notice("receipt", ANA, text="secret words", facts={"x": "secret"}),),
        trace=("one", "two"),
    )
    with store.work() as work:
        work.write(Incoming("k", b"raw", NOW - MINUTE, "desk", 12345), message(1), made, NOW, digest="abc")
    with store.read() as reading:
        row = reading.journal_row(JournalFilter(key="k"))

    assert row is not None
    assert (row.mailbox, row.size, row.kind, row.reason, row.level) == ("desk", 12345, "new", "because", 2)
    assert (row.author, row.subject, row.ticket, row.trace) == (ANA, "Printer jams", 1, ("one", "two"))
    assert (row.received_at, row.taken_at, row.done_at) == (NOW - MINUTE, NOW, None)
    told = json.loads(row.facts)
    assert told["classification"]["scope"] == "site"
    assert told["configuration"] == "abc"
    assert "secret" not in row.facts


def test_the_author_signs_the_changes_of_his_mail(store: Store) -> None:
    number = open_ticket(store)
    noted = Noted(Entry(NOW, "dana", EntryKind.NOTE, public=True, text="Done."))
    take_in(store, message(2, TECH), TicketChange(number, Resolved()), kind=Kind.REPLY)
    written = take_in(
        store, message(3, TECH), TicketChange(number, noted), TicketChange(number, Resolved()), kind=Kind.REPLY
    )
    entries = written.tickets[number].entries

    assert [(one.actor, one.kind.value) for one in entries[2:]] == [(TECH, "change"), ("dana", "note")]
    assert entries[2].message_id == "<2@school.example>"
    assert entries[2].level == 2


def test_a_message_that_names_a_lost_ticket_is_written_all_the_same(store: Store) -> None:
    assert take_in(store, message(1), kind=Kind.AUTOMATIC, thread=Thread(99, "token")).journal_id == 1


def test_quarantine_keeps_the_reason_and_is_repeatable(store: Store) -> None:
    raw = Incoming("k", b"\xff\xfe", NOW, "desk")
    with store.work() as work:
        first = work.quarantine(raw, "our code failed", "Traceback \udcff\0", NOW)
        second = work.quarantine(raw, "our code failed again", None, NOW)
    with store.read() as reading:
        rows = reading.quarantined()
        journal = reading.journal()

    assert (first.already, second.already) == (False, True)
    assert [(one.reason, one.traceback, one.size, one.key) for one in rows] == [
        ("our code failed", "Traceback ?\ufffd", 2, "k")
    ]
    assert [one.kind for one in journal] == ["quarantined"]


def test_a_quarantined_message_can_be_taken_in_after_all(store: Store) -> None:
    with store.work() as work:
        work.quarantine(incoming("k"), "our code failed", None, NOW, message=message(1))
    with store.work() as work:
        ignored = work.write(incoming("k"), message(1), decision(opening()), NOW)
        written = work.write(incoming("k"), message(1), decision(opening()), NOW, again=True)
        repeated = work.write(incoming("k"), message(1), decision(opening()), NOW, again=True)
    with store.read() as reading:
        assert reading.quarantined() == ()
        assert [(one.kind, one.ticket) for one in reading.journal()] == [("new", 1)]

    assert (ignored.already, written.already, repeated.already) == (True, False, True)


def test_refused_mail_lies_in_quarantine_until_it_is_dropped(store: Store) -> None:
    take_in(store, message(1), kind=Kind.REFUSED)
    with store.work() as work:
        number = work.quarantined()[0].id
        assert work.release(number)
        assert not work.release(number)
    with store.read() as reading:
        assert reading.quarantined() == ()
        assert len(reading.journal()) == 1


def test_the_mailbox_is_told_once(store: Store) -> None:
    take_in(store, message(1), opening())
    with store.work() as work:
        assert work.done("<1@school.example>", NOW)
        assert not work.done("<1@school.example>", NOW)
        assert not work.done("never seen", NOW)
    with store.read() as reading:
        assert reading.journal(JournalFilter(done=False)) == ()
        assert [one.done_at for one in reading.journal(JournalFilter(done=True))] == [NOW]
        assert reading.has("<1@school.example>")
        assert not reading.has("never seen")


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (JournalFilter(), [1, 2]),
        (JournalFilter(id=2), [2]),
        (JournalFilter(message_id="<1@school.example>"), [1]),
        (JournalFilter(sha256=message(2, TECH).sha256), [2]),
        (JournalFilter(ticket=2), [2]),
        (JournalFilter(mailbox="other"), []),
        (JournalFilter(kinds=("new",)), [1, 2]),
        (JournalFilter(since=NOW), [2]),
        (JournalFilter(until=NOW), [1]),
        (JournalFilter(limit=1), [1]),
    ],
)
def test_the_journal_can_be_searched(store: Store, wanted: JournalFilter, ids: list[int]) -> None:
    take_in(store, message(1), opening(), now=NOW - MINUTE)
    take_in(store, message(2, TECH), opening())
    with store.read() as reading:
        assert [one.id for one in reading.journal(wanted)] == ids


def test_a_failed_block_leaves_nothing(store: Store) -> None:
    bad = decision(opening(), TicketChange(99, Resolved()))
    with pytest.raises(UnknownTicketError):
        _take_both(store, bad)
    with store.read() as reading:
        assert (reading.journal(), reading.tickets(TicketFilter())) == ((), ())


def test_one_message_of_several_can_fail_alone(store: Store) -> None:
    with store.work() as work:
        for number in (1, 2, 3):
            try:
                with work.part():
                    work.write(incoming(str(number)), message(number), decision(opening()), NOW)
                    _ = 1 // (number - 2)
            except ZeroDivisionError:
                work.quarantine(incoming(str(number)), "our code failed", None, NOW)
    with store.read() as reading:
        assert [(one.key, one.kind, one.ticket) for one in reading.journal()] == [
            ("1", "new", 1),
            ("2", "quarantined", None),
            ("3", "new", 2),
        ]


def test_tries_are_counted_for_each_message(store: Store) -> None:
    with store.work() as work:
        assert [work.tried(key, "boom", NOW) for key in ("a", "a", "b", "a")] == [1, 2, 1, 3]


def test_things_happen_once(store: Store) -> None:
    with store.work() as work:
        assert [work.once(name, NOW) for name in ("digest dana 11-23", "digest dana 11-23", "digest dana 11-24")] == [
            True,
            False,
            True,
        ]
        work.remember("seen desk", "validity 7", NOW)
        work.remember("seen desk", "validity 8", NOW)
        assert work.recall("seen desk") == "validity 8"


def test_an_address_is_unreachable_until_it_writes(store: Store) -> None:
    take_in(store, message(1), kind=Kind.DELIVERY_STATUS, unreachable=(ANA.upper(), "gone@school.example"))
    with store.read() as reading:
        assert reading.unreachable((ANA, TECH)) == {ANA}
    take_in(store, message(2), opening())
    with store.read() as reading:
        assert reading.unreachable((ANA, "gone@school.example")) == {"gone@school.example"}


def test_odd_text_is_stored_as_far_as_possible(store: Store) -> None:
    subject = "half \ud83d NUL \0 " + "x" * 100_000
    written = take_in(store, message(1, f"{'a' * 3000}@x", subject), opening(subject, f"{'a' * 3000}@x"))
    with store.read() as reading:
        found = reading.ticket(written.numbers[0])

    assert found is not None
    assert found.subject.startswith("half ? NUL \ufffd x")


def _take_both(store: Store, bad: Decision) -> None:
    with store.work() as work:
        work.write(incoming("good"), message(1), decision(opening()), NOW)
        work.write(incoming("bad"), message(2), bad, NOW)

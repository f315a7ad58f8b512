"""The outbox: order, claims, gathering, and what becomes of a mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from mailintake.model.outgoing import OutboxState
from mailintake.store import Counts, OutboxFilter, Store
from tests.store.samples import ANA, NOW, TECH, incoming, message, opening, outgoing, queue, take_in

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def claim(store: Store, now: datetime = NOW, limit: int = 10, worker: str = "w") -> list[int]:
    with store.work(alone=False) as work:
        return [row.id for row in work.claim(now, limit, worker)]


def test_high_goes_first_then_the_oldest(store: Store) -> None:
    queue(store, outgoing(1, "a@x"), NOW - MINUTE)
    queue(store, outgoing(2, "b@x"), NOW - HOUR)
    queue(store, outgoing(3, "c@x", urgent=True), NOW)
    queue(store, outgoing(4, "d@x"), NOW + MINUTE)

    assert claim(store) == [3, 2, 1]


def test_a_claimed_mail_is_delivered_whole(store: Store) -> None:
    mail = outgoing(1, urgent=True, automatic=True, ticket=7, envelope_from="desk@x", gather="7 status")
    queue(store, mail)
    with store.work(alone=False) as work:
        (row,) = work.claim(NOW, 10, "w")

    assert row.outgoing == mail
    assert (row.state, row.created_at, row.next_attempt_at, row.attempts) == (OutboxState.QUEUED, NOW, NOW, 0)


def test_a_claim_holds_until_its_worker_must_be_dead(store: Store) -> None:
    queue(store, outgoing(1))

    assert claim(store, worker="one") == [1]
    assert claim(store, worker="two", now=NOW + MINUTE) == []
    assert claim(store, worker="two", now=NOW + HOUR) == [1]


def test_no_more_is_claimed_than_asked_for(store: Store) -> None:
    for number in range(5):
        queue(store, outgoing(number, f"{number}@x"))

    assert [claim(store, limit=2), claim(store, limit=2), claim(store, limit=2)] == [[1, 2], [3, 4], [5]]


def test_mails_of_a_ticket_to_a_person_keep_their_order(store: Store) -> None:
    queue(store, outgoing(1, ticket=1))
    queue(store, outgoing(2, ticket=1, urgent=True))
    queue(store, outgoing(3, TECH, ticket=1))
    queue(store, outgoing(4, ticket=2))

    assert claim(store) == [1, 3, 4]

    with store.work() as work:
        work.later(1, "451 greylisted", NOW + 5 * MINUTE)

    assert claim(store, NOW + MINUTE) == []
    assert claim(store, NOW + 5 * MINUTE) == [1]

    with store.work() as work:
        work.sent(1, "250 ok", NOW + 5 * MINUTE)

    assert claim(store, NOW + 5 * MINUTE) == [2]


def test_a_stuck_mail_does_not_hold_up_the_next_for_ever(store: Store) -> None:
    queue(store, outgoing(1, ticket=1), NOW - 2 * HOUR)
    queue(store, outgoing(2, ticket=1))
    with store.work() as work:
        work.later(1, "451", NOW + HOUR)

    assert claim(store) == [2]


def test_a_sent_mail_stays_in_the_books(store: Store) -> None:
    queue(store, outgoing(1))
    claim(store)
    with store.work() as work:
        assert work.sent(1, "250 2.0.0 queued", NOW + SECOND)
        assert not work.sent(1, "again", NOW)
        assert not work.later(1, "again", NOW)
        assert not work.drop(1)
        assert not work.retry(1, NOW)
    with store.read() as reading:
        row = reading.outbox_row(1)

    assert row is not None
    assert (row.state, row.sent_at, row.response, row.attempts) == (
        OutboxState.SENT,
        NOW + SECOND,
        "250 2.0.0 queued",
        1,
    )
    assert claim(store, NOW + HOUR) == []


def test_doubts_and_attempts_are_counted(store: Store) -> None:
    queue(store, outgoing(1))
    with store.work() as work:
        work.later(1, "451", NOW + MINUTE)
        work.later(1, "no answer after DATA", NOW + 2 * MINUTE, in_doubt=True)
        work.postpone(1, NOW + 3 * MINUTE)
    with store.read() as reading:
        row = reading.outbox_row(1)

    assert row is not None
    assert (row.attempts, row.doubts, row.last_error) == (2, 1, "no answer after DATA")
    assert row.next_attempt_at == NOW + 3 * MINUTE


@pytest.mark.parametrize(
    ("how", "state"),
    [("failed", OutboxState.FAILED), ("give_up", OutboxState.GIVEN_UP), ("held", OutboxState.HELD)],
)
def test_what_will_not_be_sent_waits_for_an_admin(store: Store, how: str, state: OutboxState) -> None:
    queue(store, outgoing(1))
    with store.work() as work:
        assert getattr(work, how)(1, "550 no such user")
    with store.read() as reading:
        (row,) = reading.outbox(OutboxFilter(states=(state,)))

    assert (row.state, row.last_error, row.next_attempt_at, row.outgoing.content) == (
        state,
        "550 no such user",
        None,
        b"",
    )
    assert claim(store, NOW + HOUR) == []
    with store.work() as work:
        assert work.retry(1, NOW + HOUR)
    assert claim(store, NOW + HOUR) == [1]


def test_a_mail_that_could_not_be_finished_is_a_failed_row(store: Store) -> None:
    queue(store, outgoing(1, content=b""), error="template receipt: line 3")
    with store.work() as work:
        (row,) = work.outbox()
        assert not work.retry(row.id, NOW)

    assert (row.state, row.last_error) == (OutboxState.FAILED, "template receipt: line 3")


def test_a_dropped_mail_is_gone_but_its_id_stays_ours(store: Store) -> None:
    queue(store, outgoing(1))
    with store.work() as work:
        assert work.drop(1)
        assert not work.drop(1)
        assert work.known_messages(["<out.1@desk.example>"])["<out.1@desk.example>"].ours

    assert queue(store, outgoing(2)) == 2


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        ([(0, "status")], [0]),
        ([(0, "status"), (5, "status")], [0, 60]),
        ([(0, "status"), (5, "status"), (20, "status")], [0, 60]),
        ([(0, "status"), (5, "other")], [0, 5]),
        ([(0, "status"), (61, "status")], [0, 61]),
        ([(0, None), (5, None)], [0, 5]),
    ],
)
def test_notices_of_a_kind_are_gathered_for_a_minute(
    store: Store, steps: list[tuple[int, str | None]], due: list[int]
) -> None:
    for number, (at, gather) in enumerate(steps):
        now = NOW + at * SECOND
        queue(store, outgoing(number, gather=gather), now)
        claimed = claim(store, now)
        with store.work() as work:
            for one in claimed:
                work.sent(one, "250 ok", now)
    with store.read() as reading:
        rows = reading.outbox()

    assert [(row.next_attempt_at - NOW).seconds for row in rows if row.next_attempt_at] == due


def test_what_waits_can_be_joined_and_leaves_no_later(store: Store) -> None:
    queue(store, outgoing(1, gather="1 status", ticket=1))
    with store.work() as work:
        waiting = work.gathering("1 status", ANA.upper(), NOW + SECOND)
        assert waiting is not None
        assert waiting.outgoing.message_id == "<out.1@desk.example>"
        assert work.gathering("1 status", TECH, NOW) is None
    queue(store, outgoing(2, gather="1 status", ticket=1), NOW + SECOND)
    with store.read() as reading:
        rows = reading.outbox()

    assert [(row.outgoing.message_id, row.next_attempt_at) for row in rows] == [("<out.2@desk.example>", NOW)]


def test_what_is_being_delivered_is_not_replaced(store: Store) -> None:
    queue(store, outgoing(1, gather="1 status"))
    claim(store)
    queue(store, outgoing(2, gather="1 status"), NOW + SECOND)
    with store.read() as reading:
        assert [row.next_attempt_at for row in reading.outbox()] == [NOW, NOW + MINUTE]
        assert reading.next_due(NOW) == NOW + MINUTE
        assert reading.next_due(NOW + MINUTE) is None


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (OutboxFilter(), [1, 2, 3]),
        (OutboxFilter(ticket=1), [1, 2]),
        (OutboxFilter(to=TECH.upper()), [2, 3]),
        (OutboxFilter(message_id="<out.3@desk.example>"), [3]),
        (OutboxFilter(limit=2, newest=True), [3, 2]),
        (OutboxFilter(states=(OutboxState.SENT,)), []),
    ],
)
def test_the_outbox_can_be_listed(store: Store, wanted: OutboxFilter, ids: list[int]) -> None:
    written = take_in(store, message(1), opening())
    queue(store, outgoing(1, ticket=1), journal_id=written.journal_id)
    queue(store, outgoing(2, TECH, ticket=1))
    queue(store, outgoing(3, TECH))
    with store.read() as reading:
        assert [row.id for row in reading.outbox(wanted)] == ids
        assert [row.id for row in reading.notices(written.journal_id or 0)] == [1]


def test_the_desk_knows_how_it_stands(store: Store) -> None:
    take_in(store, message(1), opening())
    for number in range(4):
        queue(store, outgoing(number, f"{number}@x"), NOW + number * MINUTE)
    with store.work() as work:
        work.sent(1, "250", NOW)
        work.failed(2, "550")
        work.held(3, "in doubt")
        work.quarantine(incoming("k"), "broken", None, NOW)
    with store.read() as reading:
        assert reading.counts() == Counts(
            open_tickets=1,
            waiting=1,
            failed=1,
            held=1,
            quarantine=1,
            oldest_waiting=NOW + 3 * MINUTE,
            last_taken=NOW,
        )


def test_neither_turns_nor_order_are_found_by_looking_at_all_mails(tmp_path: Path) -> None:
    """SQLite tells its plan: no sorting, and no index by the person, who may have had thousands of mails."""
    plans: list[str] = []
    store = Store.open(f"sqlite:///{tmp_path}/desk.db", tmp_path / "files")
    with store.work() as work:
        # Of two indexes that seem as good SQLite takes the later one, and migrations leave them in any order.
        for statement in ("DROP INDEX {0}", "CREATE INDEX {0} ON outbox (recipient_key, created_at)"):
            work.session.execute(text(statement.format("ix_outbox_recipient_created")))

        @event.listens_for(work.session.connection(), "before_cursor_execute")
        def explain(_: Any, cursor: Any, statement: str, values: Any, *__: Any) -> None:  # noqa: ANN401 (as SQLAlchemy has it)
            if "FROM outbox" in statement:
                plans.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values))

        work.claim(NOW, 4, "w")
        work.gathering("requester_wrote:7", TECH, NOW)
        work.outbox(OutboxFilter(ticket=7, to=TECH, newest=True, limit=20))
    store.close()

    searched = {line.partition(" USING ")[2].removeprefix("INDEX ").partition(" ")[0] for line in plans}
    assert {"ix_outbox_turn", "ix_outbox_ticket", "ix_outbox_gather"} <= searched
    assert "ix_outbox_recipient_created" not in searched
    assert not any("ORDER BY" in line for line in plans[:3])

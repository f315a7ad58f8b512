"""Numbers for Prometheus, and whether the desk is well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from mailintake.intake import Taken
from mailintake.metrics import Metrics, Vitals
from mailintake.model.decision import Decision, Kind, Verdict
from mailintake.model.message import Incoming
from mailintake.model.outgoing import OutboxRow, OutboxState, Outgoing
from mailintake.store import Store
from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.outgoing_check import finished
from tests.servers.embedded import EmbeddedMail
from tests.servers.ports import free_port

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
WELL = Vitals({"outbox": 1.5}, {"helpdesk": True})


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(Store.open("sqlite://", Path())) as found:
        yield found


def got(port: int, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def served(store: Store, vitals: Vitals, path: str, metrics: Metrics | None = None) -> tuple[int, str]:
    with closing(metrics or Metrics(store, lambda: NOW, lambda: vitals)) as found:
        return got(found.serve("127.0.0.1:0"), path)


def numbers(text: str) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def row(**changed: object) -> OutboxRow:
    outgoing = Outgoing("receipt", "a@x.example", "Hi", "<1@x.example>", finished("a@x.example"), "b@x.example")
    return OutboxRow(1, outgoing, OutboxState.QUEUED, NOW - timedelta(seconds=3), **changed)  # type: ignore[arg-type]


def test_what_happens_is_counted(store: Store) -> None:
    metrics = Metrics(store, lambda: NOW, lambda: WELL)
    incoming = Incoming("helpdesk:1:1", b"", NOW - timedelta(seconds=2), "helpdesk")
    for kind in (Kind.NEW, Kind.NEW, Kind.REPLY):
        metrics.took_in(Taken(incoming, None, Decision(Verdict(kind, ""))))
    metrics.took_in(Taken(incoming, None, None, error="once more"))
    for step in ("claimed", "sent", "marked", "queued"):
        metrics.delivered(step, row())

    found = numbers(served(store, WELL, "/metrics", metrics)[1])
    assert found['mailintake_messages_total{kind="new"}'] == 2
    assert found['mailintake_messages_total{kind="reply"}'] == 1
    assert found["mailintake_intake_seconds_count"] == 3
    assert found['mailintake_intake_seconds_bucket{le="2.5"}'] == 3
    assert found['mailintake_deliveries_total{outcome="sent"}'] == 1
    assert found['mailintake_deliveries_total{outcome="queued"}'] == 1
    assert found["mailintake_delivery_seconds_sum"] == 3


def test_how_the_desk_stands_is_read_when_asked_for(store: Store) -> None:
    with store.work() as work:
        work.queue(row().outgoing, NOW - timedelta(minutes=2))
    found = numbers(served(store, WELL, "/metrics")[1])

    assert found['mailintake_outbox_mails{state="queued"}'] == 1
    assert found['mailintake_outbox_mails{state="held"}'] == 0
    assert found["mailintake_outbox_oldest_seconds"] == 120
    assert found["mailintake_tickets_open"] == found["mailintake_quarantine_mails"] == 0
    assert found['mailintake_silent_seconds{part="outbox"}'] == 1.5
    assert found['mailintake_mailbox_connected{mailbox="helpdesk"}'] == 1
    assert found["mailintake_database_reachable"] == 1


def test_health_is_a_word_and_a_status(store: Store) -> None:
    ill = Vitals({}, {}, "mailbox helpdesk is not connected")

    assert served(store, WELL, "/healthz") == (200, "ok\n")
    assert served(store, ill, "/healthz") == (503, "degraded: mailbox helpdesk is not connected\n")
    assert served(store, WELL, "/")[0] == 404


def test_without_the_database_the_other_numbers_are_there(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/desk.db", tmp_path / "files")
    store.close()
    for file in tmp_path.glob("desk.db*"):
        file.unlink()
    (tmp_path / "desk.db").mkdir()
    text = served(store, WELL, "/metrics")[1]
    found = numbers(text)

    assert found["mailintake_database_reachable"] == 0
    assert found['mailintake_silent_seconds{part="outbox"}'] == 1.5
    assert served(store, WELL, "/healthz")[0] == 503
    store.close()


def test_a_port_that_is_taken_is_an_error(store: Store) -> None:
    with (
        closing(Metrics(store, lambda: NOW, lambda: WELL)) as first,
        closing(Metrics(store, lambda: NOW, lambda: WELL)) as second,
    ):
        port = first.serve("127.0.0.1:0")
        with pytest.raises(OSError, match="in use"):
            second.serve(f"127.0.0.1:{port}")


@pytest.mark.server
def test_the_daemon_serves_its_numbers_only_where_told(tmp_path: Path) -> None:
    port = free_port()
    with EmbeddedMail({ADDRESS: PASSWORD, "tess@school.example": PASSWORD}) as post:
        desk = RunningDesk(tmp_path, post.imap_port, post.submit_port)
        desk.write(
            "mailintake.yaml",
            (desk.config / "mailintake.yaml").read_text() + f'metrics: {{listen: "127.0.0.1:{port}"}}\n',
        )
        desk.start()
        try:
            desk.until_said("connected mailbox=helpdesk")
            post.deliver(mail(1), "ana1@school.example", ADDRESS)
            post.wait_for(2, seconds=30)
            desk.until(lambda: got(port, "/healthz") == (200, "ok\n"), "the desk is not well")
            found = numbers(got(port, "/metrics")[1])
        finally:
            assert desk.stop() == 0

    assert found['mailintake_messages_total{kind="new"}'] == 1
    assert found["mailintake_tickets_open"] == 1
    assert found["process_open_fds"] > 0

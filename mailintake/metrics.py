"""How the desk stands in numbers, for Prometheus (`/metrics`) and for whoever asks whether it is well (`/healthz`)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from mailintake import __version__
from mailintake.intake import Taken
from mailintake.model.outgoing import OutboxRow
from mailintake.store import Store
from mailintake.store.errors import StoreError

ARRIVAL = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 21600)
PLAIN = "text/plain; charset=utf-8"
OK, NOT_FOUND, UNAVAILABLE = 200, 404, 503
# Someone who connects and says nothing holds one thread for so long.
SECONDS = 10.0
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the daemon can say of itself at any moment.

    `silent` is for how many seconds each part has shown no sign of life, `connected` which mailboxes are open,
    `trouble` what is wrong in words.
    """

    silent: Mapping[str, float]
    connected: Mapping[str, bool]
    trouble: str | None = None


class Metrics:
    """Counts what happens, and serves it where `listen` says; made anew for each daemon."""

    def __init__(self, store: Store, now: Callable[[], datetime], vitals: Callable[[], Vitals]) -> None:
        self.registry = CollectorRegistry()
        self._store = store
        self._now = now
        self._vitals = vitals
        self._server: ThreadingHTTPServer | None = None
        self._messages = self._counter("messages", "Mails that came in, by what they are.", "kind")
        self._arrival = self._histogram("intake", "From a mail's arrival in the mailbox to its ticket.")
        self._attempts = self._counter("deliveries", "Attempts to send a mail, by what became of it.", "outcome")
        self._departure = self._histogram("delivery", "From writing a mail to the server's taking it.")
        self.registry.register(_Standing(store, now, vitals))
        ProcessCollector(registry=self.registry)

    def took_in(self, taken: Taken) -> None:
        """Count a mail that came in."""
        if taken.decision is None or taken.already:
            return
        self._messages.labels(taken.decision.verdict.kind.value).inc()
        self._arrival.observe(max(0.0, (self._now() - taken.incoming.received_at).total_seconds()))

    def delivered(self, step: str, row: OutboxRow) -> None:
        """Count an attempt to send; steps that say nothing of its end are left out."""
        if step in {"claimed", "marked"}:
            return
        self._attempts.labels(step).inc()
        if step == "sent":
            self._departure.observe(max(0.0, (self._now() - row.created_at).total_seconds()))

    def serve(self, listen: str) -> int:
        """Listen at `host:port`, and return the port; raises OSError where that cannot be had."""
        host, _, port = listen.rpartition(":")
        self._server = _Server((host.strip("[]"), int(port)), self._answer, ipv6=":" in host)
        thread = threading.Thread(target=self._server.serve_forever, args=(POLL_SECONDS,), name="metrics", daemon=True)
        thread.start()
        return self._server.server_port

    def close(self) -> None:
        """Listen no more."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def _counter(self, name: str, about: str, label: str) -> Counter:
        return Counter(f"mailintake_{name}", about, [label], registry=self.registry)

    def _histogram(self, name: str, about: str) -> Histogram:
        return Histogram(f"mailintake_{name}_seconds", about, buckets=ARRIVAL, registry=self.registry)

    def _answer(self, path: str) -> tuple[int, str, bytes]:
        match path.partition("?")[0]:
            case "/metrics":
                return OK, CONTENT_TYPE_LATEST, generate_latest(self.registry)
            case "/healthz":
                trouble = self._vitals().trouble or self._database_trouble()
                text = f"degraded: {trouble}\n" if trouble else "ok\n"
                return UNAVAILABLE if trouble else OK, PLAIN, text.encode()
            case _:
                return NOT_FOUND, PLAIN, b"there is /metrics and /healthz\n"

    def _database_trouble(self) -> str | None:
        try:
            with self._store.read() as reading:
                reading.counts()
        except StoreError as error:
            return str(error).partition("\n")[0]
        return None


class _Standing(Collector):
    """What is read when somebody asks: tickets, queues, signs of life."""

    def __init__(self, store: Store, now: Callable[[], datetime], vitals: Callable[[], Vitals]) -> None:
        self._store = store
        self._now = now
        self._vitals = vitals

    def describe(self) -> Iterator[Metric]:
        """Name nothing ahead: the database need not be there yet."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Return the numbers of this moment; without the database, those that need none."""
        yield _gauge("info", "The version that runs.", {(__version__,): 1}, "version")
        vitals = self._vitals()
        yield _gauge("silent_seconds", "Since a part's last sign of life.", _by_name(vitals.silent), "part")
        connected = {name: float(yes) for name, yes in vitals.connected.items()}
        yield _gauge("mailbox_connected", "Whether a mailbox is open.", _by_name(connected), "mailbox")
        try:
            books = list(self._books())
        except StoreError:
            yield _gauge("database_reachable", "Whether the database answers.", {(): 0})
            return
        yield _gauge("database_reachable", "Whether the database answers.", {(): 1})
        yield from books

    def _books(self) -> Iterator[Metric]:
        with self._store.read() as reading:
            counts, states = reading.counts(), reading.outbox_states()
        yield _gauge("tickets_open", "Tickets that are not resolved.", {(): counts.open_tickets})
        yield _gauge("quarantine_mails", "Mails that could not be taken in.", {(): counts.quarantine})
        yield _gauge("outbox_mails", "Mails that did not leave yet, by state.", _by_name(states), "state")
        waits = (self._now() - counts.oldest_waiting).total_seconds() if counts.oldest_waiting else 0.0
        yield _gauge("outbox_oldest_seconds", "For how long the oldest mail waits.", {(): max(0.0, waits)})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], answer: Callable[[str], tuple[int, str, bytes]], *, ipv6: bool
    ) -> None:
        self.answer = answer
        if ipv6:
            self.address_family = AF_INET6
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a client that goes away go."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = SECONDS
    server_version = "mailintake"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer one question."""
        status, media_type, content = self.server.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Write nothing: the log is for mail."""


def _gauge(name: str, about: str, values: Mapping[tuple[str, ...], float], *labels: str) -> Metric:
    family = GaugeMetricFamily(f"mailintake_{name}", about, labels=labels)
    for names, value in values.items():
        family.add_metric(names, value)
    return family


def _by_name(values: Mapping[str, float]) -> dict[tuple[str, ...], float]:
    return {(name,): value for name, value in values.items()}

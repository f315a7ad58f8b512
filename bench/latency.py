"""From the delivery of a mail to its receipt at the next server, through the whole daemon.

Usage: python -m bench.latency [--mails 50]

Dovecot (LMTP 250 to the sink behind Postfix) where it is installed, and the embedded mail system. The floor of the
same run is the time until an IMAP client that does nothing else is told of a new mail.
"""

from __future__ import annotations

import argparse
import ssl
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import which

from imapclient import IMAPClient

from mailintake.demo.embedded import EmbeddedMail
from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.servers.dovecot import DovecotServer
from tests.servers.sink import SmtpSink

STAFF = "ana{}@school.example"


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=50)
    count = parser.parse_args().mails
    with tempfile.TemporaryDirectory() as folder:
        _embedded(Path(folder), count)
    if which("dovecot"):
        with tempfile.TemporaryDirectory() as folder:
            _dovecot(Path(folder), count)


def _embedded(folder: Path, count: int) -> None:
    with EmbeddedMail({ADDRESS: PASSWORD}) as post:
        desk = RunningDesk(folder, post.imap_port, post.submit_port)
        desk.start()
        desk.until_said("connected mailbox=helpdesk")

        def one(number: int) -> float:
            started = time.perf_counter()
            post.deliver(mail(number), STAFF.format(number), ADDRESS)
            return _until(lambda: _has_receipt((to for sent in post.outbox for to in sent.recipients), number), started)

        _report("embedded server", [one(number) for number in range(count)], None)
        desk.stop()


def _dovecot(folder: Path, count: int) -> None:
    with DovecotServer() as server, SmtpSink() as sink:
        server.add_user(ADDRESS, PASSWORD)
        desk = RunningDesk(
            folder,
            server.imaps_port,
            sink.port,
            imap_host="localhost",
            imap_security="tls",
            imap_ca_file=str(server.ca_file),
        )
        floor = _idle_floor(server)
        desk.start()
        desk.until_said("connected mailbox=helpdesk")

        def one(number: int) -> float:
            server.deliver(mail(number), ADDRESS, STAFF.format(number))
            started = time.perf_counter()
            return _until(lambda: _has_receipt((to for got in sink.mails for to in got.recipients), number), started)

        _report("Dovecot (LMTP 250 to sink)", [one(number) for number in range(count)], floor)
        desk.stop()


def _idle_floor(server: DovecotServer) -> float:
    """Return how long Dovecot takes to tell an idle client of a new mail."""
    server.add_user("floor@school.example", PASSWORD)
    context = ssl.create_default_context(cafile=str(server.ca_file))
    with IMAPClient("localhost", server.imaps_port, ssl_context=context) as client:
        client.login("floor@school.example", PASSWORD)
        client.select_folder("INBOX")
        client.idle()
        server.deliver(mail(0), "floor@school.example")
        started = time.perf_counter()
        client.idle_check(timeout=10)
        told = time.perf_counter() - started
        client.idle_done()
    return told


def _has_receipt(recipients: Iterable[str], number: int) -> bool:
    return STAFF.format(number) in recipients


def _until(holds: Callable[[], bool], started: float) -> float:
    while not holds():
        time.sleep(0.002)
    return time.perf_counter() - started


def _report(name: str, seconds: list[float], floor: float | None) -> None:
    median = statistics.median(seconds)
    slow = sorted(seconds)[int(len(seconds) * 0.95)]
    beside = f", {median / floor:.1f} times the server's own IDLE notice ({floor:.3f} s)" if floor else ""
    print(f"{name}: median {median:.3f} s, 95 % under {slow:.3f} s, {len(seconds)} mails{beside}")


if __name__ == "__main__":
    main()

"""The numbers that the daemon serves: from the daemon's own registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client.core import Metric

from docs.make.markdown import code, codes, explained, page, section, table
from mailintake.metrics import Metrics, Vitals
from mailintake.store import Store

INTRODUCTION = """\
With `metrics: {listen: "127.0.0.1:9108"}` in [mailintake.yaml](settings.md#mailintake-yaml) the daemon serves two
addresses over HTTP, without a password: keep them on this machine or in a network of your own. None names a person.

- `/metrics`: the numbers below in the form of Prometheus, and those of the process (`process_…`).
- `/healthz`: 200 and `ok`, or 503 and `degraded:` with the reason, the same words as systemd's status.
"""
ALERTS = """\
| Look at | because |
| --- | --- |
| `mailintake_mailbox_connected == 0` for ten minutes | no mail comes in there |
| `mailintake_outbox_oldest_seconds > 3600` | mail does not leave |
| `increase(mailintake_messages_total{kind="quarantined"}[1h]) > 0` | a mail could not be taken in |
| `mailintake_database_reachable == 0` | nothing is taken in or sent until it is back |
"""
LABELS = {
    "mailintake_messages": ("kind",),
    "mailintake_intake_seconds": (),
    "mailintake_deliveries": ("outcome",),
    "mailintake_delivery_seconds": (),
    "mailintake_info": ("version",),
    "mailintake_silent_seconds": ("part",),
    "mailintake_mailbox_connected": ("mailbox",),
    "mailintake_database_reachable": (),
    "mailintake_tickets_open": (),
    "mailintake_quarantine_mails": (),
    "mailintake_outbox_mails": ("state",),
    "mailintake_outbox_oldest_seconds": (),
}


def text() -> str:
    """Return the page."""
    found = table(("number", "kind", "labels", "what it says"), map(_row, families()))
    return page("Metrics and health", INTRODUCTION, section("Numbers", found), section("What to watch", ALERTS))


def families() -> Iterable[Metric]:
    """Return our numbers as they are served by a daemon that has done nothing yet."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(f"sqlite:///{folder / 'numbers.db'}", folder / "files")
        try:
            metrics = Metrics(store, lambda: datetime.now(UTC), lambda: Vitals({}, {}))
            return [one for one in metrics.registry.collect() if one.name.startswith("mailintake_")]
        finally:
            store.close()


def _row(one: Metric) -> tuple[str, str, str, str]:
    name = f"{one.name}_total" if one.type == "counter" else one.name
    labels = explained(LABELS, one.name, "docs/make/metrics.py: LABELS")
    return code(name), one.type, codes(labels), one.documentation

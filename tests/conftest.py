"""What holds for every test: how hard Hypothesis tries, and that CI leaves nothing out."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

import pytest
import structlog
from hypothesis import settings

from tests.outgoing_check import faults

pytest_plugins = ["tests.servers.fixtures"]

# What `make quick` leaves out although it needs no server: it takes more than its share of the time.
# Long texts and much learning; whole stories, commands, pages and databases lie in folders that it does not look into.
SLOW = (
    "tests/act/test_in_replies.py",
    "tests/classify/test_learn.py",
    "tests/config/test_every_key.py",
    "tests/parse/test_hostile.py",
    "tests/parse/test_html.py::test_hostile",
    "tests/parse/test_html_hidden.py",
    "tests/parse/test_reply.py::test_hostile",
)

CI = os.environ.get("CI") == "true"

# A shared machine may stall any example, so that a deadline would only blame the innocent.
settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, print_blob=True)
settings.load_profile("ci" if CI else "dev")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make quick` leaves out."""
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker("slow")


@pytest.fixture(autouse=True)
def log_of_its_own() -> Iterator[None]:
    """Forget where a test sent the log: its stream is closed with it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def every_outgoing_mail_is_fit() -> Iterator[None]:
    """Fail the test at whose time a mail went into an outbox or arrived at a server that must not be sent so."""
    yield
    found = faults()

    assert not found, "\n\n".join(found)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one under CI: there every server must be present."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped under CI: {report.longrepr}"
    return report

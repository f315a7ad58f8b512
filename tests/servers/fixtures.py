"""Fixtures that start the real servers once for each test process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.servers.dovecot import DovecotServer
from tests.servers.postfix import PostfixServer
from tests.servers.postgresql import PostgresqlServer, new_database
from tests.servers.sink import SmtpSink

DOMAIN = "school.example"


@pytest.fixture(scope="session")
def dovecot() -> Iterator[DovecotServer]:
    """Yield a running Dovecot without users: each test adds its own."""
    with DovecotServer() as server:
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot: DovecotServer, smtp_sink: SmtpSink) -> Iterator[PostfixServer]:
    """Yield a running Postfix for DOMAIN in front of the Dovecot; all other mail goes to the sink."""
    lmtp, auth, relay = dovecot.lmtp_port, dovecot.auth_port, smtp_sink.port
    with PostfixServer(DOMAIN, lmtp_port=lmtp, auth_port=auth, relay_port=relay) as server:
        yield server


@pytest.fixture(scope="session")
def smtp_sink() -> Iterator[SmtpSink]:
    """Yield the world outside, as Postfix sees it."""
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Yield the URL of a running PostgreSQL: the one named by the environment, or a private one."""
    url = os.environ.get("MAILINTAKE_TEST_POSTGRESQL")
    if url:
        yield url
        return
    with PostgresqlServer() as server:
        yield server.url


@pytest.fixture
def postgresql_url(postgresql: str) -> Iterator[str]:
    """Yield the URL of a new, empty database."""
    with new_database(postgresql) as url:
        yield url

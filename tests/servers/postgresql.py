"""A private PostgreSQL, or the one that MAILINTAKE_TEST_POSTGRESQL names by its URL."""

from __future__ import annotations

import secrets
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.servers.ports import HOST, free_port, wait_for_port
from tests.servers.process import Process, find_program, make_folder, ordinary_account


class PostgresqlServer:
    """One instance that trusts everybody on loopback and does not wait for its disk."""

    def __init__(self) -> None:
        """Prepare an empty cluster."""
        folders = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
        self._program = find_program("postgres", *folders)
        self._account = ordinary_account()
        self.folder = make_folder("postgresql", self._account)
        self.port = free_port()
        self.url = f"postgresql://postgres@{HOST}:{self.port}/postgres"
        self._initialise(find_program("initdb", *folders))
        self._process: Process | None = None

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and remove everything."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start, with the data of before."""
        options = ["-c", f"listen_addresses={HOST}", "-c", "unix_socket_directories=", "-c", "fsync=off"]
        command = [self._program, "-D", str(self.folder / "data"), "-p", str(self.port), *options]
        self._process = Process(command, self.folder / "log", self._account)
        wait_for_port(self.port)
        self._process.check()
        _wait_until_ready(self.url)

    def stop(self) -> None:
        """Stop in order, without waiting for clients."""
        if self._process:
            self._process.stop(signal.SIGINT)

    def kill(self) -> None:
        """Stop as in a power cut."""
        if self._process:
            self._process.stop(signal.SIGQUIT)

    def _initialise(self, initdb: str) -> None:
        command = [
            initdb,
            "-N",
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-locale",
            "-D",
            str(self.folder / "data"),
        ]
        Process(command, self.folder / "log", self._account).finish()


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """Yield the URL of a new, empty database on the server; it is gone afterwards."""
    name = f"mailintake_test_{secrets.token_hex(6)}"
    _execute(url, sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        _execute(url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _wait_until_ready(url: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return

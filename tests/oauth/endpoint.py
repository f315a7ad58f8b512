"""A token endpoint on this machine: it answers as a test wrote down, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from mailintake.model.login import OAuth, Secret
from mailintake.oauth import TokenSource

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
DESK = "helpdesk@example.org"


@dataclass(slots=True)
class Endpoint:
    """What the endpoint answers next; when nothing is written down, a new token for an hour."""

    port: int = 0
    answers: list[tuple[int, object]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return the address of the endpoint."""
        return f"http://127.0.0.1:{self.port}/token"

    def says(self, status: int, answer: object) -> None:
        """Write down one answer."""
        self.answers.append((status, answer))

    def answer(self, form: dict[str, str]) -> tuple[int, object]:
        """Return what comes next."""
        self.asked.append(form)
        if self.answers:
            return self.answers.pop(0)
        token = f"token-{len(self.asked)}"
        self.accounts[token] = DESK
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def introspect(self, token: str) -> object:
        """Tell a mail server whose token that is (RFC 7662)."""
        user = self.accounts.get(token)
        return {"active": True, "username": user, "email": user} if user else {"active": False}


class Clock:
    """A clock that a test sets; wall clock and monotonic clock at once."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def monotonic(self) -> float:
        """Return seconds."""
        return self.now.timestamp()

    def goes(self, **span: float) -> None:
        """Let time go by."""
        self.now += timedelta(**span)


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    """Serve on a free port of the loopback."""
    state = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            state.paths.append(self.path)
            form = dict(parse_qsl(body))
            if self.path == "/introspect":
                self._answer(200, state.introspect(form.get("token", "")))
            else:
                self._answer(*state.answer(form))

        def do_GET(self) -> None:
            state.paths.append(self.path)
            token = self.headers.get("Authorization", "").removeprefix("Bearer ") or self.path.rpartition("=")[2]
            self._answer(200, state.introspect(token))

        def _answer(self, status: int, answer: object) -> None:
            content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"http://127.0.0.1:{state.port}/elsewhere")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


def secret(value: str) -> Secret:
    """Return a secret that is known."""
    return Secret("file", "/nowhere", place="mailintake.yaml:9:9", value=value)


def read(one: Secret) -> str:
    """Return what is known of a secret."""
    return one.value or ""


def with_secret(url: str, value: str = "s3cret") -> OAuth:
    """Return the settings of an application that has a client secret."""
    return OAuth(url, client_id="app", client_secret=secret(value), scope="mail", place="mailintake.yaml:8:5")


def source_of(
    oauth: OAuth, clock: Clock | None = None, *, keep: Callable[[Secret, str], object] | None = None
) -> TokenSource:
    """Return a source of tokens for the desk."""
    at = clock or Clock()
    if keep is None:
        return TokenSource(oauth, DESK, read, at, monotonic=at.monotonic, seconds=5)
    return TokenSource(oauth, DESK, read, at, keep=keep, monotonic=at.monotonic, seconds=5)

"""A process that has everything imported and lives one `run --once` after the other, each in a child of its own.

The configuration of a desk is read once, and all lives of that desk have it. The process is started with `fault.c`
loaded. Each line that it reads is one wish as JSON (see `life.Wish`); each line that it writes is how that life ended:
an exit code, or a signal's number below zero.
"""

# ruff: noqa: T201 (it answers on its standard output)

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

from mailintake.app import run_once
from mailintake.config import load
from mailintake.intake import Desk, take
from mailintake.journal import set_up_log
from mailintake.model.message import Incoming
from mailintake.model.settings import Settings, TokenKey
from mailintake.outbox import loop as outbox_loop
from mailintake.store import Store
from mailintake.store.errors import StoreError
from tests.daemon.desk import mail

# Imported now, so that no life has to.
WARM = (Store, outbox_loop)
SECONDS = 60
# On a disk that stays full a mail that was sent waits for its note; longer than this nobody has to watch it.
LONG_ENOUGH = 3


def main() -> None:
    """Answer wishes until nobody asks any more."""
    known: dict[str, Settings] = {}
    for line in sys.stdin:
        wish = json.loads(line)
        if wish["config"] not in known:
            known[wish["config"]] = load(Path(wish["config"]), environ=os.environ)
            _warm_up(known[wish["config"]])
        child = os.fork()
        if child == 0:
            os._exit(_ended(wish, known[wish["config"]]))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _warm_up(settings: Settings) -> None:
    """Take in a mail here, so that every life after has the templates, the model and all late imports at hand."""
    desk = Desk(settings, replace(settings.rules, token_key=TokenKey(b"k" * 32)), lambda: "0" * 16)
    raw, now = mail(1), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as place:
        store = Store.open(f"sqlite:///{place}/desk.db", Path(place) / "files")
        take(Incoming("helpdesk:1:1", raw, now, "helpdesk", len(raw)), store, desk, now)
        store.close()


def _ended(wish: dict[str, Any], settings: Settings) -> int:
    _leave_our_pipes(Path(wish["log"]))
    signal.alarm(LONG_ENOUGH if wish["endless"] else SECONDS)
    set_up_log()
    try:
        return _live(wish, settings)
    except StoreError as error:
        print(error, file=sys.stderr, flush=True)
    except BaseException:  # noqa: BLE001 (the boundary of the process)
        # What is left is a fault of ours: the test finds the traceback in the log.
        traceback.print_exc()
        sys.stderr.flush()
    return 1


def _live(wish: dict[str, Any], settings: Settings) -> int:
    if wish["statement"] is not None:
        _cut_statements(wish["statement"], Path(wish["trail"]))
    else:
        left = wish["left"]
        library = ctypes.CDLL(None)
        library.arm.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p]
        library.arm(
            wish["at"],
            wish["how"],
            wish["root"].encode(),
            wish["trail"].encode(),
            left.encode() if left else None,
        )
    return run_once(settings, Path(wish["config"]), os.environ, reached=_killed_at(wish["point"], wish["times"]))


def _leave_our_pipes(log: Path) -> None:
    nothing, to = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    for old, new in ((nothing, 0), (to, 1), (to, 2)):
        os.dup2(old, new)


def _killed_at(point: str | None, times: int) -> Callable[[str], None]:
    """Return an observer that ends the process when it has come to a point for so many times."""
    seen: Counter[str] = Counter()

    def reached(name: str) -> None:
        seen[name] += 1
        if name == point and seen[name] == times:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def _cut_statements(at: int, trail: Path) -> None:
    """Terminate the server's side of our connection just before a statement or commit."""
    trail.write_bytes(b"")

    def before(connection: Connection) -> None:
        with trail.open("ab") as calls:
            calls.write(b"q")
            if calls.tell() != at:
                return
        raw: Any = connection.connection.dbapi_connection
        with psycopg.connect(raw.info.dsn, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (raw.info.backend_pid,))

    event.listen(Engine, "before_cursor_execute", lambda connection, *_: before(connection))
    event.listen(Engine, "commit", before)


if __name__ == "__main__":
    main()

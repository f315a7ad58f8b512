"""Mail by Postfix' pipe, as the how-to shows it: what was not taken, for whatever reason, stays in the queue."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.daemon.desk import PASSWORD, ROOT, RunningDesk, mail
from tests.servers.dovecot import DovecotServer
from tests.servers.postfix import PostfixServer
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(120)]
DOMAIN = "pipe.example"
ADDRESS = f"helpdesk@{DOMAIN}"
# It stands in for the program, which the pipe's user may not be allowed to read here.
PROGRAM = """#!/bin/sh
cat > "{folder}/taken"
exit "$(cat "{folder}/code")"
"""


def shown(name: str) -> str:
    """Return what the how-to puts into a file of Postfix, for the desk of this test."""
    page = (ROOT / "docs/howto/pipe.md").read_text(encoding="utf-8")
    block = re.search(rf"^# /etc/postfix/{name}\n(.*?)(?:\n\n|\n```)", page, flags=re.MULTILINE | re.DOTALL)
    assert block is not None
    return block[1].replace("helpdesk@example.org", ADDRESS) + "\n"


@pytest.fixture
def program() -> Iterator[Path]:
    """Make a program that ends with the code in the file `code`."""
    with tempfile.TemporaryDirectory(prefix="mailintake-pipe-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        made = folder / "mailintake"
        made.write_text(PROGRAM.format(folder=folder))
        made.chmod(0o755)
        yield made


@pytest.fixture
def postfix(program: Path, dovecot: DovecotServer, smtp_sink: SmtpSink) -> Iterator[PostfixServer]:
    dovecot.add_user(f"sender@{DOMAIN}", PASSWORD)
    ports = {"lmtp_port": dovecot.lmtp_port, "auth_port": dovecot.auth_port, "relay_port": smtp_sink.port}
    server = PostfixServer(DOMAIN, **ports, extra=shown("main.cf"))
    pipe = shown("master.cf").replace("user=mailintake", "user=nobody")
    master = server.folder / "master.cf"
    master.write_text(master.read_text() + pipe.replace("/opt/mailintake/bin/mailintake", str(program)))
    os.utime(master, (0, 0))
    with server:
        yield server


def submit(postfix: PostfixServer, number: int, to: str) -> None:
    context = ssl.create_default_context(cafile=str(postfix.ca_file))
    with smtplib.SMTP("localhost", postfix.submission_port) as client:
        client.starttls(context=context)
        client.login(f"sender@{DOMAIN}", PASSWORD)
        client.sendmail(f"ana{number}@{DOMAIN}", [to], mail(number, to=to, author=f"ana{{}}@{DOMAIN}"))


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def test_postfix_keeps_what_was_not_taken_and_hands_it_over_again(
    postfix: PostfixServer, program: Path, tmp_path: Path
) -> None:
    """75 is what `ingest` says itself; 126 is a program that cannot be run, 137 one that was killed."""
    log, code = postfix.log, program.with_name("code")
    for count, failure in enumerate(("75", "126", "137"), start=1):
        code.write_text(failure)
        if count == 1:
            submit(postfix, 1, ADDRESS.replace("@", "+1042.x.y@"))
        else:
            postfix.flush()
        assert until(lambda expected=count: log.read_text().count("status=deferred") >= expected), log.read_text()  # type: ignore[misc]  # mypy knows no such lambda
    code.write_text("0")
    postfix.flush()
    assert until(lambda: "status=sent" in log.read_text()), log.read_text()

    assert "status=bounced" not in log.read_text()
    taken = program.with_name("taken").read_bytes()
    desk = RunningDesk(tmp_path, 1, 1, address=ADDRESS, staff=DOMAIN)
    assert desk.run("ingest", "-", text=taken).returncode == 0
    assert [one["subject"] for one in desk.rows("tickets", "list")] == ["Copier 1"]
    assert taken.startswith(b"Return-Path: <ana1@pipe.example>")

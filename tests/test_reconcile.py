"""reconcile: what lies in the folders is in the books, however it came there."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from imapclient import IMAPClient

from mailintake.app import shelves_of
from mailintake.config import load, read_secret
from mailintake.fetch.shelves import Shelves
from mailintake.model.login import FirstRun, MailboxSettings, Security
from mailintake.nightly import run_nightly
from mailintake.reconcile import Reconciled, reconcile
from mailintake.store import Store
from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.servers.dovecot import DovecotServer, access_lists
from tests.servers.embedded import EmbeddedMail

pytestmark = pytest.mark.server

NAMELESS = b"From: a@school.example\r\nTo: helpdesk@school.example\r\nSubject: no id\r\n\r\nThe phone is dead.\r\n"
LATER = timedelta(hours=1)


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: PASSWORD, "tess@school.example": PASSWORD}) as embedded:
        yield embedded


@pytest.fixture
def desk(post: EmbeddedMail, tmp_path: Path) -> Iterator[RunningDesk]:
    running = RunningDesk(tmp_path, post.imap_port, post.submit_port)
    yield running
    running.stop(signal.SIGKILL)


def compared(
    desk: RunningDesk, *, thorough: bool = False, later: timedelta = LATER, first_run: FirstRun = FirstRun.TAKE_ALL
) -> Reconciled:
    settings = MailboxSettings("helpdesk", "127.0.0.1", desk.imap_port, ADDRESS, security=Security.NONE)
    store = Store.open(f"sqlite:///{desk.folder}/var/desk.db", desk.folder / "var/files")
    try:
        with Shelves(settings, lambda: PASSWORD, limit=10_000_000, seconds=10) as shelves:
            now = datetime.now(UTC) + later
            return reconcile(replace(settings, first_run=first_run), shelves, store, now, thorough=thorough)
    finally:
        store.close()


def empty_folder(post: EmbeddedMail, folder: str) -> None:
    with IMAPClient("127.0.0.1", post.imap_port, ssl=False, timeout=10) as client:
        client.login(ADDRESS, PASSWORD)
        client.select_folder(folder)
        client.delete_messages(client.search())
        client.expunge()


def taken(post: EmbeddedMail, desk: RunningDesk, *mails: bytes) -> None:
    for one in mails:
        post.append(one, ADDRESS)
    assert desk.run("run", "--once").returncode == 0


def test_what_was_taken_in_is_accounted_for(post: EmbeddedMail, desk: RunningDesk) -> None:
    """A copy of a mail, and mails without a Message-ID, too."""
    taken(post, desk, mail(1), mail(2), mail(1), NAMELESS, NAMELESS.replace(b"phone", b"radio"))

    found, thorough = compared(desk), compared(desk, thorough=True)

    assert (found.messages, found.waiting, found.unaccounted) == (5, 0, ())
    assert thorough == found


def test_a_mail_that_nobody_took_in_is_named(post: EmbeddedMail, desk: RunningDesk) -> None:
    """With a Message-ID or without, in either folder."""
    taken(post, desk, mail(1))
    with IMAPClient("127.0.0.1", post.imap_port, ssl=False, timeout=10) as client:
        client.login(ADDRESS, PASSWORD)
        client.create_folder("Quarantine")
    for folder in ("Processed", "Quarantine"):
        post.append(mail(9), ADDRESS, folder)
        post.append(NAMELESS, ADDRESS, folder)

    found = compared(desk).unaccounted

    assert [(one.folder, one.size) for one in found] == [
        (folder, len(content)) for folder in ("Processed", "Quarantine") for content in (mail(9), NAMELESS)
    ]
    assert {(one.mailbox, one.why) for one in found} == {("helpdesk", "is not in the journal")}


@pytest.mark.parametrize("page", [500, 1])
def test_two_of_the_same_message_id_and_size_are_told_apart_by_their_content(
    post: EmbeddedMail, desk: RunningDesk, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    """On one page or on several: a folder is never in memory as a whole."""
    monkeypatch.setattr("mailintake.reconcile.LISTED", page)
    taken(post, desk, mail(1), mail(2))
    post.append(mail(1).replace(b"jams", b"hums"), ADDRESS, "Processed")
    post.append(mail(1), ADDRESS, "Processed")

    found = compared(desk)

    assert found.messages == 4
    assert [one.size for one in found.unaccounted] == [len(mail(1))]


def test_the_same_size_under_a_known_message_id_is_seen_through_by_a_thorough_look(
    post: EmbeddedMail, desk: RunningDesk
) -> None:
    taken(post, desk, mail(1))
    empty_folder(post, "Processed")
    post.append(mail(1).replace(b"jams", b"hums"), ADDRESS, "Processed")

    assert compared(desk).unaccounted == ()
    assert len(compared(desk, thorough=True).unaccounted) == 1


def test_mail_that_waits_is_given_time(post: EmbeddedMail, desk: RunningDesk) -> None:
    taken(post, desk, mail(1))
    post.append(mail(2), ADDRESS)

    early, late = compared(desk, later=timedelta()), compared(desk)

    assert (early.waiting, early.unaccounted) == (1, ())
    assert [one.why for one in late.unaccounted] == ["waits in the inbox and was not taken in"]


def test_mail_that_was_there_before_the_first_run_is_left_alone(post: EmbeddedMail, desk: RunningDesk) -> None:
    post.append(mail(1), ADDRESS, when=datetime(2026, 1, 1, tzinfo=UTC))
    text = (desk.config / "mailintake.yaml").read_text()
    desk.write("mailintake.yaml", text.replace("    username:", "    first_run: skip\n    username:", 1))
    taken(post, desk)

    found = compared(desk, first_run=FirstRun.SKIP)

    assert (found.waiting, found.unaccounted) == (1, ())


def test_the_command_prints_what_is_missing_and_exits_with_1(post: EmbeddedMail, desk: RunningDesk) -> None:
    taken(post, desk, mail(1))
    clean = desk.run("reconcile")
    post.append(mail(9), ADDRESS, "Processed")
    dirty, rows = desk.run("reconcile"), desk.run("reconcile", "--json")

    assert (clean.returncode, clean.stdout) == (0, b"helpdesk: 1 messages, all accounted for\n")
    assert dirty.returncode == rows.returncode == 1
    assert b"<request-9@school.example>" in dirty.stdout
    assert b"hint: " in dirty.stdout
    row = json.loads(rows.stdout)
    assert (row["folder"], row["message_id"]) == ("Processed", "<request-9@school.example>")


def test_mail_that_was_taken_in_but_could_not_be_moved_is_named(desk: RunningDesk, tmp_path: Path) -> None:
    """By `reconcile` and by `doctor`."""
    with DovecotServer(access_lists()) as dovecot:
        dovecot.add_user(ADDRESS, PASSWORD)
        with IMAPClient(dovecot.host, dovecot.imap_port, ssl=False, timeout=10) as client:
            client.login(ADDRESS, PASSWORD)
            client.create_folder("Processed")
            client.setacl("Processed", ADDRESS, "lra")
        dovecot.deliver(mail(1), ADDRESS)
        stuck = RunningDesk(tmp_path / "stuck", dovecot.imap_port, desk.smtp_port)
        stuck.run("run", "--once")
        early = stuck.run("reconcile")
        make_older(stuck)
        listed, rows, examined = stuck.run("reconcile"), stuck.run("reconcile", "--json"), stuck.run("doctor")

    assert early.returncode == 0
    assert listed.returncode == rows.returncode == examined.returncode == 1
    assert b"helpdesk: 1 messages, all accounted for; 1 taken in but not moved\n" in listed.stdout
    assert json.loads(rows.stdout)["why"] == "was taken in and still lies in the inbox"
    assert b"mailbox helpdesk: 1 mails were taken in and still lie in INBOX" in examined.stdout
    assert b"lacks the right `i` (put mail in)" in examined.stdout


def make_older(desk: RunningDesk) -> None:
    """Let all mail have come in an hour ago."""
    with closing(sqlite3.connect(desk.folder / "var/desk.db")) as connection:
        connection.execute("UPDATE message SET taken_at = datetime(taken_at, '-1 hour')")
        connection.commit()


def test_a_mailbox_that_is_away_is_said(post: EmbeddedMail, tmp_path: Path) -> None:
    away = RunningDesk(tmp_path, 1, post.submit_port)
    away.run("migrate")

    done = away.run("reconcile")

    assert done.returncode == 1
    assert b"mailbox helpdesk (127.0.0.1:1): no connection" in done.stderr


def test_once_a_night_the_admin_hears_what_is_missing(post: EmbeddedMail, desk: RunningDesk) -> None:
    taken(post, desk, mail(1))
    post.append(mail(9), ADDRESS, "Processed")
    environ = {"DESK_PASSWORD": PASSWORD}
    settings = load(desk.config, environ=environ)
    shelves, read = partial(shelves_of, whole=settings, environ=environ), partial(read_secret, environ=environ)
    store = Store.open(settings.database, settings.files)
    with closing(store):
        night = datetime(2027, 1, 5, 3, 59, tzinfo=UTC)
        said = [
            run_nightly(settings, store, shelves, read, night + timedelta(minutes=minutes)) for minutes in (0, 1, 11)
        ]

    assert said == [(), ("mailbox helpdesk: 1 of 2 messages are not accounted for\nhint: mailintake reconcile",), ()]

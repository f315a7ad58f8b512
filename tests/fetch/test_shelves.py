"""Looking into folders changes nothing, and tells enough to know each message again."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from mailintake.fetch.errors import UnreachableError
from mailintake.fetch.mailbox import Folder
from mailintake.fetch.shelves import Shelves
from mailintake.model.login import Security
from tests.fetch.boxes import PASSWORD, box_of, settings_for
from tests.servers.dovecot import DovecotServer

pytestmark = pytest.mark.server

USER = "shelves@example.org"
MAIL = b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\nSubject: one\r\n\r\nfirst\r\n"


def test_what_lies_in_each_folder_is_told_and_read(dovecot: DovecotServer) -> None:
    dovecot.add_user(USER, PASSWORD)
    for size in (10, 5000):
        dovecot.deliver(MAIL + b"x" * size + b"\r\n", USER)
    at = settings_for(dovecot.imaps_port, Security.TLS, host="localhost", ca_file=dovecot.ca_file)
    settings = replace(at, username=USER)
    with closing(box_of(settings)) as box:
        box.connect()
        first, second = box.new()
        with Shelves(settings, lambda: PASSWORD, limit=2000, seconds=10) as shelves:
            inbox = list(shelves.look("INBOX"))
            nothing = list(shelves.look("Processed"))
        box.done(first, Folder.PROCESSED)
        box.done(second, Folder.PROCESSED)
    with Shelves(settings, lambda: PASSWORD, limit=2000, seconds=10) as shelves:
        moved = list(shelves.look("Processed"))
        contents = shelves.contents("Processed", moved)

    assert [one.key for one in inbox] == [first.key, second.key]
    assert nothing == []
    assert [one.size for one in moved] == [len(first.content), len(second.content)]
    assert {one.header.strip() for one in moved} == {b"Message-ID: <1@example.org>"}
    assert contents[moved[0].uid] == first.content
    assert contents[moved[1].uid] == second.content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def test_closed_shelves_say_so() -> None:
    with pytest.raises(UnreachableError):
        list(Shelves(settings_for(1), lambda: PASSWORD, limit=1).look("INBOX"))

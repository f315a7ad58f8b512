"""Reading and moving mail, on servers of every temper."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailintake.fetch.errors import FolderError, LoginDelayedError, LoginRefusedError, MailboxError, UnreachableError
from mailintake.fetch.imap import ImapMailbox
from mailintake.fetch.mailbox import Folder
from mailintake.model.message import Incoming
from tests.fetch.boxes import LIMIT, mailbox_at
from tests.servers.scripted_imap import PASS, Action, ScriptedImap, Talk

pytestmark = pytest.mark.server

ONE = b"From: a@example.org\r\nSubject: one\r\n\r\nfirst\r\n"
TWO = b"From: b@example.org\r\nSubject: two\r\nMessage-ID: <1@x>\r\n A1 DELETE Done\r\n\r\nsecond\r\n"
BIG = b"From: c@example.org\r\nSubject: big\r\n\r\n" + b"x" * LIMIT


@contextmanager
def connected(server: ScriptedImap, seconds: float = 5.0) -> Iterator[ImapMailbox]:
    """Connect to the server."""
    with closing(mailbox_at(server.port, seconds=seconds)) as box:
        box.connect()
        yield box


def refuse(text: str) -> Action:
    """Return an action that answers so to every attempt."""

    def action(talk: Talk, tag: str, _: str) -> str | None:
        talk.send(f"{tag} {text}".encode())
        return None

    return action


def test_mail_is_read_in_order_and_moved_when_it_is_done() -> None:
    """The date is the one of the server; nothing is marked as read."""
    with ScriptedImap(ONE, TWO) as server, connected(server) as box:
        first, second = list(box.new())
        box.done(first, Folder.PROCESSED)
        box.done(second, Folder.QUARANTINE)

        assert (first.content, second.content) == (ONE, TWO)
        assert first.key == "helpdesk:7:1"
        assert first.received_at == datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
        assert server.folders == {"Processed": [ONE], "Quarantine": [TWO]}
        assert server.mails == {}
        assert not any("RFC822 " in line or "BODY[" in line or "\\Seen" in line for line in server.commands)
        assert not any(" DELETE" in line or "1@x" in line for line in server.commands)


def test_of_oversized_mail_only_the_header_is_read() -> None:
    """Its size is the one that the server tells."""
    with ScriptedImap(ONE, BIG) as server, connected(server) as box:
        small, big = list(box.new())

        assert not small.oversized
        assert (big.oversized, big.size) == (True, len(BIG))
        assert big.content == BIG.partition(b"xx")[0]


def test_what_is_not_wanted_is_neither_read_nor_asked_about_again() -> None:
    """The first run decides by date and flag, without content."""
    with ScriptedImap(ONE, TWO) as server, connected(server) as box:
        server.flags[1].add("\\Seen")
        asked: list[Incoming] = []

        def unseen(incoming: Incoming) -> bool:
            asked.append(incoming)
            return not incoming.seen

        assert [one.content for one in box.new(unseen)] == [TWO]
        list(box.new(unseen))
        assert [one.key for one in asked] == ["helpdesk:7:1", "helpdesk:7:2", "helpdesk:7:2"]
        assert all(one.content == b"" for one in asked)


def test_answers_that_come_byte_by_byte_are_whole() -> None:
    """Packets mean nothing."""
    with ScriptedImap(ONE, TWO) as server:
        server.tiny = True
        with connected(server) as box:
            assert [one.content for one in box.new()] == [ONE, TWO]


@pytest.mark.parametrize("body", [b"NIL", b'""'])
def test_mail_that_vanished_between_search_and_fetch_is_no_mail(body: bytes) -> None:
    """Another client was faster: some servers say NIL, an empty mail is a mail."""
    with ScriptedImap(ONE, TWO) as server, connected(server) as box:

        def fetch(talk: Talk, tag: str, rest: str) -> str | None:
            if "BODY" not in rest:
                return PASS
            talk.send(b"* 1 FETCH (UID 1 BODY[] " + body + b")", tag.encode() + b" OK done")
            return None

        server.on["FETCH"] = fetch

        assert [one.content for one in box.new()] == ([] if body == b"NIL" else [b""])


def test_mail_that_vanished_before_its_size_was_told_is_no_mail() -> None:
    """The server tells nothing of it."""
    with ScriptedImap(ONE, TWO) as server, connected(server) as box:

        def search(talk: Talk, tag: str, _: str) -> None:
            talk.send(b"* SEARCH 1 2 3", tag.encode() + b" OK done")

        server.on["SEARCH"] = search

        assert [one.content for one in box.new()] == [ONE, TWO]


def test_a_message_that_the_server_cannot_give_does_not_hold_up_the_others() -> None:
    """Read one by one what can be read."""
    with ScriptedImap(ONE, TWO) as server, connected(server) as box:

        def fetch(talk: Talk, tag: str, rest: str) -> str | None:
            if "BODY" in rest and "1" in rest.partition(" ")[0].split(","):
                talk.send(tag.encode() + b" NO message is damaged")
                return None
            return PASS

        server.on["FETCH"] = fetch

        assert [one.content for one in box.new()] == [TWO]


def test_done_may_be_repeated_and_mail_that_is_gone_is_done() -> None:
    """A crash between commit and move leads to both."""
    with ScriptedImap(ONE) as server, connected(server) as box:
        (one,) = box.new()
        box.done(one, Folder.PROCESSED)
        box.done(one, Folder.PROCESSED)

        assert server.folders["Processed"] == [ONE]


def test_a_server_that_refuses_to_move_what_is_gone_is_fine() -> None:
    """Some answer NO instead of OK."""
    with ScriptedImap(ONE) as server, connected(server) as box:
        (one,) = box.new()
        server.mails.clear()
        server.on["MOVE"] = refuse("NO no such message")
        box.done(one, Folder.PROCESSED)

        assert box.stuck == 0


def test_a_key_of_another_uidvalidity_moves_nothing() -> None:
    """The same number means another message now."""
    with ScriptedImap(ONE) as server, connected(server) as box:
        (one,) = box.new()
        server.validity = 8
        box.connect()
        box.done(one, Folder.PROCESSED)
        (again,) = box.new()

        assert server.mails == {1: ONE}
        assert again.key == "helpdesk:8:1"


@pytest.mark.parametrize("capabilities", ["UIDPLUS", ""])
def test_without_move_only_our_own_message_is_expunged(capabilities: str) -> None:
    """What other people marked as deleted stays; without UIDPLUS ours stays, too, marked and not read again."""
    with ScriptedImap(ONE, TWO, capabilities=capabilities) as server, connected(server) as box:
        server.flags[2].add("\\Deleted")
        (one,) = box.new()
        box.done(one, Folder.PROCESSED)

        assert server.folders["Processed"] == [ONE]
        assert 2 in server.mails
        assert list(box.new()) == []
        assert (1 in server.mails) is (capabilities == "")


def test_folders_are_made_where_the_server_wants_them() -> None:
    """Courier keeps all folders below INBOX."""
    with ScriptedImap(ONE, capabilities="NAMESPACE", prefix="INBOX.") as server, connected(server) as box:
        (one,) = box.new()
        box.done(one, Folder.PROCESSED)
        box.prepare()

        assert set(server.folders) == {"INBOX.Processed", "INBOX.Quarantine"}


def test_a_folder_that_was_renamed_under_us_is_made_again() -> None:
    """TRYCREATE."""
    with ScriptedImap(ONE, TWO) as server, connected(server) as box:
        first, second = list(box.new())
        box.done(first, Folder.PROCESSED)
        server.folders = {"Old": server.folders["Processed"]}
        box.done(second, Folder.PROCESSED)

        assert server.folders == {"Old": [ONE], "Processed": [TWO]}


@pytest.mark.parametrize("command", ["MOVE", "CREATE"])
def test_a_folder_that_takes_nothing_leaves_the_mail_and_is_tried_again(command: str) -> None:
    """Told once; the message is not read again, and moved as soon as that works."""
    with ScriptedImap(ONE) as server, connected(server) as box:
        (one,) = box.new()
        server.on[command] = refuse("NO [OVERQUOTA] full")
        with pytest.raises(FolderError, match="OVERQUOTA") as caught:
            box.done(one, Folder.PROCESSED)

        assert "quota" in str(caught.value)
        assert [list(box.new()) for _ in range(3)] == [[], [], []]
        assert box.stuck == 1
        server.on.clear()
        assert list(box.new()) == []
        assert (box.stuck, server.folders["Processed"]) == (0, [ONE])


def test_an_inbox_that_is_read_only_is_named() -> None:
    """Mail that cannot be moved away would stay in the queue for ever."""
    with ScriptedImap(ONE) as server:

        def select(talk: Talk, tag: str, _: str) -> None:
            talk.send(b"* 1 EXISTS", tag.encode() + b" OK [READ-ONLY] done")

        server.on["SELECT"] = select
        with pytest.raises(FolderError, match="INBOX"), connected(server):
            pass


def test_what_the_server_tells_unasked_is_not_kept() -> None:
    """A daemon runs for months, and a flag of message 1 is not one of UID 1."""
    with ScriptedImap(ONE) as server, connected(server) as box:

        def noop(talk: Talk, tag: str, _: str) -> None:
            talk.send(b"* 7 EXISTS", b"* 1 FETCH (FLAGS (\\Seen))", tag.encode() + b" OK done")

        server.on["NOOP"] = noop

        assert [one.seen for one in box.new()] == [False]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NO [AUTHENTICATIONFAILED] wrong", LoginRefusedError),
        ("NO wrong", LoginRefusedError),
        ("NO [UNAVAILABLE] try later", LoginDelayedError),
        ("NO [LIMIT] too many connections", LoginDelayedError),
        ("BAD connected but not authenticated", LoginDelayedError),
    ],
)
def test_a_refused_login_is_told_from_a_busy_server(text: str, kind: type[MailboxError]) -> None:
    """Only a real refusal is about the credentials; the secret is in no message."""
    with ScriptedImap() as server:
        server.on["AUTHENTICATE"] = refuse(text)
        with pytest.raises(kind) as caught, connected(server):
            pass

    assert caught.value.credentials is (kind is LoginRefusedError)
    assert "secret" not in str(caught.value).replace("the secret", "")


def test_a_connection_that_breaks_during_login_is_no_refusal() -> None:
    """The password may well be right."""
    with ScriptedImap() as server:
        server.on["AUTHENTICATE"] = lambda talk, _tag, _rest: talk.reset()
        with pytest.raises(UnreachableError) as caught, connected(server):
            pass

    assert not caught.value.credentials


@pytest.mark.parametrize("greeting", [b"* BYE overloaded", b"* NO", b"HTTP/1.1 400 Bad Request", b"", b"* OK\xff"])
def test_a_greeting_of_any_kind_is_an_error_or_none(greeting: bytes) -> None:
    """Never anything but a MailboxError."""
    with ScriptedImap() as server:

        def greet(talk: Talk) -> None:
            talk.send(greeting)
            if not greeting.startswith(b"* OK"):
                talk.hang_up()

        server.greeting = greet
        box = mailbox_at(server.port, seconds=0.5)
        if greeting.startswith(b"* OK"):
            box.connect()
            box.close()
        else:
            with pytest.raises(UnreachableError):
                box.connect()


def test_nobody_listening_is_an_error_with_the_place() -> None:
    """The admin sees which mailbox and which server."""
    with ScriptedImap() as server:
        port = server.port
    with pytest.raises(UnreachableError, match=rf"helpdesk \(127\.0\.0\.1:{port}\): no connection"):
        mailbox_at(port).connect()


@pytest.mark.parametrize("command", ["AUTHENTICATE", "SELECT", "SEARCH", "FETCH", "MOVE"])
def test_a_server_that_freezes_is_given_up_after_the_time_limit(command: str) -> None:
    """At any point, without hanging."""
    with ScriptedImap(ONE) as server:
        server.on[command] = lambda talk, _tag, _rest: talk.freeze()
        with pytest.raises(UnreachableError):
            _take_all(server)


@pytest.mark.parametrize("command", ["CAPABILITY", "SELECT", "NOOP", "SEARCH", "FETCH", "LIST", "MOVE"])
@pytest.mark.parametrize(
    "answer",
    [
        b"* BYE shutting down",
        b"* 1 FETCH",
        b"* 1 FETCH (UID",
        b"* 1 FETCH (UID 1 RFC822.SIZE NIL)",
        b"* 1 FETCH (1 2 3 4)",
        b"* x FETCH (UID 1 BODY[] {999}",
        b"* SEARCH one two",
        b"* LIST",
        b"* OK [UIDVALIDITY none] x",
        b"+ what",
        b"\xff\xfe\x00",
        b"A9999 OK not yours",
    ],
)
def test_answers_that_break_the_protocol_are_mailbox_errors_or_ignored(command: str, answer: bytes) -> None:
    """No other exception leaves the mailbox."""
    with ScriptedImap(ONE) as server:

        def action(talk: Talk, tag: str, _: str) -> None:
            talk.send(answer, tag.encode() + b" OK done")

        server.on[command] = action
        with suppress(MailboxError):
            _take_all(server)

        assert server.commands


def test_a_queue_of_a_quarter_million_mails_can_be_listed() -> None:
    """The answer to SEARCH is one line of almost two megabytes."""
    with ScriptedImap(ONE) as server, connected(server) as box:
        numbers = " ".join(map(str, range(1, 250_000)))

        def search(talk: Talk, tag: str, _: str) -> None:
            talk.send(f"* SEARCH {numbers}".encode(), tag.encode() + b" OK done")

        server.on["SEARCH"] = search
        first = next(box.new())

        assert first.content == ONE


def test_a_blocked_call_ends_when_the_connection_is_broken_off() -> None:
    """The end of the daemon does not wait for a time limit."""
    with ScriptedImap(ONE) as server, connected(server, seconds=15) as box:
        asked = threading.Event()

        def search(talk: Talk, _tag: str, _rest: str) -> None:
            asked.set()
            talk.freeze()

        server.on["SEARCH"] = search

        def break_off() -> None:
            asked.wait(5)
            box.abort()

        breaker = threading.Thread(target=break_off)
        breaker.start()
        with pytest.raises(UnreachableError):
            list(box.new())
        breaker.join()


def test_names_with_blanks_and_passwords_with_accents_can_log_in() -> None:
    """LOGIN is quoted, and PLAIN takes any character."""
    with ScriptedImap() as server:
        server.capabilities = "IMAP4rev1"
        with closing(mailbox_at(server.port)) as box:
            box._settings = replace(box._settings, username='help "desk" \\x')  # noqa: SLF001 (shorter than anew)
            box.connect()

        assert any('LOGIN "help \\"desk\\" \\\\x" "secret"' in line for line in server.commands)


def _take_all(server: ScriptedImap) -> None:
    with connected(server, seconds=0.2) as box:
        for one in box.new():
            box.done(one, Folder.PROCESSED)


def test_without_a_connection_every_call_says_so() -> None:
    """And closing is always allowed."""
    box = mailbox_at(1)
    box.close()
    box.abort()
    with pytest.raises(UnreachableError, match="not connected"):
        list(box.new())

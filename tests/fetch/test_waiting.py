"""Waiting for mail: nothing is missed, nothing hangs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from time import monotonic

import pytest

from mailintake.fetch.errors import UnreachableError
from mailintake.fetch.imap import ImapMailbox
from mailintake.fetch.mailbox import Folder
from mailintake.fetch.waiting import pause, wait_for_mail
from mailintake.fetch.worker import Worker
from tests.fetch.boxes import mailbox_at
from tests.servers.scripted_imap import ScriptedImap, Talk

pytestmark = pytest.mark.server

LONG = 20.0
SHORT = 0.05


@asynccontextmanager
async def idle(server: ScriptedImap, seconds: float = 5.0) -> AsyncIterator[tuple[ImapMailbox, Worker]]:
    """Connect, with a thread of its own."""
    with Worker("test") as worker, closing(mailbox_at(server.port, seconds=seconds)) as box:
        await worker.run(box.connect)
        yield box, worker


@pytest.mark.parametrize(
    "lines",
    [
        (b"+ idling", b"* 3 EXISTS"),
        (b"* 3 EXISTS", b"+ idling"),
        (b"* 1 EXPUNGE", b"* OK still here", b"+ idling", b"* 2 FETCH (FLAGS (\\Seen))", b"* 3 EXISTS", b"* 1 RECENT"),
        (b"+", b"* 3 exists"),
    ],
)
@pytest.mark.parametrize("tiny", [False, True])
async def test_news_is_heard_however_it_comes(lines: tuple[bytes, ...], *, tiny: bool) -> None:
    """Before the consent, in one packet with it, or byte by byte; the connection is in order afterwards."""
    with ScriptedImap(b"Subject: x\r\n\r\nhi\r\n") as server:

        def action(talk: Talk, tag: str, _: str) -> None:
            talk.send(*lines, tiny=tiny)
            assert talk.line() == "DONE"
            talk.send(b"* 4 EXISTS", tag.encode() + b" OK done", b"* OK and on", tiny=tiny)

        server.on["IDLE"] = action
        async with idle(server) as (box, worker):
            began = monotonic()
            await wait_for_mail(box, worker, asyncio.Event(), poll=LONG)
            mails = await worker.run(lambda: list(box.new()))

            assert monotonic() - began < LONG / 2
            assert len(mails) == 1


@pytest.mark.parametrize(
    ("begin", "rest"), [(b"* 3 EXI", b"STS\r\n"), (b"* 3 EXISTS\r", b"\n"), (b"*", b" 1 RECENT\r\n")]
)
async def test_news_in_two_pieces_is_heard(begin: bytes, rest: bytes) -> None:
    """The rest of a line may come with the answer to DONE, too, were it only its LF."""
    with ScriptedImap() as server:

        def action(talk: Talk, tag: str, _: str) -> None:
            talk.send(b"+ idling")
            talk.sock.sendall(b"* 2 EXISTS\r\n" + begin)
            assert talk.line() == "DONE"
            talk.sock.sendall(rest + tag.encode() + b" OK done\r\n")

        server.on["IDLE"] = action
        async with idle(server) as (box, worker):
            await wait_for_mail(box, worker, asyncio.Event(), poll=LONG)

            assert await worker.run(lambda: list(box.new())) == []


async def test_a_server_that_breaks_off_within_a_line_is_gone() -> None:
    with ScriptedImap() as server:

        def action(talk: Talk, _tag: str, _: str) -> None:
            talk.send(b"+ idling")
            talk.sock.sendall(b"* 2 EXISTS\r\n* 3 EXI")
            assert talk.line() == "DONE"
            talk.sock.close()

        server.on["IDLE"] = action
        async with idle(server) as (box, worker):
            with pytest.raises(UnreachableError):
                await wait_for_mail(box, worker, asyncio.Event(), poll=LONG)


async def test_silence_ends_after_a_while() -> None:
    """Some servers never tell; the caller looks by himself."""
    with ScriptedImap() as server:
        async with idle(server) as (box, worker):
            for _ in range(3):
                await wait_for_mail(box, worker, asyncio.Event(), poll=LONG, longest=SHORT)

        assert sum(line.endswith("IDLE") for line in server.commands) == 3


@pytest.mark.parametrize("how", ["hang_up", "reset", "bye", "ended"])
async def test_a_connection_that_ends_while_idle_is_noticed_at_once(how: str) -> None:
    """Silence and the end are different things."""
    with ScriptedImap() as server:

        def action(talk: Talk, tag: str, _: str) -> None:
            talk.send(b"+ idling")
            match how:
                case "bye":
                    talk.send(b"* BYE going down")
                case "ended":
                    talk.send(tag.encode() + b" OK enough")
                case "reset":
                    talk.reset()
                case _:
                    talk.hang_up()
            talk.freeze()

        server.on["IDLE"] = action
        async with idle(server) as (box, worker):
            began = monotonic()
            with pytest.raises(UnreachableError):
                await wait_for_mail(box, worker, asyncio.Event(), poll=LONG)

            assert monotonic() - began < LONG / 2


async def test_a_frozen_server_is_noticed_when_idling_ends() -> None:
    """While idle nobody can tell it from silence; the answer to DONE has a time limit."""
    with ScriptedImap() as server:

        def action(talk: Talk, _tag: str, _rest: str) -> None:
            talk.send(b"+ idling")
            talk.freeze()

        server.on["IDLE"] = action
        async with idle(server, seconds=0.2) as (box, worker):
            with pytest.raises(UnreachableError):
                await wait_for_mail(box, worker, asyncio.Event(), poll=LONG, longest=SHORT)


@pytest.mark.parametrize("answer", ["NO not now", "BAD what"])
async def test_a_server_that_refuses_to_idle_is_polled(answer: str) -> None:
    """It is asked once."""
    with ScriptedImap() as server:

        def action(talk: Talk, tag: str, _: str) -> None:
            talk.send(f"{tag} {answer}".encode())

        server.on["IDLE"] = action
        async with idle(server) as (box, worker):
            for _ in range(3):
                await wait_for_mail(box, worker, asyncio.Event(), poll=SHORT)

            assert await worker.run(lambda: list(box.new())) == []
        assert sum(line.endswith("IDLE") for line in server.commands) == 1


async def test_a_server_without_idle_is_polled() -> None:
    """After `poll` seconds, or `longest` if that is sooner."""
    with ScriptedImap(capabilities="") as server:
        async with idle(server) as (box, worker):
            await wait_for_mail(box, worker, asyncio.Event(), poll=SHORT)
            await wait_for_mail(box, worker, asyncio.Event(), poll=LONG, longest=SHORT)

        assert not any(line.endswith("IDLE") for line in server.commands)


@pytest.mark.parametrize("capabilities", ["IDLE", ""])
async def test_the_end_is_not_kept_waiting(capabilities: str) -> None:
    """Stop ends the wait at once, even if the server says nothing more."""
    with ScriptedImap(capabilities=capabilities) as server:

        def action(talk: Talk, _tag: str, _rest: str) -> None:
            talk.send(b"+ idling")
            talk.freeze()

        server.on["IDLE"] = action
        stop = asyncio.Event()
        async with idle(server, seconds=15) as (box, worker):
            asyncio.get_running_loop().call_later(SHORT, stop.set)
            began = monotonic()
            await wait_for_mail(box, worker, stop, poll=LONG)
        assert monotonic() - began < 1.0


async def test_a_pause_ends_early_when_stopped() -> None:
    """And on time otherwise."""
    stop = asyncio.Event()
    await pause(stop, SHORT)
    stop.set()
    began = monotonic()
    await pause(stop, LONG)

    assert monotonic() - began < 1.0


async def test_the_worker_passes_on_results_and_errors_and_goes_on() -> None:
    """An error of one call is no reason to stop."""
    with Worker("test") as worker:
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda: 1 // 0)

        assert await worker.run(lambda: 42) == 42


async def test_mail_that_comes_while_we_idle_is_taken_and_moved() -> None:
    """The whole circle, twice."""
    with ScriptedImap(b"Subject: a\r\n\r\n") as server:
        async with idle(server) as (box, worker):
            for number in (2, 3):
                taken = await worker.run(lambda: list(box.new()))
                for one in taken:
                    await worker.run(lambda one=one: box.done(one, Folder.PROCESSED))  # type: ignore[misc]
                server.mails[number], server.flags[number] = b"Subject: b\r\n\r\n", set()
                await wait_for_mail(box, worker, asyncio.Event(), poll=LONG, longest=SHORT)

        assert len(server.folders["Processed"]) == 2

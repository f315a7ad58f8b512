"""One thread that does the blocking work of one mailbox, call by call."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Self, TypeVar

T = TypeVar("T")


class Worker:
    """Runs calls one after the other while the loop goes on.

    The thread is a daemon thread, unlike those of `ThreadPoolExecutor`: a connection attempt into nowhere must not
    hold up the end of the process.
    """

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def __enter__(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the thread end after its present call; do not wait for it."""
        self._calls.put(None)

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in the thread; return its result."""
        future: Future[T] = Future()
        self._calls.put(lambda: _settle(future, work))
        return await asyncio.wrap_future(future)

    def _work(self) -> None:
        while call := self._calls.get():
            call()


def _settle(future: Future[T], work: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 (whatever it is, it belongs to the one who waits)
        future.set_exception(error)
    else:
        future.set_result(result)

"""The daemon's side of the child: start it, ask it, and bury it when a mail was too much for it."""

from __future__ import annotations

import json
import os
import pickle
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from mailintake.containment.errors import ForgedAnswerError, TooHeavyError
from mailintake.containment.frames import LENGTH, unpack
from mailintake.model.message import Message

_CHUNK = 256 * 1024
_MOST_ANSWER = 512 * 1024 * 1024
_STARTED_BY = ("-P", "-m", "mailintake.containment.worker")
_RUNS_AGAIN = 2


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one mail may cost: address space in bytes, CPU time, and time by the clock."""

    memory: int = 512 * 1024 * 1024
    cpu_seconds: int = 5
    wall_seconds: float = 10.0


class ParserChild:
    """A long-lived child that parses one mail at a time; any thread may ask."""

    def __init__(self, limits: ChildLimits | None = None) -> None:
        self._limits = limits or ChildLimits()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Return the number of the running child, if there is one."""
        return self._process.pid if self._process is not None else None

    def parse(self, content: bytes, languages: tuple[str, ...]) -> Message:
        """Parse a mail; TooHeavyError if it takes too much memory or time."""
        with self._lock:
            for _ in range(_RUNS_AGAIN):
                if (answer := self._ask(content, languages)) is not None:
                    return answer
        raise TooHeavyError(len(content), "the parser's child ended without an answer")

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                # What was not yet written has no reader any more.
                with suppress(OSError):
                    pipe.close()

    def _ask(self, content: bytes, languages: tuple[str, ...]) -> Message | None:
        """Return the child's answer; None where the child ended for a reason of its own."""
        if self._process is not None and self._process.poll() is not None:
            self.close()
        process = self._process or self._start()
        seconds = self._limits.wall_seconds
        try:
            answer = _exchange(process, (json.dumps(languages).encode(), content), seconds)
        except TimeoutError:
            self.close()
            raise TooHeavyError(len(content), f"it took longer than {seconds:g} s") from None
        except BaseException:
            # What the child would still say belongs to this mail, not to the next one.
            self.close()
            raise
        if answer is None:
            code = process.wait()
            self.close()
            # It retires when it has grown, and a machine short of memory kills whom it likes.
            if code in {0, -signal.SIGKILL}:
                return None
            raise TooHeavyError(len(content), _died(code))
        return self._read(answer, len(content))

    def _read(self, answer: bytearray, size: int) -> Message:
        try:
            found = unpack(answer)
        except (pickle.UnpicklingError, EOFError, AttributeError, ValueError, TypeError) as error:
            self.close()
            raise ForgedAnswerError(type(error).__name__) from error
        if isinstance(found, str):
            self.close()
            raise TooHeavyError(size, found)
        return found

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, *_STARTED_BY, str(self._limits.memory), str(self._limits.cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        return self._process


def _exchange(process: subprocess.Popen[bytes], asked: Iterable[bytes], seconds: float) -> bytearray | None:
    """Write the question and read the answer; None where the child ends before it has answered."""
    deadline = time.monotonic() + seconds
    waiting = [piece for content in asked for piece in (LENGTH.pack(len(content)), content)]
    sent = 0
    answer = bytearray()
    if process.stdin is None or process.stdout is None:
        return None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        while not _is_whole(answer):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for key, _ in selector.select(left):
                if key.fileobj is process.stdin:
                    sent += _write(process.stdin.fileno(), memoryview(waiting[0])[sent:])
                    if sent >= len(waiting[0]):
                        sent = 0
                        del waiting[0]
                    if not waiting:
                        selector.unregister(process.stdin)
                elif not (chunk := os.read(process.stdout.fileno(), _CHUNK)):
                    return None
                else:
                    answer += chunk
    del answer[: LENGTH.size]
    return answer


def _write(pipe: int, waiting: memoryview) -> int:
    try:
        return os.write(pipe, waiting[:_CHUNK])
    except BrokenPipeError:
        # The child is gone; the end of its output says so.
        return len(waiting)


def _is_whole(answer: bytearray) -> bool:
    if len(answer) < LENGTH.size:
        return False
    length: int = LENGTH.unpack_from(answer)[0]
    if length > _MOST_ANSWER:
        what = f"{length} bytes"
        raise ForgedAnswerError(what)
    return len(answer) >= LENGTH.size + length


def _died(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "it took too much CPU time"
    return f"the parser's child ended with {signal.Signals(-code).name if code < 0 else code}"


def _environment() -> dict[str, str]:
    """Return what the child needs to find our code, and none of the daemon's secrets."""
    path = os.pathsep.join(dict.fromkeys(os.path.abspath(one) for one in sys.path))  # noqa: PTH100 (texts for a text)
    return {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}

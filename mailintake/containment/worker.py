"""The child: parses one mail after the other from standard input under hard limits; started by `ParserChild`."""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path

from mailintake.containment.frames import frame, pack, read_frame
from mailintake.model.message import Message
from mailintake.parse.message import parse_message

# A child that has grown so large does not give the memory back; the next mail gets a fresh one.
GROWN = 192 * 1024 * 1024


def main() -> None:
    """Answer until standard input ends."""
    # Who stops the daemon stops its whole group; we end with our pipe, so that the mail in hand is not blamed.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    memory, cpu_seconds = map(int, sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    pipe = sys.stdin.buffer
    while (languages := read_frame(pipe)) is not None and (content := read_frame(pipe)) is not None:
        _grant_time(cpu_seconds)
        answer = _answer(content, tuple(json.loads(languages)))
        sys.stdout.buffer.write(frame(pack(answer)))
        sys.stdout.buffer.flush()
        if isinstance(answer, str) or _resident() > GROWN:
            break


def _answer(content: bytes, languages: tuple[str, ...]) -> Message | str:
    try:
        return parse_message(content, languages=languages)
    except (MemoryError, RecursionError) as error:
        return type(error).__name__


def _resident() -> int:
    """Return the memory in use; the peak of getrusage would count the daemon's own, from which we were forked."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _grant_time(cpu_seconds: int) -> None:
    """Raise the limit, which counts from the start of the process, by what one mail may take."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + cpu_seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


if __name__ == "__main__":
    main()

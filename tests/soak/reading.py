"""What the soak runs do with each message: all reading that happens before anything is looked up."""

from __future__ import annotations

import resource
import time

from mailintake.act import BY_WORD
from mailintake.act.read import read_commands
from mailintake.compose.mask import mask
from mailintake.model.message import Message
from mailintake.model.settings import Profile, Trust
from mailintake.parse.authentication import evidence
from mailintake.parse.message import parse_message
from tests.parse.test_properties import assert_clean

MOST_SECONDS = 1.0
MOST_MEMORY = 512 * 1024 * 1024
TRUSTS = tuple(Trust(profile, authserv_ids=("mx.school.example",)) for profile in Profile)


class TooSlowError(Exception):
    """A message took more CPU time than one may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.2f} s of CPU time")


def read(content: bytes) -> Message:
    """Read a message in every way; whatever it holds, nothing is raised and its text is clean."""
    message = parse_message(content)
    assert_clean(message)
    read_commands(message, BY_WORD)
    read_commands(message, BY_WORD, control=True)
    for trust in TRUSTS:
        evidence(message, trust, token_valid=True)
    mask(message.text)
    return message


def read_in_time(content: bytes) -> float:
    """Read a message and return the CPU seconds it took; TooSlowError above the limit."""
    start = time.process_time()
    read(content)
    seconds = time.process_time() - start
    if seconds > MOST_SECONDS:
        raise TooSlowError(seconds)
    return seconds


def limit_memory() -> None:
    """Let the process have so much address space and no more: what needs more fails with MemoryError."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def peak_memory() -> int:
    """Return the largest resident size so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

"""Loopback ports for private servers."""

from __future__ import annotations

import random
import socket
import time

HOST = "127.0.0.1"
# Below the range from which systems take the ports of outgoing connections.
_FIRST, _LAST = 20000, 32000


class NoAnswerError(Exception):
    """A server did not come up in time."""

    def __init__(self, port: int, seconds: float) -> None:
        super().__init__(f"{HOST}:{port}: no answer within {seconds} seconds")


def free_port() -> int:
    """Return a port that nothing listens on; two test processes hardly ever draw the same."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(_FIRST, _LAST)
        if _is_free(port):
            return port


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Return when something accepts connections."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise NoAnswerError(port, seconds)


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True

"""Tells systemd how the service is (sd_notify): READY, STATUS, WATCHDOG, RELOADING, STOPPING; never blocks."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from contextlib import suppress

MICROSECONDS = 1_000_000


class Notifier:
    """A datagram to `$NOTIFY_SOCKET` for each message; without systemd nothing happens."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        # An address that begins with `@` lies in Linux' abstract name space.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        microseconds = environ.get("WATCHDOG_USEC", "")
        self.watchdog_seconds = int(microseconds) / MICROSECONDS if microseconds.isdigit() else None

    def ready(self, status: str) -> None:
        """Say that the service works."""
        self._send("READY=1", _status(status))

    def takes_longer(self, status: str, seconds: int) -> None:
        """Ask for time before `ready`, whatever the unit's time-outs say."""
        self._send(f"EXTEND_TIMEOUT_USEC={seconds * MICROSECONDS}", _status(status))

    def status(self, text: str) -> None:
        """Say in one line how it stands."""
        self._send(_status(text))

    def watchdog(self) -> None:
        """Say that there was real progress."""
        self._send("WATCHDOG=1")

    def reloading(self) -> None:
        """Say that the configuration is read again; `ready` ends it."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """Say that the service ends."""
        self._send("STOPPING=1")

    def _send(self, *lines: str) -> None:
        if not self._address:
            return
        # A full queue must not stop the loop: this message is lost, the next one says the same.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as channel:
            channel.sendto("\n".join(lines).encode(), self._address)


def _status(text: str) -> str:
    """Return the line of a status; a second line would be an order of its own."""
    return f"STATUS={' '.join(text.split())}"

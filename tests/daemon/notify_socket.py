"""A stand-in for systemd: hears on $NOTIFY_SOCKET what the daemon says of itself, and when."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Heard:
    """One datagram: the monotonic time of its arrival, and its lines as names and values."""

    at: float
    words: dict[str, str]


class NotifySocket:
    """The socket and all that came to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.heard: list[Heard] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(0.1)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hear no more."""
        self._over.set()
        self._thread.join(5)
        self._socket.close()

    def all(self, name: str) -> list[Heard]:
        """Return every datagram with such a line, in their order."""
        return [one for one in list(self.heard) if name in one.words]

    def first(self, name: str) -> Heard:
        return self.all(name)[0]

    def statuses(self) -> list[str]:
        return [one.words["STATUS"] for one in self.all("STATUS")]

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                content = self._socket.recv(65536).decode()
            except TimeoutError:
                continue
            words = dict(line.partition("=")[::2] for line in content.split("\n"))
            self.heard.append(Heard(time.monotonic(), words))

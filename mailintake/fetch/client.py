"""An IMAP client (RFC 9051) that can wait: IMAPClient with an IDLE (RFC 2177) that loses nothing.

The one of IMAPClient 4 cannot be used: it takes the end of the connection for silence, overlooks what comes in one
packet with the server's `+`, fails when something comes before it, and loses a line that comes in two packets.
"""

from __future__ import annotations

import imaplib
import socket
import ssl

from imapclient import IMAPClient, SocketTimeout

SECONDS = 15.0
KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
CHUNK = 64 * 1024

# The answer to SEARCH is one line; a queue of 200,000 mails makes it longer than imaplib takes by itself.
imaplib._MAXLINE = 16 * 1024 * 1024  # type: ignore[attr-defined]  # noqa: SLF001 (there is no setting)


class Client(IMAPClient):  # type: ignore[misc]  # IMAPClient ships no types
    """A connection with time limits, small latency, known capabilities and a safe IDLE."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None, seconds: float = SECONDS) -> None:
        super().__init__(
            host, port, ssl=tls is not None, ssl_context=tls, timeout=SocketTimeout(connect=seconds, read=seconds)
        )
        self.normalise_times = False
        # Level 5 formats every line for a log that must not show mail anyway.
        self._imap.debug = 0
        self._seconds = seconds
        self._idle = b""
        self._partial = b""
        _tune(self.raw_socket)

    @property
    def raw_socket(self) -> socket.socket:
        """Return the socket (of TLS, where there is TLS)."""
        sock: socket.socket = self.socket()
        return sock

    @property
    def offered(self) -> frozenset[str]:
        """Return the capabilities before login."""
        return frozenset(str(one).upper() for one in self._imap.capabilities)

    def learn_capabilities(self) -> frozenset[str]:
        """Ask for the capabilities; those told before login must not be believed after it."""
        self._cached_capabilities = self._do_capabilites()
        return frozenset(one.decode("ascii", "replace") for one in self._cached_capabilities)

    def my_rights(self, folder: str) -> str:
        """Return the letters of our rights in a folder (RFC 4314, section 3.5); empty where the server does not say."""
        try:
            answer = self._command_and_check("myrights", self._normalise_folder(folder), unpack=True)
        except self.AbortError:
            raise
        except self.Error:
            return ""
        return answer.rpartition(b" ")[2].decode("ascii", "replace") if isinstance(answer, bytes) else ""

    def drop_unsolicited(self) -> None:
        """Forget what the server told unasked: imaplib would keep it for ever, and mix it into later answers."""
        self._imap.untagged_responses.clear()

    def forget_moves(self) -> None:
        """Forget what the server told with each move: over a long backlog it would be much. News are kept."""
        for name in ("COPYUID", "EXPUNGE"):
            self._imap.untagged_responses.pop(name, None)

    @property
    def told_of_news(self) -> bool:
        """Tell whether new mail was announced, unasked, since `drop_unsolicited` (with the answer to a search, say)."""
        return "EXISTS" in self._imap.untagged_responses

    def start_idle(self) -> bool:
        """Begin to idle; return whether the server told of new mail while it agreed."""
        self._idle = self._imap._command("IDLE")  # noqa: SLF001 (IMAPClient does the same)
        news = False
        while True:
            line = self._imap._get_line()  # noqa: SLF001
            if line.startswith(b"+"):
                return news
            news |= self._tells_news(line)

    def read_idle(self) -> bool:
        """Read all that came, without blocking; return whether it tells of new mail."""
        lines = (self._partial + self._read_all()).split(b"\r\n")
        self._partial = lines.pop()
        # Every line is looked at: the last one may say BYE.
        return sum(self._tells_news(line) for line in lines) > 0

    def end_idle(self) -> None:
        """End idling, and wait until the server has agreed."""
        self._imap.send(b"DONE\r\n")
        tag = self._idle
        while True:
            line = self._line()
            if line.startswith(tag + b" "):
                self._imap.tagged_commands.pop(tag, None)
                self._idle = b""
                return

    def break_off(self) -> None:
        """Close the socket under a call that blocks in another thread."""
        try:
            self.raw_socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            # It is closed already.
            return

    def leave(self) -> None:
        """Say good-bye without waiting for an answer, and close."""
        try:
            self.raw_socket.settimeout(0.2)
            self._imap.send(b"DONE\r\nZ LOGOUT\r\n" if self._idle else b"Z LOGOUT\r\n")
        except (OSError, ValueError):
            # There is nobody left to be polite to.
            pass
        finally:
            self._close()

    def _close(self) -> None:
        try:
            self.shutdown()
        except (OSError, ValueError):
            self.raw_socket.close()

    def _read_all(self) -> bytes:
        sock = self.raw_socket
        sock.settimeout(0.0)
        try:
            return self._buffered() + _received(sock)
        finally:
            sock.settimeout(self._seconds)

    def _line(self) -> bytes:
        """Return the next line, of which a part may have been read already, even its CR without its LF."""
        if not self._partial:
            return bytes(self._imap._get_line())  # noqa: SLF001 (see `start_idle`)
        line, self._partial = self._partial + bytes(self._imap.readline()), b""
        if not line.endswith(b"\r\n"):
            raise EOFError
        return line.removesuffix(b"\r\n")

    def _buffered(self) -> bytes:
        """Return what imaplib's buffer holds beyond the line it read last."""
        own = getattr(self._imap, "_readbuf", None)
        if own is not None:
            # Since Python 3.14 imaplib keeps a list of its own.
            self._imap._readbuf = []  # noqa: SLF001 (nothing else tells)
            return b"".join(own)
        pieces = []
        try:
            while piece := self._imap.file.read1(CHUNK):
                pieces.append(piece)
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        return b"".join(pieces)

    def _tells_news(self, line: bytes) -> bool:
        words = line.split(b" ", 3)
        text = line.decode("utf-8", "replace")
        if words[0] == self._idle:
            raise self.Error(text)
        if len(words) > 1 and words[1].upper() == b"BYE":
            raise self.AbortError(text)
        return words[0] == b"*" and len(words) > 2 and words[2].upper() == b"EXISTS"  # noqa: PLR2004


def _received(sock: socket.socket) -> bytes:
    pieces = []
    try:
        while piece := sock.recv(CHUNK):
            pieces.append(piece)
    except (BlockingIOError, ssl.SSLWantReadError):
        return b"".join(pieces)
    raise EOFError


def _tune(sock: socket.socket) -> None:
    """Send small commands at once, and notice a peer that vanished."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEPALIVE.items():
        option = getattr(socket, name, None)
        if option is not None:
            sock.setsockopt(socket.IPPROTO_TCP, option, value)

"""Mail that left, as the embedded mail system keeps it, and the refusals that a test asked for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

OK = "250 2.0.0 Ok"


class OutboxWaitError(TimeoutError):
    """The mails that somebody waited for did not come."""

    def __init__(self, wanted: int, got: int, seconds: float) -> None:
        super().__init__(f"outbox: {got} of {wanted} mails after {seconds:g} s")


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that was handed to the submission door, with its envelope and the login of its sender."""

    mail_from: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)
    login: str | None = None

    @property
    def message(self) -> EmailMessage:
        """Return the mail, parsed."""
        return message_from_bytes(self.content, policy=policy.default)


class Sink:
    """Keeps every mail; answers as it was told to. Written by the server's thread, read by others."""

    def __init__(self) -> None:
        self.mails: list[SentMail] = []
        self._changed = threading.Condition()
        self._refusals: dict[tuple[str, str], list[str]] = {}

    def keep(self, sent: SentMail) -> None:
        """Keep a mail and wake whoever waits."""
        with self._changed:
            self.mails.append(sent)
            self._changed.notify_all()

    def wait_for(self, count: int, seconds: float) -> list[SentMail]:
        """Wait until so many mails are here; return all of them."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.mails) >= count, seconds):
                raise OutboxWaitError(count, len(self.mails), seconds)
            return list(self.mails)

    def refuse(self, stage: str, recipient: str, replies: tuple[str, ...]) -> None:
        """Answer the next mails to that recipient with these replies, one each."""
        self._refusals.setdefault((stage, recipient.casefold()), []).extend(replies)

    def reply(self, stage: str, recipient: str) -> str:
        """Return what to answer now."""
        replies = self._refusals.get((stage, recipient.casefold()))
        return replies.pop(0) if replies else OK

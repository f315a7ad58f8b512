"""FETCH without surprises: nothing is marked as read, and mail that vanished meanwhile is simply not there."""

from __future__ import annotations

import imaplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from mailintake.fetch.batches import HEADER_BYTES
from mailintake.fetch.client import Client

SEEN = b"\\Seen"
WHOLE = "BODY.PEEK[]"
HEADER = f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Listed:
    """What a server tells of a message without its content; `received_at` is the INTERNALDATE."""

    uid: int
    size: int
    received_at: datetime | None
    seen: bool


def list_messages(client: Client, uids: Sequence[int]) -> list[Listed]:
    """Ask for size, date and flags, in the order of `uids`."""
    answer = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE", "FLAGS"])
    return [_listed(uid, answer[uid]) for uid in uids if b"RFC822.SIZE" in answer.get(uid, {})]


def read_contents(client: Client, uids: Sequence[int]) -> dict[int, bytes]:
    """Read whole messages; one that is gone, or that the server cannot give, is left out."""
    return _contents(client, uids, WHOLE, b"BODY[]")


def read_headers(client: Client, uids: Sequence[int]) -> dict[int, bytes]:
    """Read the beginning of the headers of messages that are too large to read."""
    return _contents(client, uids, HEADER, b"BODY[HEADER]<0>")


def _listed(uid: int, data: Mapping[bytes, object]) -> Listed:
    date = data.get(b"INTERNALDATE")
    flags = data.get(b"FLAGS")
    return Listed(
        uid=uid,
        size=int(str(data[b"RFC822.SIZE"])),
        received_at=date.astimezone(UTC) if isinstance(date, datetime) else None,
        seen=isinstance(flags, tuple) and SEEN in flags,
    )


def _contents(client: Client, uids: Sequence[int], item: str, name: bytes) -> dict[int, bytes]:
    if not uids:
        return {}
    try:
        answer = client.fetch(uids, [item])
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        return _one_by_one(client, uids, item, name, error)
    contents = {uid: data.get(name) for uid, data in answer.items()}
    return {uid: content for uid, content in contents.items() if isinstance(content, bytes)}


def _one_by_one(
    client: Client, uids: Sequence[int], item: str, name: bytes, error: imaplib.IMAP4.error
) -> dict[int, bytes]:
    """Read what can be read: one message that a server chokes on must not hold up the others."""
    if len(uids) == 1:
        log.warning("server does not give a message", uid=uids[0], error=str(error))
        return {}
    contents: dict[int, bytes] = {}
    for uid in uids:
        contents.update(_contents(client, [uid], item, name))
    return contents

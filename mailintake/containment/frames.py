"""What goes through the pipes between the daemon and its parser: length and content, one after the other.

The daemon reads an answer only as one of the plain values that a parsed mail consists of: should a mail ever take
over the child, it gains no more than the say about its own text.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import BinaryIO

from mailintake.containment.errors import ForgedAnswerError
from mailintake.model.message import Message

LENGTH = struct.Struct(">Q")
_ALLOWED = frozenset(
    {("mailintake.model.message", name) for name in
     ("Address", "Attachment", "DeliveryReport", "DeliveryStatus", "Forwarded", "Message")}
    | {("datetime", name) for name in ("datetime", "timedelta", "timezone")}
)  # fmt: skip


def frame(content: bytes) -> bytes:
    """Return the content with its length before it."""
    return LENGTH.pack(len(content)) + content


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next content, None where the other side is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    content = stream.read(length)
    return content if len(content) == length else None


def pack(value: Message | str) -> bytes:
    """Write the child's answer: a message, or why there is none."""
    return pickle.dumps(value, protocol=5)


def unpack(content: bytes | bytearray) -> Message | str:
    """Read the child's answer."""
    value = _Reader(io.BytesIO(content)).load()
    if isinstance(value, (Message, str)):
        return value
    raise ForgedAnswerError(type(value).__name__)


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """Allow the values of a message and nothing else."""
        if (module, name) in _ALLOWED:
            return super().find_class(module, name)
        what = f"{module}.{name}"
        raise ForgedAnswerError(what)

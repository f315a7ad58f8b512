"""Parsing that cannot take the daemon down: what is large or odd is parsed by a child process with limits.

bytes ─▶ needs_child? ─no─▶ parse_message                     (nearly all mail)
             └─yes─▶ ParserChild ─pipe─▶ worker: parse_message under RLIMIT_AS and RLIMIT_CPU
                          └─ too heavy: TooHeavyError, the child is gone, the next mail gets a new one
"""

from __future__ import annotations

import atexit

from mailintake.containment.child import ParserChild
from mailintake.containment.errors import TooHeavyError
from mailintake.containment.oddness import needs_child
from mailintake.model.message import Message
from mailintake.parse.message import parse_message

__all__ = ["ParserChild", "TooHeavyError", "needs_child", "parse_contained"]

# It starts with the first mail that needs it and serves the whole process.
_CHILD = ParserChild()
atexit.register(_CHILD.close)


def parse_contained(content: bytes, *, languages: tuple[str, ...] = ("en", "es")) -> Message:
    """Parse a mail, in the child where it is large or odd; TooHeavyError if it would cost too much."""
    if needs_child(content):
        return _CHILD.parse(content, languages)
    return parse_message(content, languages=languages)

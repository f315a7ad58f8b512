"""What goes wrong with a mail that is parsed in a child process."""

from __future__ import annotations


class TooHeavyError(Exception):
    """A mail takes more memory or time to parse than any real mail does; it would do so each time."""

    def __init__(self, size: int, why: str) -> None:
        super().__init__(f"a mail of {size} bytes could not be parsed within the limits: {why}")
        self.why = why


class ForgedAnswerError(Exception):
    """The child answered with something that is no parsed mail."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the parser's child answered with {what}")

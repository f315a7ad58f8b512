"""What a way out can do, and how it says that it could not."""

from __future__ import annotations

from typing import Protocol

from mailintake.model.outgoing import Outgoing
from mailintake.parse.clean import clean_line

LONGEST_REASON = 300


class DeliveryError(Exception):
    """A mail did not leave, or may have left.

    `permanent`: this mail will never arrive. `hold`: a person must look at it. `in_doubt`: it was sent whole, but no
    answer came. `away`: the server cannot take any mail now; `ours`: it will not until an admin changes something.
    None of these: this one mail later. `wait` is in how many seconds the way is worth another try, `about` the setting
    of the route that an admin should look at first.
    """

    def __init__(  # noqa: PLR0913 (each names one kind of failure)
        self,
        text: str,
        *,
        permanent: bool = False,
        hold: bool = False,
        in_doubt: bool = False,
        away: bool = False,
        ours: bool = False,
        wait: float | None = None,
        hint: str = "",
        about: str = "host",
    ) -> None:
        self.permanent = permanent
        self.hold = hold
        self.in_doubt = in_doubt
        self.away = away or ours
        self.ours = ours
        self.wait = wait
        self.about = about
        self.reason = clean_line(text, LONGEST_REASON)
        super().__init__(f"{self.reason}\nhint: {hint}" if hint else self.reason)


class Transport(Protocol):
    """A way out for finished mail; one mail at a time."""

    @property
    def transmitting(self) -> bool:
        """Tell whether a mail is on the wire, or was when `send` was broken off: then it may have arrived."""

    async def send(self, outgoing: Outgoing) -> str:
        """Hand the mail over and return what the server said, or raise `DeliveryError`."""

    async def check(self) -> None:
        """Connect and log in, or raise `DeliveryError`."""

    async def close(self) -> None:
        """End politely; the next `send` opens again."""

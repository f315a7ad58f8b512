"""One message with all that is known about it: what guards, commands and the decision look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailintake.model.decision import Evidence, Known, Thread
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.settings import Rules, Technician
from mailintake.model.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Case:
    """A message, who wrote it, how sure we are of that, and the ticket it belongs to.

    `technician` is the member of the roster whose address the author has; `person` is what directory or earlier
    mail know of him. `oversized` says that the body was left on the server.
    """

    message: Message
    known: Known
    rules: Rules
    now: datetime
    received_at: datetime
    evidence: Evidence
    thread: Thread
    technician: Technician | None = None
    person: Person | None = None
    oversized: bool = False

    @property
    def level(self) -> int:
        """Return the evidence level, -1 to 2."""
        return self.evidence.level

    @property
    def address(self) -> str:
        """Return the author's bare address, empty where there is none."""
        return self.message.author.addr_spec if self.message.author else ""

    @property
    def ticket(self) -> Ticket | None:
        """Return the ticket the message belongs to, merged ones followed."""
        return self.known.tickets.get(self.thread.ticket) if self.thread.ticket is not None else None

    @property
    def staff(self) -> bool:
        """Tell whether the author's address is in a domain of the district."""
        return self.rules.desk.knows(self.address)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return every address of the author that we know, the one he wrote from first."""
        person = self.person
        known = (person.address, *person.other_addresses) if person else ()
        mine = (self.technician.email, *self.technician.other_addresses) if self.technician else ()
        return tuple(dict.fromkeys(one for one in (self.address, *known, *mine) if one))

    @property
    def registered(self) -> str | None:
        """Return the address to which answers to a claimed identity may go."""
        if self.technician:
            return self.technician.email
        if self.person:
            return self.person.address
        return self.address if self.staff else None

    @property
    def forged_before(self) -> bool:
        """Tell whether all earlier copies of this mail failed authentication, and this one did not."""
        earlier = self.known.duplicate_level
        return earlier is not None and earlier < 0 <= self.level

    @property
    def claimed_before(self) -> bool:
        """Tell whether all earlier copies of this mail were at most claims, and this one is proven."""
        earlier = self.known.duplicate_level
        return earlier is not None and earlier < 1 <= self.level

    @property
    def surer_than_before(self) -> bool:
        """Tell whether earlier copies of this mail do not count against it: anybody may have sent them ahead."""
        return self.forged_before or self.claimed_before

    @property
    def participant(self) -> bool:
        """Tell whether the author is the requester of the ticket or was copied by a technician."""
        return self.ticket is not None and any(self.ticket.has(one) for one in self.addresses)

"""Verification and password-reset mail of outside services: whoever reads it can take over an account."""

from __future__ import annotations

from dataclasses import dataclass

from mailintake.guard import automatic, bulk
from mailintake.guard.automatic import answered_by_program
from mailintake.guard.own_voice import asks, complains
from mailintake.guard.phrases import fold
from mailintake.guard.service_sender import Service, service
from mailintake.guard.verification_words import BODIES, DISCLAIMERS, ENTRIES, LIMITS, OCCASIONS, SECRECY, SUBJECTS
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.model.message import Message
from mailintake.parse.proof import codes, gives_password, loose_proof
from mailintake.parse.proof_link import leads_somewhere_once, links

LOOKED_AT = 4000
LONGEST_SUBJECT = 500
# Longer mail tells something; it does not only let somebody in.
SHORT = 2500
# Signs that are worth so much together hold a mail of which it is not sure that a program wrote it.
ENOUGH = 4
ENOUGH_OF_A_PROGRAM = 3


def check(case: Case) -> Verdict | None:
    """Hold what a service outside the district sends to prove that it owns our address.

    Several signs must come together: that a program writes, words of proof, a code or a link that lets somebody in,
    how long it counts, what to do if one did not ask for it. They name no services, four well-known senders aside. A
    person who speaks for himself is helped. What would be filed anyway waits only if it holds the code or the link.
    """
    if case.staff or case.thread.ticket or case.rules.person(case.address) or case.technician:
        return None
    if answered_by_program(case.message):
        return None
    signs = _Signs.of(case.message)
    if not signs.proof and (automatic.check(case) or bulk.check(case)):
        return None
    sender = service(case.message)
    held = signs.hold_a_programs(case.message) if sender is Service.SURE else signs.hold_anybodys(case.message, sender)
    return Verdict(Kind.HELD, f"a service sends a code or a link: “{signs}”", "verification") if held else None


@dataclass(frozen=True, slots=True)
class _Signs:
    """What in a mail says that it lets somebody in.

    `words` are those of proof, `proof` is the code or link itself, `token` what only looks like a code; `entry` says
    that accounts are spoken of at all. `telling` counts how long it counts, what happened, and the warnings; `faint`
    the signs that much other mail has.
    """

    words: str | None
    proof: str | None
    token: bool
    entry: bool
    telling: int
    faint: int

    @classmethod
    def of(cls, message: Message) -> _Signs:
        body = message.body[:LOOKED_AT]
        text = f"{message.subject[:LONGEST_SUBJECT]}\n{body}"
        subject, folded = fold(message.subject[:LONGEST_SUBJECT]), fold(body)
        both = f"{subject}{folded}"
        words = SUBJECTS.find(subject) or BODIES.find(folded)
        proof = "a code" if codes(text) else "a link" if links(text) else "a password" if gives_password(text) else None
        telling = sum(one.find(both) is not None for one in (LIMITS, DISCLAIMERS, SECRECY, OCCASIONS))
        named = not words and ENTRIES.find(subject) is not None
        leading = not proof and leads_somewhere_once(text)
        token = not proof and loose_proof(text)
        return cls(words, proof, token, ENTRIES.find(both) is not None, telling, named + (leading and not token))

    def __str__(self) -> str:
        return self.words or self.proof or "what it is for"

    @property
    def worth(self) -> int:
        """Weigh them: words of proof and the proof itself count twice."""
        return 2 * bool(self.words) + 2 * bool(self.proof) + self.token + self.telling + self.faint

    def hold_a_programs(self, message: Message) -> bool:
        """Tell whether a program's mail is held: also for words alone, unless it passes on a person's complaint."""
        if self.words:
            return bool(self.proof) or not complains(message)
        if self.entry and ((self.proof and len(message.body) < SHORT) or (self.token and self.telling)):
            return True
        return self.worth >= ENOUGH_OF_A_PROGRAM

    def hold_anybodys(self, message: Message, sender: Service) -> bool:
        """Tell whether a mail is held that may be a person's."""
        if self.worth + sender < ENOUGH or not (self.words or self.proof) or complains(message):
            return False
        return not asks(message) or bool(sender and self.proof)

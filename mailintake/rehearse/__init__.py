"""Conversation files: stories that are played through the real pipeline, and tell where the answer differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import assert_never

from mailintake.explain import utc
from mailintake.model.address import fold_address
from mailintake.model.settings import Rules, Settings
from mailintake.model.ticket import Ticket
from mailintake.parse.person import resolve_site
from mailintake.rehearse.match import Sent, assign, differences
from mailintake.rehearse.script import At, MailIn, MailOut, NoMail, Script, ScriptError, Step, TicketIs, read_script
from mailintake.rehearse.stage import Stage, open_stage

__all__ = ["Script", "ScriptError", "Sent", "rehearse", "rehearse_file"]

SHOWN = 40


def rehearse_file(path: Path, settings: Settings, seen: Callable[[Sent], None] | None = None) -> tuple[str, ...]:
    """Play one story and return where it differs, each with file and line; raises ScriptError, OSError."""
    return rehearse(read_script(path), settings, seen)


def rehearse(script: Script, settings: Settings, seen: Callable[[Sent], None] | None = None) -> tuple[str, ...]:
    """Play a story and return where it differs; nothing where all is as it says. `seen` is shown every mail."""
    with open_stage(settings, script.path.parent) as stage:
        player = _Player(script, stage)
        for step in script.steps:
            player.play(step)
        player.settle()
        if seen:
            for one in stage.sent:
                seen(one)
        return tuple(player.problems)


@dataclass(slots=True)
class _Player:
    script: Script
    stage: Stage
    fresh: list[Sent] = field(default_factory=list)
    expected: list[MailOut] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    line: int = 1

    def play(self, step: Step) -> None:
        match step:
            case At(line, time):
                self._begin(line)
                try:
                    self.stage.set_clock(time)
                except (ValueError, OverflowError):
                    self._say(line, f"`{time}` is no time")
                self.fresh = list(self.stage.deliver())
            case MailIn(line):
                self._begin(line)
                self._receive(step)
                self.fresh = list(self.stage.deliver())
            case MailOut():
                self.expected.append(step)
            case NoMail(line, address):
                self._no_mail(line, address)
            case TicketIs(line, number, values):
                self._ticket(line, number, values)
            case _:
                assert_never(step)

    def settle(self) -> None:
        """Give each expected mail one that went out; name what is missing and what is left."""
        found = assign([[not differences(one, sent) for sent in self.fresh] for one in self.expected])
        left = [sent for at, sent in enumerate(self.fresh) if at not in found]
        for expected, at in zip(self.expected, found, strict=True):
            if at is None:
                self._say(expected.line, _missing(expected, left))
            elif self.script.other_mail_allowed:
                self._once(expected, left)
        if not self.script.other_mail_allowed:
            for one in left:
                self._say(self.line, f"a mail went out that the story does not name:\n{_shown(one)}")
        self.fresh, self.expected = [], []

    def _once(self, expected: MailOut, left: Sequence[Sent]) -> None:
        """Complain where a mail that goes out exactly once went out again, and no other block means it."""
        if any(not differences(expected, one) for one in left):
            self._say(expected.line, "more than one such mail went out")

    def _begin(self, line: int) -> None:
        self.settle()
        self.line = line

    def _receive(self, mail: MailIn) -> None:
        taken = self.stage.receive(mail)
        # A quarantine tells the admin, and the story has to name that mail; where any mail may go, it would hide.
        if taken.error and (taken.decision is None or self.script.other_mail_allowed):
            self._say(mail.line, f"the mail could not be taken in: {taken.error}")

    def _no_mail(self, line: int, address: str | None) -> None:
        for one in self.fresh:
            if address is None or fold_address(one.outgoing.to) == fold_address(address):
                self._say(line, f"a mail went out:\n{_shown(one)}")

    def _ticket(self, line: int, number: int, values: Sequence[tuple[str, str]]) -> None:
        with self.stage.store.read() as reading:
            ticket = reading.ticket(number)
        if ticket is None:
            self._say(line, f"there is no ticket {number}")
            return
        for name, wanted in values:
            actual = _value(ticket, name)
            if actual is None:
                self._say(line, f"a ticket has no `{name}`")
            elif actual != _meant(name, wanted, self.stage.desk.rules):
                self._say(line, f"ticket {number}: {name} is `{actual}`, not `{wanted}`")

    def _say(self, line: int, text: str) -> None:
        self.problems.append(f"{self.script.path}:{line}: {text}")


def _missing(expected: MailOut, left: Sequence[Sent]) -> str:
    to = next((value for name, value in expected.header if name.casefold() == "to"), "anybody")
    near = [one for one in left if not _wrong_recipient(expected, one)]
    if not near:
        return f"no mail went out to {to}"
    wrong = "; ".join(differences(expected, near[0]))
    return f"no such mail went out to {to}: {wrong}\n{_shown(near[0])}"


def _wrong_recipient(expected: MailOut, sent: Sent) -> bool:
    only_to = tuple(pair for pair in expected.header if pair[0].casefold() == "to")
    return bool(differences(MailOut(expected.line, only_to), sent))


def _shown(sent: Sent) -> str:
    lines = [f"To: {sent.outgoing.to}", f"Subject: {sent.outgoing.subject}", "", *sent.lines[:SHOWN]]
    return "\n".join(f"    {line}".rstrip() for line in lines)


def _value(ticket: Ticket, name: str) -> str | None:
    """Return a value of the ticket in the words of `tickets show --json`; None where there is no such name."""
    own = name.removeprefix("requester.")
    source: object = ticket.requester if own != name or own in {"extension", "department"} else ticket
    if not hasattr(source, own):
        return None
    value = getattr(source, own)
    if isinstance(value, datetime):
        return utc(value) or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _meant(name: str, wanted: str, rules: Rules) -> str:
    if wanted in {"none", "null"}:
        return ""
    if name == "site":
        return resolve_site(wanted, rules.sites) or wanted
    return {"true": "yes", "false": "no"}.get(wanted, wanted)

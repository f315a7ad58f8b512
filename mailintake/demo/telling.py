"""What the demo prints."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from mailintake.demo.desk import Row
from mailintake.demo.district import PASSWORD
from mailintake.demo.embedded import EmbeddedMail
from mailintake.demo.mails import DESK, SAMPLES, Sample
from mailintake.demo.post import text_of
from mailintake.demo.sink import SentMail

WIDTH = 100
LINES = 14
TURNS = " takes turns"


@dataclass(frozen=True, slots=True)
class Told:
    """What the desk tells of its tickets, of its reasons (by the name of the sample), and what it sent."""

    tickets: Sequence[Row]
    explained: Mapping[str, Row]
    sent: Sequence[SentMail]

    def ticket(self, explained: Row) -> Row | None:
        """Return the ticket of that mail."""
        author, subject = explained["message"]["from"]["address"], str(explained["message"]["subject"] or "")
        fits = [one for one in self.tickets if one["requester"]["address"] == author]
        named = [one for one in fits if subject.endswith(str(one["subject"]))]
        return max(named, key=lambda one: len(str(one["subject"])), default=None)

    def recipients(self, number: int) -> list[str]:
        """Return who got mail about that ticket."""
        tag = f"TECH-{number}]"
        return [one.recipients[0] for one in self.sent if tag in str(one.message["Subject"])]


def show_title(text: str) -> None:
    """Print the title of an act."""
    print(f"\n== {text} {'=' * max(0, WIDTH - len(text) - 4)}\n")


def show_samples(told: Told) -> None:
    """Print each mail of the morning and what became of it."""
    for sample in SAMPLES:
        _show_sample(sample, told)


def show_mail(message: EmailMessage) -> None:
    """Print a mail as far as it is of interest."""
    print(f"   From: {message['From']}\n   To: {message['To']}\n   Subject: {message['Subject']}\n")
    lines = text_of(message).strip().splitlines()
    for line in lines[:LINES]:
        print(f"   | {textwrap.shorten(line, WIDTH - 5, placeholder=' …')}".rstrip())
    if len(lines) > LINES:
        print("   | …")
    print()


def show_hints(place: Path, config: Path, mail: EmbeddedMail, *, seconds: float, keep: bool) -> None:
    """Print where everything lies, and what to try next."""
    show_title(f"Done in {seconds:.0f} s")
    print(
        f"   mails       {place / 'mails'}\n   database    {place / 'demo.db'}\n   log         {place / 'daemon.log'}"
    )
    command = f"{_program()} -c {config}"
    print(f"\n   try next    {command} tickets list\n               {command} tickets show 1")
    # A desk that has not seen these mails yet: for the other one each would be a duplicate.
    print(f"               {_program()} -c {place / 'fresh' / 'config'} explain {place / 'mails'}/*.eml")
    if keep:
        _show_ports(mail)


def _program() -> str:
    """Return the command as it can be typed here; the virtual environment may not be on the path."""
    script = Path(sys.executable).with_name("mailintake")
    return str(script) if script.exists() else "mailintake"


def _show_ports(mail: EmbeddedMail) -> None:
    print(f"\n   All of it goes on running; Ctrl-C ends it.\n   SMTP in     127.0.0.1:{mail.smtp_port}")
    print(f"   SMTP out    127.0.0.1:{mail.submit_port}\n   IMAP        127.0.0.1:{mail.imap_port}")
    print(f"   accounts    {DESK} and everybody in directory.csv and routing.yaml, password {PASSWORD}")
    print("   write a mail by hand:")
    author = "mick.delaney@example.org"
    text = f"From: {author}\\r\\nTo: {DESK}\\r\\nSubject: test\\r\\n\\r\\nThe printer in room 14 is jammed.\\r\\n"
    print(
        f"     python3 -c \"import smtplib; s = smtplib.SMTP('127.0.0.1', {mail.smtp_port}); "
        f"s.login('{author}', '{PASSWORD}'); s.sendmail('{author}', '{DESK}', '{text}')\"\n",
        flush=True,
    )


def _show_sample(sample: Sample, told: Told) -> None:
    explained = told.explained[sample.name]
    message, verdict = explained["message"], explained["verdict"]
    print(f" * {message['from']['address']}: {message['subject'] or '(no subject)'}   [{sample.shows}]")
    ticket = told.ticket(explained) if verdict["kind"] == "new" else None
    if ticket is None:
        _show(f"{verdict['kind']}: {verdict['reason']}; no ticket, no answer")
        print()
        return
    reasons = explained["classification"]["because"]
    _show(f"ticket {ticket['number']}: {ticket['category']}, {ticket['priority']} ({'; '.join(reasons)})")
    _show(f"to {ticket['assignee']}: {'; '.join(_routed(explained, ticket))}")
    _show(f"mail to: {', '.join(told.recipients(ticket['number'])) or 'nobody'}")
    print()


def _routed(explained: Row, ticket: Row) -> list[str]:
    """Return why the ticket is whose it is; whose turn it was only the desk knows that had the others before."""
    said = [str(one) for one in explained["assignment"]["because"]]
    return [f"{one.partition(TURNS)[0]}{TURNS}: it was {ticket['assignee']}'s" if TURNS in one else one for one in said]


def _show(text: str) -> None:
    print(textwrap.fill(text, WIDTH, initial_indent="     ", subsequent_indent="       "))

"""The demo: a district writes to its help desk, and this is what happens.

Everything that is shown is read from outside: from IMAP, from the mails that went out, and from `--json`.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from mailintake.demo.desk import CommandFailedError, DaemonEndedError, DeskProcess, Row, ask
from mailintake.demo.district import USERS, write_configuration
from mailintake.demo.embedded import EmbeddedMail
from mailintake.demo.mails import ALIAS, DESK, SAMPLES, answer, write
from mailintake.demo.post import (
    NothingHappenedError,
    fetch_all,
    mails_in,
    now,
    send,
    send_sample,
    text_of,
    wait_for_reply,
    wait_until,
)
from mailintake.demo.telling import Told, show_hints, show_mail, show_samples, show_title

SUBSTITUTE = "new.substitute@example.org"
REQUESTER = "mick.delaney@example.org"
PRINCIPAL = "renee.okafor@example.org"


def tell(*, keep: bool = False, folder: Path | None = None) -> int:
    """Play the story and return the exit code; `keep` leaves all of it running until Ctrl-C."""
    place = folder or Path(tempfile.mkdtemp(prefix="mailintake-demo-"))
    place.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        with EmbeddedMail(USERS, aliases={ALIAS: DESK}, bounces=True) as mail:
            config = write_configuration(place / "config", imap_port=mail.imap_port, submit_port=mail.submit_port)
            with DeskProcess(config, place / "daemon.log") as desk:
                Story(mail, desk, place).play()
                show_hints(place, config, mail, seconds=time.monotonic() - began, keep=keep)
                if keep:
                    _wait_for_the_end()
                return desk.stop()
    except (CommandFailedError, DaemonEndedError, NothingHappenedError) as error:
        print(error, file=sys.stderr)
        return 1


class Story:
    """The acts of the story, in their order."""

    def __init__(self, mail: EmbeddedMail, desk: DeskProcess, place: Path) -> None:
        self.mail = mail
        self.desk = desk
        self.place = place
        self.expected = 0
        self._before = 0

    def play(self) -> None:
        """Play all acts."""
        self._a_morning()
        self._a_technician_closes()
        self._a_requester_asks()
        self._somebody_is_away()
        self._a_mail_comes_back()

    def _a_morning(self) -> None:
        show_title(f"{len(SAMPLES)} mails of a morning")
        contents = {sample.name: send_sample(self.mail, sample) for sample in SAMPLES}
        self.expected += sum(len(sample.recipients) for sample in SAMPLES)
        self._wait_for_folder()
        self._wait_for_outbox()
        tickets = ask(self.desk.config, "tickets", "list")
        show_samples(Told(tickets, self._explained(contents), self.mail.outbox))

    def _explained(self, contents: Mapping[str, bytes]) -> dict[str, Row]:
        """Ask why, for each mail as it lies in the mailbox, and as if it were the first one."""
        folder = self.place / "mails"
        folder.mkdir(exist_ok=True)
        kept = fetch_all(self.mail, "Processed")
        files = []
        for name, content in contents.items():
            files.append(str(folder / f"{name}.eml"))
            Path(files[-1]).write_bytes(next(one for one in kept if one.endswith(content)))
        fresh = write_configuration(self.place / "fresh" / "config", imap_port=1, submit_port=1)
        return dict(zip(contents, ask(fresh, "explain", *files), strict=True))

    def _a_technician_closes(self) -> None:
        show_title("A technician closes a ticket by mail")
        assigned = self._assigned("projecter")
        technician = str(assigned["To"].addresses[0].addr_spec)
        show_mail(self._answer(assigned, "#close I replaced the cable. Write if it happens again.", technician))
        show_mail(self._reply(REQUESTER, "I replaced the cable"))
        show_mail(self._reply(technician, "#close"))

    def _a_requester_asks(self) -> None:
        show_title("The principal asks how it stands")
        show_mail(self._answer(self._mail_to(PRINCIPAL), "status", PRINCIPAL))
        show_mail(self._reply(PRINCIPAL, "TECH-1"))

    def _somebody_is_away(self) -> None:
        show_title("Somebody is out of the office: nobody answers a machine")
        given = self._mail_to("devon.wills@example.org")
        away = b"Auto-Submitted: auto-replied\r\n" + answer(given, "I am away until Monday.", now())
        before = len(self.mail.outbox)
        self._send(away, "devon.wills@example.org", str(given["Reply-To"].addresses[0].addr_spec))
        self._wait_for_outbox()
        print(f"   the desk took it in, and sent {len(self.mail.outbox) - before} mails\n")

    def _a_mail_comes_back(self) -> None:
        show_title("A receipt comes back: the technician hears of it")
        before = len(self.mail.outbox)
        content = write(SUBSTITUTE, "no sound in room 9", "There is no sound from the panel in room 9.", now())
        self._send(content, SUBSTITUTE, DESK)
        # The mail system sends the news of the failure to the desk, too.
        self.expected += 1
        self._wait_for_folder()
        wait_until(lambda: bool(self._news(before)), "the news that a mail came back", self.desk.log)
        show_mail(self._news(before)[0])

    def _news(self, start: int) -> list[EmailMessage]:
        """Return what the technicians were told of the mail that came back."""
        messages = [sent.message for sent in self.mail.outbox[start:] if SUBSTITUTE not in sent.recipients]
        return [one for one in messages if "5.1.1" in text_of(one) or "could not be" in text_of(one)]

    def _assigned(self, subject: str) -> EmailMessage:
        sent = [one.message for one in self.mail.outbox if REQUESTER not in one.recipients]
        return next(one for one in sent if subject in str(one["Subject"]))

    def _mail_to(self, person: str) -> EmailMessage:
        return next(one.message for one in self.mail.outbox if person in one.recipients)

    def _answer(self, given: EmailMessage, text: str, author: str) -> EmailMessage:
        self._before = len(self.mail.outbox)
        raw = answer(given, text, now())
        self._send(raw, author, str(given["Reply-To"].addresses[0].addr_spec))
        return message_from_bytes(raw, policy=policy.default)

    def _reply(self, recipient: str, words: str) -> EmailMessage:
        return wait_for_reply(self.mail, self._before, recipient, words, self.desk.log)

    def _send(self, content: bytes, author: str, recipient: str) -> None:
        send(self.mail, content, author, [recipient])
        self.expected += 1
        self._wait_for_folder()

    def _wait_for_folder(self) -> None:
        def taken() -> bool:
            return mails_in(self.mail, "INBOX") == 0 and mails_in(self.mail, "Processed") >= self.expected

        wait_until(lambda: taken() or not self.desk.running, "the desk to take in its mail", self.desk.log)
        if not self.desk.running:
            raise DaemonEndedError(self.desk.log)

    def _wait_for_outbox(self) -> None:
        def delivered() -> bool:
            return not any(row["state"] == "queued" for row in ask(self.desk.config, "outbox", "list"))

        wait_until(delivered, "the mails of the desk to leave", self.desk.log)


def _wait_for_the_end() -> None:
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()

"""The five mails that every fault is tried with: each scene is ready, and the mail lies in its inbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tests.daemon.desk import mail
from tests.faults.scene import Scene

Flow: TypeAlias = Callable[[Scene], None]


def new(scene: Scene) -> None:
    """Ask for help."""
    _empty(scene)
    scene.deliver(_request(scene), scene.person)


def reply(scene: Scene) -> None:
    """Answer the receipt."""
    _opened(scene)
    scene.deliver(_answer(scene, scene.person, "The second tray jams, too."), scene.person)


def command(scene: Scene) -> None:
    """Close the ticket by mail, as its technician."""
    _opened(scene)
    scene.deliver(_answer(scene, scene.technician, "#close New rollers."), scene.technician)


def bounce(scene: Scene) -> None:
    """Report that the receipt could not be delivered."""
    _opened(scene)
    receipt = scene.mails(scene.person)[0]
    text = (
        f"From: MAILER-DAEMON@school.example\r\nTo: {scene.address}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <bounce@mx.school.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.school.example\r\n\r\n"
        f"Final-Recipient: rfc822; {scene.person}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: {receipt['From']}\r\nTo: {receipt['To']}\r\n"
        f"Subject: {receipt['Subject']}\r\nMessage-ID: {receipt['Message-ID']}\r\n\r\n\r\n--b--\r\n"
    )
    scene.deliver(text.encode(), "")


def duplicate(scene: Scene) -> None:
    """Deliver the same request by another way."""
    _opened(scene)
    scene.deliver(b"Received: from list.school.example by mx.school.example\r\n" + _request(scene), scene.person)


FLOWS: tuple[Flow, ...] = (new, reply, command, bounce, duplicate)


def twenty(scene: Scene) -> None:
    """Ask for help twenty times."""
    _empty(scene)
    for number in range(20):
        sender = f"ana{number}-{scene.token}@school.example"
        scene.deliver(mail(number, to=scene.address, author=sender), sender)


def _empty(scene: Scene) -> None:
    """Make the database and log in once."""
    assert scene.live().status == 0, scene.desk.said()


def _opened(scene: Scene) -> None:
    """Let the request have become a ticket, its receipt and its assignment sent."""
    _empty(scene)
    scene.deliver(_request(scene), scene.person)
    assert scene.live().status == 0, scene.desk.said()


def _request(scene: Scene) -> bytes:
    return mail(1, to=scene.address, author=scene.person)


def _answer(scene: Scene, author: str, text: str) -> bytes:
    to = scene.mails(author)[0]
    return (
        f"From: <{author}>\r\nTo: {to['Reply-To']}\r\nSubject: {to['Subject']}\r\n"
        f"Message-ID: <answer@school.example>\r\nIn-Reply-To: {to['Message-ID']}\r\n\r\n{text}\r\n"
    ).encode()

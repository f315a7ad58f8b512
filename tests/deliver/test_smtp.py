"""Delivery against a real SMTP server: what each refusal, each silence and each broken connection means."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
import trustme

from mailintake.deliver import DeliveryError, SmtpTransport
from mailintake.model.credential import CredentialError
from mailintake.model.login import Auth, Security, SmtpRoute
from mailintake.model.outgoing import Outgoing
from tests.deliver.scripted import DROP, HOST, SILENCE, Script, serving
from tests.outgoing_check import finished

pytestmark = pytest.mark.server

ANA = "aruiz@example.org"


def mail(to: str = ANA, body: str = "Hello", sender: str = "helpdesk@example.org") -> Outgoing:
    return Outgoing("answer", to, "Hi", "<1@example.org>", finished(to, body), sender)


def transport(script: Script, **more: object) -> SmtpTransport:
    route = SmtpRoute(HOST, script.port, Security.NONE)
    return SmtpTransport(route, seconds=2, **more)  # type: ignore[arg-type]


async def fails(way: SmtpTransport, outgoing: Outgoing | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await way.send(outgoing or mail())
    return caught.value


async def test_a_mail_arrives_octet_for_octet() -> None:
    body = ".\r\n.hidden\r\nEnd.\r\n..\r\nFrom me\r\n.\r\n"
    async with serving() as script:
        way = transport(script)
        response = await way.send(mail(body=body))
        await way.close()

    assert response == "250 2.0.0 queued as 1"
    assert script.mails[0].content == mail(body=body).content
    assert script.recipients == [ANA]
    assert script.mails[0].mail_from == "helpdesk@example.org"
    assert not way.transmitting


async def test_one_connection_carries_many_mails_and_says_goodbye() -> None:
    async with serving() as script:
        way = transport(script)
        for number in range(5):
            await way.send(mail(f"a{number}@example.org"))
        await way.close()

    assert (script.connections, len(script.mails), script.seen[-1]) == (1, 5, "QUIT")


async def test_a_connection_is_changed_before_a_server_would_end_it() -> None:
    async with serving() as script:
        way = transport(script)
        for _ in range(100):
            await way.send(mail())
        await way.close()

    assert (script.connections, len(script.mails), script.seen.count("QUIT")) == (2, 100, 2)


async def test_the_null_sender_is_sent_as_such() -> None:
    async with serving() as script:
        way = transport(script)
        await way.send(mail(sender=""))
        await way.close()

    assert script.mails[0].mail_from == "<>"


@pytest.mark.parametrize(
    ("stage", "reply", "kind"),
    [
        ("greeting", "421 4.3.2 closing", "away"),
        ("greeting", "450 4.3.2 busy", "away"),
        ("greeting", "554 5.7.1 not you", "ours"),
        ("EHLO", "421 4.3.2 closing", "away"),
        ("MAIL", "421 4.7.0 too many", "away"),
        ("MAIL", "451 4.3.0 later", "away"),
        ("MAIL", "452 4.3.1 no space", "away"),
        ("MAIL", "530 5.7.0 authenticate first", "ours"),
        ("MAIL", "553 5.7.1 not your address", "ours"),
        ("RCPT", "421 4.7.0 too many", "away"),
        ("RCPT", "450 4.2.0 greylisted", "later"),
        ("RCPT", "451 4.3.0 later", "later"),
        ("RCPT", "452 4.2.2 mailbox full", "later"),
        ("RCPT", "550 5.1.1 no such user", "permanent"),
        ("RCPT", "552 5.2.2 mailbox full", "permanent"),
        ("RCPT", "554 5.7.1 no", "permanent"),
        ("DATA", "451 4.3.0 later", "later"),
        ("DATA", "554 5.5.1 no", "permanent"),
        ("END", "421 4.3.2 closing", "away"),
        ("END", "450 4.3.0 later", "later"),
        ("END", "452 4.3.1 no space", "later"),
        ("END", "550 5.7.1 spam", "permanent"),
        ("END", "552 5.3.4 too big", "permanent"),
        ("END", "554 5.6.0 no", "permanent"),
    ],
)
async def test_each_refusal_means_what_it_says(stage: str, reply: str, kind: str) -> None:
    async with serving() as script:
        script.says(stage, reply)
        way = transport(script)
        error = await fails(way)
        response = await way.send(mail())
        await way.close()

    meant = {"permanent": error.permanent, "ours": error.ours, "away": error.away and not error.ours}
    assert {name for name, said in meant.items() if said} == ({kind} - {"later"})
    assert not error.in_doubt
    assert reply[:3] in error.reason
    assert response.startswith("250")
    assert len(script.mails) == 1


@pytest.mark.parametrize("stage", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("what", [DROP, SILENCE])
async def test_a_connection_that_breaks_before_the_mail_leaves_no_doubt(stage: str, what: str) -> None:
    async with serving() as script:
        script.says(stage, what)
        way = SmtpTransport(SmtpRoute(HOST, script.port, Security.NONE), seconds=0.2)
        error = await fails(way)
        await way.close()

    assert error.away
    assert not any((error.ours, error.in_doubt, error.permanent))


@pytest.mark.parametrize("what", [DROP, SILENCE])
async def test_a_connection_that_breaks_after_the_mail_leaves_us_in_doubt(what: str) -> None:
    async with serving() as script:
        script.says("END", what)
        way = transport(script, data_seconds=0.2)
        error = await fails(way)
        again = await way.send(mail())
        await way.close()

    assert error.in_doubt
    assert not any((error.permanent, error.away))
    assert again.startswith("250")
    assert len(script.mails) == 2


async def test_a_kept_connection_that_died_is_replaced_at_once() -> None:
    async with serving() as script:
        way = transport(script)
        await way.send(mail())
        script.says("MAIL", "421 4.4.2 idle for too long")
        await way.send(mail())
        await way.close()

    assert (len(script.mails), script.connections) == (2, 2)


async def test_nobody_listens() -> None:
    async with serving() as script:
        pass
    error = await fails(transport(script))

    assert error.away
    assert not error.ours


async def test_goodbye_without_an_answer_does_no_harm() -> None:
    async with serving() as script:
        script.says("QUIT", DROP)
        way = transport(script)
        response = await way.send(mail())
        await way.close()

    assert response.startswith("250")


async def test_breaking_off_closes_the_connection() -> None:
    async with serving() as script:
        script.says("END", SILENCE)
        way = transport(script)
        sending = asyncio.create_task(way.send(mail()))
        await script.wait_for(1)
        transmitting = way.transmitting
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        again = await way.send(mail())
        await way.close()

    assert transmitting
    assert again.startswith("250")
    assert script.connections == 2


async def test_an_address_in_utf8_needs_a_server_that_knows_it() -> None:
    async with serving(utf8=True) as script:
        way = transport(script)
        await way.send(mail("jösé@example.org"))
        await way.close()
    async with serving() as plain:
        way = transport(plain)
        error = await fails(way, mail("jösé@example.org"))
        await way.close()

    assert script.recipients == ["jösé@example.org"]
    assert error.hold
    assert "SMTPUTF8" in error.reason


@pytest.mark.parametrize("to", ["not an address", "a@b.org, c@d.org", "Bob <a@b.org>", "a(x)@b.org", "a@b.org>", ""])
async def test_what_is_no_address_is_never_made_into_one(to: str) -> None:
    async with serving() as script:
        way = transport(script)
        error = await fails(way, mail(to))
        await way.close()

    assert error.permanent
    assert not {"RCPT", "END"} & set(script.seen)


# Encryption and login


@pytest.fixture(name="authority", scope="module")
def make_authority() -> trustme.CA:
    return trustme.CA()


def context(authority: trustme.CA, name: str = HOST) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(tls)
    return tls


@pytest.fixture(name="ca_file")
def write_ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


def secured(script: Script, ca_file: Path | None, security: Security, password: str | None = None) -> SmtpTransport:
    username = "helpdesk@example.org" if password else None
    route = SmtpRoute(HOST, script.port, security, ca_file, username, Auth.PASSWORD)
    return SmtpTransport(route, (lambda: password) if password else None, seconds=2)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_mail_and_password_travel_encrypted(security: Security, authority: trustme.CA, ca_file: Path) -> None:
    async with serving(security, context(authority), password="right") as script:
        way = secured(script, ca_file, security, "right")
        await way.check()
        await way.send(mail())
        await way.close()

    assert script.secure == [True]
    assert len(script.mails) == 1


async def test_a_server_without_starttls_gets_nothing(ca_file: Path) -> None:
    async with serving(password="right") as script:
        way = secured(script, ca_file, Security.STARTTLS, "right")
        error = await fails(way)
        await way.close()

    assert error.ours
    assert "STARTTLS" in error.reason
    assert "hint:" in str(error)
    assert not {"AUTH", "MAIL"} & set(script.seen)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("name", ["wrong.example.org", None], ids=("wrong-name", "unknown-ca"))
async def test_a_certificate_that_does_not_hold_gets_nothing(
    security: Security, name: str | None, authority: trustme.CA, ca_file: Path
) -> None:
    async with serving(security, context(authority, name or HOST), password="right") as script:
        way = secured(script, ca_file if name else None, security, "right")
        error = await fails(way)
        await way.close()

    assert error.ours
    assert "certificate" in error.reason
    assert not {"AUTH", "MAIL"} & set(script.seen)


async def test_a_refused_login_is_tried_once_and_is_ours(authority: trustme.CA, ca_file: Path) -> None:
    async with serving(Security.STARTTLS, context(authority), password="right") as script:
        way = secured(script, ca_file, Security.STARTTLS, "wrong")
        error = await fails(way)
        await way.close()

    assert error.ours
    assert "535" in error.reason
    assert "wrong" not in str(error)
    assert script.seen.count("AUTH") == 1


async def test_a_login_that_is_not_possible_now_is_not_ours(authority: trustme.CA, ca_file: Path) -> None:
    async with serving(Security.STARTTLS, context(authority), password="right") as script:
        script.says("AUTH", "454 4.7.0 temporary authentication failure")
        error = await fails(secured(script, ca_file, Security.STARTTLS, "right"))

    assert error.away
    assert not error.ours
    assert "login not possible now: 454" in error.reason


async def test_without_encryption_nothing_leaves_this_machine() -> None:
    error = await fails(SmtpTransport(SmtpRoute("smtp.example.org", 25, Security.NONE)))

    assert error.ours
    assert "security: none" in error.reason


async def test_a_secret_that_cannot_be_read_is_ours(authority: trustme.CA, ca_file: Path) -> None:
    def missing() -> str:
        raise CredentialError("no such credential")  # noqa: EM101, TRY003 (as any source may say it)

    async with serving(Security.STARTTLS, context(authority), password="right") as script:
        route = SmtpRoute(HOST, script.port, Security.STARTTLS, ca_file, "helpdesk@example.org")
        error = await fails(SmtpTransport(route, missing, seconds=2))

    assert error.ours
    assert "no such credential" in error.reason
    assert "AUTH" not in script.seen


@pytest.mark.parametrize(("tokens", "outcome"), [(["fresh"], "sent"), (["stale"], "ours")])
async def test_an_access_token_is_asked_for_at_each_login(
    tokens: list[str], outcome: str, authority: trustme.CA, ca_file: Path
) -> None:
    async with serving(Security.STARTTLS, context(authority), password="fresh") as script:
        username = "helpdesk@example.org"
        route = SmtpRoute(HOST, script.port, Security.STARTTLS, ca_file, username, Auth.MICROSOFT)
        way = SmtpTransport(route, lambda: tokens.pop(0), seconds=2)
        if outcome == "sent":
            await way.send(mail())
        else:
            assert (await fails(way)).ours
        await way.close()

    assert tokens == []
    assert len(script.mails) == (outcome == "sent")

"""Delivery through a real Postfix: STARTTLS, login, many mails over one connection, and its own refusals."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from mailintake.compose import compose
from mailintake.deliver import DeliveryError, SmtpTransport
from mailintake.model.decision import Notice
from mailintake.model.login import Security, SmtpRoute
from mailintake.model.outgoing import Outgoing
from tests.compose.factory import ANA, context
from tests.outgoing_check import check_outgoing
from tests.servers.dovecot import DovecotServer
from tests.servers.fixtures import DOMAIN
from tests.servers.postfix import PostfixServer
from tests.servers.sink import SmtpSink

pytestmark = pytest.mark.server

PASSWORD = "open sesame"


@pytest.fixture(name="desk")
def make_desk(dovecot: DovecotServer) -> str:
    name = f"desk-{uuid.uuid4().hex[:8]}@{DOMAIN}"
    dovecot.add_user(name, PASSWORD)
    return name


def way(postfix: PostfixServer, desk: str, password: str = PASSWORD) -> SmtpTransport:
    route = SmtpRoute(postfix.host, postfix.submission_port, Security.STARTTLS, postfix.ca_file, desk)
    return SmtpTransport(route, lambda: password, name=DOMAIN)


def receipt() -> Outgoing:
    return compose(Notice("receipt", ANA.address, 1042, automatic=True), context())


async def test_composed_mail_arrives_as_it_was_written(postfix: PostfixServer, smtp_sink: SmtpSink, desk: str) -> None:
    before = len(smtp_sink.mails)
    transport = way(postfix, desk)
    responses = [await transport.send(receipt()) for _ in range(3)]
    await transport.close()
    arrived = smtp_sink.wait_for(before + 3)[before:]

    assert all(response.startswith("250") for response in responses)
    assert [one.recipients for one in arrived] == [(ANA.address,)] * 3
    for one in arrived:
        mail = check_outgoing(one.raw, ANA.address, relayed=False)
        assert mail["subject"] == "Re: [TECH-1042] Copier jams"


async def test_a_recipient_that_postfix_refuses_is_lost_and_the_next_one_is_not(
    postfix: PostfixServer, desk: str
) -> None:
    transport = way(postfix, desk)
    with pytest.raises(DeliveryError, match="RCPT refused: 5") as caught:
        await transport.send(replace(receipt(), to="ana@-.example"))
    response = await transport.send(receipt())
    await transport.close()

    assert caught.value.permanent
    assert response.startswith("250")


async def test_postfix_refuses_a_wrong_password(postfix: PostfixServer, desk: str) -> None:
    with pytest.raises(DeliveryError, match=r"login of .* refused: 535") as caught:
        await way(postfix, desk, "wrong").check()

    assert caught.value.ours

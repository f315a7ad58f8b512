"""Logins with access tokens at a real Dovecot, which asks the token endpoint, and at an SMTP server."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from mailintake.deliver import DeliveryError, SmtpTransport
from mailintake.fetch.errors import CredentialsError, LoginDelayedError, LoginRefusedError
from mailintake.fetch.imap import ImapMailbox
from mailintake.model.login import Auth, MailboxSettings, Security, SmtpRoute
from mailintake.model.outgoing import Outgoing
from mailintake.oauth import TokenSource
from tests.deliver.scripted import serving
from tests.oauth.endpoint import DESK, NOW, Endpoint, endpoint, source_of, with_secret
from tests.outgoing_check import finished
from tests.servers.dovecot import DovecotServer, dovecot_version
from tests.servers.process import make_folder, ordinary_account

pytestmark = pytest.mark.server

STALE = (200, {"access_token": "x" * 2000, "expires_in": 3600})
MAIL = b"From: a@example.org\r\nTo: helpdesk@example.org\r\nSubject: one\r\n\r\nfirst\r\n"
UNTIL_2_3 = """
auth_mechanisms = {mechanisms}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {file}
}}
"""
INTROSPECTION = """
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""
SINCE_2_4 = """
auth_mechanisms = {mechanisms}
oauth2 {{
  introspection_mode = post
  introspection_url = http://127.0.0.1:{port}/introspect
  username_attribute = username
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2 oauthbearer
}}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Endpoint]:
    with endpoint() as found:
        yield found


@pytest.fixture(autouse=True)
def fresh(server: Endpoint) -> None:
    server.answers.clear()
    server.asked.clear()
    server.accounts.clear()


@pytest.fixture(scope="module", params=["xoauth2", "oauthbearer"])
def dovecot(request: pytest.FixtureRequest, server: Endpoint) -> Iterator[DovecotServer]:
    folder = make_folder("introspection", ordinary_account())
    file = folder / "oauth2.conf"
    file.write_text(INTROSPECTION.format(port=server.port))
    file.chmod(0o644)
    text = UNTIL_2_3 if dovecot_version() < (2, 4) else SINCE_2_4
    with DovecotServer(text.format(mechanisms=f"plain login {request.param}", file=file, port=server.port)) as found:
        found.add_user(DESK, "unused")
        yield found
    shutil.rmtree(folder, ignore_errors=True)


def mailbox(dovecot: DovecotServer, source: TokenSource) -> ImapMailbox:
    settings = MailboxSettings(
        "helpdesk", "localhost", dovecot.imaps_port, DESK, ca_file=dovecot.ca_file, auth=Auth.OAUTH2
    )
    return ImapMailbox(settings, source, lambda: NOW, limit=10_000, seconds=10)


def test_dovecot_lets_a_fresh_token_in(dovecot: DovecotServer, server: Endpoint) -> None:
    dovecot.deliver(MAIL, DESK)
    with closing(mailbox(dovecot, source_of(with_secret(server.url)))) as box:
        box.connect()
        assert any(one.content.endswith(MAIL) for one in box.new())

        box.connect()

    assert len(server.asked) == 1


def test_after_a_refused_login_a_new_token_is_asked_for(dovecot: DovecotServer, server: Endpoint) -> None:
    source = source_of(with_secret(server.url))
    server.says(200, {"access_token": "revoked", "expires_in": 3600})
    with closing(mailbox(dovecot, source)) as box:
        with pytest.raises(LoginRefusedError):
            box.connect()

        box.connect()

    assert len(server.asked) == 2


def test_a_wrong_secret_and_an_endpoint_that_is_away_are_told_apart(dovecot: DovecotServer, server: Endpoint) -> None:
    source = source_of(with_secret(server.url))
    server.says(503, "")
    server.says(401, {"error": "invalid_client"})
    with closing(mailbox(dovecot, source)) as box:
        with pytest.raises(LoginDelayedError) as away:
            box.connect()
        with pytest.raises(CredentialsError) as wrong:
            box.connect()

    assert (away.value.credentials, wrong.value.credentials) == (False, True)
    assert "hint: check `client_id` and the secret" in str(wrong.value)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([], "sent"),
        ([(200, {"access_token": "token-1", "expires_in": 3600})], "sent"),
        ([STALE, (200, {"access_token": "token-1", "expires_in": 3600})], "sent"),
        ([STALE, STALE], "ours"),
        ([(401, {"error": "invalid_client"})], "ours"),
        ([(503, "")], "away"),
    ],
)
async def test_an_smtp_server_takes_the_token(
    server: Endpoint, answers: list[tuple[int, object]], outcome: str, tmp_path: Path
) -> None:
    authority = trustme.CA()
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server.answers = answers
    async with serving(Security.STARTTLS, context, password="token-1") as script:
        route = SmtpRoute("127.0.0.1", script.port, Security.STARTTLS, ca_file, DESK, Auth.GOOGLE)
        way = SmtpTransport(route, source_of(with_secret(server.url)), seconds=5)
        mail = Outgoing("answer", "a@example.org", "Hi", "<1@example.org>", finished("a@example.org"), DESK)
        try:
            await way.send(mail)
            found = "sent"
        except DeliveryError as error:
            found = "ours" if error.ours else "away" if error.away else "other"
        await way.close()

    assert found == outcome
    assert len(script.mails) == (outcome == "sent")

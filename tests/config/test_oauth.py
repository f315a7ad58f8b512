"""auth and oauth: what each provider needs is asked for, and nothing is sent in clear."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mailintake.config import Problem, check, load
from mailintake.model.login import Auth, OAuth
from mailintake.model.settings import Settings
from tests.config.folder import loaded, replaced, write

NAME = "mailintake.yaml"
PASSWORD = "    auth: password\n    password: {env: IMAP_PASSWORD}\n"


def oauth_of(tmp_path: Path, auth: str, block: str) -> OAuth:
    settings = loaded(tmp_path, NAME, PASSWORD, f"    auth: {auth}\n    oauth: {block}\n")
    found = settings.mailboxes["main"].oauth
    assert found is not None
    return found


def problems_of(tmp_path: Path, auth: str, block: str) -> tuple[Problem, ...]:
    text = replaced(NAME, PASSWORD, f"    auth: {auth}\n    oauth: {block}\n")
    return check(write(tmp_path, mailintake_yaml=text))


def test_microsoft_needs_tenant_application_and_secret(tmp_path: Path) -> None:
    block = "{tenant: school.example, client_id: app, client_secret: {env: S}, expires: 2027-01-31}"
    found = oauth_of(tmp_path, "microsoft", block)

    assert found.token_url == "https://login.microsoftonline.com/school.example/oauth2/v2.0/token"
    assert found.scope == "https://outlook.office365.com/.default"
    assert found.client_id == "app"
    assert found.client_secret is not None
    assert found.expires == date(2027, 1, 31)


def test_microsoft_takes_a_certificate_or_a_refresh_token(tmp_path: Path) -> None:
    with_certificate = oauth_of(
        tmp_path / "a", "microsoft", "{tenant: t, client_id: app, certificate: {file: app.pem}}"
    )
    with_token = oauth_of(tmp_path / "b", "microsoft", "{tenant: t, client_id: app, refresh_token: {file: token}}")

    assert with_certificate.certificate is not None
    assert with_certificate.certificate.name == str(tmp_path / "a/app.pem")
    assert with_token.scope is not None
    assert "IMAP.AccessAsUser.All" in with_token.scope


def test_google_needs_only_the_service_account(tmp_path: Path) -> None:
    found = oauth_of(tmp_path, "google", "{service_account: {credential: google}}")

    assert (found.token_url, found.scope) == ("https://oauth2.googleapis.com/token", "https://mail.google.com/")
    assert [one.name for one in found.secrets] == ["google"]


def test_any_other_endpoint_is_named(tmp_path: Path) -> None:
    block = '{token_url: "https://id.example/token", client_id: app, client_secret: {env: S}, scope: [imap, smtp]}'
    found = oauth_of(tmp_path, "oauth2", block)

    assert (found.token_url, found.scope) == ("https://id.example/token", "imap smtp")


def test_a_block_can_be_written_once_for_mailbox_and_smtp(tmp_path: Path) -> None:
    text = replaced(NAME, PASSWORD, "    auth: google\n    oauth: &google {service_account: {env: KEY}}\n")
    old = "  auth: password\n  password: {file: smtp.secret}\n"
    assert text.count(old) == 1
    text = text.replace(old, "  auth: google\n  oauth: *google\n")
    settings = load(write(tmp_path, mailintake_yaml=text), environ={})

    assert settings.smtp is not None
    assert settings.smtp.route.auth is Auth.GOOGLE
    assert settings.smtp.route.oauth is not None
    assert [one.name for one in settings.secrets] == ["KEY", "KEY"]
    assert not any("auth" in one for one in settings.inactive)


@pytest.mark.parametrize(
    ("auth", "block", "text", "hint"),
    [
        ("microsoft", "{client_id: a, client_secret: {env: S}}", "oauth.tenant` is missing", "Directory"),
        ("microsoft", "{tenant: t, client_secret: {env: S}}", "oauth.client_id` is missing", "Application"),
        ("microsoft", "{tenant: t, client_id: a}", "shows nothing for a token", "`client_secret`, `certificate`"),
        ("microsoft", "{tenant: a/b, client_id: a, client_secret: {env: S}}", "must be a directory ID", ""),
        (
            "microsoft",
            "{tenant: t, client_id: a, client_secret: {env: S}, certificate: {env: C}}",
            "oauth.certificate` stands beside `client_secret`",
            "give one of them",
        ),
        ("microsoft", "{tenant: t, client_id: a, client_secret: abc}", "must say where the secret lies", "env"),
        (
            "microsoft",
            "{tennant: t, client_id: a, client_secret: {env: S}}",
            "unknown key `tennant`",
            "did you mean `tenant`?",
        ),
        ("google", "{service_account: {env: K}, certificate: {env: C}}", "unknown key `certificate`", ""),
        ("google", "{client_id: a, client_secret: {env: K}}", "shows nothing for a token", "`service_account`"),
        (
            "google",
            "{service_account: {env: K}, client_id: a, refresh_token: {env: R}}",
            "oauth.service_account` stands beside `refresh_token`",
            "give one of them",
        ),
        ("oauth2", "{client_id: a, client_secret: {env: S}}", "oauth.token_url` is missing", "token_url"),
        (
            "oauth2",
            '{token_url: "http://id.example/", client_id: a, client_secret: {env: S}}',
            "must be an address that begins with https://",
            "never travel in clear",
        ),
        (
            "oauth2",
            "{token_url: id.example, client_id: a, client_secret: {env: S}}",
            "must be an address that begins with https://",
            "",
        ),
        (
            "oauth2",
            "{token_url: 'https://[::1', client_id: a, client_secret: {env: S}}",
            "must be an address that begins with https://",
            "",
        ),
        ("password\n    password: {env: P}", "{client_id: a}", "oauth` stands without `auth`", "auth: microsoft"),
        ("google\n    password: {env: P}", "{service_account: {env: K}}", "password` is of no use", "leave it out"),
        ("google", "null", "shows nothing for a token", "`service_account`"),
    ],
)
def test_what_is_missing_or_too_much_is_named(tmp_path: Path, auth: str, block: str, text: str, hint: str) -> None:
    found = problems_of(tmp_path, auth, block)

    assert any(text in one.text and hint in one.hint for one in found), found


@pytest.mark.parametrize(
    ("auth", "hint"), [("microsoft", "tenant"), ("google", "service_account"), ("oauth2", "token_url")]
)
def test_without_the_block_an_example_is_shown(tmp_path: Path, auth: str, hint: str) -> None:
    found = check(write(tmp_path, mailintake_yaml=replaced(NAME, PASSWORD, f"    auth: {auth}\n")))

    assert [one.text for one in found] == ["`mailboxes.main.oauth` is missing"]
    assert hint in found[0].hint


def test_a_token_on_this_machine_may_be_asked_for_in_clear(tmp_path: Path) -> None:
    block = '{token_url: "http://127.0.0.1:8080/token", client_id: a, client_secret: {env: S}}'

    assert oauth_of(tmp_path, "oauth2", block).token_url == "http://127.0.0.1:8080/token"


def test_unreadable_secrets_of_a_login_are_named_with_their_place(tmp_path: Path) -> None:
    text = replaced(NAME, PASSWORD, "    auth: google\n    oauth: {service_account: {env: KEY}}\n")
    settings: Settings = load(write(tmp_path, mailintake_yaml=text), environ={})

    assert any(one.name == "KEY" and "mailintake.yaml:" in one.place for one in settings.secrets)

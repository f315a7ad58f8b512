"""`auth` and `oauth` of a mailbox or of SMTP: how we log in, by a password or by access tokens."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from mailintake.config import values
from mailintake.config.addresses import is_loopback
from mailintake.config.nodes import Node, Scalar
from mailintake.config.places import file_in
from mailintake.config.problems import Wrong
from mailintake.config.secret import secret
from mailintake.config.section import Section
from mailintake.model.login import Auth, OAuth, Secret

MICROSOFT_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
MICROSOFT_USER_SCOPE = (
    "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
)
GOOGLE_URL = "https://oauth2.googleapis.com/token"
GOOGLE_SCOPE = "https://mail.google.com/"
SECRET_HINT = "write `password: {env: NAME}`, `{file: PATH}` or `{credential: NAME}`"  # noqa: S105 (a hint)
# What can be shown for a token.
SHOWN = {
    Auth.MICROSOFT: ("client_secret", "certificate", "refresh_token"),
    Auth.GOOGLE: ("service_account", "refresh_token"),
    Auth.OAUTH2: ("client_secret", "certificate", "service_account", "refresh_token"),
}
APART = (
    ("client_secret", "certificate"),
    ("client_secret", "service_account"),
    ("certificate", "service_account"),
    ("refresh_token", "service_account"),
)
BLOCK_HINTS = {
    Auth.MICROSOFT: "such as `oauth: {tenant: school.onmicrosoft.com, client_id: …, client_secret: {file: PATH}}`",
    Auth.GOOGLE: "such as `oauth: {service_account: {file: PATH}}`",
    Auth.OAUTH2: "such as `oauth: {token_url: https://…, client_id: …, client_secret: {file: PATH}}`",
}


def sign_in(section: Section, folder: Path, *, needed: bool) -> tuple[Auth, Secret | None, OAuth | None]:
    """Read how we log in; `needed` says that without a password nothing comes of it."""
    auth = section.get("auth", values.choice(Auth), Auth.PASSWORD)
    password = section.get("password", values.optional(secret(folder)), None)
    block = section.part("oauth")
    if auth is Auth.PASSWORD:
        _check_password(section, block, needed=needed and password is None and "password" not in section)
        return auth, password, None
    if password is not None:
        text = f"`{section.path('password')}` is of no use with `auth: {auth.value}`"
        section.say(section.key_place("password"), text, "leave it out; what is shown for tokens stands in `oauth`")
    if block is None:
        if "oauth" not in section:
            section.say(section.place, f"`{section.path('oauth')}` is missing", BLOCK_HINTS[auth])
        return auth, None, None
    with block:
        return auth, None, _oauth(block, auth, folder)


def _check_password(section: Section, block: Section | None, *, needed: bool) -> None:
    if block is not None:
        hint = "write `auth: microsoft`, `auth: google` or `auth: oauth2`"
        section.say(section.key_place("oauth"), f"`{section.path('oauth')}` stands without `auth`", hint)
    elif needed:
        section.say(section.place, f"`{section.path('password')}` is missing", SECRET_HINT)


def _oauth(block: Section, auth: Auth, folder: Path) -> OAuth:
    read = values.optional(secret(folder))
    refresh_token = block.get("refresh_token", read, None)
    found = OAuth(
        token_url=_token_url(block, auth),
        client_id=block.get("client_id", values.optional(values.text), None),
        client_secret=block.get("client_secret", read, None),
        # What a provider does not take is an unknown key there.
        certificate=None if auth is Auth.GOOGLE else block.get("certificate", read, None),
        service_account=None if auth is Auth.MICROSOFT else block.get("service_account", read, None),
        refresh_token=refresh_token,
        scope=block.get("scope", values.optional(_scope), _usual_scope(auth, delegated=refresh_token is not None)),
        ca_file=block.get("ca_file", values.optional(file_in(folder)), None),
        expires=block.get("expires", values.optional(values.day), None),
        place=str(block.place),
    )
    _check_shown(block, auth)
    return found


def _token_url(block: Section, auth: Auth) -> str:
    match auth:
        case Auth.MICROSOFT:
            tenant = block.get("tenant", _tenant, None)
            if tenant is None and "tenant" not in block and "token_url" not in block:
                hint = "the Directory (tenant) ID, or a domain of yours such as `school.onmicrosoft.com`"
                block.say(block.place, f"`{block.path('tenant')}` is missing", hint)
            return block.get("token_url", _https, MICROSOFT_URL.format(tenant=tenant))
        case Auth.GOOGLE:
            return block.get("token_url", _https, GOOGLE_URL)
        case _:
            return block.need("token_url", _https, "https://localhost/", BLOCK_HINTS[auth])


def _usual_scope(auth: Auth, *, delegated: bool) -> str | None:
    match auth:
        case Auth.MICROSOFT:
            return MICROSOFT_USER_SCOPE if delegated else MICROSOFT_SCOPE
        case Auth.GOOGLE:
            return None if delegated else GOOGLE_SCOPE
        case _:
            return None


def _check_shown(block: Section, auth: Auth) -> None:
    """Require something to show, one of each kind, and the name of who shows it."""
    given = [one for one in SHOWN[auth] if one in block]
    if not given:
        listed = ", ".join(f"`{one}`" for one in SHOWN[auth])
        block.say(block.place, f"`{block.name}` shows nothing for a token", f"give one of {listed}")
    for one, other in APART:
        if one in block and other in block:
            text = f"`{block.path(other)}` stands beside `{one}`"
            block.say(block.key_place(other), text, "give one of them")
    if given and "client_id" not in block and "service_account" not in block:
        hint = "the Application (client) ID" if auth is Auth.MICROSOFT else "the name by which the endpoint knows us"
        block.say(block.place, f"`{block.path('client_id')}` is missing", hint)


def _tenant(node: Node) -> str:
    value = values.text(node)
    if not all(one.isalnum() or one in "-." for one in value) or not value.isascii():
        raise Wrong(node.place, "must be a directory ID or a domain")
    return value


def _https(node: Node) -> str:
    value = values.text(node)
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        good = bool(host) and (parts.port is None or parts.port > 0) and value.isascii() and " " not in value
    except ValueError:
        good, host, parts = False, "", urlsplit("")
    if good and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))):
        return value
    hint = "credentials never travel in clear" if good and parts.scheme == "http" else ""
    raise Wrong(node.place, "must be an address that begins with https://", hint)


def _scope(node: Node) -> str:
    """Read a scope; several stand in one text with spaces, or in a list."""
    if isinstance(node, Scalar):
        return " ".join(values.text(node).split())
    return " ".join(values.many(values.text)(node))

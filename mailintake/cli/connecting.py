"""Logs in to IMAP and SMTP as the daemon would, and sends nothing: what worked, and what did not, with its line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mailintake.app import mailbox_of, route_of
from mailintake.cli.probing import Closer, Login, Protocol, look_before, look_closer
from mailintake.config import SecretError, read_secret
from mailintake.deliver import DeliveryError
from mailintake.deliver.smtp import Greeting
from mailintake.fetch.errors import CredentialsError, MailboxError
from mailintake.fetch.survey import Survey
from mailintake.model.login import MailboxSettings, SmtpRoute
from mailintake.model.settings import Settings

WHAT = {Protocol.IMAP: "mailbox", Protocol.SMTP: "smtp"}


@dataclass(frozen=True, slots=True)
class Connections:
    """One sentence for each connection that works, and one with a hint for everything that does not.

    `opened` are the keys of the mailboxes that let us in.
    """

    working: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()


def try_connections(
    settings: Settings, environ: Mapping[str, str], asking: Callable[[str], None] = lambda _: None
) -> Connections:
    """Connect to every mailbox and every way out; `asking` hears which server is asked, before it may take long."""
    found = [
        _before(box, environ, Protocol.IMAP, asking) or _mailbox(box, settings, environ)
        for box in settings.mailboxes.values()
    ]
    found += [
        _before(route, environ, Protocol.SMTP, asking) or _way_out(route, settings, environ)
        for route in _routes(settings)
    ]
    return Connections(
        tuple(line for one in found for line in one.working),
        tuple(line for one in found for line in one.problems),
        tuple(key for one in found for key in one.opened),
    )


def unread(settings: Settings, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the secrets of logins that cannot be read, each as `file:line:column: what is wrong`."""
    logins: tuple[Login, ...] = (*settings.mailboxes.values(), *_routes(settings))
    return tuple(line for login in logins for line in _unread(login, environ))


def _before(
    login: Login, environ: Mapping[str, str], protocol: Protocol, asking: Callable[[str], None]
) -> Connections | None:
    """Return what makes a try pointless: a secret that cannot be read, or TLS where we would wait for a greeting."""
    wrong = tuple(dict.fromkeys(_unread(login, environ)))
    if wrong:
        return Connections(problems=wrong)
    asking(f"{login.host}:{login.port}")
    closer = look_before(login, protocol)
    return Connections(problems=(_told(protocol, login, closer),)) if closer else None


def _unread(login: Login, environ: Mapping[str, str]) -> Iterator[str]:
    secrets = (*([login.password] if login.password else []), *(login.oauth.secrets if login.oauth else ()))
    for secret in secrets:
        try:
            read_secret(secret, environ)
        except SecretError as error:
            yield str(error)


def _mailbox(mailbox: MailboxSettings, settings: Settings, environ: Mapping[str, str]) -> Connections:
    opened = mailbox_of(mailbox, settings, environ)
    try:
        opened.connect()
        survey = opened.survey()
    except (MailboxError, SecretError) as error:
        return Connections(problems=(_problem(mailbox, error, Protocol.IMAP),))
    finally:
        opened.close()
    problems = tuple(_problem(mailbox, one, Protocol.IMAP) for one in survey.problems)
    return Connections((_mailbox_works(mailbox, survey),), problems, (mailbox.key,))


def _way_out(route: SmtpRoute, settings: Settings, environ: Mapping[str, str]) -> Connections:
    try:
        greeting = asyncio.run(_log_in(route, settings, environ))
    except (DeliveryError, SecretError) as error:
        return Connections(problems=(_problem(route, error, Protocol.SMTP),))
    return Connections((_route_works(route, greeting),))


async def _log_in(route: SmtpRoute, settings: Settings, environ: Mapping[str, str]) -> Greeting:
    transport = route_of(route, settings, environ)
    try:
        return await transport.survey()
    finally:
        await transport.close()


def _routes(settings: Settings) -> Iterator[SmtpRoute]:
    if settings.smtp is None:
        return
    yield settings.smtp.route
    if settings.smtp.fallback is not None:
        yield settings.smtp.fallback


def _problem(login: Login, error: MailboxError | DeliveryError | SecretError, protocol: Protocol) -> str:
    """Return `file:line:column: what is wrong`, and the hint; a closer look may know better than the error."""
    # An error about a secret names its own line.
    if isinstance(error, SecretError | CredentialsError):
        text = str(error)
        return text if isinstance(error, SecretError) else text.removeprefix(f"{_key(login)}: ")
    if isinstance(error.__cause__, SecretError):
        return str(error.__cause__)
    closer = look_closer(login, error, protocol)
    if closer is not None:
        return _told(protocol, login, closer)
    return _at(login, error.about, f"{WHAT[protocol]} {error}")


def _told(protocol: Protocol, login: Login, closer: Closer) -> str:
    name = f"{_key(login)} ({login.host}:{login.port})" if _key(login) else f"{login.host}:{login.port}"
    return _at(login, closer.about, f"{WHAT[protocol]} {name}: {closer.text}\nhint: {closer.hint}")


def _at(login: Login, about: str, text: str) -> str:
    place = login.places.get(about)
    return f"{place}: {text}" if place else text


def _mailbox_works(mailbox: MailboxSettings, survey: Survey) -> str:
    folders = [f"found {' and '.join(survey.found)}"] if survey.found else []
    folders += [f"made {' and '.join(survey.made)}"] if survey.made else []
    where = f"mailbox {mailbox.key} ({mailbox.host}:{mailbox.port})"
    messages = f"{survey.messages} message{'' if survey.messages == 1 else 's'} in {mailbox.folder}"
    return f"{where}: logged in as {mailbox.username} ({survey.tls or 'no TLS'}); " + "; ".join([messages, *folders])


def _route_works(route: SmtpRoute, greeting: Greeting) -> str:
    who = f"logged in as {route.username}" if route.username else "connected, no login wanted"
    return f"smtp {route.host}:{route.port}: {who} ({greeting.tls or 'no TLS'}); it says: {greeting.name}"


def _key(login: Login) -> str:
    return login.key if isinstance(login, MailboxSettings) else ""

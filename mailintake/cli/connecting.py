"""Logs in to IMAP and SMTP as the daemon would, and sends nothing: what worked, and what did not, with its line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailintake.app import mailbox_of, route_of
from mailintake.cli.probing import Login, Protocol, look_closer
from mailintake.config import SecretError
from mailintake.deliver import DeliveryError
from mailintake.deliver.smtp import Greeting
from mailintake.fetch.errors import CredentialsError, MailboxError
from mailintake.fetch.survey import Survey
from mailintake.model.settings import MailboxSettings, Settings, SmtpRoute


@dataclass(frozen=True, slots=True)
class Connections:
    """One sentence for each connection that works, and one with a hint for everything that does not.

    `opened` are the keys of the mailboxes that let us in.
    """

    working: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()


def try_connections(settings: Settings, environ: Mapping[str, str]) -> Connections:
    """Connect to every mailbox and every way out."""
    found = [_mailbox(one, settings, environ) for one in settings.mailboxes.values()]
    found += [_way_out(one, settings, environ) for one in _routes(settings)]
    return Connections(
        tuple(line for one in found for line in one.working),
        tuple(line for one in found for line in one.problems),
        tuple(key for one in found for key in one.opened),
    )


def _mailbox(mailbox: MailboxSettings, settings: Settings, environ: Mapping[str, str]) -> Connections:
    opened = mailbox_of(mailbox, settings, environ)
    try:
        opened.connect()
        survey = opened.survey()
    except (MailboxError, SecretError) as error:
        return Connections(problems=(_problem("mailbox", mailbox, error, Protocol.IMAP),))
    finally:
        opened.close()
    problems = tuple(_problem("mailbox", mailbox, one, Protocol.IMAP) for one in survey.problems)
    return Connections((_mailbox_works(mailbox, survey),), problems, (mailbox.key,))


def _way_out(route: SmtpRoute, settings: Settings, environ: Mapping[str, str]) -> Connections:
    try:
        greeting = asyncio.run(_log_in(route, settings, environ))
    except (DeliveryError, SecretError) as error:
        return Connections(problems=(_problem("smtp", route, error, Protocol.SMTP),))
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


def _problem(what: str, login: Login, error: MailboxError | DeliveryError | SecretError, protocol: Protocol) -> str:
    """Return `file:line:column: what is wrong`, and the hint; a closer look may know better than the error."""
    # An error about a secret names its own line.
    if isinstance(error, SecretError | CredentialsError):
        text = str(error)
        return text if isinstance(error, SecretError) else text.removeprefix(f"{_key(login)}: ")
    about = error.about
    text = f"{what} {error}"
    closer = look_closer(login, error, protocol)
    if closer is not None:
        about = closer.about
        name = f"{_key(login)} ({login.host}:{login.port})" if _key(login) else f"{login.host}:{login.port}"
        text = f"{what} {name}: {closer.text}\nhint: {closer.hint}"
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

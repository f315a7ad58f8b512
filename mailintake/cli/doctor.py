"""`doctor`: is everything well? One sentence and a remedy each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated

import typer

from mailintake.cli.places import options_of, rules_with_key, settings_of, store_of
from mailintake.config import SecretError, read_secret
from mailintake.model.login import MailboxSettings
from mailintake.model.settings import Profile, Settings

OLD = timedelta(hours=1)
HEALTHY = "healthy: configuration, database, mailboxes and SMTP are in order"
OFFLINE_HEALTHY = "healthy: configuration, secrets and database are in order; mailboxes and SMTP were not asked"
WELL = "mailboxes and SMTP: in order, logins work\n"
NOBODY_BELIEVED = (
    "trust: profile generic without authserv_ids believes nobody\n"
    "hint: name your mail server as it signs Authentication-Results"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    context: typer.Context,
    offline: Annotated[bool, typer.Option("--offline", help="Do not log in to IMAP and SMTP.")] = False,
) -> None:
    """Look at configuration, database, mailboxes, SMTP and what waits; exit 1 where something is wrong."""
    settings = settings_of(context)
    found = [*_database(settings), *_secrets(context, settings, offline=offline), *_trust(settings)]
    found += _expiry(context, settings)
    well = ""
    if not offline and (settings.mailboxes or settings.smtp):
        from mailintake.cli.connecting import try_connections

        tried = try_connections(settings, options_of(context).environ)
        found += [*tried.problems, *_unmoved(context, settings, tried.opened)]
        well = "" if tried.problems else WELL
    if not settings.mailboxes:
        found.append(
            "mailboxes: none is configured, so no mail comes in\nhint: name one in mailintake.yaml, or use `ingest`"
        )
    for line in dict.fromkeys(found):
        print(line)
    if found:
        print(well, end="")
        raise typer.Exit(1)
    print(OFFLINE_HEALTHY if offline else HEALTHY)


def _database(settings: Settings) -> list[str]:
    from mailintake.store.errors import StoreError

    try:
        with store_of(settings, migrate=False) as store, store.read() as reading:
            counts = reading.counts()
    except StoreError as error:
        return [str(error)]
    found = []
    if counts.failed:
        found.append(f"outbox: {counts.failed} mails did not leave\nhint: mailintake outbox list --state failed")
    if counts.held:
        found.append(
            f"outbox: {counts.held} mails may have arrived or not\n"
            "hint: mailintake outbox list --state held, then retry or drop"
        )
    if counts.oldest_waiting and datetime.now(UTC) - counts.oldest_waiting > OLD:
        found.append(
            f"outbox: mail waits since {counts.oldest_waiting:%Y-%m-%d %H:%M} UTC\n"
            "hint: mailintake outbox list --state queued shows why"
        )
    if counts.quarantine:
        found.append(f"quarantine: {counts.quarantine} mails\nhint: mailintake quarantine list, then retry or drop")
    return found


def _unmoved(context: typer.Context, settings: Settings, opened: tuple[str, ...]) -> list[str]:
    """Name mailboxes that keep in the inbox what was taken in."""
    from mailintake.fetch.errors import MailboxError
    from mailintake.store.errors import StoreError

    found = []
    for mailbox in (settings.mailboxes[key] for key in opened):
        try:
            count = _stuck(mailbox, settings, options_of(context).environ)
        except (StoreError, MailboxError):
            # Both have been looked at, and told.
            continue
        if count:
            many = f"{count} mails were taken in and still lie in {mailbox.folder}"
            hint = "`mailintake reconcile` names them; look for rights and for a full quota"
            found.append(f"mailbox {mailbox.key}: {many}\nhint: {hint}")
    return found


def _stuck(mailbox: MailboxSettings, settings: Settings, environ: Mapping[str, str]) -> int:
    from mailintake.app import shelves_of
    from mailintake.reconcile import find_stuck

    with store_of(settings, migrate=False) as store, shelves_of(mailbox, settings, environ) as shelves:
        return len(find_stuck(mailbox, shelves, store, datetime.now(UTC)))


def _secrets(context: typer.Context, settings: Settings, *, offline: bool) -> list[str]:
    """Name each secret that cannot be read, once; those of the logins are read anyway where we log in."""
    found = []
    try:
        rules_with_key(context, settings)
    except SecretError as error:
        found.append(str(error))
    for one in dict.fromkeys(settings.secrets if offline else ()):
        try:
            read_secret(one, options_of(context).environ)
        except SecretError as error:
            found.append(str(error))
    return found


def _expiry(context: typer.Context, settings: Settings) -> list[str]:
    from mailintake.oauth import expiry_warnings

    read = partial(read_secret, environ=options_of(context).environ)
    now = datetime.now(UTC)
    # Mailbox and SMTP often show the same credential.
    found = [one for login in settings.logins if login.oauth for one in expiry_warnings(login.oauth, read, now)]
    return list(dict.fromkeys(found))


def _trust(settings: Settings) -> list[str]:
    trust = settings.rules.trust
    if trust.profile is Profile.GENERIC and not trust.authserv_ids:
        return [NOBODY_BELIEVED]
    return []

"""What is looked at once a night: folders against the journal, and credentials that come to their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mailintake.fetch.errors import MailboxError
from mailintake.fetch.shelves import Shelves
from mailintake.model.login import MailboxSettings, Secret
from mailintake.model.settings import Settings
from mailintake.oauth import expiry_warnings
from mailintake.reconcile import Reconciled, reconcile
from mailintake.store import Store

# By then the night's backup and the provider's maintenance are over, and nobody works yet.
HOUR = 4


def run_nightly(
    settings: Settings,
    store: Store,
    shelves: Callable[[MailboxSettings], Shelves],
    read: Callable[[Secret], str],
    now: datetime,
) -> tuple[str, ...]:
    """Return what the admin should hear; on each local date only the first call after four o'clock looks."""
    local = now.astimezone(settings.rules.desk.timezone)
    if local.hour < HOUR:
        return ()
    with store.work() as work:
        if not work.once(f"nightly look on {local.date()}", now):
            return ()
    missing = [_missing(one, store, shelves, now) for one in settings.mailboxes.values()]
    ending = [one for login in settings.logins if login.oauth for one in expiry_warnings(login.oauth, read, now)]
    return tuple(dict.fromkeys([*(one for one in missing if one), *ending]))


def _missing(
    mailbox: MailboxSettings, store: Store, shelves: Callable[[MailboxSettings], Shelves], now: datetime
) -> str | None:
    try:
        with shelves(mailbox) as opened:
            found = reconcile(mailbox, opened, store, now)
    except MailboxError:
        # Whoever watches the mailbox says so, and tries again.
        return None
    if not found.unaccounted:
        return _unmoved(mailbox, found)
    many = f"{len(found.unaccounted)} of {found.messages} messages are not accounted for"
    return f"mailbox {mailbox.key}: {many}\nhint: mailintake reconcile"


def _unmoved(mailbox: MailboxSettings, found: Reconciled) -> str | None:
    if not found.stuck:
        return None
    many = f"{len(found.stuck)} messages were taken in and still lie in {mailbox.folder}"
    return f"mailbox {mailbox.key}: {many}\nhint: mailintake check --connect"

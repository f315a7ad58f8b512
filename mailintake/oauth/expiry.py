"""Credentials that end on a day: said in good time."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailintake.model.credential import CredentialError
from mailintake.model.login import OAuth
from mailintake.oauth.assertion import read_certificate
from mailintake.oauth.grant import Read

SOON = timedelta(days=30)


def expiry_warnings(oauth: OAuth, read: Read, now: datetime) -> tuple[str, ...]:
    """Return a sentence with a remedy for what is over or ends within a month."""
    found = []
    if oauth.expires is not None and oauth.expires <= (now + SOON).date():
        found.append(_said(oauth.place, "the credential", oauth.expires.isoformat(), over=oauth.expires < now.date()))
    if oauth.certificate is not None:
        found.extend(_certificate(oauth, read, now))
    return tuple(found)


def _certificate(oauth: OAuth, read: Read, now: datetime) -> list[str]:
    if oauth.certificate is None:
        return []
    try:
        end = read_certificate(read(oauth.certificate), oauth.certificate.place).not_valid_after_utc
    except CredentialError as error:
        return [str(error)]
    if end > now + SOON:
        return []
    return [_said(oauth.certificate.place or oauth.place, "the certificate", f"{end:%Y-%m-%d}", over=end <= now)]


def _said(place: str, what: str, day: str, *, over: bool) -> str:
    when = f"is over since {day}" if over else f"ends on {day}"
    return f"{place}: {what} {when}\nhint: make a new one at the provider, put it in its place, and correct `expires`"

"""How mailboxes and ways out are reached, and with what secrets we log in there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path


class Security(StrEnum):
    """How a connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Auth(StrEnum):
    """How we log in."""

    PASSWORD = "password"  # noqa: S105 (a word of the configuration)
    GOOGLE = "google"
    MICROSOFT = "microsoft"
    OAUTH2 = "oauth2"


class FirstRun(StrEnum):
    """What happens to mail that lay in the mailbox before us."""

    TAKE_ALL = "take_all"
    TAKE_UNSEEN = "take_unseen"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret lies: an environment variable, a file, or a systemd credential; `value` only in tests."""

    source: str
    name: str
    place: str = field(default="", compare=False)
    value: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OAuth:
    """Where access tokens come from, and what we show for them; `expires` is the last day of the credential."""

    token_url: str
    client_id: str | None = None
    client_secret: Secret | None = None
    certificate: Secret | None = None
    service_account: Secret | None = None
    refresh_token: Secret | None = None
    scope: str | None = None
    ca_file: Path | None = None
    expires: date | None = None
    place: str = field(default="", compare=False)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Return all secrets that are needed."""
        found = (self.client_secret, self.certificate, self.service_account, self.refresh_token)
        return tuple(one for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """How to reach a mailbox and which folders it has; `poll` in seconds. `places` say where each setting stands."""

    key: str
    host: str
    port: int
    username: str
    password: Secret | None = None
    security: Security = Security.TLS
    ca_file: Path | None = None
    auth: Auth = Auth.PASSWORD
    folder: str = "INBOX"
    processed: str = "Processed"
    quarantine: str = "Quarantine"
    poll: float = 60.0
    first_run: FirstRun = FirstRun.TAKE_ALL
    oauth: OAuth | None = None
    places: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SmtpRoute:
    """A way out: a server that takes our mail. `places` say where each setting stands."""

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    ca_file: Path | None = None
    username: str | None = None
    auth: Auth = Auth.PASSWORD
    password: Secret | None = None
    oauth: OAuth | None = None
    places: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

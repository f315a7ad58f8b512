"""The checked configuration as frozen values; `config` makes them from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from mailintake.model.address import fold_address
from mailintake.model.login import MailboxSettings, Secret, SmtpRoute
from mailintake.model.person import Person, Site
from mailintake.model.ticket import Priority

NOTHING: Mapping[str, str] = MappingProxyType({})


class Strangers(StrEnum):
    """What happens to mail of people who are in no domain of ours."""

    ACCEPT = "accept"
    HOLD = "hold"
    REFUSE = "refuse"


class Lists(StrEnum):
    """What happens to mail of mailing lists that are not ours."""

    TICKET = "ticket"
    HOLD = "hold"


class Profile(StrEnum):
    """Whose Authentication-Results we believe."""

    GENERIC = "generic"
    GOOGLE = "google"
    MICROSOFT = "microsoft"
    NONE = "none"


class Envelope(StrEnum):
    """The envelope sender of our mail (RFC 5321 MAIL FROM)."""

    PLAIN = "plain"
    VERP = "verp"
    NULL = "null"


class Strategy(StrEnum):
    """How a team shares its tickets."""

    ROUND_ROBIN = "round-robin"
    LEAST_LOADED = "least-loaded"
    BY_SITE = "by-site"
    ON_CALL = "on-call"


@dataclass(frozen=True, slots=True)
class Desk:
    """The help desk itself; `domains` are exact, the first of `languages` is the default."""

    address: str
    name: str = "Help Desk"
    phone: str | None = None
    tag: str = "TECH"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    languages: tuple[str, ...] = ("en", "es")
    domains: tuple[str, ...] = ()
    strangers: Strangers = Strangers.ACCEPT
    aliases: tuple[str, ...] = ()
    lists: Lists = Lists.TICKET
    admin: str | None = None
    reopen_within: timedelta = timedelta(days=7)
    triage: str | None = None
    blocked: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """Return the domain of the desk's own address."""
        return self.address.rpartition("@")[2].lower()

    def knows(self, address: str) -> bool:
        """Tell whether the address is in one of the district's domains (staff)."""
        return address.rpartition("@")[2].lower() in self.domains

    def is_ours(self, address: str) -> bool:
        """Tell whether mail to this address comes to the desk; plus-addresses do, too."""
        local, _, domain = fold_address(address).rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        return plain == fold_address(self.address) or plain in {fold_address(alias) for alias in self.aliases}


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which a technician is away, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Technician:
    """A member of the roster."""

    key: str
    name: str
    email: str
    sites: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    backup: str | None = None
    away: tuple[Absence, ...] = ()
    max_open: int | None = None
    lead: bool = False
    digest: tuple[time, ...] = ()
    other_addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """Technicians who share tickets by a strategy."""

    key: str
    members: tuple[str, ...]
    strategy: Strategy = Strategy.ROUND_ROBIN
    lead: str | None = None
    otherwise: str | None = None
    rota: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a rule's `when`: a condition's name with its values, or `any`, `all`, `not` with further ones."""

    name: str
    values: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """When its conditions hold, `assign` (a technician or team) gets the ticket."""

    name: str
    when: tuple[Condition, ...]
    assign: str | None = None
    copy: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    priority_at_least: Priority | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """The whole of `routing.yaml`: roster, teams, rules (the first match assigns), `also` (every match adds)."""

    technicians: Mapping[str, Technician] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    rules: tuple[RoutingRule, ...] = ()
    also: tuple[RoutingRule, ...] = ()
    otherwise: str | None = None

    def technician(self, address: str) -> Technician | None:
        """Return the technician who writes from that address."""
        key = fold_address(address)
        for one in self.technicians.values():
            if key == fold_address(one.email) or key in (fold_address(other) for other in one.other_addresses):
                return one
        return None


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of request: titles by language, weighted phrases, seed sentences; `own` are phrases the district wrote."""

    key: str
    title: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, float] = field(default_factory=dict)
    seeds: tuple[str, ...] = ()
    retired: bool = False
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Working:
    """A span of working time: hours or days of the working calendar."""

    amount: float
    unit: str


@dataclass(frozen=True, slots=True)
class PriorityTarget:
    """What a priority promises, and what it is called."""

    priority: Priority
    respond: Working
    resolve: Working
    title: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say something about impact: the signal they raise and the phrases."""

    signal: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Priorities:
    """The whole of `priorities.yaml`."""

    targets: Mapping[Priority, PriorityTarget] = field(default_factory=dict)
    high_threshold: float = 0.25
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a day, local time; `first == last` is no work at all."""

    first: time
    last: time


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days without work, both included."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the desk works: hours by weekday (0 Monday), holidays, shorter days; in `timezone`."""

    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    hours: Mapping[int, Hours] = field(default_factory=dict)
    holidays: tuple[Holiday, ...] = ()
    half_days: Mapping[date, Hours] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word we take for who wrote a mail."""

    profile: Profile = Profile.NONE
    authserv_ids: tuple[str, ...] = ()
    token_is_enough: bool = True


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in `seconds`."""

    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Caps:
    """Hard limits for automatic answers (CONTRACT of the outward face, section 5)."""

    per_address: Limit = Limit(60, 3600)
    per_ticket: Limit = Limit(20, 3600)


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes."""

    message: int = 40 * 1024 * 1024
    attachment: int = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AlertSource:
    """A monitoring system whose mails are alerts."""

    key: str
    senders: tuple[str, ...]
    format: str


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The secret of reply tokens, and its generation."""

    secret: bytes = field(repr=False)
    generation: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a decision goes by."""

    desk: Desk
    routing: Routing = field(default_factory=Routing)
    categories: Mapping[str, Category] = field(default_factory=dict)
    priorities: Priorities = field(default_factory=Priorities)
    calendar: Calendar = field(default_factory=Calendar)
    sites: Mapping[str, Site] = field(default_factory=dict)
    directory: Mapping[str, Person] = field(default_factory=dict)
    trust: Trust = field(default_factory=Trust)
    caps: Caps = field(default_factory=Caps)
    limits: Limits = field(default_factory=Limits)
    alerts: Mapping[str, AlertSource] = field(default_factory=dict)
    asset_pattern: str | None = None
    token_key: TokenKey = field(default_factory=lambda: TokenKey(b""))
    digest: str = ""

    def person(self, address: str) -> Person | None:
        """Return the directory's person with that address, first or other (keys are folded)."""
        return self.directory.get(fold_address(address))


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """How our mail leaves: the route, a second one, the envelope sender and the rate."""

    route: SmtpRoute
    envelope: Envelope = Envelope.PLAIN
    rate: Limit | None = None
    fallback: SmtpRoute | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration; `inactive` names what is accepted but not active yet, with its place."""

    folder: Path
    rules: Rules
    database: str
    files: Path
    templates: Path | None = None
    mailboxes: Mapping[str, MailboxSettings] = field(default_factory=dict)
    smtp: SmtpSettings | None = None
    token_key: Secret | None = None
    metrics: str | None = None
    inactive: tuple[str, ...] = ()

    @property
    def logins(self) -> tuple[MailboxSettings | SmtpRoute, ...]:
        """Return every mailbox and every way out."""
        routes = (self.smtp.route, self.smtp.fallback) if self.smtp else ()
        return (*self.mailboxes.values(), *(one for one in routes if one is not None))

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Return the secrets that the logins need."""
        passwords = tuple(one.password for one in self.logins if one.password is not None)
        return (*passwords, *(secret for one in self.logins if one.oauth is not None for secret in one.oauth.secrets))

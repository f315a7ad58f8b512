"""Every key of every configuration file; tests compare the keys, the choices and the defaults with the code.

In a path, a word in capitals stands for a name of your own, and `[]` for each member of a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mailintake.model.login import Auth, FirstRun, Security
from mailintake.model.settings import Envelope, Lists, Profile, Strangers, Strategy
from mailintake.model.ticket import Priority

HIDDEN = "a secret: `{env: NAME}`, `{file: PATH}` or `{credential: NAME}`"
TEXT = "a text"
TEXTS = "texts"
ADDRESS = "an address"
BY_LANGUAGE = "a text, or one for each language"
DURATION = "a span of time such as `60s`, `1h`, `7d`"
WORKING = "working time such as `30m`, `1h`, `2d`"
YES_NO = "`true` or `false`"
SIZE = "a size such as `40MiB`"
RATE = "a rate such as `60/h`"
HOURS = 'hours such as `"07:30-16:30"`'
DATE = "a date such as `2026-11-26`"
FILE = "a file, in the configuration folder"
PATTERN = "a regular expression (RE2)"
GROUP = "a group of keys"


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: where it stands, what it takes, what it is when it is missing (as YAML), what it is for."""

    path: str
    takes: str | type[StrEnum]
    about: str
    default: str | None = None
    needed: bool = False


MAIN = (
    Setting("desk", GROUP, "The help desk itself.", needed=True),
    Setting("desk.address", ADDRESS, "People write to it; replies come from it.", needed=True),
    Setting("desk.name", TEXT, "How the desk calls itself in its mails.", "Help Desk"),
    Setting(
        "desk.domains", "domains", "Whose senders are staff; exact: a subdomain is another one.", "[lakeside.example]"
    ),
    Setting("desk.phone", TEXT, "Named in the receipt of a High request.", "null"),
    Setting("desk.tag", "a word of letters and digits", "Tickets are called `[TECH-1042]`.", "TECH"),
    Setting("desk.timezone", "a name such as `America/Denver`", "Of working hours and of times in mails.", "UTC"),
    Setting("desk.languages", "codes of languages", "Of mails to people; the first is the default.", "[en, es]"),
    Setting("desk.strangers", Strangers, "Mail of people outside `domains`, directory and roster.", "accept"),
    Setting("desk.aliases", "addresses and list ids", "Other ways through which mail reaches the desk.", "[]"),
    Setting("desk.lists", Lists, "Mail of mailing lists that are no alias of the desk.", "ticket"),
    Setting("desk.blocked", "addresses, `*` stands for any characters", "Senders whose mail is refused.", "[]"),
    Setting("desk.admin", ADDRESS, "Hears of the program's own trouble.", "null"),
    Setting("desk.reopen_within", DURATION, "So long a reply opens a solved ticket again; then it is closed.", "7d"),
    Setting(
        "desk.triage", "a technician or team", "Gets requests of a doubtful category that no rule matches.", "null"
    ),
    Setting(
        "database",
        "`sqlite:///PATH` or `postgresql://…`",
        "Where tickets are kept. A relative path begins at `$STATE_DIRECTORY`, else beside a folder named `config`, "
        "else in the folder.",
        "sqlite:///var/mailintake.db",
    ),
    Setting(
        "files", "a folder", "Raw mails and attachments; a relative path begins as that of `database`.", "var/files"
    ),
    Setting("templates", "a folder", "Your own texts; what is not there is built in.", "templates"),
    Setting("mailboxes", "mailboxes by name", "Where mail comes in. Only commands that connect need them.", "{}"),
    Setting("mailboxes.NAME.host", "a host", "The IMAP server.", needed=True),
    Setting("mailboxes.NAME.port", "a port", "993 with `tls`, else 143.", "993"),
    Setting("mailboxes.NAME.security", Security, "`none` is for this machine itself only.", "tls"),
    Setting("mailboxes.NAME.ca_file", FILE, "The certificate authority of your own server (PEM).", "null"),
    Setting("mailboxes.NAME.username", TEXT, "The account.", needed=True),
    Setting("mailboxes.NAME.auth", Auth, "How to log in: by a password, or by access tokens of OAuth2.", "password"),
    Setting("mailboxes.NAME.password", HIDDEN, "Needed with `auth: password`."),
    Setting("mailboxes.NAME.oauth", GROUP, "Needed with every other `auth`; see [below](#oauth)."),
    Setting("mailboxes.NAME.folder", TEXT, "New mail is taken from here.", "INBOX"),
    Setting("mailboxes.NAME.processed", TEXT, "And put here once it is a ticket.", "Processed"),
    Setting("mailboxes.NAME.quarantine", TEXT, "Mail that could not or should not be taken.", "Quarantine"),
    Setting("mailboxes.NAME.poll", DURATION, "How often to look where the server has no IDLE.", "60s"),
    Setting("mailboxes.NAME.first_run", FirstRun, "Mail that lay there before the first run.", "take_all"),
    Setting("smtp", GROUP, "The way out. Only commands that connect need it."),
    Setting("smtp.host", "a host", "The SMTP server.", needed=True),
    Setting("smtp.port", "a port", "465 with `tls`, 587 with `starttls`, 25 with `none`.", "587"),
    Setting("smtp.security", Security, "`none` is for this machine itself only.", "starttls"),
    Setting("smtp.ca_file", FILE, "The certificate authority of your own server (PEM).", "null"),
    Setting("smtp.username", TEXT, "Leave it out for a relay that asks for none."),
    Setting("smtp.auth", Auth, "As for a mailbox.", "password"),
    Setting("smtp.password", HIDDEN, "Needed with a `username` and `auth: password`."),
    Setting("smtp.oauth", GROUP, "Needed with every other `auth`; see [below](#oauth)."),
    Setting(
        "smtp.envelope",
        Envelope,
        "The envelope sender: the desk, an address of its own for each mail (bounces are then matched for certain), or "
        "none.",
        "plain",
    ),
    Setting("smtp.rate", RATE, "No more mails than that; High is exempt.", "null"),
    Setting("smtp.fallback", "the keys of `smtp` but for `envelope`, `rate`, `fallback`", "While the first is away."),
    Setting("token_key", HIDDEN, "The key of reply addresses. Without it one is made and kept beside the database."),
    Setting("trust", GROUP, "Whose word counts for who wrote a mail: see [trust](../trust.md)."),
    Setting("trust.profile", Profile, "How your mail server tells who is authenticated.", "none"),
    Setting(
        "trust.authserv_ids", TEXTS, "With `generic`: the first word of the Authentication-Results of your server."
    ),
    Setting("trust.token_is_enough", YES_NO, "A technician's reply to our mail may carry commands.", "true"),
    Setting("limits.message", SIZE, "Of larger mail only the header is read.", "40MiB"),
    Setting("limits.attachment", SIZE, "A larger attachment is not kept apart; it stays in the raw mail.", "25MiB"),
    Setting("caps.per_address", RATE, "Automatic answers to one address.", "60/h"),
    Setting("caps.per_ticket", RATE, "Automatic answers on one ticket.", "20/h"),
    Setting("asset_pattern", PATTERN, "How asset tags look, such as `'\\b(?:CB|LT)-?\\d{4,6}\\b'`.", "null"),
    Setting("metrics.listen", "`127.0.0.1:9108`", "Where [numbers and health](metrics.md) are served.", needed=True),
)
OAUTH = (
    Setting("tenant", TEXT, "`microsoft`: the directory ID, or a domain of yours."),
    Setting("token_url", "an https address", "`oauth2`: the token endpoint."),
    Setting("client_id", TEXT, "The application ID."),
    Setting("client_secret", HIDDEN, "Shown for a token: the application's secret …"),
    Setting("certificate", HIDDEN, "… or its key with its certificate (PEM; not `google`) …"),
    Setting("service_account", HIDDEN, "… or a service account (JSON; not `microsoft`) …"),
    Setting("refresh_token", HIDDEN, "… or a refresh token of the mailbox's owner."),
    Setting("scope", "a text", "What is asked for; the provider's own by default."),
    Setting("ca_file", FILE, "The certificate authority of your own token endpoint."),
    Setting("expires", DATE, "When the secret ends; `doctor` warns a month before."),
)
ROUTING = (
    Setting(
        "technicians",
        "technicians by key",
        "The roster. A key is what commands call them: `#assign alex`.",
        needed=True,
    ),
    Setting("technicians.KEY.name", TEXT, "The key by default."),
    Setting("technicians.KEY.email", ADDRESS, "The registered address: notices go there.", needed=True),
    Setting("technicians.KEY.other_emails", "addresses", "Further ones that he writes from.", "[]"),
    Setting("technicians.KEY.sites", "sites", "Which he covers (`strategy: by-site`).", "[]"),
    Setting("technicians.KEY.skills", "categories", "A team prefers him for these.", "[]"),
    Setting("technicians.KEY.languages", "codes of languages", "A team prefers him for these.", "[]"),
    Setting("technicians.KEY.backup", "a technician", "Gets his tickets while he is away.", "null"),
    Setting("technicians.KEY.away", "a list", "When he is away; first and last day included.", "[]"),
    Setting("technicians.KEY.away[].from", DATE, "The first day.", needed=True),
    Setting("technicians.KEY.away[].to", DATE, "The last day.", needed=True),
    Setting("technicians.KEY.max_open", "a number", "A team passes him over at so many open tickets.", "null"),
    Setting(
        "technicians.KEY.lead", YES_NO, "Where no team names its lead, he hears of targets that are passed.", "false"
    ),
    Setting("technicians.KEY.notices.digest", 'times such as `"07:45"`', "When his queue comes to him by mail.", "[]"),
    Setting("teams", "teams by key", "Technicians who share tickets.", "{}"),
    Setting("teams.KEY.members", "technicians", "In the order of turns.", needed=True),
    Setting("teams.KEY.strategy", Strategy, "Who of those present gets the next ticket.", "round-robin"),
    Setting(
        "teams.KEY.lead",
        "a technician",
        "Hears of targets that are passed, and of those of members who are away.",
        "null",
    ),
    Setting("teams.KEY.otherwise", "a technician or team", "When nobody of the team can take it.", "null"),
    Setting("teams.KEY.rota", "`mon` … `sun`, each a technician", "Needed by `on-call`: whose day it is."),
    Setting("rules", "a list", "The first one that matches assigns.", "[]"),
    Setting("rules[].name", TEXT, "Shown with every ticket that it routed."),
    Setting("rules[].when", "[conditions](conditions.md)", "All of them must hold.", needed=True),
    Setting("rules[].assign", "a technician or team", "Who gets the ticket.", needed=True),
    Setting("rules[].copy", "addresses", "Who is shown the request, too.", "[]"),
    Setting("rules[].tags", TEXTS, "Tags for the ticket.", "[]"),
    Setting("rules[].priority_at_least", Priority, "Raises the priority to this; never lowers it."),
    Setting(
        "also", "a list", "Each one that matches adds to the ticket, before `rules`; same keys, without `assign`.", "[]"
    ),
    Setting("otherwise", "`{assign: NAME}`", "Who gets what no rule matches.", needed=True),
)
SITES = (
    Setting("KEY.name", TEXT, "The key by default."),
    Setting("KEY.aliases", TEXTS, "What else people call it.", "[]"),
    Setting("KEY.buildings", TEXTS, "Its buildings, recognised in mails.", "[]"),
    Setting("KEY.departments", TEXTS, "Its departments, recognised in mails.", "[]"),
)
CALENDAR = (
    Setting("hours", "`mon` … `sun`, each hours", "When the desk works; Monday to Friday, 07:30 to 16:30 by default."),
    Setting("holidays", "a list", "Days without work.", "[]"),
    Setting("holidays[].date", DATE, "One day …"),
    Setting("holidays[].from", DATE, "… or the first of several …"),
    Setting("holidays[].to", DATE, "… and the last."),
    Setting("holidays[].name", TEXT, "For yourself."),
    Setting("half_days", "a list", "Days with other hours.", "[]"),
    Setting("half_days[].date", DATE, "The day.", needed=True),
    Setting("half_days[].hours", HOURS, "Its hours.", needed=True),
    Setting("half_days[].name", TEXT, "For yourself."),
    Setting("ics", "files, in the configuration folder", "Calendars whose all-day events are holidays.", "[]"),
)
CATEGORIES = (
    Setting("KEY.title", BY_LANGUAGE, "What people see.", "{}"),
    Setting("KEY.description", BY_LANGUAGE, "For yourself.", "{}"),
    Setting("KEY.phrases", "phrases with weights from -100 to 100", "What points to it, and how strongly.", "{}"),
    Setting("KEY.seeds", TEXTS, "Sentences as people write them.", "[]"),
    Setting("KEY.retired", YES_NO, "No new request gets it.", "false"),
)
PRIORITIES = (
    Setting("high", "the keys below", "What High promises.", "{}"),
    Setting("normal", "the keys below", "What Normal promises.", "{}"),
    Setting("low", "the keys below", "What Low promises.", "{}"),
    Setting("high.respond", WORKING, "Until the first answer; `1h`, `1d` and `3d` by default.", "1h"),
    Setting("high.resolve", WORKING, "Until the solution; `1d`, `2d` and `5d` by default.", "1d"),
    Setting("high.title", BY_LANGUAGE, "What people see."),
    Setting(
        "high_threshold",
        "a number from 0 to 1",
        "How likely High must be in a borderline case; tuned with each version.",
    ),
    Setting("cues", "phrases by signal", "Added to the built-in words by which impact is recognised.", "{}"),
)
ALERTS = (
    Setting("NAME.from", "addresses, `*` stands for any characters", "From where the alerts come.", needed=True),
    Setting("NAME.format", "a known name, or `own`", "How its mails look.", needed=True),
    Setting("NAME.secret", HIDDEN, "A word that a genuine alert carries."),
)
DIRECTORY = (
    Setting("name", TEXT, "The person's name."),
    Setting("email", ADDRESS, "The registered address: answers to `status` go there.", needed=True),
    Setting("other_emails", "addresses, separated by `;`", "Further ones that the person writes from."),
    Setting("extension", TEXT, "The telephone extension."),
    Setting("site", "a site: key, name or alias", "Where the person works."),
    Setting("department", TEXT, "The department."),
    Setting("room", TEXT, "The room."),
    Setting("language", "the code of a language", "Of mails to the person."),
)

"""The settings: from their list."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from docs.make.markdown import code, page, section, table
from docs.make.setting_list import (
    ALERTS,
    CALENDAR,
    CATEGORIES,
    DIRECTORY,
    MAIN,
    OAUTH,
    PRIORITIES,
    ROUTING,
    SITES,
    Setting,
)
from mailintake.config import files

INTRODUCTION = f"""\
The configuration is a folder of YAML files and one table. `mailintake init DIR` writes them with comments,
`mailintake check` names everything that is wrong with file, line, column and a hint. Only `{files.MAIN}` and
`{files.ROUTING}` must be there. An unknown key is an error.

In the tables a word in capitals stands for a name of your own, and `[]` for each member of a list. Where a list is
expected, a single value counts as a list of one. Relative paths begin in the configuration folder unless the table says
otherwise. `systemctl reload` (SIGHUP) reads everything again; mailboxes, SMTP, database and files change with a
restart only.
"""
FILES: dict[str, tuple[str, Sequence[Setting]]] = {
    files.MAIN: ("The desk, its mailboxes and the way out.", MAIN),
    files.ROUTING: ("Who gets which request; how to write it: [Route requests](../howto/routing.md).", ROUTING),
    files.SITES: ("Schools and offices by key, and what people call them.", SITES),
    files.DIRECTORY: (
        "The staff, as personnel systems export it: a header line, then one person a line; comma, semicolon or tab.",
        DIRECTORY,
    ),
    files.CALENDAR: ("When the desk works; targets count working time only.", CALENDAR),
    files.CATEGORIES: (
        "Only what differs from what is built in: a known key adds to its category, a new key makes one.",
        CATEGORIES,
    ),
    files.PRIORITIES: (
        "Only what differs from what is built in; `normal` and `low` take the keys of `high`.",
        PRIORITIES,
    ),
    files.ALERTS: ("Monitoring systems by name. Not built yet: their mails become tickets like any other.", ALERTS),
}
SECRETS = """\
A secret never stands in a file of the configuration, only the place where it lies:

```text
{credential: imap_password}   systemd: LoadCredential=imap_password:/etc/mailintake/credentials/imap_password
{file: PATH}                  a file that only the service can read
{env: NAME}                   an environment variable
```
"""


def text() -> str:
    """Return the page."""
    sections = (section(code(name), about, _table(settings)) for name, (about, settings) in FILES.items())
    login = section(
        "`oauth`",
        "Of a mailbox, of `smtp` or of its `fallback`, with `auth: microsoft`, `google` or `oauth2`.",
        _table(OAUTH),
    )
    return page("Settings", INTRODUCTION, section("Secrets", SECRETS), *sections, login)


def choices(setting: Setting) -> str:
    """Return what a setting takes, in words."""
    takes = setting.takes
    return takes if isinstance(takes, str) else _words(takes)


def _words(kinds: type[StrEnum]) -> str:
    return " ".join(code(one.value) for one in kinds)


def _table(settings: Sequence[Setting]) -> str:
    return table(("key", "takes", "default", "meaning"), (_row(one) for one in settings))


def _row(setting: Setting) -> tuple[str, str, str, str]:
    default = "must be there" if setting.needed else code(setting.default or "")
    if setting.path == "desk.domains":
        default = "the domain of `address`"
    return code(setting.path), choices(setting), default, setting.about

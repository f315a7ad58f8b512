"""The events of the log; a test compares this list with the code."""

from __future__ import annotations

from dataclasses import dataclass

from docs.make.markdown import code, codes, page, section, table

INTRODUCTION = """\
One line an event on standard error (systemd keeps it in the journal), as text or, with `run --log-format json`, as one
JSON object. The words are those of the [database](tables.md). Texts are cut to 200 characters and hold no control
characters. No mail text, no subject and no secret is ever logged, at any level.

```text
2026-11-23T15:05:01.120Z started mailboxes=1 database=/var/lib/mailintake/var/mailintake.db
2026-11-23T15:05:01.480Z connected mailbox=helpdesk
2026-11-23T15:07:22.031Z took in message_id=<5f2@example.org> ms=12 kind=new evidence=2 ticket=1042 category=printer …
2026-11-23T15:07:22.655Z sent outbox=2211 message_id=<…> to=aruiz@example.org template=receipt ticket=1042 …
```

Each line begins with the time (UTC) and, unless it is `info`, the level.
"""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event: its name, level, words, and what it means."""

    name: str
    level: str
    words: str
    about: str


EVENTS = (
    LogEvent("started", "info", "mailboxes database", "The daemon works."),
    LogEvent("connected", "info", "mailbox", "A mailbox is open and watched."),
    LogEvent(
        "took in",
        "info",
        "message_id ms kind evidence ticket category priority assignee rule error",
        "What became of a message. `kind` is explained in [what a message is](messages.md), `evidence` is the level of "
        "[trust](../trust.md); `error` names the step and "
        "kind of a failure of our code, whose details are in `mailintake quarantine show`.",
    ),
    LogEvent("tried", "warning", "message_id ms key error", "Our code failed on a message; it is tried again."),
    LogEvent(
        "sent",
        "info",
        "outbox message_id to template ticket response",
        "A mail left; `response` is the server's answer.",
    ),
    LogEvent(
        "not sent",
        "warning",
        "outbox message_id to template ticket state error",
        "A mail did not leave this time; `state` says what happens to it: `queued` (tried again), `held`, `failed`, "
        "`given_up`.",
    ),
    LogEvent(
        "not delivered", "warning", "message_id template ticket to error", "A mail will not arrive; somebody was told."
    ),
    LogEvent(
        "trouble",
        "warning",
        "part name error",
        "Something that an admin may have to mend: a `mailbox` or the `configuration`, `jobs`, the `daemon` itself.",
    ),
    LogEvent(
        "moves mail again", "info", "mailbox", "Mail that was taken in and could not leave the inbox is moved now."
    ),
    LogEvent("trouble", "error", "part error", "No mail can leave; the admin was told by mail, too."),
    LogEvent(
        "reloaded",
        "info",
        "digest restart",
        "The configuration was read again; `restart` names what changes only with a restart.",
    ),
    LogEvent("stopped", "info", "", "The daemon ended in order."),
    LogEvent(
        "server does not give a message", "warning", "uid error", "The mail stays in the inbox, the others go on."
    ),
    LogEvent("outbox cannot read", "warning", "error", "The database cannot be read; delivery waits."),
    LogEvent("outbox cannot write", "warning", "error", "The database cannot be written; delivery waits."),
    LogEvent("outbox row", "error", "outbox fault at", "Our own code failed on one mail; it is tried again."),
    LogEvent(
        "could not report a lost mail", "error", "outbox fault at", "The notice about a lost mail could not be made."
    ),
    LogEvent("could not alert the admin", "warning", "error", "The notice to the admin could not be queued."),
    LogEvent("library", "warning", "name said", "A warning of a library that we use."),
)


def text() -> str:
    """Return the page."""
    rows = ((code(one.name), one.level, codes(one.words.split()), one.about) for one in EVENTS)
    return page(
        "Log events", INTRODUCTION, section("Events", table(("event", "level", "words", "what it means"), rows))
    )

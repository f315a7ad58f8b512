"""The templates of outgoing mail: from the list of notices and the values that templates print."""

from __future__ import annotations

from dataclasses import fields

from docs.make.markdown import code, codes, explained, flat, page, section, table
from mailintake.compose import NOTICES
from mailintake.compose.notices import NoticeKind
from mailintake.compose.values import AttachmentView, DeskView, NoteView, PersonView, ResultView, TicketView, VerbView

INTRODUCTION = """\
Every mail that the desk sends is a notice, made of three [Jinja2](https://jinja.palletsprojects.com/) templates:
`subject.txt`, `body.txt` and `body.html`. Your own files in the configuration folder go before the built-in ones:

```text
templates/receipt/body.txt        your own text of the receipt
templates/receipt/es/body.txt     the same in Spanish
templates/layout.html             the frame of all HTML parts
```

Step by step: [Change the texts](../howto/templates.md).
"""
NAMES = {
    "language": "the language of this mail, `en` or `es`",
    "marker": "the line above which people write their answer; the first line of each text part",
    "desk": "the desk (below)",
    "reader": "the person who reads this mail (a person, below)",
    "staff": "true where the reader is a technician",
    "own": "true where the reader is the technician who has the ticket",
    "actor": "who did what this mail tells of, as a name",
    "answers": "true where the mail answers one of the reader's own",
    "actor_is_requester": "true where the requester did it",
    "ticket": "the ticket (below); none in notices that are about no ticket",
    "subject": "`Re: [TECH-1042] words`, the same in all mails of a ticket",
    "text": "the text that came with the notice",
    "prose": "the technician's words, else `text`",
    "quoted": "what the opening mail quotes or forwards, shortened",
    "facts": 'further facts by name (listed with each notice); test with `facts.get("prose")`',
    "control_address": "the technician's own secret address for commands, where it is told",
    "attachments": "the attachments of the mail that caused this one",
    "verbs": "the commands, where `#help` asked for them",
    "results": "what became of each command line",
    "failed": "true where a command line was wrong or refused",
    "lists": "the queues that a digest shows, each with a name and its tickets",
    "requests": "the reader's own open requests",
    "plain": "true where no word of the sender may be repeated (he is not sure to be who he says)",
}
FACTS = {
    "answer": "the answer to what the mail asked",
    "change": "what the mail tells of: `taken`, `pending`, `stop`, `room`, `extension`",
    "control_address": "the technician's own secret address",
    "hint": "what to do about it",
    "limit": "the largest size of a mail, in words",
    "number": "the ticket that was asked for",
    "ok": "there is something that a reply `ok` would carry out",
    "plain": "no word of the sender may be repeated",
    "prose": "the technician's words",
    "raised": "the priority was raised",
    "reason": "the server's words",
    "recipient": "who cannot be reached",
    "subject": "the subject of the lost mail",
    "target": "`respond` or `resolve`",
    "template": "the notice that was lost",
    "unknown": "the ticket that was asked for is not the reader's, or does not exist",
    "unverified": "it is not sure who wrote this",
    "what": "what is wrong",
    "where": "where it is wrong",
    "why": "why a confirmation is needed",
}
PLACE = "docs/make/templates.py: FACTS"
VALUES = {
    "The desk": DeskView,
    "A person": PersonView,
    "A ticket": TicketView,
    "A note": NoteView,
    "An attachment": AttachmentView,
    "A result of a command line": ResultView,
    "A command": VerbView,
}
RULES = """\
- Values are clean text: no control characters, no markup. In HTML they are escaped by themselves.
- A name that does not exist is an error, not an empty text; `mailintake preview NOTICE` shows it at once.
- Filters of our own: `lines` (HTML: line ends become `<br>`) and `quote` (`> ` before each line).
- Templates run in a sandbox: they can print, test and loop, and nothing else.
- A template that fails makes a failed mail in the outbox; the ticket stands.
"""


def text() -> str:
    """Return the page."""
    overview = table(
        ("notice", "what it does", "read by"), ((_link(one), one.about, _reader(one)) for one in NOTICES.values())
    )
    names = table(("name", "holds"), ((code(name), about) for name, about in NAMES.items()))
    return page(
        "Templates",
        INTRODUCTION,
        section("Notices", overview, *(_notice(one) for one in NOTICES.values())),
        section("Names in every template", names, *(_value(title, kind) for title, kind in VALUES.items())),
        section("Rules", RULES),
    )


def _link(kind: NoticeKind) -> str:
    return f"[`{kind.name}`](#{kind.name.replace('_', '-')})"


def _reader(kind: NoticeKind) -> str:
    return "technicians and admins" if kind.staff else "requesters"


def _notice(kind: NoticeKind) -> str:
    about = f"It {kind.about}."
    if kind.gathered:
        about += " Further ones on the same ticket are gathered for a minute."
    rows = (
        table(("fact", "holds"), ((code(one), explained(FACTS, one, PLACE)) for one in kind.facts))
        if kind.facts
        else ""
    )
    return section(code(kind.name), about, rows, level=3)


def _value(title: str, kind: type) -> str:
    names = codes(one.name for one in fields(kind))
    return section(title, flat(kind.__doc__), names, level=3)

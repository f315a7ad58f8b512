"""What a message can be: from the kinds of verdicts and the guards."""

from __future__ import annotations

import sys

from docs.make.markdown import code, explained, flat, page, section, table
from mailintake.guard import GUARDS, Guard
from mailintake.model.decision import Kind

INTRODUCTION = """\
Every message in the inbox gets one verdict and one line in the journal, and is then moved to the processed or the
quarantine folder. `mailintake explain FILE` tells what a mail would be, `mailintake trace ID` what it was, and why.
"""
MEANING = {
    Kind.NEW: ("a person's request; also a machine of the district that writes by itself", "a ticket with a receipt"),
    Kind.REPLY: ("words that belong to a ticket", "an entry on it; it may open again"),
    Kind.COMMAND: ("a technician's mail of commands outside a ticket", "what was commanded, and a transcript"),
    Kind.QUERY: ("a requester's `status`, `list` or `help`", "the answer, to the registered address"),
    Kind.ALERT: ("a mail of a monitoring system", "not built yet: such mail becomes a ticket"),
    Kind.AUTOMATIC: ("an automatic answer, a read receipt, bulk mail", "an entry if it belongs to a ticket; no answer"),
    Kind.DELIVERY_STATUS: ("a bounce, or a feedback report", "an entry; the technician hears of lost mail"),
    Kind.DUPLICATE: ("a mail that we have already", "nothing"),
    Kind.OWN_MAIL: ("our own mail that came back", "nothing"),
    Kind.HELD: ("mail that somebody must look at first", "it waits; `quarantine retry` makes it a ticket"),
    Kind.REFUSED: ("a blocked sender, a stranger if you refuse them, too large", "no ticket; quarantine folder"),
    Kind.QUARANTINED: ("a mail that our code could not take", "the bytes are kept; the admin hears"),
}
ORDER = """\
The guards look at a message in this order, before anything else is decided; the first that has something to say
decides. What no guard stops is a reply, a command, a query or a new request.
"""
DUPLICATES = """\
- The same mailbox, UIDVALIDITY and UID, or the same raw bytes, at any time.
- Within seven days: the same Message-ID, author, Date, Subject and content, come by another way (an alias and direct).
  A copy that failed authentication does not count against one that did not, nor one of level 0 against one of
  level 1 or 2: it may have been sent ahead on purpose. What came at level 0 is then verified or carried out.

The same Message-ID with anything else different is another message.
"""
FAILURES = """\
- **Of the message**: our code fails on it. Where it would fail again in the same way it goes to quarantine at once,
  else after three tries; the bytes, the reason and a traceback are kept, the admin hears, the next message goes on.
- **Of the storage**: never held against a message. It stays in the inbox, and is taken in when there is space again.
- **Of a peer**: IMAP or SMTP is away. The daemon waits with growing pauses, up to five days for an outgoing mail.
"""


def text() -> str:
    """Return the page."""
    folders = {True: "quarantine", False: "processed"}
    kinds = (
        (code(one.value), *explained(MEANING, one, "docs/make/messages.py: MEANING"), folders[one.to_quarantine])
        for one in Kind
    )
    guards = ((code(_name(one)), flat(one.__doc__), _about(one)) for one in GUARDS)
    return page(
        "What a message is",
        INTRODUCTION,
        section("Verdicts", table(("verdict", "what it is", "what becomes of it", "folder"), kinds)),
        section("Guards", ORDER, table(("guard", "what it does", "about"), guards)),
        section("Duplicates", DUPLICATES),
        section("Failures", FAILURES),
    )


def _name(guard: Guard) -> str:
    return guard.__module__.rpartition(".")[2]


def _about(guard: Guard) -> str:
    return flat(sys.modules[guard.__module__].__doc__)

"""What can be said to the desk by mail: from the list of commands and the words of requesters."""

from __future__ import annotations

from docs.make.markdown import block, code, codes, explained, page, section, table
from mailintake.act import VERBS
from mailintake.act.verb import Verb
from mailintake.act.words import LONGEST, VALUED, WORDS, Wish

INTRODUCTION = """\
Technicians steer tickets by mail: command lines at the top of a reply, `#help` for the list. Requesters need no
commands; a few single words work for them.
"""
FORM = """\
One command a line, at the top of what you write. Lines before any other text always count; lines after it count where
it is certain that you wrote them now: the mail is no reply, or our line “Please write your answer above this line” is
still in it. Quoted lines, signatures, forwarded mails and hidden text never count.

```text
#close New rollers.

The copier is fine again, thank you for waiting.
```

- `#verb value`, `!verb value` and `#verb: value` are the same; case does not matter.
- Everything else in the mail is prose. A technician's prose goes to the requester unless `#private` stands there.
- All or nothing: if one line is wrong, no line is carried out and nothing goes to the requester. You get one mail that
  tells of each line what became of it, with the nearest right form and your text to send again.
- In a reply, `TECH-3` or `#3` as first value names another ticket. Outside a ticket a bare number does.
- Mail to the control address (`helpdesk+control@…`, or subject `control`) takes bare verbs with numbers: `close 1042`.
- `#stop` ends the reading.
- A DATE is `2026-12-01`, `12/1`, `tomorrow`, `friday`, `+3d`, with a time if you like. WHO is `me`, `none`, a key of
  the roster, a unique part of a name, an address, or a team.

Who may do what depends on how sure we are who wrote the mail: see [trust](../trust.md).
"""
REQUESTERS = f"""\
The whole new text of the mail is one of these words, with or without `#`, in at most {LONGEST} characters. In a reply
they are about that ticket; outside one only `status`, `list` and `help` are known, in the text or as the subject of an
empty mail.
"""
MEANING = {
    Wish.STATUS: "Tells where your requests stand (`status 1042`: that one).",
    Wish.LIST: "Lists your open requests.",
    Wish.HELP: "Lists these words.",
    Wish.CLOSE: "Closes your request: it has solved itself.",
    Wish.REOPEN: "Opens a solved request again.",
    Wish.STOP: "Ends the mails about this request.",
    Wish.ROOM: "Corrects the room.",
    Wish.EXTENSION: "Corrects your extension.",
}


def text() -> str:
    """Return the page."""
    overview = table(("command", "also", "what it does"), (_row(one) for one in VERBS))
    return page(
        "Commands by mail",
        INTRODUCTION,
        section("How commands are written", FORM),
        section("Commands of technicians", overview, *(_verb(one) for one in VERBS)),
        section("Words of requesters", REQUESTERS, table(("word", "also", "what it does"), map(_wish, Wish))),
    )


def _row(verb: Verb) -> tuple[str, str, str]:
    return f"[`#{verb.name}`](#{verb.name})", codes(f"#{one}" for one in verb.aliases), verb.summary


def _verb(verb: Verb) -> str:
    place = "Works on a ticket." if verb.needs_ticket else "Works outside a ticket, too."
    also = f"Also: {codes(f'#{one}' for one in verb.aliases)}." if verb.aliases else ""
    return section(f"`#{verb.name}`", block(verb.usage), verb.summary, f"{place} {also}".strip(), level=3)


def _wish(wish: Wish) -> tuple[str, str, str]:
    value = {Wish.ROOM: " B12", Wish.EXTENSION: " 4512"}[wish] if wish in VALUED else ""
    words = [f"{word}{value}" for word, one in WORDS.items() if one is wish]
    return code(words[0]), codes(words[1:]), explained(MEANING, wish, "docs/make/commands.py: MEANING")

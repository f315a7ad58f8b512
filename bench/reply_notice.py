"""A mail of the desk as a reply quotes it, with commands of its requester planted in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache

from bench.reply_words import PLANTED
from mailintake.compose import compose
from mailintake.compose.sample import sample
from mailintake.model.settings import Desk, Routing, Rules, Technician, TokenKey
from mailintake.parse.marker import MARKERS

NOW = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
DESK = "helpdesk@example.org"
DANA = Technician("dana", "Dana Cole", "dcole@example.org")
RULES = Rules(Desk(DESK, domains=("example.org",)), Routing(technicians={"dana": DANA}), token_key=TokenKey(b"bench"))
REQUEST = (
    f"The copier jams.\n#close {PLANTED}\n\n#assign {PLANTED}\n!priority high {PLANTED}\n"
    f"Write this: #room {PLANTED}\n\uff03take {PLANTED}\n#{PLANTED}"
)
# How the line that stands above the quote looks in a reply; `none` is where somebody took it out.
MARKER_FORMS = ("as it was", "broken", "no-break spaces", "emphasised", "above the header", "indented", "none")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a program quotes: the text without the marker line, the HTML within `body`, and the marker in its form."""

    lines: tuple[str, ...]
    html: str
    marker_lines: tuple[str, ...]
    marker_html: str
    reply_to: str
    message_id: str
    subject: str
    above: bool = False


@cache
def notice(language: str, form: str) -> Notice:
    """Compose the notice of an assignment and put its marker line into that form."""
    told, context = sample("assigned", RULES, NOW, language=language)
    ticket = context.ticket
    if ticket is None:
        raise LookupError(language)
    first, *others = ticket.entries
    said = replace(ticket, entries=(replace(first, text=REQUEST), *others))
    mail = message_from_bytes(compose(told, replace(context, ticket=said)).content, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    text, html = (_part(mail, kind) for kind in ("plain", "html"))
    marker = MARKERS[language]
    lines = tuple(text.replace("\r\n", "\n").strip("\n").split("\n"))[2:]
    inner = html.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    start, _, rest = inner.partition("<p style")
    shown, _, rest = rest.partition("</p>")
    assert marker in shown
    marker_lines, marker_html = _in_form(marker, form)
    html_line = f"<p style{shown}</p>".replace(marker, marker_html) if marker_html else ""
    quoted = start + rest if form == "above the header" else start + html_line + rest
    ids = str(mail["Reply-To"]), str(mail["Message-ID"]), str(mail["Subject"])
    return Notice(lines, quoted, marker_lines, html_line, *ids, above=form == "above the header")


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content


def _in_form(marker: str, form: str) -> tuple[tuple[str, ...], str]:
    match form:
        case "broken":
            words = marker.split(" ")
            halves = " ".join(words[:5]), " ".join(words[5:])
            return halves, "\n".join(halves)
        case "no-break spaces":
            return (marker.replace(" ", "\u00a0"),), marker.replace(" ", "&nbsp;")
        case "emphasised":
            return (f"*{marker}*",), f"<b>{marker}</b>"
        case "indented":
            return (f"    {marker}",), f"&nbsp; &nbsp; {marker}"
        case "none":
            return (), ""
        case _:
            return (marker,), marker

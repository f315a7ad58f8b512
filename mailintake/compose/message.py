"""One notice becomes one finished mail for one person (RFC 5322, RFC 2045, RFC 3834)."""

from __future__ import annotations

import binascii
import hashlib
from email.utils import format_datetime

from markupsafe import escape

from mailintake.compose.context import Context, Recipient, recipient
from mailintake.compose.header import bare_address, field, ids, is_message_id, mailbox
from mailintake.compose.mask_token import mask_tokens
from mailintake.compose.notices import NOTICES
from mailintake.compose.templates import Rendered, UnknownTemplateError, fill
from mailintake.compose.view import view
from mailintake.model.decision import Notice
from mailintake.model.outgoing import Outgoing
from mailintake.model.settings import Envelope
from mailintake.model.ticket import Priority
from mailintake.parse.marker import MARKERS
from mailintake.token import bounce_address, message_id, reply_address

# RFC 3834: a person's relayed words are no automatic mail.
RELAYED = frozenset(["answer"])
# Of a High these tell a technician that somebody waits for him.
ALARMING = frozenset(["assigned", "copied", "requester_wrote", "reopened", "reminder", "overdue"])
REFERENCES = 12
LONGEST_PLAIN_LINE = 78
LOOP_FIELD = "X-Mailintake-Loop"
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"


def compose(notice: Notice, context: Context) -> Outgoing:
    """Make the finished mail; raise `TemplateFailedError` or `UnusableAddressError` where none can be made."""
    reader = recipient(notice, context)
    rendered = _rendered(notice, context, reader)
    ticket = context.ticket
    desk = context.rules.desk
    own_id = message_id(
        desk.domain, ticket.number if ticket else None, reader.address, context.rules.token_key, context.unique()
    )
    kind = NOTICES[notice.template]
    high = ticket is not None and ticket.priority is Priority.HIGH and not ticket.status.finished
    urgent = notice.urgent or high
    header = _header(notice, context, reader, rendered.subject, own_id)
    if urgent and reader.technician and notice.template in ALARMING:
        header += ["Importance: high", "X-Priority: 1 (Highest)"]
    return Outgoing(
        template=notice.template,
        to=bare_address(reader.address),
        subject=rendered.subject,
        message_id=own_id,
        content="\r\n".join([*header, *_body(rendered, own_id)]).encode("utf-8"),
        envelope_from=_envelope(context, own_id),
        ticket=ticket.number if ticket else None,
        urgent=urgent,
        automatic=notice.automatic,
        gather=f"{notice.template}:{ticket.number}" if ticket and kind.gathered and not notice.automatic else None,
    )


def render(notice: Notice, context: Context) -> Rendered:
    """Return subject, text and HTML of a notice without the mail around them, for a preview."""
    return _rendered(notice, context, recipient(notice, context))


def _rendered(notice: Notice, context: Context, reader: Recipient) -> Rendered:
    if notice.template not in NOTICES:
        raise UnknownTemplateError(notice.template)
    filled = fill(notice.template, reader.language, view(notice, context, reader), context.templates)
    marker = MARKERS.get(reader.language, MARKERS["en"])
    shown = str(escape(marker))
    html = filled.html if shown in filled.html else f"<p>{shown}</p>\n{filled.html}"
    return _without_tokens(Rendered(filled.subject, f"{marker}\n\n{filled.text}\n", f"{html}\n"), context, reader)


def _without_tokens(rendered: Rendered, context: Context, reader: Recipient) -> Rendered:
    """Mask whatever lets its reader write in another person's name, wherever in the mail it stands."""
    technician = reader.technician
    owners = (reader.address, *((technician.email, *technician.other_addresses) if technician else ()))
    words = (rendered.subject, rendered.text, rendered.html)
    return Rendered(*(mask_tokens(one, owners, context.rules.token_key) for one in words))


def _header(notice: Notice, context: Context, reader: Recipient, subject: str, own_id: str) -> list[str]:
    desk, ticket = context.rules.desk, context.ticket
    number = ticket.number if ticket else None
    back = reply_address(desk.address, number, reader.address, context.rules.token_key)
    answered, references = _thread(notice, context, reader)
    lines = [
        mailbox("From", desk.name, desk.address),
        mailbox("To", reader.name, reader.address),
        mailbox("Reply-To", desk.name, back),
        field("Subject", subject),
        f"Date: {format_datetime(context.now.astimezone(desk.timezone).replace(microsecond=0))}",
        f"Message-ID: {own_id}",
    ]
    if answered:
        lines += [ids("In-Reply-To", (answered,)), ids("References", references)]
    if notice.template not in RELAYED:
        lines.append(f"Auto-Submitted: {'auto-replied' if reader.author else 'auto-generated'}")
    lines += [f"X-Auto-Response-Suppress: {SUPPRESS}", f"{LOOP_FIELD}: {desk.address}"]
    if number is not None:
        lines.append(field("X-Mailintake-Ticket", f"{desk.tag}-{number}"))
    return [*lines, f"Content-Language: {reader.language}", "MIME-Version: 1.0"]


def _thread(notice: Notice, context: Context, reader: Recipient) -> tuple[str | None, tuple[str, ...]]:
    """Return what the mail answers and its whole thread; only ids that this person has seen already."""
    earlier = tuple(one for one in context.references if is_message_id(one))
    message = context.message
    if not reader.author or message is None:
        return (earlier[-1] if earlier else None), earlier[-REFERENCES:]
    answered = notice.reply_to_message or message.message_id
    if not answered or not is_message_id(answered):
        return (earlier[-1] if earlier else None), earlier[-REFERENCES:]
    theirs = tuple(one for one in message.references if is_message_id(one))
    thread = tuple(dict.fromkeys((*earlier, *theirs)))
    return answered, (*(one for one in thread[-REFERENCES:] if one != answered), answered)


def _envelope(context: Context, own_id: str) -> str:
    address = context.rules.desk.address
    match context.envelope:
        case Envelope.NULL:
            return ""
        case Envelope.VERP:
            return bounce_address(address, own_id)
        case Envelope.PLAIN:
            return address


def _body(rendered: Rendered, own_id: str) -> list[str]:
    # Quoted-printable writes `=` as `=3D`, so that no text can hold this boundary.
    boundary = f"=_{hashlib.sha256(own_id.encode('utf-8', 'replace')).hexdigest()[:24]}"
    return [
        "Content-Type: multipart/alternative;",
        f' boundary="{boundary}"',
        "",
        f"--{boundary}",
        *_part("plain", rendered.text),
        f"--{boundary}",
        *_part("html", rendered.html),
        f"--{boundary}--",
        "",
    ]


def _part(subtype: str, text: str) -> list[str]:
    lines = text.split("\n")
    short = all(len(line) <= LONGEST_PLAIN_LINE and not line.startswith("From ") for line in lines)
    if short and text.isascii() and "=_" not in text:
        return [f"Content-Type: text/{subtype}; charset=utf-8", "Content-Transfer-Encoding: 7bit", "", *lines]
    encoded = binascii.b2a_qp(text.encode("utf-8"), istext=True).decode("ascii")
    # A line that begins with `From ` would be changed on its way through some servers.
    safe = f"\n{encoded}".replace("\nFrom ", "\n=46rom=\n ").split("\n")[1:]
    return [f"Content-Type: text/{subtype}; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", *safe]

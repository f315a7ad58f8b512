"""`trace`: everything about one message."""

from __future__ import annotations

from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailintake.cli.judgement import judgement
from mailintake.cli.places import settings_of, store_of
from mailintake.cli.rows import outbox_row
from mailintake.cli.show import as_json
from mailintake.cli.trouble import NoMessageError
from mailintake.explain import utc
from mailintake.model.outgoing import JournalRow
from mailintake.store.filters import JournalFilter

if TYPE_CHECKING:
    from mailintake.store import Reading


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(trace)


def trace(
    context: typer.Context,
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="A Message-ID, a ticket number, or a file with the raw mail.")
    ],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a message.")] = False,
) -> None:
    """Tell the whole way of a message: arrival, rules that were tried, ticket, each mail and its SMTP answer."""
    settings = settings_of(context)
    with store_of(settings, migrate=False) as store, store.read() as reading:
        rows = _rows(reading, wanted, settings.rules.desk.tag)
        if not rows:
            raise NoMessageError(wanted)
        for row in rows:
            found = _whole(row, reading)
            if json:
                as_json([found])
            else:
                print(_as_text(row, reading))


def _rows(reading: Reading, wanted: str, tag: str) -> tuple[JournalRow, ...]:
    path = Path(wanted)
    if path.is_file():
        from hashlib import sha256

        return reading.journal(JournalFilter(sha256=sha256(path.read_bytes()).hexdigest()))
    number = wanted.casefold().removeprefix(f"{tag.casefold()}-").lstrip("#")
    if number.isdigit():
        return reading.journal(JournalFilter(ticket=int(number)))
    plain = wanted.strip().strip("<>")
    found = reading.journal(JournalFilter(message_id=f"<{plain}>")) or reading.journal(JournalFilter(message_id=plain))
    return found or reading.journal(JournalFilter(key=wanted)) or _caused(reading, f"<{plain}>")


def _caused(reading: Reading, message_id: str) -> tuple[JournalRow, ...]:
    """Return the message that made us send the mail with this Message-ID."""
    known = reading.known_messages((message_id,)).get(message_id)
    if known is None or known.ticket is None:
        return ()
    return reading.journal(JournalFilter(ticket=known.ticket))


def _whole(row: JournalRow, reading: Reading) -> dict[str, object]:
    return {
        "message_id": row.message_id,
        "key": row.key,
        "mailbox": row.mailbox,
        "sha256": row.sha256,
        "size": row.size,
        "author": row.author,
        "received_at": utc(row.received_at),
        "taken_at": utc(row.taken_at),
        "done_at": utc(row.done_at),
        "kind": row.kind,
        "guard": row.guard,
        "reason": row.reason,
        "level": row.level,
        "ticket": row.ticket,
        "classification": _decided(row).get("classification"),
        "assignment": _decided(row).get("assignment"),
        "trace": list(row.trace),
        "mails": [
            {**outbox_row(one), "sent_at": utc(one.sent_at), "response": one.response}
            for one in reading.notices(row.id)
        ],
    }


def _decided(row: JournalRow) -> dict[str, object]:
    """Return what was stored of the decision; nothing of a message that was pruned."""
    found = loads(row.facts)
    return found if isinstance(found, dict) else {}


def _as_text(row: JournalRow, reading: Reading) -> str:
    lines = [
        f"{row.message_id or row.key}",
        f"  received {utc(row.received_at)} in {row.mailbox} ({row.key}), {row.size} bytes, sha256 {row.sha256}",
        f"  taken in {utc(row.taken_at)}" + (f", moved {utc(row.done_at)}" if row.done_at else ", not moved"),
        f"  {row.kind}: {row.reason}" + (f" (guard {row.guard})" if row.guard else ""),
        f"  from {row.author or 'nobody'}, level {row.level}" + (f", ticket {row.ticket}" if row.ticket else ""),
    ]
    lines += [f"  {one}" for one in judgement(_decided(row))]
    lines += [f"    {one}" for one in row.trace]
    for one in reading.notices(row.id):
        state = f"{one.state.value} {utc(one.sent_at) or ''} {one.response or one.last_error or ''}".strip()
        lines.append(f"  mail {one.outgoing.message_id} {one.outgoing.template} to {one.outgoing.to}: {state}")
    return "\n".join(lines)

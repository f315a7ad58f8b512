"""`ingest`, `explain` and `rehearse`: mail from files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from mailintake.cli.places import desk_of, rules_with_key, settings_of, store_of
from mailintake.cli.show import as_json
from mailintake.cli.trouble import NoTimeError
from mailintake.model.message import Incoming

STDIN = "-"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(ingest)
    app.command()(explain)
    app.command()(rehearse)


def ingest(
    context: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE…|-]", help="Raw mails; `-` or nothing reads standard input.")
    ] = None,
    mbox: Annotated[bool, typer.Option("--mbox", help="The files are mbox files.")] = False,
    maildir: Annotated[bool, typer.Option("--maildir", help="The files are Maildir folders.")] = False,
) -> None:
    """Take in raw mail as if it had come by the mailbox; exit 0 means kept, 75 that the sender shall keep it."""
    from mailintake.intake import take
    from mailintake.journal import LogJournal, set_up_log

    set_up_log()
    settings = settings_of(context)
    desk = desk_of(context, settings)
    journal = LogJournal()
    lost = 0
    with store_of(settings) as store:
        for incoming in _incoming(files or [STDIN], settings.rules.limits.message, mbox=mbox, maildir=maildir):
            taken = take(incoming, store, desk, datetime.now(UTC))
            while taken.decision is None:
                taken = take(incoming, store, desk, datetime.now(UTC))
            journal.took_in(taken, 0)
    raise typer.Exit(lost)


def explain(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Raw mails.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="Decide as at this time, `2026-11-23 08:05`.")
    ] = None,
) -> None:
    """Say what would become of each mail, and why; writes and sends nothing."""
    from mailintake.cli.explaining import Explainer, as_text

    settings = settings_of(context, partial=True)
    now = _time(at, settings.rules.desk.timezone) if at else datetime.now(UTC)
    failed = False
    with Explainer(settings, now, key=lambda: rules_with_key(context, settings)) as explainer:
        for path in files:
            try:
                content = path.read_bytes()
            except OSError as error:
                print(f"{path}: cannot be read: {error.strerror}", file=sys.stderr)
                failed = True
                continue
            found = explainer.explain(str(path), content)
            if json:
                as_json([found])
            else:
                print(as_text(found))
    raise typer.Exit(1 if failed else 0)


def rehearse(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Conversation files.")],
) -> None:
    """Play conversations in memory and show where the answers differ."""
    from mailintake.rehearse import ScriptError, rehearse_file

    settings = settings_of(context)
    failed = 0
    for path in files:
        try:
            problems = rehearse_file(path, settings)
        except ScriptError as error:
            problems = (str(error),)
        except (OSError, UnicodeDecodeError) as error:
            problems = (f"{path}: cannot be read: {error}",)
        for problem in problems:
            print(problem)
        failed += bool(problems)
    print(f"{len(files) - failed} of {len(files)} conversations are as they should be")
    raise typer.Exit(1 if failed else 0)


def _incoming(files: list[str], limit: int, *, mbox: bool, maildir: bool) -> Iterator[Incoming]:
    from mailintake.fetch.files import read_files, read_stream
    from mailintake.fetch.maildir import read_maildir
    from mailintake.fetch.mbox import read_mbox

    now = datetime.now(UTC)
    for name in files:
        if mbox:
            yield from read_mbox(Path(name), now, limit)
        elif maildir:
            yield from read_maildir(Path(name), now, limit)
        elif name == STDIN:
            yield read_stream(sys.stdin.buffer, now, limit)
        else:
            yield from read_files([Path(name)], now, limit)


def _time(text: str, zone: object) -> datetime:
    from zoneinfo import ZoneInfo

    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NoTimeError(text) from None
    return found if found.tzinfo else found.replace(tzinfo=zone if isinstance(zone, ZoneInfo) else UTC)

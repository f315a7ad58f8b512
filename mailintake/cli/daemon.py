"""`run` and `demo`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mailintake.cli.places import options_of, settings_of


class LogFormat(StrEnum):
    """How log lines look."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    app.command()(demo)


def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Take in what waits, deliver what is due, and end.")] = False,
    log_format: Annotated[
        LogFormat, typer.Option("--log-format", help="Log lines as text or as JSON.")
    ] = LogFormat.TEXT,
) -> None:
    """Run the daemon: watch the mailboxes, make tickets, deliver the answers."""
    from mailintake.app import run_daemon, run_once
    from mailintake.journal import set_up_log

    set_up_log(log_format.value)
    options = options_of(context)
    settings = settings_of(context)
    work = run_once if once else run_daemon
    raise typer.Exit(work(settings, options.folder, options.environ))


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave everything running until Ctrl-C.")] = False,
    folder: Annotated[Path | None, typer.Option("--folder", help="Where mail and database lie [a new folder].")] = None,
) -> None:
    """Show the whole thing: a mail system of its own, school mail, tickets, answers."""
    from mailintake.demo.story import tell

    raise typer.Exit(tell(keep=keep, folder=folder))

"""`init` and `check`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from mailintake.cli.places import options_of, settings_of
from mailintake.config import Problem, check as problems_of, init as write_starter
from mailintake.model.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(check)


def init(directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write to.")]) -> None:
    """Write a commented starter configuration; nothing is overwritten."""
    written = write_starter(directory)
    for path in written:
        print(f"written: {path}")
    if not written:
        print(f"{directory} has all its files already; nothing was written")
    print(f"next: edit {directory / 'mailintake.yaml'}, then mailintake -c {directory} check")


def check(
    context: typer.Context,
    connect: Annotated[bool, typer.Option("--connect", help="Log in to IMAP and SMTP, too; sends nothing.")] = False,
) -> None:
    """Validate everything, own templates too: say what is wrong, where, and what to do."""
    from mailintake.cli.own_templates import try_templates
    from mailintake.config import secret_warnings

    options = options_of(context)
    _tell(problems_of(options.folder, environ=options.environ))
    settings = settings_of(context)
    templates = try_templates(settings)
    secrets = secret_warnings(settings)
    if connect:
        secrets = _without_unread(secrets, settings, options.environ)
    warnings = (*settings.inactive, *templates.notes, *secrets)
    for one in warnings:
        print(f"warning: {one}")
    _tell(templates.problems)
    if connect:
        from mailintake.cli.connecting import try_connections

        tried = try_connections(settings, options.environ, _asking)
        for line in (*tried.working, *tried.problems):
            print(line)
        if tried.problems:
            raise typer.Exit(1)
    print(f"{options.folder}: no problem found{_count(len(warnings))}")


def _without_unread(
    secrets: tuple[Problem, ...], settings: Settings, environ: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Leave out what the logins will name as a problem, at the same place."""
    from mailintake.cli.connecting import unread

    named = unread(settings, environ)
    return tuple(one for one in secrets if not any(line.startswith(f"{one.place}: ") for line in named))


def _count(warnings: int) -> str:
    return f", {warnings} warning{'' if warnings == 1 else 's'}" if warnings else ""


def _asking(server: str) -> None:
    # A server that says nothing takes a while to be believed.
    print(f"asking {server} …", file=sys.stderr)


def _tell(problems: tuple[Problem, ...]) -> None:
    """Print problems; where there are some, the command ends."""
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)

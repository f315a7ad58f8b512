"""What an admin types: `mailintake [-c DIR] COMMAND`. Each file holds the commands of one subject."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import Abort, Exit, TyperException

from mailintake import __version__
from mailintake.cli import (
    configuration,
    daemon,
    doctor,
    keeping,
    learn,
    mail,
    outbox,
    preview,
    quarantine,
    reconciling,
    tickets,
    trace,
    upkeep,
)
from mailintake.cli.places import Options
from mailintake.cli.trouble import told

TEMPORARY_FAILURE = 75
USAGE = 2
CONFIG = frozenset({"-c", "--config"})
BEFORE_COMMAND = CONFIG | {"--debug", "--version"}

app = typer.Typer(
    name="mailintake",
    help="A school district's technology help desk by e-mail.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (
    configuration,
    daemon,
    learn,
    mail,
    trace,
    tickets,
    outbox,
    quarantine,
    preview,
    doctor,
    reconciling,
    keeping,
    upkeep,
):
    room.register(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"mailintake {__version__}")
        raise Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "-c",
            "--config",
            metavar="DIR",
            help="The configuration folder [$MAILINTAKE_CONFIG, ./config, /etc/mailintake].",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", is_eager=True, callback=_show_version)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Take in the help desk's mail, make tickets of it, and answer."""
    del version
    context.obj = Options(config, debug, dict(os.environ))


def main(arguments: list[str] | None = None) -> None:
    """Run a command and end the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code; any failure of `ingest` is 75, so that the MTA keeps the mail."""
    code = _run(arguments)
    return TEMPORARY_FAILURE if code and "ingest" in arguments and "--help" not in arguments else code


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        code = command.main(arguments, prog_name="mailintake", standalone_mode=False)
    except Exit as ended:
        return ended.exit_code
    except Abort:
        return 1
    except TyperException as error:
        print(f"mailintake: {error.format_message()}\nhint: {_usage_hint(error)}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # The reader (`head`) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        # The boundary of the process: what went wrong is told in words, and in full with --debug.
        if "--debug" in arguments:
            raise
        return told(error)
    return code if isinstance(code, int) else 0


def _usage_hint(error: TyperException) -> str:
    """Return what helps most people: the options of every command stand before it."""
    name = getattr(error, "option_name", None)
    if name not in BEFORE_COMMAND:
        return "mailintake --help"
    return f"`{name}` goes before the command: mailintake {name} {'DIR ' if name in CONFIG else ''}COMMAND …"

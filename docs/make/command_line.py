"""The command line, as its own `--help` tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from docs.make.markdown import block, page, section
from mailintake.cli import app

WIDTH = 100
INTRODUCTION = """\
`mailintake [-c DIR] COMMAND`. DIR is the configuration folder: by default `$MAILINTAKE_CONFIG`, else `./config`, else
`/etc/mailintake`. Lists print one JSON object a line with `--json`: see [JSON](json.md). An error says what, where and
why on standard error, with a hint; `--debug` before the command adds the traceback.
"""
CODES = """\
| code | means |
| --- | --- |
| 0 | done; nothing is wrong |
| 1 | a problem was found, or something could not be reached |
| 2 | the command line is wrong |
| 75 | only `ingest`: not kept, the mail server shall keep the mail and try again |
| 78 | the configuration is invalid |
"""


def text() -> str:
    """Return the page."""
    commands = (section(f"`{name}`", block(said)) for name, said in helps())
    return page("Command line", INTRODUCTION, section("Exit codes", CODES), *commands)


def helps() -> Iterator[tuple[str, str]]:
    """Yield every command with its help."""
    yield from _helps("mailintake", typer.main.get_command(app))


def _helps(name: str, command: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 (typer keeps its click to itself)
    context = command.context_class(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    yield name, command.get_help(context)
    for one, under in getattr(command, "commands", {}).items():
        yield from _helps(f"{name} {one}", under)

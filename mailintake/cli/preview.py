"""`preview`: what a notice looks like."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from mailintake.cli.places import reading_of, settings_of
from mailintake.cli.trouble import NoTicketError
from mailintake.model.settings import Settings, TokenKey
from mailintake.model.ticket import Ticket

KEY = TokenKey(b"only for previews, never for mail that leaves")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(preview)


def preview(  # noqa: PLR0913, PLR0917 (each is an option)
    context: typer.Context,
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="The notice; without it all are listed.")] = "",
    ticket: Annotated[
        int | None, typer.Option("--ticket", metavar="N", help="About this ticket instead of a made-up one.")
    ] = None,
    language: Annotated[str | None, typer.Option("--language", help="en or es.")] = None,
    html: Annotated[bool, typer.Option("--html", help="Print the HTML part.")] = False,
    source: Annotated[bool, typer.Option("--source", help="Print the built-in template to copy from.")] = False,
) -> None:
    """Render a notice, with your own templates where there are some."""
    from dataclasses import replace

    from mailintake.compose import NOTICES, render, sample, source as built_in

    if not template:
        for kind in NOTICES.values():
            print(f"{kind.name}: {kind.about}")
        return
    if source:
        print(built_in(template, language or "en"))
        return
    settings = settings_of(context, partial=True)
    rules = replace(settings.rules, token_key=KEY)
    shown = _ticket(settings, ticket) if ticket is not None else None
    notice, made = sample(template, rules, datetime.now(UTC), ticket=shown, language=language)
    rendered = render(notice, replace(made, templates=settings.templates))
    print(rendered.html if html else f"Subject: {rendered.subject}\n\n{rendered.text}")


def _ticket(settings: Settings, number: int) -> Ticket:
    with reading_of(settings) as reading:
        found = reading.ticket(number)
    if found is None:
        raise NoTicketError(number)
    return found

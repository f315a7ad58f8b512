"""`migrate`."""

from __future__ import annotations

import typer

from mailintake.cli.places import settings_of, store_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate(context: typer.Context) -> None:
    """Bring the database up to this version, or make it."""
    with store_of(settings_of(context)) as store:
        print(f"{store.place}: up to date")

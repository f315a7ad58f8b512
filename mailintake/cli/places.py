"""Where the configuration is, and what is opened from it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mailintake.cli.trouble import NoFolderError
from mailintake.config import load, load_partial, token_key
from mailintake.model.settings import Rules, Settings

if TYPE_CHECKING:
    from mailintake.intake import Desk
    from mailintake.store import Reading, Store

UNIQUE_BYTES = 8


@dataclass(frozen=True, slots=True)
class Options:
    """The options that stand before a command."""

    config: Path | None
    debug: bool
    environ: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """Return the configuration folder: as told, by the environment, `./config`, or the system's."""
        if self.config is not None:
            return self.config
        named = self.environ.get("MAILINTAKE_CONFIG")
        if named:
            return Path(named)
        here = Path("config")
        return here if here.is_dir() else Path("/etc/mailintake")


def options_of(context: typer.Context) -> Options:
    """Return the options that stand before the command."""
    found = context.find_object(Options)
    if found is None:
        raise LookupError(Options)
    return found


def settings_of(context: typer.Context, *, partial: bool = False) -> Settings:
    """Return the checked settings; raises ConfigurationError."""
    options = options_of(context)
    folder = options.folder
    if not folder.is_dir():
        raise NoFolderError(folder)
    return load_partial(folder, environ=options.environ) if partial else load(folder, environ=options.environ)


def rules_with_key(context: typer.Context, settings: Settings) -> Rules:
    """Return the rules with the key of the reply tokens; one is made where none is configured."""
    return replace(settings.rules, token_key=token_key(settings, options_of(context).environ))


def desk_of(context: typer.Context, settings: Settings) -> Desk:
    """Return the desk as the daemon has it."""
    from mailintake.intake import Desk

    return Desk(settings, rules_with_key(context, settings), unique)


def unique() -> str:
    """Return a short word that no other mail has."""
    return secrets.token_hex(UNIQUE_BYTES)


@contextmanager
def store_of(settings: Settings, *, migrate: bool = True) -> Iterator[Store]:
    """Open the store for as long as the block lasts."""
    from mailintake.store import Store

    store = Store.open(settings.database, settings.files, migrate=migrate)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def reading_of(settings: Settings) -> Iterator[Reading]:
    """Read from the store, which must be there already."""
    with store_of(settings, migrate=False) as store, store.read() as reading:
        yield reading

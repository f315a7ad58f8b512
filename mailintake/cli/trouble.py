"""Errors as an admin reads them: what, where, why, and a hint; never a traceback."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

INVALID_CONFIGURATION = 78
PROBLEM = 1
HINT = "hint: run it again with --debug for the details, and report them"


class CommandError(Exception):
    """A command cannot do what was asked; the text is for the admin."""

    def __init__(self, what: str, why: str, hint: str = "") -> None:
        super().__init__(f"{what}: {why}" + (f"\nhint: {hint}" if hint else ""))


class NoFolderError(CommandError):
    """The configuration folder does not exist."""

    def __init__(self, folder: Path) -> None:
        hint = f"`mailintake init {folder}` makes one, `-c DIR` names another"
        super().__init__("configuration", f"there is no folder {folder}", hint)


class NoTicketError(CommandError):
    """There is no such ticket."""

    def __init__(self, number: str | int) -> None:
        super().__init__("ticket", f"there is none with the number {number}", "mailintake tickets list")


class NoMailError(CommandError):
    """There is no such mail in the outbox or in quarantine, or nothing can be done with it."""

    def __init__(self, where: str, number: int | str) -> None:
        super().__init__(
            where,
            f"there is no {'unsent ' if where == 'outbox' else ''}mail {number} in it",
            f"mailintake {where} list",
        )


class NotTakenError(CommandError):
    """A mail could not be taken in."""

    def __init__(self, why: str | None) -> None:
        super().__init__("mail", why or "it was not taken in")


class NoLanguageError(CommandError):
    """A notice is not written in a language."""

    def __init__(self, notice: str, language: str) -> None:
        hint = f"copy the English one to templates/{notice}/{language}/ and translate it (`preview {notice} --source`)"
        super().__init__("preview", f"there is no template of `{notice}` in the language `{language}`", hint)


class UnspokenError(CommandError):
    """The desk does not write in a language, whatever templates there are."""

    def __init__(self, language: str, languages: tuple[str, ...]) -> None:
        hint = f"add it to `desk.languages`: now they are {', '.join(languages)}"
        super().__init__("preview", f"the desk does not speak `{language}`", hint)


class OwnTemplateError(CommandError):
    """A template of the district fails."""


class NoMessageError(CommandError):
    """The journal has no such message."""

    def __init__(self, wanted: str) -> None:
        super().__init__("journal", f"no message `{wanted}`", "give a Message-ID, a ticket number or a file")


class NoAddressError(CommandError):
    """A word is no mail address."""

    def __init__(self, word: str) -> None:
        super().__init__("address", f"`{word}` is none", "write it as name@example.org")


class NoTimeError(CommandError):
    """A word is no date or time."""

    def __init__(self, word: str) -> None:
        super().__init__("time", f"`{word}` is none", "write it as 2026-11-23, 2026-11-23T08:05 or, in lists, 30d")


class NoSpanError(CommandError):
    """A word is no span of time."""

    def __init__(self, word: str) -> None:
        super().__init__("span", f"`{word}` is none", "write it as 365d, 52w or 24h")


class NotSqliteError(CommandError):
    """PostgreSQL has its own tools for backups, and better ones."""

    def __init__(self, command: str, url: str, files: Path) -> None:
        tool = "pg_dump -Fc" if command == "backup" else "pg_restore --clean"
        hint = f"`{tool}` does it for the database; then copy the folder {files}, which must be the newer of the two"
        super().__init__(command, f"{url} is no SQLite file", hint)


def told(error: Exception) -> int:
    """Print an error for a person and return the exit code."""
    from mailintake.config import ConfigurationError, SecretError

    if isinstance(error, ConfigurationError | NoFolderError | SecretError):
        print(error, file=sys.stderr)
        return INVALID_CONFIGURATION
    if isinstance(error, _known()):
        print(error, file=sys.stderr)
    elif isinstance(error, OSError):
        print(f"{error.filename or 'system'}: {error.strerror or error}", file=sys.stderr)
    elif isinstance(error, sqlite3.Error):
        print(f"database: {error}\n{HINT}", file=sys.stderr)
    else:
        print(f"mailintake: {type(error).__name__}: {error}\n{HINT}", file=sys.stderr)
    return PROBLEM


def _known() -> tuple[type[Exception], ...]:
    """Return the errors whose text is written for an admin; their rooms are slow to import."""
    from mailintake.compose import TemplateFailedError, UnknownTemplateError, UnusableAddressError
    from mailintake.deliver import DeliveryError
    from mailintake.fetch.errors import MailboxError
    from mailintake.model.credential import CredentialError
    from mailintake.store.errors import StoreError

    return (
        CommandError,
        CredentialError,
        StoreError,
        MailboxError,
        DeliveryError,
        TemplateFailedError,
        UnknownTemplateError,
        UnusableAddressError,
    )

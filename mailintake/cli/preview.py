"""`preview`: what a notice looks like."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mailintake.cli.places import reading_of, settings_of
from mailintake.cli.trouble import NoLanguageError, NoTicketError, OwnTemplateError, UnspokenError
from mailintake.model.settings import Settings, TokenKey
from mailintake.model.ticket import Ticket

if TYPE_CHECKING:
    from mailintake.compose import Context
    from mailintake.compose.templates import Rendered
    from mailintake.model.decision import Notice

ENGLISH = "en"
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
    language: Annotated[str | None, typer.Option("--language", help="en, es, or one of your own templates.")] = None,
    html: Annotated[bool, typer.Option("--html", help="Print the HTML part.")] = False,
    source: Annotated[bool, typer.Option("--source", help="Print the built-in template to copy from.")] = False,
) -> None:
    """Render a notice, with your own templates where there are some."""
    from dataclasses import replace

    from mailintake.compose import NOTICES, sample, source as built_in

    if not template:
        for kind in NOTICES.values():
            print(f"{kind.name}: {kind.about}")
        return
    if source:
        _check_language(template, language, None)
        print(built_in(template, language or ENGLISH))
        return
    settings = settings_of(context, partial=True)
    _check_language(template, language, settings)
    rules = replace(settings.rules, token_key=KEY)
    shown = _ticket(settings, ticket) if ticket is not None else None
    notice, made = sample(template, rules, datetime.now(UTC), ticket=shown, language=language)
    rendered = _rendered(notice, replace(made, templates=settings.templates))
    print(rendered.html if html else f"Subject: {rendered.subject}\n\n{rendered.text}")


def _rendered(notice: Notice, context: Context) -> Rendered:
    """Fill in the notice; what is wrong with an own template is said as `check` says it."""
    from mailintake.cli.own_templates import in_words
    from mailintake.compose import TemplateFailedError, render

    try:
        return render(notice, context)
    except TemplateFailedError as error:
        problem = in_words(error, context.templates)
        if problem is None:
            raise
        raise OwnTemplateError(str(problem.place), problem.text, problem.hint) from error


def _check_language(template: str, language: str | None, settings: Settings | None) -> None:
    """Refuse a language that the notice is not written in, and say which files are in English all the same."""
    from mailintake.compose import NOTICES
    from mailintake.compose.templates import BUILT_IN, FILES

    if language in {None, ENGLISH} or template.partition("/")[0] not in NOTICES:
        return
    own = settings.templates if settings else None
    roots = [BUILT_IN, *([own] if own else [])]
    wanted = [f"{template}/{language}/{file}" for file in FILES]
    missing = [name for name in wanted if not any((root / name).is_file() for root in roots)]
    # `preview --source receipt/es/body.txt` names a file, and one that does not exist is refused there.
    if "/" not in template and len(missing) == len(wanted):
        raise NoLanguageError(template, str(language))
    if settings and language not in settings.rules.desk.languages:
        raise UnspokenError(str(language), settings.rules.desk.languages)
    for name in missing if "/" not in template else ():
        print(f"templates/{name}: there is none; the English one is used", file=sys.stderr)


def _ticket(settings: Settings, number: int) -> Ticket:
    with reading_of(settings) as reading:
        found = reading.ticket(number)
    if found is None:
        raise NoTicketError(number)
    return found

"""`learn status|refit|reset|export`: what technicians' corrections taught."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mailintake.cli.places import reading_of, settings_of, store_of
from mailintake.cli.show import as_json, as_table
from mailintake.explain import utc

if TYPE_CHECKING:
    from mailintake.store.model_queries import ModelRow

COLUMNS = ("version", "made_at", "labels", "bytes", "right", "right_unlearned", "set_aside")
learn = typer.Typer(help="What corrections taught: status, refit, reset, export.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(learn, name="learn")


@learn.command()
def status(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the versions that are kept, the one in use first.

    `right` is the share of the tickets set aside that the version filed as the technicians did; `right_unlearned` is
    the share that the words of categories.yaml alone get right.
    """
    settings = settings_of(context)
    with reading_of(settings) as reading:
        models = [_row(one) for one in reading.models()]
        waiting = sum(1 for _ in reading.labels(settings.rules.routing))
    if json:
        as_json(models)
        return
    as_table(COLUMNS, models, nothing="nothing was learned yet")
    print(f"tickets that teach: {waiting}; the next refit is tonight, or `mailintake learn refit`")


@learn.command()
def refit(
    context: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="Take a reset back: tickets from before it teach again.")] = False,
) -> None:
    """Learn from all tickets now instead of tonight."""
    from mailintake.store.refit import refit as learn_anew, remember_all

    settings = settings_of(context)
    with store_of(settings) as store:
        if all_:
            remember_all(store)
        made = learn_anew(store, settings.rules, datetime.now(UTC))
    if made is None:
        print("no ticket teaches anything yet: nobody has corrected or closed one")
    else:
        print(f"version {made.id}: {made.labels} tickets taught it, in use from the next message on")


@learn.command()
def reset(context: typer.Context) -> None:
    """Forget what was learned; only tickets opened from now on teach again (`refit --all` takes that back)."""
    from mailintake.store.refit import reset as forget

    with store_of(settings_of(context)) as store:
        forget(store, datetime.now(UTC))
    print("nothing is learned now; only tickets opened from now on will teach")


@learn.command()
def export(context: typer.Context) -> None:
    """Print what the tickets teach: one JSON object a line with the words, the category and how much it counts."""
    settings = settings_of(context)
    with reading_of(settings) as reading:
        as_json(
            {
                "ticket": number,
                "subject": label.subject,
                "body": label.text,
                "category": label.category,
                "priority": label.priority.value if label.priority else None,
                "weight": label.weight,
            }
            for number, label in reading.labels(settings.rules.routing)
        )


def _row(model: ModelRow) -> dict[str, object]:
    measured = bool(model.metrics.get("set_aside"))
    return {
        "version": model.id,
        "made_at": utc(model.made_at),
        "labels": model.labels,
        "bytes": model.size,
        "sha256": model.sha256,
        "set_aside": int(model.metrics.get("set_aside", 0)),
        "right": model.metrics["right"] if measured else None,
        "right_unlearned": model.metrics["right_unlearned"] if measured else None,
    }

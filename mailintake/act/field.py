"""What the commands have in common that set one field to the words behind them."""

from __future__ import annotations

from collections.abc import Callable

from mailintake.act.verb import Answer, Effect, Problem, Scene
from mailintake.model.ticket import Field, FieldSet

LONGEST = 200


def setter(field: Field) -> Callable[[Scene, str], Answer]:
    """Return a command that sets the field; an empty value is a mistake, a hyphen clears it."""

    def run(scene: Scene, arguments: str) -> Answer:
        del scene
        value = " ".join(arguments.split())[:LONGEST]
        if not value:
            return Problem(f"which {field.value}?", f"#{field.value} …")
        if value == "-" and field is not Field.SUBJECT:
            return Effect(f"{field.value} removed", (FieldSet(field, None),))
        return Effect(f"{field.value} {value}", (FieldSet(field, value),))

    return run

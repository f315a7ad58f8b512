"""`#category`: what kind of request it is; the correction also teaches."""

from __future__ import annotations

from difflib import get_close_matches

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.model.ticket import Field, FieldSet


def run(scene: Scene, arguments: str) -> Answer:
    """Set the category by its key or title."""
    wanted = arguments.strip().casefold()
    categories = {key: one for key, one in scene.case.rules.categories.items() if not one.retired}
    names = {key: key for key in categories}
    names.update({title.casefold(): key for key, one in categories.items() for title in one.title.values()})
    if wanted in names:
        return Effect(f"category {names[wanted]}", (FieldSet(Field.CATEGORY, names[wanted]),))
    near = get_close_matches(wanted, list(names), 1, 0.5)
    suggestion = f"#category {names[near[0]]}" if near else None
    return Problem(f"`{arguments.strip()}` is no category: {', '.join(categories)}", suggestion)


VERB = Verb("category", "#category X", "Change the kind of request.", run)

"""`#tag +a -b`: free words to find tickets by."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.model.ticket import Tagged

LONGEST = 40


def run(scene: Scene, arguments: str) -> Answer:
    """Add and remove tags; a word without a sign is added."""
    del scene
    words = arguments.replace(",", " ").casefold().split()
    added = tuple(tag for word in words if not word.startswith("-") and (tag := word.lstrip("+#")))
    removed = tuple(tag for word in words if word.startswith("-") and (tag := word.lstrip("-")))
    if not (added or removed) or any(len(word) > LONGEST for word in words):
        return Problem("which tags?", "#tag +projector -waiting")
    said = " ".join([*(f"+{word}" for word in added), *(f"-{word}" for word in removed)])
    return Effect(f"tags {said}", (Tagged(added, removed),))


VERB = Verb("tag", "#tag +a -b", "Add and remove tags.", run, aliases=("tags",))

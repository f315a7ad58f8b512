"""`#private`: this mail's prose stays among technicians."""

from __future__ import annotations

from mailintake.act.verb import Answer, Audience, Effect, Scene, Verb


def run(scene: Scene, arguments: str) -> Answer:
    """Keep all prose of this mail, and the text of the line, inside."""
    del scene
    return Effect("for technicians only", text=arguments, audience=Audience.STAFF)


VERB = Verb(
    "private",
    "#private [text]",
    "Keep this mail's words among technicians.",
    run,
    aliases=("internal", "note", "internal note"),
    needs_ticket=True,
    takes_text=True,
)

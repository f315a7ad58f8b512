"""`#public`: this mail's prose is for the requester."""

from __future__ import annotations

from mailintake.act.verb import Answer, Audience, Effect, Scene, Verb


def run(scene: Scene, arguments: str) -> Answer:
    """Send all prose of this mail, and the text of the line, to the requester."""
    del scene
    return Effect("for the requester", text=arguments, audience=Audience.EVERYBODY)


VERB = Verb(
    "public", "#public [text]", "Send this mail's words to the requester.", run, aliases=("reply",), takes_text=True
)

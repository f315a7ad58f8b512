"""`#cc WHO`: somebody else follows the ticket."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.act.who import find_address
from mailintake.model.ticket import Copied


def run(scene: Scene, arguments: str) -> Answer:
    """Copy people on public answers; several are separated by commas or spaces."""
    return copy(scene, arguments, leave=False)


def copy(scene: Scene, arguments: str, *, leave: bool) -> Answer:
    """Add or remove followers of the ticket."""
    word = "uncc" if leave else "cc"
    found: list[str] = []
    for part in _parts(arguments):
        address = find_address(part, scene.case.rules)
        if isinstance(address, Problem):
            return address
        found.append(address)
    if not found:
        return Problem("whom?", f"#{word} name@{scene.case.rules.desk.domain}")
    change = Copied(removed=tuple(found)) if leave else Copied(added=tuple(found))
    return Effect(f"{'no longer copied' if leave else 'copied'}: {', '.join(found)}", (change,))


def _parts(arguments: str) -> list[str]:
    if "@" in arguments:
        return arguments.replace(",", " ").replace(";", " ").split()
    return [part.strip() for part in arguments.replace(";", ",").split(",") if part.strip()]


VERB = Verb("cc", "#cc WHO", "Copy somebody on the answers.", run)

"""`#cc WHO`: somebody else follows the ticket."""

from __future__ import annotations

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.act.who import MYSELF, find_address, refusal
from mailintake.model.address import fold_address
from mailintake.model.ticket import Copied, Ticket


def run(scene: Scene, arguments: str) -> Answer:
    """Copy people on public answers; several are separated by commas or spaces."""
    return copy(scene, arguments, leave=False)


def copy(scene: Scene, arguments: str, *, leave: bool) -> Answer:
    """Add or remove followers of the ticket."""
    word = "uncc" if leave else "cc"
    found: list[str] = []
    for part in _parts(arguments):
        myself = part.casefold() in MYSELF
        address = scene.actor.email if myself else find_address(part, scene.case.rules)
        if isinstance(address, Problem):
            return address
        refused = None if leave else refusal(address, scene.case.rules)
        if refused:
            return refused
        found.append(address)
    if leave:
        found = [_as_copied(address, scene.now_ticket) for address in found]
        missing = [address for address in found if address not in scene.now_ticket.copied]
        if missing:
            return Problem(f"{missing[0]} is not copied", _present(scene.now_ticket))
    if not found:
        return Problem("whom?", f"#{word} name@{scene.case.rules.desk.domain}")
    change = Copied(removed=tuple(found)) if leave else Copied(added=tuple(found))
    return Effect(f"{'no longer copied' if leave else 'copied'}: {', '.join(found)}", (change,))


def _as_copied(address: str, ticket: Ticket) -> str:
    return next((one for one in ticket.copied if fold_address(one) == fold_address(address)), address)


def _present(ticket: Ticket) -> str | None:
    return f"#uncc {ticket.copied[0]}" if len(ticket.copied) == 1 else None


def _parts(arguments: str) -> list[str]:
    if "@" in arguments:
        return arguments.replace(",", " ").replace(";", " ").split()
    return [part.strip() for part in arguments.replace(";", ",").split(",") if part.strip()]


VERB = Verb("cc", "#cc WHO", "Copy somebody on the answers.", run)

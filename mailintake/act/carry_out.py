"""Runs the certain command lines of a mail: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from mailintake.act import BY_WORD, VERBS
from mailintake.act.inside import PRIVATE, nearest
from mailintake.act.read import CONTRADICTION, Reading
from mailintake.act.verb import Audience, CommandLine, Effect, Problem, Scene
from mailintake.model.case import Case
from mailintake.model.decision import CommandResult, Outcome
from mailintake.model.person import Person
from mailintake.model.settings import Technician
from mailintake.model.ticket import Change, Ticket, apply
from mailintake.thread import follow

LONGEST_NUMBER = 9
LONGEST_LINE = 200
KEPT = "to be safe this mail's words are kept as a note for technicians; to send them, reply again without this line"


@dataclass(frozen=True, slots=True)
class Carried:
    """What the commands of one mail came to; `tickets` stand as after the changes, 0 is the one that opens."""

    results: tuple[CommandResult, ...] = ()
    failed: bool = False
    tickets: Mapping[int, Ticket] = field(default_factory=dict)
    changes: tuple[tuple[int, Change], ...] = ()
    texts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    audience: Audience | None = None
    on_behalf_of: Person | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    line: CommandLine
    ticket: int | None
    arguments: str
    outcome: Effect | Problem


def carry_out(reading: Reading, case: Case, actor: Technician, *, opening: Ticket | None = None) -> Carried:
    """Run the lines in their order, each on what the former left; one wrong line voids all of them."""
    tickets: dict[int, Ticket] = {0: opening} if opening else {}
    home = 0 if opening else (case.ticket.number if case.ticket else None)
    if case.ticket and not opening:
        tickets[case.ticket.number] = case.ticket
    steps: list[_Step] = []
    for line in reading.certain:
        for step in _run_line(line, case, actor, tickets, home):
            steps.append(step)
            if isinstance(step.outcome, Effect) and step.ticket is not None:
                tickets[step.ticket] = _applied(tickets[step.ticket], step.outcome, case)
    steps = _one_audience(steps)
    if reading.contradiction:
        steps = [_Step(one.line, one.ticket, one.arguments, Problem(CONTRADICTION)) for one in steps]
    failed = any(isinstance(step.outcome, Problem) for step in steps)
    lines = [list(group) for _, group in groupby(steps, key=lambda step: id(step.line))]
    results = (*(_joined([_result(step, failed=failed) for step in group]) for group in lines), *not_run(reading))
    if failed:
        return Carried(results, failed=True, tickets=tickets)
    carried = _collect(results, steps, tickets)
    return replace(carried, audience=Audience.STAFF) if reading.kept else carried


def not_run(reading: Reading) -> list[CommandResult]:
    """Return what becomes of the lines that may not be the writer's own; a doubtful `#private` keeps all inside."""
    unsure = "it stands below other words, and I cannot be sure that you wrote it now"
    doubtful = [line for line in reading.lines if not line.certain]
    results = [
        CommandResult(
            line.line,
            line.verb,
            line.arguments,
            Outcome.NOT_RUN,
            f"{unsure}; {KEPT}" if reading.kept and line.verb == PRIVATE else unsure,
        )
        for line in doubtful
    ]
    if reading.kept and all(line.line != reading.kept for line in doubtful):
        reason = f"it may mean `#private`; {KEPT}"
        results.append(CommandResult(reading.kept[:LONGEST_LINE], None, "", Outcome.NOT_RUN, reason))
    return results


def ticket_numbers(arguments: str, case: Case, *, bare: bool) -> tuple[list[int], str]:
    """Take ticket numbers off the front: `TECH-3` and `#3` anywhere, `3` alone only outside a thread."""
    numbers: list[int] = []
    rest = arguments
    tag = f"{case.rules.desk.tag}-".casefold()
    while rest:
        word, _, after = rest.partition(" ")
        plain = word.strip("[],;").casefold()
        digits = plain.removeprefix(tag).removeprefix("#")
        marked = plain != digits
        if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER and (marked or bare)):
            break
        if int(digits) not in numbers:
            numbers.append(int(digits))
        rest = after.strip()
    return numbers, rest


def nearest_verb(word: str) -> str | None:
    """Return the verb that was probably meant."""
    return nearest(word, BY_WORD)


def _run_line(
    line: CommandLine, case: Case, actor: Technician, tickets: dict[int, Ticket], home: int | None
) -> list[_Step]:
    verb = next((one for one in VERBS if one.name == line.verb), None)
    if verb is None:
        for named_number in ticket_numbers(line.arguments, case, bare=home is None)[0]:
            named_ticket = _find(named_number, case, tickets)
            if named_ticket is not None:
                tickets.setdefault(named_ticket.number, named_ticket)
        near = nearest_verb(line.word)
        suggestion = f"#{near} {line.arguments}".strip() if near else None
        return [_Step(line, home, line.arguments, Problem(f"I know no command `{line.word}`", suggestion))]
    if not verb.needs_ticket and verb.name != "for":
        if verb.name == "show" and home and not line.arguments:
            line = replace(line, arguments=str(home))
        scene = Scene(case, actor, tickets.get(home) if home is not None else None)
        return [_Step(line, None, line.arguments, verb.run(scene, line.arguments))]
    named, arguments = ticket_numbers(line.arguments, case, bare=home is None)
    steps: list[_Step] = []
    numbers: list[int | None] = [*named] or [home]
    for number in numbers:
        ticket = _find(number, case, tickets)
        if ticket is None and (verb.needs_ticket or number is not None):
            steps.append(_Step(line, None, arguments, _no_ticket(number, verb.name)))
            continue
        target = ticket.number if ticket else None
        if ticket is not None:
            tickets.setdefault(ticket.number, ticket)
        scene = Scene(case, actor, ticket, opening=number == 0)
        steps.append(_Step(line, target, arguments, _with_numbers(verb.run(scene, arguments), line, arguments)))
    return steps


def _with_numbers(answer: Effect | Problem, line: CommandLine, arguments: str) -> Effect | Problem:
    """Let the suggestion name the same tickets as the line."""
    numbers = line.arguments.removesuffix(arguments).strip()
    if isinstance(answer, Effect) or not answer.suggestion or not numbers:
        return answer
    verb, _, value = answer.suggestion.partition(" ")
    return replace(answer, suggestion=f"{verb} {numbers} {value}".strip())


def _find(number: int | None, case: Case, tickets: Mapping[int, Ticket]) -> Ticket | None:
    if number is None:
        return None
    if number in tickets:
        return tickets[number]
    found = follow(number, case.known.tickets)
    return tickets.get(found.number, found) if found else None


def _no_ticket(number: int | None, verb: str) -> Problem:
    if number is None:
        return Problem("which ticket?", f"#{verb} 1042")
    return Problem(f"there is no ticket {number}")


def _one_audience(steps: list[_Step]) -> list[_Step]:
    """Let `#private` and `#public` in one mail be a mistake: nobody can say which of them was meant."""
    said = {step.outcome.audience for step in steps if isinstance(step.outcome, Effect) and step.outcome.audience}
    if len(said) < len(Audience):
        return steps
    problem = Problem("this mail says both `#private` and `#public`")
    return [
        replace(step, outcome=problem) if isinstance(step.outcome, Effect) and step.outcome.audience else step
        for step in steps
    ]


def _applied(ticket: Ticket, effect: Effect, case: Case) -> Ticket:
    for change in effect.changes:
        ticket = apply(ticket, change, case.now)
    return ticket


def _result(step: _Step, *, failed: bool) -> CommandResult:
    line = step.line
    if isinstance(step.outcome, Problem):
        return CommandResult(
            line.line, line.verb, line.arguments, Outcome.ERROR, step.outcome.reason, step.outcome.suggestion
        )
    if failed:
        return CommandResult(line.line, line.verb, line.arguments, Outcome.NOT_RUN, "another line is wrong")
    return CommandResult(line.line, line.verb, line.arguments, Outcome.OK, step.outcome.said or None)


def _joined(results: list[CommandResult]) -> CommandResult:
    """Return one result for a line that named several tickets: the worst of them, with every reason."""
    worst = next((one for one in results if one.outcome is Outcome.ERROR), results[0])
    alike = [one.reason for one in results if one.outcome is worst.outcome and one.reason]
    return replace(worst, reason="; ".join(dict.fromkeys(alike)) or None)


def _collect(results: tuple[CommandResult, ...], steps: list[_Step], tickets: Mapping[int, Ticket]) -> Carried:
    carried = Carried(results, tickets=tickets)
    for step in steps:
        effect = step.outcome
        if isinstance(effect, Problem):
            continue
        texts = dict(carried.texts)
        if effect.text and step.ticket is not None:
            texts[step.ticket] = (*texts.get(step.ticket, ()), effect.text)
        made = tuple((step.ticket, change) for change in effect.changes if step.ticket is not None)
        carried = replace(
            carried,
            changes=(*carried.changes, *made),
            texts=texts,
            audience=effect.audience or carried.audience,
            on_behalf_of=effect.on_behalf_of or carried.on_behalf_of,
        )
    return carried

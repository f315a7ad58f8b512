"""The conditions of routing rules: one function each; its name is the YAML key, its docstring the documentation.

To add one, write one function here: `@condition(Takes…)` says what its values are, so that they are checked when the
configuration is loaded. It answers with `Match`: does it hold, and what is so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mailintake.model.message import Address
from mailintake.route.facts import Facts, fold, matches_glob, search
from mailintake.route.targets import is_working


class Takes(StrEnum):
    """What the values of a condition are."""

    TEXT = "a text"
    ADDRESS = "an address, `*` stands for any characters"
    PATTERN = "a regular expression (RE2)"
    CATEGORY = "a category"
    PRIORITY = "`high`, `normal` or `low`"
    SCOPE = "`person`, `room`, `group`, `department`, `site` or `district`"
    SITE = "a site"
    LANGUAGE = "a language code"
    YES_NO = "`true` or `false`"
    HEADER = "`Name` or `Name: value`, `*` stands for any characters"
    HOURS = "`open` or `closed`"


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a condition holds, and what is so, in words."""

    holds: bool
    because: str


Test = Callable[[Facts, tuple[str, ...]], Match]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the language of rules."""

    name: str
    takes: Takes
    test: Test
    documentation: str


CONDITIONS: dict[str, Condition] = {}


def condition(takes: Takes) -> Callable[[Test], Test]:
    """Enter a function among the conditions under its own name (without a closing underscore)."""

    def enter(test: Test) -> Test:
        name = test.__name__.rstrip("_")
        CONDITIONS[name] = Condition(name, takes, test, (test.__doc__ or "").strip())
        return test

    return enter


@condition(Takes.CATEGORY)
def category(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a request of one of these categories."""
    return _is_one_of("category", facts.classification.category, values)


@condition(Takes.PRIORITY)
def priority(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a request of one of these priorities."""
    return _is_one_of("priority", facts.classification.priority.value, values)


@condition(Takes.SCOPE)
def scope(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a failure that touches a person, a room, a group, a department, a site or the district."""
    return _is_one_of("scope", facts.classification.scope.value, values)


@condition(Takes.SITE)
def site(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a requester at one of these sites."""
    return Match(facts.site in values, f"site is {facts.site_name(facts.site)}")


@condition(Takes.TEXT)
def department(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a requester in one of these departments."""
    return _is_named("department", facts.requester.department, values)


@condition(Takes.TEXT)
def room(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a requester in one of these rooms; `*` stands for any characters (`Main *`)."""
    return _is_named("room", facts.requester.room, values)


@condition(Takes.ADDRESS)
def from_(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match mail from one of these addresses (`*@vendor.example`)."""
    return _has_address("from", facts.message.authors[:1], values)


@condition(Takes.ADDRESS)
def requester(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match the address of the person who asks, whoever wrote the mail for him."""
    return _has_address("requester", (Address(facts.requester.address),), values)


@condition(Takes.ADDRESS)
def to(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match mail to one of these addresses (To or Cc), such as an alias of the desk."""
    return _has_address("to", (*facts.message.to, *facts.message.cc), values)


@condition(Takes.TEXT)
def subject_contains(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a subject that contains one of these texts; case and accents do not matter."""
    return _contains("subject", facts.message.subject, values)


@condition(Takes.TEXT)
def body_contains(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a mail whose text contains one of these texts, in its quoted or forwarded parts, too."""
    return _contains("body", facts.message.body, values)


@condition(Takes.PATTERN)
def subject_matches(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a subject in which one of these regular expressions is found, whatever the case."""
    return _matches("subject", facts.message.subject, values)


@condition(Takes.PATTERN)
def body_matches(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a mail in whose text one of these regular expressions is found, whatever the case."""
    return _matches("body", facts.message.body, values)


@condition(Takes.HEADER)
def header(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a mail with such a header field (`X-Copier`), or with such a value in it (`X-Mailer: Ricoh*`)."""
    for value in values:
        name, _, wanted = value.partition(":")
        for field in facts.message.get_all(name.strip().lower()):
            if matches_glob(wanted.strip() or "*", field.strip()):
                return Match(holds=True, because=f"header {name.strip()} is there")
    return Match(holds=False, because=f"no such header as {_or(values)}")


@condition(Takes.LANGUAGE)
def language(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match mail that is written in one of these languages."""
    return _is_one_of("language", facts.message.language, values)


@condition(Takes.YES_NO)
def has_attachment(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match mail with an attachment, or without; pictures within the text do not count."""
    count = sum(1 for one in facts.message.attachments if not one.inline)
    return Match(_is(values, fact=count > 0), f"{count or 'no'} attachment{'' if count == 1 else 's'}")


@condition(Takes.YES_NO)
def stranger(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a requester who is neither in `desk.domains` nor in the directory."""
    known = facts.rules.desk.knows(facts.requester.address) or facts.rules.person(facts.requester.address) is not None
    return Match(_is(values, fact=not known), "requester is known" if known else "requester is a stranger")


@condition(Takes.YES_NO)
def needs_triage(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a request whose category is doubtful."""
    doubtful = facts.classification.needs_triage
    return Match(_is(values, fact=doubtful), "category is doubtful" if doubtful else "category is sure")


@condition(Takes.TEXT)
def tag(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match a ticket that an `also` rule has given one of these tags."""
    wanted = {fold(one) for one in values}
    found = next((one for one in facts.tags if fold(one) in wanted), None)
    return Match(found is not None, f"tag is {found}" if found else f"no tag {_or(values)}")


@condition(Takes.HOURS)
def hours(facts: Facts, values: tuple[str, ...]) -> Match:
    """Match mail taken in while the desk is `open` or `closed` by its working calendar."""
    state = "open" if is_working(facts.now, facts.rules.calendar) else "closed"
    return Match(state in values, f"the desk is {state}")


def _is_one_of(what: str, value: str, values: tuple[str, ...]) -> Match:
    return Match(value in values, f"{what} is {value}" + ("" if value in values else f", not {_or(values)}"))


def _is_named(what: str, value: str | None, values: tuple[str, ...]) -> Match:
    if value is None:
        return Match(holds=False, because=f"{what} is not known")
    holds = any(matches_glob(fold(one), fold(value)) for one in values)
    return Match(holds, f"{what} is {value}" + ("" if holds else f", not {_or(values)}"))


def _has_address(what: str, addresses: tuple[Address, ...], values: tuple[str, ...]) -> Match:
    for value in values:
        if any(matches_glob(value, one.key) for one in addresses):
            return Match(holds=True, because=f"{what} is {value}")
    return Match(holds=False, because=f"{what} is not {_or(values)}")


def _contains(what: str, text: str, values: tuple[str, ...]) -> Match:
    folded = fold(text)
    found = next((one for one in values if fold(one) in folded), None)
    return Match(found is not None, f"{what} contains {found}" if found else f"{what} does not contain {_or(values)}")


def _matches(what: str, text: str, values: tuple[str, ...]) -> Match:
    found = next((one for one in values if search(one, text)), None)
    return Match(found is not None, f"{what} matches {found}" if found else f"{what} does not match {_or(values)}")


def _is(values: tuple[str, ...], *, fact: bool) -> bool:
    return ("true" if fact else "false") in values


def _or(values: tuple[str, ...]) -> str:
    return " or ".join(values)

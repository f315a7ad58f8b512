"""From a configuration folder to `Settings`: everything is checked, and every problem found is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from mailintake.config import addresses, places, values
from mailintake.config.alerts import alerts
from mailintake.config.categories import categories, priorities
from mailintake.config.connections import mailboxes, smtp
from mailintake.config.desk import caps, desk, limits, trust
from mailintake.config.directory import directory
from mailintake.config.files import (
    ALERTS,
    CALENDAR,
    CATEGORIES,
    DIRECTORY,
    MAIN,
    PRIORITIES,
    ROUTING,
    SITES,
    Files,
    builtin,
    read_section,
)
from mailintake.config.inactive import Inactive
from mailintake.config.problems import ConfigurationError, Place, Problem, did_you_mean
from mailintake.config.routing import Surroundings, routing
from mailintake.config.secret import SecretError, place_of, read_secret, secret, token_key
from mailintake.config.section import Section
from mailintake.config.sites import SiteNames, sites
from mailintake.config.workdays import calendar
from mailintake.model.settings import Category, Priorities, Routing, Rules, Settings

T = TypeVar("T")


def load(folder: Path, *, secrets: bool = False, environ: Mapping[str, str]) -> Settings:
    """Return the settings of a folder, or raise `ConfigurationError` with everything that is wrong.

    With `secrets` every secret must be readable, and the key of reply tokens is put into the rules.
    """
    files = Files.read(folder)
    settings = _settings(files, environ, whole=True)
    if secrets and not files.problems:
        settings = _with_secrets(settings, files.problems, environ)
    return _checked(settings, files)


def load_partial(folder: Path, *, environ: Mapping[str, str]) -> Settings:
    """Return settings for deciding without a mail system: only `desk.address` is needed."""
    files = Files.read(folder)
    return _checked(_settings(files, environ, whole=False), files)


def check(folder: Path, *, environ: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    """Return everything that is wrong with the configuration of a folder; secrets are not read."""
    try:
        load(folder, environ=environ or {})
    except ConfigurationError as error:
        return error.problems
    return ()


def _checked(settings: Settings, files: Files) -> Settings:
    if files.problems:
        order = {files.path(name): index for index, name in enumerate((MAIN, ROUTING))}
        problems = sorted(set(files.problems), key=lambda one: (order.get(one.place.file, 9), one))
        raise ConfigurationError(tuple(problems))
    return settings


def _settings(files: Files, environ: Mapping[str, str], *, whole: bool) -> Settings:
    inactive = Inactive()
    files.need(MAIN)
    main = files.section(MAIN, lambda section: _Main.read(section, files.folder, environ))
    rules = _rules(files, main.settings.rules, inactive, whole=whole)
    _check_triage(main, rules.routing, files.problems)
    return replace(main.settings, rules=rules, inactive=tuple(inactive.sentences))


@dataclass(frozen=True, slots=True)
class _Main:
    """What mailintake.yaml says, and where it names somebody of routing.yaml."""

    settings: Settings
    triage: Place

    @classmethod
    def read(cls, section: Section, folder: Path, environ: Mapping[str, str]) -> _Main:
        where = places.base(folder, environ)
        asset_pattern = section.get("asset_pattern", values.optional(values.pattern), None)
        rules = Rules(
            desk=desk(section),
            trust=trust(section),
            limits=limits(section),
            caps=caps(section),
            asset_pattern=asset_pattern,
        )
        settings = Settings(
            folder=folder,
            rules=rules,
            database=places.database(section, where),
            files=places.files(section, where),
            templates=places.templates(section, folder),
            mailboxes=mailboxes(section, folder.absolute()),
            smtp=smtp(section, folder.absolute()),
            token_key=section.get("token_key", values.optional(secret(folder.absolute())), None),
            metrics=_metrics(section),
        )
        desk_section = section.part("desk")
        return cls(settings, desk_section.where("triage") if desk_section else section.place)


def _rules(files: Files, main: Rules, inactive: Inactive, *, whole: bool) -> Rules:
    found_sites = files.section(SITES, sites)
    names = SiteNames(found_sites)
    known = files.section(CATEGORIES, lambda section: categories(section, _builtin_categories()))
    around = Surroundings(names, tuple(known), main.desk)
    found_routing = Routing()
    if whole or ROUTING in files.contents:
        files.need(ROUTING)
        if ROUTING in files.contents:
            found_routing = files.section(ROUTING, lambda section: routing(section, around))
    zone = main.desk.timezone
    people = files.contents.get(DIRECTORY)
    return replace(
        main,
        routing=found_routing,
        categories=known,
        priorities=files.section(PRIORITIES, lambda section: priorities(section, _builtin_priorities())),
        calendar=files.section(CALENDAR, lambda section: calendar(section, zone, files.folder.absolute())),
        sites=found_sites,
        directory=directory(files.path(DIRECTORY), people, names, files.problems, inactive, main.desk)
        if people
        else {},
        alerts=files.section(ALERTS, lambda section: alerts(section, files.folder.absolute(), names, inactive)),
        digest=files.digest,
    )


def _check_triage(main: _Main, found: Routing, problems: list[Problem]) -> None:
    triage = main.settings.rules.desk.triage
    known = (*found.technicians, *found.teams)
    if triage is not None and known and triage not in known:
        text = f"`desk.triage` names an unknown technician or team: `{triage}`"
        problems.append(Problem(main.triage, text, did_you_mean(triage, known) or "they are those of routing.yaml"))


def _metrics(section: Section) -> str | None:
    metrics = section.part("metrics")
    if metrics is None:
        return None
    with metrics:
        return metrics.need("listen", addresses.listen, None)


def _with_secrets(settings: Settings, problems: list[Problem], environ: Mapping[str, str]) -> Settings:
    for one in settings.secrets:
        try:
            read_secret(one, environ)
        except SecretError as error:
            problems.append(Problem(place_of(one.place), error.why, error.hint))
    try:
        return replace(settings, rules=replace(settings.rules, token_key=token_key(settings, environ)))
    except SecretError as error:
        place = settings.token_key.place if settings.token_key else str(settings.folder / MAIN)
        problems.append(Problem(place_of(place), error.why, error.hint))
        return settings


@lru_cache(maxsize=1)
def _builtin_categories() -> Mapping[str, Category]:
    return _builtin(CATEGORIES, lambda section: categories(section, {}))


@lru_cache(maxsize=1)
def _builtin_priorities() -> Priorities:
    return _builtin(PRIORITIES, lambda section: priorities(section, Priorities()))


def _builtin(name: str, read: Callable[[Section], T]) -> T:
    problems: list[Problem] = []
    found = read_section(f"(built-in) {name}", builtin(name), problems, read)
    if problems:
        raise ConfigurationError(tuple(problems))
    return found

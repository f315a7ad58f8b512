"""The district's own templates: each is filled in with sample values, and files that serve nothing are named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.defaults import DEFAULT_NAMESPACE

from mailintake.cli.places import unique
from mailintake.compose import NOTICES, TemplateFailedError, UnusableAddressError, render, sample
from mailintake.compose.context import recipient
from mailintake.compose.templates import BUILT_IN, FILES, grammar
from mailintake.compose.values import AttachmentView, DeskView, NoteView, PersonView, TicketView
from mailintake.compose.view import view
from mailintake.config.problems import Place, Problem, did_you_mean
from mailintake.model.settings import Rules, Settings, TokenKey

KEY = TokenKey(b"only to try templates, never for mail that leaves")
PLAIN = {"ticket": TicketView, "desk": DeskView, "reader": PersonView}
VALUES = (AttachmentView, DeskView, NoteView, PersonView, TicketView)
# What editors and systems leave behind; nobody meant it as a template.
LEFT_BEHIND = ("~", ".bak", ".orig", ".swp", ".tmp", ".dpkg-old", ".rpmsave")
PAIRED = frozenset({"if", "for", "block", "macro", "filter", "call", "raw", "with", "autoescape"})
LISTED = "the names are listed in the reference of templates"
COMPARE = "`mailintake preview {} --source` prints the built-in text to compare with"


@dataclass(frozen=True, slots=True)
class Tried:
    """What is wrong with the own templates, and notes on files that serve nothing."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def try_templates(settings: Settings) -> Tried:
    """Fill in all notices in all languages with the templates of the folder, where there is one."""
    folder = settings.templates
    if folder is None:
        return Tried()
    names = sorted(_names(folder))
    if not names:
        return Tried()
    known = _known_names(folder)
    wrong = [problem for name in names for problem in _read(folder, name, known)]
    broken = {problem.place.file for problem in wrong}
    wrong += [one for one in _filled_in(folder, settings) if one.place.file not in broken]
    idle = [one for one in names if not _serves(one, settings.rules.desk.languages)]
    included = _referenced(folder, names) if idle else set()
    unused = [one for name in idle if name not in included for one in _unused(folder, name, settings)]
    return Tried(
        tuple(dict.fromkeys((*wrong, *(one for one in unused if one.hint)))),
        tuple(one for one in unused if not one.hint),
    )


def in_words(error: TemplateFailedError, folder: Path | None) -> Problem | None:
    """Return what is wrong with an own template as `check` says it; None where the template is built in."""
    if folder is None or not (folder / error.name).is_file():
        return None
    found = sorted(_read(folder, error.name, _known_names(folder)))
    place = Place(str(folder / error.name), error.line or 1)
    here = [one for one in found if one.place.line == place.line] or found
    return here[0] if here else Problem(place, error.reason, _in_words(error.reason, error.name))


def _known_names(folder: Path) -> frozenset[str]:
    return frozenset((*_names_of_view(), *_assigned(folder), *DEFAULT_NAMESPACE))


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and not path.name.endswith(LEFT_BEHIND):
            yield name.as_posix()


def _read(folder: Path, name: str, known: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong with a file whatever values it gets: its grammar, and names that no template may use."""
    path = folder / name
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        yield Problem(Place(str(path)), "the file is not UTF-8", "save it as UTF-8")
        return
    except OSError as error:
        yield Problem(Place(str(path)), f"the file cannot be read: {error.strerror}", "the daemon must read it, too")
        return
    try:
        tree = grammar().parse(text)
        unknown = meta.find_undeclared_variables(tree) if _known(name) else set()
    except TemplateSyntaxError as error:
        reason = error.message or "it is no template"
        line = _unclosed(text) if "Unexpected end of template" in reason else None
        yield Problem(Place(str(path), line or error.lineno), reason, _in_words(reason, name))
        return
    yield from _unknown_names(tree, unknown, path, known)
    if _known(name):
        yield from _unknown_parts(tree, path)


def _unclosed(text: str) -> int | None:
    """Return the line of the innermost block that nothing ends."""
    open_: list[tuple[str, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        for tag in re.findall(r"{%[-+]?\s*(\w+)", line):
            if tag in PAIRED:
                open_.append((tag, number))
            elif open_ and tag == f"end{open_[-1][0]}":
                open_.pop()
    return open_[-1][1] if open_ else None


def _unknown_names(tree: nodes.Template, names: set[str], path: Path, known: frozenset[str]) -> Iterator[Problem]:
    """Yield names that stand in a branch which the sample may not reach."""
    unknown = names - known
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            unknown.remove(node.name)
            hint = did_you_mean(node.name, known) or LISTED
            yield Problem(Place(str(path), node.lineno), f"there is no `{node.name}`", hint)


def _unknown_parts(tree: nodes.Template, path: Path) -> Iterator[Problem]:
    """Yield what a ticket, the desk or the reader does not have; names that the file gives itself are its own."""
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    for node in tree.find_all(nodes.Getattr):
        whole = node.node.name if isinstance(node.node, nodes.Name) else ""
        if whole in own or whole not in PLAIN:
            continue
        parts = {one.name for one in fields(PLAIN[whole])}
        if node.attr not in parts:
            hint = did_you_mean(node.attr, parts) or LISTED
            yield Problem(Place(str(path), node.lineno), f"`{whole}` has no `{node.attr}`", hint)


def _filled_in(folder: Path, settings: Settings) -> Iterator[Problem]:
    rules = replace(settings.rules, token_key=KEY)
    for notice in NOTICES:
        for language in rules.desk.languages:
            problem = _rendered(notice, language, rules, folder)
            if problem is not None:
                yield problem


def _rendered(notice: str, language: str, rules: Rules, folder: Path) -> Problem | None:
    made, context = sample(notice, rules, datetime.now(UTC), language=language)
    try:
        render(made, replace(context, templates=folder, unique=unique))
    except TemplateFailedError as error:
        own = folder / error.name
        file = str(own) if own.is_file() else f"(built-in) {error.name}"
        hint = _in_words(error.reason, error.name)
        return Problem(Place(file, error.line or 1), f"`{notice}` ({language}): {error.reason}", hint)
    except UnusableAddressError as error:
        # The sample's address is of the configuration, not of the template.
        return Problem(Place(str(folder)), str(error).partition("\n")[0], "")
    return None


def _in_words(reason: str, name: str) -> str:
    """Return a hint for what the template language says in its own words."""
    notice = name.partition("/")[0]
    known = {*_names_of_view(), *(one.name for kind in VALUES for one in fields(kind))}
    if "is undefined" in reason or "has no attribute" in reason:
        word = reason.rpartition("attribute ")[2].split(" ")[0].strip("'\"") or reason.split("'")[1]
        return did_you_mean(word, known) or LISTED
    if "Unexpected end of template" in reason or "innermost block" in reason:
        return "each `{% if … %}` and `{% for … %}` needs its `{% endif %}` or `{% endfor %}`"
    if "unknown tag" in reason:
        return "the usual tags are `{% if %}`, `{% else %}`, `{% endif %}`, `{% for %}`, `{% endfor %}`, `{% set %}`"
    if "end of print statement" in reason or "unexpected '" in reason or "expected token" in reason:
        return "a value is written `{{ name }}`, two braces on each side; words of your own stand outside of them"
    if "No filter named" in reason:
        return "the filters of the built-in templates are `lines` and `quote`, besides those of Jinja2"
    return COMPARE.format(notice)


def _unused(folder: Path, name: str, settings: Settings) -> Iterator[Problem]:
    """Yield what says that a file serves no notice; the hint is empty where nobody meant it as a template."""
    place, languages = Place(str(folder / name)), settings.rules.desk.languages
    first, *rest = name.split("/")
    language = rest[0] if len(rest) > 1 else None
    if first in NOTICES and language is not None and rest[-1] in FILES:
        hint = f"add `{language}` to `desk.languages`, or rename the folder" if len(language) == 2 else ""  # noqa: PLR2004
        text = f"nobody gets this text: the desk does not speak `{language}`"
        yield Problem(place, text, hint or f"the languages are {', '.join(languages)}")
    elif first in NOTICES:
        hint = did_you_mean(rest[-1], FILES) or f"the files of a notice are {', '.join(FILES)}"
        yield Problem(place, "this file belongs to no notice", hint)
    elif name.rpartition("/")[2] in FILES:
        hint = did_you_mean(first, NOTICES) or "`mailintake preview` lists the notices"
        yield Problem(place, f"there is no notice `{first}`", hint)
    else:
        yield Problem(place, "this file belongs to no notice, and no template includes it", "")


def _serves(name: str, languages: Sequence[str]) -> bool:
    """Tell whether the desk looks for a file of that name."""
    *folders, file = name.split("/")
    if (BUILT_IN / name).is_file():
        return not ({one for one in folders if len(one) == 2} - set(languages))  # noqa: PLR2004 (a language)
    return (
        file in FILES
        and folders[:1] in [[one] for one in NOTICES]
        and folders[1:] in [[], *([one] for one in languages)]
    )


def _known(name: str) -> bool:
    """Tell whether a file gets the values of a notice."""
    parts = name.split("/")
    return (BUILT_IN / name).is_file() or (parts[0] in NOTICES and parts[-1] in FILES)


def _referenced(folder: Path, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        try:
            tree = grammar().parse((folder / name).read_text(encoding="utf-8"))
        except (TemplateSyntaxError, UnicodeDecodeError, OSError):
            continue
        found.update(one for one in meta.find_referenced_templates(tree) if one is not None)
    return found


def _assigned(folder: Path) -> set[str]:
    """Return the names that templates give to each other: `set`, and the parameters of includes."""
    return {name for root in (BUILT_IN, folder) for name in _names_set_in(root)}


def _names_set_in(root: Path) -> Iterator[str]:
    for path in root.rglob("*.*"):
        try:
            tree = grammar().parse(path.read_text(encoding="utf-8"))
        except (TemplateSyntaxError, UnicodeDecodeError, OSError):
            continue
        yield from (node.name for node in tree.find_all(nodes.Name) if node.ctx in {"store", "param"})
        yield from (node.name for node in tree.find_all(nodes.Macro))


@cache
def _names_of_view() -> frozenset[str]:
    from mailintake.model.settings import Desk

    notice, context = sample("receipt", Rules(Desk("helpdesk@example.org"), token_key=KEY), datetime.now(UTC))
    return frozenset(view(notice, context, recipient(notice, context)))

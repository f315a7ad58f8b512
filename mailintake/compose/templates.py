"""Templates (Jinja2): the admin's own file where there is one, else the built-in one, in the reader's language."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from mailintake.compose.clean import clean, one_line
from mailintake.compose.notices import NOTICES

BUILT_IN = Path(__file__).parent.parent / "templates"
FILES = ("subject.txt", "body.txt", "body.html")
LIMIT = 1024 * 1024
# All that a wrong template can make Python raise while it is filled in.
FAILURES = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, OSError)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The three texts of a notice, clean; `subject` is one line."""

    subject: str
    text: str
    html: str


class TemplateFailedError(Exception):
    """A template could not be filled in; the notice waits in the outbox as failed, the ticket stands."""

    def __init__(self, name: str, line: int | None, reason: str) -> None:
        self.name, self.line, self.reason = name, line, one_line(reason, 500)
        place = f"{name}:{line}" if line else name
        hint = f"`mailintake preview {name.partition('/')[0]}` shows it again"
        super().__init__(f"templates/{place}: {self.reason}\nhint: {hint}")


class UnknownTemplateError(Exception):
    """A notice or file of that name does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{one_line(name)}: no such notice\nhint: there are {', '.join(NOTICES)}")


def fill(notice: str, language: str, view: dict[str, object], folder: Path | None) -> Rendered:
    """Fill in the three files of a notice; raise `TemplateFailedError` for the first that fails."""
    environment = _environment(folder)
    subject, text, html = (_render(environment, _names(notice, language, file), view) for file in FILES)
    return Rendered(one_line(subject, 250), _tidy(clean(text)), clean(html).strip("\n"))


def source(name: str, language: str = "en") -> str:
    """Return the built-in text of a notice (all its files) or of one file (`receipt/body.html`), to copy from."""
    notice, _, file = name.partition("/")
    if not file and notice in NOTICES:
        return "\n".join(f"{{# {one} #}}\n{_built_in(one)}" for one in _files(notice, language))
    known = {one.relative_to(BUILT_IN).as_posix() for one in BUILT_IN.rglob("*") if one.is_file()}
    if name not in known:
        raise UnknownTemplateError(name)
    return _built_in(name)


def grammar() -> Environment:
    """Return what reads templates, with the filters that they may use; for a check of their text alone."""
    return _environment(None)


def _tidy(text: str) -> str:
    """Return the text with at most one empty line in a row: conditions in templates leave more."""
    kept: list[str] = []
    for line in (one.rstrip() for one in text.strip("\n").split("\n")):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)


def _files(notice: str, language: str) -> list[str]:
    names = (_names(notice, language, file) for file in FILES)
    return [next(one for one in wanted if (BUILT_IN / one).is_file()) for wanted in names]


def _built_in(name: str) -> str:
    return (BUILT_IN / name).read_text(encoding="utf-8")


def _names(notice: str, language: str, file: str) -> list[str]:
    return [f"{notice}/{language}/{file}", f"{notice}/{file}"]


def _render(environment: ImmutableSandboxedEnvironment, names: list[str], view: dict[str, object]) -> str:
    pieces, size = [], 0
    try:
        for piece in environment.select_template(names).generate(view):
            size += len(piece)
            if size > LIMIT:
                reason = f"its output is longer than {LIMIT} characters"
                raise TemplateFailedError(names[-1], None, reason)
            pieces.append(piece)
    except FAILURES as error:
        raise _failed(names, error) from error
    return "".join(pieces)


def _failed(names: list[str], error: BaseException) -> TemplateFailedError:
    line = getattr(error, "lineno", None)
    place = getattr(error, "name", None) if line else None
    for frame in traceback.extract_tb(error.__traceback__):
        for name in names:
            if frame.filename.endswith(name):
                place, line = name, frame.lineno
    if isinstance(error, TemplateNotFound):
        return TemplateFailedError(names[-1], None, f"there is no template `{error.name}`")
    return TemplateFailedError(place or names[-1], line, str(error) or type(error).__name__)


class _Environment(ImmutableSandboxedEnvironment):
    # One short line of a template could otherwise fill the memory.
    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: object, operator: str, left: object, right: object) -> object:
        if isinstance(left, int | float) and isinstance(right, int | float) and operator != "**":
            return super().call_binop(context, operator, left, right)  # type: ignore[arg-type]
        text = f"`{operator}` works only on numbers"
        raise TypeError(text)


@lru_cache(maxsize=8)
def _environment(folder: Path | None) -> ImmutableSandboxedEnvironment:
    folders = [BUILT_IN] if folder is None else [folder, BUILT_IN]
    environment = _Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lines"] = _lines
    environment.filters["quote"] = _quote
    for name in ("format", "center", "pprint"):
        del environment.filters[name]
    return environment


def _lines(text: str) -> Markup:
    # Spaces at the start of a line are kept: people indent lists.
    return Markup("<br>\n").join(_indented(line) for line in text.split("\n"))


def _indented(line: str) -> Markup:
    rest = line.lstrip(" ")
    return Markup("&nbsp;") * min(len(line) - len(rest), 40) + escape(rest)


def _quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))

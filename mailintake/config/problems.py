"""What is wrong with a configuration: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a configuration file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Return it as editors understand it: `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: its place, what it is in words, and a hint that helps."""

    place: Place
    text: str
    hint: str = ""

    def __str__(self) -> str:
        """Return `file:line:column: text`, and the hint on a second line."""
        hint = f"\nhint: {self.hint}" if self.hint else ""
        return f"{self.place}: {self.text}{hint}"


class ConfigurationError(Exception):
    """A configuration is not valid; `problems` holds everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(one) for one in problems))


class Wrong(Exception):  # noqa: N818 (a word for a value, raised by its reader and caught by its section)
    """A value cannot be read; the text continues a sentence that begins with the name of the setting."""

    def __init__(self, place: Place, text: str, hint: str = "", *, more: Iterable[Wrong] = ()) -> None:
        self.place = place
        self.text = text
        self.hint = hint
        self.more = tuple(more)
        super().__init__(text)

    @classmethod
    def several(cls, wrongs: list[Wrong]) -> Wrong:
        """Return one that stands for all of these."""
        first, *others = wrongs
        return cls(first.place, first.text, first.hint, more=(*first.more, *others))

    def named(self, name: str) -> Iterator[Problem]:
        """Yield the problems as sentences about the setting of that name."""
        yield Problem(self.place, f"`{name}` {self.text}", self.hint)
        for one in self.more:
            yield from one.named(name)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or nothing where none is near."""
    by_folded = {one.casefold(): one for one in known}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f"did you mean `{by_folded[near[0]]}`?" if near else ""


def one_of(known: Iterable[str]) -> str:
    """Return a hint that lists what is known, in its order."""
    names = [f"`{one}`" for one in known]
    return f"known here: {', '.join(names)}" if names else ""

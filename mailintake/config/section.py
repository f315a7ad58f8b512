"""One group of keys of a file: hands out checked values and reports what is left over."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Self, TypeVar

from mailintake.config.nodes import Node, Scalar, Table
from mailintake.config.problems import Place, Problem, Wrong, did_you_mean, one_of
from mailintake.config.values import Read, items, table

T = TypeVar("T")
D = TypeVar("D")


class Section:
    """Reads a table key by key; leaving the `with` block reports the keys that nobody asked for.

    The keys that a section knows are those that were asked for: there is no second list of them anywhere.
    """

    def __init__(self, node: Table, problems: list[Problem], name: str = "") -> None:
        self.node = node
        self.name = name
        self.problems = problems
        self._values = {key.text: (key, value) for key, value in node.pairs}
        self._asked: list[str] = []

    def __enter__(self) -> Self:
        """Begin to read."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Report the keys that are unknown."""
        for key, _ in self.node.pairs:
            if key.text not in self._asked:
                where = f" in `{self.name}`" if self.name else ""
                hint = did_you_mean(key.text, self._asked) or one_of(self._asked)
                self.problems.append(Problem(key.place, f"unknown key `{key.text}`{where}", hint))

    @property
    def place(self) -> Place:
        """Return where the section begins."""
        return self.node.place

    def __contains__(self, key: str) -> bool:
        """Tell whether the key stands in the file."""
        return key in self._values

    def get(self, key: str, read: Read[T], default: D) -> T | D:
        """Return the value of a key that may be missing; a wrong one is reported and counts as missing."""
        self._ask(key)
        if key not in self._values:
            return default
        try:
            return read(self._values[key][1])
        except Wrong as wrong:
            self.problems.extend(wrong.named(self.path(key)))
            return default

    def need(self, key: str, read: Read[T], stand_in: D, hint: str = "") -> T | D:
        """Return the value of a key that must be there; where it is not, report that and go on with the stand-in."""
        if key not in self._values:
            self._ask(key)
            self.say(self.place, f"`{self.path(key)}` is missing", hint)
            return stand_in
        return self.get(key, read, stand_in)

    def part(self, key: str) -> Section | None:
        """Return the section under a key, or None where it is missing or no table."""
        if key not in self._values:
            self._ask(key)
            return None
        node = self.get(key, table, None)
        return self._under(node, key) if node is not None else None

    def parts(self, key: str) -> Iterator[tuple[Scalar, Section]]:
        """Yield the sections under a key that holds one for each name (`technicians`, `mailboxes`)."""
        whole = self.get(key, table, Table(self.place, ()))
        yield from Section(whole, self.problems, self.path(key)).members()

    def members(self) -> Iterator[tuple[Scalar, Section]]:
        """Yield each key of this section, and the section under it."""
        for key, _ in self.node.pairs:
            node = self.get(key.text, table, None)
            if node is not None:
                yield key, self._under(node, key.text)

    def each(self, key: str) -> Iterator[Section]:
        """Yield the sections of a list of tables (`rules`)."""
        for index, node in enumerate(self.get(key, items, ()), start=1):
            try:
                member = table(node)
            except Wrong as wrong:
                self.problems.extend(wrong.named(f"{self.path(key)}[{index}]"))
            else:
                yield self._under(member, f"{key}[{index}]")

    def all_as(self, read: Read[T]) -> dict[str, T]:
        """Return all keys of the section, each read in the same way."""
        values: dict[str, T] = {}
        for key, _ in self.node.pairs:
            value = self.get(key.text, read, None)
            if value is not None:
                values[key.text] = value
        return values

    def names(self, key: str) -> dict[str, Place]:
        """Return the keys under a key, and where each stands."""
        node = self._values[key][1] if key in self._values else None
        return {name.text: name.place for name, _ in node.pairs} if isinstance(node, Table) else {}

    def where(self, key: str) -> Place:
        """Return where the value of a key stands."""
        return self._values[key][1].place if key in self._values else self.place

    def key_place(self, key: str) -> Place:
        """Return where a key stands."""
        return self._values[key][0].place if key in self._values else self.place

    def node_of(self, key: str) -> Node | None:
        """Return the node under a key as it stands in the file."""
        self._ask(key)
        return self._values[key][1] if key in self._values else None

    def path(self, key: str) -> str:
        """Return the full name of a key, for messages."""
        return f"{self.name}.{key}" if self.name else key

    def say(self, place: Place, text: str, hint: str = "") -> None:
        """Report a problem that more than one value makes."""
        self.problems.append(Problem(place, text, hint))

    def _ask(self, key: str) -> None:
        if key not in self._asked:
            self._asked.append(key)

    def _under(self, node: Table, key: str) -> Section:
        return Section(node, self.problems, self.path(key))

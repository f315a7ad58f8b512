"""The text of a YAML file as nodes that know their place (YAML 1.2).

Scalars keep their text: `012`, `1:30` and `no` are what the admin wrote until a reader asks for a number or a choice.
"""

from __future__ import annotations

from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mailintake.config.nodes import Items, Node, Scalar, Table, kind, short
from mailintake.config.problems import Place, Problem, Wrong
from mailintake.config.slips import find_slip

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 30
MAX_NODES = 200_000
USUAL_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map", "!")


def parse(file: str, content: bytes, problems: list[Problem]) -> Table | None:
    """Return the table that a file holds, or None where it is empty or cannot be read at all."""
    try:
        node = _Builder(file, problems).document(_decode(file, content))
    except Wrong as wrong:
        problems.append(Problem(wrong.place, wrong.text, wrong.hint))
        return None
    if isinstance(node, Scalar) and node.null:
        return None
    if not isinstance(node, Table):
        problems.append(Problem(node.place, "the file must hold `key: value` lines, not " + kind(node)))
        return None
    return node


def decode(file: str, content: bytes) -> str:
    """Return UTF-8 text without byte order mark, or say where it is not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Wrong(Place(file), "the file is UTF-16", "save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        raise Wrong(_place_at(file, before), "the file is not UTF-8 here", "save it as UTF-8") from None


def _decode(file: str, content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Wrong(Place(file), f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    text = decode(file, content)
    for position, character in enumerate(text):
        if (character < " " and character not in "\t\r\n") or character == "\x7f":
            place = _place_at(file, text[:position])
            raise Wrong(place, f"a control character (U+{ord(character):04X}) stands here", "delete it")
    return text


def _place_at(file: str, before: str) -> Place:
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


class _Builder:
    """Make nodes of the parser's events; all sizes are bounded before anything is built."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.anchors: dict[str, Node] = {}
        self.depth = 0

    def document(self, text: str) -> Node:
        """Return the root node of the only document."""
        try:
            events = iter(YAML(typ="safe", pure=True).parse(text))
            return self._document(events)
        except MarkedYAMLError as error:
            raise self._unreadable(error, text) from None
        except YAMLError as error:
            raise Wrong(Place(self.file), f"the file is not YAML: {str(error).splitlines()[0]}") from None

    def _document(self, events: Iterator[Event]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise Wrong(self._place(event), "a second document begins here", "delete the line `---`")
                root = self._node(next(events), events)
        return root or Scalar(Place(self.file), "")

    def _node(self, event: Event, events: Iterator[Event]) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event)
        place = self._place(event)
        self._check_tag(event, place)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Wrong(place, f"the file is nested more than {MAX_DEPTH} levels deep")
        node = self._build(event, events, place)
        self.depth -= 1
        if node.size > MAX_NODES:
            raise Wrong(place, f"the file holds more than {MAX_NODES} values", "write fewer `*aliases`")
        if isinstance(event, NodeEvent) and event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _build(self, event: Event, events: Iterator[Event], place: Place) -> Node:
        if isinstance(event, SequenceStartEvent):
            return self._items(events, place)
        if isinstance(event, MappingStartEvent):
            return self._table(events, place)
        if isinstance(event, ScalarEvent):
            return Scalar(place, event.value, plain=event.style in {None, ""} and event.tag is None)
        raise Wrong(place, "the file is not YAML here")

    def _items(self, events: Iterator[Event], place: Place) -> Items:
        nodes: list[Node] = []
        size = 1
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            nodes.append(self._node(event, events))
            size += nodes[-1].size
        return Items(place, tuple(nodes), size)

    def _table(self, events: Iterator[Event], place: Place) -> Table:
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Place] = {}
        size = 1
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._node(event, events)
            value = self._node(next(events), events)
            size += key.size + value.size
            if not isinstance(key, Scalar):
                self.problems.append(Problem(key.place, f"a key must be a word, not {kind(key)}"))
            elif key.text in seen:
                text = f"`{short(key.text)}` stands twice, first in line {seen[key.text].line}"
                self.problems.append(Problem(key.place, text, "keep one of them"))
            else:
                seen[key.text] = key.place
                pairs.append((key, value))
        return Table(place, tuple(pairs), size)

    def _alias(self, event: AliasEvent) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            hint = "a value that begins with `*` needs quotes"
            raise Wrong(self._place(event), f"`*{event.anchor}` names nothing that stands above it", hint)
        return node

    def _check_tag(self, event: Event, place: Place) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) not in USUAL_TAGS:
            hint = "for a secret write `{env: NAME}`, `{file: PATH}` or `{credential: NAME}`"
            raise Wrong(place, f"the tag `{tag}` is not known here", hint)

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _unreadable(self, error: MarkedYAMLError, text: str) -> Wrong:
        slip = find_slip(error, text)
        return Wrong(Place(self.file, slip.line, slip.column), slip.text, slip.hint)

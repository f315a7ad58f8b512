"""HTML that no tree can hold (nested too deep, one giant tag): a linear scan without a tree."""

from __future__ import annotations

from html import unescape

from mailintake.parse.html_element import judge
from mailintake.parse.html_writer import Writer
from mailintake.parse.selector import Shape
from mailintake.parse.style_sheet import UNSAID, Sheet
from mailintake.parse.wordlist import words

_VOID = words("area base br col embed hr img input link meta param source track wbr")
_RAW = frozenset({"script", "style", "title", "textarea", "iframe", "noframes"})
_IMPLIED = {
    "li": frozenset({"li", "p"}),
    "p": frozenset({"p"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "tr": frozenset({"td", "th", "tr", "p"}),
    "option": frozenset({"option"}),
}
_SPACE = " \t\r\n\f"
_MANY_ATTRIBUTES = 100
_MOST_ELEMENTS = 40_000


def scan(html: str, writer: Writer) -> None:
    """Feed the writer with the elements and the text of that HTML; each character is looked at once."""
    _Scanner(html, writer).run()


class _Scanner:
    def __init__(self, html: str, writer: Writer) -> None:
        self._html = html
        self._lower = html.lower() if len(html.lower()) == len(html) else html
        self._writer = writer
        self._open: list[str] = []
        self._count: dict[str, int] = {}
        self._elements = 0
        self._sheet = Sheet(_style_texts(html, self._lower))
        self._shapes = [Shape("html"), Shape("body")]

    def run(self) -> None:
        at = 0
        while at < len(self._html) and self._elements < _MOST_ELEMENTS:
            tag = self._html.find("<", at)
            if tag < 0:
                tag = len(self._html)
            if tag > at:
                self._writer.data(_decode(self._html[at:tag]))
            at = self._markup(tag) if tag < len(self._html) else tag

    def _markup(self, at: int) -> int:
        html = self._html
        if html.startswith("<!--", at):
            return _after(html, "-->", at + 4)
        following = html[at + 1 : at + 2]
        if following in {"!", "?"}:
            return _after(html, ">", at)
        if following == "/":
            end = _after(html, ">", at)
            self._end(_name(self._lower, at + 2))
            return end
        if not (following.isascii() and following.isalpha()):
            self._writer.data("<")
            return at + 1
        return self._start(at)

    def _start(self, at: int) -> int:
        self._elements += 1
        tag = _name(self._lower, at + 1)
        end, attributes = self._attributes(at + 1 + len(tag))
        implied = _IMPLIED.get(tag)
        while implied and self._open and self._open[-1] in implied:
            self._end(self._open[-1])
        shape = Shape.of(tag, attributes)
        styles = self._sheet.styles_of(shape, lambda: self._shapes[::-1]) if self._sheet.tells else UNSAID
        self._writer.start(judge(tag, attributes, styles), attributes.get("href") or attributes.get("alt") or "")
        if tag in _VOID:
            self._writer.end()
            return end
        self._open.append(tag)
        self._shapes.append(shape)
        self._count[tag] = self._count.get(tag, 0) + 1
        return self._raw(tag, end) if tag in _RAW else end

    def _raw(self, tag: str, at: int) -> int:
        end = self._lower.find(f"</{tag}", at)
        if end < 0:
            end = len(self._html)
        self._writer.data(self._html[at:end])
        return end

    def _end(self, tag: str) -> None:
        if not self._count.get(tag):
            return
        while self._open:
            last = self._open.pop()
            self._count[last] -= 1
            self._shapes.pop()
            self._writer.end()
            if last == tag:
                return

    def _attributes(self, at: int) -> tuple[int, dict[str, str]]:
        html, size = self._html, len(self._html)
        found: dict[str, str] = {}
        while at < size:
            while at < size and html[at] in _SPACE + "/":
                at += 1
            if at >= size or html[at] == ">":
                return at + 1, found
            name_at = at
            while at < size and html[at] not in _SPACE + "/>=":
                at += 1
            name = self._lower[name_at:at]
            while at < size and html[at] in _SPACE:
                at += 1
            value = ""
            if at < size and html[at] == "=":
                at, value = self._value(at + 1)
            if len(found) < _MANY_ATTRIBUTES:
                found.setdefault(name, value)
        return size, found

    def _value(self, at: int) -> tuple[int, str]:
        html, size = self._html, len(self._html)
        while at < size and html[at] in _SPACE:
            at += 1
        if at < size and html[at] in "\"'":
            end = html.find(html[at], at + 1)
            if end < 0:
                return size, ""
            return end + 1, _decode(html[at + 1 : end])
        start = at
        while at < size and html[at] not in _SPACE + ">":
            at += 1
        return at, _decode(html[start:at])


def _style_texts(html: str, lower: str) -> list[tuple[str, str]]:
    """Return the style sheets, those in comments left out, each with the media that it is for."""
    if "<style" not in lower:
        return []
    found: list[tuple[str, str]] = []
    at = 0
    while (start := lower.find("<style", at)) >= 0:
        comment = lower.find("<!--", at, start)
        if comment >= 0:
            at = _after(lower, "-->", comment + 4)
            continue
        begin = _after(lower, ">", start)
        end = lower.find("</style", begin)
        end = len(html) if end < 0 else end
        _, named, media = lower[start : begin - 1].partition("media=")
        # With more than one word in its quotes, or none at all, nobody knows.
        found.append((html[begin:end], media.strip(" \"'") or "screen" if named else ""))
        at = end
    return found


def _name(lower: str, at: int) -> str:
    end = at
    while end < len(lower) and end - at < 64 and (lower[end].isalnum() or lower[end] in ":-_"):  # noqa: PLR2004
        end += 1
    return lower[at:end]


def _after(html: str, mark: str, at: int) -> int:
    found = html.find(mark, at)
    return len(html) if found < 0 else found + len(mark)


def _decode(text: str) -> str:
    if "&" not in text:
        return text
    try:
        return unescape(text)
    except ValueError:
        # A number with more digits than Python converts.
        return text

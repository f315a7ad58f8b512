"""Text out of a stream of HTML elements: lines, quotes, lists, tables, links."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote

from mailintake.parse.command_sign import SIGNS
from mailintake.parse.html_element import Element, Quote
from mailintake.parse.ink import Ink, may_vanish, over

_CELLS = frozenset({"td", "th"})
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u034f\u00ad\u200c\u2060"))
_DEEPEST_QUOTE = 9
_DEEPEST_TABLE = 24
_LONGEST_LINK = 1000
_SHORT_ALT = 2
# So many lines that nothing else stands between are written at once.
_MANY_LINES = 1000
_LINK_GUARDS = (".safelinks.protection.outlook.com/", "//www.google.com/url?")
_PLAIN = Ink()


@dataclass(slots=True)
class _Frame:
    element: Element
    hidden: bool = False
    ink: Ink = _PLAIN
    unseen: bool = False
    # Whether nobody knows if it is seen: for what it is or stands in, and for the colours it has just now.
    doubtful: bool = False
    faint: bool = False
    quote: int = 0
    preformatted: bool = False
    cited: bool = False


@dataclass(slots=True)
class _Link:
    url: str
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """A table row in the making; the lines of its finished cells."""

    cells: list[list[tuple[int, str]]] = field(default_factory=list)


class Writer:
    """Takes elements and text in document order and writes lines.

    `uncover` shows words in the colour of what lies behind them; else `camouflaged` tells that there are some.
    `doubtful` holds the lines that have the sign of a command and of which nobody knows whether a reader sees them.
    """

    def __init__(self, *, uncover: bool = False) -> None:
        self._uncover = uncover
        self.camouflaged = False
        self.doubtful: set[str] = set()
        self._doubted: set[str] = set()
        self._unsure = False
        self._lines: list[tuple[int, str]] = []
        self._outer: list[list[tuple[int, str]]] = []
        self._rows: list[_Row] = []
        self._stack = [_Frame(Element("html"))]
        self._rest = 0
        self._line: list[str] = []
        self._space = False
        self._blank_kept = False
        self._bullet = False
        self._signature = False
        self._link: _Link | None = None
        self._seen: set[str] = set()

    def start(self, element: Element, value: str = "") -> None:
        """Enter an element; `value` is where a link goes, or the alternative text of an image."""
        above = self._stack[-1]
        if element.plain or above.hidden:
            self._stack.append(above)
            return
        ink, unseen, faint = above.ink, above.unseen, above.faint
        if element.ink is not None:
            ink, unseen, faint = over(ink, element.ink)
        frame = _Frame(
            element,
            element.hidden,
            ink,
            unseen,
            above.doubtful or element.doubtful or (bool(element.unsure) and may_vanish(ink, element.unsure)),
            faint,
            above.quote,
            above.preformatted or element.preformatted,
        )
        self._stack.append(frame)
        if element.hidden:
            return
        if element.block:
            self._break(element)
        if element.quote is not Quote.NO:
            self._begin_quote(above, frame)
        if element.acts:
            self._enter(element, value)

    def end(self) -> None:
        """Leave the innermost element."""
        if len(self._stack) == 1:
            return
        frame = self._stack[-1]
        # An element that changes nothing shares the frame of the one around it.
        if not frame.hidden and frame is not self._stack[-2]:
            self._leave(frame.element)
        self._stack.pop()

    def data(self, text: str) -> None:
        """Write text of the innermost element."""
        frame = self._stack[-1]
        if frame.hidden:
            return
        if frame.unseen and not self._shows(frame.ink, text):
            return
        if not text.isascii():
            text = text.translate(_INVISIBLE)
        if frame.preformatted:
            self._preformatted(text)
        else:
            self._flowing(text)

    def text(self) -> str:
        """Return all that was written; close what is open."""
        while len(self._stack) > 1:
            self.end()
        self._flush()
        return _render(self._lines)

    def _shows(self, ink: Ink, text: str) -> bool:
        covered = ink.camouflaged and not ink.too_small
        self.camouflaged = self.camouflaged or (covered and not text.isspace())
        return covered and self._uncover

    def _begin_quote(self, above: _Frame, frame: _Frame) -> None:
        element = frame.element
        if element.tag == "blockquote" and above.element.quote is Quote.UNTIL_CITED and not above.cited:
            above.cited = True
            above.quote -= 1
            frame.quote -= 1
        if element.quote is not Quote.REST:
            # A container within a quote is the same quote; each cited block is one more.
            frame.cited = bool(frame.quote) and element.tag != "blockquote"
            frame.quote += not frame.cited
        elif not self._quote():
            self._rest = 1

    def _quote(self) -> int:
        return min(max(self._stack[-1].quote, self._rest), _DEEPEST_QUOTE)

    def _enter(self, element: Element, value: str) -> None:
        tag = element.tag
        if tag == "br":
            self._flush_or_blank()
        elif tag == "hr":
            self._put("----------")
            self._flush()
        elif tag == "img" and not self._stack[-1].ink.invisible:
            self._image(value)
        elif tag == "li":
            self._bullet = True
        elif tag == "tr" and len(self._rows) < _DEEPEST_TABLE:
            self._rows.append(_Row())
        elif tag in _CELLS and self._open_row():
            self._outer.append(self._lines)
            self._lines = []
        elif tag == "a" and self._link is None:
            self._link = _Link(value)
        if element.signature:
            self._signature = True

    def _leave(self, element: Element) -> None:
        tag = element.tag
        if element.acts:
            if tag == "a" and self._link is not None:
                self._close_link()
            if element.signature:
                self._signature = False
        if element.block:
            if self._blank_kept and not self._line:
                self._blank()
            self._break(element)
        if not element.acts:
            return
        if tag in _CELLS and self._outer and self._inside_row():
            cell, self._lines = self._lines, self._outer.pop()
            self._rows[-1].cells.append(cell)
        elif tag == "tr" and self._rows and self._owns_row():
            self._close_row(self._rows.pop())

    def _open_row(self) -> bool:
        """Tell whether the cell just entered belongs to a row that we collect."""
        return bool(self._rows) and len(self._outer) < len(self._rows)

    def _inside_row(self) -> bool:
        return len(self._outer) == len(self._rows)

    def _owns_row(self) -> bool:
        return len(self._outer) < len(self._rows)

    def _close_row(self, row: _Row) -> None:
        cells = [cell for cell in row.cells if any(text for _, text in cell)]
        full = [[line for line in cell if line[1]] for cell in cells]
        if len(full) > 1 and all(len(cell) == 1 and cell[0][0] == full[0][0][0] for cell in full):
            line = " | ".join(cell[0][1] for cell in full).replace(": | ", ": ")
            self._lines.append((full[0][0][0], line))
            if any(cell[0][1] in self._doubted for cell in full):
                self._doubt(line)
            return
        for cell in cells:
            self._lines.extend(cell)

    def _break(self, element: Element) -> None:
        self._flush()
        if element.paragraph:
            self._blank()

    def _preformatted(self, text: str) -> None:
        first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._piece(first.replace("\xa0", " "))
        frame = self._stack[-1]
        if len(others) > _MANY_LINES and not (frame.doubtful or frame.faint or self._signature or self._bullet):
            *middle, last = others
            self._flush_or_blank()
            depth = self._quote()
            self._lines.extend((depth, line.replace("\xa0", " ").rstrip()) for line in middle)
            self._piece(last.replace("\xa0", " "))
            return
        for line in others:
            self._flush_or_blank()
            self._piece(line.replace("\xa0", " "))

    def _flowing(self, text: str) -> None:
        words = text.split()
        if not words:
            self._space = True
            self._blank_kept = self._blank_kept or "\xa0" in text
            return
        self._space = self._space or text[0].isspace()
        self._put(" ".join(words))
        self._space = text[-1].isspace()

    def _put(self, text: str) -> None:
        """Append folded text to the line, with the space that is due before it."""
        if self._space and self._line:
            text = f" {text}"
        self._space = False
        self._piece(text)

    def _piece(self, text: str) -> None:
        if not text:
            return
        if not self._line:
            if self._signature and text.strip():
                self._mark_signature(text)
            if self._bullet:
                self._line.append("- ")
                self._bullet = False
        self._line.append(text)
        frame = self._stack[-1]
        if (frame.doubtful or frame.faint) and not text.isspace():
            self._unsure = True
        if self._link is not None:
            self._link.words.append(text)

    def _mark_signature(self, text: str) -> None:
        self._signature = False
        if text.strip() not in {"--", "\u2014"} and (not self._lines or self._lines[-1][1] != "--"):
            self._lines.append((self._quote(), "-- "))

    def _flush(self) -> None:
        self._space = self._blank_kept = False
        if not self._line:
            return
        line = "".join(self._line)
        line = line.rstrip() if self._stack[-1].preformatted else line.strip()
        self._line.clear()
        if self._unsure:
            self._unsure = False
            self._doubt(line)
        if line:
            self._lines.append((self._quote(), line))

    def _doubt(self, line: str) -> None:
        """Remember a line of which nobody knows whether a reader sees all of it."""
        self._doubted.add(line)
        if any(sign in line for sign in SIGNS):
            self.doubtful.add(line.strip())

    def _flush_or_blank(self) -> None:
        if self._line:
            self._flush()
        else:
            self._blank()

    def _blank(self) -> None:
        self._blank_kept = False
        self._lines.append((self._quote(), ""))

    def _image(self, alt: str) -> None:
        words = " ".join(alt.split())
        if words:
            # What a picture shows needs not be what its words say.
            self._unsure = self._unsure or any(sign in words for sign in SIGNS)
            # Emoji are images in some clients; they are words.
            self._put(words if len(words) <= _SHORT_ALT else f"[{words}]")

    def _close_link(self) -> None:
        link, self._link = self._link, None
        if link is None:
            return
        url = "".join(link.url.split())
        words = "".join(link.words).strip()
        if url.lower().startswith("mailto:"):
            url = url[len("mailto:") :].partition("?")[0]
        elif "?" in url and any(guard in url for guard in _LINK_GUARDS):
            url = _unguarded(url)
        elif not url.lower().startswith(("http://", "https://", "ftp://")):
            return
        if not url or not words or url in self._seen or _same(words, url) or len(url) > _LONGEST_LINK:
            return
        self._seen.add(url)
        self._space = True
        self._put(f"<{url}>")


def _unguarded(url: str) -> str:
    """Return where a link of a mail filter really goes; the filter's own link where it does not say."""
    for pair in url.partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        if name.lower() in {"url", "q"} and value.lower().startswith("http"):
            return "".join(unquote(value).split())
    return url


def _same(words: str, url: str) -> bool:
    return _bare(words) == _bare(url)


def _bare(url: str) -> str:
    url = "".join(url.split()).lower().strip("<>[]()")
    for scheme in ("mailto:", "https://", "http://", "ftp://"):
        url = url.removeprefix(scheme)
    return url.removeprefix("www.").rstrip("/")


def _render(lines: list[tuple[int, str]]) -> str:
    written: list[str] = []
    blank: int | None = None
    for depth, line in lines:
        if not line:
            blank = depth if blank is None else min(blank, depth)
            continue
        if blank is not None and written:
            written.append(("> " * min(blank, depth)).rstrip())
        blank = None
        written.append(f"{'> ' * depth}{line}")
    return "\n".join(written)

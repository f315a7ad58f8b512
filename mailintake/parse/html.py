"""HTML mail as readable text: a walk over the tree, hidden parts left out, quotes marked with `> `."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

import re2
from lxml import etree

from mailintake.parse.command_sign import may_command
from mailintake.parse.html_element import Element, Quote, judge
from mailintake.parse.html_scan import scan
from mailintake.parse.html_writer import Writer
from mailintake.parse.selector import Shape
from mailintake.parse.style_sheet import UNSAID, Sheet

# libxml2 silently drops what is nested deeper than this.
_DEEPEST = 250
# So many words in one tag cost it quadratic time.
_MANY_ATTRIBUTES = 1000
_SUSPICIOUS_SIZE = 20_000
# The longest newsletters have a few thousand.
_MOST_ELEMENTS = 40_000
_REST = "[The rest of this message is left out.]"
_ENDS = frozenset({"</html>", "</body>"})
_DOCUMENT_END = re2.compile(rb"(?i)</(?:html|body)\s*>")


class HtmlText(NamedTuple):
    """What a reader of HTML sees, as plain text.

    `doubtful` are those of its lines that have the sign of a command, and of which nobody knows whether a reader sees
    them.
    """

    text: str
    doubtful: frozenset[str] = frozenset()


def html_to_text(html: str) -> str:
    """Return what a reader of that HTML sees, as plain text."""
    return read_html(html).text


def read_html(html: str) -> HtmlText:
    """Read HTML as its reader does."""
    if "\0" in html:
        html = html.replace("\0", "")
    text, writer = _written(html)
    if text or not writer.camouflaged:
        return HtmlText(text, frozenset(writer.doubtful))
    # A dark theme can write all in white: where there is nothing else, it is read, but commands nothing.
    text, _ = _written(html, uncover=True)
    return HtmlText("" if may_command(text) else text)


def _written(html: str, *, uncover: bool = False) -> tuple[str, Writer]:
    """Return the text, and what wrote it."""
    writer = Writer(uncover=uncover)
    text = None if _has_giant_tag(html) else _from_tree(html, writer)
    if text is None:
        writer = Writer(uncover=uncover)
        scan(html, writer)
        text = writer.text()
    return text, writer


def _has_giant_tag(html: str) -> bool:
    if len(html) < _SUSPICIOUS_SIZE:
        return False
    tags = (chunk.partition(">")[0] for chunk in html.split("<") if len(chunk) > _MANY_ATTRIBUTES)
    # Pictures written into a tag hold many words, but within quotes.
    return any(sum(len(words.split()) for words in tag.split('"')[::2]) > _MANY_ATTRIBUTES for tag in tags)


def _from_tree(html: str, writer: Writer) -> str | None:
    root = _parse(html)
    if root is None:
        return None
    start, end, data = writer.start, writer.end, writer.data
    # The elements of a mail are much alike: each kind is judged once.
    seen: dict[object, tuple[Element, str]] = {}
    sheet = Sheet((node.text or "", node.get("media") or "") for node in root.iter("style"))
    around = _Around()
    depth = count = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            depth += 1
            count += 1
            if depth >= _DEEPEST:
                return None
            if count > _MOST_ELEMENTS:
                return f"{writer.text()}\n\n{_REST}"
            tag, items = node.tag, node.items()
            key = (tag, *items) if items else tag
            known = seen.get(key)
            if known is None:
                known, alone = _judge(node, dict(items), sheet, around)
                # What a quote means depends on what stands in it.
                if alone and known[0].quote is Quote.NO:
                    seen[key] = known
            start(*known)
            if node.text:
                data(node.text)
            continue
        if event == "end":
            depth -= 1
            end()
        if node.tail and depth:
            data(node.tail)
    return writer.text()


class _Around:
    """The elements around one; those of neighbours are the same."""

    def __init__(self) -> None:
        self._parent: etree._Element | None = None
        self._shapes: list[Shape] = []

    def of(self, node: etree._Element) -> Sequence[Shape]:
        """Return the shapes of the elements around, the innermost first."""
        parent = node.getparent()
        if parent is None or parent is not self._parent:
            self._parent = parent
            self._shapes = [Shape.of(one.tag, cast("Mapping[str, str]", one.attrib)) for one in node.iterancestors()]
        return self._shapes


def _judge(
    node: etree._Element, attributes: dict[str, str], sheet: Sheet, around: _Around
) -> tuple[tuple[Element, str], bool]:
    """Return what an element means with its link or the text in place of its image, and whether others mean the same.

    Whether they do depends on the style sheets: they may ask what an element stands in.
    """
    cited = "gmail_quote" in attributes.get("class", "") and _cites(node)
    styles = UNSAID
    if sheet.tells:
        styles = sheet.styles_of(Shape.of(node.tag, attributes), lambda: around.of(node))
    value = attributes.get("href") or attributes.get("alt") or ""
    return (judge(node.tag, attributes, styles, cited=cited), value), not styles.depends


def _parse(html: str) -> etree._Element | None:
    content = _whole(html)
    parser = etree.HTMLParser(recover=True, huge_tree=False, no_network=True, encoding="utf-8")
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        return None


def _whole(html: str) -> bytes:
    """Take out the ends of the document: libxml2 reads nothing after them, but list footers often stand there."""
    end = len(html)
    while html[:end].rstrip()[-7:].lower() in _ENDS:
        end = len(html[:end].rstrip()) - 7
    content = html[:end].encode("utf-8", "replace")
    lower = content.lower()
    if b"</html" in lower or b"</body" in lower:
        return bytes(_DOCUMENT_END.sub(b"<div></div>", content))
    return content


def _cites(node: etree._Element) -> bool:
    """Tell whether a cited block stands directly in Gmail's container."""
    return any(child.tag == "blockquote" and "gmail_quote" in str(child.get("class", "")) for child in node)

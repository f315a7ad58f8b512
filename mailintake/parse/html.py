"""HTML mail as readable text: a walk over the tree, hidden parts left out, quotes marked with `> `."""

from __future__ import annotations

import re2
from lxml import etree

from mailintake.parse.html_element import judge
from mailintake.parse.html_scan import scan
from mailintake.parse.html_writer import Writer

# libxml2 silently drops what is nested deeper than this.
_DEEPEST = 250
# So many words in one tag cost it quadratic time.
_MANY_ATTRIBUTES = 1000
_SUSPICIOUS_SIZE = 20_000
# libxml2 reads nothing after these, but disclaimers and list footers often stand there.
_DOCUMENT_END = re2.compile(r"(?i)</(?:html|body)\s*>")


def html_to_text(html: str) -> str:
    """Return what a reader of that HTML sees, as plain text."""
    if "\0" in html:
        html = html.replace("\0", "")
    text = None if _has_giant_tag(html) else _from_tree(html)
    if text is None:
        writer = Writer()
        scan(html, writer)
        text = writer.text()
    return text


def _has_giant_tag(html: str) -> bool:
    if len(html) < _SUSPICIOUS_SIZE:
        return False
    chunks = (chunk for chunk in html.split("<") if len(chunk) > _MANY_ATTRIBUTES)
    return any(len(chunk.partition(">")[0].split()) > _MANY_ATTRIBUTES for chunk in chunks)


def _from_tree(html: str) -> str | None:
    root = _parse(html)
    if root is None:
        return None
    writer = Writer()
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            depth += 1
            if depth >= _DEEPEST:
                return None
            _start(writer, node)
            if node.text:
                writer.data(node.text)
            continue
        if event == "end":
            depth -= 1
            writer.end()
        if node.tail and node is not root:
            writer.data(node.tail)
    return writer.text()


def _parse(html: str) -> etree._Element | None:
    content = _DOCUMENT_END.sub("<div></div>", html).encode("utf-8", "replace")
    parser = etree.HTMLParser(recover=True, huge_tree=False, no_network=True, encoding="utf-8")
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError):
        return None


def _start(writer: Writer, node: etree._Element) -> None:
    tag = str(node.tag).lower()
    attributes = {str(name): str(value) for name, value in node.items()}
    cited = "gmail_quote" in attributes.get("class", "") and any(
        child.tag == "blockquote" and "gmail_quote" in str(child.get("class", "")) for child in node
    )
    writer.start(judge(tag, attributes, cited=cited))

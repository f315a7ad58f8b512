"""Paragraphs that were folded for the way (RFC 3676, format=flowed)."""

from __future__ import annotations


def unflow(text: str, *, delsp: bool) -> str:
    """Join lines that end with a space to the next line of the same quote depth; signatures stay."""
    lines: list[str] = []
    joining = False
    depth_before = 0
    paragraph: list[str] = []
    for line in text.split("\n"):
        depth, words = _stripped(line)
        if joining and (depth != depth_before or words == "-- "):
            lines.append("".join(paragraph).rstrip(" "))
            joining = False
        if not joining:
            paragraph = [_quote(depth)]
        flows = words.endswith(" ") and words != "-- "
        paragraph.append(words[:-1] if flows and delsp else words)
        joining, depth_before = flows, depth
        if not flows:
            lines.append("".join(paragraph))
    if joining:
        lines.append("".join(paragraph).rstrip(" "))
    return "\n".join(lines)


def _stripped(line: str) -> tuple[int, str]:
    words = line.lstrip(">")
    depth = len(line) - len(words)
    return depth, words.removeprefix(" ")


def _quote(depth: int) -> str:
    return f"{'>' * depth} " if depth else ""

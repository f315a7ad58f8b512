"""Files that stand uuencoded within plain text, as old mail programs sent them."""

from __future__ import annotations

from dataclasses import dataclass

from mailintake.parse.transfer import decode_uu

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class File:
    """A file found in text."""

    name: str
    content: bytes


def take_out(text: str) -> tuple[str, tuple[File, ...]]:
    """Return the text without its uuencoded files, and the files."""
    if "\nbegin " not in text and not text.startswith("begin "):
        return text, ()
    kept: list[str] = []
    files: list[File] = []
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if line.strip() == "end"]
    number = 0
    while number < len(lines):
        name = _file_name(lines[number])
        while ends and ends[0] <= number:
            ends.pop(0)
        if name and ends and _is_encoded(lines[number + 1 : ends[0]]):
            content = decode_uu("\n".join(lines[number : ends[0] + 1]).encode("ascii", "replace"))
            files.append(File(name, content))
            number = ends.pop(0) + 1
        else:
            kept.append(lines[number])
            number += 1
    return "\n".join(kept), tuple(files)


def _file_name(line: str) -> str | None:
    word, _, rest = line.partition(" ")
    mode, _, name = rest.partition(" ")
    if word == "begin" and len(mode) in {3, 4} and mode.isascii() and mode.isdigit() and name.strip():
        return name.strip()
    return None


def _is_encoded(lines: list[str]) -> bool:
    """Tell whether the first lines could be uuencoded; words of a person would not be."""
    sample = [line for line in lines[:20] if line.strip()]
    return len(sample) >= 1 and all(_fits(line) for line in sample)


def _fits(line: str) -> bool:
    length = (ord(line[0]) - 32) & 63
    expected = (length + 2) // 3 * 4
    within = all(" " <= character <= "`" for character in line)
    return within and expected - _SHORTEST <= len(line) - 1 <= expected + _SHORTEST

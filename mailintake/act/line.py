"""One line of a mail as its writer meant it: without what keyboards and mail programs add."""

from __future__ import annotations

# The last one is the full-width number sign of some phone keyboards.
SIGNS = ("#", "!", "\uff03")
# Soft hyphens, joiners, marks of direction and the like.
INVISIBLE = dict.fromkeys(
    (0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
EMPHASIS = dict.fromkeys(map(ord, "*_"))
LINKS = ("mailto:", "http://", "https://", "tel:")


def split_verb(rest: str, words: int) -> tuple[str, str]:
    """Part the verb, of one word or two, from its value: a space, a colon or both stand between them."""
    parts = rest.split(" ", words)
    if len(parts) < words:
        return "", rest
    after = parts[words] if len(parts) > words else ""
    last, colon, tail = parts[words - 1].partition(":")
    word = " ".join([*parts[: words - 1], last]).rstrip(".,;!")
    return word, f"{tail} {after}".strip() if colon else after


def plain_line(line: str) -> str:
    """Return a line with plain spaces, without invisible characters and without the links that programs add."""
    words = line.translate(INVISIBLE).split()
    kept = [word for at, word in enumerate(words) if not (at and _is_link_of(word, words[at - 1]))]
    return " ".join(_unlinked(word) for word in kept)


def _is_link_of(word: str, before: str) -> bool:
    """Tell whether a program wrote the link of the word before behind it: `lee@x.org <mailto:lee@x.org>`."""
    return word.startswith("<") and word.endswith(">") and _bare_link(word[1:-1]) == _bare_link(before)


def _unlinked(word: str) -> str:
    """`lee@x.org<mailto:lee@x.org>` and the like become `lee@x.org`."""
    text, opened, link = word.partition("<")
    if opened and text and link.casefold().startswith(LINKS) and _bare_link(link.rstrip(">")) == _bare_link(text):
        return text
    inner = word.strip("<>")
    return inner.partition(":")[2] if inner.casefold().startswith("mailto:") else word


def _bare_link(text: str) -> str:
    folded = text.casefold().rstrip("/")
    for start in LINKS:
        folded = folded.removeprefix(start)
    return folded

"""Address fields (RFC 5322, section 3.4) as strangers write them, read in one pass.

What is not by the book is read as most programs would show it, and named among the defects: whoever decides about
authority must not rely on an address that two programs could read differently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from mailintake.model.message import Address
from mailintake.parse.addr_spec import LONGEST, read_addr_spec
from mailintake.parse.clean import clean_line, has_controls
from mailintake.parse.encoded_word import decode_words, has_words, word_at

_NAME_LIMIT = 256
_SPECIAL = frozenset('()<>[]:;@\\,"')


class AddressList(NamedTuple):
    """The mailboxes of a field and what is wrong with its form, each thing once."""

    addresses: tuple[Address, ...] = ()
    defects: tuple[str, ...] = ()


def parse_addresses(text: str, limit: int) -> AddressList:
    """Read the mailboxes of an address field; `text` still has its encoded words."""
    plain = _plain(text) if limit > 0 else None
    if plain is not None:
        return plain
    reader = _Reader(text, limit)
    reader.read()
    return AddressList(tuple(reader.found), tuple(dict.fromkeys(reader.defects)))


def _plain(text: str) -> AddressList | None:
    """Read `address`, `Name <address>` and `"Name" <address>` at once, which is what nearly all mails have."""
    if len(text) > LONGEST or not text.isascii() or not text.isprintable() or "=?" in text:
        return None
    name, opening, rest = text.strip().rpartition("<")
    spec = rest[:-1] if opening and rest.endswith(">") else rest
    name = name.rstrip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    local, _, domain = spec.rpartition("@")
    sound = local.replace(".", "").replace("-", "").replace("_", "").replace("+", "").isalnum()
    labels = domain.replace("-", "").split(".")
    if bool(opening) != rest.endswith(">") or not sound or not all(label.isalnum() for label in labels):
        return None
    if not _SPECIAL.isdisjoint(name) or len(spec) > LONGEST:
        return None
    return AddressList((Address(f"{local}@{domain.lower()}", clean_line(name, _NAME_LIMIT)),))


@dataclass(slots=True)
class _Mailbox:
    """What was read of one mailbox so far; `raw` is the phrase as written, `shown` without quotes."""

    raw: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    after: list[str] = field(default_factory=list)

    def add(self, raw: str, shown: str) -> None:
        if self.angle is None:
            self.raw.append(raw)
            self.shown.append(shown)
        else:
            self.after.append(shown)


class _Reader:
    """One pass over the text; each character is looked at a bounded number of times."""

    def __init__(self, text: str, limit: int) -> None:
        self.text = text
        self.limit = limit
        self.found: list[Address] = []
        self.defects: list[str] = []
        self.box = _Mailbox()
        self.carried = ""
        self.in_group = False
        self.quotes = self.comments = True
        self.last_word = text.rfind("?=")

    def read(self) -> None:
        text = self.text
        position = 0
        while position < len(text) and len(self.found) < self.limit:
            match text[position]:
                case '"' if self.quotes:
                    position = self._quoted(position)
                case "(" if self.comments:
                    position = self._comment(position)
                case "<":
                    position = self._angle(position)
                case "," | ";" as separator:
                    self._separate(separator)
                    position += 1
                case ":" if self.box.angle is None and "@" not in "".join(self.box.raw[-LONGEST:]):
                    self._begin_group()
                    position += 1
                case "=" if position < self.last_word and (word := word_at(text, position)) is not None:
                    self.box.add(text[position : word.end], text[position : word.end])
                    position = word.end
                case character:
                    if character in ')>"':
                        self.defects.append(f"a stray {character}")
                    self.box.add(character, character)
                    position += 1
        if position < len(text):
            self.defects.append("too many addresses")
        else:
            self._finish(last=True)

    def _quoted(self, start: int) -> int:
        kept: list[str] = []
        position = start + 1
        while position < len(self.text):
            character = self.text[position]
            if character == '"':
                inner = "".join(kept)
                self.box.add(self.text[start : position + 1], inner)
                return position + 1
            if character == "\\" and position + 1 < len(self.text):
                position += 1
                character = self.text[position]
            kept.append(character)
            position += 1
        self.quotes = False
        self.defects.append("a quote that does not end")
        return start + 1

    def _comment(self, start: int) -> int:
        depth = 0
        position = start
        while position < len(self.text):
            character = self.text[position]
            if character == "\\":
                position += 1
            elif character == "(":
                depth += 1
            elif character == ")":
                depth -= 1
                if not depth:
                    self._take_comment(self.text[start + 1 : position], position + 1)
                    return position + 1
            position += 1
        self.comments = False
        self.defects.append("a comment that does not end")
        return start + 1

    def _take_comment(self, comment: str, end: int) -> None:
        if any(character in comment for character in "@<>("):
            self.defects.append("a comment that could hide an address")
        before = self.box.raw[-1] if self.box.raw else " "
        after = self.text[end : end + 1]
        if self.box.angle is None and ("@" in before or after == "@" or (before.strip() and after.strip(" ,;)<"))):
            self.defects.append("a comment within the address")
        self.box.comments.append(comment)
        self.box.add(" ", " ")

    def _angle(self, start: int) -> int:
        if self.box.angle is not None:
            self.defects.append("two addresses without a comma between them")
            self._finish(last=False)
        end = self._end_of_angle(start)
        self.box.angle = self.text[start + 1 : end]
        if self.text[end : end + 1] != ">":
            self.defects.append("an angle bracket that does not end")
            return end
        return end + 1

    def _end_of_angle(self, start: int) -> int:
        position = start + 1
        quoted = False
        while position < len(self.text) and position - start < LONGEST:
            character = self.text[position]
            if character == "\\":
                position += 1
            elif character == '"':
                quoted = not quoted
            elif character == ">" and not quoted:
                return position
            position += 1
        ends = [found for mark in ">,;" if (found := self.text.find(mark, start + 1, start + 4 * LONGEST)) >= 0]
        return min(ends, default=min(len(self.text), start + 4 * LONGEST))

    def _begin_group(self) -> None:
        self.defects.append("a group")
        self.box = _Mailbox()
        self.carried = ""
        self.in_group = True

    def _separate(self, separator: str) -> None:
        if separator == ";" and not self.in_group:
            self.defects.append("a semicolon between addresses")
        self._finish(last=False)
        if separator == ";":
            self.in_group = False
            self.carried = ""

    def _finish(self, *, last: bool) -> None:
        box, self.box = self.box, _Mailbox()
        phrase = "".join(box.raw).strip()
        if box.angle is None and "@" not in phrase:
            if phrase:
                self.defects.append("words without an address")
                self.carried += f"{''.join(box.shown).strip()}, "
            if last and self.carried and not self.found:
                self.carried = ""
            return
        carried, self.carried = self.carried, ""
        spec, name = (phrase, "") if box.angle is None else (box.angle, "".join(box.shown))
        if box.angle is None:
            spec, name = self._bare(phrase, box)
        if after := "".join(box.after).strip():
            self.defects.append("text after the address")
            name = f"{name} {after}"
        self._keep(spec, carried + name.strip(), box.comments)

    def _bare(self, phrase: str, box: _Mailbox) -> tuple[str, str]:
        """Find the address among words without angle brackets."""
        words = phrase.split()
        if len(words) == 1 and phrase.startswith('"') and phrase.endswith('"'):
            self.defects.append("an address in quotes")
            return "".join(box.shown).strip(), ""
        if len(words) == 1 or (phrase.startswith('"') and phrase.count("@") == 1 and '"@' in phrase):
            return phrase, ""
        self.defects.append("an address without angle brackets among words")
        spec = next(word for word in reversed(words) if "@" in word)
        return spec.strip("'\""), " ".join(word for word in words if word is not spec).replace('"', "")

    def _keep(self, spec: str, name: str, comments: list[str]) -> None:
        address = read_addr_spec(spec, self.defects)
        decoded = decode_words(name)
        if has_controls(decoded):
            self.defects.append("control characters in the name")
        shown = clean_line(decoded, _NAME_LIMIT)
        if (
            "@" in name
            and not has_words(name)
            and not self._quoted_name(name)
            and shown.casefold() != address.casefold()
        ):
            self.defects.append("another address in the name")
        if not shown and comments:
            shown = clean_line(decode_words(comments[-1]), _NAME_LIMIT)
        if address:
            self.found.append(Address(address, shown))

    def _quoted_name(self, name: str) -> bool:
        return f'"{name}"' in self.text

"""Invitations (RFC 5545): who, when and what in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailintake.parse.clean import clean_line

# So every line begins that is made of a calendar part.
CALENDAR = "Calendar"
START = f"{CALENDAR}: "
_SAYING = {
    "CANCEL": f"{CALENDAR} (cancelled): ",
    "REPLY": f"{CALENDAR} (answer): ",
    "COUNTER": f"{CALENDAR} (another time proposed): ",
}
_ABOUT = frozenset({"SUMMARY", "LOCATION", "ORGANIZER", "ATTENDEE", "DTSTART", "DTEND"})
_LINES = 2000
_WIDTH = 300


@dataclass(frozen=True, slots=True)
class Invitation:
    """The method of a calendar part (REQUEST, REPLY, CANCEL) and its first event in one line."""

    method: str | None
    line: str


def read_calendar(text: str, method: str | None) -> Invitation:
    """Read the first event of a calendar part; `method` is what the part's header says."""
    found: dict[str, str] = {}
    inside: list[str] = []
    for line in _unfold(text):
        name, parameters, value = _property(line)
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END":
            if inside and inside.pop() in {"VEVENT", "VTODO", "VJOURNAL"}:
                break
        elif inside[-1:] == ["VCALENDAR"] and name == "METHOD":
            found.setdefault("METHOD", value)
        elif inside and inside[-1] in {"VEVENT", "VTODO"}:
            found.setdefault(name, _readable(name, parameters, value))
    method = (method or found.get("METHOD", "")).strip().upper()[:20]
    return Invitation(method or None, _sentence(found, _SAYING.get(method, START)))


def event_words(text: str) -> str:
    """Return what the first events of a calendar part are about, where they are and who takes part, in one line."""
    found = [_readable(name, parameters, value) for name, parameters, value in _properties(text) if name in _ABOUT]
    return " ".join(found)[: 40 * _WIDTH]


def comment(text: str) -> str:
    """Return what the one who answers wrote into the calendar part itself (RFC 5545, section 3.8.1.4)."""
    return " ".join(_readable(name, {}, value) for name, _, value in _properties(text) if name == "COMMENT")[:_WIDTH]


def _properties(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    return (_property(line) for line in _unfold(text))


def _unfold(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n")[:_LINES]:
        if line[:1] in {" ", "\t"} and lines and len(lines[-1]) < 4 * _WIDTH:
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return lines


def _property(line: str) -> tuple[str, dict[str, str], str]:
    """Split `NAME;KEY="a:b":value`, with colons allowed inside quotes."""
    quoted = False
    for position, character in enumerate(line[: 4 * _WIDTH]):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            head, value = line[:position], line[position + 1 :]
            name, *rest = head.split(";")
            pairs = (one.partition("=") for one in rest)
            return name.strip().upper(), {key.upper(): word.strip('"') for key, _, word in pairs}, value.strip()
    return "", {}, ""


def _readable(name: str, parameters: dict[str, str], value: str) -> str:
    if name in {"DTSTART", "DTEND", "DUE"}:
        return _time(value, parameters.get("TZID", ""))
    if name in {"ORGANIZER", "ATTENDEE"}:
        address = value[7:] if value[:7].lower() == "mailto:" else value
        return clean_line(f"{parameters.get('CN', '')} <{address}>", _WIDTH)
    text = value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    return clean_line(text, _WIDTH)


def _time(value: str, zone: str) -> str:
    """Show `20261123T160000Z` as `2026-11-23 16:00 UTC`."""
    digits = value[:8]
    if not (digits.isascii() and digits.isdigit()):
        return clean_line(value, 40)
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    clock = f" {value[9:11]}:{value[11:13]}" if value[8:9] == "T" else ""
    where = " UTC" if value.endswith("Z") else f" ({zone})" if zone and clock else ""
    return clean_line(day + clock + where, 80)


def _sentence(found: dict[str, str], start: str) -> str:
    if not found.get("SUMMARY") and not found.get("DTSTART"):
        return ""
    when = found.get("DTSTART", "")
    until = found.get("DTEND", "")
    if until:
        when = f"{when} to {until.removeprefix(when[:10]).strip() if until[:10] == when[:10] else until}"
    pieces = [
        found.get("SUMMARY", ""),
        when,
        f"at {found['LOCATION']}" if found.get("LOCATION") else "",
        f"organizer {found['ORGANIZER']}" if found.get("ORGANIZER") else "",
        f"comment “{found['COMMENT']}”" if found.get("COMMENT") else "",
    ]
    return clean_line(start + ", ".join(piece for piece in pieces if piece), 2 * _WIDTH)

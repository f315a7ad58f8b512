"""`directory.csv`: the staff, as personnel systems export it."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from mailintake.config import addresses, values
from mailintake.config.inactive import Inactive
from mailintake.config.nodes import Scalar
from mailintake.config.problems import Place, Problem, Wrong, did_you_mean
from mailintake.config.sites import SiteNames
from mailintake.config.source import decode
from mailintake.config.values import Read
from mailintake.model.address import fold_address
from mailintake.model.person import Person
from mailintake.model.settings import Desk

COLUMNS = ("name", "email", "other_emails", "extension", "site", "department", "room", "language")
LONGEST_FIELD = 1000


def directory(  # noqa: PLR0913, PLR0917 (what each row is checked against)
    file: str,
    content: bytes,
    names: SiteNames,
    problems: list[Problem],
    inactive: Inactive,
    desk: Desk | None = None,
) -> dict[str, Person]:
    """Return the persons by each of their addresses (case-folded); every row that is wrong is reported."""
    people: dict[str, Person] = {}
    lines: dict[str, int] = {}
    for line, row in _rows(file, _text(file, content, inactive), problems):
        person = _person(_Row(Place(file, line), row, problems), names)
        if person is None:
            continue
        for address in dict.fromkeys(fold_address(one) for one in (person.address, *person.other_addresses)):
            if desk is not None and desk.is_ours(address):
                text = f"`{address}` is the desk's own address"
                problems.append(Problem(Place(file, line), text, "delete the row: the desk is no person of the staff"))
                continue
            if address in people:
                text = f"`{address}` stands in line {lines[address]} already"
                problems.append(Problem(Place(file, line), text, "an address belongs to one person"))
                continue
            people[address] = person
            lines[address] = line
    return people


def _text(file: str, content: bytes, inactive: Inactive) -> str:
    """Return the text, UTF-8 or else the encodings that spreadsheets on Windows write."""
    try:
        return decode(file, content)
    except Wrong as wrong:
        encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "cp1252"
        inactive.sentences.append(f"{wrong.place}: {wrong.text}: it was read as {encoding}, look at the accents")
        return content.decode(encoding, "replace")


def _rows(file: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text), strict=True)
    header: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not header and any(cells):
                header = _header(Place(file, line), cells, problems)
                if "email" not in header:
                    return
            elif any(cell.strip() for cell in cells):
                if len(cells) > len(header):
                    text_ = f"the row has {len(cells)} cells, the header {len(header)}"
                    problems.append(Problem(Place(file, line), text_, "put a cell with a comma in it in quotes"))
                yield line, dict(zip(header, (cell.strip() for cell in cells), strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(Place(file, line), f"the row cannot be read: {error}", "is a quote missing?"))


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def _header(place: Place, cells: list[str], problems: list[Problem]) -> list[str]:
    header = [cell.strip().lower().replace(" ", "_") for cell in cells]
    for index, name in enumerate(header):
        if name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS) or f"the columns are {', '.join(COLUMNS)}"
            problems.append(Problem(place, f"unknown column `{name}`", hint))
        elif name in header[:index]:
            problems.append(Problem(place, f"the column `{name}` stands twice"))
    if "email" not in header:
        problems.append(Problem(place, "the column `email` is missing", "the first row names the columns"))
    return header


class _Row:
    """One row: hands out its checked cells and reports the wrong ones."""

    def __init__(self, place: Place, cells: dict[str, str], problems: list[Problem]) -> None:
        self.place = place
        self.cells = cells
        self.problems = problems

    def get(self, column: str, read: Read[str] = values.text) -> str | None:
        """Return the cell of a column, or None where it is empty or wrong."""
        text = self.cells.get(column, "")
        return self.read(column, text, read) if text else None

    def read(self, column: str, text: str, read: Read[str]) -> str | None:
        """Return a checked value of a cell."""
        if len(text) > LONGEST_FIELD:
            self.problems.append(Problem(self.place, f"`{column}` is longer than {LONGEST_FIELD} characters"))
            return None
        try:
            return read(Scalar(self.place, text, plain=False))
        except Wrong as wrong:
            self.problems.extend(wrong.named(column))
            return None


def _person(row: _Row, names: SiteNames) -> Person | None:
    if not row.cells.get("email"):
        row.problems.append(Problem(row.place, "`email` is empty", "delete the row, or fill it in"))
        return None
    address = row.get("email", addresses.address)
    others = row.cells.get("other_emails", "").replace(";", " ").replace(",", " ").split()
    other_addresses = [row.read("other_emails", one, addresses.address) for one in others]
    if address is None:
        return None
    return Person(
        address=address,
        name=row.get("name") or "",
        extension=row.get("extension"),
        site=row.get("site", names.reader),
        department=row.get("department"),
        room=row.get("room"),
        language=row.get("language", values.language),
        other_addresses=tuple(one for one in other_addresses if one is not None),
    )

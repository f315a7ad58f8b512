"""directory.csv: what personnel systems and spreadsheets export."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from mailintake.config import Problem, check, load
from mailintake.config.directory import directory
from mailintake.config.inactive import Inactive
from mailintake.config.sites import SiteNames
from mailintake.model.person import Person, Site
from tests.config.folder import write

HEADER = "name,email,other_emails,extension,site,department,room,language\n"
SITES = SiteNames({"hill": Site("hill", "Hill School", ("The Hill",))})


def read(content: str | bytes) -> tuple[dict[str, Person], list[Problem]]:
    """Read a directory and what is wrong with it."""
    problems: list[Problem] = []
    raw = content.encode() if isinstance(content, str) else content
    return directory("d.csv", raw, SITES, problems, Inactive()), problems


def test_a_person_is_found_by_each_address_and_keeps_every_letter(tmp_path: Path) -> None:
    rules = load(write(tmp_path), environ={}).rules
    person = rules.person("EVE@lakeside.example")

    assert person is not None
    assert (person.extension, person.room, person.site, person.language) == ("0120", "012", "hill", "es")
    assert person.other_addresses == ("eve@home.example", "e.lane@home.example")
    assert rules.person("e.lane@home.example") is person


@pytest.mark.parametrize("site", ["hill", "Hill School", "the hill", "HILL"])
def test_a_site_is_known_by_all_its_names(site: str) -> None:
    people, problems = read(f"email,site\na@x.example,{site}\n")

    assert people["a@x.example"].site == "hill"
    assert not problems


@pytest.mark.parametrize(
    "content",
    [
        HEADER + "José Núñez,j@x.example,,,,,,\n",
        "\ufeff" + HEADER + "José Núñez,j@x.example,,,,,,\n",
        (HEADER + "José Núñez,j@x.example,,,,,,\n").encode("cp1252"),
        (HEADER + "José Núñez,j@x.example,,,,,,\n").encode("utf-16"),
        HEADER.replace(",", ";").replace("\n", "\r\n") + "José Núñez;j@x.example;;;;;;\r\n",
        "Name,Email\n\nJosé Núñez,j@x.example\n\n",
        'Other Emails,EMAIL,name\n"a@y.example, b@y.example",j@x.example,"José Núñez"\n',
    ],
    ids=["utf-8", "bom", "cp1252", "utf-16", "semicolons", "blank lines", "quotes"],
)
def test_spreadsheets_write_it_in_many_ways(content: str | bytes) -> None:
    people, problems = read(content)

    assert not problems
    assert people["j@x.example"].name == "José Núñez"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("email,sight\n", "d.csv:1:1: unknown column `sight`\nhint: did you mean `site`?"),
        ("name\nAnn\n", "d.csv:1:1: the column `email` is missing"),
        ("email,email\n", "d.csv:1:1: the column `email` stands twice"),
        ("email\nann\n", "d.csv:2:1: `email` must be a mail address such as `name@example.org`, not `ann`"),
        ("name,email\nAnn,\n", "d.csv:2:1: `email` is empty"),
        ("email,site\na@x.example,hil\n", "d.csv:2:1: `site` names an unknown site: `hil`\nhint: did you mean `hill`?"),
        ("email,language\na@x.example,Spanish\n", "d.csv:2:1: `language` must be the code of a language"),
        ("email\na@x.example\nb@x.example\nA@X.example\n", "d.csv:4:1: `a@x.example` stands in line 2 already"),
        ("email\na@x.example,b\n", "d.csv:2:1: the row has 2 cells, the header 1"),
        ('email\n"a@x.example\n', "d.csv:2:1: the row cannot be read: unexpected end of data"),
        ('name,email\n"Ann\nLee",a@x.example\nBo,b\n', "d.csv:4:1: `email` must be a mail address"),
        ("email,other_emails\na@x.example,b@ c@y.example\n", "must be a mail address"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_line(content: str, text: str) -> None:
    _, problems = read(content)

    assert any(text in str(one) for one in problems), problems


def test_all_rows_that_are_wrong_are_named(tmp_path: Path) -> None:
    rows = "".join(f"row {n},none,,,,,,\n" for n in range(2, 6))

    assert [one.place.line for one in check(write(tmp_path, directory_csv=HEADER + rows))] == [2, 3, 4, 5]


@pytest.mark.parametrize(("address", "others"), [("HELP@lakeside.example", ""), ("a@x.example", "it@lakeside.example")])
def test_the_desk_itself_is_nobody_of_the_staff(tmp_path: Path, address: str, others: str) -> None:
    (problem,) = check(write(tmp_path, directory_csv=f"{HEADER}Desk,{address},{others},,,,,\n"))

    assert problem.place.line == 2
    assert "is the desk's own address" in problem.text
    assert problem.hint.startswith("delete the row")


def test_a_file_in_another_encoding_is_mentioned(tmp_path: Path) -> None:
    content = (HEADER + "José,j@x.example,,,,,,\n").encode("cp1252")
    notes = load(write(tmp_path, directory_csv=content), environ={}).inactive

    assert any("directory.csv:2:4: the file is not UTF-8 here: it was read as cp1252" in one for one in notes)


@given(st.one_of(st.binary(max_size=100), st.text(max_size=100).map(lambda text: ("email,room\n" + text).encode())))
def test_any_bytes_are_persons_or_problems(content: bytes) -> None:
    people, problems = read(content)

    assert all(key == key.casefold() for key in people)
    assert all(one.place.file == "d.csv" for one in problems)

"""Extension, room, site, department and asset in what people write."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.model.person import Mentions, Site
from mailintake.parse.person import find_mentions, resolve_site

NORTH, EAST, WEST, OFFICE = "north-high", "east-elementary", "west-elementary", "district-office"
SITES = {
    NORTH: Site(
        NORTH,
        "North High School",
        ("North High", "NHS", "North"),
        ("Main", "Gym", "Library"),
        ("Front Office", "Counseling", "Library"),
    ),
    EAST: Site(EAST, "East Elementary", ("East", "East Elem")),
    WEST: Site(WEST, "West Elementary", ("West", "West Elem")),
    OFFICE: Site(OFFICE, "District Office", ("DO", "District"), (), ("Payroll", "Human Resources")),
}
ASSET = r"\b(?:CB|LT)-?\d{4,6}\b"


def mentions(text: str, signature: str = "") -> Mentions:
    return find_mentions(text, signature, SITES, ASSET)


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("call me at ext 4512", "4512"),
        ("call me at ext. 4512.", "4512"),
        ("Ext: 4512", "4512"),
        ("EXT#4512", "4512"),
        ("my extension is 4512", "4512"),
        ("extension number 4512", "4512"),
        ("extensión 4512", "4512"),
        ("mi extensión es 4512", "4512"),
        ("extension 4512 does not ring", "4512"),
        ("x4512", "4512"),
        ("(209) 555-0100 x4512", "4512"),
        ("(209) 555-0100, ext. 451234", "451234"),
        ("phone 4512", None),
        ("in 2026", None),
        ("209-555-0100", None),
        ("a 1920x1080 screen", None),
        ("the Chrome extension 5 times", None),
        ("extension cord for 2 desks", None),
        ("ext 12", None),
        ("ext 1234567", None),
        ("next 4512", None),
        ("text 4512", None),
    ],
)
def test_extension(text: str, extension: str | None) -> None:
    assert mentions(text).extension == extension


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("Rm 12B has no light", "12B"),
        ("rm. 12b", "12B"),
        ("Rm12", "12"),
        ("Room B-4", "B-4"),
        ("room b4", "B4"),
        ("Room #7", "7"),
        ("room number 7", "7"),
        ("my room is 7", "7"),
        ("Room: 101", "101"),
        ("Classroom 7", "7"),
        ("la impresora del salón 12 no imprime", "12"),
        ("salon 12", "12"),
        ("Aula 3", "3"),
        ("the printer in B-4", "B-4"),
        ("la impresora en B-4", "B-4"),
        ("portable P3", "P3"),
        ("Portable 3", "Portable 3"),
        ("computer lab 2", "Lab 2"),
        ("Main 101 is dark", "Main 101"),
        ("Main Building 101 is dark", "Main 101"),
        ("in the room 30 minutes ago", None),
        ("no room for 30 students", None),
        ("en el salón hay 30 alumnos", None),
        ("in A4 format", None),
        ("in Q3 we need more", None),
        ("a mushroom 12", None),
        ("B-4", None),
        ("the main 3 problems", None),
        ("at 10:30 in room 9", "9"),
        ("the room. 12 of us wait", None),
        ("In room 12 I have no light", "12"),
        ("12 A students", None),
    ],
)
def test_room(text: str, room: str | None) -> None:
    assert mentions(text).room == room


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("no internet at North High School", NORTH),
        ("no internet at north high", NORTH),
        ("NHS is offline", NORTH),
        ("nhs", None),
        ("no internet at East", EAST),
        ("no internet at east", EAST),
        ("East has no internet", EAST),
        ("All of East is offline", EAST),
        ("East: no internet", EAST),
        ("No internet.\nEast\nThanks", EAST),
        ("East's printer jams", EAST),
        ("en East no hay internet", EAST),
        ("the east side of the gym", None),
        ("the East side of the gym", None),
        ("East Street is closed", None),
        ("we moved here from North Carolina", None),
        ("at East Middle School", None),
        ("Ms. East cannot log in", None),
        ("Principal East has no sound", None),
        ("phones at the DO are dead", OFFICE),
        ("DO NOT unplug it", None),
        ("DO you know", None),
        ("the District Office has no phones", OFFICE),
        ("district office", OFFICE),
        ("a district policy", None),
        ("West Elem needs toner", WEST),
        ("West Elementary, then East Elementary", WEST),
        ("least", None),
        ("", None),
    ],
)
def test_site(text: str, site: str | None) -> None:
    assert mentions(text).site == site


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("The Front Office has no phones", "Front Office"),
        ("I work in payroll", "Payroll"),
        ("the human resources team", "Human Resources"),
        ("the printer in the library", "Library"),
        ("Library books are late", None),
        ("we front office costs", "Front Office"),
    ],
)
def test_department(text: str, department: str | None) -> None:
    assert mentions(text).department == department


def test_the_signature_fills_what_the_words_leave_open() -> None:
    signature = "Ana Ruiz\nFront Office, NHS\nMain 101 | x 4512"

    assert mentions("It jams.", signature) == Mentions("4512", NORTH, "Front Office", "Main 101", None)
    assert mentions("It jams in room 9 at East.", signature).room == "9"
    assert mentions("It jams in room 9 at East.", signature).site == EAST


def test_a_name_in_the_signature_is_no_site() -> None:
    assert mentions("It jams.", "Principal East\nEast Elementary").site == EAST
    assert mentions("It jams.", "Carol West").site is None
    assert mentions("It jams.", "Luis Mora, East").site == EAST


@pytest.mark.parametrize(
    ("text", "asset"), [("CB-10233 is broken", "CB-10233"), ("cb10233", "cb10233"), ("CB-1", None), ("xCB-10233", None)]
)
def test_asset(text: str, asset: str | None) -> None:
    assert mentions(text).asset == asset


def test_without_a_pattern_there_is_no_asset() -> None:
    assert find_mentions("CB-10233", "", SITES).asset is None


@pytest.mark.parametrize(
    ("word", "site"),
    [
        ("north-high", NORTH),
        ("North High School", NORTH),
        ("NORTH", NORTH),
        ("nhs", NORTH),
        ("do", OFFICE),
        ("east elem", EAST),
        ("dist", OFFICE),
        ("e", None),
        ("", None),
        ("south", None),
    ],
)
def test_a_command_names_a_site_in_any_form(word: str, site: str | None) -> None:
    assert resolve_site(word, SITES) == site


WORDS = st.sampled_from(["East ", "at ", "DO ", "NHS", "room ", "Rm", "12B", "ext ", "x", "4512 ", "Main ", ", ", "\n"])


@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=30), st.text(max_size=30))
def test_any_text_can_be_read(pieces: list[str], signature: str) -> None:
    found = find_mentions("".join(pieces), signature, SITES, ASSET)

    assert found.site is None or found.site in SITES
    assert found.extension is None or 3 <= len(found.extension) <= 6

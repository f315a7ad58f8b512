"""routing.yaml: whoever is named must exist, and nobody is sent round in circles."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailintake.config import check, load
from mailintake.model.settings import Strategy
from tests.config.folder import loaded, problems, write

NAME = "routing.yaml"


def test_rules_keep_their_order_their_place_and_canonical_values(tmp_path: Path) -> None:
    rule = load(write(tmp_path), environ={}).rules.routing.rules[0]

    assert [one.name for one in rule.when] == ["category", "site", "not"]
    assert rule.when[1].values == ("hill",)
    assert rule.when[2].parts[0].name == "from"
    assert rule.assign == "nearby"
    assert rule.place.endswith("routing.yaml:36:5")


def test_teams_and_technicians_arrive(tmp_path: Path) -> None:
    routing = load(write(tmp_path), environ={}).rules.routing

    assert routing.teams["duty"].strategy is Strategy.ON_CALL
    assert routing.teams["duty"].rota == {"mon": "ada", "tue": "bob"}
    assert routing.technicians["ada"].other_addresses == ("ada@home.example",)
    assert routing.technicians["bob"].away[0].last.isoformat() == "2027-01-02"
    assert routing.otherwise == "everyone"


@pytest.mark.parametrize(
    ("old", "new", "text", "hint"),
    [
        ("members: [ada, bob]\n    strategy: round", "members: []\n    strategy: round", "must name at least one", ""),
        ("    assign: nearby", "    assign: zoe", "unknown technician or team: `zoe`", "ada, bob"),
        ("  assign: everyone", "  assign: everone", "unknown technician or team", "did you mean `everyone`?"),
        ("backup: bob", "backup: ada", "unknown technician: `ada`", ""),
        ("    lead: ada", "    lead: nearby", "unknown technician", ""),
        ("      mon: ada", "      mon: eve", "unknown technician: `eve`", ""),
        ("      mon: ada", "      monday: ada", "unknown key `monday`", "did you mean `mon`?"),
        ("sites: [hill]", "sites: [hil]", "unknown site: `hil`", "did you mean `hill`?"),
        ("site: [The Hill]", "site: [no]", "unknown site: `no`", ""),
        ("category: network", "category: nettwork", "unknown category", "did you mean `network`?"),
        (
            "      category: network",
            "      categry: network",
            "unknown condition `categry`",
            "did you mean `category`?",
        ),
        ("        from:", "        form:", "unknown condition `form`", "did you mean `from`?"),
        ("      department: [Office]", "      body_matches: '(?=x)'", "not a regular expression", "RE2"),
        ("      department: [Office]", "      subject_matches: '('", "not a regular expression", "RE2"),
        ("      department: [Office]", "      department: []", "must name at least one", ""),
        ("      department: [Office]", "      has_attachment: yes", "must be true or false", "write true"),
        ("      department: [Office]", "      hours: night", "must be `open` or `closed`", ""),
        ("      department: [Office]", "      header: 'a b: c'", "must look like `X-Mailer: Ricoh*`", ""),
        ("      department: [Office]", "      any: x", "`any` must hold conditions", "such as"),
        ("      department: [Office]", "      any: [x]", "`any` must hold conditions", ""),
        ("      department: [Office]", "      scope: huge", "must be one of `person`", ""),
        ("    when:\n      department: [Office]\n", "", "`also[1].when` is missing", "otherwise"),
        ("    when:\n      department: [Office]\n", "    when: {}\n", "`also[1].when` is empty", "otherwise"),
        ("    tags: [office]", "    assign: ada", "unknown key `assign` in `also[1]`", ""),
        ("        to: 2027-01-02", "        to: 2026-01-02", "lies before `from`", "both days"),
        ("email: bob@lakeside.example", "email: ADA@lakeside.example", "is the address of `ada` as well", ""),
        ("strategy: by-site", "strategy: by_site", "must be one of", "did you mean `by-site`?"),
        ("    rota:\n      mon: ada\n      tue: bob\n", "", "`teams.duty.strategy: on-call` needs a `rota`", ""),
        ("email: bob@lakeside", "email: Help@lakeside", "`Help@lakeside.example` is the desk's own address", "own"),
        ("email: bob@lakeside", "email: it@lakeside", "is the desk's own address", "help@lakeside.example is where"),
        ("[ada@home.example]", "[help+control@lakeside.example]", "is the desk's own address", "own address"),
        ("  nearby:", "  ada:", "the name of a technician as well", "another name"),
        ("max_open: 5", "max_open: many", "must be a whole number", ""),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str, text: str, hint: str) -> None:
    found = problems(tmp_path, NAME, old, new)

    assert any(text in one.text and hint in one.hint for one in found), found


def test_a_circle_of_teams_is_refused_once_with_its_way(tmp_path: Path) -> None:
    found = problems(tmp_path, NAME, "    lead: ada\n  nearby", "    lead: ada\n    otherwise: nearby\n  nearby")

    assert [one.text for one in found] == [
        "`otherwise` of these teams goes round in a circle: everyone → nearby → everyone"
    ]


def test_a_roster_without_anybody_is_refused(tmp_path: Path) -> None:
    found = check(write(tmp_path, routing_yaml="technicians: {}\notherwise: x\n"))

    assert any("`technicians` names nobody" in one.text for one in found)


def test_two_technicians_may_stand_in_for_each_other(tmp_path: Path) -> None:
    settings = loaded(tmp_path, NAME, "    max_open: 5\n", "    max_open: 5\n    backup: ada\n")

    assert settings.rules.routing.technicians["bob"].backup == "ada"


def test_a_list_of_groups_keeps_each_group_together(tmp_path: Path) -> None:
    new = "      any: [{subject_contains: grades, language: es}, {category: sis}]"
    settings = loaded(tmp_path, NAME, "      department: [Office]", new)
    any_of = settings.rules.routing.also[0].when[0]

    assert [one.name for one in any_of.parts] == ["all", "category"]
    assert [one.name for one in any_of.parts[0].parts] == ["subject_contains", "language"]


def test_a_header_may_be_written_as_a_pair(tmp_path: Path) -> None:
    new = "      header: {X-Mailer: 'Ricoh*'}"
    settings = loaded(tmp_path, NAME, "      department: [Office]", new)

    assert settings.rules.routing.also[0].when[0].values == ("X-Mailer: Ricoh*",)

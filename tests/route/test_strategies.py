"""Teams share fairly, and say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailintake.model.decision import Known
from mailintake.model.settings import Rules, Team
from mailintake.route.strategies import Choice, choose
from tests.route.desk import ADA, BOB, CLEO, DUTY, FRONT, MONDAY, SITES, ZONE, away, facts, rules


def chosen(team: str, under: Rules | None = None, known: Known | None = None, **given: object) -> Choice:
    """Return whom a team chooses for a request of Eve."""
    return choose(team, facts(under or rules(), **given), known or Known())  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("last", "following"), [(None, "ada"), ("ada", "bob"), ("bob", "cleo"), ("cleo", "ada"), ("x", "ada")]
)
def test_members_take_turns(last: str | None, following: str) -> None:
    known = Known(turns={"front": last} if last else {})

    assert chosen("front", known=known).technician == following


def test_who_is_away_loses_the_turn_with_the_reason() -> None:
    found = chosen("front", rules(away(BOB)), Known(turns={"front": "ada"}))

    assert found.technician == "cleo"
    assert found.because[0] == "bob is away until November 30, so cleo"


def test_who_has_too_many_loses_the_turn_with_the_reason() -> None:
    found = chosen("front", known=Known(turns={"front": "ada"}, open_counts={"bob": 3}))

    assert found.technician == "cleo"
    assert found.because[0] == "bob has 3 open tickets, and at most 3, so cleo"


def test_the_fewest_open_tickets_win() -> None:
    found = chosen("loaded", known=Known(open_counts={"ada": 4, "bob": 2, "cleo": 3}))

    assert found.technician == "bob"
    assert found.because == ("loaded goes by open tickets: bob has 2, cleo has 3, ada has 4",)


@pytest.mark.parametrize(
    ("category", "language", "last", "winner"),
    [
        ("printer", "en", None, "ada"),
        ("printer", "en", "ada", "bob"),
        ("network", "en", "ada", "ada"),
        ("printer", "es", None, "bob"),
        ("network", "es", None, "ada"),
    ],
)
def test_among_equals_the_skill_then_the_language_then_the_turn_decides(
    category: str, language: str, last: str | None, winner: str
) -> None:
    known = Known(turns={"loaded": last} if last else {})

    assert chosen("loaded", known=known, category=category, language=language).technician == winner


def test_the_one_who_covers_the_site_gets_it() -> None:
    assert chosen("sites").technician == "ada"
    assert chosen("sites", site="dale").technician == "bob"
    assert chosen("sites").because == ("ada covers Hill School",)


def test_several_who_cover_a_site_share_by_load() -> None:
    both = replace(BOB, sites=("dale", "hill"))

    assert chosen("sites", rules(both), Known(open_counts={"ada": 2, "bob": 1})).technician == "bob"


def test_the_backup_stands_in_for_the_one_who_covers_the_site() -> None:
    found = chosen("sites", rules(away(ADA)))

    assert (found.technician, found.team) == ("bob", "sites")
    assert "ada is away until November 30, so bob" in found.because


@pytest.mark.parametrize("site", ["far", None])
def test_a_site_that_nobody_covers_is_handed_on(site: str | None) -> None:
    found = chosen("sites", site=site)

    assert (found.technician, found.team) == ("ada", "front")
    assert "sites hands it on to front" in found.because


@pytest.mark.parametrize(("ahead", "winner"), [(0, "cleo"), (1, "ada"), (2, "ada")])
def test_whose_day_it_is_by_the_rota_gets_it(ahead: int, winner: str) -> None:
    assert chosen("duty", now=MONDAY + timedelta(days=ahead)).technician == winner


def test_the_day_of_the_rota_is_the_local_one() -> None:
    # Half past eleven on Monday night in Chicago is Tuesday in UTC.
    assert chosen("duty", now=datetime(2026, 11, 23, 23, 30, tzinfo=ZONE)).technician == "cleo"


def test_the_backup_is_on_call_for_who_is_away() -> None:
    under = rules(away(replace(CLEO, backup="bob")))

    assert chosen("duty", under).technician == "bob"
    assert chosen("duty", under).because == ("cleo is on call on mon", "cleo is away until November 30, so bob")


def test_a_day_without_anybody_is_handed_on_where_the_team_says_so() -> None:
    team = replace(DUTY, otherwise="bob")

    assert chosen("duty", rules(teams=(team,)), now=MONDAY + timedelta(days=3)).technician == "bob"


def test_a_full_team_still_takes_it_when_nobody_else_does() -> None:
    team = Team("small", ("bob",))
    found = chosen("small", rules(teams=(team,)), Known(open_counts={"bob": 9}))

    assert found.technician == "bob"
    assert "bob has 9 open tickets, and at most 3" in found.because[0]


def test_the_backup_takes_it_when_the_whole_team_is_away() -> None:
    team = Team("small", ("ada",))

    assert chosen("small", rules(away(ADA), teams=(team,))).technician == "bob"


def test_backups_who_stand_in_for_each_other_end_in_nobody() -> None:
    under = rules(away(ADA), away(replace(BOB, backup="ada")))

    assert chosen("ada", under).technician is None
    assert len(chosen("ada", under).because) == 2


def test_a_circle_of_teams_ends_with_somebody() -> None:
    one, two = replace(SITES, otherwise="two"), replace(SITES, key="two", otherwise="sites")

    assert chosen("sites", rules(teams=(one, two, FRONT)), site="far").technician is not None

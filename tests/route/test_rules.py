"""The first match assigns, every `also` adds, and nothing stays unassigned."""

from __future__ import annotations

from datetime import date

from hypothesis import given, strategies as st

from mailintake.model.decision import Known
from mailintake.model.settings import Condition, Routing, RoutingRule, Rules, Strategy, Team, Technician
from mailintake.model.ticket import Priority
from mailintake.route import Facts, Routed, route
from tests.route.desk import ADA, BOB, CLEO, FRONT, MONDAY, SITES, away, facts, rules, when

OUTAGES = RoutingRule("Outages", when(category=("network",), priority=("high",)), "loaded", copy=("boss@lake.example",))
PRINTERS = RoutingRule("Printers", when(category=("printer",)), "bob")
OFFICES = RoutingRule(
    "Offices",
    when(department=("Office",)),
    tags=("office",),
    priority_at_least=Priority.NORMAL,
    copy=("desk@lake.example",),
)


def routed(under: Rules, known: Known | None = None, **given: object) -> Routed:
    """Route a request of Eve under these rules."""
    return route(facts(under, **given), known or Known(), under)  # type: ignore[arg-type]  # passed on by name


def test_the_first_match_assigns_and_says_why() -> None:
    found = routed(rules(rules=(OUTAGES, PRINTERS, RoutingRule("Late", when(category=("printer",)), "ada")))).assignment

    assert (found.assignee, found.team, found.rule) == ("bob", None, "Printers")
    assert found.because == ('rule "Printers": category is printer',)


def test_the_team_of_a_rule_is_kept() -> None:
    found = routed(rules(rules=(OUTAGES,)), category="network", priority=Priority.HIGH).assignment

    assert (found.assignee, found.team) == ("ada", "loaded")
    assert found.copy == ("boss@lake.example",)
    assert found.because[0] == 'rule "Outages": category is network, priority is high'


def test_hits_and_misses_stand_in_the_trace() -> None:
    trace = routed(rules(rules=(OUTAGES, PRINTERS))).trace

    assert trace[0] == 'rule "Outages": no, category is printer, not network'
    assert trace[1] == 'rule "Printers": yes, category is printer'


def test_what_no_rule_matches_goes_to_otherwise_by_site() -> None:
    assert routed(rules()).assignment.assignee == "ada"
    assert routed(rules(), site="dale").assignment.assignee == "bob"
    assert routed(rules()).assignment.rule == "otherwise"


def test_a_request_without_a_site_goes_to_the_front_in_turn() -> None:
    first = routed(rules(), site=None).assignment
    second = routed(rules(), Known(turns={"front": "ada"}), site=None).assignment

    assert (first.assignee, first.team) == ("ada", "front")
    assert second.assignee == "bob"


def test_also_rules_add_and_raise_but_never_lower() -> None:
    under = rules(also=(OFFICES,))
    low = routed(under, person={"department": "Office"}, priority=Priority.LOW).assignment
    high = routed(under, person={"department": "Office"}, priority=Priority.HIGH).assignment
    other = routed(under, priority=Priority.LOW).assignment

    assert (low.priority, low.tags, low.copy) == (Priority.NORMAL, ("office",), ("desk@lake.example",))
    assert (high.priority, high.tags) == (None, ("office",))
    assert (other.priority, other.tags) == (None, ())


def test_a_rule_sees_what_also_rules_have_added() -> None:
    tagged = RoutingRule("Tagged", when(tag=("office",), priority=("normal",)), "cleo")
    under = rules(also=(OFFICES,), rules=(tagged,))

    assert routed(under, person={"department": "Office"}, priority=Priority.LOW).assignment.assignee == "cleo"
    assert routed(under, priority=Priority.LOW).assignment.assignee == "ada"


def test_any_all_and_not_nest() -> None:
    vendor = Condition("not", parts=when(from_=("*@vendor.example",)))
    either = Condition(
        "any", parts=(*when(subject_contains=("grades",)), Condition("all", parts=when(category=("sis",))))
    )
    under = rules(rules=(RoutingRule("Grades", (either, vendor), "cleo"),))

    assert routed(under, subject="Grades").assignment.rule == "Grades"
    assert routed(under, category="sis").assignment.rule == "Grades"
    assert routed(under).assignment.rule == "otherwise"
    assert "no, subject does not contain grades and category is printer, not sis" in routed(under).trace[0]


def test_an_absent_technician_hands_over_to_his_backup_with_the_reason() -> None:
    under = rules(away(ADA), rules=(RoutingRule("Mine", when(category=("printer",)), "ada"),))

    assert routed(under).assignment.assignee == "bob"
    assert routed(under).assignment.because[1] == "ada is away until November 30, so bob"


def test_without_a_backup_the_request_goes_to_otherwise() -> None:
    under = rules(away(CLEO), rules=(RoutingRule("Mine", when(category=("printer",)), "cleo"),))

    assert routed(under).assignment.assignee == "ada"
    assert "cleo is away until November 30" in routed(under).assignment.because


def test_when_everybody_is_away_the_first_of_the_roster_gets_it() -> None:
    under = rules(away(ADA), away(BOB), away(CLEO))

    assert routed(under).assignment.assignee == "ada"
    assert "everybody is away" in routed(under).assignment.because[-1]


def test_without_any_technician_nobody_gets_it() -> None:
    under = Rules(desk=rules().desk, routing=Routing())

    assert routed(under).assignment.assignee is None


@given(
    absent=st.sets(st.sampled_from(["ada", "bob", "cleo"])),
    counts=st.dictionaries(st.sampled_from(["ada", "bob", "cleo"]), st.integers(0, 9)),
    turns=st.dictionaries(st.sampled_from(["front", "loaded"]), st.sampled_from(["ada", "bob", "cleo", "gone"])),
    site=st.sampled_from([None, "hill", "dale", "far", "unknown"]),
    target=st.sampled_from(["ada", "cleo", "front", "loaded", "sites", "duty"]),
    otherwise=st.sampled_from([None, "front", "sites", "bob"]),
    strategy=st.sampled_from(list(Strategy)),
    day=st.integers(0, 13),
)
def test_somebody_always_gets_it_and_somebody_present_where_there_is_one(
    *,
    absent: set[str],
    counts: dict[str, int],
    turns: dict[str, str],
    site: str | None,
    target: str,
    otherwise: str | None,
    strategy: Strategy,
    day: int,
) -> None:
    technicians = [away(one, date(2026, 1, 1), date(2027, 1, 1)) for one in (ADA, BOB, CLEO) if one.key in absent]
    teams = (FRONT, SITES, Team("loaded", ("bob", "cleo"), strategy), Team("duty", ("cleo",), Strategy.ON_CALL))
    under = rules(*technicians, teams=teams, otherwise=otherwise, rules=(RoutingRule("All", (), target),))
    now = MONDAY.replace(day=10 + day)
    found = route(facts(under, site=site, now=now), Known(open_counts=counts, turns=turns), under).assignment

    assert found.assignee in {"ada", "bob", "cleo"}
    assert found.assignee not in absent or absent == {"ada", "bob", "cleo"}
    assert found.because


def test_facts_under_other_rules_are_decided_by_those() -> None:
    given: Facts = facts(rules())
    other = rules(otherwise="cleo")

    assert route(given, Known(), other).assignment.assignee == "cleo"
    assert isinstance(CLEO, Technician)

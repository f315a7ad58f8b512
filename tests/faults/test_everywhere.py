"""Wherever the desk is ended or its disk fails, nothing is lost or doubled: a few points; `make faults` has all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.campaign import FAILURES, Tally, Trial, kill_at_random, some
from tests.faults.flows import FLOWS, Flow, new, reply, twenty
from tests.faults.powercut import Disk
from tests.faults.scene import Scene

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

NewScene = Callable[[str | None], Scene]
# Of each kind so many points are tried, spread by a seed that changes with nothing.
FEW = some(2, "everywhere")
ONE = some(1, "everywhere")
EACH_FLOW = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: str(flow.__name__))


def nothing_is_wrong(*tallies: Tally) -> bool:
    wrong = [one for tally in tallies for one in tally.wrong]
    if wrong:
        pytest.fail("\n".join(wrong))
    return all(tally.points for tally in tallies)


@EACH_FLOW
def test_a_kill_at_any_call_loses_and_doubles_nothing(new_scene: NewScene, flow: Flow) -> None:
    """X01."""
    assert nothing_is_wrong(Trial(new_scene(None), flow).kill(FEW))


def test_a_kill_at_each_named_step_loses_and_doubles_nothing(new_scene: NewScene) -> None:
    """X02: fetched, committed, moved; claimed, sent, marked; each for the first time."""
    tally = Trial(new_scene(None), new).kill_at_points(1)

    assert nothing_is_wrong(tally)
    # Only a mail that was sent and not marked comes again.
    assert tally.copies == 1


def test_a_power_cut_at_any_call_loses_and_doubles_nothing(new_scene: NewScene) -> None:
    """X04: all that was not synced is gone."""
    assert nothing_is_wrong(Trial(new_scene(None), reply).cut_power(FEW))


def test_a_disk_that_fails_or_is_full_loses_and_doubles_nothing(new_scene: NewScene) -> None:
    """Once, and from then on; and the first failed sync ends the process with an exit code."""
    trial = Trial(new_scene(None), new)

    assert nothing_is_wrong(*(trial.fail(how, ONE) for how in FAILURES))


def test_kills_at_random_moments_of_a_backlog_change_no_count(new_scene: NewScene) -> None:
    trial = Trial(new_scene(None), twenty)

    assert nothing_is_wrong(kill_at_random(trial.scene, trial.expected, 3, 4))


def test_on_postgresql_kills_and_lost_connections_lose_and_double_nothing(new_scene: NewScene, postgresql: str) -> None:
    """X17."""
    trial = Trial(new_scene(postgresql), new)

    assert nothing_is_wrong(trial.kill(ONE), trial.cut_statements(ONE))


def test_a_power_cut_takes_what_was_not_synced(new_scene: NewScene) -> None:
    """The harness sees a design that moves first: without any sync the ticket is gone."""
    scene = new_scene(None)
    trial = Trial(scene, new)
    scene.put_back()
    disk = Disk.of(scene.var, scene.folder / "saved" / "var")
    nothing = Path(scene.folder / "nothing synced")
    nothing.mkdir()
    scene.live()
    disk.cut(nothing)
    assert scene.live_on() == 1

    assert trial.expected.tickets
    assert scene.outcome().tickets == ()

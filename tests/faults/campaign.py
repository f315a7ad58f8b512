"""A flow is tried with a fault at one point after the other; after each, nothing may be missing and nothing doubled."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.faults.flows import Flow
from tests.faults.life import Ending, How, Wish
from tests.faults.powercut import Disk
from tests.faults.scene import Outcome, Scene

FAILURES = (How.EIO_ONCE, How.ENOSPC_ONCE, How.EIO_FROM_NOW, How.ENOSPC_FROM_NOW, How.EIO_SYNC)
COMPARED = ("tickets", "entries", "journal", "outbox", "received")
POINTS = ("fetched", "committed", "moved", "claimed", "sent", "marked")
# The letters of fault.c: every kind of sync, and those after whose failure nothing can be promised.
SYNCS, FINAL_SYNCS = "fdDce", "fd"
# Of so many points these are tried.
Choice: TypeAlias = Callable[[int], Iterable[int]]


def every(count: int) -> Iterable[int]:
    """Try all points."""
    return range(1, count + 1)


def some(number: int, seed: str) -> Choice:
    """Try a few points, spread over all, and other ones for another seed."""
    return lambda count: sorted(random.Random(seed).sample(range(1, count + 1), min(number, count)))


@dataclass
class Tally:
    """What came of it."""

    fault: str
    flow: str
    points: int = 0
    lost: int = 0
    doubled: int = 0
    copies: int = 0
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def count(self, place: str, expected: Outcome, found: Outcome, copies: int, notes: Sequence[str] = ()) -> None:
        """Compare what there is with what there should be."""
        self.points += 1
        self.copies += copies
        self.seconds = time.monotonic() - self.begun
        differences = [*found.differs_from(expected), *notes]
        if copies > 1:
            differences.append(f"{copies} copies too many")
        self.lost += _has_more(expected, found)
        self.doubled += _has_more(found, expected)
        self.wrong += [f"{self.fault}, {self.flow}, {place}: {one}" for one in differences]


class Trial:
    """A scene with a flow's mail in its inbox, and what should come of it."""

    def __init__(self, scene: Scene, flow: Flow) -> None:
        flow(scene)
        scene.save()
        scene.put_back()
        self.scene = scene
        self.flow = flow.__name__
        undisturbed = scene.live()
        assert undisturbed.status == 0, scene.desk.said()
        self.expected = scene.outcome()
        self.calls = undisturbed.calls

    def kill(self, choice: Choice = every) -> Tally:
        """End the process at each durable or network call."""
        tally = Tally("kill -9 at a system call", self.flow)
        for at in choice(len(self.calls)):
            self._once(tally, Wish(at=at, how=How.KILL))
        return tally

    def kill_at_points(self, most: int = 9) -> Tally:
        """End the process at each step that it names, at each time (or the first `most`) that it comes there."""
        tally = Tally("kill -9 at a named step", self.flow)
        for point in POINTS:
            for times in range(1, most + 1):
                if not self._once(tally, Wish(point=point, times=times)).killed:
                    break
        return tally

    def cut_power(self, choice: Choice = every) -> Tally:
        """End the process at each call, and with it all that was not synced."""
        tally = Tally("power cut at a system call", self.flow)
        for at in choice(len(self.calls)):
            self._once(tally, Wish(at=at, how=How.KILL), power=True)
        return tally

    def fail(self, how: How, choice: Choice = every) -> Tally:
        """Let a call on a file fail."""
        tally = Tally(f"{how.name} on a file", self.flow)
        durable = sum(one != "s" for one in self.calls)
        if how is How.EIO_SYNC:
            durable = sum(one in SYNCS for one in self.calls)
        for at in choice(durable):
            self._once(tally, Wish(at=at, how=how), must_fail=how is How.EIO_SYNC)
        return tally

    def cut_statements(self, choice: Choice = every) -> Tally:
        """Have the database server end the connection at each statement."""
        tally = Tally("database connection ended at a statement", self.flow)
        self.scene.put_back()
        for at in choice(len(self.scene.live(Wish(statement=0)).calls)):
            self._once(tally, Wish(statement=at))
        return tally

    def _once(self, tally: Tally, wish: Wish, *, power: bool = False, must_fail: bool = False) -> Ending:
        scene = self.scene
        scene.put_back()
        ending = self._live_until_the_power_fails(wish) if power else scene.live(wish)
        went_on = must_fail and ending.status == 0 and ending.calls[wish.at - 1] in FINAL_SYNCS
        notes = ["it went on after a failed fsync"] if went_on else []
        restarts = scene.live_on()
        if restarts > 2:
            notes.append(f"{restarts} restarts")
        tally.count(_place(wish, ending), self.expected, scene.outcome(), scene.doubled(), notes)
        return ending

    def _live_until_the_power_fails(self, wish: Wish) -> Ending:
        scene = self.scene
        disk = Disk.of(scene.var, scene.folder / "saved" / "var")
        left = scene.folder / "left"
        shutil.rmtree(left, ignore_errors=True)
        left.mkdir()
        ending = scene.live(Wish(at=wish.at, how=wish.how, left=str(left)))
        disk.cut(left)
        return ending


def kill_at_random(scene: Scene, expected: Outcome, kills: int, seed: int) -> Tally:
    """Kill the process at random, again and again, until all that waits is done; begin anew until it is enough."""
    tally = Tally("kill -9 at random", "twenty waiting mails")
    chance = random.Random(seed)
    while tally.points < kills:
        scene.put_back()
        deaths = 0
        while deaths < kills - tally.points + 1:
            if scene.live(Wish(at=chance.randrange(15, 500), how=How.KILL)).killed:
                deaths += 1
            else:
                break
        restarts = scene.live_on()
        copies = scene.doubled()
        notes = [f"{restarts} restarts"] if restarts > 2 else []
        before = tally.points
        tally.count(f"{deaths} kills", expected, scene.outcome(), 0, notes)
        tally.points = before + max(deaths, 1)
        tally.copies += copies
        if copies > deaths:
            tally.wrong.append(f"{copies} copies after {deaths} kills")
    return tally


def _has_more(one: Outcome, other: Outcome) -> bool:
    return any(Counter(getattr(one, name)) - Counter(getattr(other, name)) for name in COMPARED)


def _place(wish: Wish, ending: Ending) -> str:
    if wish.point:
        return f"{wish.point} {wish.times}"
    if wish.statement is not None:
        return f"statement {wish.statement}"
    return f"call {wish.at} ({ending.calls[max(0, wish.at - 8) : wish.at]})"

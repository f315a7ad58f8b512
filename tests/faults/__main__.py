"""`make faults`: every point of every flow, and a table of what came of it; 1 if anything was wrong."""

# ruff: noqa: T201 (a program that prints its table)

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

from tests.faults.campaign import FAILURES, Choice, Tally, Trial, every, kill_at_random, some
from tests.faults.flows import FLOWS, Flow, twenty
from tests.faults.life import Starter
from tests.faults.scene import scene_of
from tests.outgoing_check import faults
from tests.servers.dovecot import DovecotServer
from tests.servers.postgresql import PostgresqlServer
from tests.servers.sink import SmtpSink

KILLS = 200
Part: TypeAlias = Callable[[Trial], list[Tally]]


@dataclass(frozen=True)
class Job:
    """One flow on one database, and what is done to it."""

    flow: Flow
    database: str
    part: Part


@dataclass(frozen=True)
class Servers:
    """What all jobs share; each has a starter for itself."""

    dovecot: DovecotServer
    sink: SmtpSink
    postgresql: str
    starters: SimpleQueue[Starter]

    def run(self, job: Job) -> list[Tally]:
        starter = self.starters.get()
        url = self.postgresql if job.database == "PostgreSQL" else None
        try:
            with (
                tempfile.TemporaryDirectory(prefix="mailintake-faults-") as folder,
                scene_of(Path(folder), self.dovecot, self.sink, starter, url) as scene,
            ):
                return job.part(Trial(scene, job.flow))
        finally:
            self.starters.put(starter)


def main() -> int:
    """Run all, print the table."""
    options = _options()
    choice = every if options.points is None else some(options.points, str(time.time()))
    begun, wrong = time.monotonic(), list[str]()
    with _servers(options.workers) as servers, ThreadPoolExecutor(options.workers) as pool:
        _print("database", "fault", "flow", "points", "lost", "doubled", "copies", "seconds")
        jobs = [one for one in _jobs(choice, options.kills) if one.flow.__name__ in options.flow]
        for job, tallies in zip(jobs, pool.map(servers.run, jobs), strict=True):
            for one in tallies:
                counts = (one.points, one.lost, one.doubled, one.copies, round(one.seconds))
                _print(job.database, one.fault, one.flow, *counts)
                wrong += [f"{job.database}, {text}" for text in one.wrong]
    wrong += faults()
    print(f"{time.monotonic() - begun:.0f} seconds. A copy is a mail that came again under the same Message-ID,")
    print("which only a fault between the end of DATA and its note can bring about.")
    print("\n".join(wrong) or "Nothing was lost, nothing was doubled.")
    return 1 if wrong else 0


def _jobs(choice: Choice, kills: int) -> Iterator[Job]:
    yield Job(twenty, "SQLite", lambda trial: [kill_at_random(trial.scene, trial.expected, kills, kills)])
    for flow in FLOWS:
        yield Job(flow, "SQLite", lambda trial: [trial.kill(choice), trial.kill_at_points()])
        yield Job(flow, "SQLite", lambda trial: [trial.cut_power(choice)])
        for how in FAILURES:
            yield Job(flow, "SQLite", lambda trial, how=how: [trial.fail(how, choice)])  # type: ignore[misc]  # mypy knows no such lambda
        yield Job(flow, "PostgreSQL", lambda trial: [trial.kill_at_points(), trial.cut_statements(choice)])


@contextmanager
def _servers(workers: int) -> Iterator[Servers]:
    with ExitStack() as stack:
        starters: SimpleQueue[Starter] = SimpleQueue()
        for _ in range(workers):
            starters.put(stack.enter_context(Starter()))
        yield Servers(
            stack.enter_context(DovecotServer()),
            stack.enter_context(SmtpSink()),
            stack.enter_context(PostgresqlServer()).url,
            starters,
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--workers", type=int, default=2, help="flows at the same time [2]")
    parser.add_argument("--points", type=int, help="try only so many points of each kind [all]")
    names = [one.__name__ for one in (twenty, *FLOWS)]
    parser.add_argument("--flow", nargs="+", choices=names, default=names, help="only these flows [all]")
    parser.add_argument("--kills", type=int, default=KILLS, help=f"kills at random moments [{KILLS}]")
    return parser.parse_args()


def _print(*cells: object) -> None:
    widths = (10, 40, 20, 6, 4, 7, 6, 7)
    line = "  ".join(f"{cell!s:{width}}" for cell, width in zip(cells, widths, strict=True))
    print(line.rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main())

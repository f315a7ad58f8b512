"""Five thousand mails of one monitor in five minutes, through the whole desk in memory.

Usage: python -m tests.soak.storm [--count 5000]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.acceptance.house import mail, open_house
from tests.soak.reading import peak_memory

MONITOR = "monitor@lakeside.example"
TICKETS = 100


def main() -> None:
    """Print tickets, counted mails and what went out; exit 1 where a promise is broken."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=5000)
    count = arguments.parse_args().count
    started = time.monotonic()
    with open_house() as house:
        for number in range(count):
            fields = (f"Message-ID: <s{number}@lakeside.example>", f"Subject: Switch {number} is down")
            house.take(mail(*fields, author=f"Monitor <{MONITOR}>", body=f"Port {number} does not answer."))
            house.wait(seconds=300 / count)
        # What is about one ticket leaves in its order.
        sent = [*house.sent(), *house.sent()]
        tickets = house.tickets()
        cap = house.desk.rules.caps.per_address.count
    seconds = time.monotonic() - started
    answers = [outgoing for outgoing, _ in sent if outgoing.to == MONITOR]
    counted = sum(one.repeats for one in tickets)
    print(f"{count} mails in {seconds:.0f} s ({1000 * seconds / count:.1f} ms each), peak memory {peak_memory()} MiB")
    print(f"{len(tickets)} tickets, {counted} mails counted, {len(answers)} answers to the sender (cap {cap})")
    print("sent:", dict(Counter(outgoing.template for outgoing, _ in sent)))
    kept = len(tickets) + counted == count and len(tickets) <= TICKETS and len(answers) <= cap
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()

"""Measure how fast corrections are learned, on a CSV of tickets with the columns Document and Topic_group.

    python -m eval.learning TICKETS.csv.gz

Its topics are configured as an admin would: a title and a description each, no phrases and no seeds. Then the system
learns from growing numbers of labels and judges tickets that it has never seen.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import time
from pathlib import Path
from random import Random

from eval.calibration import error
from mailintake.classify import classify
from mailintake.classify.learn import learn
from mailintake.classify.learned import Label, LearnedModel
from mailintake.model.message import Message
from mailintake.model.settings import Category, Desk, Rules

SIZES = (0, 50, 200, 1_000, 5_000)
HELD_BACK = 10_000
# What an admin who knows nothing of the tickets would write of each topic.
DESCRIPTIONS = {
    "Access": "log in, password, account locked, badge and card access to buildings and systems",
    "Administrative rights": "install software with administrator rights on a computer, upgrade, elevated permissions",
    "HR Support": "human resources: new employees, people leaving, contracts, vacation, payroll, performance",
    "Hardware": "computer, laptop, monitor, printer, phone, headset, mouse, repairs and errors of devices",
    "Internal Project": "requests about internal projects: project codes, project setup and changes",
    "Miscellaneous": "anything else, general questions and notices",
    "Purchase": "buy or order equipment and licenses, purchase order, quote, supplier, delivery",
    "Storage": "mailbox size, shared drive, disk space, archive, folders, backup and restore",
}


def main() -> None:
    """Print accuracy, calibration, time and size for growing numbers of labels."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tickets", type=Path, help="a CSV file, plain or .gz")
    parser.add_argument("--held-back", type=int, default=HELD_BACK)
    options = parser.parse_args()
    labels = _load(options.tickets)
    Random(1).shuffle(labels)
    rules = _rules()
    held_back = labels[-options.held_back :]
    for size in SIZES:
        began = time.perf_counter()
        model, check = learn(labels[:size], rules)
        seconds = time.perf_counter() - began
        judged = [_judge(label, rules, model) for label in held_back]
        accuracy = sum(right for _, right in judged) / len(judged)
        print(
            f"{size:6} labels: accuracy {accuracy:.3f}, expected calibration error {error(judged):.3f}, learned in "
            f"{seconds:.1f} s, {len(model.to_bytes()) // 1024} KiB, trust {model.trust:g}, set aside {check.labels}",
            flush=True,
        )


def _rules() -> Rules:
    categories = {
        key: Category(key, {"en": key}, {"en": description}, {}, ()) for key, description in DESCRIPTIONS.items()
    }
    return Rules(Desk("helpdesk@example.org"), categories=categories)


def _judge(label: Label, rules: Rules, model: LearnedModel) -> tuple[float, bool]:
    found = classify(Message("", 0, text=label.text), None, rules, model=model)
    return found.confidence, found.category == label.category


def _load(path: Path) -> list[Label]:
    open_text = gzip.open if path.suffix == ".gz" else open
    with open_text(path, "rt", encoding="utf-8") as file:
        return [Label("", row["Document"], row["Topic_group"]) for row in csv.DictReader(file)]


if __name__ == "__main__":
    main()

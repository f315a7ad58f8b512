"""Measure how well category and priority are judged on labelled mails.

    python eval/run.py [--errors] [--extra MAILS.jsonl]

Each line of a file is one mail: subject, body, category, priority, difficulty, lang, and the set it was written in
(`seen` mails were looked at while the words were chosen; a new set is honest only the first time it is run).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

import mailintake
from mailintake.classify import classify
from mailintake.model.decision import Classification
from mailintake.model.message import Message
from mailintake.model.settings import Category, Cue, Desk, Priorities, Rules

OWN = Path(__file__).parent / "mails.jsonl"
DEFAULTS = Path(mailintake.__file__).parent / "defaults"
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled mail and what was made of it."""

    mail: dict[str, str]
    found: Classification

    @property
    def category_right(self) -> bool:
        """Tell whether the category is the labelled one."""
        return self.mail["category"] == self.found.category

    @property
    def priority_right(self) -> bool:
        """Tell whether the priority is the labelled one."""
        return self.mail["priority"].lower() == self.found.priority

    @property
    def high(self) -> bool:
        """Tell whether the mail is labelled High."""
        return self.mail["priority"].lower() == "high"

    @property
    def called_high(self) -> bool:
        """Tell whether we call it High."""
        return self.found.priority == "high"


def main() -> None:
    """Print the measures of our own mails and of any other file of the same form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--extra", action="append", default=[], type=Path, help="another file of labelled mails")
    parser.add_argument("--errors", action="store_true", help="show each mail that was judged wrongly, and why")
    options = parser.parse_args()
    rules = load_rules()
    for path in (OWN, *options.extra):
        _report(path, rules, errors=options.errors)


def load_rules() -> Rules:
    """Return the built-in categories and cues."""
    yaml = YAML(typ="safe")
    categories = yaml.load(DEFAULTS / "categories.yaml")
    priorities = yaml.load(DEFAULTS / "priorities.yaml")
    return Rules(
        desk=Desk(name="Help desk", address="helpdesk@example.org"),
        categories={
            key: Category(key, one["title"], one["description"], one["phrases"], tuple(one["seeds"]))
            for key, one in categories.items()
        },
        priorities=Priorities(
            high_threshold=priorities["high_threshold"],
            cues=tuple(Cue(signal, tuple(phrases)) for signal, phrases in priorities["cues"].items()),
        ),
    )


def _report(path: Path, rules: Rules, *, errors: bool) -> None:
    mails: list[dict[str, str]] = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    classify(Message("", 0, subject="warm up"), None, rules)
    began = time.process_time()
    judged = [Judged(mail, _classify(mail, rules)) for mail in mails]
    milliseconds = 1000 * (time.process_time() - began) / len(mails)
    print(f"{path.name}: {len(mails)} mails, {milliseconds:.2f} ms each")
    _print_measures("all", judged)
    for key in ("set", "lang", "difficulty"):
        for value in sorted({one.mail[key] for one in judged if key in one.mail}):
            _print_measures(f"{key} {value}", [one for one in judged if one.mail.get(key) == value])
    _print_calibration(judged)
    _print_confusion("category", Counter((one.mail["category"], one.found.category) for one in judged))
    _print_confusion("priority", Counter((one.mail["priority"].lower(), one.found.priority) for one in judged))
    for one in judged if errors else ():
        if not (one.category_right and one.priority_right):
            _print_error(one)


def _classify(mail: dict[str, str], rules: Rules) -> Classification:
    return classify(Message("", 0, subject=mail["subject"], body=mail["body"], text=mail["body"]), None, rules)


def _print_measures(name: str, judged: list[Judged]) -> None:
    high = [one for one in judged if one.high]
    called = [one for one in judged if one.called_high]
    print(
        f"  {name:18} {len(judged):4}  category {_share(judged, lambda one: one.category_right)}"
        f" (macro-F1 {_macro_f1((one.mail['category'], one.found.category) for one in judged):.2f})"
        f"  priority {_share(judged, lambda one: one.priority_right)}"
        f"  High recall {_share(high, lambda one: one.called_high)} precision {_share(called, lambda one: one.high)}"
        f"  High called Low {sum(one.high and one.found.priority == 'low' for one in judged)}"
    )


def _share(judged: list[Judged], right: Callable[[Judged], bool]) -> str:
    return f"{sum(map(right, judged)) / len(judged):.3f}" if judged else "  -  "


def _macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    counted = Counter(pairs)
    scores: list[float] = []
    for key in {label for label, _ in counted}:
        labelled = sum(times for (label, _), times in counted.items() if label == key)
        called = sum(times for (_, found), times in counted.items() if found == key)
        scores.append(2 * counted[key, key] / (labelled + called))
    return sum(scores) / len(scores)


def _print_calibration(judged: list[Judged]) -> None:
    bins: dict[int, list[Judged]] = {}
    for one in judged:
        bins.setdefault(min(int(one.found.confidence * BINS), BINS - 1), []).append(one)
    error = 0.0
    for number, inside in sorted(bins.items()):
        sure = sum(one.found.confidence for one in inside) / len(inside)
        right = sum(one.category_right for one in inside) / len(inside)
        error += abs(sure - right) * len(inside) / len(judged)
        print(f"  confidence {number / BINS:.1f}: {len(inside):4} mails, right {right:.2f}  {'#' * round(40 * right)}")
    triage = sum(one.found.needs_triage for one in judged)
    print(f"  expected calibration error {error:.3f}; {triage} need triage")


def _print_confusion(name: str, counted: Counter[tuple[str, str]]) -> None:
    wrong = [(times, label, found) for (label, found), times in counted.items() if label != found]
    for times, label, found in sorted(wrong, reverse=True):
        print(f"  {name}: {label} taken for {found} {times} times")


def _print_error(one: Judged) -> None:
    mail, found = one.mail, one.found
    print(f"- {mail['category']}/{mail['priority']} taken for {found.category}/{found.priority}: {mail['subject']}")
    print(f"    {mail['body'][:300]!r}")
    print(f"    because {'; '.join(found.because)}")


if __name__ == "__main__":
    main()

"""Measure how well category and priority are judged on labelled mails.

    python -m eval [--errors] [--extra MAILS.jsonl] [--plot calibration.png]

Each line of a file is one mail: subject, body, category, priority, difficulty, lang, and the set it was written in
(`seen` sets were looked at while the words were chosen; a new set is honest only the first time it is run).
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from eval.calibration import error, text_plot, write_png
from eval.mails import HELD_BACK, OWN, TRAINING, Judged, judge, load_mails, load_rules
from mailintake.classify import classify
from mailintake.model.message import Message
from mailintake.model.settings import Rules


def main() -> None:
    """Print the measures of our own mails and of any other file of the same form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--extra", action="append", default=[], type=Path, help="another file of labelled mails")
    parser.add_argument("--errors", action="store_true", help="show each mail that was judged wrongly, and why")
    parser.add_argument("--plot", type=Path, help="draw the calibration of the mails held back into this PNG file")
    options = parser.parse_args()
    rules = load_rules()
    for path in (OWN, TRAINING, HELD_BACK, *options.extra):
        # Of what is held back nobody reads more than figures.
        judged = _report(path, rules, errors=options.errors and path != HELD_BACK)
        if path == HELD_BACK and options.plot:
            write_png(options.plot, [(one.found.confidence, one.category_right) for one in judged])
    print(f"most memory in use: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def _report(path: Path, rules: Rules, *, errors: bool) -> list[Judged]:
    mails = load_mails(path)
    classify(Message("", 0, subject="warm up"), None, rules)
    began = time.process_time()
    judged = [judge(mail, rules) for mail in mails]
    milliseconds = 1000 * (time.process_time() - began) / len(mails)
    print(f"{path.name}: {len(mails)} mails, {milliseconds:.2f} ms each")
    _print_agreement(judged)
    _print_measures("all", judged)
    for key in ("set", "lang", "difficulty"):
        for value in sorted({one.mail[key] for one in judged if key in one.mail}):
            _print_measures(f"{key} {value}", [one for one in judged if one.mail.get(key) == value])
    _print_calibration("all", judged)
    shown = judged
    _print_confusion("category", Counter((one.mail["category"], one.found.category) for one in shown))
    _print_confusion("priority", Counter((one.mail["priority"].lower(), one.found.priority.value) for one in shown))
    for one in shown if errors else ():
        if not (one.category_right and one.priority_right):
            _print_error(one)
    return judged


def _print_agreement(judged: Sequence[Judged]) -> None:
    """Print how often the second reader says what the first says: nobody can be expected to be better."""
    both = [one.mail for one in judged if "second_category" in one.mail]
    if both:
        category = sum(mail["category"] == mail["second_category"] for mail in both) / len(both)
        priority = sum(mail["priority"].lower() == mail["second_priority"].lower() for mail in both) / len(both)
        print(f"  two readers agree   {len(both):4}  category {category:.3f}  priority {priority:.3f}")


def _print_measures(name: str, judged: Sequence[Judged]) -> None:
    high = [one for one in judged if one.high]
    called = [one for one in judged if one.called_high]
    print(
        f"  {name:18} {len(judged):4}  category {_share(judged, lambda one: one.category_right)}"
        f" (macro-F1 {_macro_f1((one.mail['category'], one.found.category) for one in judged):.2f})"
        f"  priority {_share(judged, lambda one: one.priority_right)}"
        f"  High recall {_share(high, lambda one: one.called_high)} precision {_share(called, lambda one: one.high)}"
        f"  High called Low {sum(one.high and one.called_low for one in judged)}"
    )


def _share(judged: Sequence[Judged], right: Callable[[Judged], bool]) -> str:
    return f"{sum(map(right, judged)) / len(judged):.3f}" if judged else "  -  "


def _macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    counted = Counter(pairs)
    scores: list[float] = []
    for key in {label for label, _ in counted}:
        labelled = sum(times for (label, _), times in counted.items() if label == key)
        called = sum(times for (_, found), times in counted.items() if found == key)
        scores.append(2 * counted[key, key] / (labelled + called))
    return sum(scores) / len(scores)


def _print_calibration(name: str, judged: Sequence[Judged]) -> None:
    sure = [(one.found.confidence, one.category_right) for one in judged]
    print(f"  calibration, {name}:")
    for line in text_plot(sure):
        print(line)
    triage = [one for one in judged if one.found.needs_triage]
    print(
        f"  expected calibration error {error(sure):.3f}; {len(triage)} need triage, of those right"
        f" {_share(triage, lambda one: one.category_right)}"
    )


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

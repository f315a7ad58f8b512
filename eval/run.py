"""Measure how well category and priority are judged on labelled mails."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from ruamel.yaml import YAML

from mailintake.classify import classify
from mailintake.model.message import Message
from mailintake.model.settings import Category, Cue, Desk, Priorities, Rules

DEFAULTS = Path(__file__).parent.parent / "mailintake" / "defaults"


def load_rules() -> Rules:
    yaml = YAML(typ="safe")
    categories = yaml.load(DEFAULTS / "categories.yaml")
    priorities = yaml.load(DEFAULTS / "priorities.yaml")
    return Rules(
        desk=Desk(name="d", address="helpdesk@example.org", domains=("example.org",)),
        categories={
            k: Category(k, v["title"], v["description"], v["phrases"], tuple(v["seeds"])) for k, v in categories.items()
        },
        priorities=Priorities(
            high_threshold=priorities["high_threshold"],
            cues=tuple(Cue(s, tuple(p)) for s, p in priorities["cues"].items()),
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--extra", action="append", default=[])
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--own", default=str(Path(__file__).parent / "mails.jsonl"))
    options = parser.parse_args()
    rules = load_rules()
    for path in [options.own, *options.extra]:
        if Path(path).exists():
            report(path, rules, errors=options.errors)


def report(path, rules, *, errors):
    mails = [json.loads(l) for l in Path(path).read_text().splitlines() if l.strip()]
    t = time.perf_counter()
    classify(Message("", 0, subject="a", text="b"), None, rules)
    t1 = time.perf_counter()
    results = [
        (m, classify(Message("", 0, subject=m["subject"], text=m["body"], body=m["body"]), None, rules)) for m in mails
    ]
    t2 = time.perf_counter()
    n = len(mails)
    print(f"== {path}: {n} mails; compile {t1 - t:.3f}s; {1000 * (t2 - t1) / n:.2f} ms/mail")
    cat = sum(m["category"] == c.category for m, c in results) / n
    pri = sum(m["priority"].lower() == c.priority for m, c in results) / n
    tp = sum(m["priority"].lower() == "high" == c.priority for m, c in results)
    high = sum(m["priority"].lower() == "high" for m, c in results)
    said = sum(c.priority == "high" for m, c in results)
    hl = sum(m["priority"].lower() == "high" and c.priority == "low" for m, c in results)
    print(
        f"category {cat:.3f}  priority {pri:.3f}  High recall {tp / max(1, high):.3f} precision {tp / max(1, said):.3f}  High->Low {hl}"
    )
    for k in ("lang", "difficulty"):
        for v in sorted({m[k] for m in mails}):
            part = [(m, c) for m, c in results if m[k] == v]
            h = [(m, c) for m, c in part if m["priority"].lower() == "high"]
            print(
                f"  {k}={v} n={len(part)} cat {sum(m['category'] == c.category for m, c in part) / len(part):.2f} pri {sum(m['priority'].lower() == c.priority for m, c in part) / len(part):.2f} Hrec {sum(c.priority == 'high' for m, c in h) / max(1, len(h)):.2f}"
            )
    print("  triage", sum(c.needs_triage for _, c in results))
    if errors:
        for m, c in results:
            if m["category"] != c.category or m["priority"].lower() != c.priority:
                print(
                    f"- [{m['category']}/{m['priority']}] -> [{c.category}/{c.priority} {c.confidence}] {m['subject']} || {m['body'][:300]!r}\n      {c.because}"
                )


if __name__ == "__main__":
    main()

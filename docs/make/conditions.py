"""The conditions of routing rules: from their functions."""

from __future__ import annotations

from docs.make.markdown import block, code, explained, page, section, table
from mailintake.config.when import JOINTS
from mailintake.route.conditions import CONDITIONS, Condition, Takes

INTRODUCTION = """\
The lines of `when` in [routing.yaml](settings.md#routing-yaml). All of them must hold; a list means “one of these”.
How rules are written, step by step: [Route requests](../howto/routing.md).

```yaml
# routing.yaml
rules:
  - name: Gradebook of the front offices
    when:
      category: [sis, account]
      department: Front Office
      not: {from: "*@vendor.example"}
    assign: jordan
```
"""
JOINED = """\
| joint | holds when |
| --- | --- |
| `any` | one of its conditions holds |
| `all` | all of its conditions hold |
| `not` | none of its conditions holds |

Each takes a group of conditions or a list of such groups. A group within a list stands for all of its lines; `any` of
a plain group means any of its lines.
"""
EXAMPLES = {
    Takes.TEXT: "Front Office",
    Takes.ADDRESS: '"*@vendor.example"',
    Takes.PATTERN: "'(?i)gr[ae]debook'",
    Takes.CATEGORY: "[network, phone]",
    Takes.PRIORITY: "high",
    Takes.SCOPE: "[site, district]",
    Takes.SITE: "main-campus",
    Takes.LANGUAGE: "es",
    Takes.YES_NO: "true",
    Takes.HEADER: '"X-Mailer: Ricoh*"',
    Takes.HOURS: "closed",
}


def text() -> str:
    """Return the page."""
    overview = table(
        ("condition", "takes", "holds for"),
        (
            (f"[`{one.name}`](#{one.name.replace('_', '-')})", one.takes.value, _what(one))
            for one in CONDITIONS.values()
        ),
    )
    return page(
        "Conditions of routing rules",
        INTRODUCTION,
        overview,
        *(section(code(one.name), _about(one), level=2) for one in CONDITIONS.values()),
        section("Joints: " + ", ".join(code(one) for one in JOINTS), JOINED),
    )


def _what(condition: Condition) -> str:
    return condition.documentation.removeprefix("Match ").rstrip(".")


def _about(condition: Condition) -> str:
    example = block(
        f"when: {{{condition.name}: {explained(EXAMPLES, condition.takes, 'docs/make/conditions.py: EXAMPLES')}}}"
    )
    return f"{condition.documentation}\n\nTakes {condition.takes.value}, or a list of them.\n\n{example}"

"""`categories.yaml` and `priorities.yaml`: what differs from the built-in ones is laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mailintake.config import values
from mailintake.config.nodes import Node, Table
from mailintake.config.problems import did_you_mean, one_of
from mailintake.config.section import Section
from mailintake.model.settings import Category, Cue, Priorities, PriorityTarget
from mailintake.model.ticket import Priority
from mailintake.route.targets import USUAL_TARGETS

HEAVIEST = 100.0
KEPT = "other"


def categories(whole: Section, builtin: Mapping[str, Category]) -> dict[str, Category]:
    """Read categories: a known key adds to what it means, a new key makes a category; `retired: true` ends one."""
    found = dict(builtin)
    for key, section in whole.members():
        with section:
            found[key.text] = _category(section, builtin.get(key.text, Category(key.text)), own=bool(builtin))
        if key.text == KEPT and found[key.text].retired:
            section.say(section.where("retired"), f"`{KEPT}` cannot be retired", "it takes what belongs nowhere")
        if key.text not in builtin and not found[key.text].phrases and not found[key.text].seeds:
            hint = "without `phrases` or `seeds` nothing is ever of this category"
            section.say(key.place, f"the new category `{key.text}` has no words", hint)
        if not key.text.replace("-", "").replace("_", "").isalnum():
            section.say(key.place, f"`{key.text}` must be one word", "what people see is its `title`")
    return found


def priorities(whole: Section, builtin: Priorities) -> Priorities:
    """Read what the priorities promise and by which words impact is recognised."""
    targets = {one: _target(one, whole, builtin) for one in Priority}
    return Priorities(
        targets=targets,
        high_threshold=whole.get("high_threshold", values.number(0, 1), builtin.high_threshold),
        cues=_cues(whole, builtin),
    )


def _category(section: Section, before: Category, *, own: bool) -> Category:
    phrases = _phrases(section)
    return replace(
        before,
        title={**before.title, **section.get("title", _by_language, {})},
        description={**before.description, **section.get("description", _by_language, {})},
        phrases={**before.phrases, **phrases},
        own=before.own.union(phrases if own else ()),
        seeds=(*before.seeds, *section.get("seeds", values.many(values.text), ())),
        retired=section.get("retired", values.yes_no, before.retired),
    )


def _phrases(section: Section) -> dict[str, float]:
    weights = section.part("phrases")
    if weights is None:
        return {}
    return weights.all_as(values.number(-HEAVIEST, HEAVIEST))


def _by_language(node: Node) -> dict[str, str]:
    """Read a text for each language; one text alone is that of every language."""
    if not isinstance(node, Table):
        text = values.text(node)
        return {"en": text, "es": text}
    found: dict[str, str] = {}
    for key, value in node.pairs:
        found[values.language(key)] = values.text(value)
    return found


def _target(priority: Priority, whole: Section, builtin: Priorities) -> PriorityTarget:
    before = builtin.targets.get(priority) or USUAL_TARGETS[priority]
    section = whole.part(priority.value)
    if section is None:
        return before
    with section:
        return replace(
            before,
            respond=section.get("respond", values.working, before.respond),
            resolve=section.get("resolve", values.working, before.resolve),
            title={**before.title, **section.get("title", _by_language, {})},
        )


def _cues(whole: Section, builtin: Priorities) -> tuple[Cue, ...]:
    section = whole.part("cues")
    if section is None:
        return builtin.cues
    found = {cue.signal: cue.phrases for cue in builtin.cues}
    for signal, phrases in section.all_as(values.many(values.text)).items():
        if builtin.cues and signal not in found:
            hint = did_you_mean(signal, found) or one_of(found)
            section.say(section.key_place(signal), f"unknown signal `{signal}`", hint)
        else:
            found[signal] = (*found.get(signal, ()), *phrases)
    return tuple(Cue(signal, phrases) for signal, phrases in found.items())

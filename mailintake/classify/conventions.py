"""What words alone cannot settle: to which team a thing goes when two could have it."""

from __future__ import annotations

from collections.abc import Mapping

from mailintake.classify.signals import BROKEN, WIDE, Signals
from mailintake.classify.words import TESTS

HOW = 12.0
AHEAD = 3.0
TEST = 14.0
SAFETY = 12.0
EVENT = 6.0
WANTED = 7.0
IN_PASSING = 0.8
BESIDE = 0.4
NEAR = 0.6
DEVICE = 0.9
TECHNICAL = 3.0
PLAINLY = 6.0
MENTIONED = 2.0
STAFF = 0.7


def settle(scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Return the scores with the conventions of school help desks applied; unknown categories are left alone."""
    settled = dict(scores)
    for convention in (_how_to, _breach, _danger, _one_device, _student_device, _event, _not_ours, _mere_test):
        for key, change in convention(settled, signals).items():
            if key in settled:
                settled[key] += change
    return settled


def level(margins: Mapping[str, float], scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Return how like a mail is to those of each category, less what a convention says against it.

    One that only tries whether mail arrives is like none. Where a whole room of student devices does not connect, its
    many words for devices do not speak against the network.
    """
    if _is_mere_test(signals):
        return dict.fromkeys(margins, 0.0)
    pair = {"chromebook", "network"}
    named = pair <= margins.keys() and min(scores.get(key, 0.0) for key in pair) >= PLAINLY
    if named and signals.has(*WIDE, "crowd") and not signals.has("few"):
        return {**margins, **dict.fromkeys(sorted(pair), max(margins[key] for key in pair))}
    return dict(margins)


def _how_to(scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Teach how to use a product: training, whatever the product, unless something is broken."""
    if not signals.has("how"):
        return {}
    how = {match.sentence.place for match in signals.by_label["how"]}
    broken = {match.sentence.place for label in BROKEN for match in signals.by_label.get(label, ())} - how
    if broken or signals.has("breach", "danger"):
        return {"training": -0.5 * scores.get("training", 0.0)}
    others = max((score for key, score in scores.items() if key != "training"), default=0.0)
    return {"training": max(HOW, others - scores.get("training", 0.0) + AHEAD)}


def _breach(scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Give lost passwords, malware, exposed data and stolen devices to security."""
    if signals.has("theft") and not signals.has("staff_machine"):
        return {"security": -scores.get("security", 0.0) / 2}
    return {"security": SAFETY} if signals.has("breach") or signals.breached else {}


def _danger(scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Give doors and panic buttons to safety; paging stays with the phones."""
    if not signals.has("danger") or scores.get("phone", 0.0) > scores.get("safety", 0.0):
        return {}
    return {"safety": SAFETY}


def _one_device(scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Repair one student device that will not connect; a whole room of them points to the network."""
    device, network = scores.get("chromebook", 0.0), scores.get("network", 0.0)
    if min(device, network) < TECHNICAL:
        return {}
    if signals.has(*WIDE) or (signals.has("crowd") and not signals.has("few")):
        return {"network": DEVICE * device}
    return {"chromebook": DEVICE * network}


def _student_device(scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Repair screen, keys, camera and battery of a student device with it, not as part of a room."""
    device = scores.get("chromebook", 0.0)
    if signals.has("staff_machine") and not signals.has("student_machine"):
        return {"chromebook": -STAFF * device}
    other = max(scores.get("computer", 0.0), scores.get("safety", 0.0))
    if device < MENTIONED or other <= device or signals.has("staff_machine", "danger"):
        return {}
    return {"chromebook": DEVICE * other}


def _event(scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Set up for an event: equipment, whatever is needed."""
    equipment = scores.get("equipment", 0.0)
    if signals.has(*BROKEN):
        return {"equipment": -(BESIDE if signals.has("request") else IN_PASSING) * equipment}
    others = max((score for key, score in scores.items() if key != "equipment"), default=0.0)
    wanted = equipment >= max(WANTED, NEAR * others)
    if signals.has("request") and (signals.has("event") or wanted):
        return {"equipment": EVENT}
    return {}


def _not_ours(scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Take thanks and news for news of the thing of ours that they name."""
    other = scores.get("other", 0.0)
    technical = max((score for key, score in scores.items() if key != "other"), default=0.0)
    if technical >= TECHNICAL and signals.has("request", "over", "fine", *BROKEN) and other < 3 * technical:
        return {"other": -IN_PASSING * other}
    return {}


def _mere_test(_scores: Mapping[str, float], signals: Signals) -> dict[str, float]:
    """Take a mail that only tries whether mail arrives for what it is."""
    return {"other": TEST} if _is_mere_test(signals) else {}


def _is_mere_test(signals: Signals) -> bool:
    said = False
    for sentence in signals.sentences:
        if not TESTS.issuperset(sentence.forms):
            return False
        said = said or bool(sentence.forms)
    return said

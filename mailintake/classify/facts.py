"""What the cues of a mail add up to: how far a failure reaches, who stands still, and whether there is a way around."""

from __future__ import annotations

from dataclasses import dataclass

from mailintake.classify.signals import BROKEN, WIDE, Signals, amounts
from mailintake.model.ticket import Scope

MANY_PEOPLE = 8
SEVERAL_ROOMS = 2
FEW = 2
# A lifeline and its failure may stand two sentences apart.
LIFELINE = 2
# A machine and its death, too.
DEAD = 2
# So many vague ways around are one.
SURE = 2

_SCOPES = {"district": Scope.DISTRICT, "site": Scope.SITE, "department": Scope.DEPARTMENT, "group": Scope.GROUP}
# What nobody says of a thing that works.
_SPEAKING = ("same", "strain", "no_workaround", "workaround")
_WAYS = ("workaround", "coping")
# A mail that has none of these reports a failure even where no word for failure is known.
_PEACEFUL = (
    "request", "how", "question", "information", "cosmetic", "over", "fine", "slow", "harmless", "puzzled", "no_action",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What one mail, or one problem of it, says about impact."""

    signals: Signals
    category: str | None
    broken: bool
    scope: Scope
    personal_stop: bool
    stopped: bool
    workaround: bool
    critical: bool

    @property
    def wide(self) -> bool:
        """Tell whether more than one or a few people are hit."""
        return self.scope is not Scope.PERSON

    @property
    def alone(self) -> bool:
        """Tell whether one person cannot work at all, and says of no way around."""
        return self.personal_stop and not self.workaround

    @property
    def failed(self) -> bool:
        """Tell whether words for a failure were heard, not only none for anything else."""
        grouped = self.signals.has("group") and self.signals.has("plural")
        return grouped or self.signals.has(*BROKEN, "part_no_power", *_SPEAKING)

    @property
    def only_asks(self) -> bool:
        """Tell whether the mail wants to know something and nothing else."""
        asks = self.signals.asks or self.signals.has("question")
        return not self.broken and (self.signals.has("how") or (asks and not self.signals.requests))


def gather(signals: Signals, category: str | None) -> Facts:
    """Return what the signals add up to."""
    broken = signals.has(*BROKEN, "part_no_power") or _reports(signals)
    personal = _personal_stop(signals, category)
    return Facts(
        signals=signals,
        category=category,
        broken=broken,
        scope=_scope(signals),
        personal_stop=personal,
        stopped=broken and (personal or signals.has("stopped", "idle", "strain")),
        workaround=_gets_by(signals),
        critical=_critical(signals),
    )


def _reports(signals: Signals) -> bool:
    """Tell whether a mail without any word for failure reports one all the same."""
    if signals.has("workaround") and not signals.has("request", "how", "question"):
        return True
    return not (signals.has(*_PEACEFUL) or signals.asks)


def _gets_by(signals: Signals) -> bool:
    """Tell whether a way around is named that keeps them working; vague ones count only while nothing stands still."""
    halted = signals.has("stopped", "idle")
    pressed = halted or signals.has("strain")
    if signals.has("workaround"):
        # Where a whole group stands still, one way around may be one person's.
        named = {match.sentence.place for label in _WAYS for match in signals.by_label.get(label, ())}
        return not (
            (signals.has("no_workaround") and pressed)
            or (signals.has(*WIDE) and (halted or not signals.has("coping", "fine", "few")) and len(named) < SURE)
        )
    vague = signals.has("coping") and not signals.has("no_workaround") and not pressed
    return vague and not (signals.has(*WIDE) and len(signals.by_label["coping"]) < SURE)


def _critical(signals: Signals) -> bool:
    if signals.has("danger") or signals.breached:
        return True
    if signals.has("question", "request"):
        return False
    places = {match.sentence.place for label in BROKEN for match in signals.by_label.get(label, ())}
    near = {place + step for place in places for step in range(-LIFELINE, LIFELINE + 1)}
    return any(match.sentence.place in near for match in signals.by_label.get("lifeline", ()))


def _scope(signals: Signals) -> Scope:
    scope = _scope_by_words(signals)
    named = {match.sentence.place for match in signals.by_label.get("site_name", ())}
    wide = {match.sentence.place for label in (*WIDE, "shared") for match in signals.by_label.get(label, ())}
    return Scope.SITE if named & wide and scope is not Scope.DISTRICT else scope


def _scope_by_words(signals: Signals) -> Scope:
    near = _near_failure(signals)
    for label in WIDE:
        for match in signals.by_label.get(label, ()):
            count = amounts(match)
            if match.sentence.place in near and not (count is not None and count <= FEW):
                return _SCOPES[label]
    for label, least in (("crowd", MANY_PEOPLE), ("several_rooms", SEVERAL_ROOMS)):
        counts = (amounts(match) or 0 for match in signals.by_label.get(label, ()) if match.sentence.place in near)
        if max(counts, default=0) >= least:
            return Scope.GROUP
    return Scope.PERSON


def _near_failure(signals: Signals) -> set[int]:
    places = {match.sentence.place for label in BROKEN for match in signals.by_label.get(label, ())}
    if not places:
        return {sentence.place for sentence in signals.sentences}
    return places | {place + 1 for place in places} | {place - 1 for place in places}


def _personal_stop(signals: Signals, category: str | None) -> bool:
    if signals.has("idle"):
        return True
    if category == "computer" and _machine_dead(signals):
        return True
    return category in {"computer", "account"} and signals.has("shut_out")


def _machine_dead(signals: Signals) -> bool:
    """Tell whether it is the computer itself that does not start."""
    named = {match.sentence.place for match in signals.by_label.get("staff_machine", ())}
    near = {place + step for place in named for step in range(-DEAD, DEAD + 1)}
    return any(match.sentence.place in near for match in signals.by_label.get("no_power", ()))

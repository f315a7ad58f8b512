"""Make the two models that the package brings from the labelled mails: `python -m eval.train`.

How sure they are is found on mails that they have not seen: each set, written by one hand, is judged by models made of
the others. The mails held back teach nothing. The same mails give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from eval.mails import DEFAULTS, OWN, TRAINING, Mail, load_mails, load_rules
from mailintake.classify import calibration, learned
from mailintake.classify.category import Reading, weigh
from mailintake.classify.compiled import Compiled, compile_rules
from mailintake.classify.facts import gather
from mailintake.classify.features import Scale
from mailintake.classify.learned import LearnedModel, fit_lessons
from mailintake.classify.priority import cues
from mailintake.classify.signals import Signals
from mailintake.classify.trained import CATEGORY, PRIORITY, Leaning, trained

# What a mistake costs, and how much counts how often a word was seen: what does best on sets not seen.
PENALTY = 1.0
FREQUENCY = 0.08
# How much the words of a mail, and each cue of impact, count for its priority.
WORDS = 2.0
CUE = 0.3


@dataclass(frozen=True, slots=True)
class Lesson:
    """A labelled mail, read; without cues where the words for them were chosen with this mail in view."""

    mail: Mail
    signals: Signals
    cues: tuple[str, ...] = ()

    @property
    def set(self) -> str:
        """Return whose hand wrote it."""
        return self.mail["set"]


def main() -> None:
    """Write both models into the package."""
    begin()
    for name, model in train().items():
        content = model.to_bytes()
        (DEFAULTS / name).write_bytes(content)
        print(f"{name}: {model.labels} mails, {len(model.words)} words and cues, {len(content) // 1024} KiB")


def begin() -> None:
    """Put models that know nothing where there are none, or those of another version: the rules want to be read."""
    try:
        trained()
    except (FileNotFoundError, learned.ModelVersionError):
        for name in (CATEGORY, PRIORITY):
            (DEFAULTS / name).write_bytes(LearnedModel().to_bytes())


def train() -> Mapping[str, LearnedModel]:
    """Return both models by the names of their files; print how they do on sets that they have not seen."""
    tools = compile_rules(load_rules())
    own = read_lessons(load_mails(OWN), tools)
    new = read_lessons(load_mails(TRAINING), tools)
    lessons: list[Lesson] = []
    sure: list[tuple[float, bool]] = []
    for fold, others in _folds(new):
        judge = replace(tools.judge, trained=teach_category([*own, *others]))
        for lesson in fold:
            reading = weigh(lesson.signals, judge)
            sure.append((reading.confidence, reading.best == lesson.mail["category"]))
            lessons.append(replace(lesson, cues=_cues(lesson, reading)))
    print(f"category, sets not seen: {sum(right for _, right in sure) / len(sure):.3f}")
    high = _lean(lessons, own)
    return {
        CATEGORY: replace(teach_category([*own, *new]), calibration=calibration.fit(sure)),
        PRIORITY: replace(teach_priority([*own, *lessons]), calibration=calibration.fit(high)),
    }


def teach_category(lessons: Sequence[Lesson]) -> LearnedModel:
    """Learn which words speak for which category."""
    taught = [learned.Lesson(lesson.signals.seen, lesson.mail["category"]) for lesson in lessons]
    return fit_lessons(taught, Scale.of([one.seen for one in taught]), len(lessons), PENALTY, FREQUENCY)


def teach_priority(lessons: Sequence[Lesson]) -> LearnedModel:
    """Learn which words and cues speak for which priority."""
    taught = [learned.Lesson(one.signals.seen, one.mail["priority"], cues=one.cues) for one in lessons]
    cues = frozenset(cue for lesson in lessons for cue in lesson.cues)
    scale = replace(Scale.of([one.seen for one in taught]), times=WORDS, cues=cues, cue=CUE)
    return fit_lessons(taught, scale, len(lessons), PENALTY, FREQUENCY)


def _cues(lesson: Lesson, reading: Reading) -> tuple[str, ...]:
    return cues(gather(lesson.signals, reading.best))


def _lean(lessons: Sequence[Lesson], own: Sequence[Lesson]) -> list[tuple[float, bool]]:
    """Return for each lesson how likely its set's strangers call it High, and whether it is."""
    found: list[tuple[float, bool]] = []
    right = 0
    for fold, others in _folds(lessons):
        model = teach_priority([*own, *others])
        for lesson in fold:
            margins = model.weigh_seen(lesson.signals.seen, lesson.cues)
            leaning = Leaning.of(margins)
            right += max(margins, key=lambda key: margins[key]) == lesson.mail["priority"]
            found.append((1 / (1 + exp(-leaning.high)), lesson.mail["priority"] == "high"))
    print(f"priority by the model alone, sets not seen: {right / len(lessons):.3f}")
    return found


def read_lessons(mails: Iterable[Mail], tools: Compiled) -> list[Lesson]:
    """Return the mails read, without cues."""
    return [Lesson(mail, tools.hear(mail["subject"], mail["body"])) for mail in mails]


def _folds(lessons: Sequence[Lesson]) -> Iterable[tuple[list[Lesson], list[Lesson]]]:
    """Return each set with all the others."""
    for one in sorted({lesson.set for lesson in lessons}):
        yield [lesson for lesson in lessons if lesson.set == one], [lesson for lesson in lessons if lesson.set != one]


if __name__ == "__main__":
    main()

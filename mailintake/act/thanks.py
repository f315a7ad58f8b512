"""A mere thank-you: it deserves a smile and changes nothing."""

from __future__ import annotations

LONGEST = 200
THANKS = (
    "thank",
    "thanks",
    "thx",
    "ty",
    "gracias",
    "appreciate",
    "appreciated",
    "cheers",
    "kudos",
    "tysm",
    "agradezco",
)
# Any of these says that there is something left to do.
DOUBTS = frozenset(
    """
    but however still again not no yet another also except although though unless because until problem issue error
    broken jam jams jamming jammed down wrong worse stopped stops fail fails failed failing cannot cant can't won't
    doesn't isn't didn't don't doesnt isnt didnt wont couldn't couldnt unable never nothing same back happening
    question how when what why who where could would please need needs needed want wants
    pero todavía todavia aún aun sigue siguen no otra vez nuevo problema falla fallo error descompuesto necesito necesita
    cuando cuándo cómo como qué por favor puede pueden podría
    """.split()
)
HARMLESS = (
    "no problem",
    "no worries",
    "no longer",
    "not a problem",
    "no rush",
    "back to work",
    "working again",
    "works again",
    "as always",
    "no need",
    "how fast",
    "how quick",
    "when you have time",
)


def is_thanks(text: str) -> bool:
    """Tell whether a text only says thank you; with a question or a doubt in it, it says more."""
    folded = " ".join(text.casefold().replace("’", "'").split())
    if not folded or len(folded) > LONGEST or "?" in folded or "¿" in folded:
        return False
    for phrase in HARMLESS:
        folded = folded.replace(phrase, "fine")
    words = ["".join(one for one in word if one.isalnum() or one == "'") for word in folded.split()]
    if any(word in DOUBTS for word in words):
        return False
    return any(word in THANKS for word in words) or _only_approval(words)


def _only_approval(words: list[str]) -> bool:
    approving = {
        "ok",
        "okay",
        "great",
        "perfect",
        "awesome",
        "fine",
        "good",
        "got",
        "it",
        "perfecto",
        "excelente",
        "bien",
        "wonderful",
        "yay",
        "all",
        "you",
        "the",
        "best",
        "so",
        "much",
        "very",
    }
    return bool(words) and all(word in approving or not word for word in words)

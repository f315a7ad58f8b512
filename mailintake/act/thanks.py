"""A mere thank-you: it deserves a smile and changes nothing.

Only a text in which every sentence is kind counts. A sentence is kind when it thanks or approves and holds no word of
doubt; where we are not sure, it is an answer, since a ticket reopened in vain costs less than a fault unheard.
"""

from __future__ import annotations

from mailintake.act.thanks_words import ANSWERS, DOUBTS, HARMLESS, KIND, MILD, THANKS

LONGEST = 300
KNOWN = KIND | MILD | THANKS
MOST_NAMES = 2
# In `Thank you for coming by so quickly` the words behind say what for; longer ones may tell of something new.
LONGEST_REASON = 9
ENDS = ".!;\n"


def is_thanks(text: str, *, waiting: bool = False) -> bool:
    """Tell whether a text only says thank you; with a question, a doubt or news in it, it says more.

    `waiting` says that the desk may have asked something: then `ok` and `yes` are answers.
    """
    plain = text.replace("\u2019", "'").strip()
    if not plain or len(plain) > LONGEST or any(one.isdigit() or one in "?¿@" for one in plain):
        return False
    sentences = [words for sentence in _sentences(plain) if (words := _words(sentence))]
    folded = [word.casefold() for words in sentences for word in words]
    if any(word in DOUBTS for word in folded) or not any(word in THANKS or word in KIND for word in folded):
        return False
    if waiting and (any(word in ANSWERS for word in folded) or not any(word in THANKS for word in folded)):
        return False
    return all(_is_kind(words, last=at == len(sentences) - 1) for at, words in enumerate(sentences))


def _sentences(text: str) -> list[str]:
    for phrase, word in HARMLESS.items():
        text = _replaced(text, phrase, word)
    for end in ENDS:
        text = text.replace(end, "\n")
    return text.split("\n")


def _replaced(text: str, phrase: str, word: str) -> str:
    at = text.casefold().find(phrase)
    same_length = len(text.casefold()) == len(text)
    return text[:at] + word + text[at + len(phrase) :] if at >= 0 and same_length else text


def _words(sentence: str) -> list[str]:
    # Emoji say nothing here.
    words = ("".join(one for one in word if one.isalpha() or one == "'") for word in sentence.split())
    return [word.strip("'") for word in words if word.strip("'")]


def _is_kind(words: list[str], *, last: bool) -> bool:
    folded = [word.casefold() for word in words]
    unknown = [word for word in words if word.casefold() not in KNOWN]
    if any(word in THANKS for word in folded):
        return _are_names(unknown) or _gives_reason(folded)
    if any(word in KIND for word in folded):
        return not unknown
    # The writer's name under his words.
    return not unknown or (last and len(words) <= MOST_NAMES and all(word[:1].isupper() for word in words))


def _are_names(unknown: list[str]) -> bool:
    return len(unknown) <= 1 or (len(unknown) <= MOST_NAMES and all(word[:1].isupper() for word in unknown))


def _gives_reason(words: list[str]) -> bool:
    thanked = next(at for at, word in enumerate(words) if word in THANKS)
    reason = next((at for at, word in enumerate(words) if at > thanked and word in {"for", "por"}), None)
    return reason is not None and reason - thanked <= MOST_NAMES + 2 and len(words) - reason <= LONGEST_REASON

"""The words of requesters, and their thank-yous."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.act.thanks import is_thanks
from mailintake.act.words import read_query, read_wish

WISHES = [
    ("status", "status", ""),
    ("Status?", "status", ""),
    ("#status", "status", ""),
    ("status 12", "status", "12"),
    ("status #12", "status", "12"),
    ("status TECH-12", "status", "12"),
    ("estado", "status", ""),
    ("ESTADO 12", "status", "12"),
    ("list", "list", ""),
    ("lista", "list", ""),
    ("help", "help", ""),
    ("¡Ayuda!", "help", ""),
    ("close", "close", ""),
    ("Fixed.", "close", ""),
    ("solved", "close", ""),
    ("#cancel", "close", ""),
    ("cerrar", "close", ""),
    ("resuelto", "close", ""),
    ("reopen", "reopen", ""),
    ("reabrir", "reopen", ""),
    ("stop", "stop", ""),
    ("parar", "stop", ""),
    ("room B12", "room", "B12"),
    ("Room: Main 101", "room", "Main 101"),
    ("salón B12", "room", "B12"),
    ("extension 4512", "extension", "4512"),
    ("extensión: 4512", "extension", "4512"),
    ("  \n status \n\n", "status", ""),
]
NO_WISHES = [
    "",
    "status of my request",
    "statuses",
    "close the door",
    "close 12",
    "please close",
    "help me",
    "room is cold",
    "room",
    "the room B12",
    "extension cord",
    "extension",
    "status 12 13",
    "stop it",
    "room " + "1" * 40,
    "#assign theo",
]


@pytest.mark.parametrize(("text", "wish", "value"), WISHES)
def test_a_whole_text_of_one_word_is_a_wish(text: str, wish: str, value: str) -> None:
    asked = read_wish(text, "Re: [HELP-1] Printer")

    assert asked is not None
    assert (asked.wish, asked.value) == (wish, value)


@pytest.mark.parametrize("text", NO_WISHES)
def test_a_sentence_is_no_wish(text: str) -> None:
    assert read_wish(text, "Printer") is None


@pytest.mark.parametrize("subject", ["status", "Status", "LIST", "help", "ayuda", "estado"])
def test_an_empty_text_leaves_the_word_to_the_subject(subject: str) -> None:
    assert read_query("", subject) is not None
    assert read_query("The printer jams.", subject) is None


@pytest.mark.parametrize("subject", ["close", "fixed", "room B12", "Re: status of things", "status 12"])
def test_other_subjects_are_no_queries(subject: str) -> None:
    assert read_query("", subject) is None


@pytest.mark.parametrize("text", ["close", "reopen", "stop", "room B12", "extension 4512"])
def test_outside_a_thread_only_questions_are_known(text: str) -> None:
    assert read_query(text, "") is None


THANKS = [
    "Thanks!",
    "thx",
    "Thank you so much Dana, you are the best!",
    "Perfect, thank you.",
    "It works now. Thanks, Ana",
    "That fixed it, thank you!",
    "Thank you for fixing the copier so quickly!",
    "Awesome, you rock \U0001f64c",
    "Great, working again. Thank you for your help!\n\nAna Ruiz",
    "Thanks Dana. Have a great weekend!",
    "Thank you, no rush at all.",
    "I\u2019m so grateful, thank you",
    "Works perfectly, thanks a million!",
    "¡Mil gracias!",
    "Muchas gracias por su ayuda, ya funciona.",
    "Excelente, gracias Iris.",
]
NO_THANKS = [
    "",
    "reopen",
    "Toner empty",
    "Thanks!\nToner empty",
    "Thanks, but now it is jamming again.",
    "Thanks. The projector shows a green tint.",
    "Thank you! One more thing: the bulb is dim",
    "Thank you, when will the parts arrive?",
    "Thanks in advance, please also look at the scanner",
    "Thanks, still broken",
    "Thank you. Can you also order toner",
    "Thanks for looking. It prints blank pages in the library now.",
    "It is not fixed",
    "Thanks, room B12",
    "Great, now my phone rings in the wrong office. Thanks",
    "Thanks Dana, the toner smells of smoke",
    "Gracias, pero sigue igual",
    "Gracias. La pantalla parpadea.",
    "Thanks " * 60,
]


@pytest.mark.parametrize("text", THANKS)
def test_a_mere_thank_you_is_known(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize("text", NO_THANKS)
def test_a_thank_you_with_news_is_news(text: str) -> None:
    assert not is_thanks(text)


@pytest.mark.parametrize("text", ["ok", "Yes", "Ok, thanks", "Sí, gracias", "good", "Perfect, thank you"])
def test_to_somebody_who_asked_it_is_an_answer(text: str) -> None:
    assert not is_thanks(text, waiting=True)


@pytest.mark.parametrize("text", ["Thanks!", "Thank you for coming so quickly!", "Muchas gracias"])
def test_a_thank_you_answers_no_question(text: str) -> None:
    assert is_thanks(text, waiting=True)


@given(st.text(max_size=320))
def test_reading_words_never_fails(text: str) -> None:
    assert is_thanks(text) in {True, False}
    assert read_wish(text, text) is None or text.strip()

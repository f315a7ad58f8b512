"""What whole mails are taken for, and that any mail is taken for something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from mailintake.classify import classify
from mailintake.classify.learn import learn
from mailintake.classify.learned import Label
from mailintake.model.decision import Classification
from mailintake.model.message import Address, Forwarded, Message
from mailintake.model.person import Person, Site
from mailintake.model.settings import Category, Rules
from mailintake.model.ticket import Priority, Scope
from mailintake.store.labels import CORRECTED
from tests.classify.conftest import built_in_rules

Judged = Callable[[str, str], Classification]

MAILS = [
    ("internet", "Nobody at East has internet since 7:50, not the classrooms and not the office.", "network", "high"),
    ("HELP ASAP", "Could somebody show me how mail merge works? I need it this week!!!", "training", "low"),
    ("impresora", "La impresora del salón 12 no imprime nada desde ayer. Gracias.", "printer", "normal"),
    ("Copier", "The copier in the office jams. We can use the one in the library.", "printer", "normal"),
    ("board", "The projector in room 4 shows no picture.", "av", "normal"),
    ("URGENT", "URGENT!!! The superintendent's second monitor is black. The first works.", "computer", "normal"),
    ("pc", "My desktop does not turn on.", "computer", "high"),
    ("slow", "My computer is very slow since the update.", "computer", "low"),
    ("screen", "A student's Chromebook has a cracked screen.", "chromebook", "normal"),
    ("chromebook", "One Chromebook will not connect to the wifi, the student shares.", "chromebook", "normal"),
    ("chromebooks", "No Chromebook in my class can join the wifi, all 28 kids just sit here.", "network", "high"),
    ("password", "I forgot my password for Skyward, please reset it.", "account", "normal"),
    ("site", "Please unblock the poetry site for my students.", "network", "normal"),
    ("doors", "The front doors will not lock.", "safety", "high"),
    ("oops", "I clicked the link and typed my password.", "security", "high"),
    ("odd mail", "I got a suspicious email about gift cards. I did not answer it.", "security", "normal"),
    ("headphones", "Can I order 30 headphones for the reading lab?", "equipment", "normal"),
    ("kami", "All staff need Kami by August. Nothing is broken, please install it.", "software", "normal"),
    ("rules", "Are students allowed to keep Chromebooks over the summer?", "chromebook", "low"),
    ("sis", "PowerSchool no abre para ningun maestro, nadie puede tomar asistencia.", "sis", "high"),
    ("thanks", "Thank you all for the help yesterday, you are wonderful!", "other", "low"),
    ("DOWN: core switch", "Host: NHS-SW1\nState: DOWN\nThis is an automated notification.", "network", "high"),
    ("UP: core switch", "Host: NHS-SW1\nState: UP\nThis is an automated notification.", "network", "low"),
]


@pytest.mark.parametrize(("subject", "text", "category", "priority"), MAILS, ids=[mail[0] for mail in MAILS])
def test_a_mail_is_taken_for(judged: Judged, subject: str, text: str, category: str, priority: str) -> None:
    """Category and priority follow the words and their impact, not tone or rank."""
    found = judged(subject, text)

    assert (found.category, found.priority) == (category, priority)


def test_the_reasons_quote_the_words_that_counted(judged: Judged) -> None:
    """A technician reads why, in the writer's own words."""
    found = judged("internet", "Nobody in the front office has internet. We tried another cable.")

    assert found.because[0].startswith("network: ")
    assert any('"Nobody in the front office"' in reason for reason in found.because)
    assert "no workaround named" in found.because


def test_the_most_severe_of_several_problems_decides(judged: Judged) -> None:
    """The others are named."""
    found = judged("few things", "My mouse is worn out. Also, all the phones in the school are dead.")

    assert (found.category, found.priority) == ("phone", Priority.HIGH)
    assert any(reason.startswith("also mentioned: computer") for reason in found.because)


def test_a_slip_of_the_pen_is_understood(judged: Judged) -> None:
    """One wrong letter in a long word does not hide it."""
    assert judged("", "my pritner shows ofline").category == "printer"
    assert judged("", "I need my pasword changed").category == "account"


def test_what_was_passed_on_counts(rules: Rules) -> None:
    """A mail forwarded without a word is about what it carries."""
    passed_on = Forwarded(Address("a@example.org"), "printer", "The printer is out of toner.")

    assert classify(Message("", 0, subject="Fwd:", forwarded=passed_on), None, rules).category == "printer"


def test_the_name_of_a_site_widens_the_scope(rules: Rules) -> None:
    """What hits everybody at a site hits the site."""
    east = replace(rules, sites={"east": Site("east", "East Elementary", ("East",))})
    mail = Message("", 0, subject="internet", text="Nobody at East has internet.")

    assert classify(mail, None, east).scope is Scope.SITE


def test_like_reports_make_a_group(rules: Rules) -> None:
    """When others report the same within minutes one person's failure is not his own."""
    mail = Message("", 0, subject="wifi", text="My laptop cannot connect to the wifi.")
    teacher = Person("teacher@example.org", site="east")
    three = {("east", "network"): 3}

    assert classify(mail, teacher, rules).priority is Priority.NORMAL
    assert classify(mail, teacher, rules, recent=three).priority is Priority.HIGH
    assert classify(mail, replace(teacher, site="west"), rules, recent=three).priority is Priority.NORMAL


def test_the_department_of_the_writer_is_the_group(rules: Rules) -> None:
    """`Our office` of somebody in Payroll is a department."""
    clerk = Person("clerk@example.org", department="Payroll")
    mail = Message("", 0, subject="printing", text="None of us can print, our checks are due.")

    assert classify(mail, clerk, rules).scope is Scope.DEPARTMENT


def test_one_correction_changes_the_next_like_mail(rules: Rules) -> None:
    """What a technician corrected is not asked of him twice, and the reason says so."""
    mail = Message("", 0, subject="laminator", text="The laminator in the workroom does not heat up.")
    before = classify(mail, None, rules)
    model, _ = learn([Label("laminator", "Our laminator will not heat up any more.", "other", CORRECTED)], rules)
    after = classify(mail, None, rules, model=model)

    assert before.category != "other"
    assert after.category == "other"
    assert after.because[0].startswith("other: technicians filed like mail there")
    assert "laminator" in after.because[0]


def test_one_correction_changes_hardly_anything_else(rules: Rules) -> None:
    """Common words of one corrected mail do not drag others along."""
    model, _ = learn(
        [Label("laminator", "Our laminator in room 5 will not turn on any more.", "other", CORRECTED)], rules
    )

    for subject, text, category, _ in MAILS:
        assert classify(Message("", 0, subject=subject, text=text), None, rules, model=model).category == category


@pytest.mark.parametrize("text", ["The front doors will not lock.", "Nobody in the whole school has internet."])
def test_learning_never_makes_a_high_less(rules: Rules, text: str) -> None:
    """What stops a school or endangers it stays High whatever was learned."""
    model, _ = learn([Label("", text, "other", CORRECTED, Priority.LOW)] * 3, rules)
    found = classify(Message("", 0, text=text), None, rules, model=model)

    assert (found.category, found.priority) == ("other", Priority.HIGH)


def test_an_added_category_is_found_by_its_words(rules: Rules) -> None:
    """An admin adds a category with a title and two phrases, and mails go there."""
    theater = Category("theater", {"en": "Theater"}, {}, {"stage lights": 3, "lighting board": 3}, ())
    wider = replace(rules, categories={**rules.categories, "theater": theater})
    mail = Message("", 0, subject="stage lights", text="The lighting board does not start.")

    assert classify(mail, None, wider).category == "theater"
    assert classify(replace(mail, subject="printer", text="The printer jams."), None, wider).category == "printer"


def test_a_retired_category_is_never_found(rules: Rules) -> None:
    """What is retired takes no mail."""
    fewer = {**rules.categories, "training": replace(rules.categories["training"], retired=True)}
    mail = Message("", 0, subject="how", text="How do I share a folder?")

    assert classify(mail, None, replace(rules, categories=fewer)).category != "training"


def test_doubt_is_for_triage(judged: Judged) -> None:
    """A mail that says nothing is marked, not guessed away."""
    assert judged("hm", "It did the thing again like last week.").needs_triage


@given(subject=st.text(max_size=60), text=st.text(max_size=400))
def test_any_text_is_taken_for_something(subject: str, text: str) -> None:
    """Nothing that can stand in a mail raises."""
    found = classify(Message("", 0, subject=subject, text=text), None, built_in_rules())

    assert found.category in built_in_rules().categories
    assert 0 <= found.confidence <= 1


@pytest.mark.parametrize("subject", ["?", "???", "¿?", "", " ? ? "])
def test_a_subject_without_a_word_is_no_question(judged: Judged, subject: str) -> None:
    """People send such mails."""
    assert judged(subject, "The printer jams.").category == "printer"


def test_a_phrase_of_the_district_decides(rules: Rules) -> None:
    """What an admin writes counts more than what the package brings."""
    sis = rules.categories["sis"]
    taught = replace(sis, phrases={**sis.phrases, "lumina": 5}, own=frozenset({"lumina"}))
    mail = Message("", 0, subject="lumina", text="Lumina shows an error when I print the roster on the copier.")

    assert classify(mail, None, rules).category != "sis"
    assert classify(mail, None, replace(rules, categories={**rules.categories, "sis": taught})).category == "sis"


@pytest.mark.parametrize(("subject", "text"), [("test", "test"), ("", ""), ("", "asdf qwer zxcv"), ("hello", "")])
def test_where_nothing_is_said_nothing_is_made_of_it(judged: Judged, subject: str, text: str) -> None:
    """Neither a category nor a failure is read into empty words."""
    found = judged(subject, text)

    assert found.category == "other"
    assert found.priority is not Priority.HIGH


def test_no_categories_at_all_is_other(rules: Rules) -> None:
    """Rules without categories judge, too."""
    assert classify(Message("", 0, subject="printer"), None, replace(rules, categories={})).category == "other"

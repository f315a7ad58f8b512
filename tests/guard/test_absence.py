"""Absence notes without any header that says so, and people who ask about absence notes."""

from __future__ import annotations

import pytest

from mailintake.model.decision import Kind
from tests.decide.district import decided, known, mail, ticket

ASKING = [
    ("Out of office: how do I set it up?", "I leave on Friday."),
    ("Out of office message not working", "People don't get it. I am out next week."),
    ("Out of office: not sending", "Hi, my auto reply does not go out to parents."),
    ("OOO: please turn mine off", "I am back since Monday but it still answers."),
    ("Out of office: help", "How do I set it up for the whole week?"),
    ("Fuera de la oficina: cómo se activa", "Me voy el viernes."),
    ("Fuera de oficina: no funciona", "El mensaje no se envía."),
    (
        "Out of office reply for Jo Hart",
        "Jo left last week. Can you set an out of office on her mailbox that names me?",
    ),
    ("Out of the office: wrong dates", "My message is still on after my vacation, I cannot turn it off."),
    ("Vacation reply keeps sending", "I came back on Monday and it keeps sending."),
    (
        "Out of Office",
        "I am out of the office next week and cannot turn on my automatic reply in Outlook. Can you help?",
    ),
    ("Automatic reply not going out", "My automatic replies are not sending to outside people."),
    ("Vacation reply button is greyed out", "In Gmail settings."),
    ("Respuesta automática no sirve", "Desde ayer no se activa."),
    (
        "Out of office",
        (
            "I am out of the office until Dec 3. While I'm away please replace the toner in 12. The projector is "
            "not working either."
        ),
    ),
    ("OOO: my laptop needs repair while I'm gone", "Please fix the hinge, it is on my desk."),
    ("Out of office: please forward my mail", "I will be on leave; can you set forwarding to Jo?"),
]
NOTES = [
    ("Out of office: Re: Printer", "I am out of the office until Monday. For urgent matters contact Jo Hart."),
    ("Out of office: back Monday", "See you."),
    (
        "Out of office: Re: [TECH-1] How do I print?",
        (
            "I'm away until the 3rd with limited access to email. If you need immediate help please call the "
            "front office at 2201."
        ),
    ),
    ("OOO: Maya Lund", "Thank you for your email. I will be out Nov 23-27. I will reply when I return."),
    (
        "Fuera de la oficina: Impresora",
        "Estaré fuera de la oficina hasta el lunes. Si necesita ayuda inmediata llame al 2201. Gracias.",
    ),
    (
        "Out of Office",
        (
            "Hello, I am currently out of the office attending a conference. Please contact Jo Hart "
            "(jhart@lakeside.example) for help with technology."
        ),
    ),
    ("Vacation reply", "I'm on vacation. Back Dec 1."),
    (
        "Out of the office: Re: Your request",
        "I am out sick today. I cannot check email. For sub plans please see the office.",
    ),
    (
        "Out of office: Maya Lund",
        (
            "Thanks for writing! School is closed for Thanksgiving. If this is an emergency, please call "
            "555-1000. For password problems please email it@lakeside.example."
        ),
    ),
    ("Automatic reply: How do I reset my password?", "I am out."),
    (
        "Out of office: Leave",
        "I am on family leave. Ms. Park will be able to help you. Can it wait? I will answer on Dec 4.",
    ),
    ("Ausente", "No estaré en la oficina. Si es urgente, puede comunicarse con la secretaria."),
    ("OOO: Re: copier", "I will not be checking my email. I do not have access to a phone. Please try Theo."),
    (
        "Out of office: Re: Chromebook cart",
        "Gracias por su mensaje. Estoy de vacaciones. Para asistencia puede llamar a la oficina.",
    ),
    (
        "Out of office: PD",
        (
            "I will be at training all day and may not be able to respond. If you need a substitute, need to "
            "report an absence, or need help with ParentSquare please call the office."
        ),
    ),
]


@pytest.mark.parametrize(("subject", "text"), ASKING)
def test_who_asks_for_something_is_helped(subject: str, text: str) -> None:
    assert decided(mail(text, subject=subject)).verdict.kind is Kind.NEW


@pytest.mark.parametrize(("subject", "text"), NOTES)
def test_an_absence_note_is_filed(subject: str, text: str) -> None:
    decision = decided(mail(text, subject=subject))

    assert (decision.verdict.kind, decision.verdict.guard) == (Kind.AUTOMATIC, "out_of_office")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I am out of the office until Monday. Please contact Jo Hart.", Kind.AUTOMATIC),
        ("I am out of the office until Monday. Can you come on Tuesday? The copier still does not work.", Kind.REPLY),
    ],
)
def test_an_answer_on_a_ticket_is_told_from_a_note(text: str, kind: Kind) -> None:
    books = known(ticket(), ours={"<ours@lakeside.example>": 1})
    message = mail(text, subject="Re: [HELP-1] Copier jams", in_reply_to="<ours@lakeside.example>")

    assert decided(message, books=books).verdict.kind is kind

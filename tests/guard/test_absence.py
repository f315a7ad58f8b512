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
    ("Out of office: can someone turn on Jo's?", "She left in a hurry."),
    ("Out of office: wrong text shows", "It shows last year's dates."),
    ("OOO: parents don't receive it", "I set it on Friday."),
    ("Out of the office: delegate my mailbox", "I am on leave from Monday. I need my sub to see my mail."),
    ("Fuera de la oficina: no puedo activarlo", "Sale un error."),
    ("Out of office reply", "It says Sept instead of Nov, where do I change it?"),
    ("Vacation reply will not turn off", "Back since Tuesday."),
    ("Out of Office", "The button is missing in the new Outlook."),
    ("Fuera de oficina", "¿Me ayudan a ponerlo? Salgo el jueves."),
    ("Out of office: shared mailbox of the library", "We would like an automatic answer over the break."),
    (
        "Out of office: turn it on for Ms. Cole",
        "She had an accident and cannot do it herself. Please turn it on until Dec 12.",
    ),
    ("Out of office: only goes to district addresses", "Parents write and hear nothing."),
    ("OOO: question", "Does the auto reply answer students as well?"),
    ("Fuera de la oficina: pregunta", "¿El mensaje les llega también a los padres?"),
    ("Out of office: old message came back", "From last summer! How can that be?"),
    ("Out of the office: calendar shows me away", "I am here all week. Please fix."),
    ("Vacation reply on phone", "Where is the setting on my iPhone?"),
    ("Out of office: language", "Can it be in English and Spanish at once?"),
    ("Out of office: I set it but nothing happens", "Tested it from my private mail."),
    ("Fuera de oficina: quedó el mensaje viejo", "Ya regresé y la gente recibe el mensaje de diciembre."),
    ("Out of office: different text for students", "I want students to see another message than colleagues."),
    ("Out of office: starts a day early", "My message went out yesterday although I chose today."),
    ("OOO for the whole department", "We are six people. One message would do."),
    ("Fuera de la oficina: se apagó solo", "Lo puse el viernes y el sábado ya no estaba."),
    ("Out of office: picture in the message", "How large may it be?"),
    ("Out of the office: co-worker's mailbox", "Jo is in hospital and her mailbox needs the message."),
    ("Vacation reply: Gmail on Chromebook", "Cannot find the place to type it."),
    ("Out of office: Spanish version", "Is there a sample for parents?"),
    ("Out of office: loops with the county", "Both mailboxes write to each other all night."),
    ("Fuera de oficina: ayuda", "No encuentro dónde se escribe."),
    ("Out of office: it says I'm in Hawaii", "That was August. Please clear it."),
    (
        "Out of office: for our front desk",
        (
            "Both of us will be at the conference, so callers should learn the number of the annex. "
            "Where do we enter this?"
        ),
    ),
    ("OOO: cannot save", "Red letters below the date."),
    ("Fuera de la oficina: cómo lo pongo en el celular", "Salgo mañana."),
    ("Out of office: send only once", "Each sender gets five of them a day."),
    ("Out of office message", "My out of office does not reply to people outside the district."),
    (
        "Out of the office: account of a retired teacher",
        "Mr. Cole retired, families still write to him. Set up a bounce text?",
    ),
    ("Vacation reply: HTML?", "Can I use bold letters?"),
    ("Fuera de oficina: en dos idiomas", "Quisiera el mensaje en inglés y español."),
    ("Out of office: stuck on", "Toggled it three times."),
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
    ("Out of office: Re: HELP-12", "Gone fishing until Dec 1!"),
    ("Out of Office: Maya Lund", "I'm out today with limited email. Subs: call ext 2201."),
    ("OOO: Field trip", "On a field trip with grade 5 today; I will answer tonight or tomorrow."),
    ("Fuera de la oficina: vacaciones", "Regreso el 3 de enero. Felices fiestas."),
    (
        "Out of office: winter break",
        ("Our offices are closed until January 4. We wish you happy holidays. We will respond when we return."),
    ),
    (
        "Out of the Office",
        ("I do not check email in the evening. If it is about a password, please contact the help desk at 4357."),
    ),
    ("Out of office: conference", "Away. Please email Jo if you need anything, or call if it cannot wait."),
    ("Ausente: Re: Impresora", "Estoy incapacitada hasta nuevo aviso. Cualquier duda con la maestra Paz."),
    (
        "Out of office: RE: Your request is solved",
        "I am no longer with the district. Please write to office@lakeside.example.",
    ),
    ("Vacation reply", "Hello! I am away. How to reach me: call the school. Thank you for your patience."),
    ("Out of office: Re: [HELP-3] Where is the toner?", "I am away until Tuesday."),
    ("Out of Office: Jury duty", "I have been called for jury duty. Messages will be read in the evening."),
    ("OOO: Out sick", "Home with the flu today. Lesson plans are in the shared drive; Ms. Paz has a key."),
    (
        "Out of office: thank you for contacting Pine Middle School",
        "The office is open 7:30 to 4. To report an absence call 555-201-0000.",
    ),
    (
        "Fuera de la oficina: Re: Su solicitud",
        "Gracias por escribir. Contesto el lunes. Si no puede esperar, marque 2201.",
    ),
    (
        "Out of office: Spring break",
        ("Hi there, spring break is here! I will be reading email again on April 7. What can wait, should wait :)"),
    ),
    (
        "Out of the office: parental leave",
        ("Our daughter was born. I am on leave until March. Mr. Grant has taken over my classes and will help you."),
    ),
    ("Vacation reply: Maya", "No email on vacation. See you in August."),
    ("Out of office: new address", "My address has changed to maya.lund@oak.example. Please update your contacts."),
    ("Fuera de oficina: capacitación", "Estoy en capacitación toda la semana, reviso correo por las noches."),
    ("Out of office: Maya Lund", "I'll be out Thursday and Friday. Ms. Paz is the contact for the yearbook."),
    ("Out of office: Re: Your ticket HELP-9", "Not in today."),
    ("OOO: Nov 24-28", "Enjoying time with family. Talk to you in December!"),
    ("Fuera de la oficina: Maya Lund", "Esta semana no leo correos. Diríjase a la dirección."),
    ("Out of office: Professional development", "In PD all day without my laptop. Text me if the building is on fire."),
    ("Out of the office: sub in my room", "Ms. Cole is subbing for me this week."),
    ("Vacation reply: summer", "School resumes on August 18. Messages are not read over the summer."),
    ("Out of office: medical", "Following surgery I expect to be gone two weeks. My team lead answers questions."),
    ("Out of Office: Thank you", "Thanks for reaching out. My hours are 8 to 3:30 on school days."),
    ("Fuera de oficina: Re: Solicitud", "Ando de comisión. Nos leemos el lunes."),
    ("Out of office: Jo Hart", "Not in until Monday. Urgent? Ext 2201."),
    ("Out of office: Re: Your request HELP-20", "Thank you for your mail. I work part time and read mail on Tuesdays."),
    ("OOO: half day", "Leaving at noon today. Back tomorrow."),
    ("Fuera de la oficina: licencia", "Estoy de licencia médica. Para asuntos urgentes, llame a la oficina."),
    ("Out of office: spring concert", "In rehearsals all week, mail will be slow."),
    ("Out of the Office: Tuesday", "Not on campus today. Please see Ms. Paz for keys."),
    ("Vacation reply", "Aloha! I'm on vacation and will respond after the 9th."),
    ("Out of office: maternity leave", "Mrs. Cole is covering my class through March."),
    ("Out of Office: weather day", "School is closed due to snow. Stay warm!"),
    ("Fuera de oficina", "No estoy disponible esta semana; escriba a la secretaría."),
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

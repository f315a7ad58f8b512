"""Answers to invitations and cancellations as calendar programs send them, and the words of people beside them."""

from __future__ import annotations

import pytest

from mailintake.model.decision import Kind
from mailintake.model.message import Message
from tests.decide.district import decided, mail

# An event as programs send it, with place, people and a description that repeats what somebody wrote.
EVENT = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nSUMMARY:Cart pick-up\r\nLOCATION:Library, Room 12\r\n"
    "ORGANIZER;CN=Theo Park:mailto:tpark@lakeside.example\r\nATTENDEE;CN=Jo Hart:mailto:jhart@lakeside.example\r\n"
    "DTSTART;TZID=America/Chicago:20261124T150000\r\nDTEND;TZID=America/Chicago:20261124T153000\r\n{more}"
    "DESCRIPTION:Projector broken\r\nEND:VEVENT\r\nEND:VCALENDAR"
)


def event(words: str, method: str, subject: str = "Canceled: Cart pick-up", more: str = "") -> Message:
    calendar = EVENT.format(method=method, more=more)
    body = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        f"--b\r\nContent-Type: text/calendar; method={method}\r\n\r\n{calendar}\r\n--b--\r\n"
    )
    return mail(body, content_type='multipart/alternative; boundary="b"', subject=subject)


STOCK = [
    ("Declined: Cart pick-up", ""),
    ("Accepted: Cart pick-up", "Accepted: Cart pick-up"),
    ("Canceled: Cart pick-up", "Invitation canceled"),
    ("Cancelado: Cart pick-up", "Invitación cancelada"),
    ("Aceptado: Cart pick-up", "Aceptado: Cart pick-up"),
    (
        "Canceled event: Cart pick-up @ Mon Nov 24, 2026 3pm - 3:30pm (CST) (it@lakeside.example)",
        (
            "This event has been canceled and removed from your calendar.\r\n"
            "Cart pick-up\r\n"
            "Monday Nov 24, 2026 ⋅ 3pm – 3:30pm\r\n"
            "Central Time - Chicago\r\n"
            "Location\r\n"
            "Library, Room 12\r\n"
            "\r\n"
            "Organizer\r\n"
            "Theo Park\r\n"
            "tpark@lakeside.example\r\n"
            "\r\n"
            "Guests\r\n"
            "Maya Lund\r\n"
            "Jo Hart - organizer\r\n"
            "\r\n"
            "~~//~~\r\n"
            "Invitation from Google Calendar: https://calendar.google.com/calendar/"
        ),
    ),
    (
        "Canceled: Cart pick-up",
        (
            "When: Tuesday, November 24, 2026 3:00 PM-3:30 PM (UTC-06:00) Central Time (US & Canada).\r\n"
            "Where: Library, Room 12\r\n"
            "\r\n"
            "*~*~*~*~*~*~*~*~*~*\r\n"
            "\r\n"
            "We pick up the carts."
        ),
    ),
    (
        "Event Invitation Reply (Accepted): Cart pick-up",
        ("Maya Lund <mlund@lakeside.example> has accepted your event invitation."),
    ),
    (
        "Declined: Cart pick-up",
        (
            "Maya Lund has declined your invitation to the event “Cart pick-up”, scheduled for Tuesday, November "
            "24, 2026 at 3:00 PM."
        ),
    ),
    ("Accept: Cart pick-up", "Yes, I will attend."),
    ("Decline: Cart pick-up", "No, I won't attend."),
    ("Aceptar: Cart pick-up", "Sí, asistiré."),
    (
        "Cancelled: Cart pick-up",
        (
            "The following meeting has been cancelled:\r\n"
            "\r\n"
            "Subject: Cart pick-up\r\n"
            'Organizer: "Theo Park" <tpark@lakeside.example>\r\n'
            "\r\n"
            "Location: Library, Room 12\r\n"
            "Time: Tuesday, November 24, 2026, 3:00:00 PM - 3:30:00 PM GMT -06:00 US/Canada Central\r\n"
            " \r\n"
            "Invitees: it@lakeside.example; jhart@lakeside.example\r\n"
            "\r\n"
            "\r\n"
            "*~*~*~*~*~*~*~*~*~*\r\n"
            ""
        ),
    ),
    (
        "Cancelado: Cart pick-up",
        (
            "Cuándo: martes, 24 de noviembre de 2026 15:00-15:30 (UTC-06:00) Hora central (EE. UU. y Canadá).\r\n"
            "Dónde: Library, Room 12\r\n"
            ""
        ),
    ),
    ("Rechazado: Cart pick-up", "Maya Lund ha rechazado la invitación a Cart pick-up"),
    ("Rechazado: Cart pick-up", "Maya Lund ha rechazado esta invitación."),
    ("New Time Proposed: Cart pick-up", "New Time Proposed: Cart pick-up"),
    (
        "Cancelled: Cart pick-up",
        (
            "Cart pick-up\r\n"
            "Cancelled\r\n"
            "Title: Cart pick-up\r\n"
            "Time: Nov 24, 2026 3:00 PM - 3:30 PM\r\n"
            "Location: Library, Room 12\r\n"
            "Organizer: Theo Park"
        ),
    ),
    ("Accepted: Cart pick-up", "Thank you!"),
    ("Accepted: Cart pick-up", "Thanks, Theo"),
    ("Aceptado: Cart pick-up", "Gracias"),
    (
        "Evento cancelado: Cart pick-up @ mar 24 nov 2026",
        "Este evento se ha cancelado y se ha quitado de tu calendario.",
    ),
    ("Cancelada: Cart pick-up", "Reunión cancelada"),
    ("Canceled: Cart pick-up", "Meeting canceled."),
    ("Accepted: Cart pick-up", "Jo Hart accepted this invitation"),
    ("Tentative: Cart pick-up", "Tentative: Cart pick-up"),
    ("Provisional: Cart pick-up", "Provisional: Cart pick-up"),
    ("Tentatively Accepted: Cart pick-up", "Maya Lund has tentatively accepted this invitation."),
    ("Evento cancelado: Cart pick-up", "Se canceló este evento"),
    ("Cancelado: Cart pick-up", "La invitación fue cancelada por el organizador."),
    ("Canceled: Cart pick-up", "Event canceled with a note:\r\n“Thanks!”"),
    ("Accepted: Cart pick-up", "Maya Lund\r\nSent from my iPhone"),
    ("Accepted: Cart pick-up", "See you then!"),
    ("Canceled: Cart pick-up", "The organizer has cancelled the meeting"),
    ("Canceled: Cart pick-up", "You have been removed from this event."),
    ("Declined: Cart pick-up", "Microsoft Teams meeting\r\nJoin on your computer"),
    (
        "Maybe: Cart pick-up",
        (
            "Maya Lund has replied “Maybe” to this invitation.\r\n"
            "\r\n"
            "Cart pick-up\r\n"
            "Tue Nov 24, 2026 3pm – 3:30pm (CST)\r\n"
            ""
        ),
    ),
    ("Cancelado: Cart pick-up", 'Se ha cancelado el evento "Cart pick-up".'),
    (
        "Cancelled: Cart pick-up",
        ('The event "Cart pick-up" on 11/24/2026 at 3:00 PM has been cancelled by the organizer.'),
    ),
    ("Canceled: Cart pick-up", "Hi,\r\n\r\nThis meeting is canceled.\r\n\r\nThank you"),
    ("Evento cancelado: Cart pick-up", "Theo Park le ha invitado... evento cancelado"),
    (
        "Accepted: Cart pick-up",
        (
            "-----Original Appointment-----\r\n"
            "From: Theo Park\r\n"
            "Sent: Monday, November 23, 2026 9:00 AM\r\n"
            "To: Theo Park; it@lakeside.example\r\n"
            "Subject: Cart pick-up\r\n"
            "When: Tuesday, November 24, 2026 3:00 PM-3:30 PM (UTC-06:00) Central Time (US & Canada).\r\n"
            "Where: Library, Room 12"
        ),
    ),
    ("Aceptado: Cart pick-up", "Jo Hart ha aceptado tu invitación al evento “Cart pick-up”."),
    ("Rechazado: Cart pick-up", "Jo Hart no ha aceptado la invitación"),
    ("Accepted: Cart pick-up", "Accepted"),
    ("Declined: Cart pick-up", "Declined."),
    ("Rechazada: Cart pick-up", "Rechazada"),
    (
        "Canceled: Cart pick-up",
        ("The meeting organizer has canceled the event. It has been removed from your calendar."),
    ),
    ("Canceled: Cart pick-up", "Invitation from an unknown sender\r\nCart pick-up has been canceled"),
    ("Declined: Cart pick-up", "Maya Lund (mlund@lakeside.example) declined your invitation."),
    (
        "Canceled: Cart pick-up",
        (
            "Maya Lund has canceled Cart pick-up.\r\n"
            "\r\n"
            "When\r\n"
            "Tuesday Nov 24, 2026 3pm – 3:30pm (Central Time - Chicago)\r\n"
            "\r\n"
            "Who\r\n"
            "• Theo Park - organizer\r\n"
            "• Jo Hart\r\n"
            ""
        ),
    ),
    ("Cancelled: Cart pick-up", "This invitation has been cancelled."),
    ("Cancelada: Cart pick-up", "El organizador canceló la reunión."),
    (
        "Rechazada: Cart pick-up",
        ("Reunión: Cart pick-up\r\nHora: martes, 24 de noviembre de 2026, 15:00\r\nUbicación: Library, Room 12"),
    ),
    ("Accepted: Cart pick-up", "I have accepted the invitation."),
    ("Provisional: Cart pick-up", "Aceptado provisionalmente: Cart pick-up"),
    ("Declined: Cart pick-up", "Your meeting was declined"),
    ("Declined: Cart pick-up", "Maya Lund declined: Cart pick-up"),
    ("Accepted: Cart pick-up", "Ok, thanks!"),
    ("Aceptado: Cart pick-up", "De acuerdo, gracias"),
    ("New Time Proposed: Cart pick-up", "Proposed new time: Wednesday, November 25, 2026 9:00 AM"),
    ("Canceled: Cart pick-up", "Meeting forwarded\r\nCart pick-up"),
    ("Accepted: Cart pick-up", "Sent from Outlook for iOS"),
    ("Accepted: Cart pick-up", "Best regards,\r\nMaya Lund"),
]


@pytest.mark.parametrize(("subject", "words"), STOCK)
@pytest.mark.parametrize("method", ["REPLY", "CANCEL", "COUNTER"])
def test_what_a_calendar_program_writes_by_itself_is_filed(subject: str, words: str, method: str) -> None:
    decision = decided(event(words, method, subject))

    assert (decision.verdict.kind, decision.verdict.guard) == (Kind.AUTOMATIC, "calendar_answer")


FEW_WORDS = [
    "Projector is broken",
    "Wifi down",
    "Projector broken",
    "No internet here",
    "Need new charger",
    "Printer not working",
    "Help!",
    "Cannot log in",
    "No hay internet",
    "Impresora atascada",
    "Se fue la luz",
    "No tengo proyector",
    "Where: the projector in room 12 is dead",
    "What: wifi is down",
    "When: since Monday the printer jams",
    "Subject: my laptop is stolen",
    "Location: gym, speakers buzz",
    "Cuándo: desde el lunes no imprime",
    "Time: the clock in room 12 is wrong",
    "Lugar: gimnasio, no hay sonido",
    "Nobody has replied to my printer request",
    "Organizer: please fix the wifi",
    "Please reschedule, carts broken",
    "Can't come; wifi down",
    "The event calendar is broken",
    "Meeting room has no wifi",
    "This event has no projector",
    "Calendar: doesn't sync",
    "Canceled because screen broke",
    "calendar sync fails",
    "Maya Lund has accepted this invitation.\r\n\r\nBring chargers please",
    "Bring chargers",
    "Screen flickers",
    "Description: toner empty",
    "Need help asap",
    "Please cancel Chromebook order",
    "Cart wheels broken",
    "Sonido no funciona",
    "Where: Room 12\r\nWhat: screen black",
    "Not coming, kid sick",
    "Use gym instead",
    "Room 14 instead",
    "Laptops dead",
    "Nothing prints",
    "Keine Zeit, Beamer kaputt",
    "Bring dongle",
    "Location: changed to cafeteria stage",
    "La reunión sigue sin proyector",
    "Who: anybody there? phones dead",
    "URGENT internet out",
    "Declined because wifi down",
    "I will attend but printer broken",
    "Smartboard won't start",
    "Need laptop Tuesday",
    "Room changed? Projector dead",
    "No sound",
    "Please come earlier",
    "We moved rooms",
    "Ya no hay wifi",
    "Falta un cargador",
    "El proyector no prende",
    "When: every morning, login fails",
    "Who: all of grade 4 cannot print",
    "Dónde: biblioteca, pantalla rota",
    "Lost my badge",
    "Teams crashes",
    "Title: broken hinge",
]


@pytest.mark.parametrize("words", FEW_WORDS)
@pytest.mark.parametrize("method", ["REPLY", "CANCEL", "COUNTER"])
def test_few_words_of_a_person_are_a_request(words: str, method: str) -> None:
    """Be they a form, or fewer than a sentence."""
    assert decided(event(words, method)).verdict.kind is Kind.NEW


def test_a_comment_or_a_subject_of_ones_own_is_a_request() -> None:
    commented = event("", "REPLY", more="COMMENT:Projector broken\r\n")

    assert decided(commented).verdict.kind is Kind.NEW
    assert "Projector broken" in commented.body
    assert decided(event("", "CANCEL", "Wifi down in the gym")).verdict.kind is Kind.NEW
    assert decided(event("", "REPLY", more="COMMENT:Thanks!\r\n")).verdict.kind is Kind.AUTOMATIC

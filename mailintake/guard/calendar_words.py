"""What calendar programs write by themselves in English and Spanish; see `phrases`."""

from __future__ import annotations

from mailintake.guard.phrases import Phrases
from mailintake.parse.wordlist import words

# Sentences of theirs, with the name before them that may be anybody's.
SENTENCES = Phrases(
    """
    ([^ ]+ ){0,4}has( tentatively/ not)? (accept*/declin*/replied/cancel*/propos*/answered/respond*)
    | ([^ ]+ ){0,4}(accepted/declined/tentatively accepted/cancelled/canceled)( (your/the/this))?~
    (invitation/event/meeting)
    | ([^ ]+ ){0,4}(ha/han) (aceptado/rechazado/respondido/cancelado/propuesto)( provisionalmente)?
    | ([^ ]+ ){0,4}(acepto/rechazo/cancelo) (la/tu/su/esta/el/este) (invitacion/evento/reunion)
    | (this/the)( [^ ]+)? (event/meeting/invitation) (has been/was/is) (cancel*/removed/deleted)
    | (se ha/se) cancel* (este/el/esta/la)
    | (este/el/esta/la) (evento/reunion/cita/invitacion) (se ha/ha sido/fue/se) (cancel*/elimin*)
    | (yes )?i will attend | (no )?i wont attend | (no )?i will not attend | i might attend | i may attend | attending
    | (si )?asistire | no( no)? asistire | (quizas/tal vez)( no)? asista
    """
)
# Before a colon.
LABELS = words(
    """
    when where who what time date location organizer organiser subject title required optional attendees attendee
    invitees guests calendar description status duration start end starts ends response link conference
    cuando donde quien que fecha hora lugar ubicacion organizador asunto titulo obligatorios opcionales asistentes
    invitados calendario descripcion estado duracion inicio fin respuesta enlace accepted declined tentative canceled
    cancelled aceptado aceptada rechazado rechazada provisional cancelado cancelada
    """
)
STOCK = words(
    """
    accepted declined tentative tentatively forwarded canceled cancelled cancelation cancellation accept decline new
    proposed
    time propose reply answer response event events meeting appointment invitation invite invited invitee invitees
    sender unknown
    calendar calendars calender calendar's updated removed scheduled organizer organiser organized attendee attendees
    guest guests optional required when where who what location subject title date following below
    a an the this your you his her their it to of for from and with by in on at has have been was is were be no longer
    maybe yes not status note
    aceptado aceptada aceptacion rechazado rechazada provisional provisionalmente cancelado cancelada cancelacion
    propuesta propuesto nueva nuevo evento eventos reunion cita invitacion invitado invitados calendario actualizado
    eliminado eliminada quitado organizador asistente asistentes opcional obligatorio cuando donde quien que
    ubicacion lugar asunto titulo fecha hora siguiente
    un una el la los las le les te lo este esta tu su sus se ha han sido fue y con por en de del al para respondido
    respuesta quizas si nota
    """
)
TIMES = words(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january
    february
    march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov
    dec
    am pm all day weekly daily monthly every until noon midnight today tomorrow utc gmt est edt cst cdt mst mdt pst
    pdt
    eastern central mountain pacific standard daylight zone us canada america ee uu eeuu estados unidos new york
    chicago denver los angeles
    lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre
    octubre noviembre diciembre lun mie jue vie sab dom ene abr ago dic hoy manana todo dia dias cada hasta horas hora
    minutes minutos hours
    """
)
# Said out of politeness; who says no more asks for nothing.
POLITE = words(
    """
    thanks thank thx ty you so much very many again ok okay great perfect sounds good see there then cheers regards
    best
    kind warm sincerely hi hello dear everyone all team gracias muchas saludos cordiales atentamente atte hola bien
    perfecto
    nos vemos vale de acuerdo alli
    """
)
# From here on, nobody writes by hand.
ENDS = ("*~*~", "____", "~~//~~", "microsoft teams", "join zoom", "join on your computer", "-::~:~::~",
        "join with google", "unirse con google", "unirse a la reunión",
        "-----original appointment", "-----cita original",
        "-----original message", "-----mensaje original")  # fmt: skip
GOOGLE = ("invitation from google calendar", "invitación de google calendar")
NOTED = ("with this note", "with a note", "con esta nota", "con una nota")

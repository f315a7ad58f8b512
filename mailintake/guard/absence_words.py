"""How absence notes begin, and how people ask about absence notes, in English and Spanish."""

from __future__ import annotations

from mailintake.guard.phrases import Phrases

# Only programs begin a subject like this, with the subject that they answer behind it.
CERTAIN = (
    "automatic reply:",
    "auto reply:",
    "auto-reply:",
    "autoreply:",
    "auto response:",
    "auto-response:",
    "autoresponse:",
    "automatic response:",
    "respuesta automática:",
    "respuesta automatica:",
)
# Programs do so mostly; a person may, who asks something about it.
USUAL = (
    "out of office:",
    "out of office autoreply:",
    "out of the office:",
    "ooo:",
    "vacation reply",
    "fuera de la oficina:",
    "fuera de oficina:",
    "ausente:",
)
# These begin requests as often: `Out of office message does not turn on`.
LIKELY = (
    "auto:",
    "automatic reply",
    "autoreply",
    "vacation:",
    "out of office",
    "out of the office",
    "away from the office",
    "on vacation",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "fuera de oficina",
    "ausencia de la oficina",
    "ausente",
)
OPENINGS = (
    "i am out of the office",
    "i am currently out of the office",
    "i'm out of the office",
    "i'm currently out of the office",
    "i am currently out of office",
    "i am out of office",
    "i will be away from",
    "i am currently away",
    "i am on maternity leave",
    "i will have limited access to email",
    "thank you for your email. i will be out",
    "thank you for your message. i will be out",
    "thanks for your email. i am",
    "thank you for contacting me. i am",
    "i will be out of the office",
    "i'll be out of the office",
    "i am away from my desk until",
    "i am on vacation until",
    "i am on leave until",
    "thank you for your email. i am out",
    "thank you for your email. i am currently out",
    "thank you for your message. i am out",
    "thank you for your message. i am currently out",
    "this is an automatic reply",
    "this is an automated reply",
    "this is an automated response",
    "estoy fuera de la oficina",
    "me encuentro fuera de la oficina",
    "estaré fuera de la oficina",
    "no estaré en la oficina",
    "estoy de vacaciones hasta",
    "actualmente estoy fuera de la oficina",
    "gracias por su mensaje. estoy fuera",
    "gracias por su correo. estoy fuera",
    "esta es una respuesta automática",
)
# What an absence note says: who is away, until when, whom to ask meanwhile.
TELLING = Phrases(
    """
    (i am/im/i will be/ill be/we are/we will be/currently)~
    (out/away/off/absent/sick/closed/travel*/unavailable/attending)
    | out (until/till/through/today/sick/this/all/on/with) | out of( the)? office | until | through the | back
    | return*
    | (will/ill/shall)~ (respond/reply/answer/read/return/get back) | reading email | limited (access/email)
    | (do/will/may) not~ (check/read/respond/have access) | no longer (with/work*/at) | in my absence
    | while (im/i am) (away/out/gone) | (contact/call/email/please write/reach out) | (urgent/immediate) | emergenc*
    | no email
    | happy (holidays/new/thanksgiving) | see you | closed | on( [^ ]+)? (leave/vacation/holiday/break/trip)
    | vacation
    | thank( you)? for | thanks for | gone | away | home with | jury duty | messages will be | my address | training
    | (estoy/estare/me encuentro/estamos/estaremos)~ (fuera/ausente/incapacitad*/vacaciones/capacitacion) | regreso
    | vuelvo
    | regresare | volvere | contesto | contestare | respondere | (reviso/revisare)~ correo
    | (llame/marque/escriba/contacte)
    | comuni* | gracias por | hasta | ausente | vacaciones | felices fiestas | urgente | cualquier duda
    | ya no trabajo
    """
)
# What a question about the note itself speaks of.
SUBJECT_MATTER = Phrases(
    """
    message | mensaje | reply | replies | sends? | auto* | responder | setting* | button | (the/my/old/wrong) text
    | outlook
    | gmail
    | note | respuesta* | configur* | boton | texto | mailbox* | iphone | chromebook* | parents | students | apag*
    | activ*
    | ayuda | help | question | pregunta | padres | alumnos | buzon | error | english | spanish
    """
)
# No absence note says so: it tells when one is back, and whom to ask.
ASKING = Phrases(
    """
    how (do/can/could/would/should) (i/we/you/one) | how to (use/make/do/write/add/get/CHANGE)
    | what (do/should) (i/we) do | where (do/can) (i/we)
    | why (is/does/do/did/are) | (can/could/would/will) (you/someone/somebody/anyone/it/we)( please)? DO | please TURN
    | (help/need/want/like/trying/tried/try)( me)?( to)? CHANGE~ | (i/we) need (help/it/this/my/the/a/an)
    | (please/pls) help | help me
    | (is/are/was/were)(nt/ not) (working/sending/turning/showing/saving/replying/going/available) | not working
    | (does/do/did)(nt/ not) (work/send/turn/show/save/reply/go/start/stop/let/update/change/switch)
    | (cant/cannot/couldnt/can not/unable to) (get/find/log/print/open/see/save/edit/CHANGE)
    | (wont/will not) (turn/set/save/stop/go/send/start/let/work/switch/change) | stopped (working/sending)
    | keeps (sending/coming/turning/replying/going/saying) | (goes/went) out to | (greyed/grayed) out
    | would like (a/an) | wrong (text/date/dates/message/name/day/days/language/person)
    | (parents/people/they/nobody/students/staff/everybody/it) (do/does)(nt/ not) | nobody (gets/receives/sees)
    | (still/is/are/gets/get) (broken/stuck/wrong/sending/on after) | (an/this/the) error | stuck
    | it (says/shows/sends/still)
    | (i/we)( have)? (set/turned/tried/toggled/changed/tested/switched) (it/the/my)
    | (message/reply/replies/responder/setting/button/note/text) (is/are/was)( still/ not/ still not)? FAULTY
    | como( se)? (puedo/pongo/hago/activo/configuro/desactivo/quito/cambio/programo/pone/activa/configura/hace/quita)
    | como (lo/la/le/se) | como CAMBIAR | no( se)? (funciona/sirve/activa/desactiva/apaga/envia/manda)
    | no (me deja/puedo CAMBIAR/se como)
    | (pueden/puede/podrian/podria/me) (ayuda*/revisar/CAMBIAR) | (necesito/quiero/quisiera) (ayuda/que/CAMBIAR)
    | ayud(a/e/en)me | (sigue/siguen) (enviando/mandando/activ*/saliendo)
    """,
    DO="help | fix | show | check | look | make | add | come | do | tell | delete | update | write | reset"
    " | forward | CHANGE",
    TURN="fix | clear | cancel | show me | reset | delete | update (my/the/our/his/her) | add | help | CHANGE",
    CHANGE="set* | turn* | change | switch* | disable | enable | stop | schedule | remove | activat* | deactivat*",
    FAULTY="wrong | old | missing | gone | broken | stuck | grey* | gray* | on | off | there",
    CAMBIAR="activar* | configurar* | poner* | quitar* | cambiar* | desactivar* | programar* | apagar*",
)

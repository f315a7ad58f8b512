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
# No absence note says so: it tells when one is back, and whom to ask.
ASKING = Phrases(
    """
    how (do/can/could/would/should) (i/we/you/one) | how to | what (do/should) (i/we) do | where (do/can) (i/we)
    | why (is/does/do/did/are) | (can/could/would/will) (you/someone/somebody/anyone/it/we)( please)? DO | please DO
    | (help/need/want/like/trying/tried/try)( me)?( to)? CHANGE~ | (i/we) need (help/it/this/my/the/a/an)
    | (please/pls) help | help me
    | (is/are/was/were)(nt/ not) (working/sending/turning/showing/saving/replying/going/available) | not working
    | (does/do/did)(nt/ not) (work/send/turn/show/save/reply/go/start/stop/let/update/change/switch)
    | (cant/cannot/couldnt/can not/unable to) (get/find/log/print/open/see/save/edit/CHANGE)
    | (wont/will not) (turn/set/save/stop/go/send/start/let/work/switch/change) | stopped (working/sending)
    | keeps (sending/coming/turning/replying/going/saying) | (goes/went) out to | (greyed/grayed) out
    | (still/is/are/gets/get) (broken/stuck/wrong/sending/on after) | (an/this/the) error
    | (message/reply/replies/responder/setting/button/note/text) (is/are/was)( still/ not/ still not)? FAULTY
    | como( se)? (puedo/pongo/hago/activo/configuro/desactivo/quito/cambio/programo/pone/activa/configura/hace/quita)
    | como CAMBIAR | no( se)? (funciona/sirve/activa/desactiva/apaga/envia/manda) | no (me deja/puedo CAMBIAR/se como)
    | (pueden/puede/podrian/podria/me) (ayuda*/revisar/CAMBIAR) | (necesito/quiero/quisiera) (ayuda/que/CAMBIAR)
    | ayud(a/e/en)me | (sigue/siguen) (enviando/mandando/activ*/saliendo)
    """,
    DO="help | fix | show | check | look | make | add | come | do | tell | delete | update | write | reset"
    " | forward | CHANGE",
    CHANGE="set* | turn* | change | switch* | disable | enable | stop | schedule | remove | activat* | deactivat*",
    FAULTY="wrong | old | missing | gone | broken | stuck | grey* | gray* | on | off | there",
    CAMBIAR="activar* | configurar* | poner* | quitar* | cambiar* | desactivar* | programar* | apagar*",
)

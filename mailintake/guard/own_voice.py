"""Whether somebody speaks for himself in a mail: tells what happened to him, or asks."""

from __future__ import annotations

from mailintake.guard.phrases import Phrases, fold
from mailintake.guard.verification_words import DISCLAIMERS
from mailintake.model.message import Message

LOOKED_AT = 4000
# How a person speaks of himself when he asks for help.
_OWN = Phrases(
    """
    i | im | ive | ill | we (cant/cannot/couldnt/are getting/keep getting/tried/could not)
    | our (students/teachers/class)
    | my (phone/class*/student*/chromebook*/laptop/computer/son/daughter/child/kid*/ipad/school/room/screen)
    | help me | (can/could) (you/someone/somebody/anyone/we) | please (help me/help with/advise/call me) | let me know
    | call me | (we/i) will call | as (discussed/promised) | attached is | (wont/doesnt) let me
    | (never/not) (came/arrived/arriving/arrives/comes) | (he/she) (cant/cannot/is/says/needs/was) | they cant
    | no (puedo/podemos/me llega/nos llega/recibo/recibimos) | mi (telefono/celular/hijo/hija/clase/salon/computadora)
    | mis (alumnos/estudiantes/hijos) | necesito | necesitamos | quisiera
    | me (pide/ayuda/ayudan/sale/dice/llego/pueden)
    | ayudeme | ayudenme | (pueden/puede/podrian/podria) (ayudar*/alguien/mandar*/enviar*/revisar/decirme)
    | avis(e/en)me
    | llam(e/en)me | ich | wir (konnen/brauchen) | (konnen/konnten) sie | mein (sohn/kind/handy) | je | jai
    | why do we | (hes/shes) | please (reset/change/unlock/send) (the/his/her/my/a/me) | se (me/le/nos) olvido
    | no me acuerdo | no puede | (se/me/nos) (la/lo/las/los) (pueden/puede/podrian) | mi (nina/nino) | por que tenemos
    | pouvez vous | mon fils | nao consigo | meu filho | minha filha | preciso
    """
)
# Questions that services ask.
_THEIRS = Phrases(
    """
    (questions/need help/trouble/having/forgot/forgotten/lost) | (link/button)~ not working
    | cant (click/see/find/log/sign) | why (am/did/do/have) (i/you/we)
    | (preguntas/dudas/problemas/olvidaste/olvido/tienes)
    | (necesitas/necesita) ayuda | por que (recib*/me/te) | (noch/fragen/warum) | pourquoi | duvidas
    """
)


def complains(message: Message) -> bool:
    """Tell whether a person speaks of himself."""
    return _OWN.find(fold(f"{message.subject}\n{message.text[:LOOKED_AT]}")) is not None


def asks(message: Message) -> bool:
    """Tell whether something is asked that no service asks."""
    # The sign within a link asks nothing.
    text = f"{message.text[:LOOKED_AT]} ".replace("?\n", "? ").replace("!", ".").replace("\n", ".")
    last = (fold(one.rpartition(".")[2]) for one in text.split("? ")[:-1])
    return any(one.strip() and not DISCLAIMERS.find(one) and not _THEIRS.find(one) for one in last)

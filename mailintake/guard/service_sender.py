"""Whether a program of some service writes from an address, or a person may."""

from __future__ import annotations

from enum import IntEnum

from mailintake.guard.automatic import written_by_program
from mailintake.guard.phrases import Phrases, fold
from mailintake.model.address import fold_address
from mailintake.model.message import Message
from mailintake.parse.wordlist import words


class Service(IntEnum):
    """How sure it is that a program wrote a mail."""

    NO_SIGN = 0
    LIKELY = 1
    VERY_LIKELY = 2
    SURE = 3


# Nobody writes from these; they are looked for within the name, without hyphens, dots and underscores.
MACHINES = (
    "noreply", "donotreply", "dontreply", "noresponder", "noresponda", "nocontest", "nepasrepondre", "naoresponda",
    "naoresponder", "noresponse", "keineantwort", "nichtantworten", "unattended", "automated", "automailer",
)  # fmt: skip
# Nor from these, where one of them is a word of the name.
SERVICES = words(
    """
    account accounts security secure notification notifications notify notice notices verify verification
    verifications
    auth authentication login logins signin mailer password passwords appleid msonlineservicesteam identity otp mfa
    duo
    okta sso register registration registrations activation confirm confirmation alert alerts system mailbot bot
    cuentas
    cuenta seguridad notificaciones notificacion verificacion avisos aviso alertas
    """
)
# People write from these as well.
SHARED = words(
    """
    support info feedback hello hi team teams service services welcome community member members mail message messages
    email contact contactus help care customer customercare updates news success hey office soporte equipo hola ayuda
    contacto mensajes kontakt hallo servicio atencion bonjour contato ola
    """
)
# Fields that mailing machines add.
FIELDS = ("feedback-id", "list-unsubscribe", "x-csa-complaints", "x-report-abuse", "x-sg-eid", "x-ses-outgoing",
          "x-mailgun-sid", "x-mandrill-user", "x-pm-message-id", "x-msys-api", "x-sfmc-stack")  # fmt: skip
FOOTERS = Phrases(
    """
    (do not/dont/please do not) (reply/respond)
    | (automated/automatic/automatically generated) (message/email/e mail/mail)
    | all rights reserved | privacy policy | unsubscribe | you (received/are receiving) this
    | (cant/cannot) be replied
    | (no/favor de no/por favor no) (responda/respondas/responder) | (correo/mensaje) automatico | todos los derechos
    | aviso de privacidad | politica de privacidad | cancelar (la/tu/su) suscripcion
    | (nicht/bitte nicht) antworten | automatisch (generiert*/erstellt*/versandt*) | ne pas repondre | nao responda
    """
)
SHORTEST_NAME = 4
_LITTLE = words("of the and de del la el y du des und der die")


def service(message: Message) -> Service:
    """Weigh the address, the name before it, the fields that mailing machines add, and the lines at the end."""
    local, _, domain = fold_address(message.author.addr_spec).rpartition("@") if message.author else ("", "", "")
    parts = fold(local.partition("+")[0]).split()
    if any(one in "".join(parts) for one in MACHINES) or SERVICES.intersection(parts) or written_by_program(message):
        return Service.SURE
    signs = (
        not SHARED.isdisjoint(parts),
        _is_named_like(message.author.display_name if message.author else "", domain),
        any(message.get(name) for name in FIELDS),
        FOOTERS.find(fold(message.body[-1500:])) is not None,
    )
    return Service(min(sum(signs), Service.VERY_LIKELY))


def _is_named_like(name: str, domain: str) -> bool:
    """Tell whether the mail comes in the name of its own domain: `Bank of Oaks <x@mail.bankoaks.example>`."""
    said = [one for one in fold(name).split() if one not in _LITTLE]
    labels = (fold(label).replace(" ", "") for label in domain.split(".")[:-1])
    long = (one for one in labels if len(one) >= SHORTEST_NAME)
    return any(
        "".join(said).startswith(one) or (len(said[0]) >= SHORTEST_NAME and all(word in one for word in said))
        for one in long
        if said
    )

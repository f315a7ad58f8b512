"""Words by which bounces of many mail systems and languages are known; all in lower case."""

from __future__ import annotations

# Local parts of mail systems.
DAEMONS = frozenset({
    "mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mdaemon", "mailer_daemon",
})  # fmt: skip
# Local parts that people may have, too.
POSTMASTERS = frozenset({
    "postmaster", "postoffice", "mailadmin", "mail-administrator", "microsoftexchange",
})  # fmt: skip
# How the subjects begin.
SUBJECTS = (
    "mail delivery", "delivery status notification", "undeliverable", "undelivered", "returned mail",
    "failure notice", "delivery failure", "delivery notification", "delivery failed", "delivery has failed",
    "delivery error", "delivery delayed", "delivery incomplete", "delayed mail", "warning: message",
    "warning: could not send", "warning: delayed", "mail system error", "message delivery", "nondeliverable",
    "non-deliverable", "non delivery", "non-delivery", "message you sent blocked", "failed mail", "failed delivery",
    "mail failure", "message undeliverable", "message not delivered", "mail could not be delivered",
    "your message could not be delivered", "returned to sender", "returned message", "mail returned",
    "message status - undeliverable", "unable to deliver", "could not deliver", "address not found",
    "recipient not found", "user unknown", "rejected:", "mailbox full", "bounce", "notification: ",
    "no se puede entregar", "no se pudo entregar", "no entregado", "no se ha podido entregar", "correo devuelto",
    "mensaje devuelto", "error de entrega", "entrega fallida", "notificación de estado de entrega", "devuelto",
    "aviso de no entrega", "mensaje no entregado", "unzustellbar", "nicht zustellbar", "non remis",
    "échec de la remise", "onbestelbaar", "não entregue", "falha na entrega", "impossibile recapitare",
    "mancato recapito",
)  # fmt: skip
# What is said at the beginning.
PHRASES = (
    "could not be delivered", "could not deliver", "couldn't be delivered", "cannot be delivered",
    "can't be delivered", "was not delivered", "not been delivered", "has not yet been delivered",
    "was undeliverable", "is undeliverable", "failed to deliver", "delivery to the following", "delivery has failed",
    "delivery failed", "unable to deliver", "undeliverable", "undelivered", "permanent error", "permanent failure",
    "following addresses had", "following address(es) failed", "transcript of session follows",
    "created automatically by mail delivery software", "this is the qmail-send program",
    "this is the mail system at host", "this is the postfix program", "i'm sorry to have to inform you",
    "i wasn't able to deliver", "user unknown", "no such user", "mailbox unavailable", "mailbox is full",
    "over quota", "recipient address rejected", "did not reach the following", "does not exist",
    "message was blocked", "was blocked by", "no mailbox here", "address rejected", "delivery attempts will continue",
    "returned to you", "rejected your message", "did not reach", "wasn't delivered", "not delivered to",
    "no pudo ser entregado", "no se pudo entregar", "no se ha podido entregar", "no se puede entregar",
    "error permanente", "usuario desconocido", "konnte nicht zugestellt werden", "n'a pas pu être", "não pôde ser",
    "nao pode ser enviada", "non è stato possibile recapitare",
)  # fmt: skip
# What is said while the mail may still arrive.
DELAYS = (
    "not yet been delivered", "delivery attempts will continue", "will continue to", "delayed", "still trying",
    "will be retried", "being retried", "you do not need to resend", "se seguirá intentando", "warning message only",
    "temporary failure", "temporarily deferred",
)  # fmt: skip
# Above the copy of the original.
COPIES = (
    "--- below this line is a copy", "------ this is a copy of", "----- original message", "---- original message",
    "--- original message", "message header follows", "--- mensaje original", "----- message header",
    "--------- unsent message below", "--- the forwarded message follows", "--- returned message",
    "original message follows", "----- unsent message follows", "-- returned headers", "original message headers:",
)  # fmt: skip
# Before the address that failed.
LABELS = (
    "final-recipient:", "original-recipient:", "original address:", "recipient address:", "recipient:", "to:",
    "user:", "address:", "your message to:", "your message to", "message to", "failed recipient:", "delivered to:",
    "rcpt to:", "destinatario:",
)  # fmt: skip

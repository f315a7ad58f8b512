"""How mail programs introduce what they quote or forward, in the languages they come in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mailintake.parse.wordlist import phrases, words

# The last word of "On … wrote:".
LAST_VERBS = words(
    """
    wrote writes escribió escribio écrit ecrit escreveu scritto geschreven napisał napisał(a) napisała schrieb schreef
    schrieben skrev kirjoitti írta napsal napsal(a) escrigué scrisse scrive escribe
    написал написала пише пишет
    """
)
# These stand in the middle: "Am … schrieb Max:".
MIDDLE_VERBS = words("schrieb schreef skrev")
# These follow the name without a space.
UNSPACED_VERBS = phrases("写道 | 寫道 | のメール")

# The first word of a header with a date.
STARTS = words("on at el le am em il op den dnia w dne pe kl in в на 在")

MONTHS = words(
    """
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september
    october november december ene abr ago dic enero febrero marzo abril mayo junio julio agosto septiembre octubre
    noviembre diciembre janv févr mars avr mai juin juil août déc janvier février avril juillet septembre octobre
    novembre décembre januar februar märz juni juli oktober dezember mrz okt dez fev set out janeiro fevereiro março
    maio junho julho setembro outubro dezembro gen mag giu lug ott gennaio febbraio aprile maggio giugno luglio
    settembre ottobre dicembre
    """
)

_FIELDS = {
    "from": """
        from | de | von | da | van | från | fra | od | expéditeur | remitente | mittente | absender
        | от | 发件人 | 寄件者 | 差出人
        """,
    "sent": """
        sent | date | enviado | enviado el | enviado a las | fecha | envoyé | envoyé le | date d'envoi | message du
        | gesendet | gesendet am | datum | data | inviato | enviada em | enviado em | enviada | verzonden | skickat
        | sendt | dato | wysłano | отправлено | дата | 发送时间 | 日期
        """,
    "to": """
        to | para | à | a | an | al | aan | till | til | do | pour | destinatario | destinatarios
        | кому | 收件人 | 宛先
        """,
    "subject": """
        subject | asunto | objet | sujet | betreff | assunto | oggetto | onderwerp | ämne | emne | temat
        | тема | 主题 | 主旨 | 件名
        """,
    "other": """
        cc | bcc | cco | cci | kopie | copie | copie à | copia | reply-to | reply to | responder a | responder-a
        | risposta | répondre à | importance | importancia | attachments | adjuntos | datos adjuntos | priority
        | resent-from | organization | message-id | antwort an | when | where | required | optional | newsgroups
        """,
}
# The fields of "From: Sent: To: Subject:" blocks.
LABELS: Mapping[str, str] = MappingProxyType({name: kind for kind, names in _FIELDS.items() for name in phrases(names)})

# These stand between the dashes above a quoted mail …
ORIGINAL = phrases(
    """
    original message | original email | original e-mail | original appointment | reply message | mensaje original
    | correo original | mensagem original | message d'origine | message original | ursprüngliche nachricht
    | originalnachricht | messaggio originale | oorspronkelijk bericht | ursprungligt meddelande
    | oprindelig meddelelse | oprindelig besked | opprinnelig melding | alkuperäinen viesti | wiadomość oryginalna
    | исходное сообщение | 原始邮件
    """
)

# … and these above a forwarded one.
FORWARDED = phrases(
    """
    forwarded message | forwarded mail | forwarded by | forward message | mensaje reenviado | correo reenviado
    | mensagem encaminhada | mensagem reencaminhada | message transféré | weitergeleitete nachricht
    | messaggio inoltrato | doorgestuurd bericht | vidarebefordrat meddelande | videresendt meddelelse
    | пересылаемое сообщение
    """
)

# Apple Mail writes these without dashes.
BEGIN_FORWARDED = phrases(
    """
    begin forwarded message | inicio del mensaje reenviado | inicio del mensaje remitido
    | début du message transféré | début du message réexpédié | anfang der weitergeleiteten nachricht
    | inizio messaggio inoltrato | início da mensagem encaminhada | início da mensagem reencaminhada
    """
)

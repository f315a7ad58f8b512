"""What mail programs, gateways, lawyers and people write around the words of a mail, in the languages of schools."""

from __future__ import annotations

from mailintake.parse.wordlist import phrases, words

# Mobile and web clients sign with these beginnings.
FOOTERS = phrases(
    """
    get outlook for | get [outlook for | obtener outlook para | obtén outlook para | descarga outlook para |
    descargar outlook para | télécharger outlook pour | obtenez outlook pour | outlook für |
    holen sie sich outlook | scarica outlook per | ottieni outlook per | obter o outlook para | sent from my |
    sent from outlook | sent from mail for | sent from [mail]( | sent from yahoo mail | sent from windows mail |
    sent from mailbox | sent from samsung | sent from gmail | sent from proton | sent from workspace one |
    sent from a phone | sent from mobile | sent from iphone | sent from ipad | sent from android |
    sent from the all new aol app | sent via mobile | sent via the samsung | sent via blackberry |
    sent via superhuman | sent with airmail | sent with proton | sent with blackberry | sent with spark |
    sent with tutanota | sent by galaxy | sent by my | yahoo mail: search | from my iphone | from my ipad |
    from my android | someone from mobile | enviado desde mi | enviado desde outlook | enviado desde correo |
    enviado desde yahoo | enviado desde gmail | enviado desde el correo | enviado desde un teléfono |
    enviado desde un celular | enviado de mi | enviado a través de mi | enviado mediante | mandado desde mi |
    enviado do meu | enviado a partir do | envoyé depuis mon | envoyé depuis ma | envoyé de mon |
    envoyé à partir | envoyé depuis outlook | von meinem | gesendet von | diese nachricht wurde von meinem |
    inviato da | inviato dal mio | verzonden met | verzonden vanaf | verstuurd vanaf | sendt fra min |
    skickat från min | отправлено | 從我的 | 从我的 | 发自我的
    """
)

# A paragraph that begins so is a legal notice.
DISCLAIMER_STARTS = phrases(
    """
    confidentiality not | confidentiality statement | notice of confidentiality | privileged and confidential |
    confidential: | disclaimer | legal notice | legal disclaimer | email disclaimer | e-mail disclaimer |
    public records | aviso de confidencialidad | aviso legal | nota de confidencialidad |
    cláusula de confidencialidad | advertencia legal | avis de confidentialité | please consider the environment |
    antes de imprimir | think before you print | piense en el medio ambiente
    """
)

# A paragraph that begins so is a legal notice if it also holds one of the next words.
DISCLAIMER_WORDS = phrases(
    """
    this email and any | this e-mail and any | this email message | this e-mail message | this email may contain |
    this e-mail may contain | this message and any | this message is intended | this message may contain |
    this message contains | this communication | this electronic m | this transmission |
    the information contained in this | the information in this | the information transmitted |
    the contents of this | the documents accompanying | all email to and from | all e-mail to and from |
    emails sent to | este correo electrónico | este correo es | este correo y | este mensaje y | este mensaje es |
    este mensaje está | este mensaje puede | este mensaje contiene | este e-mail | esta comunicación |
    esta transmisión | la información contenida en este | la información transmitida | el contenido de este
    """
)

# Words of legal notices.
DISCLAIMER_EVIDENCE = phrases(
    """
    confiden | privileged | intended | addressee | recipient | destinatari | privilegiad | public record |
    unauthorized | no autorizad
    """
)

# Gateways write warnings above mail from outside; these begin them.
BANNER_STARTS = phrases(
    """
    caution | external | [external | warning | you don't often | this email originated | this message originated |
    this message came from | this email came from | precaución | advertencia | atención | no suele |
    este correo se originó | externo | some people who received this message
    """
)

# What such warnings say.
BANNER_EVIDENCE = phrases(
    """
    originated from outside | originated outside | came from outside | sent from outside |
    outside of the organization | outside the organization | outside of your organization |
    outside your organization | outside of the district | outside the district | external sender | external email |
    you don't often get email from | do not click links | no suele recibir correo | se originó fuera |
    fuera de la organización | remitente externo | no haga clic en
    """
)

# People end their words so.
CLOSINGS = frozenset(
    phrases(
        """
    all the best | atentamente | atte | best | best regards | best wishes | buen día | cheers | cordial saludo |
    cordialmente | gracias | gracias de antemano | gracias por su apoyo | gracias por su ayuda | have a good day |
    have a great day | have a nice day | in service | kind regards | many thanks | mil gracias | much appreciated |
    muchas gracias | que tenga buen día | quedo atenta | quedo atento | regards | respectfully | respetuosamente |
    saludos | saludos cordiales | sincerely | sincerely yours | take care | thank you | thank you for your help |
    thank you for your time | thank you in advance | thank you so much | thank you very much | thanks |
    thanks a lot | thanks again | thanks for the help | thanks for your help | thanks in advance | thanks so much |
    thx | ty | un abrazo | un saludo | warm regards | warmly | with thanks | yours | yours truly
    """
    )
)

# Footers of mailing lists say one of these.
LIST_FOOTERS = phrases(
    """
    mailing list | listinfo | unsubscribe | you received this message because | google groups |
    lista de distribución | cancelar la suscripción | darse de baja
    """
)

# A line of a signature that names a post or a place of work holds one of these.
PLACES = words(
    """
    school elementary middle high district academy office department dept library teacher principal secretary
    counselor coordinator director manager assistant specialist technician clerk supervisor registrar nurse coach
    superintendent psychologist paraprofessional librarian custodian usd isd escuela primaria secundaria distrito
    maestra maestro profesora profesor directora secretaria secretario oficina consejera consejero grade grado
    instructor analyst administrator
    """
)

# A line with a number is a way to reach somebody if it holds one of these.
CONTACT_WORDS = words(
    """
    ext ext. extension extensión phone tel tel. teléfono telefono fax cell celular mobile office direct room rm rm.
    salón salon aula classroom
    """
)

# Small words within names.
NAME_PARTICLES = words("de la del los y van von da dos e")

"""Words of mail that proves who somebody is, in English, Spanish, German, French and Portuguese; see `phrases`."""

from __future__ import annotations

from mailintake.guard.phrases import Phrases

_LISTS = {
    "THING": "email | e mail | account | address | identity | registration | sign ?(in/up/on) | log ?(in/on) | device"
    " | phone | number | profile | password | subscription | membership | apple | google | microsoft | id",
    "ENTRY": "verification | confirmation | security | sign ?(in/on/up) | log ?(in/on) | access | authentication"
    " | authenticator | authorization | activation | recovery | identification | registration | validation"
    " | single use | temporary | one time( [^ ]+)? | two factor | (two/2) step | 2fa | mfa | otp | passwordless",
    "CLICK": "click | tap | press | follow | use",
    "COSA": "cuenta | correo | e ?mail | direccion | identidad | registro | telefono | dispositivo | contrasena"
    " | clave | usuario | inscripcion",
    "ENTRAR": "verificacion | seguridad | acceso | confirmacion | un solo uso | inicio de sesion | activacion"
    " | autenticacion | autorizacion | validacion | recuperacion | ingreso | identificacion",
    "ZUGANGS": "bestatigungs | verifizierungs | sicherheits | zugangs | anmelde | einmal | freischalt | aktivierungs",
    "KONTO": "e mail* | konto | adresse | identitat | anmeldung | account",
}
_SUBJECT_EN = """
    (verify/confirm/activate/validate/authenticate/authorize/recover/unlock) (your/the/this/a)~ THING
    | complete your (registration/sign*) | finish (registration/signing/creating) | activate account
    | (sign/log) ?in link | magic link | (verification/confirmation/activation/one time/recovery) link
    | ENTRY (code/pin/pass*/token/number) | your~ code | temporary code | one time (pass*/pin/code/link) | passcode
    | otp | two factor | (two/2) step | reset (your/password) | reset your~ password | account (recovery/activation)
    | password (reset/recovery/assistance/change request) | recover your~ (account/password)
    | (forgot/forgotten)( your)?( [^ ]+)? password | new password request
    | (change/set/set up/create/choose) (your/a/a new/new)~ password | e ?mail verification | verify e ?mail
    | (verify/confirm) (that )?(its/it is/this is/thats/that is) (really )?you | enroll your device
    | (duo/device) enrollment | (sign/signing/log/logging) ?in to your | unlock your account
"""
_SUBJECT_ES = """
    (verifi*/confirm*/activ*/valid*) (de )?(tu/su/la/el)~ COSA | (verificacion/confirmacion/recuperacion) de~ COSA
    | (codigo/codigos/token/pin)( temporal/ unico)? de ENTRAR | (tu/su) codigo | codigo para~ COSA
    | codigo para (confirmar/autorizar/entrar/ingresar/acceder/iniciar/continuar/completar) | ree?stable*
    | (recuper*/cambi*/cre*) (de )?(tu/su/la) COSA | enlace (magico/de acceso/de inicio de sesion/de verificacion)
    | (clave/contrasena) (temporal/dinamica/digital/de acceso/de un solo uso)
"""
_BODY_EN = """
    your~ ENTRY (code/pin/password/passcode/token/number) | your one time~ (code/password/pin/passcode)
    | your~ (code/pin/passcode/otp) is | is your~ (code/pin/passcode) | here(s/ is) your (code/pin)
    | (enter/use/type/copy/paste) (in )?(this/the following)~ (code/number/pin/token/passcode/password)
    | (enter/use/type/copy/paste) (in )?the~ (code/number/pin/passcode) below | use this one time* | code below
    | code (will expire/expires in) | (code/link/passcode) (is/will be) valid | this code (is/will/expires/can only)
    | this link (will/expires/can only/is valid/stops)
    | (do not/dont/never) share (this/the/your)~ (code/pin/passcode)
    | (do not/dont/never) share it with any* | (to )?reset (your/the)~ password (by/using/now/here)
    | to reset (your/the)~ password
    | CLICK (on )?(the/this) (link/button)~ to~ (reset/verify/confirm/activate/set/choose/create/(log/sign) ?in)
    | (request*/asked/ask) (us )?(for )?(to )?(a )?(change/reset/changing/resetting)~ password | request to reset
    | (cant/cannot/couldnt/didnt/dont) remember your~ password | you (lost/forgot)~ password
    | (a/your)( new)? temporary (password/code/pin) | (choose/pick) a new (one/password)
    | (verify/confirm/activate/validate) (that )?(your/this)~ (email/e mail/account/identity/address/device)
    | (confirm/verify) that~~ is (really )?yours | to (finish/complete)~ (signing/logging) in
    | to complete your (sign*/login/registration)
    | to sign in (enter/click/use/tap/type) | (click/tap)( here)? to (sign/log) ?in | sign in without a password
    | (your/this/the) magic link | your (log/sign) ?in link | link to (log/sign) ?in | your passcode
    | (set/set up/create) (your/a new)~ password
    | if you did(nt/ not) (request/make/attempt/try) | if this was(nt/ not) you
"""
_BODY_ES = """
    (tu/su) codigo (de/es) | (tu/su) (clave/contrasena) (temporal/dinamica/digital/de un solo uso)
    | este codigo (vence/caduca/para/expira/es/dejara*) | el siguiente codigo
    | el codigo siguiente
    | codigo (vence/caduca/expira/es valido) | enlace (vence/caduca/expira/es valido) | no (lo )?comparta*( este/ con)
    | (para/a) ree?stable* | ree?stable* (tu/su/la)~ contrasena
    | (para )?(verificar/verifica/verifique) (tu/su)~ COSA
    | (para )?(confirmar/confirma/confirme) (tu/su)~ (correo/cuenta/identidad/direccion/email)
    | (activar/active/activa) (tu/su)~ COSA | olvid(aste/o) (tu/su/la) (contrasena/clave) | para activar (tu/su)
    | para iniciar sesion | (verificacion/confirmacion) de (tu/su) identidad
    | (cambiar/cambio de) (tu/su/la) contrasena | elegir (una )?contrasena
    | si (usted )?no (solicito/solicitaste) | si no has solicitado | si no (fuiste tu/fue usted)
"""
_DE = """
    ZUGANGS(code/kennwort/passwort/pin) | (dein/deinen/ihr/ihren)~ (code/anmeldecode)
    | einmal(code/passwort/kennwort)s?
    | anmeldelink | code lautet | (passwort/kennwort)*~ (zurucksetzen/zurucksetzung/vergessen/zuruck/andern)
    | (bestatig*/verifizier*/aktivier*)( sie)? (deine?/ihre?n?/dein/das)~ KONTO
"""
_FR = """
    code de (verification/confirmation/securite/connexion/validation/acces/activation) | (votre/ton) code
    | code a usage unique | mot de passe (oublie/a usage unique/temporaire) | reinitialis*~ mot de passe
    | (confirm*/verifi*/activ*/valid*) (votre/ton)~ (adresse/compte/identite/e ?mail/inscription) | lien de connexion
"""
_PT = """
    codigo de (verificacao/seguranca/confirmacao/ativacao/login/autenticacao) | (seu/teu) codigo | redefin*~ senha
    | senha (temporaria/de uso unico) | esqueceu~ senha | (recuper*/alter*) (de/a/sua)~ senha | link de acesso
    | (verifique/confirme/ative/verifica/confirma) (seu/sua/o seu/a sua)~ (e mail/email/conta/identidade)
"""
# The words of bodies count in a subject, too.
SUBJECTS = Phrases(_SUBJECT_EN, _SUBJECT_ES, _BODY_EN, _BODY_ES, _DE, _FR, _PT, **_LISTS)
# In the words, where nobody who asks for help writes so.
BODIES = Phrases(_BODY_EN, _BODY_ES, _DE, _FR, _PT, **_LISTS)

# How long it counts, and how often.
LIMITS = Phrases(
    """
    LASTS~~ UNIT | (works/used/opened)( only)? once | (only/just) once | (expires/will expire) (soon/shortly)
    | (one/single)( time)? use | one off | UNIT~ (expir*/caduc*/venc*/ablauf*/gultig*/valid*/valable*/left)
    | (wont/not/will not) (be valid/work after) | (you have/youve got/you got/dispone*/tiene*)~ UNIT | use it soon
    | (un/este) solo uso
    """,
    LASTS="expir* | valid* | good | works? | active | within | in the next | next | out of date | open | lasts?"
    " | in | caduc* | venc* | vigen* | dentro de | proximos | durante | dejara* | gultig* | lauft | innerhalb"
    " | verfallt | gilt | nach | valable | dans les | pendant | vale | em",
    UNIT="minutes? | mins? | minutos? | minuten? | hours? | hrs? | horas? | stunden? | heures?",
)
# What happened, of which a service wants to be sure.
OCCASIONS = Phrases(
    """
    really you | (its/it is/it was/this is/that was/thats) (really )?you
    | (new/unknown/unrecogni*/unfamiliar/different) (device/browser/location/computer/phone)
    | dont( usually)? recogni* | (someone/somebody)~ (tried/trying/attempt*/knows/asked/requested)
    | (sign/log) ?in attempt | (login/signin) attempt
    | (asked/ask) us to | you( recently)? (asked for/requested/told us)
    | (we/have) (got/received/noticed/detected/seen)~ (request/login/sign/device/attempt)
    | (equipo/dispositivo/navegador/ubicacion) (nuev*/desconocid*)
    | nuevo (equipo/dispositivo/inicio/acceso/ingreso) | alguien~ (intento/intenta/trato/solicito)
    | (detectamos/recibimos/hemos recibido/hemos detectado)~ (ingreso/acceso/inicio/solicitud/intento)
    | si fue usted | si fuiste tu | eres tu
    | (neue*/unbekannte*) (gerat*/anmeldung/browser) | anmeldeversuch | nouvel appareil | nouvelle connexion
    | novo (dispositivo/acesso/login)
    """
)
# What is to be done by whoever did not ask for it.
DISCLAIMERS = Phrases(
    """
    (if/in case) (you/this/it/that) (did/was/were/have/are/do)(nt/ not) | (wasnt/was not/isnt/not) you
    | (didnt/did not/dont/do not/werent/were not/havent)( you)? ASK
    | (ignore/disregard) (this/the/it/that) | (just/safely) (ignore/disregard/delete)
    | no (action/need to do)~ (needed/required/anything)
    | si (tu )?(usted )?no (fuiste/fue/has/ha/lo/la/hizo/hiciste/PIDIO)
    | no (fuiste tu/has sido tu/ha sido usted/fue usted) | (ignor*/omit*/descart*) (de )?(este/esta/el)
    | (haz/haga) caso omiso | (wenn/falls/sollt*)~~ nicht | ignorier* | pas a lorigine | (navez/nas) pas
    | ignorez? (ce/cet) | si ce netait pas vous | nao foi voce | nao (solicit*/reconhec*/pediu) | ignore (este/esta)
    | desconsidere
    """,
    ASK="request* | ask* | recogni* | expect* | try | make | mean | initiate | attempt* | sign",
    PIDIO="solicit* | pedi* | reconoc* | realiz* | intent* | esperab* | cre*",
)
# Whom one must not show it to.
SECRECY = Phrases(
    """
    (never/do not/dont/not) (share/forward/give/tell/disclose/show) | never~ (ask/call/contact/text) (you/for)
    | (wont/will not) (ask/call/text) | no (lo/la )?(comparta*/revel*/divulg*/muestr*)
    | nunca (te/le) (ped*/llam*/solicit*)
    | (nicht/niemals/niemand*)~ (weiter*/mitteilen/teilen) | ne (le )?(partagez/communiquez/divulguez)
    | nao (o )?(compartilh*/divulg*/informe)
    """
)
# What it is about, even where no more is said.
ENTRIES = Phrases(
    """
    code | codes | token | pin | passcode | otp | m?tan | (sign/signing/log/logging) ?in | login* | password*
    | verif* | confirm* | account* | access | device | identity | authori* | authent* | activ*
    | codigo* | ingres* | regist* | firm* | autoriz* | operacion | contrasena* | clave | cuenta | acces* | sesion
    | passwort* | kennwort* | konto
    | anmeld*
    | bestatig* | mot de passe | connexion | compte | senha | conta | entrar
    """
)

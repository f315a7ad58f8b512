"""The words that make a thank-you, and those that make it more than one, in English and Spanish."""

from __future__ import annotations

from mailintake.parse.wordlist import words

THANKS = words(
    """
    thank thanks thankyou thx thnx ty tysm thanx gracias appreciate appreciated appreciates agradezco agradecida
    agradecido agradecemos cheers kudos grateful
    """
)
# These approve by themselves: `Perfect!`, `It works now`.
KIND = words(
    """
    ok okay okey great perfect perfectly awesome excellent wonderful fantastic amazing super yay hooray nice cool
    brilliant terrific lovely good fine fixed solved resolved works working worked fixes best hero heroes lifesaver
    rock rocks champion blessing perfecto perfecta excelente genial bien maravilloso maravillosa listo lista
    solucionado resuelto resuelta funciona funcionando arreglado buenísimo estupendo sirve
    """
)
# These may stand beside them and say nothing of their own.
MILD = words(
    """
    a all am an and are as at be been both dear did do done each ever everybody everyone everything for from got had
    happy has have having hello hey hi i i'm i've is it it's its just kind love made me mr mrs ms much my now of oh
    on once one our really right season so team tech that that's the their them there they this to today truly up
    very was we we're were weekend well will with wow yes you you'll you're you've your yours afternoon day evening
    help helped helpful helping morning quick quickly fast speedy prompt promptly response service support work week
    holiday holidays thanksgiving break time many million lot lots bunch ton tons again guys folks kids students
    class sincerely regards respectfully blessings enjoy rest hope both sir ma'am here patience assistance taking
    care coming by over out sending a al buen buena buenas buenos con de del día días el en equipo es está están
    estoy fin fue gran ha han hola la las le les lo los me mi muchas muchos muchísimas mucho mil muy nos por que
    rápida rápido rápidamente respuesta saludos se semana señor señora si sí su sus tan tarde tardes te tiempo todo
    todos toda trabajo tu un una usted ustedes y ya ayuda apoyo atención ahora favor
    """
)
# Any of these says that there is something left to do.
DOUBTS = words(
    """
    but however still not no yet another also except although though unless because until problem problems issue
    issues error errors broken jam jams jamming jammed down wrong worse stopped stops fail fails failed failing
    cannot cant can't won't doesn't isn't didn't don't doesnt isnt didnt wont couldn't couldnt wasn't wasnt aren't
    unable never nothing nobody same back happening question how when what why who where could would please need
    needs needed want wants only slow slowly slower unfortunately sadly sometimes instead tomorrow if missing lost
    dead stuck trying try tried almost except other others pero todavía todavia aún aun sigue siguen otra otro vez
    nuevo nueva problema problemas falla fallas fallo roto rota descompuesto necesito necesita necesitamos cuando
    cuándo cómo como qué puede pueden podría tampoco nada ninguno excepto mañana lento lenta
    """
)
# To somebody who has asked, these are an answer.
ANSWERS = words(
    """
    ok okay okey yes yeah yep sure good fine great perfect sí si bien claro perfecto vale
    """
)
# What looks like a doubt and is none.
HARMLESS = {
    "no problem": "fine",
    "no worries": "fine",
    "no longer": "now",
    "not a problem": "fine",
    "no rush": "fine",
    "no need": "fine",
    "no issues": "fine",
    "no more problems": "fine",
    "back to work": "work",
    "back to normal": "fine",
    "working again": "working",
    "works again": "works",
    "as always": "always fine",
    "how fast": "fast",
    "how quick": "quick",
    "como siempre": "siempre bien",
    "por favor": "favor",
    "no hay problema": "bien",
    "de nuevo": "ya",
    "otra vez funciona": "funciona",
}

"""Which language a mail is written in: stop words, endings and accents; enough to pick a template."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from mailintake.parse.wordlist import words

_LONGEST = 400
_LONGEST_WORD = 60
_WORDS: Mapping[str, frozenset[str]] = {
    "en": words(
        """
        the is are was were be been am isn't aren't doesn't don't can't cannot won't didn't i i'm i've we our my
        your you it its it's he she they them their this that these those there here and or but with without for
        from of to in on at by not does do did done has have had will would could should can may please thanks thank
        hello hi dear good morning afternoon need needs help when what why how where which who any some all every
        again since still today yesterday tomorrow working works work broken down slow printer computer screen
        password account email room teacher students student classroom school phone keyboard mouse projector charger
        print printing reset turn turned off up out into after before also just only too very more most now new old
        get got getting keep keeps way back if then than because issue problem ticket request status close reopen
        fixed regards best connect connected login open white black blue one two three first last light lights sound
        cable paper jam jammed ink urgent link expired reader front camera copier device install update download
        team meeting disconnected disconnects drops froze frozen crash crashed loading signed sign share shared
        toner wifi board smartboard battery cracked missing lost stolen forgot forgotten want wants needed office
        library gym lab
        """
    ),
    "es": words(
        """
        el la los las un una unos unas lo le les se su sus mi mis tu tus nuestro nuestra yo ella ellos nosotros
        usted ustedes que qué y e o u pero con sin para por de del al en es son está están estaba estaban fue ser
        estar ha han he hemos hay había no ni sí muy más menos ya también todavía aún cuando cuándo cómo como dónde
        donde quién porque porqué desde hasta hoy ayer mañana ahora nada nadie nunca siempre algo todo toda todos
        todas este esta estos estas ese esa eso esto aquí ahí hola buenos buenas días dias tardes noches gracias
        favor ayuda necesito necesita necesitamos necesitan puedo puede pueden podemos tengo tiene tienen tenemos
        funciona funcionan funcionaba sirve sirven imprime imprimen imprimir enciende prende prenden abre abrir
        entrar impresora impresoras computadora computadoras computador ordenador pantalla teclado ratón raton
        contraseña contrasena correo cuenta salón salon aula maestra maestro maestros profesor profesora estudiantes
        estudiante alumnos alumno escuela teléfono telefono proyector cargador cable red conexión conexion conecta
        conectar internet lento lenta roto rota rotas rotos rompió perdió perdí olvidé olvide cambiar nueva nuevo
        solicitud estado cerrar resuelto reabrir saludos atentamente otra otro vez hace dice sale sigue siguen llega
        llegan llegó mandar enviar quiero quisiera dos tres tinta papel atascado atasco pizarra apagada apagado
        copiadora clave urgente enlace caída caído pantallas archivo carpeta programa página audífonos bocinas
        portátil prestada falla fallan luz luces sonido apagó apaga bocina micrófono cámara biblioteca oficina
        dirección ext extensión ayúdenme
        """
    ),
}
# Words of both languages, and those that stand in mails of every language, say nothing.
_NEUTRAL = words("no internet email wifi google chromebook online ok o e a me ext cable")
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "en": ("ing", "n't", "'s", "'re", "'ve", "'ll", "ght", "ness", "ould", "ck", "wn", "sh", "th", "ee", "ed"),
    "es": ("ción", "cion", "ciones", "mente", "ando", "iendo", "aron", "ieron", "dad", "ado", "ada", "ados", "adas",
           "illo", "illa", "ñar", "ñas", "aba", "emos", "amos", "ito", "ita", "ura", "oras", "ora"),
}  # fmt: skip
_LETTERS: Mapping[str, frozenset[str]] = {"en": frozenset(), "es": frozenset("ñ¿¡áíóúé")}
_WORD = 2.0
_ENDING = 1.0
_LETTER = 1.5
_MARGIN = 1.0


def detect(text: str, allowed: tuple[str, ...] = ("en", "es"), default: str = "en") -> str:
    """Return the language of the text among the allowed ones; the default where that is in doubt."""
    totals = dict.fromkeys(_WORDS, 0.0)
    for weights in map(_weigh, text[:_LONGEST].casefold().replace("\u2019", "'").split()):
        for language, weight in weights:
            totals[language] += weight
    scores = sorted(((totals[language], language) for language in {*allowed} & totals.keys()), reverse=True)
    if not scores or scores[0][0] < _WORD:
        return default
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _MARGIN:
        return default
    return scores[0][1]


@lru_cache(maxsize=8192)
def _weigh(word: str) -> tuple[tuple[str, float], ...]:
    """Return how much one word speaks for each language; most words of mail come again and again."""
    if len(word) >= _LONGEST_WORD:
        return ()
    word = word.strip(".,;:!?()[]\"\u201c\u201d*-_\u2026'")
    if not word or word in _NEUTRAL or "@" in word or "/" in word:
        return ()
    scores = ((language, _score(word, language)) for language in _WORDS)
    return tuple((language, score) for language, score in scores if score)


def _score(word: str, language: str) -> float:
    score = 0.0
    if word in _WORDS[language]:
        score = _WORD
    elif len(word) > 4 and word.endswith(_ENDINGS[language]):  # noqa: PLR2004
        score = _ENDING
    letters = _LETTERS[language]
    if letters and not word.isascii() and not letters.isdisjoint(word):
        score += _LETTER
    return score

"""The language of short mails decides which template answers them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.parse.language import detect

ENGLISH = """\
printer not working
no sound from the speakers
wifi down again
My password expired
cracked screen on a student tablet
Can somebody come to the gym?
the bell rings at the wrong time
it works now, thanks
please close this
copier jams on every page
gradebook does not open
laptop won't charge
who can unlock my phone?
new teacher needs an account
Outlook keeps asking for a password
internet is out in the whole building
lights on the switch are red
He says the aula is locked
Maria Lopez has no dial tone
status of my request
projector too dark
we need two more chargers
cannot print from the lab
mouse and keyboard missing
urgent: the office is offline
"""
SPANISH = """\
impresora no imprime
no hay internet
no tengo sonido
pantalla rota
la tableta de un alumno se cayó
mi contraseña ya no sirve
¿pueden venir al gimnasio?
el timbre suena tarde
ya funciona, gracias
favor de cerrar
la copiadora se atasca
no puedo abrir las calificaciones
la computadora no carga
teléfono bloqueado
maestra nueva necesita una cuenta
Outlook me pide la contraseña
todo el edificio está sin internet
luces rojas en el switch
el salon esta cerrado
no hay tono en mi telefono
estado de mi solicitud
proyector muy oscuro
necesitamos dos cargadores
no se puede imprimir
faltan el ratón y el teclado
urgente: oficina sin red
"""
DOUBTFUL = ["", "ok", "Chromebook", "WiFi", "12345", "\U0001f44d", "Infinite Campus", "aruiz@example.org", "TV 3"]


@pytest.mark.parametrize("text", ENGLISH.splitlines())
@pytest.mark.parametrize("default", ["en", "es"])
def test_english_is_known(text: str, default: str) -> None:
    assert detect(text, ("en", "es"), default) == "en"


@pytest.mark.parametrize("text", SPANISH.splitlines())
@pytest.mark.parametrize("default", ["en", "es"])
def test_spanish_is_known(text: str, default: str) -> None:
    assert detect(text, ("en", "es"), default) == "es"


@pytest.mark.parametrize("text", DOUBTFUL)
def test_in_doubt_it_is_the_default(text: str) -> None:
    assert detect(text, ("en", "es"), "en") == "en"
    assert detect(text, ("en", "es"), "es") == "es"


def test_only_allowed_languages_are_named() -> None:
    assert detect("la impresora no imprime nada", ("en",), "en") == "en"
    assert detect("la impresora no imprime nada", ("fr",), "fr") == "fr"


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert detect(text) in {"en", "es"}

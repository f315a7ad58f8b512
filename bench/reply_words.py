"""What technicians write in replies: commands, prose of many kinds, and what stands below it."""

from __future__ import annotations

from dataclasses import dataclass

PLANTED = "planted"
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Command:
    """A line as it is typed, and how it is to be read."""

    line: str
    verb: str
    arguments: str = ""


COMMANDS = (
    Command("#close", "close"),
    Command("#close New rollers are in.", "close", "New rollers are in."),
    Command("#Resolved", "close"),
    Command("!done replaced the fuser", "close", "replaced the fuser"),
    Command("#close It\u2019s the \u201cleft\u201d tray \u2014 please test\u2026", "close",
            "It\u2019s the \u201cleft\u201d tray \u2014 please test\u2026"),
    Command("#solved " + "the fuser was worn, so I took the one of the old copier in the library " * 2, "close",
            ("the fuser was worn, so I took the one of the old copier in the library " * 2).strip()),
    Command("#reopen", "reopen"),
    Command("#pending until friday", "pending", "until friday"),
    Command("#hold until 12/1 waiting for the part", "pending", "until 12/1 waiting for the part"),
    Command("#assign lee", "assign", "lee"),
    Command("#assign lee.wong@example.org", "assign", "lee.wong@example.org"),
    Command("#owner\u00a0me", "assign", "me"),
    Command("#take", "take"),
    Command("\uff03take", "take"),
    Command("#drop", "drop"),
    Command("#priority high", "priority", "high"),
    Command("#priority: low", "priority", "low"),
    Command("#PRIO n", "priority", "n"),
    Command("#category printer", "category", "printer"),
    Command("#site north", "site", "north"),
    Command("#room B12", "room", "B12"),
    Command("#department Front Office", "department", "Front Office"),
    Command("#extension 4512", "extension", "4512"),
    Command("#subject Copier in the front office", "subject", "Copier in the front office"),
    Command("#asset CR-20418", "asset", "CR-20418"),
    Command("#private", "private"),
    Command("#internal note the toner is the wrong one", "private", "the toner is the wrong one"),
    Command("#public", "public"),
    Command("#cc jpark@example.org", "cc", "jpark@example.org"),
    Command("#uncc jpark@example.org", "uncc", "jpark@example.org"),
    Command("#tag +copier -waiting", "tag", "+copier -waiting"),
    Command("#for aruiz@example.org", "for", "aruiz@example.org"),
    Command("#undo", "undo"),
    Command("#queue", "queue"),
    Command("#show 1042", "show", "1042"),
    Command("#help", "help"),
)  # fmt: skip

LONG = (
    "The copier in the front office jams because the rollers of the second tray are worn out, so I took "
    "the set of the library machine and ordered another one, which should be here on Thursday."
)
LONG_SPANISH = (
    "La copiadora de la oficina se atasca porque los rodillos de la bandeja están gastados, así que "
    "puse los de la biblioteca y pedí otro juego, que debería llegar el jueves por la mañana."
)
PROSE: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "one line": ("New rollers are in.",),
        "several paragraphs": (
            "Hi Ana,", "", "I looked at the copier this morning.", "The rollers were worn.", "",
            "They are new now, and it printed 50 pages without a jam.", "", "Tell me if it comes back.",
        ),
        "long lines": (LONG,),
        "smart quotes": (
            "It\u2019s the \u201cleft\u201d tray \u2014 the one with the sticker\u2026", "Don\u2019t use it, please.",
        ),
        "no-break spaces": ("New rollers are in.\u00a0 Please try it.\u00a0", "\u00a0", "\u00a0Two trays work.\u00a0"),
        "a list": ("What I did:", "- new rollers", "- cleaned the glass", "* firmware 2.1.4", "1. tested both trays"),
        "numbers with signs": ("Same fault as #1031 and copier #2 in B12!", "Ours is no. #4, see PO #88213."),
        "a line that ends with a colon": ("Ana told me on Monday, and this is what she wrote:", "", "tray 2 is broken"),
        "links": ("The manual is at https://example.org/manuals/copier?page=12 and Jo knows: jpark@example.org.",),
        "a greeting and thanks": ("Good morning!", "", "Thanks for the photo, that helped a lot.", "", "Best,", "Dana"),
        "dates and times": ("On Nov 20, 2026 at 3:15 PM the vendor was here.", "He comes again: Monday, 8:00 AM."),
        "words of mail headers": (
            "From now on please use tray 1.", "To whom does the key belong?", "Subject to change: the date.",
        ),
        "indented lines": ("  Two spaces first.", "\tA tab first.", "Done."),
        "emphasis": ("Please do *not* open the _left_ door!", "It is *hot*."),
        "a question": ("Which room is it now?",),
        "an emoji": ("Done \U0001f44d", ":-)"),
        "lines broken by hand": (
            "I was in the front office at nine and", "the copier was jammed, so I opened the left door and",
            "took the paper out; after that", "it printed.",
        ),
        "signs without a word": ("# of pages: 50", "!!!", "#", "--- see below ---", "C# and F# are not installed."),
    },
    "es": {
        "one line": ("Los rodillos nuevos están puestos.",),
        "several paragraphs": (
            "Hola, Ana:", "", "Miré la copiadora esta mañana.", "Los rodillos estaban gastados.", "",
            "Ahora son nuevos e imprimió 50 hojas sin atascarse.", "", "Avise si vuelve a pasar.",
        ),
        "long lines": (LONG_SPANISH,),
        "smart quotes": ("Es la bandeja «izquierda» \u2014 la de la etiqueta\u2026", "¡No la use, por favor!"),
        "no-break spaces": ("Ya está.\u00a0 Pruebe otra vez.\u00a0", "\u00a0", "\u00a0Dos bandejas sirven.\u00a0"),
        "a list": ("Lo que hice:", "- rodillos nuevos", "- vidrio limpio", "* firmware 2.1.4", "1. probé las dos"),
        "numbers with signs": ("La misma falla que #1031 y la #2.", "La nuestra es la n.º #4, pedido #88213."),
        "a line that ends with a colon": ("Ana me lo dijo el lunes, y esto fue lo que escribió:", "", "la bandeja 2"),
        "links": ("El manual está en https://example.org/manuals/copier?page=12 y Jo sabe: jpark@example.org.",),
        "a greeting and thanks": ("¡Buenos días!", "", "Gracias por la foto.", "", "Saludos,", "Dana"),
        "dates and times": ("El 20 nov 2026 a las 15:15 vino el técnico.", "Viene otra vez: el lunes, 8:00."),
        "words of mail headers": ("De momento use la bandeja 1.", "Para la otra falta una llave.", "Asunto cerrado."),
        "indented lines": ("  Dos espacios antes.", "\tUn tabulador.", "Listo."),
        "emphasis": ("Por favor *no* abra la puerta _izquierda_.", "Está *caliente*."),
        "a question": ("¿En qué salón está ahora?",),
        "an emoji": ("Listo \U0001f44d", ":-)"),
        "lines broken by hand": (
            "Estuve en la oficina a las nueve y", "la copiadora estaba atascada, así que abrí la puerta y",
            "saqué el papel; después", "imprimió.",
        ),
        "signs without a word": ("# de hojas: 50", "!!!", "#", "--- vea abajo ---", "C# y F# no están."),
    },
}  # fmt: skip

FOOTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "nothing": (),
        "a signature": ("", "-- ", "Dana Cole", "Technology Department", "extension 4357"),
        "a signature without dashes": (
            "", "Dana Cole", "Network Technician | Example School District", "Phone: (209) 555-0143 ext. 4357",
        ),
        "thanks and a name": ("", "Thanks,", "Dana"),
        "a disclaimer": (
            "", "CONFIDENTIALITY NOTICE: This e-mail and any attachments are for the use of the recipient only.",
        ),
        "a rule and a title": ("", "________________________", "Dana Cole, M.Ed.", "Technology", "example.org"),
    },
    "es": {
        "nothing": (),
        "a signature": ("", "-- ", "Dana Cole", "Departamento de Tecnología", "extensión 4357"),
        "a signature without dashes": (
            "", "Dana Cole", "Técnica de redes | Example School District", "Teléfono: (209) 555-0143 ext. 4357",
        ),
        "thanks and a name": ("", "Gracias,", "Dana"),
        "a disclaimer": (
            "", "AVISO DE CONFIDENCIALIDAD: Este correo y sus anexos son solo para el uso de su destinatario.",
        ),
        "a rule and a title": ("", "________________________", "Dana Cole, M.Ed.", "Tecnología", "example.org"),
    },
}  # fmt: skip

"""What stands under a writer's words: "-- " signatures, names with telephone lines, mobile footers, disclaimers."""

from __future__ import annotations

from collections.abc import Sequence

from mailintake.parse.quote import fold

_LONGEST_FOOTER = 220
_FOOTER_WORDS = 14
_FOOTERS = (
    "get outlook for",
    "get [outlook for",
    "obtener outlook para",
    "obtén outlook para",
    "descarga outlook para",
    "descargar outlook para",
    "télécharger outlook pour",
    "obtenez outlook pour",
    "outlook für ",
    "holen sie sich outlook",
    "scarica outlook per",
    "ottieni outlook per",
    "obter o outlook para",
    "sent from my ",
    "sent from outlook",
    "sent from mail for",
    "sent from [mail](",
    "sent from yahoo mail",
    "sent from windows mail",
    "sent from mailbox",
    "sent from samsung",
    "sent from gmail",
    "sent from proton",
    "sent from workspace one",
    "sent from a phone",
    "sent from mobile",
    "sent from iphone",
    "sent from ipad",
    "sent from android",
    "sent from the all new aol app",
    "sent via mobile",
    "sent via the samsung",
    "sent via blackberry",
    "sent via superhuman",
    "sent with airmail",
    "sent with proton",
    "sent with blackberry",
    "sent with spark",
    "sent with tutanota",
    "sent by galaxy",
    "sent by my ",
    "yahoo mail: search",
    "from my iphone",
    "from my ipad",
    "from my android",
    "someone from mobile",
    "enviado desde mi ",
    "enviado desde outlook",
    "enviado desde correo",
    "enviado desde yahoo",
    "enviado desde gmail",
    "enviado desde el correo",
    "enviado desde un teléfono",
    "enviado desde un celular",
    "enviado de mi ",
    "enviado a través de mi ",
    "enviado mediante",
    "mandado desde mi ",
    "enviado do meu ",
    "enviado a partir do",
    "envoyé depuis mon ",
    "envoyé depuis ma ",
    "envoyé de mon ",
    "envoyé à partir",
    "envoyé depuis outlook",
    "von meinem ",
    "gesendet von ",
    "diese nachricht wurde von meinem",
    "inviato da ",
    "inviato dal mio",
    "verzonden met ",
    "verzonden vanaf",
    "verstuurd vanaf",
    "sendt fra min",
    "skickat från min",
    "отправлено с ",
    "從我的",
    "从我的",
    "发自我的",
)
_DISCLAIMER_STARTS = (
    "confidentiality not",
    "confidentiality statement",
    "notice of confidentiality",
    "privileged and confidential",
    "confidential:",
    "disclaimer",
    "legal notice",
    "legal disclaimer",
    "email disclaimer",
    "e-mail disclaimer",
    "public records",
    "aviso de confidencialidad",
    "aviso legal",
    "nota de confidencialidad",
    "cláusula de confidencialidad",
    "advertencia legal",
    "avis de confidentialité",
    "please consider the environment",
    "antes de imprimir",
    "think before you print",
    "piense en el medio ambiente",
)
_DISCLAIMER_WORDS = (
    "this email and any",
    "this e-mail and any",
    "this email message",
    "this e-mail message",
    "this email may contain",
    "this e-mail may contain",
    "this message and any",
    "this message is intended",
    "this message may contain",
    "this message contains",
    "this communication",
    "this electronic m",
    "this transmission",
    "the information contained in this",
    "the information in this",
    "the information transmitted",
    "the contents of this",
    "the documents accompanying",
    "all email to and from",
    "all e-mail to and from",
    "emails sent to",
    "este correo electrónico",
    "este correo es",
    "este correo y",
    "este mensaje y",
    "este mensaje es",
    "este mensaje está",
    "este mensaje puede",
    "este mensaje contiene",
    "este e-mail",
    "esta comunicación",
    "esta transmisión",
    "la información contenida en este",
    "la información transmitida",
    "el contenido de este",
)
_DISCLAIMER_EVIDENCE = (
    "confiden",
    "privileged",
    "intended",
    "addressee",
    "recipient",
    "destinatari",
    "privilegiad",
    "public record",
    "unauthorized",
    "no autorizad",
)
_BANNER_EVIDENCE = (
    "originated from outside",
    "originated outside",
    "came from outside",
    "sent from outside",
    "outside of the organization",
    "outside the organization",
    "outside of your organization",
    "outside your organization",
    "outside of the district",
    "outside the district",
    "external sender",
    "external email",
    "you don't often get email from",
    "do not click links",
    "no suele recibir correo",
    "se originó fuera",
    "fuera de la organización",
    "remitente externo",
    "no haga clic en",
)
_BANNER_STARTS = (
    "caution",
    "external",
    "[external",
    "warning",
    "you don't often",
    "this email originated",
    "this message originated",
    "this message came from",
    "this email came from",
    "precaución",
    "advertencia",
    "atención",
    "no suele",
    "este correo se originó",
    "externo",
    "some people who received this message",
)
_CLOSINGS = frozenset(
    "thanks|thank you|many thanks|thanks so much|thank you so much|thanks again|thanks in advance|thx|ty|cheers|best"
    "|thank you very much|thanks a lot|thank you in advance|with thanks|much appreciated|best regards|kind regards"
    "|regards|warm regards|warmly|best wishes|all the best|sincerely|sincerely yours|yours truly|respectfully"
    "|have a great day|have a good day|have a nice day|take care|in service|yours|gracias|muchas gracias|mil gracias"
    "|gracias de antemano|gracias por su ayuda|gracias por su apoyo|saludos|saludos cordiales|un saludo|cordialmente"
    "|atentamente|atte|que tenga buen día|buen día|un abrazo|respetuosamente|cordial saludo|quedo atento|quedo atenta"
    "|thank you for your help|thanks for your help|thanks for the help|thank you for your time".split("|")
)
_PLACES = frozenset(
    "school elementary middle high district academy office department dept library teacher principal secretary "
    "counselor coordinator director manager assistant specialist technician clerk supervisor registrar nurse coach "
    "superintendent psychologist paraprofessional librarian custodian usd isd escuela primaria secundaria distrito "
    "maestra maestro profesora profesor directora director secretaria secretario oficina consejera consejero grade "
    "grado instructor analyst administrator".split()
)
_CONTACT_WORDS = frozenset(
    "ext ext. extension extensión phone tel tel. teléfono telefono fax cell celular mobile office: direct office "
    "room rm rm. salón salon aula classroom".split()
)
_DELIMITERS = frozenset({"--", "\u2014", "\u2013\u2013", "\u2014\u2014", "-- \u200b"})
_DRAWN = frozenset("-_=*#~+\u00b7\u1427\u2022\u2014\u2013|. \t")
_MOST_SIGNATURE_LINES = 14
_LONGEST_SIGNATURE_LINE = 90
_MOST_UNDER_DELIMITER = 40
_NAME_WORDS = 5
_SENTENCE_WORDS = 6
_PHONE_DIGITS = 7


def split_signature(lines: Sequence[str], *, first: bool) -> tuple[int, int]:
    """Return where the words begin and end in a run of the writer's own lines; banners and signature lie outside.

    `first` says that the run stands at the top of the mail, where gateways write their warnings.
    """
    begin = _banner_end(lines) if first else 0
    end = _trim(lines, begin, len(lines))
    end = _delimiter(lines, begin, end)
    end = _disclaimer(lines, begin, end)
    end = _trim(lines, begin, end)
    end = _contact_block(lines, begin, end)
    return begin, _trim(lines, begin, end)


def is_footer(line: str) -> bool:
    """Tell whether the line is what a mobile or web client adds by itself ("Sent from my iPhone")."""
    if len(line) > _LONGEST_FOOTER:
        return False
    text = fold(line).strip("<>()[]*_- \u200b")
    if not text.startswith(_FOOTERS):
        return False
    words = [word for word in text.split(" ") if "://" not in word]
    return len(words) <= _FOOTER_WORDS


def is_device_footer(line: str) -> bool:
    """Tell whether the line is a footer beyond doubt, wherever it stands."""
    return is_footer(line) and len(fold(line).split("<", maxsplit=1)[0].split()) <= _SENTENCE_WORDS


def bare_words(text: str) -> str:
    """Return the text without greeting-free closing lines and the writer's name under them ("Thanks, Ana")."""
    lines = [line for line in text.split("\n") if line.strip()]
    for index in range(1, len(lines)):
        if _is_closing(lines[index]) and all(_is_name(line) for line in lines[index + 1 :]):
            return "\n".join(lines[:index])
    if len(lines) > 1 and _is_name(lines[-1]) and lines[-1][:1].isupper() and len(lines[-1].split()) > 1:
        return "\n".join(lines[:-1])
    return "\n".join(lines)


def is_drawn(line: str) -> bool:
    """Tell whether the line holds nothing but drawn characters."""
    return bool(line.strip()) and _DRAWN.issuperset(line) and line.strip() not in {".", "...", "+", "*", "#"}


def _banner_end(lines: Sequence[str]) -> int:
    at = 0
    while at < len(lines):
        while at < len(lines) and not lines[at].strip():
            at += 1
        end = at
        while end < len(lines) and lines[end].strip() and end - at < _MOST_SIGNATURE_LINES:
            end += 1
        if at == end or not _is_banner(lines[at:end]):
            return at if at < len(lines) else 0
        at = end
    return 0


def _is_banner(paragraph: Sequence[str]) -> bool:
    if not fold(paragraph[0][:_LONGEST_FOOTER]).lstrip("*[_<>|!- ").startswith(_BANNER_STARTS):
        return False
    text = fold(" ".join(paragraph)[:600])
    return any(words in text for words in _BANNER_EVIDENCE)


def _trim(lines: Sequence[str], begin: int, end: int) -> int:
    """Leave out empty lines, drawn lines and footers at the end."""
    while end > begin:
        line = lines[end - 1]
        if line.strip() and not is_drawn(line) and not is_footer(line):
            return end
        end -= 1
    return end


def _delimiter(lines: Sequence[str], begin: int, end: int) -> int:
    """Return where a "-- " line stands: what is under it is signature."""
    fenced = False
    for at in range(begin, end):
        line = lines[at]
        if line.startswith("```"):
            fenced = not fenced
        if fenced or line[:1] not in {"-", "\u2014", "\u2013"}:
            continue
        if line == "-- " or (line.strip() in _DELIMITERS and _count(lines[at:end]) <= _MOST_UNDER_DELIMITER):
            return at
    return end


def _count(lines: Sequence[str]) -> int:
    return sum(bool(line.strip()) for line in lines)


def _disclaimer(lines: Sequence[str], begin: int, end: int) -> int:
    """Return where the first legal notice under the words begins."""
    previous_blank = True
    seen = False
    for at in range(begin, end):
        line = lines[at]
        if not line.strip():
            previous_blank = True
            continue
        if seen and previous_blank and _is_disclaimer(lines, at, end):
            return at
        seen, previous_blank = True, is_drawn(line)
    return end


def _is_disclaimer(lines: Sequence[str], at: int, end: int) -> bool:
    start = fold(lines[at][:_LONGEST_FOOTER]).lstrip("*[_<>|!-= ")
    if start.startswith(_DISCLAIMER_STARTS):
        return True
    start = start.removeprefix("notice: ").removeprefix("important: ").removeprefix("note: ").removeprefix("aviso: ")
    if not start.startswith(_DISCLAIMER_WORDS):
        return False
    text = fold(" ".join(line[:1000] for line in lines[at : min(at + 8, end)]))
    return any(words in text for words in _DISCLAIMER_EVIDENCE)


def _contact_block(lines: Sequence[str], begin: int, end: int) -> int:
    """Return where a closing word or a name begins that is followed by a post, a place or a telephone number."""
    low = max(begin, end - _MOST_SIGNATURE_LINES - 6)
    at = end
    best = end
    evidence = 0
    filled = 0
    while at > low:
        line = lines[at - 1]
        if line.strip():
            if not _is_signature_line(line) or filled > _MOST_SIGNATURE_LINES:
                break
            filled += 1
            if _is_closing(line):
                best = at - 1 if evidence else best
                break
            if evidence and _is_name(line) and (at - 1 == begin or not lines[at - 2].strip()):
                best = at - 1
            evidence += _is_evidence(line)
        at -= 1
    has_words = any(line.strip() for line in lines[begin:best])
    return best if has_words else end


def _is_signature_line(line: str) -> bool:
    text = line.strip()
    if len(text) > _LONGEST_SIGNATURE_LINE or text[:1] in {"#", "!"}:
        return False
    words = text.split()
    return not (text[-1] in ".?!" and len(words) >= _SENTENCE_WORDS and not _is_evidence(line))


def _is_closing(line: str) -> bool:
    return len(line) < 60 and fold(line).rstrip(",.!;:~- ").replace(" ,", ",") in _CLOSINGS  # noqa: PLR2004


def _is_name(line: str) -> bool:
    """Tell whether the line looks like a person's name."""
    words = line.strip().strip("*_-~\u2014/,").split()
    if not 0 < len(words) <= _NAME_WORDS or any(character.isdigit() for character in line):
        return False
    if line.rstrip()[-1:] in ":?!":
        return False
    return all(word[0].isupper() or word.casefold() in {"de", "la", "del", "los", "y", "van", "von"} for word in words)


def _is_evidence(line: str) -> bool:
    """Tell whether the line names a post, a place or a way to reach somebody."""
    text = fold(line)
    if "@" in text or "www." in text or "://" in text or _digits(text) >= _PHONE_DIGITS:
        return True
    words = [word.strip(",;:()|*") for word in text.replace("/", " ").replace("|", " ").split()]
    if any(character.isdigit() for character in text):
        return any(word in _CONTACT_WORDS for word in words) or _has_short_extension(words)
    return any(word in _PLACES for word in words)


def _has_short_extension(words: Sequence[str]) -> bool:
    return any(word[:1] == "x" and word[1:].isdigit() for word in words)


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)

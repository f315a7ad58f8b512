"""What each notice says, to whom, in which language."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailintake.act import VERBS
from mailintake.compose import NOTICES, Context, UnknownTemplateError, compose, render, sample
from mailintake.model.decision import CommandResult, Notice, Outcome
from mailintake.model.message import Address, Attachment, Forwarded
from mailintake.model.ticket import Entry, EntryKind, Priority, Status, StoredAttachment
from mailintake.parse.marker import MARKERS
from tests.compose.factory import ANA, DANA, LEE, MESSAGE, NOW, PRIVATE, RULES, TICKET, WORDS, context
from tests.outgoing_check import check_outgoing, texts


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("template", NOTICES)
def test_every_notice_is_a_whole_mail_in_every_language(template: str, language: str) -> None:
    notice, about = sample(template, RULES, NOW, language=language)
    outgoing = compose(notice, about)
    mail = check_outgoing(outgoing.content, outgoing.to, relayed=template == "answer")
    text, html = texts(outgoing.content)

    assert mail["content-language"] == language
    assert text.splitlines()[0] == MARKERS[language]
    assert MARKERS[language] in html
    assert "None" not in text
    assert "\n\n\n" not in text.replace("\r\n", "\n")
    assert f'<html lang="{language}">' in html


@pytest.mark.parametrize("template", [name for name, kind in NOTICES.items() if not kind.staff])
def test_requesters_never_see_internal_notes(template: str) -> None:
    about = replace(context(), own_tickets=(TICKET,))
    outgoing = compose(Notice(template, ANA.address, 1042, facts={"prose": "Hello"}), about)

    check_outgoing(outgoing.content, ANA.address, never=("third one today", "another copier can be used"))


def test_the_receipt_says_who_how_soon_and_how_to_go_on() -> None:
    text = _text("receipt", ANA.address)

    for words in ("TECH-1042", "Hello Ana", "Dana Cole has it", "Normal", "today by 12:05 PM", "status", "close"):
        assert words in text
    assert WORDS not in text
    assert "8324" not in text.partition("—")[0]
    assert "One question" not in text


def test_the_receipt_of_a_high_names_the_phone_before_all_else() -> None:
    text = _text("receipt", ANA.address, context(replace(TICKET, priority=Priority.HIGH)))

    assert text.index("extension 8324 (dial TECH)") < text.index("Dana Cole has it")


@pytest.mark.parametrize(
    ("site", "room", "language", "question", "example"),
    [
        (None, None, "en", "which school and room is it about?", "the name of the school, then for example room B12"),
        ("north-high", None, "en", "which room is it about?", "A reply is enough, for example: room B12"),
        (None, "B12", "en", "which school or office is it about?", "A reply with its name is enough."),
        (None, None, "es", "¿de qué escuela y de qué salón", "el nombre de la escuela y, por ejemplo, salón B12"),
        ("north-high", None, "es", "¿de qué salón", "Basta con responder, por ejemplo: salón B12"),
        (None, "B12", "es", "¿de qué escuela u oficina", "Basta con responder con su nombre."),
    ],
)
def test_the_receipt_asks_for_what_is_missing_with_an_example_that_answers_it(
    site: str | None, room: str | None, language: str, question: str, example: str
) -> None:
    text = _text("receipt", ANA.address, context(replace(TICKET, site=site, room=room, language=language)))
    asked = next(line for line in text.splitlines() if question in line)

    assert asked.endswith(example)
    assert ("B12" in asked) == (room is None)


def test_a_request_in_spanish_is_answered_in_spanish() -> None:
    text = _text("receipt", ANA.address, context(replace(TICKET, language="es")))

    assert "solicitud" in text
    assert "hoy antes de las 12:05" in text
    assert "estado" in text


def test_a_language_that_the_desk_does_not_speak_becomes_its_first() -> None:
    only_english = replace(RULES, desk=replace(RULES.desk, languages=("en",)))

    assert "Hello" in _text("receipt", ANA.address, context(replace(TICKET, language="es"), rules=only_english))
    assert "Hello" in _text("receipt", ANA.address, context(replace(TICKET, language="fr")))


def test_a_technician_reads_the_desks_language_whatever_he_speaks() -> None:
    assert "this request is yours now" in _text("assigned", "lee")
    assert compose(Notice("assigned", "lee", 1042), context()).to == LEE.email


def test_the_assignment_shows_all_that_is_known_of_the_person() -> None:
    ticket = replace(TICKET, attachments=(StoredAttachment("jam.jpg", "image/jpeg", 1_234_567, "0" * 64),))
    text = _text("assigned", DANA.email, context(ticket))

    for line in (
        "From: Ana Ruiz <aruiz@example.org>",
        "Extension: 4512",
        "Site: North High School",
        "Department: Front Office",
        "Room: Main 101",
        "Category: Printing",
        "Priority: Normal",
        "Because: one person; another copier can be used",
        "First answer: today by 12:05 PM",
        "Attachments: jam.jpg (1.2 MB)",
        f"> {WORDS}",
        f"> {PRIVATE}",
    ):
        assert line in text.splitlines()
    assert "#close" in text
    assert "UNVERIFIED" not in text
    assert "helpdesk+t." not in text


def test_an_unverified_sender_is_marked_before_all_else() -> None:
    text = _text("assigned", DANA.email, context(replace(TICKET, verified=False)))

    assert text.index("UNVERIFIED SENDER") < text.index("From: ")


def test_a_request_that_was_handed_over_says_how_it_stands_and_what_was_said() -> None:
    waiting = replace(TICKET, status=Status.PENDING, pending_until=NOW + timedelta(days=3), assignee="lee")
    text = _text("assigned", DANA.email, context(waiting), actor="lee")

    assert "this request is yours now (from Lee Ortiz)" in text
    assert "State: waiting, Nov 26, 8:05 AM" in text.splitlines()
    assert "Dana Cole, Nov 23, 8:05 AM (internal):" in text.splitlines()


def test_a_forward_shows_what_was_forwarded() -> None:
    inner = Forwarded(Address("vendor@example.net"), "Outage", "The copier lease ends.")
    text = _text("assigned", DANA.email, context(message=replace(MESSAGE, forwarded=inner)))

    assert "> The copier lease ends." in text.splitlines()


def test_endless_words_are_shortened() -> None:
    long = "word " * 400_000
    entries = (Entry(NOW, ANA.address, EntryKind.MESSAGE, public=True, text=long),)
    outgoing = compose(Notice("assigned", DANA.email, 1042), context(replace(TICKET, entries=entries)))

    assert "[…]" in texts(outgoing.content)[0]
    assert len(outgoing.content) < 400_000


def test_the_control_address_is_shown_only_where_it_is_asked_for_and_only_to_its_technician() -> None:
    asked = {"control_address": "yes"}

    assert "helpdesk+t.1." in _text("assigned", DANA.email, facts=asked)
    assert "helpdesk+t.1." not in _text("assigned", "director@example.org", facts=asked)


def test_the_closure_tells_what_was_done_and_how_to_come_back() -> None:
    text = _text("closed", ANA.address, actor="dana", facts={"prose": "New fuser fitted, please try again."})

    assert "Dana Cole has solved your request TECH-1042" in text
    assert "New fuser fitted, please try again." in text.splitlines()
    assert "within 7 days" in text


def test_status_lists_own_requests_the_urgent_first_with_public_notes_only() -> None:
    other = replace(TICKET, number=7, subject="No internet", priority=Priority.HIGH, entries=())
    waiting = replace(TICKET, status=Status.PENDING, pending_until=NOW + timedelta(days=3))
    text = _text("status", ANA.address, replace(context(None), own_tickets=(waiting, other)))

    assert text.index("TECH-7 No internet") < text.index("TECH-1042 Copier jams")
    assert "> New rollers are ordered." in text.splitlines()
    assert "State: waiting, Dana Cole, until Nov 26, 8:05 AM" in text
    assert PRIVATE not in text
    assert WORDS not in text


def test_status_without_requests_says_so() -> None:
    assert "no open requests" in _text("status", ANA.address, context(None))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("taken", "Dana Cole is working on your request"),
        ("pending", "has to wait"),
        ("room", "We have noted it for TECH-1042: room Main 101"),
        ("extension", "We have noted it for TECH-1042: extension 4512"),
        ("stop", "no more news on the progress of TECH-1042"),
    ],
)
def test_status_tells_a_change(change: str, words: str) -> None:
    text = _text("status", ANA.address, facts={"change": change, "prose": "Parts are on their way."})

    assert words in text
    assert "Parts are on their way." in text


def test_a_failed_transcript_names_each_line_and_gives_the_text_back() -> None:
    own = "#privat\n#close\nTold her three times not to use the thick paper."
    results = (
        CommandResult("#privat", None, "", Outcome.ERROR, "there is no such command", "#private"),
        CommandResult("#close", "close", "", Outcome.NOT_RUN),
    )
    lines = _text("transcript", DANA.email, text=own, results=results, facts={"ok": "yes"}).splitlines()

    assert "error: #privat" in lines
    assert "  did you mean: #private" in lines
    assert "not run: #close" in lines
    assert "\n".join(own.splitlines()) in "\n".join(lines)
    assert any("Reply ok" in line for line in lines)


def test_a_transcript_asks_for_ok_only_where_something_waits_for_it() -> None:
    results = (CommandResult("#due never", "due", "never", Outcome.ERROR, "this is no date"),)

    assert "Reply ok" not in _text("transcript", DANA.email, text="#due never", results=results)


def test_a_refused_transcript_gives_no_text_back() -> None:
    results = (CommandResult("#close", "close", "", Outcome.REFUSED, "the sender could not be verified"),)
    text = _text("transcript", DANA.email, text="#close\nsecret words", results=results)

    assert "refused: #close" in text
    assert "secret words" not in text


def test_a_transcript_lists_the_tickets_asked_for() -> None:
    results = (CommandResult("#queue", "queue", "", Outcome.OK),)
    about = replace(context(None), lists={"#queue": (TICKET,)})
    text = _text("transcript", DANA.email, about, results=results)

    assert "ok: #queue" in text
    assert "TECH-1042 Normal, received, Dana Cole: Copier jams (Ana Ruiz, North High School" in text


def test_help_lists_every_command_and_the_secret_address() -> None:
    results = (CommandResult("#help", "help", "", Outcome.OK, "see below"),)
    text = _text("transcript", DANA.email, context(None), results=results)

    assert all(verb.usage in text.splitlines() for verb in VERBS)
    assert "helpdesk+t.1." in text


def test_a_requester_who_closes_hears_that_he_did() -> None:
    text = _text("closed", ANA.address, facts={"change": "resolved"})

    assert "You said that this request needs nothing more" in text
    assert "Dana Cole has solved" not in text


def test_a_number_that_is_not_ones_own_is_simply_not_found() -> None:
    about = replace(context(None), own_tickets=(TICKET,))
    text = _text("status", ANA.address, about, facts={"asked": "status", "unknown": "7"})

    assert "We find no request of yours with the number 7." in text
    assert "TECH-1042" not in text


def test_words_that_came_with_files_name_them() -> None:
    photo = Attachment("screen.png", "image/png", b"", 1234, "0" * 64)
    text = _text("requester_wrote", DANA.email, context(message=replace(MESSAGE, attachments=(photo,))), text="Look")

    assert "Attachments: screen.png (1 kB)" in text


def test_words_that_raise_the_priority_say_so() -> None:
    high = context(replace(TICKET, priority=Priority.HIGH))

    assert "We take it as High now" in _text(
        "requester_wrote", DANA.email, high, text="All down", facts={"raised": "y"}
    )


def test_a_mail_that_was_too_large_says_how_large_it_may_be() -> None:
    assert "larger than 40 MiB" in _text("too_large", ANA.address, context(None), facts={"limit": "40 MiB"})


@pytest.mark.parametrize("template", ["closed", "reopened", "status", "answer", "receipt"])
def test_without_a_subject_no_comma_is_left_hanging(template: str) -> None:
    text = _text(template, ANA.address, actor="dana", facts={"plain": "yes", "prose": "Done."})

    assert "TECH-1042," not in text
    assert "Copier" not in text


def test_a_challenge_shows_what_was_asked_and_wants_ok() -> None:
    results = (CommandResult("#close", "close", "", Outcome.NOT_RUN),)
    text = _text("confirm", DANA.email, text="#close\nFixed.", results=results)

    assert "#close" in text
    assert "Reply ok within 24 hours" in text


def test_undeliverable_says_whom_we_could_not_reach_and_why() -> None:
    facts = {"recipient": "aruiz@example.org", "reason": "550 5.1.1 no such user", "template": "receipt"}
    text = _text("undeliverable", DANA.email, facts=facts)

    assert "To: aruiz@example.org" in text
    assert "Reason: 550 5.1.1 no such user" in text
    assert "extension 4512" in text


def test_an_unknown_notice_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownTemplateError, match="receipt"):
        compose(Notice("recipt", ANA.address), context())


def _text(template: str, to: str, about: Context | None = None, **notice: object) -> str:
    ticket = 1042 if about is None or about.ticket else None
    return render(replace(Notice(template, to, ticket), **notice), about or context()).text  # type: ignore[arg-type]

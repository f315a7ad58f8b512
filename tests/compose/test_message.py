"""Finished mail: its header fields, its one recipient, its thread."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import given, strategies as st

from mailintake.compose import NOTICES, UnusableAddressError, compose, render, sample
from mailintake.compose.words import PLAIN_SUBJECT
from mailintake.model.decision import Notice
from mailintake.model.message import Address
from mailintake.model.person import Person
from mailintake.model.settings import Envelope, Strangers
from mailintake.model.ticket import Priority, Status
from mailintake.token import bounced_message_id, find_token, valid
from tests.compose.factory import ANA, DANA, MESSAGE, NOW, RULES, TICKET, context
from tests.outgoing_check import check_outgoing, texts

RECEIPT = Notice("receipt", ANA.address, 1042, automatic=True)
HOSTILE = (
    "{{7*7}} {% raise %} %s ${x} #{y}",
    "Copier\r\nBcc: victim@example.org",
    "a\x0bb\x0cc\x85d\u2028e\u2029f",
    "x@evil.test, Bob",
    '"; <evil@evil.test>, "',
    "\u202eevil\u202c \x00\x07\x1b[31m",
    "=?utf-8?q?evil=0d=0aBcc:_x@y?=",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "é" * 300,
    "e\u0301\u0302" * 3000,
    "w" * 2000,
    "\ud800 surrogate",
    "From the top",
    "",
)


def test_a_receipt_is_one_mail_to_one_person_that_answers_his() -> None:
    outgoing = compose(RECEIPT, context())
    mail = check_outgoing(outgoing.content, ANA.address, relayed=False)

    assert str(mail["from"]) == "Technology Services Help Desk <helpdesk@example.org>"
    assert str(mail["to"]) == "Ana Ruiz <aruiz@example.org>"
    assert mail["subject"] == outgoing.subject == "Re: [TECH-1042] Copier jams"
    assert mail["message-id"] == outgoing.message_id
    assert mail["in-reply-to"] == "<first@example.org>"
    assert mail["references"] == "<zero@example.org> <first@example.org>"
    assert mail["auto-submitted"] == "auto-replied"
    assert mail["x-auto-response-suppress"] == "DR, RN, NRN, OOF, AutoReply"
    assert mail["x-mailintake-loop"] == "helpdesk@example.org"
    assert (outgoing.to, outgoing.ticket, outgoing.automatic) == (ANA.address, 1042, True)


def test_reply_to_and_message_id_carry_the_readers_own_token() -> None:
    outgoing = compose(RECEIPT, context())
    mail = message_from_bytes(outgoing.content, policy=SMTP)
    tokens = [find_token(mail["reply-to"].addresses[0].addr_spec), find_token(outgoing.message_id)]

    for token in tokens:
        assert token is not None
        assert token.ticket == 1042
        assert valid(token, ANA.address, RULES.token_key)
        assert not valid(token, DANA.email, RULES.token_key)


def test_the_technicians_mail_is_no_answer_to_the_requesters_mail() -> None:
    outgoing = compose(Notice("assigned", DANA.email, 1042), context())
    mail = check_outgoing(outgoing.content, DANA.email, relayed=False)

    assert mail["auto-submitted"] == "auto-generated"
    assert mail["in-reply-to"] is None


def test_a_mail_continues_the_thread_of_earlier_mails_to_the_same_person() -> None:
    earlier = replace(context(), references=("<1@example.org>", "not an id\r\nBcc: x", "<2@example.org>"))
    mail = check_outgoing(compose(Notice("requester_wrote", DANA.email, 1042, "Hi"), earlier).content, DANA.email)

    assert mail["in-reply-to"] == "<2@example.org>"
    assert mail["references"] == "<1@example.org> <2@example.org>"


def test_a_relayed_answer_is_no_automatic_mail() -> None:
    written = replace(MESSAGE, authors=(Address(DANA.email),))
    notice = Notice("answer", ANA.address, 1042, actor="dana", facts={"prose": "Which paper do you use?"})
    mail = check_outgoing(compose(notice, context(message=written)).content, ANA.address, relayed=True)

    assert mail["auto-submitted"] is None


def test_words_of_strangers_are_not_repeated() -> None:
    stranger = Person("win@prizes.example", "Prize Office http://prizes.example")
    ticket = replace(TICKET, subject="You won http://prizes.example", requester=stranger, verified=False)
    message = replace(MESSAGE, authors=(Address(stranger.address, stranger.name),), subject=ticket.subject)
    notice = Notice("receipt", stranger.address, 1042, facts={"plain": "yes"}, automatic=True)
    outgoing = compose(notice, context(ticket, message))

    check_outgoing(outgoing.content, stranger.address, never=("http", "Prize", "won", "copier"))
    assert outgoing.subject == "[TECH-1042] We have your request"
    assert RULES.desk.strangers is Strangers.ACCEPT


@pytest.mark.parametrize(
    ("template", "english", "spanish"),
    [
        ("receipt", "We have your request", "Hemos recibido su solicitud"),
        ("answer", "An answer to your request", "Una respuesta a su solicitud"),
        ("closed", "Your request is solved", "Su solicitud está resuelta"),
        ("reopened", "Your request is open again", "Su solicitud está abierta de nuevo"),
        ("status", "News about your request", "Novedades de su solicitud"),
    ],
)
@pytest.mark.parametrize("sampled", [False, True], ids=["sent", "previewed"])
def test_a_subject_without_the_words_of_strangers_says_what_the_mail_says(
    template: str, english: str, spanish: str, *, sampled: bool
) -> None:
    ticket = replace(TICKET, verified=False)
    for language, words in (("en", english), ("es", spanish)):
        made = context(replace(ticket, language=language))
        notice = Notice(template, ANA.address, 1042, facts={"plain": "yes"}, language=language)
        if sampled:
            notice, made = sample(template, RULES, NOW, ticket=ticket, language=language)
        assert render(notice, made).subject == f"[TECH-1042] {words}"


def test_every_notice_that_can_be_plain_has_a_subject_of_its_own() -> None:
    kinds = {one.name for one in NOTICES.values() if "plain" in one.facts}

    assert all(set(words) == kinds for words in PLAIN_SUBJECT.values())


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("template", ["receipt", "assigned", "requester_wrote", "closed", "status"])
def test_hostile_words_stay_words(template: str, words: str) -> None:
    person = replace(ANA, name=words, room=words, department=words, extension=words, site=words)
    ticket = replace(TICKET, subject=words, requester=person, site=words, room=words, category=words)
    to = DANA.email if template in {"assigned", "requester_wrote"} else ANA.address
    notice = Notice(template, to, 1042, text=words, actor=ANA.address, facts={"prose": words})
    outgoing = compose(notice, context(ticket, replace(MESSAGE, subject=words, text=words, quoted=words)))

    check_outgoing(outgoing.content, to, relayed=False)
    tags = texts(outgoing.content)[1].split("<")
    assert not [tag for tag in tags if tag.startswith(("script", "img", "svg"))]
    assert outgoing.to == to


@given(subject=st.text(max_size=300), name=st.text(max_size=150), words=st.text(max_size=300))
def test_any_words_make_one_lawful_mail(subject: str, name: str, words: str) -> None:
    ticket = replace(TICKET, subject=subject, requester=replace(ANA, name=name, room=words))
    outgoing = compose(Notice("receipt", ANA.address, 1042, facts={"prose": words}), context(ticket))
    mail = check_outgoing(outgoing.content, ANA.address)

    assert str(mail["subject"]) == outgoing.subject
    assert outgoing.subject.startswith("Re: [TECH-1042] ")


@pytest.mark.parametrize(
    ("subject", "stable"),
    [
        ("Re: RE: Fwd: Copier", "Re: [TECH-1042] Copier"),
        ("Re: [TECH-1042] Re: [tech-7] Copier", "Re: [TECH-1042] Copier"),
        ("[TECH-x] Copier", "Re: [TECH-1042] [TECH-x] Copier"),
        ("  ", "Re: [TECH-1042] (no subject)"),
        ("a\r\n b", "Re: [TECH-1042] a b"),
        ("x" * 300, "Re: [TECH-1042] " + "x" * 199 + "…"),
    ],
)
def test_the_subject_keeps_one_form(subject: str, stable: str) -> None:
    assert compose(RECEIPT, context(replace(TICKET, subject=subject))).subject == stable


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b", "a b@c", "a@b c", "a,b@c.org", "a@b>", "a..b@c.org", "a@b\r\nBcc: x", "x@a@b", "\x00@b.org"],
)
def test_an_unusable_address_is_refused(address: str) -> None:
    with pytest.raises(UnusableAddressError, match="hint"):
        compose(Notice("answer", address, 1042), context())


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ('"odd name"@example.org', '"odd name"@example.org'),
        ("o'brien+x@example.org", "o'brien+x@example.org"),
        ("jösé@example.org", "jösé@example.org"),
        ("jose@exämple.org", "jose@xn--exmple-cua.org"),
        ("root@[192.0.2.1]", "root@[192.0.2.1]"),
    ],
)
def test_odd_addresses_are_kept(address: str, to: str) -> None:
    outgoing = compose(Notice("answer", address, 1042), context())

    check_outgoing(outgoing.content, to)
    assert outgoing.to == to


@pytest.mark.parametrize(
    ("envelope", "sender"), [(Envelope.PLAIN, "helpdesk@example.org"), (Envelope.NULL, "")], ids=("plain", "null")
)
def test_the_envelope_sender_is_as_configured(envelope: Envelope, sender: str) -> None:
    assert compose(RECEIPT, replace(context(), envelope=envelope)).envelope_from == sender


def test_a_bounce_address_leads_back_to_the_mail() -> None:
    outgoing = compose(RECEIPT, replace(context(), envelope=Envelope.VERP))

    assert outgoing.envelope_from.startswith("helpdesk+b.")
    assert bounced_message_id(outgoing.envelope_from, "example.org") == outgoing.message_id


def test_high_goes_first_and_tells_staff_so() -> None:
    high = replace(TICKET, priority=Priority.HIGH)
    assigned, receipt = (compose(Notice(one, to), context(high)) for one, to in _pair())

    assert assigned.urgent
    assert receipt.urgent
    assert b"Importance: high" in assigned.content
    assert b"Importance" not in receipt.content
    assert not compose(RECEIPT, context(replace(high, status=Status.RESOLVED))).urgent


def test_only_words_and_states_of_one_ticket_are_gathered() -> None:
    wrote = compose(Notice("requester_wrote", DANA.email, 1042, "Hi"), context())
    asked = compose(Notice("status", ANA.address, 1042, automatic=True), context())

    assert wrote.gather == "requester_wrote:1042"
    assert asked.gather is None
    assert compose(RECEIPT, context()).gather is None


def test_a_line_that_begins_with_from_survives_old_mail_servers() -> None:
    outgoing = compose(Notice("answer", ANA.address, facts={"prose": "From the top.\nFrom " + "x " * 60}), context())

    assert b"\r\nFrom " not in outgoing.content
    assert "From the top.\nFrom x x" in texts(outgoing.content)[0].replace("\r\n", "\n")


def _pair() -> tuple[tuple[str, str], tuple[str, str]]:
    return (("assigned", DANA.email), ("receipt", ANA.address))

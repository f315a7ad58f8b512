"""Group M: mail that is malformed, by accident or on purpose, becomes a clean ticket or lies in quarantine."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from mailintake.compose.clean import REVERSING
from mailintake.model.decision import Kind
from mailintake.model.ticket import Ticket
from tests.acceptance.house import NOW, House, mail, open_house
from tests.outgoing_check import texts
from tests.parse.test_properties import PARTS
from tests.soak.mutate import mutations

NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000))
POISON = [
    mail("From: =?utf-8?q?Evil=0aBcc:_x@y?= <a@b.example>"),
    mail("From: " + "(" * 1000),
    mail("Message-ID: <<<"),
    mail("From: <"),
    mail("From: " + '"' * 40_000),
    *(mail(f"Content-Type: text/plain; charset={name}") for name in
      ("unknown-8bit", "x-user-defined", "rot13", "idna", "undefined", "punycode", "unicode_escape")),
    mail(author="Jos\u00e9 <j\u00f6s\u00e9@lakeside.example>"),
    mail(author="Jos\udce9 <j\udcf6s\udce9@lakeside.example>"),
    NESTED,
    mail("Subject: " + " ".join(["=?utf-8?q?a?="] * 40_000)),
    mail("Date: Mon, 23 Nov 2026 08:05:00 -0000"),
    b"\r\n\r\n\r\n",
    b"\0" * 5000,
]  # fmt: skip


def assert_clean(ticket: Ticket) -> None:
    person = ticket.requester
    for line in (ticket.subject, person.name, person.address, ticket.room or "", ticket.site or "", ticket.asset or ""):
        assert line.isprintable(), line
        line.encode("utf-8")
    for entry in ticket.entries:
        entry.text.encode("utf-8")
        assert not [one for one in entry.text if ord(one) < 0x20 and one not in "\n\t"]


@pytest.mark.parametrize("poison", POISON, ids=range(len(POISON)))
def test_m01_poison_becomes_a_ticket_or_lies_in_quarantine(house: House, poison: bytes) -> None:
    """M01: each poisonous mail has an end, and the next one is taken at once."""
    taken = house.take(poison)

    assert taken.kind is Kind.NEW or house.quarantined()
    assert house.take(mail("Message-ID: <next@lakeside.example>")).kind is Kind.NEW
    for ticket in house.tickets():
        assert_clean(ticket)
    assert all("b.example" not in outgoing.to for outgoing, _ in house.sent())


def test_m01_two_hundred_mutations(house: House) -> None:
    """M01: mutated mails each become something; none is lost, and what goes out is well formed."""
    whole = [one for one in POISON if len(one) < 10_000]
    for number, content in enumerate(mutations([*whole, mail(), mail("Content-Type: text/html", body="<p>x")], 200, 7)):
        # Each is a mail of its own, however it was mutated.
        taken = house.take(b"X-Number: %d\r\n" % number + content)
        assert taken.kind is not None
    for ticket in house.tickets():
        assert_clean(ticket)
    house.sent()


@settings(max_examples=15)
@given(PARTS)
def test_m02_made_trees(content: bytes) -> None:
    """M02: whatever tree of parts, the outcome is a ticket or quarantine, and stored text is clean."""
    with open_house() as house:
        house.take(content)
        for ticket in house.tickets():
            assert_clean(ticket)
        house.sent()


@pytest.mark.parametrize(
    ("label", "body"),
    [
        ("utf-7", "+AGM-a+APE-on\n#close\n"),
        ("unicode_escape", "la caja\\u000a#close"),
        ("idna", "la caja"),
        ("hz", "la caja ~{<:Ky2;R*~}"),
        ("utf-16", "la caja".encode("utf-16-le")),
        ("cp037", "la caja".encode("cp037")),
        ("iso-8859-1", "la caja \u2013 ca\u00f1\u00f3n".encode("cp1252")),
        ("", "la caja del ca\u00f1\u00f3n".encode("cp1252")),
        ("us-ascii", "la caja del ca\u00f1\u00f3n".encode()),
        ("no-such-charset", "la caja"),
    ],
)
def test_m04_charsets_that_lie(house: House, label: str, body: str | bytes) -> None:
    """M04: text is shown, one-line fields stay one line, and what a charset hides is no command."""
    field = f"Content-Type: text/plain; charset={label}" if label else "X-None: yes"
    subject = f"Subject: =?{label or 'us-ascii'}?q?Proyector=0a=0dBcc:_x@y?="
    taken = house.take(mail(field, subject, body=body))

    assert taken.kind is Kind.NEW
    ticket = house.ticket()
    assert_clean(ticket)
    assert house.words().strip()
    assert ticket.status == "new"
    assert not [outgoing for outgoing, _ in house.sent() if outgoing.to == "x@y"]


@pytest.mark.parametrize("label", ["utf-7", "utf-16", "cp037", "hz"])
def test_m04_a_technicians_command_must_be_plain_ascii(house: House, label: str) -> None:
    """M04: bytes that only an odd charset turns into `#close` close nothing."""
    house.take(mail("Message-ID: <first@lakeside.example>"))
    hidden = {"utf-7": b"+ACM-close\r\n", "hz": b"~\n#close\r\n"}.get(label) or "#close\n".encode(label)
    house.take(mail(f"Content-Type: text/plain; charset={label}", "Subject: Re: [HELP-1] Printer",
                    author="Nora Bell <nbell@lakeside.example>", body=hidden))  # fmt: skip

    assert house.ticket().status == "new"


BREAKS = ["=0d=0a", "=0a", "=0d", "=0b", "=c2=85", "=e2=80=a8", "=e2=80=a9", "=00"]


@pytest.mark.parametrize("line_break", BREAKS)
def test_m05_line_breaks_do_not_reach_headers(house: House, line_break: str) -> None:
    """M05: each field of our mail is one physical line, whatever stands in subject, name, room or site."""
    evil = f"=?utf-8?q?Printer{line_break}Bcc:_victim@evil.example{line_break}X-Evil:_1?="
    name = f"=?utf-8?q?Maya{line_break}To:_victim@evil.example?="
    body = "The printer jams.\n\nMaya\nRoom 12\u2028Bcc: victim@evil.example\next 45\x0b12\n"
    utf8 = "Content-Type: text/plain; charset=utf-8"
    house.take(mail(f"Subject: {evil}", utf8, author=f"{name} <mlund@lakeside.example>", body=body))
    sent = house.sent()

    assert sent
    for outgoing, parsed in sent:
        assert "victim" not in outgoing.to
        assert parsed["bcc"] is None
        assert parsed["x-evil"] is None
    assert_clean(house.ticket())


@pytest.mark.parametrize("name", ['"x@evil.test, Bob"', "=?utf-8?q?x=40evil.test=2c_Bob?=", '"Bob\\", x@evil.test"'])
def test_m06_a_name_is_no_recipient(house: House, name: str) -> None:
    """M06: a display name that looks like an address list gives one recipient."""
    house.take(mail(author=f"{name} <newperson@lakeside.example>"))
    receipts = [parsed for outgoing, parsed in house.sent() if outgoing.template == "receipt"]

    assert [[one.addr_spec for one in parsed["to"].addresses] for parsed in receipts] == [
        ["newperson@lakeside.example"] for _ in receipts
    ]
    assert receipts


def test_m07_invisible_and_reversed_text_is_stored_clean(house: House) -> None:
    """M07: NUL, direction overrides, zero width and thousands of marks leave no trace that could deceive."""
    odd = "Pri\u200bnter\u202egnp.exe a" + "\u0301" * 5000
    body = "a\0b \u202e reversed " + "\u0301" * 5000
    house.take(mail(f"Subject: {odd}", author=f"{odd} <mlund@lakeside.example>", body=body))
    ticket = house.ticket()

    assert_clean(ticket)
    assert "\u200b" not in ticket.subject
    assert len(ticket.subject) < 100
    for outgoing, _ in house.sent():
        shown = "".join(texts(outgoing.content))
        assert not [one for one in shown if ord(one) in REVERSING]


@pytest.mark.parametrize(
    "author",
    ["Jos\u00e9 <j\u00f6s\u00e9@lakeside.example>", "Ana <ana@b\u00fccher.example>", "Ana <ana@xn--bcher-kva.example>"],
)
def test_m08_international_addresses_make_tickets(house: House, author: str) -> None:
    """M08: raw UTF-8 in headers and addresses becomes a ticket under that address."""
    taken = house.take(mail("Subject: Impresi\u00f3n", author=author, proof=""))

    assert taken.kind is Kind.NEW
    assert house.ticket().requester.address == author.partition("<")[2].rstrip(">")
    assert house.ticket().subject == "Impresi\u00f3n"


SCRIPTS = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<math><a xlink:href=javascript:alert(1)>x</a></math>",
    "<img src=x onerror=alert(1)>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "\"><iframe src='javascript:alert(1)'>",
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_m10_markup_of_strangers_is_text_in_our_html(house: House, script: str) -> None:
    """M10: scripts in subject, body, name and file name are escaped wherever we print them."""
    name = script.replace('"', "").replace("\\", "")
    kind, body = parts(
        f"\r\n{script}",
        f"Content-Type: text/html\r\n\r\n<p>{script}</p>",
        f'Content-Disposition: attachment; filename="{name}.pdf"\r\n\r\nx',
    )
    house.take(mail(f"Subject: {script}", kind, body=body, author=f'"{name}" <mlund@lakeside.example>'))
    sent = house.sent()

    assert sent
    for outgoing, _ in sent:
        html = texts(outgoing.content)[1].casefold()
        for tag in ("<script", "<svg", "<math", "<img", "<iframe", "onerror=alert(1)>", "<style>*"):
            assert tag not in html


TEMPLATES = ["{{7*7}}", "{% for x in y %}", "%s %d", "$HOME ${x}", "#{1+1}", "{{ ''.__class__ }}"]


@pytest.mark.parametrize("words", TEMPLATES)
def test_m12_template_words_are_printed_literally(house: House, words: str) -> None:
    """M12: what looks like a template is text."""
    house.take(mail(f"Subject: Printer {words}", body=f"It says {words} on the screen.\n"))
    assigned = [outgoing for outgoing, _ in house.sent() if outgoing.template == "assigned"]

    assert [words in outgoing.subject and words in texts(outgoing.content)[0] for outgoing in assigned] == [True]


def parts(*each: str, kind: str = "mixed") -> tuple[str, str]:
    return f'Content-Type: multipart/{kind}; boundary="b"', "".join(f"--b\r\n{one}\r\n" for one in each) + "--b--\r\n"


INVITATION = ("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Cart pick-up\r\n"
              "DTSTART:20261124T150000Z\r\nEND:VEVENT\r\nEND:VCALENDAR")  # fmt: skip


@pytest.mark.parametrize(
    ("header", "body", "words"),
    [
        ("Content-Type: application/ms-tnef", b"no tnef at all", "could not be read"),
        ("Content-Type: text/calendar; method=PUBLISH", INVITATION, "Cart pick-up"),
        (*parts("\r\nMy screen is dark.", "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nxx",
                kind='signed; protocol="application/pkcs7-signature"'), "My screen is dark."),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "xx", "encrypted"),
        (*parts("Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", "Content-Type: a/b\r\n\r\nx",
                kind="encrypted"), "encrypted"),
        ("Content-Type: message/partial; number=1; total=2; id=x", "Subject: a\r\n\r\nb", "one piece"),
        ("Content-Type: message/external-body; access-type=URL; URL=http://evil.example/x",
         "Content-Type: text/plain\r\n\r\n", "not fetched"),
        (*parts("\r\nPlain words.", "Content-Type: text/x-amp-html\r\n\r\n<html amp4email>x", kind="alternative"),
         "Plain words."),
    ],
)  # fmt: skip
def test_m14_what_we_cannot_read_is_said(house: House, header: str, body: str | bytes, words: str) -> None:
    """M14: TNEF, invitations, S/MIME, PGP, partial, external and AMP mail is a ticket with text or a note."""
    taken = house.take(mail(header, body=body))

    assert taken.kind is Kind.NEW
    assert words in house.words()


@pytest.mark.parametrize(
    "content",
    [
        mail(body=""),
        mail("Content-Type: image/png", "Content-Transfer-Encoding: base64", body="iVBORw0KGgo="),
        mail(body="-- \r\nMaya Lund\r\nPine Middle School\r\n"),
        mail().partition(b"\r\n\r\n")[0],
        mail(author=""),
        mail("Date: Mon, 01 Jan 1900 00:00:00 +0000"),
        mail("Date: Fri, 01 Jan 2099 00:00:00 +0000"),
        mail("Date: Mon, 23 Nov 2026 08:05:00 -0000"),
        mail("Date: "),
        b"Subject: x",
    ],
    ids=[
        "empty body",
        "only image",
        "only signature",
        "headers only",
        "no From",
        "1900",
        "2099",
        "-0000",
        "no Date",
        "x",
    ],
)
def test_m15_mail_that_lacks_something_is_a_ticket(house: House, content: bytes) -> None:
    """M15: empty bodies, missing fields and impossible dates: a ticket, timed by when the mailbox got it."""
    taken = house.take(content)
    ticket = house.ticket()

    assert taken.kind is Kind.NEW
    assert ticket.opened_at == NOW
    assert ticket.respond_by is not None
    assert ticket.respond_by > NOW
    house.sent()


@pytest.mark.parametrize("content", [b"", b"\r\n", b"\n\n \n"])
def test_m15_a_mail_of_nothing_lies_in_quarantine_and_the_admin_hears(house: House, content: bytes) -> None:
    """M15: a message of 0 bytes is no request."""
    assert house.take(content).kind is Kind.QUARANTINED
    assert "empty" in house.quarantined()[0].reason
    assert house.sent_to() == [("admin_alert", "it-admin@lakeside.example")]


def test_a14_verification_mail_waits_unseen(house: House) -> None:
    """A14: what an outside service sends to prove who owns our address is held, and nobody gets its code."""
    body = "Your verification code is 482911. https://id.service.example/verify?token=abcdef0123456789\n"
    taken = house.take(mail("Subject: Verify your account", author="no-reply@service.example", body=body, proof=""))

    assert taken.kind is Kind.HELD
    assert house.sent() == []
    assert house.tickets() == ()


def test_a14_a_code_that_a_person_passes_on_is_masked(house: House) -> None:
    """A14: even in a teacher's own request the code and the link stay out of our mail."""
    link = "https://id.service.example/verify?token=abcdef0123456789"
    body = f"I got this, what is it?\n\nYour verification code is 482911 {link}\n"
    house.take(mail(body=body))

    for outgoing, _ in house.sent():
        assert "482911" not in "".join(texts(outgoing.content))
        assert "abcdef0123456789" not in "".join(texts(outgoing.content))
    assert "482911" in house.words()


def test_p09_a_password_in_a_request_stays_in_the_house(house: House) -> None:
    """P09: a password typed in a ticket is masked in notifications, with a word to the technician."""
    house.take(mail(body="I cannot log in. My password is Welcome123!\n"))
    assigned = next(outgoing for outgoing, _ in house.sent() if outgoing.template == "assigned")

    assert "Welcome123" not in "".join(texts(assigned.content))
    assert "Masked in this mail: a password." in " ".join(texts(assigned.content)[0].split())

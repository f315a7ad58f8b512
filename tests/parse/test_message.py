"""Malformed and unusual mail (group M of the acceptance cases) still becomes a message."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from mailintake.parse.limits import ParseLimits
from mailintake.parse.message import parse_message
from tests.parse.mails import AUTHOR, mail, multipart

LINE_BREAKS = "\r\n\v\f\x85\u2028\u2029"


@pytest.mark.parametrize("content", [b"", b"\n", b"\0", b"\xff" * 50, b":", b"From", b"From:", b"\r\r\r", b"a" * 5000])
def test_rubbish_is_a_message_too(content: bytes) -> None:
    message = parse_message(content)

    assert message.size == len(content)
    assert message.author_defect is not None
    assert message.authors == ()


@pytest.mark.parametrize(
    ("content", "subject"),
    [
        (mail("Subject: Printer jams"), "Printer jams"),
        (mail("SUBJECT:Printer jams"), "Printer jams"),
        (mail("Subject: Printer\n jams"), "Printer jams"),
        (mail("Subject: =?utf-8?q?Impresora_da=C3=B1ada?="), "Impresora dañada"),
        (mail("Subject: Impresora dañada"), "Impresora dañada"),
        (b"Subject: Impresora da\xf1ada\n\nx", "Impresora dañada"),
        (mail("Subject: a=?utf-8?q?b?="), "ab"),
        (mail("Subject: =?utf-8?q?a=0D=0ABcc=3A_x?="), "a Bcc: x"),
        (mail("Subject: a\u202eb\u200bc\ufeff"), "abc"),
        (mail("Subject: a\tb   c"), "a b c"),
        (mail("Subject: e" + "\u0301" * 500), "e" + "\u0301" * 4),
        (b"\n\nSubject: after empty lines\n\nx", "after empty lines"),
        (b"From ana@school.example Mon Nov 23 08:00:00 2026\nSubject: an mbox line\n\nx", "an mbox line"),
        (b"Subject: old line ends\rTo: x@y.example\r\rtext", "old line ends"),
        (mail("Subject: {{7*7}} {% raw %} %s ${x} #{y}"), "{{7*7}} {% raw %} %s ${x} #{y}"),
        (mail("To: x@y.example"), ""),
    ],
)
def test_subject(content: bytes, subject: str) -> None:
    assert parse_message(content).subject == subject


@pytest.mark.parametrize("end", LINE_BREAKS)
def test_one_line_fields_hold_one_line(end: str) -> None:
    encoded = base64.b64encode(f"one{end}two".encode()).decode()
    word = f"=?utf-8?b?{encoded}?="
    content = mail(f"Subject: {word}", f"X-Room: {word}", author=f"From: {word} <ana@school.example>")
    message = parse_message(content)

    assert message.subject == "one two"
    assert [one.display_name for one in message.authors] == ["one two"]
    assert message.get("x-room") == "one two"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 23 Nov 2026 08:05:00 -0600", datetime(2026, 11, 23, 14, 5, tzinfo=UTC)),
        ("23 Nov 2026 08:05 -0000", datetime(2026, 11, 23, 8, 5, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 08:05:00", datetime(2026, 11, 23, 8, 5, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 08:05:60 GMT (comment)", datetime(2026, 11, 23, 8, 5, 59, tzinfo=UTC)),
        ("2026-11-23T08:05:00Z", datetime(2026, 11, 23, 8, 5, tzinfo=UTC)),
        ("Mon, 1 Jan 1900 00:00:00 +0000", None),
        ("Mon, 23 Nov 12026 08:05:00 +0000", None),
        ("Mon, 23 Nov 2026 08:05:00 +9999", datetime(2026, 11, 23, 8, 5, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_date_is_aware_or_none(date: str, expected: datetime | None) -> None:
    assert parse_message(mail(f"Date: {date}")).date == expected


@pytest.mark.parametrize(
    ("header", "ids"),
    [
        ("In-Reply-To: <a@x>", ("<a@x>",)),
        ("References: <a@x> <b@x>\n\t<c@x>", ("<c@x>", "<b@x>", "<a@x>")),
        ("References: <a@x><b@x>", ("<b@x>", "<a@x>")),
        ("References: <a@\n x>", ("<a@x>",)),
        ("In-Reply-To: Your mail of Monday <a@x> from Ana", ("<a@x>",)),
        ("In-Reply-To: a@x", ("<a@x>",)),
        ("References: " + "<" * 5000, ()),
        ("References: none", ()),
    ],
)
def test_ids_that_a_mail_answers(header: str, ids: tuple[str, ...]) -> None:
    assert parse_message(mail(header)).thread_ids == ids


def test_of_thousands_of_references_the_nearest_are_kept() -> None:
    message = parse_message(mail("References: " + " ".join(f"<{number}@x>" for number in range(3000))))

    assert len(message.references) == 200
    assert message.thread_ids[0] == "<2999@x>"


@pytest.mark.parametrize(("raw", "expected"), [("<a@x>", "<a@x>"), ("a@x", "<a@x>"), ("<<<", None), ("", None)])
def test_message_id(raw: str, expected: str | None) -> None:
    assert parse_message(mail(f"Message-ID: {raw}")).message_id == expected


@pytest.mark.parametrize(("raw", "expected"), [("<>", ""), ("<A@School.example>", "A@school.example"), ("x", None)])
def test_return_path(raw: str, expected: str | None) -> None:
    assert parse_message(mail(f"Return-Path: {raw}")).return_path == expected


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("base64", "SG9sYSBBbmE=", "Hola Ana"),
        ("BASE64 ", "SG9sYSBB\r\nbmE", "Hola Ana"),
        ("base64", "SG9s YSBB\nbmE=\n=\n", "Hola Ana"),
        ("base64", "SG9sYSA=\nQW5h\n", "Hola Ana"),
        ("base64", "Hello, this is plain text. It only says so.", "Hello, this is plain text. It only says so."),
        ("quoted-printable", "se=C3=B1al =\nrota", "señal rota"),
        ("quoted-printable", "a = b, c=zz", "a = b, c=zz"),
        ("7bit", "señal", "señal"),
        ("x-nothing", "señal", "señal"),
        ("uuencode", "begin 644 x\n$2&]L80\n`\nend\n", "Hola"),
    ],
)
def test_transfer_encodings_that_lie(encoding: str, body: str, text: str) -> None:
    assert parse_message(mail(f"Content-Transfer-Encoding: {encoding}", body=body)).body == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (multipart("mixed", "\none", "Content-Type: text/plain\n\ntwo"), "one\n\ntwo"),
        (multipart("mixed", "\none").replace(b"--cut--", b""), "one"),
        (multipart("mixed", "\none").replace(b'; boundary="cut"', b""), "one"),
        (multipart("mixed", "\none").replace(b'"cut"', b'"other"'), "one"),
        (multipart("mixed", "\none").replace(b"\n", b"\r\n"), "one"),
        (multipart("mixed", "\none", "\ntwo").replace(b"one\n--cut\n", b"one\n--cut--\n--cut\n"), "one\n\ntwo"),
        (multipart("mixed", "\n--cute\none"), "--cute\none"),
        (multipart("alternative", "\nplain", "Content-Type: text/html\n\n<p>rich"), "plain"),
        (multipart("alternative", "Content-Type: text/html\n\n<p>rich", "\nplain"), "plain"),
        (multipart("alternative", "\n \n", "Content-Type: text/html\n\n<p>rich"), "rich"),
        (multipart("alternative", "Content-Type: text/html\n\n<p>rich"), "rich"),
        (
            multipart("related", "Content-ID: <a>\nContent-Type: image/png\n\nx", "Content-Type: text/html\n\n<p>hi"),
            "hi",
        ),
        (multipart("signed", "\nsigned", "Content-Type: application/pgp-signature\n\nx"), "signed"),
        (multipart("mixed", 'Content-Type: text/plain; name="a.txt"\n\nnamed'), "named"),
        (multipart("mixed"), ""),
        (mail("Content-Type: text", body="x"), "x"),
        (mail("Content-Type: ;;;", body="x"), "x"),
        (mail("Content-Type: text/html", body="only words, no tags"), "only words, no tags"),
        (
            mail("Content-Type: text/plain; format=flowed", body="one \ntwo\n> a \n> b\n-- \nAna"),
            "one two\n> a b\n-- \nAna",
        ),
        (mail("Content-Type: text/plain; format=flowed; delsp=yes", body="one \ntwo"), "onetwo"),
        (mail("Content-Type: text/enriched", body="<bold>one</bold> << two"), "one < two"),
        (mail(body="a\0b\x07c\r\nd\re\x0bf"), "abc\nd\ne\nf"),
        (mail("Content-Type: application/octet-stream", body="x"), ""),
    ],
)
def test_body(content: bytes, text: str) -> None:
    assert parse_message(content).body == text


def test_text_and_html_are_both_kept_for_comparison() -> None:
    message = parse_message(multipart("alternative", "\n#close", "Content-Type: text/html\n\n<p>#reopen</p>"))

    assert message.text == "#close"
    assert message.html_new == "#reopen"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('Content-Disposition: attachment; filename="plan.pdf"', "plan.pdf"),
        ("Content-Disposition: attachment; filename=plan.pdf", "plan.pdf"),
        ("Content-Disposition: attachment; filename*=utf-8''se%C3%B1al.pdf", "señal.pdf"),
        ("Content-Disposition: attachment; filename*0=se; filename*1=nal; filename*2=.pdf", "senal.pdf"),
        ("Content-Disposition: attachment; filename*1*=%B1al.pdf; filename*0*=utf-8''se%C3", "señal.pdf"),
        ('Content-Disposition: attachment; filename="=?utf-8?q?se=C3=B1al.pdf?="', "señal.pdf"),
        ('Content-Disposition: attachment; filename="señal.pdf"', "señal.pdf"),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        ('Content-Disposition: attachment; filename=".\u200bhtaccess\u202e"', "htaccess"),
        ('Content-Disposition: attachment; filename="a;b.pdf"', "a;b.pdf"),
        ('Content-Disposition: attachment; filename="never ends.pdf', "never ends.pdf"),
        ("Content-Disposition: attachment; filename*=x'%zz'%", "%"),
        ("Content-Disposition: attachment", None),
        ('Content-Type: image/png; name="a\n b.png"', "a b.png"),
    ],
)
def test_attachment_name(header: str, name: str | None) -> None:
    message = parse_message(multipart("mixed", "\ntext", f"{header}\n\nx"))

    assert [one.name for one in message.attachments] == [name]


def test_a_long_extension_is_cut() -> None:
    content = multipart("mixed", f'Content-Disposition: attachment; filename="a.{"x" * 4096}"\n\nx')

    (attachment,) = parse_message(content).attachments

    assert len(attachment.name or "") <= 255


def test_inline_pictures_are_told_from_attachments() -> None:
    picture = "Content-Type: image/png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64\n\naGk="
    message = parse_message(multipart("related", "Content-Type: text/html\n\n<p>hi", picture))

    (attachment,) = message.attachments

    assert (attachment.inline, attachment.content_id, attachment.content) == (True, "logo@x", b"hi")


def test_a_mail_within_a_mail_is_an_attachment_named_by_its_subject() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: Bob <bob@school.example>\nSubject: Old mail\n\n#close"
    message = parse_message(multipart("mixed", "\nSee below.", inner))

    assert message.text == "See below."
    assert [one.name for one in message.attachments] == ["Old mail.eml"]


def test_a_mail_passed_on_without_a_word_shows_the_original_but_nothing_new() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: Bob <bob@school.example>\nSubject: Old mail\n\n#close"
    message = parse_message(multipart("mixed", inner, header=("Subject: Fw: Old mail",)))

    assert message.text == ""
    assert message.body == message.quoted == "#close"
    assert message.forwarded is not None
    assert message.forwarded.author.addr_spec == "bob@school.example"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (multipart("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1"), "encrypted"),
        (mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", body="x"), "encrypted"),
        (mail("Content-Type: message/external-body; access-type=URL", body="x"), "not fetched"),
        (mail("Content-Type: message/partial; number=1; total=3; id=x", body="x"), "one piece"),
        (mail("Content-Type: application/ms-tnef", body="x"), "could not be read"),
    ],
)
def test_what_cannot_be_shown_is_said(content: bytes, said: str) -> None:
    assert said in parse_message(content).body


def test_what_an_smime_signature_holds_is_shown() -> None:
    inner = b"Content-Type: text/plain\n\nsigned words"
    octets = b"\x24\x80" + b"\x04" + bytes([len(inner)]) + inner + b"\0\0"
    data = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80" + octets + b"\0\0\0\0"
    signed = b"\x30\x80\x02\x01\x01\x31\x00" + data + b"\0\0"
    content = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80" + signed + b"\0\0\0\0"
    body = base64.encodebytes(content).decode()
    header = ("Content-Type: application/pkcs7-mime; smime-type=signed-data", "Content-Transfer-Encoding: base64")

    assert parse_message(mail(*header, body=body)).body == "signed words"


def test_an_invitation_is_one_line_of_text() -> None:
    event = (
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Lab set-\n up\\, room 12\nLOCATION:B-4\n"
        'DTSTART;TZID="America/Chicago":20261123T160000\nDTEND;TZID=America/Chicago:20261123T170000\n'
        "ORGANIZER;CN=Ana Ruiz:mailto:ana@school.example\nEND:VEVENT\nEND:VCALENDAR"
    )
    message = parse_message(multipart("mixed", f"Content-Type: text/calendar; method=request\n\n{event}"))

    assert message.calendar_method == "REQUEST"
    assert message.body == (
        "Calendar: Lab set-up, room 12, 2026-11-23 16:00 (America/Chicago) to 17:00 (America/Chicago), "
        "at B-4, organizer Ana Ruiz <ana@school.example>"
    )


def test_a_uuencoded_file_leaves_the_text() -> None:
    message = parse_message(mail(body="See file\nbegin 644 a.txt\n$2&]L80\n`\nend\nbye\nbegin 644 is a verb"))

    assert message.body == "See file\nbye\nbegin 644 is a verb"
    assert [(one.name, one.content) for one in message.attachments] == [("a.txt", b"Hola")]


def test_the_fingerprint_is_that_of_the_decoded_parts_only() -> None:
    plain = parse_message(mail("Received: from a", body="Hola"))
    coded = parse_message(mail("Received: from b", "Content-Transfer-Encoding: base64", body="SG9sYQ=="))
    other = parse_message(mail(body="Adios"))

    assert plain.fingerprint == coded.fingerprint != other.fingerprint
    assert plain.sha256 != coded.sha256


@pytest.mark.parametrize(
    ("header", "reply"),
    [("In-Reply-To: <a@x>", True), ("References: <a@x>", True), ("Subject: RE: x", True), ("Subject: AW: x", True),
     ("Subject: Fwd: x", False), ("Subject: Request: x", False)],
)  # fmt: skip
def test_a_reply_is_told(header: str, *, reply: bool) -> None:
    assert parse_message(mail(header)).reply is reply


def test_a_mail_of_very_many_lines_says_so_among_its_defects() -> None:
    assert parse_message(mail(body="a\n" * 30_000)).defects == (
        "text: more than 20000 lines, the rest counts as quoted",
    )


def test_words_that_utf_7_could_hide_are_named_among_the_defects() -> None:
    message = parse_message(mail("Content-Type: text/plain; charset=utf-7", body="+ACM-close"))

    assert message.body == "#close"
    assert any("can hide words" in one for one in message.defects)


def test_limits_are_kept_and_said() -> None:
    limits = ParseLimits(depth=3, parts=5, header_fields=10, addresses=2, attachments=2, text=100)
    files = ["Content-Disposition: attachment; filename=a\n\nx"] * 4
    many = parse_message(multipart("mixed", "\n" + "x" * 500, *files), limits=limits)
    crowd = parse_message(mail("To: " + ", ".join(f"a{n}@x.example" for n in range(9)), *["X: y"] * 20), limits=limits)
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(50))

    assert (len(many.body), len(many.attachments)) == (100, 2)
    assert {one.partition(":")[0] for one in many.defects} == {"text", "attachments"}
    assert (len(crowd.to), len(crowd.header)) == (2, 10)
    assert "parts: nested too deep" in parse_message(AUTHOR.encode() + b"\n" + nested, limits=limits).defects


MIXED = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"


@pytest.mark.parametrize(
    ("content", "subject", "body"),
    [
        (b"X-Id: a\nbroken-off piece of the field\nSubject: found\n\ntext", "found", "text"),
        (b"Subject: found\nDear help desk,\nmy printer: broken\n", "found", "Dear help desk,\nmy printer: broken"),
        (b"Subject : found\nSubject: other\n\ntext", "found", "text"),
        (b"Subject: found\nFrom x@y.example Mon Nov 23\nTo: a@b.example\n\ntext", "found", "text"),
        (b"Subject\n\t: none\n\ntext", "", "Subject\n\t: none\n\ntext"),
        (MIXED + b"\n Content-Type: image/png\n\ntext", "", " Content-Type: image/png\n\ntext"),
        (MIXED + b"\t\n\tContent-Type: image/png\n\ntext", "", "\t\n\tContent-Type: image/png\n\ntext"),
    ],
)
def test_a_damaged_header_is_read_as_far_as_it_goes(content: bytes, subject: str, body: str) -> None:
    message = parse_message(content)

    assert (message.subject, message.body) == (subject, body)
    assert message.author_defect is not None

"""Whatever the bytes, there is a message, and its text is clean."""

from __future__ import annotations

import email
from collections.abc import Callable
from dataclasses import fields

from hypothesis import given, strategies as st

from mailintake.model.message import Address, Message
from mailintake.parse.message import parse_message

NAMES = st.sampled_from(
    ["From", "To", "Cc", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "Content-Type", "Content-ID",
     "Content-Disposition", "Content-Transfer-Encoding", "Return-Path", "Reply-To", "Sender", "From ", "X-Any", ""]
)  # fmt: skip
WORDS = st.sampled_from(
    [b"text/plain", b"text/html", b"multipart/mixed", b"multipart/alternative", b"multipart/report", b"message/rfc822",
     b"message/delivery-status", b"application/ms-tnef", b"application/pkcs7-mime", b"text/calendar", b"boundary=cut",
     b'boundary="cut"', b"charset=", b"utf-7", b"utf-16", b"gb18030", b"iso-2022-jp", b"base64", b"quoted-printable",
     b"x-uuencode", b"filename*0*=", b'filename="', b"=?utf-8?q?", b"=?iso-2022-jp?b?", b"?=", b"<a@b.example>", b"<>",
     b"format=flowed", b"attachment", b"Re: ", b"mailer-daemon@x.example", b"\r", b"\n ", b"\r\n\t", b"\0", b"\xff",
     b"\xe2\x80\xae"]
)  # fmt: skip
VALUES = st.lists(WORDS | st.binary(max_size=8), max_size=6).map(b" ".join)
FIELDS = st.tuples(NAMES, VALUES).map(lambda pair: pair[0].encode() + b": " + pair[1])
BODIES = st.lists(
    st.sampled_from(
        [b"--cut\n", b"--cut--\n", b"\n", b"<p>", b"> On ", b"begin 644 a\n", b"#close\n", b"-- \n", b"\x1b$B"]
    )
    | st.binary(max_size=30),
    max_size=8,
).map(b"".join)
PARTS = st.recursive(
    st.tuples(st.lists(FIELDS, max_size=4), BODIES).map(lambda pair: b"\n".join(pair[0]) + b"\n\n" + pair[1]),
    lambda parts: st.tuples(st.lists(FIELDS, max_size=2), st.lists(parts, max_size=3)).map(
        lambda pair: (
            b"\n".join([b"Content-Type: multipart/mixed; boundary=cut", *pair[0]])
            + b"\n\n--cut\n"
            + b"\n--cut\n".join(pair[1])
            + b"\n--cut--\n"
        )
    ),
    max_leaves=6,
)


def assert_clean(message: Message) -> None:
    """Assert what every message promises of its text."""
    lines = [message.subject, *(value for pair in message.header for value in pair), *message.defects]
    for one in (*message.authors, *message.to, *message.cc, *message.reply_to):
        assert isinstance(one, Address)
        lines += [one.addr_spec, one.display_name]
    lines += [one.name or "" for one in message.attachments]
    lines += [message.message_id or "", *message.thread_ids, message.media_type, message.calendar_method or ""]
    for line in lines:
        assert not any(_is_control(character) for character in line), line
        line.encode("utf-8")
    for field in fields(message):
        value = getattr(message, field.name)
        if isinstance(value, str):
            assert not any(_is_control(character) for character in value.replace("\n", "").replace("\t", "")), (
                field.name
            )
            value.encode("utf-8")
    assert message.date is None or message.date.tzinfo is not None


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character < "\xa0" or character in "\u2028\u2029"


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    assert_clean(parse_message(content))


@given(PARTS)
def test_any_tree_of_parts(content: bytes) -> None:
    assert_clean(parse_message(content))


@given(st.integers(0, 60), BODIES)
def test_any_depth(depth: int, body: bytes) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (one, one) for one in range(depth))
    assert_clean(parse_message(nested + b"\n" + body))


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1), min_size=1, max_size=4))
def test_sound_trees_are_cut_as_the_standard_library_cuts_them(texts: list[str]) -> None:
    parts = "".join(f"--cut\nContent-Type: text/plain\n\n{text}\n" for text in texts)
    content = f"Content-Type: multipart/mixed; boundary=cut\n\npreamble\n{parts}--cut--\nepilogue\n".encode()
    theirs = [str(part.get_payload()) for part in email.message_from_bytes(content).walk() if not part.is_multipart()]

    assert parse_message(content).body.split("\n\n") == list(dict.fromkeys(theirs))


@given(st.sampled_from([str.upper, str.lower, str.title]), st.text(max_size=20))
def test_names_of_fields_have_no_case(change: Callable[[str], str], value: str) -> None:
    one = parse_message(f"{change('subject')}: a{value}".encode("utf-8", "replace"))
    other = parse_message(f"Subject: a{value}".encode("utf-8", "replace"))

    assert one.subject == other.subject

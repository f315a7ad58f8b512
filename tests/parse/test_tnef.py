"""Outlook's winmail.dat gives its text and its files (MS-OXTNEF)."""

from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given, strategies as st

from mailintake.parse.message import parse_message
from mailintake.parse.rtf import decompress, rtf_to_text
from mailintake.parse.tnef import read_tnef
from tests.parse.mails import multipart

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"
# The example of MS-OXRTFCP, section 4.1.1.
COMPRESSED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def attribute(level: int, tag: int, value: bytes) -> bytes:
    """Return one attribute of TNEF."""
    return struct.pack("<BII", level, tag, len(value)) + value + struct.pack("<H", sum(value) % 65536)


def properties(*given: tuple[int, int, bytes]) -> bytes:
    """Return a list of MAPI properties of variable length."""
    packed = struct.pack("<I", len(given))
    for kind, name, value in given:
        packed += struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return packed


FILE = (
    attribute(2, 0x00069002, b"\0" * 14)
    + attribute(2, 0x00018010, b"PLAN~1.PDF\0")
    + attribute(2, 0x0006800F, b"%PDF-1.4")
    + attribute(2, 0x00069005, properties((0x1F, 0x3707, "Señal plan.pdf\0".encode("utf-16-le"))))
)
TEXT = attribute(1, 0x0002800C, b"The printer jams.\0")
PACKED = attribute(1, 0x00069003, properties((0x0102, 0x1009, COMPRESSED)))
HTML = attribute(1, 0x00069003, properties((0x0102, 0x1013, b"<html><p>The printer jams.</p>")))


@pytest.mark.parametrize(
    ("inner", "text"), [(TEXT, "The printer jams."), (PACKED, "hello world"), (HTML, "The printer jams.")]
)
def test_text_and_files_come_out(inner: bytes, text: str) -> None:
    body = base64.encodebytes(SIGNATURE + inner + FILE).decode()
    part = f'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\n{body}'
    message = parse_message(multipart("mixed", part))

    assert message.body == text
    assert [(one.name, one.content) for one in message.attachments] == [("Señal plan.pdf", b"%PDF-1.4")]


def test_the_text_beside_it_comes_first() -> None:
    body = base64.encodebytes(SIGNATURE + TEXT).decode()
    part = f"Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n{body}"

    assert parse_message(multipart("mixed", "\nplain", part)).body == "plain"


def test_compressed_rtf_is_read() -> None:
    assert rtf_to_text(decompress(COMPRESSED)) == "hello world"


def test_tags_of_encapsulated_html_are_no_words() -> None:
    head = rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}"
    rtf = head + rb"se\'f1al \u8364?\htmlrtf \par\htmlrtf0\line end}"

    assert rtf_to_text(rtf) == "señal €\nend"


def test_only_so_many_files_are_taken() -> None:
    found = read_tnef(SIGNATURE + FILE * 50, 10)

    assert found is not None
    assert len(found.carried) == 10


@given(st.binary(max_size=300), st.integers(0, 200))
def test_any_bytes_are_survived(rubbish: bytes, cut: int) -> None:
    whole = SIGNATURE + PACKED + FILE
    found = read_tnef(whole[:cut] + rubbish + whole[cut:], 10)

    assert found is None or isinstance(found.text, str)
    assert isinstance(rtf_to_text(decompress(b"\0" * 8 + b"LZFu\0\0\0\0" + rubbish)), str)
